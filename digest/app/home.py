"""A home folder: its settings and its newsletters, read once from files and environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from digest import config, paths
from digest import model as m
from digest.errors import NothingThere, SettingsError

SETTINGS = "digest.toml"
PLACE = "{newsletter}"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with its settings and newsletters, read and found right."""

    folder: Path
    settings: config.Settings
    newsletters: Mapping[m.NewsletterId, m.Newsletter]

    def newsletter(self, name: str | None) -> m.Newsletter:
        """Return the newsletter of that name, or the only one there is. Raises `NothingThere`."""
        if name is None and len(self.newsletters) == 1:
            return next(iter(self.newsletters.values()))
        names = ", ".join(self.newsletters) or "none"
        if name is None:
            raise NothingThere(f"Which newsletter? Say so with --newsletter. There are: {names}")
        found = self.newsletters.get(m.NewsletterId(name))
        if found is None:
            raise NothingThere(f"There is no newsletter {name!r} in {self.folder}. There are: {names}", about=name)
        return found

    def path(self, setting: str, newsletter: m.NewsletterId) -> Path:
        """Return a path of the settings, from the home folder and for this newsletter."""
        return self.folder / setting.replace(PLACE, newsletter)

    def public(self, newsletter: m.NewsletterId) -> str:
        """Return the public address of this newsletter, without a slash at its end."""
        return self.settings.public.replace(PLACE, newsletter).rstrip("/")


def read_home(folder: Path, environ: Mapping[str, str] = os.environ) -> Home:
    """Return a home folder's settings and newsletters. Raises `SettingsError` with every mistake of every file."""
    mistakes: list[str] = []
    settings = config.Settings()
    try:
        settings = config.read_settings(_text(folder / SETTINGS), SETTINGS, environ)
    except SettingsError as error:
        mistakes.extend(error.mistakes)
    newsletters = {}
    for file in newsletter_files(folder, settings):
        try:
            newsletter = config.read_newsletter(file.read_text("utf-8", "replace"), shown(file, folder))
            newsletters[newsletter.id] = newsletter
        except SettingsError as error:
            mistakes.extend(error.mistakes)
    mistakes.extend(_shared_places(settings, newsletters))
    if mistakes:
        raise SettingsError(mistakes, about=str(folder))
    return Home(folder, settings, newsletters)


def newsletter_files(folder: Path, settings: config.Settings) -> tuple[Path, ...]:
    """Return the newsletters' files of a home folder; where it has none, the ones that came with the program."""
    own = sorted((folder / settings.feeds).glob("*.toml"))
    return tuple(own or sorted(paths.feeds().glob("*.toml")))


def came_along(home: Home) -> bool:
    """Return whether a home folder has no newsletter of its own, so that ours stand in."""
    return not any((home.folder / home.settings.feeds).glob("*.toml"))


def shown(file: Path, folder: Path) -> str:
    """Return a file's name as a person in that folder would type it."""
    return str(file.relative_to(folder)) if file.is_relative_to(folder) else str(file)


def _text(file: Path) -> str:
    return file.read_text("utf-8", "replace") if file.exists() else ""


def _shared_places(settings: config.Settings, newsletters: Mapping[m.NewsletterId, m.Newsletter]) -> Iterator[str]:
    """Yield what several newsletters would overwrite of one another."""
    if len(newsletters) < 2:
        return
    for name in ("outbox", "subscribers", "public"):
        value = getattr(settings, name)
        if PLACE not in value:
            yield (
                f"{SETTINGS}:1: {name} is {value!r} for {len(newsletters)} newsletters, "
                f"expected {PLACE} in it so that each has its own"
            )


def own_file(home: Home, newsletter: m.NewsletterId) -> Path:
    """Return the newsletter's file in the home folder. Raises `NothingThere` where it only came with the program."""
    file = next(f for f in newsletter_files(home.folder, home.settings) if f.stem == newsletter)
    if not file.resolve().is_relative_to(home.folder.resolve()):
        said = f"{newsletter} came with the program and is not yours to change. Make your own: `digest init DIR`."
        raise NothingThere(said, about=str(file))
    return file


def logo_of(home: Home, newsletter: m.Newsletter) -> bytes:
    """Return a newsletter's logo, nothing where it names none or the file cannot be read."""
    file = home.folder / newsletter.look.logo
    try:
        return file.read_bytes() if newsletter.look.logo else b""
    except OSError:
        return b""
