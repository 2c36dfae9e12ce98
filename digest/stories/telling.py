"""The whole stage: posts in, stories out, every post accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from digest import model as m
from digest import ports
from digest.stories import leading, merge, ranking, reports, screening, summary, themes, tongues

_RELATED = 3
_COMPARED = 5  # posts of a story that are looked for in earlier issues


def tell(
    posts: Iterable[m.Post],
    newsletter: m.Newsletter,
    now: datetime,
    earlier: Sequence[m.Issue] = (),
    examples: Sequence[tuple[str, m.ThemeId]] = (),
    meant: ports.Vectors | None = None,
) -> m.Told:
    """Return the stories for an issue drafted now, best first, and what is left out with reasons.

    Every post is in exactly one story, kept or left out; one that was given twice counts once. The outcome
    depends on the values alone: not on the order of posts or issues, not on anything outside.
    `examples` are texts of which an editor said where they belong, `meant` says what texts mean.
    """
    times = screening.moments(newsletter, now)
    screened = _understood(screening.screen(_once(posts), screening.printed(earlier), times), newsletter)
    sources = {source.id: source for source in newsletter.sources}
    groups = merge.merge(screened.kept)
    stories = _related([_story(group, sources, screened, times) for group in groups], groups)
    refused = [_alone(post) for post, _ in screened.refused]
    placed = _placed([*stories, *refused], newsletter, examples, meant)
    linked = _linked(placed[: len(stories)], earlier)
    fitting, unfit = _fitting(linked, newsletter)
    ranked = ranking.rank(fitting, newsletter, times)
    out = [m.LeftOut(story, why) for story, (_, why) in zip(placed[len(stories) :], screened.refused, strict=True)]
    return m.Told(ranked.stories, (*ranked.left_out, *sorted((*unfit, *out), key=lambda left: left.story.id)))


def _understood(screened: screening.Screened, newsletter: m.Newsletter) -> screening.Screened:
    """Return the same with posts in other languages noted, or refused where the newsletter does not want them."""
    said = {post.id: why for post in screened.kept if (why := tongues.foreign(post, newsletter))}
    if newsletter.other_languages == "leave out":
        kept = tuple(post for post in screened.kept if post.id not in said)
        refused = ((post, said[post.id]) for post in screened.kept if post.id in said)
        return replace(screened, kept=kept, refused=(*screened.refused, *refused))
    notes = {name: (*screened.notes.get(name, ()), why) for name, why in said.items()}
    return replace(screened, notes={**screened.notes, **notes})


def _fitting(stories: Sequence[m.Story], newsletter: m.Newsletter) -> tuple[Sequence[m.Story], Sequence[m.LeftOut]]:
    """Return the stories the issue may have, and those that fit no theme where such are left out; events are told."""
    if newsletter.unplaced == "other" or not newsletter.themes:
        return stories, ()
    fits = [bool(story.theme) or story.lead.event is not None for story in stories]
    out = [m.LeftOut(story, story.reasons[-1]) for story, fit in zip(stories, fits, strict=True) if not fit]
    return [story for story, fit in zip(stories, fits, strict=True) if fit], out


def _once(posts: Iterable[m.Post]) -> tuple[m.Post, ...]:
    """Each post once, by id; of two states of one post the fuller."""
    fullest: dict[m.PostId, m.Post] = {}
    for post in posts:
        held = fullest.get(post.id)
        if held is None or (held is not post and held != post and _fullness(post) > _fullness(held)):
            fullest[post.id] = post
    return tuple(fullest[name] for name in sorted(fullest))


def _fullness(post: m.Post) -> tuple[object, ...]:
    return (post.complete, len(post.text), len(post.summary), len(post.title), repr(post))


def _story(
    group: merge.Group,
    sources: dict[m.SourceId, m.Source],
    screened: screening.Screened,
    times: screening.Moments,
) -> m.Story:
    posts, why = leading.order(group.posts, sources, times.sends)
    notes = [note for post in posts for note in screened.notes.get(post.id, ())]
    reasons = tuple(dict.fromkeys(filter(None, (*group.reasons, why, *notes))))
    return m.Story(_name(posts), posts[0], posts[1:], (), _summary(posts), reasons=reasons)


def _related(stories: Sequence[m.Story], groups: Sequence[merge.Group]) -> list[m.Story]:
    """Stories with those that may be on the same matter, the likeliest first, three at most."""
    home = {post.id: story for story in stories for post in story.posts}
    found = []
    for story, group in zip(stories, groups, strict=True):
        others = {home[near.post].id: (home[near.post], near.why) for near in reversed(group.near)}
        said = [m.Related(other.id, other.lead.title[:200], why) for other, why in reversed(others.values())]
        found.append(replace(story, related=tuple(said[:_RELATED])) if said else story)
    return found


def _alone(post: m.Post) -> m.Story:
    return m.Story(_name((post,)), post, (), (), _summary((post,)))


def _name(posts: Sequence[m.Post]) -> m.StoryId:
    """Return a name that stays when more posts join the story: made from the post that was met first."""
    first = min(posts, key=lambda post: (post.seen, post.id))
    return m.StoryId(blake2b(str(first.id).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest())


def _summary(posts: Sequence[m.Post]) -> m.Summary:
    """Return the lead's, else the first other post's that has one."""
    for post in posts[:5]:
        found = summary.summarise(post.title, post.summary, post.text)
        if found.text:
            return found
    return m.Summary("", "none")


def _placed(
    stories: Sequence[m.Story],
    newsletter: m.Newsletter,
    examples: Sequence[tuple[str, m.ThemeId]],
    meant: ports.Vectors | None,
) -> list[m.Story]:
    ranked = themes.place([material(story) for story in stories], newsletter.themes, examples, meant)
    names = {theme.id: theme.name for theme in newsletter.themes}
    return [
        _unread(story)
        if newsletter.other_languages == "other" and tongues.foreign(story.lead, newsletter)
        else _with_theme(story, found, names)
        for story, found in zip(stories, ranked, strict=True)
    ]


def _unread(story: m.Story) -> m.Story:
    return replace(story, placements=(m.Placement(m.ThemeId(""), 1.0),))


def material(story: m.Story) -> str:
    """Return what a theme is told by: the headlines, the tags, the lead's summary and the beginning of its text."""
    titles = [post.title[:500] for post in story.posts[:10]]
    lead = story.lead
    return " . ".join([*titles, *(tag[:60] for tag in lead.tags[:10]), lead.summary[:1000], lead.text[:1500]])


def _with_theme(story: m.Story, found: Sequence[m.Placement], names: dict[m.ThemeId, str]) -> m.Story:
    chosen, choices = themes.choose(found), themes.offer(found)
    main = chosen[0]
    if main.theme:
        said = ", ".join(f"'{word}'" for word in main.evidence)
        why = f"{names[main.theme]} ({main.score:.2f}): {said}"
    elif choices:
        nearest = " or ".join(f"{names[p.theme]} ({p.score:.2f})" for p in choices)
        why = f"no theme for sure, {nearest} come{'s' * (len(choices) == 1)} nearest"
    else:
        why = "no words of any theme in it"
    return replace(story, placements=chosen, choices=choices, reasons=(*story.reasons, why))


def _linked(stories: Sequence[m.Story], earlier: Sequence[m.Issue]) -> list[m.Story]:
    """Stories on a matter that earlier issues covered say so."""
    old = [
        (issue.number, story, post)
        for issue in sorted(earlier, key=lambda i: i.number)
        for story in issue.content.stories
        for post in story.posts[:_COMPARED]
    ]
    new = [(row, post) for row, story in enumerate(stories) for post in story.posts[:_COMPARED]]
    before: dict[int, set[int]] = defaultdict(set)
    for at, others in reports.follow([post for _, post in new], [post for _, _, post in old]).items():
        before[new[at][0]].update(others)
    return [_link(story, [old[at][:2] for at in sorted(before[row])]) for row, story in enumerate(stories)]


def _link(story: m.Story, before: Sequence[tuple[int, m.Story]]) -> m.Story:
    if not before:
        return story
    numbers = tuple(sorted({number for number, _ in before}))
    number, last = max(before, key=lambda pair: (pair[0], pair[1].id))
    return replace(
        story,
        earlier=numbers,
        reasons=(*story.reasons, f"we covered this in issue {number}: '{last.lead.title[:100]}'"),
    )
