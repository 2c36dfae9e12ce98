"""The demo's newsletter file and its five sample subscribers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from digest.demo.content import LONDON, Site, world

SUBSCRIBERS = (
    ("eleanor.finch@example.org", "Eleanor Finch", ()),
    ("tom.adeyemi@example.com", "Tom Adeyemi", ("finance", "workforce", "digital")),
    ("priya.nair@example.org", "Priya Nair", ("housing", "planning", "high-streets")),
    ("gwen.morris@example.com", "Gwen Morris", ("social-care", "children", "public-health")),
    ("callum.reid@example.org", "Callum Reid", ("transport", "infrastructure", "climate", "devolution", "culture")),
)


def newsletter_toml(base: str, now: datetime) -> str:
    """Return the demo's newsletter file for a web served at `base`, its draft and its issue just due at `now`."""
    draft, send = (now.astimezone(LONDON) - timedelta(hours=hours) for hours in (2, 1))
    head = _read("newsletter.toml").replace("DRAFT", f"{draft:%A %H:%M}").replace("SEND", f"{send:%A %H:%M}")
    sources = (_table("source", _source(site, base)) for site in world(now).sites)
    return "\n".join((head, _read("themes.toml"), *sources))


def subscribers_csv() -> str:
    """Return five invented subscribers with different themes; no theme means all of them."""
    rows = (f"{address},{name},{';'.join(themes)}\n" for address, name, themes in SUBSCRIBERS)
    return "address,name,themes\n" + "".join(rows)


def _source(site: Site, base: str) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.name,
        "address": f"{base}/{site.prefix}/{site.start}",
        "kind": site.kind,
        "role": site.role.value,
        **({"weight": site.weight} if site.weight != 1 else {}),
        "evidence": "shipped with the demo",
    }


def _table(name: str, values: dict[str, Any]) -> str:
    # JSON's strings and lists of strings are TOML's as well (TOML 1.0, basic strings)
    return f"[[{name}]]\n" + "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


def _read(name: str) -> str:
    return (resources.files("digest.demo") / name).read_text(encoding="utf-8")
