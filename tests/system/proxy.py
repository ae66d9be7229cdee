"""A TCP proxy of our own between a program and the broker, which on command delays, cuts, half-closes and stalls. `up`
is the way to the broker, `down` the way from it. It runs in a thread of its own; commands have taken effect when they
return, and `until` waits for what it saw, with a bound."""
import asyncio
import contextlib
import socket
import struct
import threading
import time

import programs
import zmtp

PIECE = 1 << 16
RESET = struct.pack('ii', 1, 0)  # SO_LINGER for no time at all: the peer is told by RST
WAYS = ('up', 'down')


class Link:
    """One connection through the proxy: a socket to each side, a way in each direction."""

    def __init__(self, near, far):
        self.ends = {'up': (near, far), 'down': (far, near)}
        self.stalled, self.closed = False, set()  # closed: ways whose end was told, though more may come
        self.ways = ()

    def tell_end(self, way):
        self.closed.add(way)
        with contextlib.suppress(OSError):
            self.ends[way][1].shutdown(socket.SHUT_WR)


class Proxy:
    def __init__(self, target):
        self.target = zmtp.address(target)
        self.links, self.seen = set(), threading.Condition()
        self.connections = self.cuts = 0        # so far
        self.passed = dict.fromkeys(WAYS, 0)    # bytes
        self._delay = dict.fromkeys(WAYS, 0)
        self.stalls = self._new_stall = False
        self._cut_at = dict.fromkeys(WAYS)      # of passed
        self._stall_at = dict.fromkeys(WAYS)    # of passed, and whether new connections stall too
        self._listener = socket.create_server(('127.0.0.1', 0))
        self._listener.setblocking(False)
        self.endpoint = 'tcp://127.0.0.1:%d' % self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._resumed = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._accepting = asyncio.run_coroutine_threadsafe(self._accept(), self._loop)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self._accepting.cancel()
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(programs.BOUND)
        self._listener.close()
        self._loop.close()

    # ---- commands -----------------------------------------------------------------

    def delay(self, up=0, down=0):
        """Each piece waits for so many seconds."""
        self._delay = {'up': up, 'down': down}

    def cut(self):
        """Every connection ends by RST."""
        self._run(self._cut)

    def cut_after(self, way, count):
        """Lets so many more bytes pass on this way, not one more, and then cuts: once."""
        def set_it():
            self._cut_at[way] = self.passed[way] + count
        self._run(set_it)

    def half_close(self, way):
        """Whoever is at the end of this way reads an end (FIN); what still comes for it is lost. The other goes on."""
        def close():
            for link in self.links:
                link.tell_end(way)
        self._run(close)

    def stall(self, new=True):
        """Nothing is forwarded any more, and no end is told; new connections too are accepted and stay silent."""
        self._run(lambda: self._stall(new))

    def stall_after(self, way, count, new=True):
        """Stalls once so many more bytes have passed on this way: the programs are where they are until it recovers."""
        def set_it():
            self._stall_at[way] = (self.passed[way] + count, new)
        self._run(set_it)

    def recover(self, **delays):
        """No stall, and no delay but these."""
        def recover():
            self.stalls = self._new_stall = False
            for link in self.links:
                link.stalled = False
            self._resumed.set()
        self.delay(**delays)
        self._run(recover)

    def until(self, condition):
        """Waits for what it saw, or for what became of a program meanwhile."""
        deadline = time.monotonic() + programs.BOUND
        with self.seen:
            while not condition():
                assert time.monotonic() < deadline, \
                    f'not within {programs.BOUND} s: {self.connections} connections, {self.cuts} cuts, {self.passed} bytes'
                self.seen.wait(0.1)

    # ---- in its thread ------------------------------------------------------------

    def _run(self, command):
        async def run():
            command()
        asyncio.run_coroutine_threadsafe(run(), self._loop).result(programs.BOUND)

    def _saw(self):
        with self.seen:
            self.seen.notify_all()

    def _stall(self, new):
        self.stalls, self._new_stall = True, new
        self._resumed.clear()
        for link in self.links:
            link.stalled = True
        self._saw()

    def _stall_if_due(self, way):
        at, new = self._stall_at[way] or (None, None)
        if at is not None and self.passed[way] >= at:
            self._stall_at[way] = None
            self._stall(new)

    def _cut(self):
        self.cuts += bool(self.links)
        for link in list(self.links):
            self._end(link)
        self._saw()

    def _end(self, link, reset=True):
        self.links.discard(link)
        for way in link.ways:
            way.cancel()
        for end in link.ends['up']:
            if end.fileno() < 0:
                continue
            self._loop.remove_reader(end.fileno())  # or the next socket of this number would lose its own
            self._loop.remove_writer(end.fileno())
            if reset:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.close()

    async def _accept(self):
        while True:
            near, _ = await self._loop.sock_accept(self._listener)
            far = socket.socket()
            far.setblocking(False)
            try:
                await self._loop.sock_connect(far, self.target)
            except OSError:
                near.close()
                far.close()
                continue
            link = Link(near, far)
            link.stalled = self._new_stall
            self.links.add(link)
            self.connections += 1
            link.ways = [self._loop.create_task(self._forward(link, way)) for way in WAYS]
            self._saw()

    async def _forward(self, link, way):
        source, sink = link.ends[way]
        try:
            while piece := await self._loop.sock_recv(source, PIECE):
                await self._delayed(way)
                while link.stalled:
                    self._resumed.clear()
                    await self._resumed.wait()
                if way in link.closed:
                    continue
                if await self._cut_within(way, sink, piece):
                    return
                await self._loop.sock_sendall(sink, piece)
                self.passed[way] += len(piece)
                self._stall_if_due(way)
                self._saw()
            link.tell_end(way)
            if link.closed == set(WAYS):
                self._end(link, reset=False)
        except OSError:
            self._end(link)

    async def _delayed(self, way):
        if self._delay[way] > 0:
            due = self._loop.create_future()
            self._loop.call_later(self._delay[way], lambda: due.done() or due.set_result(None))
            await due

    async def _cut_within(self, way, sink, piece):
        """Is it the piece after whose beginning the cut comes?"""
        at = self._cut_at[way]
        if at is None or self.passed[way] + len(piece) <= at:
            return False
        self._cut_at[way] = None
        await self._loop.sock_sendall(sink, piece[:at - self.passed[way]])
        self.passed[way] = at
        self._cut()
        return True
