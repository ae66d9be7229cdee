"""A producer of the tests' own, that nobody here wrote the socket of: it numbers its events 1, 2, 3 ..., knows which of
them were acked, and sends what was not again, in order, before anything new. So the log may hold of its events 1..n
alone, each once and in order, with n no less than what was acked."""
import collections
import json
import time

import msgpack
import programs
import zmq

import broker_test


class Producer:
    """`window`: batches under way at once. `size`: bytes of text in an event."""

    def __init__(self, context, source, window=1, batch=64, size=0):
        self.context, self.source, self.window, self.batch, self.size = context, source, window, batch, size
        self.socket = None
        self.acked = self.sent = 0  # events 1..acked, 1..sent
        self.under_way = collections.deque()
        self.refusals = []

    def connect(self, endpoint):
        """On a line of its own: a queue that outlived the last one would overtake what is sent again."""
        self.close()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.connect(endpoint)
        self.begin_again()
        return self

    def close(self):
        if self.socket is not None:
            self.socket.close(linger=0)

    def begin_again(self):
        self.sent = self.acked
        self.under_way.clear()

    def event(self, number):
        """One of a batch moves indicators, so that there is something to hear."""
        if number % self.batch == 1:
            return broker_test.supply(number, 1e6 + number % 7 * 1e5, self.source)
        return broker_test.status(number, self.source, text='x' * self.size)

    def fill(self):
        while len(self.under_way) < self.window:
            first, last = self.sent + 1, self.sent + self.batch
            events = msgpack.packb([self.event(number) for number in range(first, last + 1)])
            try:
                self.socket.send_multipart([first.to_bytes(8, 'big'), events], zmq.DONTWAIT)
            except zmq.Again:
                return
            self.under_way.append((first, last))
            self.sent = last

    def hear(self):
        """Takes the receipts that are there."""
        while self.socket.poll(0):
            number, receipt = self.socket.recv_multipart()
            receipt = msgpack.unpackb(receipt)
            first, last = self.under_way.popleft()
            assert int.from_bytes(number, 'big') == first, 'receipts come in the order of batches'
            if receipt['refused']:
                self.refusals += receipt['refused']
                assert len(receipt['refused']) == last - first + 1, receipt
                self.begin_again()
            else:
                assert receipt['accepted'] + receipt['duplicate'] == last - first + 1, receipt
                self.acked = last


def press(producers, done, bound=programs.BOUND):
    """Load, until the condition holds."""
    poller = zmq.Poller()
    for producer in producers:
        poller.register(producer.socket, zmq.POLLIN)
    deadline = time.monotonic() + bound
    while not done():
        assert time.monotonic() < deadline, f'no end of the load within {bound} s'
        for producer in producers:
            producer.fill()
        poller.poll(10)
        for producer in producers:
            producer.hear()


def logged(journal):
    """{source: ids, as they stand in the log}, as `orewatch export` reads it."""
    found = collections.defaultdict(list)
    for line in programs.call(programs.OREWATCH, 'export', journal, '--to', '-').splitlines():
        event = json.loads(line)
        found[event['source']].append(int(event['id']))
    return found


def check(test, producers, journal):
    """The log is whole, and holds what was acked, nothing twice, each producer's in order."""
    programs.call(programs.OREWATCH, 'verify', journal)
    found = logged(journal)
    for producer in producers:
        ids = found[producer.source]
        test.assertEqual(ids, list(range(1, len(ids) + 1)), f'{producer.source}: a hole, one twice, or another order')
        test.assertGreaterEqual(len(ids), producer.acked, f'{producer.source}: acked, and not in the log')
