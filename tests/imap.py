"""A small mail server that speaks as much IMAP as a reader of mailboxes needs, on loopback (RFC 9051)."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "reader@example.org", "swordfish"


@dataclass
class Mailbox:
    """What the server holds and what it was asked: mails by UID, and every command as it came."""

    port: int = 0
    validity: int = 99
    mails: dict[int, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    dies_at: str = ""
    seen: set[int] = field(default_factory=set)

    def add(self, mail: bytes) -> None:
        self.mails[max(self.mails, default=0) + 1] = mail


class Session(socketserver.StreamRequestHandler):
    """One connection: a line in, lines out."""

    @property
    def box(self) -> Mailbox:
        return self.server.box  # type: ignore[attr-defined]  # set by `serving`

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            tag, _, words = line.partition(" ")
            self.box.asked.append(words)
            if self.box.dies_at and words.upper().startswith(self.box.dies_at):
                return
            name = words.replace("UID ", "uid_").partition(" ")[0].lower()
            self.say(f"{tag} {getattr(self, name)(words) or 'OK done'}")
            if name == "logout":
                return

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def capability(self, words: str) -> None:
        self.say("* CAPABILITY IMAP4rev1")

    def login(self, words: str) -> str:
        return "" if f'"{PASSWORD}"' in words else "NO [AUTHENTICATIONFAILED] wrong password"

    def select(self, words: str) -> str:
        return self.examine(words).replace("READ-ONLY", "READ-WRITE")

    def uid_store(self, words: str) -> None:
        self.box.seen.add(int(words.split()[2]))

    def examine(self, words: str) -> str:
        if "News" not in words:
            return "NO no such mailbox"
        self.say(f"* {len(self.box.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
        return "OK [READ-ONLY] done"

    def uid_search(self, words: str) -> None:
        if "UNSEEN" in words:
            self.say("* SEARCH " + " ".join(str(uid) for uid in self.box.mails if uid not in self.box.seen))
            return
        first = re.search(r"UID (\d+):\*", words)
        found = [uid for uid in self.box.mails if uid >= int(first[1])] if first else list(self.box.mails)
        # a server gives the last mail for n:* even where its number is below n
        self.say("* SEARCH " + " ".join(map(str, found or list(self.box.mails)[-1:])))

    def uid_fetch(self, words: str) -> None:
        uid = int(words.split()[2])
        mail = self.box.mails[uid]
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")

    def logout(self, words: str) -> None:
        self.say("* BYE")


@contextmanager
def serving() -> Iterator[Mailbox]:
    """Yield a mailbox that is served under 127.0.0.1:port until the end."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]  # for `Session.box`
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
