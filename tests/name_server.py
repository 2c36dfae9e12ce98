"""A name server on loopback for one test: a table of records, over UDP, as dnspython reads and writes them."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], Sequence[str]]


class _Answer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        octets, line = self.request
        asked = dns.message.from_wire(octets)
        question = asked.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        reply = dns.message.make_response(asked)
        texts = self.server.records.get((name, kind), ())
        if texts == "broken":
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif texts:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif not any(known == name for known, _ in self.server.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        line.sendto(reply.to_wire(), self.client_address)


@contextlib.contextmanager
def serving(records: Records) -> Iterator[str]:
    """Serve until the block ends; yields HOST:PORT."""
    server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Answer)
    server.records = records
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
