"""From a newsletter's file to a folder of pages and feeds: what the sources published this week, grouped by theme.

    python docs/examples/a_page_from_feeds.py feeds/place.toml somewhere/

Goes to the web, politely; a first visit to sixty sources takes a minute or two.
"""

import sys

import digest
from digest.config import Fetch


def main(file: str, folder: str, *local: str) -> None:
    """Collect, group, render, write."""
    newsletter = digest.read_newsletter(file)

    # --local is for trying things out on one's own machine: no newsletter should reach into a private network
    fetch = Fetch(allow_private=True, pause_seconds=0) if local == ("--local",) else Fetch()
    collected = digest.collect(newsletter, fetch=fetch, folder=folder)
    for source, why in collected.failures:
        print(f"{source}: {why}", file=sys.stderr)

    told = digest.group(collected.posts, newsletter)
    edition = digest.render(told, newsletter, public="https://example.org/place")
    for path in edition.write(f"{folder}/outbox"):
        print(path)


if __name__ == "__main__":  # pages are parsed in processes of their own, which begin by importing this file
    main(*sys.argv[1:])
