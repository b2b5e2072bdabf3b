"""Conversations of several questions with one device after the other, within the budgets of their CMTSs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar

from collectors.budget import AboutDevice, Budget, Charge, Queue

LOOK_S = 0.1
"""Where others hold the room, it is looked for again so often."""

A = TypeVar("A", bound=AboutDevice)


async def converse(
    budget: Budget, asked: Sequence[A], talk: Callable[[A], Coroutine[None, None, None]], *, at_once: int
) -> None:
    """Talk to each of these when there is room behind its CMTS, to `at_once` of them at a time.

    A conversation is to have one question under way at a time, and takes the room of one from its beginning to its
    end. It is never urgent. What one raises is raised, and the others are given up.
    """
    queue: Queue[A] = Queue(budget, urgent=False)
    queue.join(asked)
    open_: dict[asyncio.Task[None], Charge] = {}
    try:
        while queue or open_:
            for one in queue.let_in(at_once - len(open_)):
                charge = budget.begin([one])
                open_[asyncio.create_task(talk(one), name="conversation")] = charge
            if not open_:
                await asyncio.sleep(LOOK_S)
                continue
            done, _ = await asyncio.wait(open_, timeout=LOOK_S if queue else None, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                open_.pop(task).release()
                task.result()
    finally:
        for task in open_:
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)
        for charge in open_.values():
            charge.release()
