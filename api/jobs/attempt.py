"""One attempt at a job: its process watched, its progress and best plan stored, its end written in one transaction."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.jobs import queue
from api.jobs.heartbeat import Heartbeat
from api.jobs.kinds import KINDS
from api.jobs.process import SolvingProcess
from api.jobs.queue import CANCELLED, DONE, FAILED, Lease, LostLease
from api.jobs.tasks import Order, Task
from api.jobs.work import Desk, Keep, Work
from api.logs import bound
from api.problems import Problem
from api.settings import Settings
from api.store.engine import Store
from api.store.sealing import Seal
from api.store.tables import JobRow, TerritoryRow
from models.notices import InvalidInstance, Location, Notice, error, warning
from models.text import message

TICK_S = 0.2
STORE_S = 1.0
"""Seconds between two signs of life in the database."""
SLACK_S = 60.0
"""Seconds beyond those of the search for loading, compiling, reading roads and writing the plan."""
GRACE_S = 20.0
"""Seconds a process that was asked to stop may take for it."""
RETRY_S = 0.5

T = TypeVar("T")

logger = logging.getLogger("halte.jobs")


class Attempt:
    """A worker at one job, from the lease to the end, or to the moment the job is given back."""

    def __init__(self, store: Store, seal: Seal, settings: Settings, lease: Lease, stop: threading.Event) -> None:
        self._store, self._seal, self._settings, self._lease, self._stop = store, seal, settings, lease, stop

    def run(self) -> None:
        """Do the job, as far as it can be done."""
        with bound(job=self._lease.job_id):
            self._run()

    def _run(self) -> None:
        heart = Heartbeat(self._store, self._lease, self._settings.lease_seconds)
        try:
            self._attempt(heart)
        except LostLease:
            logger.warning("the job was taken by another worker, or is over")
        except Exception:  # one job must not end the worker
            logger.exception("the job cannot be done")
            self._died()
        finally:
            heart.close()

    def _attempt(self, heart: Heartbeat) -> None:
        logger.info("job begun")
        try:
            work = self._prepared()
        except (InvalidInstance, Problem) as fault:
            self._end(FAILED, notices=_notices(fault))
            return
        process = SolvingProcess(self._order(work.task))
        watch = _Watch(work.task, self._settings.max_solve_seconds)
        stored_at = 0.0
        try:
            while not process.ended:
                process.wait(TICK_S)
                if heart.lost:
                    raise LostLease(self._lease.job_id)
                if self._stop.is_set():
                    process.kill()
                    self._writing(lambda session: queue.give_back(session, self._lease))
                    logger.info("job given back")
                    return
                watch.look(process, cancel=heart.cancel_asked)
                if time.monotonic() - stored_at >= STORE_S:
                    self._store_progress(process, work)
                    stored_at = time.monotonic()
        finally:
            process.kill()
        self._store_progress(process, work)
        self._settle(process, work, watch)

    def _prepared(self) -> Work:
        def read(session: Session) -> Work:
            job = session.get_one(JobRow, self._lease.job_id)
            territory = session.get_one(TerritoryRow, job.territory_id)
            return KINDS[job.kind].prepare(Desk(session, self._seal, self._settings.data_dir), territory, job)

        return self._again(lambda: self._read(read))

    def _read(self, act: Callable[[Session], Work]) -> Work:
        with self._store.reading() as session:
            return act(session)

    def _order(self, task: Task) -> Order:
        seconds = task.clock_s or self._settings.max_solve_seconds
        return Order(
            memory_mb=self._settings.solve_memory_mb, cpu_s=round(2 * (seconds + SLACK_S + GRACE_S)), task=task
        )

    def _store_progress(self, process: SolvingProcess, work: Work) -> None:
        """The last sign of life, what improved, and the best plan so far."""
        sign, curve, plan = process.take_sign(), process.take_curve(), process.take_plan()
        if sign is None and plan is None and not curve:
            return
        kept = None
        if plan is not None:
            try:
                kept = work.snapshot.checked(plan, work.previous)
            except Problem:
                logger.exception("a plan on the way breaks rules")

        def store(session: Session) -> None:
            queue.write(session, self._lease)
            job = session.get_one(JobRow, self._lease.job_id, populate_existing=True)
            if sign is not None:
                job.progress = sign.model_dump(mode="json")
            if curve:
                job.curve = [*job.curve, *curve]
            if kept is not None:
                job.result = {**job.result, "plan": work.put(session, job, kept, final=False)}

        self._writing(store)

    def _settle(self, process: SolvingProcess, work: Work, watch: "_Watch") -> None:
        """End the job with what its process said last."""
        if process.answer is not None:
            try:
                keep = self._again(lambda: self._settled(process, work))
            except Problem as fault:
                logger.exception("the answer breaks rules")
                self._end(FAILED, notices=_notices(fault))
                return
            state = CANCELLED if watch.cancelled else DONE
            self._end(state, keep, (*process.answer.notices, *watch.notices()))
        elif process.fault is not None:
            self._end(CANCELLED if watch.cancelled else FAILED, notices=tuple(process.fault.notices))
        elif watch.over:
            self._end_early(watch)
        else:
            self._died()

    def _settled(self, process: SolvingProcess, work: Work) -> Keep:
        assert process.answer is not None  # noqa: S101 - the caller has seen it
        return KINDS[work.task.kind].settle(work, process.answer)

    def _end_early(self, watch: "_Watch") -> None:
        """The process had to be ended: the best plan so far is what there is."""

        def end(session: Session) -> None:
            job = session.get_one(JobRow, self._lease.job_id)
            state = CANCELLED if watch.cancelled else DONE if job.result.get("plan") else FAILED
            queue.finish(session, self._lease, state, notices=watch.notices())

        self._writing(end)

    def _died(self) -> None:
        """The process ended without a word: the job is begun anew, but not for ever."""
        most = self._settings.job_attempts

        def give_back(session: Session) -> None:
            if session.get_one(JobRow, self._lease.job_id).attempts >= most:
                queue.finish(session, self._lease, FAILED, notices=(queue.worker_died(most),))
            else:
                queue.give_back(session, self._lease, died=True)

        with contextlib.suppress(LostLease):
            self._writing(give_back)
        logger.warning("the solving process ended without an answer")

    def _end(self, state: str, keep: Keep | None = None, notices: tuple[Notice, ...] = ()) -> None:
        def end(session: Session) -> None:
            queue.write(session, self._lease)
            job = session.get_one(JobRow, self._lease.job_id, populate_existing=True)
            result = None if keep is None else keep(session, self._seal, job)
            queue.finish(session, self._lease, state, result=result, notices=notices)

        self._writing(end)
        logger.info("job %s", state)

    def _writing(self, act: Callable[[Session], Any]) -> None:
        """One transaction, tried until the database takes it or the job is lost."""

        def write() -> None:
            with self._store.writing() as session:
                act(session)

        self._again(write)

    def _again(self, act: Callable[[], T]) -> T:
        while True:
            try:
                return act()
            except DBAPIError as fault:
                logger.warning("the database does not answer: %s", type(fault).__name__)
                if self._stop.wait(RETRY_S):
                    raise LostLease(self._lease.job_id) from fault


class _Watch:
    """Whether a process was asked to stop, and since when."""

    def __init__(self, task: Task, longest_s: float) -> None:
        self._until = time.monotonic() + (task.clock_s or longest_s) + SLACK_S
        self._asked_at: float | None = None
        self.cancelled = self.over = self.late = False

    def look(self, process: SolvingProcess, *, cancel: bool) -> None:
        """Ask it to stop when it is time, and end it when it does not."""
        moment = time.monotonic()
        if self._asked_at is None:
            self.cancelled, self.late = cancel, moment >= self._until
            if self.cancelled or self.late:
                self._asked_at = moment
                process.stop()
        elif moment >= self._asked_at + GRACE_S and not self.over:
            self.over = True
            process.kill()

    def notices(self) -> tuple[Notice, ...]:
        """What is to be told of an early end."""
        if not self.late:
            return ()
        what = message("the time was over before the search came to its end: the best plan until then is kept")
        return (warning("time-over", Location(), what, message("ask for more seconds, or a smaller week")),)


def _notices(fault: InvalidInstance | Problem) -> tuple[Notice, ...]:
    if isinstance(fault, Problem) and not fault.notices:
        return (error(fault.code, Location(), fault.what),)
    return tuple(fault.notices)
