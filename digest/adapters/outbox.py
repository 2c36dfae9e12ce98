"""The folder of finished renditions: each file is written whole or not at all, and only where its bytes changed."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from digest import model as m
from digest.errors import OutboxError

# A file waits for the disk, and a disk takes many at once: an archive is written in a fraction of the time.
HANDS = 16
BATCH = 128


@dataclass(frozen=True, slots=True)
class FolderOutbox:
    """`ports.Outbox` over a folder."""

    folder: Path

    def write(self, renditions: Iterable[m.Rendition]) -> tuple[str, ...]:
        """Write each file whole or not at all; return the paths whose bytes changed. Raises `OutboxError`.

        All files are laid down beside their places first and then moved there one by one, so that a full disk
        leaves every old file as it was.
        """
        laid: list[tuple[Path, Path, str]] = []
        folders = set[Path]()
        try:
            with _writing(self.folder, folders), ThreadPoolExecutor(HANDS) as hands:
                for some in _batches(renditions):
                    folders.update(self._place(rendition.path).parent for rendition in some)
                    waiting = [hands.submit(self._laid, rendition) for rendition in some]
                    # All are waited for before one that failed speaks up, so that none is left lying.
                    wait(waiting)
                    laid += [one for done in waiting if not done.exception() and (one := done.result())]
                    for done in waiting:
                        done.result()
                for temporary, place, _ in laid:
                    temporary.replace(place)
        except OSError as error:
            for temporary, _, _ in laid:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
            raise OutboxError(_sentence(error, self.folder), about=str(self.folder)) from error
        for folder in {place.parent for _, place, _ in laid}:
            _settle(folder)
        return tuple(path for _, _, path in laid)

    def _laid(self, rendition: m.Rendition) -> tuple[Path, Path, str] | None:
        """Return a file laid down beside its place, None where the one there is the same."""
        place = self._place(rendition.path)
        return None if _same(place, rendition.body) else (_lay(place, rendition.body), place, rendition.path)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None where it is absent."""
        try:
            return self._place(path).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def _place(self, path: str) -> Path:
        relative = PurePosixPath(path)
        if relative.is_absolute() or ".." in relative.parts or "\0" in path:
            raise OutboxError(f"{path!r} lies outside the outbox and was not written.", about=path)
        return self.folder / relative


@contextlib.contextmanager
def _writing(outbox: Path, folders: Collection[Path]) -> Iterator[None]:
    """Be known as one who writes; the last of those takes away what killed ones left lying in these folders."""
    outbox.mkdir(parents=True, exist_ok=True)
    handle = os.open(outbox, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in (left for folder in folders for left in folder.glob(".*.part")):
                left.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _batches(renditions: Iterable[m.Rendition]) -> Iterator[list[m.Rendition]]:
    """Yield the renditions some at a time, as they are made: thousands are never held at once."""
    left = iter(renditions)
    while some := list(islice(left, BATCH)):
        yield some


def _same(place: Path, body: bytes) -> bool:
    try:
        return place.stat().st_size == len(body) and place.read_bytes() == body
    except OSError:
        return False


def _lay(place: Path, body: bytes) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)  # mkstemp's 0600 would hide the archive from a web server
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _settle(folder: Path) -> None:
    """Make the renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sentence(error: OSError, folder: Path) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        why = "the disk is full. Free some space"
    elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        why = "it may not be written to. Check who owns it"
    else:
        why = f"{error.strerror or error}. Mend that"
    return f"The outbox {folder} could not be written: {why} and run this again. What was there is as it was."
