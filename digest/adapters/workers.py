"""Work shared out among processes on any number of machines, through Procrastinate on PostgreSQL.

It delivers at least once, which is enough: every piece may be done twice, and whoever shares work out looks at our
own tables afterwards. What a dead worker had in its hands goes to another half a minute later: Procrastinate knows
whose heart stopped, and leaves it to us to act (its manual: "Retry stalled jobs").
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digest.errors import MissingExtra, StoreError

if TYPE_CHECKING:
    import procrastinate
    from procrastinate.worker import Worker

Do = Callable[[str, str, str], None]
"""Does a piece: of what kind, about what, which part."""

HEARTBEAT_SECONDS = 5
DEAD_SECONDS = 20
LOOK_SECONDS = 5
AGAIN_SECONDS = 5

_log = logging.getLogger(__name__)


def nothing(kind: str, about: str, part: str) -> None:
    """Do no piece: for those who only share work out."""


@dataclass(slots=True)
class Crowd:
    """`ports.Helpers`: the workers of a newsletter at one database."""

    url: str
    newsletter: str

    def together(self, kind: str, about: str, parts: Sequence[str]) -> None:
        """Share the parts out, and return when nobody has any of them left."""
        self.ask(kind, about, parts)
        with _deferring(self.url, self.newsletter) as app:
            while self._open(app, about):
                time.sleep(0.3)

    def ask(self, kind: str, about: str, parts: Sequence[str]) -> None:
        """Share the parts out, and return at once; what is shared out already is not shared out twice."""
        from procrastinate import exceptions

        with _deferring(self.url, self.newsletter) as app:
            for part in parts:
                options = {"lock": f"{kind} {part}", "queueing_lock": f"{about} {kind} {part}"}
                with contextlib.suppress(exceptions.AlreadyEnqueued):
                    app.configure_task("piece", queue=self.newsletter, **options).defer(
                        kind=kind, about=about, part=part
                    )

    def _open(self, app: procrastinate.App, about: str) -> bool:
        states = ("todo", "doing")
        found = (job for state in states for job in app.job_manager.list_jobs(queue=self.newsletter, status=state))
        return any(job.task_kwargs.get("about") == about for job in found)


def work(url: str, newsletter: str, name: str, do: Do, stop: threading.Event) -> None:
    """Do pieces one after the other until `stop` is set; a database that goes away is waited for."""
    while not stop.is_set():
        try:
            asyncio.run(_work(url, newsletter, name, do, stop))
        except Exception as error:  # noqa: BLE001 - whatever the database or the library meets, the worker comes back
            _log.warning("the workers' database went away (%s); trying again", type(error).__name__)
            stop.wait(AGAIN_SECONDS)


async def _work(url: str, newsletter: str, name: str, do: Do, stop: threading.Event) -> None:
    import procrastinate
    from procrastinate.worker import Worker

    connector = procrastinate.PsycopgConnector(conninfo=url, kwargs=_options(), min_size=1, max_size=4)
    in_hand: set[int] = set()
    app = _app(connector, newsletter, do, in_hand)
    async with app.open_async():
        worker = Worker(
            app,
            queues=[newsletter],
            name=name,
            concurrency=1,
            install_signal_handlers=False,
            delete_jobs="always",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_SECONDS,
            shutdown_graceful_timeout=30,
        )
        working = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]  # as it is written there
        looking = asyncio.create_task(_take_over(app, newsletter, worker, in_hand))
        try:
            while not stop.is_set() and not working.done() and not looking.done():
                await asyncio.sleep(0.2)
        finally:
            looking.cancel()
            working.cancel()
            done = await asyncio.gather(working, looking, return_exceptions=True)
        for one in done:
            if isinstance(one, Exception):
                raise one


async def _take_over(app: procrastinate.App, newsletter: str, worker: Worker, in_hand: set[int]) -> None:
    """Give to another what a dead worker had in hand, and what this one is said to have, at two looks, and has not.

    Where the slot's next holder has asked for the same piece meanwhile, that one waits for the other's, which
    can be asked for no more: it is put away, and the holder's goes on.
    """
    from procrastinate import exceptions, jobs

    before: set[int | None] = set()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        left = [*await app.job_manager.get_stalled_jobs(queue=newsletter, seconds_since_heartbeat=DEAD_SECONDS)]
        said = await app.job_manager.list_jobs_async(queue=newsletter, status="doing", worker_id=worker.worker_id)
        not_here = [job for job in said if job.id not in in_hand]
        left += [job for job in not_here if job.id in before]
        before = {job.id for job in not_here}
        for job in left:
            _log.warning("%s was in the hands of a worker that has it no more; another one takes it", job.task_kwargs)
            try:
                await app.job_manager.retry_job(job)
            except exceptions.UniqueViolation:
                await app.job_manager.finish_job(job, status=jobs.Status.FAILED, delete_job=True)


def _app(connector: Any, newsletter: str, do: Do, in_hand: set[int]) -> procrastinate.App:  # noqa: ANN401 - two kinds of connector
    """Return an app whose pieces are in `in_hand`, by their job's number, as long as they are worked on."""
    import procrastinate

    app = procrastinate.App(connector=connector)

    def piece(context: Any, kind: str, about: str, part: str) -> None:  # noqa: ANN401 - procrastinate.JobContext
        in_hand.add(context.job.id)
        try:
            do(kind, about, part)
        finally:
            in_hand.discard(context.job.id)

    app.task(name="piece", queue=newsletter, pass_context=True)(piece)
    return app


@contextlib.contextmanager
def _deferring(url: str, newsletter: str) -> Any:  # noqa: ANN401 - an iterator of apps
    import procrastinate
    import psycopg
    from procrastinate import exceptions

    connector = procrastinate.SyncPsycopgConnector(conninfo=url, kwargs=_options(), min_size=1, max_size=1)
    app = _app(connector, newsletter, nothing, set())
    try:
        with app.open():
            yield app
    except (exceptions.ConnectorException, psycopg.Error) as error:
        raise StoreError("The workers' database does not answer. It is tried again.", about=newsletter) from error


def _schema() -> str:
    """Return a schema of its own for each version: what waits there is never worth a migration."""
    import procrastinate

    return "digest_tasks_" + "_".join(procrastinate.__version__.split(".")[:2])


def _options() -> dict[str, str]:
    return {"options": f"-c search_path={_schema()}"}


def prepare(url: str) -> None:
    """Make the tables that tasks wait in, where they are not there. Raises `MissingExtra` without the extra."""
    try:
        import procrastinate
        import psycopg
    except ImportError as error:
        raise MissingExtra("postgresql", "Working on several machines") from error
    name = _schema()
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(7240151)")
        found = connection.execute("SELECT to_regclass(%s)", [f"{name}.procrastinate_jobs"]).fetchone()
        if found and found[0]:
            return
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')
        connection.execute(f'SET LOCAL search_path TO "{name}"')
        manager = procrastinate.App(connector=procrastinate.SyncPsycopgConnector()).schema_manager
        connection.execute(manager.get_schema())
