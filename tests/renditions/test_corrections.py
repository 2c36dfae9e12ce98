"""Corrections applied to an issue: the words change, the ids and addresses never."""

from dataclasses import replace
from datetime import timedelta

from digest import model as m
from digest import renditions
from digest.renditions.addresses import addresses
from digest.renditions.corrections import corrected, story_updated, updated
from tests.renditions.issues_made import NOW, PUBLIC, content, event, issue, newsletter, section, story


def correction(number: int = 1, **changes) -> m.Correction:
    values = {
        "newsletter": m.NewsletterId("place"),
        "issue": 12,
        "number": number,
        "made": NOW + timedelta(days=number),
        "by": "editor",
        "story": m.StoryId("story-4"),
        "note": "The headline named the wrong park.",
        "title": "",
        "summary": "",
        "about": "Parks close",
    }
    return m.Correction(**(values | changes))


def sent() -> m.Issue:
    return issue(content(story(1, "Longer deals"), (section("council", story(4, "Parks close")),), (event(),)))


def test_a_story_has_its_right_words_and_the_issue_that_is_stored_its_old_ones():
    before = sent()
    after = corrected(before, [correction(title="Parks stay open", summary="They stay.")])
    assert [s.lead.title for s in after.content.stories][1] == "Parks stay open"
    assert after.content.stories[1].summary.text == "They stay."
    assert before.content.stories[1].lead.title == "Parks close"


def test_ids_and_addresses_stay():
    before, by = sent(), addresses(newsletter(), PUBLIC)
    after = corrected(before, [correction(title="Parks stay open")])
    assert by.issue_id(after) == by.issue_id(before)
    old, new = before.content.stories[1], after.content.stories[1]
    assert (by.story_id(after, new), by.key(new), new.lead.address) == (
        by.story_id(before, old),
        by.key(old),
        old.lead.address,
    )


def test_corrections_of_other_issues_and_newsletters_change_nothing():
    before = sent()
    others = [correction(issue=11, title="No"), correction(newsletter=m.NewsletterId("other"), title="No")]
    assert corrected(before, others) is before


def test_the_last_correction_of_a_story_stands_whatever_the_order_they_come_in():
    twice = [correction(2, title="Parks stay open"), correction(1, title="Parks may close")]
    assert corrected(sent(), twice).content.stories[1].lead.title == "Parks stay open"


def test_the_subject_loses_a_headline_that_was_wrong_even_where_it_was_cut():
    lead = story(1, "Longer deals for councils and their partners everywhere")
    whole = replace(content(lead), subject="Longer deals for councils… + 3 more", preheader="Longer deals")
    wrong = correction(story=m.StoryId("story-1"), title="Shorter deals", about=lead.lead.title)
    assert corrected(issue(whole), [wrong]).content.subject == "Shorter deals + 3 more"


def test_an_issue_is_updated_when_it_was_last_corrected():
    before = sent()
    after = corrected(before, [correction(1), correction(2, story=m.StoryId("story-1"))])
    assert updated(before) == before.approved
    assert updated(after) == NOW + timedelta(days=2)
    assert story_updated(after, m.StoryId("story-4")) == NOW + timedelta(days=1)
    assert story_updated(after, m.StoryId("story-100")) is None


def test_page_and_feeds_are_corrected_and_the_mail_stays_as_it_was_sent(templates):
    args = (sent(), (), newsletter(), templates, PUBLIC)
    before = {r.path: r.body.decode() for r in renditions.publish(*args).renditions}
    made = correction(title="Parks stay open")
    after = {r.path: r.body.decode() for r in renditions.publish(*args, [made]).renditions}
    assert after["12/email.html"] == before["12/email.html"]
    assert after["12/email.txt"] == before["12/email.txt"]
    for path in ("12/index.html", "12/issue.json", "feeds/issues.xml", "feeds/stories.xml"):
        assert "Parks stay open" in after[path], path
        assert "The headline named the wrong park." in after[path], path
        assert "Parks close" not in after[path], path
    assert "28 November 2026" in after["12/index.html"]


def test_the_next_issue_tells_them_in_mail_text_and_page(templates):
    told = replace(
        sent().content, corrections=(correction(title="Parks stay open"), correction(2, story=m.StoryId("")))
    )
    published = renditions.publish(issue(told, 13), (), newsletter(), templates, PUBLIC)
    files = {r.path: r.body.decode() for r in published.renditions}
    for path in ("13/email.html", "13/email.txt", "13/index.html"):
        assert "No. 12" in files[path], path
        assert "The headline named the wrong park." in files[path], path
    key = addresses(newsletter(), PUBLIC).key_of(m.StoryId("story-4"))
    assert f"{PUBLIC}/12/#story-{key}" in files["13/email.html"]
