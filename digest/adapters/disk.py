"""How much room the disk has left."""

from __future__ import annotations

import shutil
from pathlib import Path


def free(folder: Path) -> int | None:
    """Return how many bytes the disk under a folder has left, None where the system does not say."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
