"""`digest init`."""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli import output
from digest.errors import DigestError


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", help="The newsletter's title. Left out, made from the name of the folder.")
def init(folder: Path, title: str | None) -> None:
    """Make a new newsletter folder that works at once.

    DIR may exist; nothing in it is overwritten.
    """
    from digest import config

    title = title or folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize() or "Weekly digest"
    name = config.slug(title)
    files = starter(title, name)
    config.read_newsletter(files[f"feeds/{name}.toml"], f"feeds/{name}.toml")
    _write(folder, files)
    output.say(
        f"Made {folder}: feeds/{name}.toml is the newsletter, digest.toml says where things are.",
        "What to do next:",
        *output.table(
            [
                (f"cd {folder}", ""),
                (f"edit feeds/{name}.toml", "the sender, the themes, the sources"),
                ("digest check", "finds every mistake"),
                ("digest collect", "reads the sources for the first time"),
                ("digest draft", "composes an issue; `digest show` prints it"),
            ]
        ),
    )


def starter(title: str, name: str) -> dict[str, str]:
    """Return the files of a new folder, by path."""
    import json
    from importlib.resources import files

    shipped = files("digest.cli").joinpath("starter")
    given = {
        f"feeds/{name}.toml": "newsletter.toml",
        "digest.toml": "digest.toml",
        "subscribers.csv": "subscribers.csv",
        "templates/README.md": "templates.md",
        "outbox/README.md": "outbox.md",
    }
    texts = {path: shipped.joinpath(file).read_text("utf-8") for path, file in given.items()}
    newsletter = f"feeds/{name}.toml"
    quoted = json.dumps(title, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON text is TOML text but for DEL
    heading = "".join(character if character.isprintable() else " " for character in title).strip()
    texts[newsletter] = texts[newsletter].replace("{title_text}", quoted).replace("{title}", heading)
    return texts


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write all files or none. Raises `DigestError` where one of them is there already."""
    there = [path for path in files if (folder / path).exists()]
    if there:
        said = f"{folder} already has {', '.join(there)}: nothing was written. Choose another folder."
        raise DigestError(said, about=str(folder))
    written: list[Path] = []
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                written.append(target)
                file.write(text)
    except OSError:
        for target in written:
            target.unlink(missing_ok=True)
        raise
