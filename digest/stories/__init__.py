"""Posts into stories under themes, ranked, each with its reasons."""

from digest.stories.telling import tell

__all__ = ["tell"]
