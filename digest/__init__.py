"""A newsletter from what a sector publishes: collected, grouped by theme, looked over, sent."""

__version__ = "0.1.0"
