"""`digest worker` with a hasty clock: `python -m tests.features.one_worker HOME`."""

from __future__ import annotations

import sys

from digest.cli import up, worker

up.TICK_SECONDS = 1

if __name__ == "__main__":
    worker.worker.main(["--home", sys.argv[1]], standalone_mode=False)
