"""Addresses: absolute, canonical for showing and storing, and a key that tells two pages apart.

The one door to ada-url (the WHATWG URL standard, https://url.spec.whatwg.org/), so an address means here what
it means in a browser. Nothing is guessed about what a page is: only parameters that are known to track
readers are taken off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import ada_url

LONGEST = 4_096

# One address is asked for many times while its page is read; a page has a few hundred.
_remembered = lru_cache(maxsize=2_048)
_WANTED = ("protocol", "hostname", "host", "pathname", "search", "hash")

_TRACKING = """
_ga _gl _hsenc _hsmi __hsfp __hssc __hstc __s __twitter_impression _openstat action_object_map action_ref_map
action_type_map at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_origin at_link_type
at_medium at_ptr_name at_bbc_team at_format campaign_id cmpid dclid dm_i ef_id epik fb_action_ids
fb_action_types fb_ref fb_source fbclid ftag_ga gad_source gbraid gclid gclsrc hsctatracking icid igsh igshid
ito mbid mc_cid mc_eid mkt_tok ml_subscriber ml_subscriber_hash msclkid mtm_campaign mtm_content mtm_keyword
mtm_medium mtm_source ns_campaign ns_linkname ns_mchannel ns_source oly_anon_id oly_enc_id pk_campaign
pk_keyword pk_kwd pk_medium pk_source rb_clickid s_cid s_kwcid smid soc_src soc_trk spm srsltid trk trkcampaign
twclid vero_conv vero_id wbraid wickedid xtor yclid ysclid
"""
TRACKING = frozenset(_TRACKING.split())
_TRACKING_PREFIXES = ("utm_", "utm-", "hsa_", "piwik_", "matomo_")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_NOISE_FRAGMENT = re.compile(
    r"(?:comments?|comment-\d+|respond|disqus_thread|more(?:-\d+)?|top|content|main(?:-content)?|xtor=.*|utm_.*"
    r"|ref=.*|rss.*|:~:.*)?",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s_+-]+")
_NUMBERS = re.compile(r"^\d{4,}(?=\D)|(?<=\D)\d{5,}$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_SHARES = re.compile(r"[?&][^=&]*=https?(?::|%3A)(?:/|%2F)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """An http or https address taken apart; `path` is still percent-encoded, `query` and `fragment` without mark."""

    scheme: str
    host: str
    hostname: str
    path: str
    query: str
    fragment: str


@_remembered
def parts(address: str) -> Parts | None:
    """Return an absolute http or https address taken apart, None where it is neither."""
    if len(address) > LONGEST:
        return None
    try:
        found = ada_url.parse_url(address, _WANTED)
    except ValueError:
        return None
    if found["protocol"] not in {"http:", "https:"} or not found["hostname"]:
        return None
    return Parts(
        scheme=found["protocol"][:-1],
        host=found["host"],
        hostname=found["hostname"],
        path=found["pathname"],
        query=found["search"][1:],
        fragment=found["hash"][1:],
    )


@_remembered
def absolute(href: str, base: str) -> str:
    """Return the address that a link means on the page at `base`, "" where it is not http or https."""
    href = href.strip()
    if len(href) > LONGEST:
        return ""
    try:
        joined = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return _rescued(href)
    return joined if parts(joined) else ""


def _rescued(href: str) -> str:
    """Return an address that is absolute by itself, for pages whose own address is unusable."""
    if not re.match(r"https?:", href, re.IGNORECASE):
        return ""
    try:
        return str(ada_url.normalize_url(href))
    except ValueError:
        return ""


@_remembered
def canonical(address: str) -> str:
    """Return the address without what tracks its reader and without a name or password; "" where unusable.

    A fragment is kept where it may name the post (`#item-12`), dropped where it names a spot on its page.
    """
    found = parts(address.strip())
    if found is None:
        return ""
    path = _SESSION.sub("", found.path)
    query = "&".join(pair for pair in found.query.split("&") if pair and not _tracks(pair))
    fragment = "" if _NOISE_FRAGMENT.fullmatch(found.fragment) else found.fragment
    return f"{found.scheme}://{found.host}{path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


@_remembered
def key(address: str) -> str:
    """Return what two spellings of one page's address have in common; "" where the address is unusable.

    Scheme, `www.`, an index page, a final slash, the order of the query and percent-encoding say nothing.
    """
    found = parts(canonical(address))
    if found is None:
        return ""
    host = found.host.removeprefix("www.")
    path = unquote(_INDEX.sub("/", found.path)).rstrip("/")
    query = "&".join(sorted(unquote(found.query).split("&"))) if found.query else ""
    return f"{host}{path}{'?' + query if query else ''}{'#' + unquote(found.fragment) if found.fragment else ''}"


def words(address: str) -> str:
    """Return the last part of an address as words, "" where it holds none: what stands in for an unknown title."""
    found = parts(address)
    last = unquote(found.path.rstrip("/").rpartition("/")[2]) if found else ""
    said = _SEPARATORS.sub(" ", _NUMBERS.sub(" ", _EXTENSION.sub("", last))).strip()
    return said[:1].upper() + said[1:200] if _LETTERS.search(said) else ""


def shares(address: str) -> bool:
    """Return whether an address hands on another page's address: a button to share it, where it leaves the site."""
    return bool(_SHARES.search(address))


def host(address: str) -> str:
    """Return the host of an address without `www.`, "" where there is none."""
    found = parts(address.strip())
    return found.hostname.removeprefix("www.") if found else ""


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING or name.startswith(_TRACKING_PREFIXES)
