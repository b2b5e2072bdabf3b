"""GETs, walks and single questions through both engines, over UDP, with an agent that answers in mutants.

1. Every engine asks the same agent, a row of its job for each mutant; the community says which row.
2. The agent waits until all rows have asked, and answers each with its mutant and then with a closing answer that
   says nothing: what was refused leaves its row as empty as the closing answer does.
3. What a row holds in the end must be what the reference reads in a datagram that carried its id and came from the
   agent, and the engines must agree.
"""

import asyncio
import contextlib
import random
import socket
from math import isnan, nan
from time import process_time
from unittest import mock

from collectors.clock import AnchoredClock
from collectors.snmp import ber, message
from collectors.snmp.batch import BatchEngine
from collectors.snmp.choice import engine_class
from collectors.snmp.engine import Question, TableQuestion, Target
from tests.fuzz import datagrams, reference
from tests.fuzz.limits import CPU_S, FuzzError

GULP = 64
"""Rows of a job: a gulp that costs less than one datagram may needs no datagram timed by itself."""
MANNERS = {"timeout_ms": 12_000, "retries": 0, "rate_per_s": 1e6, "outstanding_per_device": 1000}
"""A request that was answered is remembered until it would have timed out: soon, or memory seems to grow."""
ALIKE = 8
"""Rows that would be answered alike, were the answers not spoilt: to make one costs as much as to read it."""
PATIENCE_S = 60.0


def _udp(host):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.bind((host, 0))
    return sock


class Sent:
    """A datagram that went to an engine; read by the reference only when somebody has to know."""

    __slots__ = ("_read", "head_is_whole", "mutant")

    def __init__(self, mutant, head):
        self.mutant = mutant
        self.head_is_whole = mutant.data.startswith(head)
        """Whether the message is as it was up to and with its id."""
        self._read = ()

    def message(self):
        """Return what the reference reads, None for nothing, or what no engine should take."""
        if self._read == ():
            self._read = None
            try:
                read = reference.read(self.mutant.data)
                self._read = read if read.kind == reference.RESPONSE and not self.mutant.spoofed else None
            except reference.RefusedError:
                pass
        return self._read


class Kind:
    """What is asked, how it is answered and closed, and what of an answer a job should hold."""

    versions = (message.V1, message.V2C)
    closing = bytes((ber.NO_SUCH_INSTANCE, 0))

    def begin(self, engine, targets):
        """Start asking; return what can be awaited until all is over."""
        raise NotImplementedError

    def held(self, job, row):
        """Return what a job holds for a row; None for nothing but the closing answer."""
        raise NotImplementedError

    def explains(self, read, held):
        """Whether a message as the reference reads it accounts for what a row holds."""
        raise NotImplementedError

    def unexplained(self, read, held):
        """Return what of it a message does not account for; None for nothing."""
        return None if self.explains(read, held) else held

    def error(self, job, row):
        return job.errors.get(row, "")


def _same(one, other):
    return one == other or (isinstance(one, float) and isnan(one) and isinstance(other, float) and isnan(other))


class Get(Kind):
    """Objects of several types, some of them wanted as octets."""

    question = Question(datagrams.COLUMNS, datagrams.TEXT)
    honest = staticmethod(datagrams.answer_of_get)

    def begin(self, engine, targets):
        job = engine.get(targets, self.question)
        return job, job.wait(PATIENCE_S)

    def finished(self, job):
        return job.finished

    def held(self, job, row):
        values = [float(value) for value in job.values[row]]
        texts = {column: job.text[row, column] for column in range(len(values)) if (row, column) in job.text}
        return (values, texts) if texts or not all(map(isnan, values)) else None

    def explains(self, read, held):
        values, texts = [nan] * len(datagrams.COLUMNS), {}
        if read.numbers[1]:
            return False
        try:
            for oid, _, element in read.bindings:
                column, value = datagrams.COLUMNS.index(oid), reference.value(element)
                if element.tag == reference.OID or isinstance(value, bytes):
                    if column in datagrams.TEXT:
                        texts[column] = element.content
                elif value is not None:
                    values[column] = float(value)
        except (ValueError, reference.RefusedError):
            return False
        return texts == held[1] and all(map(_same, values, held[0]))


class Walk(Kind):
    """The columns of a table, one of them octets."""

    question = TableQuestion(datagrams.TABLE, datagrams.OCTETS)
    honest = staticmethod(datagrams.answer_of_walk)
    closing = bytes((ber.END_OF_MIB_VIEW, 0))

    def begin(self, engine, targets):
        job = engine.walk(targets, self.question)
        job.cells = None
        return job, job.wait(PATIENCE_S)

    def finished(self, job):
        return job.finished

    def held(self, job, row):
        if job.cells is None:
            job.cells = {}
            rows = job.rows()
            for at in range(len(rows)):
                cells = job.cells.setdefault(int(rows.row[at]), {})
                for column in range(len(datagrams.TABLE)):
                    if column in rows.octets:
                        text, length = rows.octets[column]
                        value = bytes(text[at][: length[at]])
                    else:
                        value = float(rows.values[at, column])
                    if value != b"" and not _same(value, nan):
                        cells[column, int(rows.index[at])] = value
        return job.cells.get(row) or None

    def unexplained(self, read, held):
        """Return the cells that are not in a message: they may come from several."""
        if read.numbers[1]:
            return held
        cells = {}
        for oid, _, element in read.bindings:
            for column, root in enumerate(datagrams.TABLE):
                index = oid.removeprefix(root + ".")
                index = index.removesuffix(".0") if "." in index else index
                if index == oid or not index.isdigit():
                    continue
                octets = column in datagrams.OCTETS
                try:
                    value = reference.value(element)
                except reference.RefusedError:
                    continue
                if octets and element.tag in {ber.OCTETS, ber.IP_ADDRESS}:
                    cells.setdefault((column, int(index)), set()).add(value[:16])
                elif not octets and isinstance(value, int):
                    cells.setdefault((column, int(index)), set()).add(float(value))
        return {where: value for where, value in held.items() if value not in cells.get(where, ())}

    def error(self, job, row):
        return job.errors.get(row, ""), bool(job.complete[row])


class Asks:
    """Single questions under way: a job of many, as it were."""

    def __init__(self, engine, targets):
        self.tasks = [asyncio.ensure_future(engine.ask(whom, message.GET, datagrams.COLUMNS)) for whom in targets]

    async def wait(self):
        await asyncio.wait(self.tasks, timeout=PATIENCE_S)


class Ask(Kind):
    """One question to one device, every type of value decoded for people."""

    honest = staticmethod(datagrams.answer_of_get)

    def begin(self, engine, targets):
        job = Asks(engine, targets)
        return job, job.wait()

    def finished(self, job):
        return all(task.done() for task in job.tasks)

    def held(self, job, row):
        answer = job.tasks[row].result()
        if answer is None or all(each.tag == ber.NO_SUCH_INSTANCE and each.value is None for each in answer.bindings):
            return None
        return answer

    def explains(self, read, held):
        if read.numbers[1:] != (held.status, held.index) or len(read.bindings) != len(held.bindings):
            return False
        for theirs, ours in zip(read.bindings, held.bindings, strict=True):
            try:
                value = reference.value(theirs.value)
            except reference.RefusedError:
                return False
            if (theirs.oid, theirs.value.tag) != (ours.oid, ours.tag) or not _same(value, ours.value):
                return False
        return True

    def error(self, job, row):
        return ""


def _drain(sock):
    with contextlib.suppress(BlockingIOError):
        while True:
            sock.recv(65535)


class Conversation:
    """One job of one engine with the agent."""

    def __init__(self, wires, kind, seed, spoil, rows):
        self._wires, self._kind, self._seed, self._spoil, self._rows = wires, kind, seed, spoil, rows
        self._asked = {}
        self._strays = None
        self.ids = {}
        """Row → the ids of all its requests."""
        self.sent = {}
        """Row → (id of its request, its mutant)."""

    def hear(self):
        """Read requests; answer once every row has asked, and what is asked after that at once."""
        agent = self._wires.agent
        while True:
            try:
                data, source = agent.recvfrom(65535)
            except BlockingIOError:
                return
            request = message.open_message(data)  # which is the engine's own
            community = self._wires.community_of(data)
            closing = self._wires.closing(self._kind, request, data, community)
            row = int(community)
            self.ids.setdefault(row, set()).add(request.request_id)
            if row in self._asked:
                agent.sendto(closing, source)
                continue
            self._asked[row] = request.request_id, closing, source
            if len(self._asked) == len(self._rows):
                self._answer()

    def disturbed(self):
        """Return the rows that were sent another row's answer: which of two counts is a matter of time."""
        return {row for row in self.ids if self.strays(row)}

    def strays(self, row):
        """Return the datagrams made for other rows that carry an id of this one."""
        if self._strays is None:
            self._strays = {}
            for number, sent in self.sent.values():
                if not sent.head_is_whole and (read := sent.message()) and read.numbers[0] != number:
                    self._strays.setdefault(read.numbers[0], []).append(sent)
        return [sent for number in self.ids[row] for sent in self._strays.get(number, ())] if self._strays else []

    def _answer(self):
        honest = {}
        for row in self._rows:
            number, closing, source = self._asked[row]
            draw = random.Random(f"{self._seed}/{row}")
            version = self._kind.versions[row % len(self._kind.versions)]
            shared = row // ALIKE, version
            if shared not in honest:
                honest[shared] = self._kind.honest(random.Random(f"{self._seed}/of {row // ALIKE}"), version)
            whole = datagrams.say(message.RESPONSE, number, honest[shared], version, b"%d" % row)
            mutant = self._spoil(draw, whole)
            sender = self._wires.strangers[row % 2] if mutant.spoofed else self._wires.agent
            sender.sendto(mutant.data, source)
            self._wires.agent.sendto(closing, source)
            octets = number.to_bytes(4, "big")
            self.sent[row] = number, Sent(mutant, whole[: whole.index(octets) + 4])


class Engines:
    """Both engines, or one where the C core was not built, and the agent they ask."""

    def __init__(self, seed, *, core=False):
        """Open them; `core` leaves Python's engine out, which runs in its own right beside the C core."""
        self.agent = _udp("127.0.0.1")
        self.strangers = [_udp("127.0.0.2"), _udp("127.0.0.1")]
        classes = dict.fromkeys((engine_class(),) if core else (BatchEngine, engine_class()))
        self._engines = []
        for each in classes:
            with mock.patch("collectors.snmp.batch.secrets.randbelow", random.Random(f"{seed}/id").randrange):
                self._engines.append(each(AnchoredClock(), **MANNERS))
        self._host, self._port = self.agent.getsockname()
        self.kinds = {"get": Get(), "walk": Walk(), "ask": Ask()}
        self.most_s = 0.0
        self.accepted = 0
        self._closings = {}

    def close(self):
        for engine in self._engines:
            engine.close()
        for sock in (self.agent, *self.strangers):
            sock.close()

    def community_of(self, data):
        """Return the community of a request."""
        at = data.index(0x04)
        return data[at + 2 : at + 2 + data[at + 1]]

    def closing(self, kind, request, data, community):
        """Return an answer without a value for each object of a request."""
        asked = data[request.start : request.stop]
        bindings = self._closings.get((kind, asked))
        if bindings is None:
            if len(self._closings) > 1000:
                self._closings.clear()
            oids = [oid for oid, *_ in reference.read(data).bindings]
            bindings = self._closings[kind, asked] = b"".join(datagrams.binding(oid, kind.closing) for oid in oids)
        return datagrams.say(message.RESPONSE, request.request_id, [bindings], 1, community)

    async def play(self, name, seed, spoil, thorough):
        """Have every engine bear a gulp of mutants; raises FuzzError."""
        kind = self.kinds[name]
        rows, outcomes = range(GULP), []
        for engine in self._engines:
            held, talk, cost_s = await self._converse(kind, engine, seed, spoil, rows)
            if cost_s > CPU_S:  # somebody's garbage, or a datagram that costs too much: it will again, by itself
                await self._time_each(kind, engine, seed, spoil, rows)
            else:
                self.most_s = max(self.most_s, cost_s)
            outcomes.append((held, talk))
        held, talk = outcomes[0]
        disturbed = set().union(*(each.disturbed() for _, each in outcomes))
        for row in rows:
            _, sent = talk.sent[row]
            for others, _ in outcomes[1:]:
                if row not in disturbed and repr(others[row]) != repr(held[row]):
                    what = f"{name}: Python holds {held[row]}, C {others[row]}"
                    raise FuzzError(what, f"{seed}/{row}", sent.mutant)
            if held[row][0] is not None:
                self._explain(name, kind, held[row][0], talk, row, seed, thorough)

    def _explain(self, name, kind, held, talk, row, seed, thorough):
        _, own = talk.sent[row]
        self.accepted += 1
        why, unexplained = "", held
        for sent in (own, *talk.strays(row)):
            read = sent.message()
            if read is None or read.numbers[0] not in talk.ids[row]:
                continue
            rest = kind.unexplained(read, unexplained)
            if rest == unexplained:
                continue
            try:
                if thorough(row):
                    reference.confirm(sent.mutant.data, read)
            except reference.RefusedError as error:
                why = f" ({error})"
                continue
            unexplained = rest
            if not unexplained:
                return
        raise FuzzError(f"{name}: accepted, but nobody said so: {unexplained}{why}", f"{seed}/{row}", own.mutant)

    async def _converse(self, kind, engine, seed, spoil, rows):
        """Return (row → what is held and what went wrong, the conversation, seconds of processor time)."""
        loop = asyncio.get_running_loop()
        _drain(self.agent)  # what the job before repeated last, when nobody listened any more
        talk = Conversation(self, kind, seed, spoil, rows)
        own_s = 0.0

        def hear():
            nonlocal own_s
            began = process_time()
            talk.hear()
            own_s += process_time() - began

        crashes = []
        loop.set_exception_handler(lambda _, context: crashes.append(context.get("exception") or context["message"]))
        loop.add_reader(self.agent.fileno(), hear)
        targets = [
            Target((self._host, self._port), kind.versions[row % len(kind.versions)], b"%d" % row) for row in rows
        ]
        began = process_time()
        job, over = kind.begin(engine, targets)
        await over
        cost_s = process_time() - began - own_s
        loop.remove_reader(self.agent.fileno())
        loop.set_exception_handler(None)
        if crashes or not kind.finished(job):
            what = f"raises {crashes[0]!r}" if crashes else "hangs: a row was never closed"
            if len(rows) > 1:
                await self._blame(kind, engine, seed, spoil, rows)
            raise FuzzError(what, seed, *[sent.mutant for _, sent in talk.sent.values()])
        return [(kind.held(job, at), kind.error(job, at)) for at in range(len(rows))], talk, cost_s

    async def _blame(self, kind, engine, seed, spoil, rows):
        """Play the mutants of a gulp again one by one; raises FuzzError for the one that does harm by itself."""
        for row in rows:
            await self._converse(kind, engine, seed, spoil, [row])

    async def _time_each(self, kind, engine, seed, spoil, rows):
        """Play the mutants of a gulp again one by one; raises FuzzError for one that costs too much each time."""
        for row in rows:
            costs = []
            for _ in range(3):
                _, talk, cost_s = await self._converse(kind, engine, seed, spoil, [row])
                costs.append(cost_s)
                if cost_s < CPU_S:
                    break
            self.most_s = max(self.most_s, min(costs))
            if min(costs) > CPU_S:
                raise FuzzError(f"costs {min(costs) * 1000:.0f} ms", f"{seed}/{row}", talk.sent[row][1].mutant)
