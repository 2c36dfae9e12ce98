"""The themes' pane and the record of the desk: subjects taken up or let be, lessons taken back, who did what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import app, jobs, web
from digest import model as m
from digest.jobs import Parts, propose, teach
from digest.jobs.edit import edit
from digest.jobs.history import Asked
from digest.web import Site, application
from tests import values
from tests.editing.desk_made import waiting
from tests.jobs.test_propose import BEES, MONEY
from tests.parts import Household
from tests.values import NOW, newsletter, post
from tests.web.visitor import Visitor

ANN = m.Colleague("ann@place.example", "Ann Lea", m.DeskRole.APPROVER)
BEN = m.Colleague("ben@place.example", "Ben Orr", m.DeskRole.EDITOR)
RUTH = m.Colleague("ruth@place.example", "Ruth Fox", m.DeskRole.READER)
FILE = f"""# what stands before stays{values.FILE}
[[person]]
name = "Ann Lea"
address = "ann@place.example"
role = "approver"
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    made = Household(tmp_path, newsletter(people=(ANN, BEN, RUTH)))
    yield made
    made.close()


def bees(parts: Parts) -> Parts:
    """Return the parts with posts about a subject that no theme covers, and a draft open."""
    lately = parts.clock.now() - timedelta(hours=20)
    posts = tuple(
        post(at, title=title, summary=f"{title}, it was said.", seen=lately, published=m.Dating(lately, 0.9))
        for at, title in enumerate([*BEES, *MONEY], 1)
    )
    visit = m.Outcome(m.Visited(m.SourceId("gazette"), NOW), m.Memory(m.SourceId("gazette")), posts)
    parts.store.posts.keep(parts.newsletter.id, [visit])
    return parts


def somebody(site: Site, who: m.Colleague) -> Visitor:
    one = Visitor(application(site))
    one.enter(jobs.link(site.parts, who))
    return one


def label(parts: Parts) -> str:
    """Return what the subject of the bees is called, whatever words stand for it."""
    return next(one.label for one in propose.proposals(parts) if "Beekeepers" in one.nearest[0].title)


def test_a_subject_becomes_a_theme_of_the_file_and_is_known_at_once(tmp_path: Path) -> None:
    """Written beside what stands there; the program that runs knows it without being started again."""
    (tmp_path / "feeds").mkdir()
    file = tmp_path / "feeds" / "place.toml"
    file.write_text(FILE)
    place = app.read_home(tmp_path)
    with app.opened(place) as parts:
        bees(replace(parts, meant=None))
        current = app.Current(place, replace(parts, meant=None))
        site = Site(current(), now=current)
        ann = somebody(site, parts.newsletter.people[0])
        assert "Make it a theme" in ann.get("/desk/themes").text
        nothing = ann.post("/desk/themes/accept", label=label(current()), name=" ")
        assert (nothing.status, file.read_text()) == (422, FILE)
        words = propose.proposed(current(), label(current())).words
        done = ann.post("/desk/themes/accept", label=label(current()), name='Bees "and" hives', description="Hives.")
        assert done.status == 200
        assert file.read_text().startswith(FILE.partition("[[source]]")[0])
        assert [theme.name for theme in current().newsletter.themes] == ["Council money", "Homes", 'Bees "and" hives']
        assert "Bees" in ann.get("/desk/").text
        (theme,) = app.read_home(tmp_path).newsletter(None).themes[2:]
        assert theme.keywords == words
        assert theme.description == "Hives."


def test_a_file_with_a_mistake_counts_as_it_was_until_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    file = tmp_path / "feeds" / "place.toml"
    file.write_text(FILE)
    place, told = app.read_home(tmp_path), []
    with app.opened(place) as parts:
        current = app.Current(place, parts, told.append)
        file.write_text(FILE + "\n[[theme]]\n")
        assert current().newsletter == current().newsletter == parts.newsletter
        assert len(told) == 1
        file.unlink()
        assert current().newsletter == parts.newsletter
        file.write_text(FILE + '\n[[theme]]\nname = "Roads"\n')
        assert len(current().newsletter.themes) == 3


def test_a_subject_is_let_be_for_good(home: Household) -> None:
    parts = bees(home.parts())
    ben = somebody(Site(parts), BEN)
    done = ben.post("/desk/themes/dismiss", label=label(parts))
    assert (done.status, "not be proposed again" in done.text) == (200, True)
    assert "Beekeepers" not in ben.get("/desk/themes").text
    assert ben.post("/desk/themes/dismiss", label="honey").status == 404


def test_without_a_file_no_theme_is_made_and_that_is_said(home: Household) -> None:
    parts = bees(home.parts())
    answer = somebody(Site(parts), BEN).post("/desk/themes/accept", label=label(parts), name="Bees")
    assert (answer.status, "no file" in json.loads(answer.body)["error"]) == (404, True)


def test_what_was_taught_is_listed_and_taken_back_with_its_move(home: Household) -> None:
    parts = home.parts()
    jobs.history.composed(parts, waiting())
    planned = teach.plan(parts, "story5", "homes")
    moved = edit(parts, m.Move(planned.story.id, planned.theme), Asked("Ann Lea"))
    teach.learn(parts, planned, "Ann Lea", moved.step)
    ben = somebody(Site(parts), BEN)
    assert "Take back" in ben.get("/desk/themes").text
    done = ben.post("/desk/themes/forget", number="1")
    assert "Its move in the draft was taken back too" in done.text
    page = ben.get("/desk/themes").text
    assert ("taken back" in page, 'name="number"' in page) == (True, False)
    assert teach.taught(parts) == ()
    assert ben.post("/desk/themes/forget", number="x").status == 404


@pytest.mark.parametrize(
    "path", ["/desk/themes/accept", "/desk/themes/dismiss", "/desk/themes/forget", "/desk/compose"]
)
def test_who_only_reads_changes_no_theme(home: Household, path: str) -> None:
    ruth = somebody(Site(home.parts()), RUTH)
    assert ruth.post(path, label="honey", name="Bees", number="1").status == 403
    assert "Make it a theme" not in ruth.get("/desk/themes").text


def test_the_draft_is_composed_anew_from_the_desk(home: Household) -> None:
    """What came since comes in; where nothing came, that is said and nothing is added."""
    parts = bees(home.parts())
    first = jobs.draft(parts)
    ben = somebody(Site(parts), BEN)
    assert "Compose the draft anew?" in ben.get("/desk/ask/compose").text
    assert "Nothing is new" in ben.post("/desk/compose").text
    fresh = post(99, title="Otters return to the weir at Lower Marlow")
    seen = m.Visited(m.SourceId("gazette"), NOW)
    parts.store.posts.keep(parts.newsletter.id, [m.Outcome(seen, m.Memory(m.SourceId("gazette")), (fresh,))])
    home.clock.forward(minutes=1)
    assert "composed anew" in ben.post("/desk/compose").text
    assert jobs.draft(parts).revision == first.revision + 1


def test_the_record_is_for_approvers_and_has_edits_sign_ins_and_approvals(home: Household) -> None:
    parts = home.parts()
    jobs.history.composed(parts, waiting())
    edit(parts, m.Retitle(m.StoryId("story2"), "Anew"), Asked("Ben Orr"))
    jobs.approve(parts, "cron", anyway=True)
    ann = somebody(Site(parts), ANN)
    page = ann.get("/desk/record").text
    for said in ("Ben Orr</strong> gave", "cron</strong> approved", "issue 1", "Ann Lea</strong> signed in"):
        assert said in page
    found = ann.get("/desk/record?q=ben+anew").text
    assert ("Ben Orr</strong>" in found, "Ann Lea" in found) == (True, False)
    assert "Nothing on record" in ann.get("/desk/record?q=zebra").text
    assert "/desk/record" in ann.get("/desk/me").text
    ben = somebody(Site(parts), BEN)
    assert (ben.get("/desk/record").status, "/desk/record" in ben.get("/desk/me").text) == (403, False)
    assert web.Site(parts).now is None
