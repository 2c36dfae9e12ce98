"""The outbox: whole files, only changed ones, nothing outside, nothing lost on a full disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.adapters import outbox as module
from digest.adapters.outbox import FolderOutbox
from digest.errors import OutboxError
from digest.model import Rendition


def page(path: str, body: bytes = b"hello") -> Rendition:
    return Rendition(path, "text/html", body)


def test_files_are_written_in_their_folders_and_read_back(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path / "outbox")
    assert outbox.write([page("1/index.html"), page("feeds/issues.xml", b"<rss/>")]) == (
        "1/index.html",
        "feeds/issues.xml",
    )
    assert outbox.read("feeds/issues.xml") == b"<rss/>"
    assert outbox.read("2/index.html") is None
    assert outbox.read("1") is None


def test_only_changed_files_are_touched(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    outbox.write([page("a"), page("b")])
    before = (tmp_path / "a").stat().st_ino
    assert outbox.write([page("a"), page("b", b"other")]) == ("b",)
    assert (tmp_path / "a").stat().st_ino == before


def test_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    FolderOutbox(tmp_path).write([page("a")])
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_what_a_killed_process_left_lying_goes_with_the_next_write(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    outbox.write([page("1/a")])
    left = tmp_path / "1" / ".k1ll3d_x.part"
    left.write_bytes(b"half")
    outbox.write([page("1/a")])
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["a"]


def test_what_another_process_is_writing_is_left_to_it(tmp_path: Path) -> None:
    outbox = FolderOutbox(tmp_path)
    begun = tmp_path / ".0n_1ts_w.part"

    def others() -> Iterator[Rendition]:
        begun.write_bytes(b"half")
        outbox.write([page("b")])
        assert begun.exists()
        yield page("a")

    outbox.write(others())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("path", ["../out", "/etc/out", "a/../../out", "a\0b"])
def test_nothing_is_written_or_read_outside(tmp_path: Path, path: str) -> None:
    outbox = FolderOutbox(tmp_path / "outbox")
    with pytest.raises(OutboxError, match="outside the outbox"):
        outbox.write([page(path)])
    with pytest.raises(OutboxError, match="outside the outbox"):
        outbox.read(path)


def test_a_full_disk_leaves_every_old_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = FolderOutbox(tmp_path)
    outbox.write([page("a", b"old a"), page("b", b"old b")])
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OutboxError, match="the disk is full"):
        outbox.write([page("a", b"new a"), page("b", b"new b")])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old a", "b": b"old b"}


def test_a_file_where_a_folder_should_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "1").write_text("")
    with pytest.raises(OutboxError, match="could not be written"):
        FolderOutbox(tmp_path).write([page("1/index.html")])
