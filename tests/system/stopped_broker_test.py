"""A broker that stops (SIGSTOP) and goes on (SIGCONT): producers time out as documented, or go on; what they sent again
meanwhile stands in the log once; consumers miss nothing."""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import broker_test
import msgpack
import network_test
import producer
import programs
import proxy
import spool_test
import zmq

EVENTS = 20000
TIMES = 3  # a batch goes out again


class StoppedBroker(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.journal = self.folder / 'journal'
        self.daemon = broker_test.Daemon('--journal', self.journal, clock='events')
        self.addCleanup(self.ends)
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.path = self.folder / 'events'
        self.path.write_text(''.join(json.dumps(spool_test.price(n)) + '\n' for n in range(1, EVENTS + 1)))
        self.line = self.enterContext(proxy.Proxy(self.daemon.said['ingest']))  # tells what passes it, and no more

    def ends(self):
        self.goes_on()
        self.assertEqual(self.daemon.end(), 0)

    # ---- verbs ------------------------------------------------------------------------

    def stops(self):
        self.daemon.process.send_signal(signal.SIGSTOP)
        stat, deadline = pathlib.Path(f'/proc/{self.daemon.process.pid}/stat'), time.monotonic() + programs.BOUND
        while stat.read_text().rsplit(')', 1)[1].split()[0] != 'T':
            self.assertLess(time.monotonic(), deadline, 'it does not stop')

    def goes_on(self):
        self.daemon.process.send_signal(signal.SIGCONT)

    def feed(self, *options, environment=None):
        process = subprocess.Popen([str(part) for part in (programs.FEED, 'events', self.path, '--to',
                                                           self.line.endpoint, *options)],
                                   stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
                                   env=os.environ | (environment or {}))
        self.addCleanup(process.wait, programs.BOUND)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        return process

    def stops_under_way(self, *options, environment=None):
        """A feed to which a receipt came, and others were to come when the broker stopped."""
        self.line.stall_after('down', network_test.RECEIPTS)
        process = self.feed(*options, environment=environment)
        self.line.until(lambda: self.line.stalls)
        self.stops()
        self.line.recover()
        return process

    def feed_ends(self, process, code):
        said = process.communicate(timeout=programs.BOUND)[1]
        self.assertEqual(process.returncode, code, said)
        return said

    def stands_once(self):
        printed = programs.call(programs.OREWATCH, 'export', self.journal, '--to', '-')
        self.assertEqual([json.loads(line)['id'] for line in printed.splitlines()], spool_test.ids(1, EVENTS))
        programs.call(programs.OREWATCH, 'verify', self.journal)

    # ---- claims -----------------------------------------------------------------------

    def test_a_feed_times_out_and_its_next_run_adds_what_is_missing(self):
        process = self.stops_under_way('--timeout', '2s')
        said = self.feed_ends(process, 5)
        self.assertIn('no answer from', said)
        self.assertRegex(said, r'\d+ unanswered')
        self.goes_on()
        said = self.feed_ends(self.feed(), 0)
        self.assertRegex(said, r'\d+ accepted, \d+ duplicate, 0 refused')
        self.stands_once()

    def test_a_feed_that_waits_longer_goes_on_and_what_it_sent_again_stands_once(self):
        process = self.stops_under_way('--timeout', '60s', **network_test.SOON)
        connections = self.line.connections
        self.line.until(lambda: self.line.connections > connections)  # it gave up the line that answers no heartbeat
        self.goes_on()
        said = self.feed_ends(process, 0)
        accepted, duplicate = re.search(r'(\d+) accepted, (\d+) duplicate, 0 refused', said).groups()
        self.assertEqual(int(accepted) + int(duplicate), EVENTS)
        self.stands_once()

    def test_a_feed_with_a_spool_keeps_its_events_and_delivers_them(self):
        process = self.stops_under_way('--spool', self.folder / 'spool', '--timeout', '2s')
        said = self.feed_ends(process, 5)
        self.assertIn('wait in it', said)
        self.goes_on()
        self.feed_ends(self.feed('--spool', self.folder / 'spool'), 0)
        self.stands_once()

    def test_a_batch_that_was_sent_again_and_again_meanwhile_is_accepted_once(self):
        one = producer.Producer(self.context, 'test').connect(self.daemon.said['ingest'])
        producer.press([one], lambda: one.acked > 0)
        self.stops()
        for _ in range(TIMES):
            batch = msgpack.packb([broker_test.status(number, 'again') for number in range(1, 65)])
            one.socket.send_multipart([bytes(8), batch])
        self.assertFalse(one.socket.poll(0))
        self.goes_on()
        receipts = []
        while len(receipts) < TIMES:
            self.assertTrue(one.socket.poll(programs.BOUND * 1000), 'no receipt')
            number, receipt = one.socket.recv_multipart()
            if number == bytes(8):  # and not one of the load
                receipts.append(msgpack.unpackb(receipt))
        self.assertEqual([(r['accepted'], r['duplicate']) for r in receipts], [(64, 0)] + [(0, 64)] * (TIMES - 1))
        self.assertEqual(producer.logged(self.journal)['again'], list(range(1, 65)))

    def test_a_tail_misses_nothing(self):
        tail = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', '--output', 'json', '--stream',
                                 self.daemon.said['stream'], '--history', self.daemon.said['history']],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for clean in (tail.stderr.close, tail.stdout.close):
            self.addCleanup(clean)
        self.addCleanup(tail.kill)
        printed, said = programs.Reader(tail.stdout), programs.Reader(tail.stderr)
        said.until(b'following')
        one = producer.Producer(self.context, 'test', batch=8, window=4).connect(self.daemon.said['ingest'])
        for _ in range(3):
            wanted = one.acked + 10 * one.batch
            producer.press([one], lambda: one.acked >= wanted)
            self.stops()
            one.fill()
            self.goes_on()
        wanted = one.sent
        producer.press([one], lambda: one.acked >= wanted)
        derived = programs.run(self.journal)
        printed.until(derived.splitlines()[-1])
        tail.send_signal(signal.SIGINT)
        self.assertEqual(tail.wait(programs.BOUND), 0)
        printed.join(programs.BOUND)
        said.join(programs.BOUND)
        lines = bytes(printed.bytes).splitlines()
        self.assertEqual(lines[:len(derived.splitlines())], derived.splitlines())
        self.assertNotIn(b'did not come', said.bytes)


if __name__ == '__main__':
    unittest.main()
