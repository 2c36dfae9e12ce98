"""What a server's answer says before its content is read: statuses, kinds of content, pages to sign in."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

from digest.model import Failure, Response, Trouble
from digest.sources import clean

LARGEST = 5 * 1024 * 1024

_STATUS = {
    400: "The server does not understand the address. Check it for mistakes.",
    401: "The site asks for a name and password. It can only be read after signing in.",
    402: "The site asks to be paid for this page.",
    403: "The site refuses to show this page to programs. Ask its publisher, or look for a feed.",
    404: "There is nothing at this address any more. Look for the new address on the site.",
    406: "The site cannot answer in any form that can be read here.",
    407: "A proxy on the way asks for a password. Check the network's settings.",
    408: "The server gave up waiting. It will be tried again.",
    410: "The publisher says that this page is gone for good. Take the source out or look for a new address.",
    418: "The site refuses to show this page to programs. Ask its publisher, or look for a feed.",
    421: "The server does not know this host. Check the address.",
    429: "The site asks for fewer visits. It will be tried again later.",
    451: "The page may not be shown for legal reasons.",
    500: "The site has an error of its own. It will be tried again.",
    502: "The site is not well at the moment (bad gateway). It will be tried again.",
    503: "The site is closed for the moment. It will be tried again.",
    504: "The site is not well at the moment (no answer behind its gateway). It will be tried again.",
}
_TROUBLES = {401: Trouble.LOGIN, 407: Trouble.FORBIDDEN, 410: Trouble.GONE, 408: Trouble.SLOW}
_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "an archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x8b", "compressed data"),
    (b"ID3", "a sound recording"),
)
_FOREIGN = re.compile(r"\s*(image|audio|video|font)/(?!svg)", re.IGNORECASE)
_WORDS_OF = {"image": "a picture", "audio": "a sound recording", "video": "a film", "font": "a font"}
_PASSWORD = re.compile(r"""<input\b[^<>]{0,400}?\btype\s*=\s*["']?password""", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_SIGN_IN = re.compile(
    r"\b(?:log[ -]?in|sign[ -]?in|log on|logon|authentication required|single sign[ -]on|anmelden|anmeldung|einloggen"
    r"|connexion|se connecter|iniciar sesi[oó]n|acceder|accedi|entrar|inloggen|logga in|logg inn|log ind|zaloguj"
    r"|mewngofnodi)\b",
    re.IGNORECASE,
)
_SIGN_IN_PATH = re.compile(
    r"/(?:login|log-in|signin|sign-in|sso|saml2?|oauth2?|wp-login\.php)(?:[/?.]|$)", re.IGNORECASE
)
_FEW_WORDS = 150


def refused(response: Response) -> Failure | None:
    """Return why this answer is none, by its status, by an empty body or by a kind that is neither page nor feed."""
    if not 200 <= response.status < 300:
        return _by_status(response)
    if not response.body.strip():
        return Failure(Trouble.EMPTY, response.address, "The server sent an empty page. It will be tried again.")
    if kind := _foreign(response):
        said = f"This address leads to {kind}, not to a page or feed. Give the page that lists the posts."
        return Failure(Trouble.UNREADABLE, response.address, said)
    return None


def unpacked(response: Response) -> Response:
    """Return the answer with a body that is a gzip file taken out of it, as maps and some feeds are served.

    What is larger than 5 MB or broken stays as it is, and is refused for what it is.
    """
    if not response.body.startswith(b"\x1f\x8b"):
        return response
    inflating = zlib.decompressobj(wbits=31)
    try:
        body = inflating.decompress(response.body, LARGEST)
    except zlib.error:
        return response
    return response if inflating.unconsumed_tail else replace(response, body=body)


def not_a_page(response: Response) -> Failure | None:
    """Return why this answer is no HTML page: structured data, or nothing that looks like markup."""
    kind = response.header("content-type").partition(";")[0].strip().lower()
    if b"<" in response.body[:100_000]:
        return None
    said = f"What came is no web page ({kind or 'of no stated kind'}). Check the address in a browser."
    return Failure(Trouble.UNREADABLE, response.address, said)


def login(response: Response, html: str) -> Failure | None:
    """Return a failure where the page only asks its visitor to sign in.

    Many pages have a small form to sign in at their edge: such a page counts only where its title or its address
    says so, or where there is hardly any text beside the form.
    """
    if not _PASSWORD.search(html):
        return None
    title = _TITLE.search(html)
    named = bool(title and _SIGN_IN.search(title[1])) or bool(_SIGN_IN_PATH.search(response.address))
    if not named and len(clean.plain(html[:400_000]).split()) > _FEW_WORDS:
        return None
    said = "The site shows a page to sign in instead of its posts. Look for a public address of the same posts."
    return Failure(Trouble.LOGIN, response.address, said)


def _by_status(response: Response) -> Failure:
    status = response.status
    said = _STATUS.get(status, "The site could not answer. It will be tried again." if status >= 500 else "")
    said = said or "The site answered in a way that cannot be used. Check the address in a browser."
    return Failure(_TROUBLES.get(status, Trouble.STATUS), response.address, f"{said} (HTTP {status})")


def _foreign(response: Response) -> str:
    """Return in words what the body is where its first bytes or its media type say neither page nor feed."""
    for magic, words in _KINDS:
        if response.body.startswith(magic):
            return words
    if found := _FOREIGN.match(response.header("content-type")):
        head = response.body[:512].lstrip().lower()
        return "" if head.startswith((b"<", b"{")) else _WORDS_OF[found[1].lower()]
    return ""
