"""A line between the programs and the broker that delays, is cut in the middle of a message, half-closes and stalls
(proxy.py): feeds lose nothing and send nothing into the log twice, tails find every gap and fill it, and a subscriber
that a stalled line hides costs the broker a bounded memory. Moments come from a seed, which a failure prints;
OREWATCH_SEED gives it again."""
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import time
import unittest

import broker_test
import msgpack
import programs
import proxy
import spool_test
import zmq

SEED = int(os.environ.get('OREWATCH_SEED', random.SystemRandom().getrandbits(32)))
EVENTS = 20000
RECEIPTS = 250  # bytes to a feed: the beginning of a connection, and a receipt
SOON = {'environment': programs.heartbeats(2)}  # a line that answers none of three is given up, and made anew
HEARTBEATS = 12  # seconds, beyond what that takes
MIB = 1024 * 1024
QUEUE = 100_000  # messages that the broker holds for a subscriber; each event makes two


class Network(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.journal = self.folder / 'journal'
        self.chance = random.Random(SEED)
        self.daemon = broker_test.Daemon('--journal', self.journal, clock='events')
        self.addCleanup(self.daemon_ends)

    def daemon_ends(self):
        self.assertEqual(self.daemon.end(), 0)

    def line(self, name):
        return self.enterContext(proxy.Proxy(self.daemon.said[name]))

    def ids(self):
        """As the log has them."""
        printed = programs.call(programs.OREWATCH, 'export', self.journal, '--to', '-')
        return [json.loads(line)['id'] for line in printed.splitlines()]


class Feeds:
    """What holds of a feed with these options."""
    options = ()

    def setUp(self):
        super().setUp()
        self.ingest = self.line('ingest')
        self.path = self.folder / 'events'
        self.path.write_text(''.join(json.dumps(spool_test.price(n)) + '\n' for n in range(1, EVENTS + 1)))

    def feed(self, *options, environment=None):
        """One that has begun."""
        process = subprocess.Popen([str(part) for part in (programs.FEED, 'events', self.path, '--to',
                                                           self.ingest.endpoint, *self.options, *options)],
                                   stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, cwd=self.folder,
                                   env=os.environ | (environment or {}))
        self.addCleanup(process.wait, programs.BOUND)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        return process

    def ends(self, process, code=0):
        said = process.communicate(timeout=programs.BOUND)[1]
        self.assertEqual(process.returncode, code, f'seed {SEED}\n{said}')
        return said

    def is_delivered(self, process):
        """Every event is answered, and stands in the log once, in its order; how many were sent again, and known."""
        said = self.ends(process)
        kept = re.search(r'spool: (\d+) events .* of before wait in it', said)
        accepted, duplicate = re.search(r'(\d+) accepted(?:, (\d+) duplicate)?, 0 refused', said).groups()
        self.assertEqual(int(accepted) + int(duplicate or 0), EVENTS + int(kept[1] if kept else 0), said)
        self.assertEqual(self.ids(), spool_test.ids(1, EVENTS), f'seed {SEED}: a hole, one twice, or another order')
        return int(duplicate or 0)

    def under_way(self, *options, new=True, environment=None):
        """A feed to which a receipt came, and others are to come: the line holds them until it recovers."""
        self.ingest.stall_after('down', RECEIPTS, new)
        process = self.feed(*options, environment=environment)
        self.ingest.until(lambda: self.ingest.stalls)
        return process

    def test_a_line_that_is_cut_in_the_middle_of_a_batch_or_of_a_receipt_costs_no_event(self):
        process = self.feed()
        for cut in range(1, 7):
            way = self.chance.choice(proxy.WAYS)
            self.ingest.cut_after(way, self.chance.randrange({'up': 200_000, 'down': 200}[way]))
            self.ingest.until(lambda: self.ingest.cuts == cut or process.poll() is not None)
        self.assertGreater(self.ingest.cuts, 2)
        self.is_delivered(process)

    def test_a_receipt_that_is_cut_off_makes_duplicates_and_no_second_entry(self):
        process = self.under_way()
        self.ingest.cut_after('down', 10)
        self.ingest.recover()
        self.assertGreater(self.is_delivered(process), 0)

    def test_a_line_that_half_closes_is_given_up_and_made_anew(self):
        for way in proxy.WAYS:
            process = self.under_way()
            connections = self.ingest.connections
            self.ingest.half_close(way)
            self.ingest.recover()
            self.ingest.until(lambda: self.ingest.connections > connections)
            self.is_delivered(process)

    def test_a_line_that_delays_longer_than_a_feed_waits_costs_nothing(self):
        """After 2 s it sends again what was only late (PUBLISHER_RESEND_MS)."""
        process = self.under_way()
        passed = self.ingest.passed['up']
        self.ingest.recover(down=2.5)
        self.ingest.until(lambda: self.ingest.passed['up'] > passed + 400_000)
        self.ingest.recover()
        self.is_delivered(process)

    def test_a_broker_behind_a_line_that_lets_nothing_through_is_no_broker(self):
        self.ingest.stall()
        said = self.ends(self.feed('--timeout', '500ms'), 5)
        self.assertIn('no answer from', said)
        self.ingest.recover()
        said = self.ends(self.under_way('--timeout', '2s'), 5)
        self.assertIn('no answer from', said)
        self.ingest.recover()
        self.is_delivered(self.feed())


class FeedsWithoutASpool(Feeds, Network):
    def test_a_line_that_falls_silent_is_noticed_by_its_heartbeats(self):
        process = self.under_way('--timeout', '60s', new=False, **SOON)
        connections, since = self.ingest.connections, time.monotonic()
        self.ingest.until(lambda: self.ingest.connections > connections)
        self.assertLess(time.monotonic() - since, HEARTBEATS)
        self.is_delivered(process)


class FeedsWithASpool(Feeds, Network):
    options = ('--spool', 'spool')


class Consumers(Network):
    def setUp(self):
        super().setUp()
        self.stream, self.history = self.line('stream'), self.line('history')
        self.straight = (self.daemon.said['stream'], self.daemon.said['history'])
        self.through = (self.stream.endpoint, self.history.endpoint)
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.ingest = self.context.socket(zmq.DEALER)
        self.ingest.connect(self.daemon.said['ingest'])
        self.sent = 0

    def tail(self, ends, *options, environment=None):
        """What it prints as messages, and what it says."""
        process = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', '--output', 'msgpack', '--stream',
                                    ends[0], '--history', ends[1], *options],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | (environment or {}))
        for close in (process.stderr.close, process.stdout.close):
            self.addCleanup(close)
        self.addCleanup(process.wait, programs.BOUND)
        self.addCleanup(process.kill)
        return process, programs.Reader(process.stdout), programs.Reader(process.stderr)

    def publish(self, events):
        """Each of them moves two indicators."""
        for _ in range(0, events, 500):
            batch = [broker_test.supply(n, 1e6 + n % 2 * 1e6) for n in range(self.sent, self.sent + 500)]
            self.sent += 500
            self.ingest.send_multipart([self.sent.to_bytes(8, 'big'), msgpack.packb(batch)])
            self.assertTrue(self.ingest.poll(programs.BOUND * 1000), 'no receipt')
            self.assertEqual(msgpack.unpackb(self.ingest.recv_multipart()[1])['accepted'], 500)

    def by_topic(self, packed):
        unpacker = msgpack.Unpacker(max_buffer_size=0)
        unpacker.feed(packed)
        found, begin = collections.defaultdict(list), 0
        for topic, _, _ in unpacker:
            found[topic].append(bytes(packed[begin:unpacker.tell()]))
            begin = unpacker.tell()
        return found

    def same(self, disturbed, undisturbed):
        one, other = self.by_topic(disturbed), self.by_topic(undisturbed)
        self.assertEqual(one.keys(), other.keys())
        for topic, messages in other.items():
            self.assertTrue(one[topic] == messages, f'seed {SEED}: {topic}: not byte for byte')

    def last_numbers(self):
        """{topic: seq}, of what was said last."""
        packed = programs.call(programs.OREWATCH, 'tail', 'indicator.', '--from', 'last', '--no-follow', '--output',
                               'msgpack', '--stream', self.straight[0], '--history', self.straight[1])
        unpacker = msgpack.Unpacker()
        unpacker.feed(packed)
        return {topic: header['seq'] for topic, header, _ in unpacker}

    def has_heard_all(self, tail):
        last, deadline = self.last_numbers(), time.monotonic() + programs.BOUND
        heard, fed, unpacker = collections.Counter(), 0, msgpack.Unpacker(max_buffer_size=0)
        while heard != last:
            self.assertLess(time.monotonic(), deadline, f'seed {SEED}: {tail[2].bytes.decode()[-2000:]}')
            self.assertIsNone(tail[0].poll())
            tail[1].wait_for(lambda: len(tail[1].bytes) > fed, 0.1)
            new = bytes(tail[1].bytes[fed:])
            unpacker.feed(new)
            heard.update(topic for topic, _, _ in unpacker)
            fed += len(new)

    def test_a_tail_behind_a_line_that_is_cut_and_stalls_prints_what_an_undisturbed_one_does(self):
        undisturbed, disturbed = self.tail(self.straight), self.tail(self.through, **SOON)
        for tail in (undisturbed, disturbed):
            tail[2].until(b'following')
        for number in range(5):
            connections = self.stream.connections
            if number == 2:  # a line that says nothing and tells no end: by its heartbeats
                self.stream.stall(new=False)
            else:
                self.stream.cut_after('down', self.chance.randrange(100_000))
            self.publish(2000)
            self.stream.until(lambda: self.stream.connections > connections)
            self.history.cut_after('down', self.chance.randrange(100_000))
        self.publish(500)
        for tail in (undisturbed, disturbed):
            self.has_heard_all(tail)
        said = disturbed[2].bytes.decode()
        self.assertIn('did not come', said)
        self.assertIn('filled', said)
        self.assertNotIn('cannot be had', said)
        self.same(disturbed[1].bytes, undisturbed[1].bytes)
        self.assertNotIn(b'did not come', undisturbed[2].bytes)

    def test_a_back_fill_that_is_cut_in_the_middle_of_a_page_goes_on(self):
        self.publish(10_000)
        whole = ('--from', 'all', '--no-follow')
        undisturbed = self.tail(self.straight, *whole)
        self.assertEqual(undisturbed[0].wait(programs.BOUND), 0)
        undisturbed[1].join(programs.BOUND)
        for at in (100, 700_000, 1_500_000):
            cuts = self.history.cuts
            self.history.cut_after('down', at)
            disturbed = self.tail(self.through, *whole)
            self.history.until(lambda: self.history.cuts > cuts)
            self.assertEqual(disturbed[0].wait(programs.BOUND), 0, disturbed[2].bytes)
            disturbed[1].join(programs.BOUND)
            self.same(disturbed[1].bytes, undisturbed[1].bytes)

    def memory(self):
        status = pathlib.Path(f'/proc/{self.daemon.process.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+) kB', status)[1]) * 1024

    def test_a_subscriber_behind_a_line_that_stalls_costs_the_broker_a_bounded_memory(self):
        """Bounded by 100,000 messages a subscriber."""
        subscriber = self.context.socket(zmq.SUB)
        self.addCleanup(subscriber.close, 0)
        subscriber.connect(self.stream.endpoint)
        subscriber.subscribe(b'')
        self.assertTrue(subscriber.poll(programs.BOUND * 1000), 'it hears nothing')
        self.publish(5000)  # what the broker itself keeps of outputs is there
        before = self.memory()
        self.stream.stall()
        self.publish(QUEUE // 2 + 10_000)
        self.assertLess(self.memory() - before, 256 * MIB)
        self.stream.recover()
        self.publish(500)


if __name__ == '__main__':
    unittest.main()
