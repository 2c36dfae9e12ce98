"""What a sending domain publishes, against what it should: a table in place of the name service."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digest.delivery import spf
from digest.delivery.dkim import Key
from digest.delivery.published import ADVISED, MISSING, RIGHT, UNSEEN, WRONG, Sends, look
from digest.model import Failure, Response, Trouble

KEY = Key("place.example", "d1r", "rsa", b"public", lambda data: data)
SENDS = Sends("place.example", "place.example", ("mail.place.example",), (KEY,), "digest@place.example")
GOOD: dict[tuple[str, str], tuple[str, ...]] = {
    ("place.example", "TXT"): ("v=spf1 ip4:8.8.4.0/24 -all", "another=record"),
    ("place.example", "MX"): ("mail.place.example",),
    ("mail.place.example", "A"): ("8.8.4.4",),
    ("8.8.4.4", "PTR"): ("mail.place.example",),
    ("d1r._domainkey.place.example", "TXT"): (KEY.record[1],),
    ("_dmarc.place.example", "TXT"): ("v=DMARC1; p=quarantine; rua=mailto:digest@place.example",),
    ("_mta-sts.place.example", "TXT"): ("v=STSv1; id=20260611",),
    ("mta-sts.place.example", "A"): ("8.8.4.5",),
}
POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mail.place.example\r\nmx: *.mx.example\r\nmax_age: 604800\r\n"
Records = dict[tuple[str, str], tuple[str, ...]]


def page(text: str = POLICY, status: int = 200, address: str = "") -> Callable[[str], Response | Failure]:
    return lambda asked: Response(address or asked, status, (), text.encode())


def asks(records: Records) -> Callable[[str, str], tuple[str, ...] | Failure]:
    def ask(name: str, kind: str) -> tuple[str, ...] | Failure:
        if records.get((name, kind)) == ("broken",):
            return Failure(Trouble.UNREACHABLE, name, f"no answer about {name}")
        return records.get((name, kind), ())

    return ask


def states(records: Records, sends: Sends = SENDS) -> dict[str, str]:
    return {one.what.split()[0]: one.state for one in look(asks(records), sends, page())}


def test_a_domain_with_everything_in_its_place() -> None:
    found = list(look(asks(GOOD), SENDS, page()))
    assert [one.what.split()[0] for one in found] == ["SPF", "DKIM", "DMARC", "PTR", "MX", "MTA-STS"]
    assert all(one.right for one in found), found


def test_what_the_name_service_does_not_answer_is_called_unseen() -> None:
    names = [("SPF", SENDS.domain, "TXT"), ("DKIM", KEY.record[0], "TXT"), ("DMARC", "_dmarc.place.example", "TXT")]
    names += [("PTR", "8.8.4.4", "PTR"), ("MX", "place.example", "MX"), ("MTA-STS", "_mta-sts.place.example", "TXT")]
    for what, name, kind in names:
        found = next(
            one
            for one in look(asks({**GOOD, (name, kind): ("broken",)}), SENDS, page())
            if one.what.split()[0] == what
        )
        assert (found.state, found.said) == (UNSEEN, f"no answer about {name}")


def test_a_domain_with_nothing_is_told_what_to_publish() -> None:
    found = {
        one.what.split()[0]: one for one in look(asks({("mail.place.example", "A"): ("8.8.4.4",)}), SENDS, page())
    }
    assert {one.state for one in found.values()} == {MISSING, ADVISED}
    assert found["SPF"].records == (("place.example", "TXT", "v=spf1 ip4:8.8.4.4 -all"),)
    assert found["DKIM"].records == ((KEY.record[0], "TXT", KEY.record[1]),)
    assert found["DMARC"].records[0][0] == "_dmarc.place.example"
    assert found["PTR"].records[0] == ("4.4.8.8.in-addr.arpa", "PTR", "mail.place.example.")
    assert {name for name, _, _ in found["MTA-STS"].records} == {"_mta-sts.place.example", "_smtp._tls.place.example"}


@pytest.mark.parametrize(
    ("name", "kind", "texts", "what", "state"),
    [
        ("place.example", "TXT", ("v=spf1 -all", "v=spf1 mx -all"), "SPF", WRONG),
        ("place.example", "TXT", ("v=spf1 +all",), "SPF", WRONG),
        ("place.example", "TXT", ("v=spf1 ip4:9.9.9.9 -all",), "SPF", WRONG),
        ("place.example", "TXT", ("v=spf1 include:nowhere.example -all",), "SPF", WRONG),
        ("place.example", "TXT", ("broken",), "SPF", UNSEEN),
        ("d1r._domainkey.place.example", "TXT", ("v=DKIM1; k=rsa; p=b3RoZXI=",), "DKIM", WRONG),
        ("d1r._domainkey.place.example", "TXT", ("v=DKIM1; k=rsa; p=",), "DKIM", WRONG),
        ("_dmarc.place.example", "TXT", ("v=DMARC1; p=perhaps",), "DMARC", WRONG),
        ("_dmarc.place.example", "TXT", ("v=DMARC1; p=none", "v=DMARC1; p=reject"), "DMARC", WRONG),
        ("8.8.4.4", "PTR", ("other.example",), "PTR", WRONG),
        ("8.8.4.4", "PTR", (), "PTR", MISSING),
        ("place.example", "MX", (), "MX", MISSING),
        ("mta-sts.place.example", "A", (), "MTA-STS", WRONG),
        ("mail.place.example", "A", ("10.0.0.5",), "PTR", UNSEEN),
    ],
)
def test_each_thing_that_can_be_wrong(name: str, kind: str, texts: tuple[str, ...], what: str, state: str) -> None:
    assert states(GOOD | {(name, kind): texts})[what] == state


def test_a_policy_of_the_domain_above_counts_and_needs_something_aligned() -> None:
    below = Sends("news.place.example", "bounces.example", ("127.0.0.1",), (), "digest@news.place.example")
    found = states(GOOD, below)
    assert (found["DMARC"], found["DKIM"]) == (WRONG, MISSING)
    aligned = Sends("news.place.example", "news.place.example", ("127.0.0.1",), (), "digest@news.place.example")
    assert states(GOOD, aligned)["DMARC"] == RIGHT


class TestSpf:
    RECORDS: Records = {
        ("a.example", "TXT"): ("v=spf1 a mx include:b.example ~all",),
        ("a.example", "A"): ("8.8.4.4",),
        ("a.example", "MX"): ("mx.a.example",),
        ("mx.a.example", "AAAA"): ("2001:4860::1",),
        ("b.example", "TXT"): ("v=spf1 ?ip4:9.9.9.0/24 a:c.example/24 -all",),
        ("c.example", "A"): ("1.1.1.1",),
        ("moved.example", "TXT"): ("v=spf1 redirect=a.example",),
        ("loop.example", "TXT"): ("v=spf1 include:loop.example -all",),
        ("odd.example", "TXT"): ("v=spf1 colour:blue -all",),
        ("open.example", "TXT"): ("v=spf1 ip4:999.1.1.1",),
        ("silent.example", "TXT"): ("broken",),
        ("asks.example", "TXT"): ("v=spf1 include:silent.example -all",),
        ("old.example", "TXT"): ("v=spf1 ptr exists:%{i}.x.example ~all",),
    }

    @pytest.mark.parametrize(
        ("domain", "address", "result"),
        [
            ("a.example", "8.8.4.4", "pass"),
            ("a.example", "2001:4860::1", "pass"),
            ("a.example", "1.1.1.77", "pass"),
            ("a.example", "9.9.9.9", "softfail"),
            ("b.example", "9.9.9.9", "neutral"),
            ("b.example", "7.7.7.7", "fail"),
            ("moved.example", "8.8.4.4", "pass"),
            ("loop.example", "8.8.4.4", "permerror"),
            ("odd.example", "8.8.4.4", "permerror"),
            ("open.example", "8.8.4.4", "neutral"),
            ("asks.example", "8.8.4.4", "temperror"),
            ("old.example", "8.8.4.4", "softfail"),
            ("none.example", "8.8.4.4", "none"),
        ],
    )
    def test_what_a_record_says_of_an_address(self, domain: str, address: str, result: str) -> None:
        assert spf.check(asks(self.RECORDS), domain, address) == result


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (page(), RIGHT, "enforce"),
        (page(POLICY.replace("enforce", "testing")), RIGHT, "testing"),
        (page(POLICY.replace("enforce", "none")), ADVISED, "nothing is protected"),
        (page(POLICY.replace("mail.place.example", "*.place.example")), RIGHT, "enforce"),
        (page(POLICY.replace("mail.place.example", "*.example")), WRONG, "does not name mail.place.example"),
        (page(POLICY.replace("mail.place.example", "other.example")), WRONG, "does not name mail.place.example"),
        (page(POLICY.replace("STSv1", "STSv2")), WRONG, "version: STSv1"),
        (page(POLICY.replace("enforce", "perhaps")), WRONG, "'perhaps'"),
        (page(POLICY.replace("604800", "ages")), WRONG, "'ages'"),
        (page(POLICY.replace("604800", "99999999999999999999")), WRONG, "max_age"),
        (page(POLICY.replace("604800", "0" * 5_000 + "1")), WRONG, "max_age"),
        (page("version: STSv1\nmode: enforce\nmax_age: 1\n"), WRONG, "names no server"),
        (page(status=404), WRONG, "404"),
        (page(address="https://elsewhere.example/policy"), WRONG, "elsewhere"),
        (page("\x00\xff" * 9), WRONG, "version"),
        (lambda asked: Failure(Trouble.UNREACHABLE, asked, "No answer."), WRONG, "No answer."),
    ],
)
def test_the_policy_behind_mta_sts_is_read(
    answer: Callable[[str], Response | Failure], state: str, said: str
) -> None:
    found = next(one for one in look(asks(GOOD), SENDS, answer) if one.what == "MTA-STS")
    assert found.state == state
    assert said in found.said
