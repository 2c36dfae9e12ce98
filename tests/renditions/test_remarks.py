"""A word of the editors beside a story is told in every rendition, and none is told where there is none."""

from __future__ import annotations

import json
from dataclasses import replace

from digest import renditions
from tests.bench.renditions import OURS
from tests.renditions.issues_made import PUBLIC, content, event, issue, newsletter, section, story

NOTE = "Our own report comes out on 3 June; see <page 4>."


def test_it_is_in_mail_text_page_feed_and_facts() -> None:
    lead, other, fair = story(1), story(2), event(3)
    told = content(
        lead=replace(lead, remark=NOTE),
        sections=(section("council", replace(other, remark=NOTE)),),
        events=(replace(fair, remark=NOTE),),
    )
    of = issue(told, 1)
    files = {one.path: one.body.decode() for one in renditions.publish(of, (), newsletter(), OURS, PUBLIC).renditions}
    for path, times in (("1/email.html", 3), ("1/index.html", 3)):
        assert files[path].count("Editors’ note:") == times
        assert "see &lt;page 4&gt;." in files[path].replace("\u200b", "")
    flat = " ".join(files["1/email.txt"].split())
    assert flat.count(f"Editors’ note: {NOTE}") == 3
    feeds = [
        body for path, body in files.items() if path.startswith("feeds/stories") and path.endswith((".xml", ".json"))
    ]
    assert feeds
    assert all("Editors’ note:" in body for body in feeds)
    facts = json.loads(files["1/issue.json"])
    assert facts["lead"]["remark"] == NOTE


def test_where_there_is_none_nothing_is_said() -> None:
    of = issue(content(lead=story(1)), 1)
    for one in renditions.publish(of, (), newsletter(), OURS, PUBLIC).renditions:
        assert b"Editors" not in one.body
        assert b'"remark"' not in one.body
