"""Mails out of a Maildir, an mbox file or an IMAP mailbox, as answers to requests: the one door to imaplib.

Nothing is changed there: no mail is marked as read, moved or deleted. Addresses:

    maildir:/var/mail/news          a Maildir (https://cr.yp.to/proto/maildir.html), or a folder below the home folder
    mbox:/var/mail/editor           a file of mails (RFC 4155)
    imaps://user@host:993/INBOX     a mailbox by IMAP (RFC 9051); imap:// for one without encryption

`?list=` and `?from=` after it choose whose mails count, see sources.mailbags. What is remembered between visits is an
ETag of our own: with IMAP the last UID that was read, so that no mail is fetched twice.
"""

from __future__ import annotations

import base64
import hashlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest.errors import DigestError
from digest.model import Failure, Request, Response, Trouble
from digest.sources import mailbags

TAIL = 32 * 1024 * 1024
LOOKED_AT = 2_000  # files of a Maildir whose headers are read
DAYS = 31


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """Opens the mailboxes at these addresses and no others: what stands on a page must never lead to a file here.

    `folder` is where relative paths begin; `password` belongs to the user in the address.
    """

    allowed: frozenset[str]
    folder: Path
    password: str = field(default="", repr=False)
    seconds: float = 20.0

    def fetch(self, request: Request) -> Response | Failure:
        """Return the newest mails that are wanted, 304 where none came since, or why they cannot be had."""
        if request.address not in self.allowed:
            said = "A mailbox is only opened where the newsletter's file names it."
            return Failure(Trouble.FORBIDDEN, request.address, said)
        try:
            etag, mails = self._opened(request)
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            return _failure(request.address, error)
        headers = (("content-type", mailbags.MEDIA_TYPE), ("etag", etag))
        if etag == request.etag or not mails:
            return Response(request.address, 304, headers, b"")
        return Response(request.address, 200, headers, mailbags.pack(mails))

    def _opened(self, request: Request) -> tuple[str, list[bytes]]:
        if request.address.partition(":")[0].lower() in {"imap", "imaps"}:
            return self._by_imap(request)
        return self._on_disk(request.address)

    # ── on disk ──

    def _on_disk(self, address: str) -> tuple[str, list[bytes]]:
        scheme, _, rest = address.partition(":")
        place = self.folder / unquote(rest.partition("?")[0]).removeprefix("//")
        found = _of_maildir(place, address) if scheme.lower() == "maildir" else _of_mbox(place, address)
        mails = list(islice(found, mailbags.MOST))
        return hashlib.sha256(b"\0".join(mails)).hexdigest()[:24], mails

    # ── by IMAP ──

    def _by_imap(self, request: Request) -> tuple[str, list[bytes]]:
        parts = urlsplit(request.address)
        host, user = parts.hostname or "", unquote(parts.username or "")
        with self.connected(parts.scheme.lower(), host, parts.port) as server:
            server.login(user, self.password)
            box = unquote(parts.path.strip("/")) or "INBOX"
            _ok(server.select(_quoted(box), readonly=True))
            validity = _number(server.response("UIDVALIDITY")[1])
            before = re.fullmatch(rf"{validity}:(\d+)", request.etag)
            last = int(before[1]) if before else 0
            uids = [uid for uid in self._found(server, last) if uid > last]
            mails = [mail for uid in uids[::-1] if (mail := _mail(server, uid))]
        etag = f"{validity}:{max(uids, default=last)}"
        return etag, [mail for mail in mails if mailbags.wanted(mail, request.address)]

    @contextmanager
    def connected(self, scheme: str, host: str, port: int | None) -> Iterator[imaplib.IMAP4]:
        """Yield a connection, closed at the end however it broke off."""
        if scheme == "imap":
            server = imaplib.IMAP4(host, port or 143, timeout=self.seconds)
        else:
            context = ssl.create_default_context()
            server = imaplib.IMAP4_SSL(host, port or 993, timeout=self.seconds, ssl_context=context)
        try:
            yield server
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()
            with suppress(OSError):
                server.shutdown()

    def _found(self, server: imaplib.IMAP4, last: int) -> list[int]:
        """Return the newest UIDs after the last that was read; at a first visit those of a month."""
        since = datetime.now(UTC) - timedelta(days=DAYS)
        asked = f"UID {last + 1}:*" if last else f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        kind, answer = server.uid("SEARCH", asked)
        _ok((kind, answer))
        words = b" ".join(part for part in answer if isinstance(part, bytes))
        return sorted(int(word) for word in words.split()[:100_000] if word.isdigit())[-mailbags.MOST :]


def unread(address: str, folder: Path, password: str = "", seconds: float = 20.0) -> Iterator[bytes]:
    """Yield the unread mails of a mailbox, oldest first; each is marked as read when the next is wanted.

    Whoever stops half-way finds the rest, and the last one again. In a Maildir a mail that was read moves from new to
    cur. Raises `DigestError` where the mailbox cannot be read.
    """
    scheme, _, rest = address.partition(":")
    try:
        if scheme.lower() in {"imap", "imaps"}:
            yield from _unseen(address, password, seconds)
        elif scheme.lower() == "maildir":
            yield from _new_of_maildir(folder / unquote(rest).removeprefix("//"))
        else:
            said = f"{address!r} is no mailbox of returned mails: expected imaps://user@host/INBOX or maildir:/path."
            raise DigestError(said, about=address)
    except (OSError, ValueError, imaplib.IMAP4.error) as error:
        said = _failure(address, error).said.replace("DIGEST_IMAP_PASSWORD", "DIGEST_RETURNS_PASSWORD")
        raise DigestError(f"Returned mails in {address}: {said}", about=address) from error


def _unseen(address: str, password: str, seconds: float) -> Iterator[bytes]:
    parts = urlsplit(address)
    boxes = Mailboxes(frozenset(), Path(), password, seconds)
    with boxes.connected(parts.scheme.lower(), parts.hostname or "", parts.port) as server:
        server.login(unquote(parts.username or ""), password)
        _ok(server.select(_quoted(unquote(parts.path.strip("/")) or "INBOX")))
        kind, answer = server.uid("SEARCH", "UNSEEN")
        _ok((kind, answer))
        words = b" ".join(part for part in answer if isinstance(part, bytes))
        for uid in sorted(int(word) for word in words.split() if word.isdigit()):
            yield _mail(server, uid)
            _ok(server.uid("STORE", str(uid), "+FLAGS", "(\\Seen)"))


def _new_of_maildir(place: Path) -> Iterator[bytes]:
    if not (place / "new").is_dir():
        raise FileNotFoundError(place)
    files = [one for one in (place / "new").iterdir() if one.is_file() and not one.is_symlink()]
    for file in sorted(files, key=lambda one: (one.lstat().st_mtime, one.name)):
        with file.open("rb") as opened:
            yield opened.read(mailbags.LONGEST_MAIL)
        (place / "cur").mkdir(exist_ok=True)
        file.rename(place / "cur" / f"{file.name.partition(':')[0]}:2,S")


def _failure(address: str, error: Exception) -> Failure:
    """Return in a sentence why a mailbox cannot be read, and what to do."""
    if isinstance(error, FileNotFoundError):
        said = "There is no mailbox at this path. Check the source's address in the newsletter's file."
        return Failure(Trouble.UNREACHABLE, address, said)
    if isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort):
        said = f"The mail server refused: {_plain(error)}. Check user, DIGEST_IMAP_PASSWORD and the mailbox's name."
        return Failure(Trouble.LOGIN, address, said)
    said = f"The mailbox cannot be read ({_plain(error)}). It will be tried again."
    return Failure(Trouble.UNREACHABLE, address, said)


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - RFC 9051 names them in English


def _mail(server: imaplib.IMAP4, uid: int) -> bytes:
    """Return a mail's first 2 MB without marking it as read; nothing where it is gone."""
    kind, answer = server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{mailbags.LONGEST_MAIL}>)")
    _ok((kind, answer))
    return next((part[1] for part in answer if isinstance(part, tuple) and len(part) > 1), b"")


def _ok(answer: tuple[str, Sequence[object]]) -> None:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(_plain(answer[1][0] if answer[1] else "no reason given"))


def _number(answer: Sequence[object]) -> int:
    found = re.search(rb"\d+", answer[0]) if answer and isinstance(answer[0], bytes) else None
    return int(found[0]) if found else 0


def _quoted(box: str) -> str:
    """Return a mailbox's name as IMAP's modified UTF-7 wants it (RFC 9051, appendix A.1), in quotes."""
    coded = re.sub(r"[^\x20-\x7e]+", lambda run: _seven(run[0]), box.replace("&", "&-"))
    return '"' + coded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _seven(run: str) -> str:
    return "&" + base64.b64encode(run.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",") + "-"


def _plain(error: object) -> str:
    said = error.decode("utf-8", "replace") if isinstance(error, bytes) else str(error)
    return " ".join(re.sub(r"[^\x20-\x7e]", " ", said).split())[:160].strip(". ")


def _of_maildir(place: Path, address: str) -> Iterator[bytes]:
    """Yield the mails of a Maildir that are wanted, the newest first; links are not followed."""
    folders = [place / "new", place / "cur"]
    if not any(folder.is_dir() for folder in folders):
        raise FileNotFoundError(place)
    files = [one for folder in folders if folder.is_dir() for one in folder.iterdir()]
    known = [(one.lstat(), one) for one in files if one.is_file() and not one.is_symlink()]
    known.sort(key=lambda pair: (pair[0].st_mtime, pair[1].name), reverse=True)
    for _, file in known[:LOOKED_AT]:
        with file.open("rb") as opened:
            head = opened.read(mailbags.HEAD)
            if mailbags.wanted(head, address):
                yield head + opened.read(mailbags.LONGEST_MAIL - len(head))


def _of_mbox(place: Path, address: str) -> Iterator[bytes]:
    """Yield the mails at the end of an mbox file that are wanted, the newest first."""
    size = place.stat().st_size
    with place.open("rb") as opened:
        opened.seek(max(0, size - TAIL))
        text = opened.read(TAIL)
    pieces = re.split(rb"(?:\A|\r?\n)From [^\n]*\n", text)
    for piece in reversed(pieces[1:]):
        if mailbags.wanted(piece, address):
            yield re.sub(rb"(?m)^>(>*From )", rb"\1", piece)
