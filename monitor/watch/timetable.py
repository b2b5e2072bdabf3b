"""When each job of core is due: jobs at their intervals, each at its own rim, on a clock that may be set."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

LONGEST_FIRST_S = 60.0
"""No job is due later than this, or than its interval, from now."""

log = structlog.get_logger()
Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again."""

    interval_s: float
    after_s: float
    """When it is due for the first time, from now."""
    work: Work


class Timetable:
    """Runs jobs when they are due, none of them twice at a time; needs a running loop."""

    def __init__(self) -> None:
        """Start empty."""
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin nothing more; what is under way is not waited for."""
        self._scheduler.shutdown(wait=False)

    def arrange(self, wanted: Mapping[str, Job]) -> None:
        """Set these jobs, by name; those of an earlier arrangement that are not set again are dropped."""
        standing = {job.id: job for job in self._scheduler.get_jobs()}
        for gone in standing.keys() - wanted.keys():
            standing[gone].remove()
        for name, job in wanted.items():
            if name in standing:
                standing[name].modify(func=guarded(name, job.work))  # due when it was: orders must not put sweeps off
                continue
            first = datetime.now(UTC) + timedelta(seconds=job.after_s)
            self._scheduler.add_job(
                guarded(name, job.work), "interval", seconds=job.interval_s, id=name, next_run_time=first
            )

    def keep_time(self) -> None:
        """Bring forward what is due later than it ever can be: the wall clock was set back."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            pause = max(job.trigger.interval, timedelta(seconds=LONGEST_FIRST_S))
            if job.next_run_time > now + pause:
                job.modify(next_run_time=now + job.trigger.interval)


def guarded(name: str, work: Work) -> Callable[[], Coroutine[None, None, None]]:
    """Return work as the scheduler runs it: the rim of the loop, where a fault is logged and the next run comes."""

    async def run() -> None:
        try:
            await work()
        except asyncio.CancelledError:  # the service ends in the middle of it, which is no fault
            log.info("job.given_up", job=name)
        except Exception:
            log.exception("job.failed", job=name)

    return run
