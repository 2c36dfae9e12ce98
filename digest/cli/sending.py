"""`digest sending`: how the sending of an issue stands; pause it, let it go on, call it off; its figures."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest import model as m
from digest.cli import output
from digest.cli.options import home_option, json_option, newsletter_option

if TYPE_CHECKING:
    from digest import jobs

_SHOWN = 15
number_argument = click.argument("number", type=int, required=False)
by_option = click.option("--by", default="", help="Who does it; your login name where nothing is said.")


class _Group(click.Group):
    """A group in which a number is an issue: `digest sending 12`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of that name, else the one that shows an issue's sending."""
        if args and args[0].isdigit():
            return "show", show, args
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, invoke_without_command=True, subcommand_metavar="[NUMBER | COMMAND [ARGS]...]")
@home_option
@newsletter_option
@json_option
@click.pass_context
def sending(context: click.Context, home: Path, newsletter: str | None, as_json: bool) -> None:
    """Tell how far the sending of the newest issue is, or of issue NUMBER.

    The commands pause it, let it go on, call it off, and give its figures.
    """
    if context.invoked_subcommand is None:
        _show(home, newsletter, None, as_json=as_json)


@sending.command()
@number_argument
@home_option
@newsletter_option
@json_option
def show(home: Path, newsletter: str | None, number: int | None, as_json: bool) -> None:
    """Tell how far the sending of an issue is."""
    _show(home, newsletter, number, as_json=as_json)


def _show(home: Path, newsletter: str | None, number: int | None, *, as_json: bool) -> None:
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found = jobs.progress(parts, number)
    if as_json:
        output.as_json(found)
    else:
        output.say(*report(found))


def report(found: jobs.Progress) -> Iterator[str]:
    """Yield how far a sending is, and what to do where it stands still."""
    campaign = found.campaign
    if campaign is None:
        yield f"Issue {found.issue} has not been sent. Send it with: digest send {found.issue}"
        return
    done = found.all - found.open
    yield f"Issue {found.issue}: {campaign.state.value}. {done:,} of {found.all:,} done: {fates(found.fates)}."
    if campaign.why:
        yield from output.wrapped(campaign.why)
    if found.senders:
        yield f"{output.count(found.senders, 'process', 'processes')} at it now."
    yield from _next(found, campaign)
    if found.fates.get(m.Fate.UNKNOWN):
        yield "Nobody can know whether the unknown ones arrived. Look at them with: digest deliveries unknown"


def _next(found: jobs.Progress, campaign: m.Campaign) -> Iterator[str]:
    if campaign.state is m.CampaignState.PAUSED:
        if campaign.again:
            yield f"It goes on at {campaign.again:%H:%M} UTC where `digest up` runs, or now with: digest send"
        else:
            yield f"Let it go on with: digest sending resume {found.issue}"
    elif campaign.state is m.CampaignState.SENDING and found.due and not found.senders:
        yield f"The next mail can go at {found.due:%d %B %H:%M} UTC: by `digest up`, or with: digest send"


def fates(counts: Mapping[m.Fate, int]) -> str:
    """Return the counts of fates in words."""
    return ", ".join(f"{counts[fate]:,} {fate.value}" for fate in m.Fate if counts.get(fate)) or "no deliveries"


@sending.command()
@number_argument
@by_option
@home_option
@newsletter_option
@json_option
def pause(home: Path, newsletter: str | None, number: int | None, by: str, as_json: bool) -> None:
    """Stop sending at once: what is on its way ends, nothing more leaves until it is resumed."""
    from digest import jobs

    _steer(home, newsletter, lambda parts: jobs.pause(parts, number, by or getpass.getuser()), as_json=as_json)


@sending.command()
@number_argument
@home_option
@newsletter_option
@json_option
def resume(home: Path, newsletter: str | None, number: int | None, as_json: bool) -> None:
    """Let a paused sending go on: by itself where `digest up` runs, else with `digest send`."""
    from digest import jobs

    _steer(home, newsletter, lambda parts: jobs.resume(parts, number), as_json=as_json)


@sending.command()
@number_argument
@by_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@home_option
@newsletter_option
@json_option
def cancel(home: Path, newsletter: str | None, number: int | None, by: str, yes: bool, as_json: bool) -> None:
    """Stop the presses: who has not had the issue by now does not get it. This cannot be taken back."""
    from digest import jobs

    if not yes:
        click.confirm("Whoever has not had the issue by now will not get it. Call it off?", abort=True)
    _steer(home, newsletter, lambda parts: jobs.cancel(parts, number, by or getpass.getuser()), as_json=as_json)


def _steer(home: Path, newsletter: str | None, act: Callable[[jobs.Parts], m.Campaign], *, as_json: bool) -> None:
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found = jobs.progress(parts, act(parts).issue)
    if as_json:
        output.as_json(found)
    else:
        output.say(*report(found))


@sending.command()
@number_argument
@home_option
@newsletter_option
@json_option
def figures(home: Path, newsletter: str | None, number: int | None, as_json: bool) -> None:
    """Tell what became of an issue, by domain and theme; who left after it, and what came back."""
    from digest import app, jobs

    with app.opened(app.read_home(home), newsletter) as parts:
        found = jobs.figures(parts, number)
        names = {theme.id: theme.name for theme in parts.newsletter.themes}
    if as_json:
        output.as_json(found)
    else:
        output.say(*_figures(found, names))


def _endings(ended: Mapping[m.Act, int]) -> str:
    """Return how subscriptions ended after the issue; what bounced is among the fates already."""
    said = [f"{count:,} {act.value}" for act, count in ended.items() if act is not m.Act.BOUNCED]
    return f"; {', '.join(said)}" if said else ""


def _figures(found: jobs.Figures, names: Mapping[m.ThemeId, str]) -> Iterator[str]:
    yield f"Issue {found.issue}: {fates(found.fates)}."
    for title, groups, ended in (
        ("By domain", found.domains, found.ended_domains),
        ("By theme", found.themes, found.ended_themes),
    ):
        yield output.strong(title)
        shown = list(groups.items())[:_SHOWN]
        yield from output.table(
            [
                (names.get(m.ThemeId(key), key) or "all of it", f"{fates(of)}{_endings(ended.get(key, {}))}")
                for key, of in shown
            ]
        )
        if len(groups) > _SHOWN:
            yield f"  and {len(groups) - _SHOWN} more"
    if found.followed:
        yield output.strong("Links followed")
        yield from output.table([(f"{row.times:,}", row.what) for row in found.followed[:_SHOWN]])
        yield output.strong("Links followed, by theme")
        by_theme = [(f"{times:,}", names.get(m.ThemeId(one), one) or "none") for one, times in found.followed_themes]
        yield from output.table(by_theme)
    for title, counts in (("Left since", found.left), ("Came back", found.returned)):
        if counts:
            yield output.strong(title)
            yield from output.table([(f"{count:,}", why) for why, count in counts.items()])
