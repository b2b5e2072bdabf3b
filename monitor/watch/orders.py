"""Orders from other processes: looked for in the ledger, obeyed one after the other, and answered there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial

import structlog

from collectors.clock import Clock
from monitor.ledger import commands
from monitor.ledger.commands import Command, CommandState
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.ledger.watcher import Watcher

Order = Callable[[Command], None]
"""What an order does, in the judging thread; raises ValueError or LedgerError to refuse."""

log = structlog.get_logger()


class Orders:
    """Obeys what is owed; each order is answered, also one that failed."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        orders: Mapping[str, Order],
        run: Callable[[Callable[[], None]], Awaitable[None]],
    ) -> None:
        """orders: what each kind of command does. run: runs it, in the thread where it may."""
        self._ledger = ledger
        self._clock = clock
        self._orders = orders
        self._run = run
        self._watcher = Watcher(ledger)
        self._look = True
        """Whether there may be orders: at first they may be older than this process."""

    async def obeyed(self) -> AsyncIterator[Command]:
        """Obey what is owed by now; yield each command that was answered. One that cannot be is owed on."""
        self._look = self._watcher.changed() or self._look
        if not self._look:
            return
        try:
            for command in await asyncio.to_thread(self._owed):
                state, result = await self._obey(command)
                await asyncio.to_thread(self._answer, command, state, result)
                yield command
            self._look = False
        except LedgerError as error:
            log.error("orders.ledger", reason=str(error))  # noqa: TRY400 - the sentence says it all

    def close(self) -> None:
        """Look no more."""
        self._watcher.close()

    def _owed(self) -> list[Command]:
        with self._ledger.read() as connection:
            return commands.owed(connection)

    async def _obey(self, command: Command) -> tuple[CommandState, dict[str, str]]:
        order = self._orders.get(command.kind)
        if order is None:
            return CommandState.FAILED, {"reason": f"core knows no command {command.kind!r}"}
        try:
            await self._run(partial(order, command))
        except (ValueError, LedgerError) as error:
            return CommandState.FAILED, {"reason": str(error)}
        except Exception:  # the rim of one order: left unanswered it would end core again at every start
            log.exception("order.failed", kind=command.kind)
            return CommandState.FAILED, {"reason": "core failed over it; its log says where"}
        return CommandState.DONE, {}

    def _answer(self, command: Command, state: CommandState, result: Mapping[str, str]) -> None:
        with self._ledger.write("core") as connection:
            commands.finish(connection, command.id, self._clock.now_ms(), state, result)
