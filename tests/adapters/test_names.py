"""The name service over UDP, and `digest doctor --dns` with it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from digest.adapters.keys import make
from digest.adapters.names import asker
from digest.cli.doctor import doctor
from digest.model import Failure
from tests.name_server import serving
from tests.proofs import house

LONG = "v=DKIM1; k=rsa; p=" + "A" * 400


def test_records_are_read_as_people_write_them() -> None:
    """The strings of a text are joined, hosts are lower case without the last dot, addresses lead to names."""
    records = {
        ("a.example", "TXT"): ['"v=spf1 -all"', f'"{LONG[:200]}" "{LONG[200:]}"'],
        ("a.example", "MX"): ["10 Mail.A.example."],
        ("4.4.8.8.in-addr.arpa", "PTR"): ["mail.a.example."],
        ("broken.example", "TXT"): "broken",
    }
    with serving(records) as server:
        ask = asker(server, 2)
        assert ask("a.example", "TXT") == (LONG, "v=spf1 -all")
        assert ask("a.example", "MX") == ("mail.a.example",)
        assert ask("8.8.4.4", "PTR") == ("mail.a.example",)
        assert ask("a.example", "AAAA") == ()
        assert ask("nowhere.example", "A") == ()
        assert ask("a..example", "A") == ()
        assert ask("x" * 70 + ".example", "A") == ()
        assert isinstance(ask("broken.example", "TXT"), Failure)


def test_no_name_server_is_no_exception() -> None:
    assert isinstance(asker("127.0.0.1:9", 0.2)("a.example", "TXT"), Failure)


def test_the_doctor_prints_what_to_publish(tmp_path: Path) -> None:
    house.furnish(tmp_path, "sqlite:///digest.db", port=25, readers=0, connections=1)
    rsa, _ = make(tmp_path / "keys", "place.example", "d1")
    text = rsa.record[1]
    records = {(rsa.record[0], "TXT"): [f'"{text[:200]}" "{text[200:]}"'], ("place.example", "MX"): ["1 mx.example."]}
    with serving(records) as server:
        done = CliRunner().invoke(doctor, ["--home", str(tmp_path), "--dns", "--name-server", server])
    assert done.exit_code == 1, done.output
    assert "RIGHT  DKIM key d1r (rsa)" in done.output
    assert "MISSING  DKIM key d1e (ed25519)" in done.output
    assert "MISSING  SPF of place.example" in done.output
    assert "_dmarc.place.example  TXT" in done.output
