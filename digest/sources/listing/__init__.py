"""Listing pages without configuration: the repeated item is found from the page itself."""

from digest.sources.listing.pages import next_page
from digest.sources.listing.read import read_listing

__all__ = ["next_page", "read_listing"]
