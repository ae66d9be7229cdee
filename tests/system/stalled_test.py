"""A subscriber that really stops reading, over real sockets, while the broker says far more than all queues between
them hold: what it lost is told by topic and number within two heartbeats, and comes from history byte for byte as a
second subscriber, which read everything, has it; what the outbox no longer holds is lost by number, with exit code 8."""
import collections
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
import programs
import zmq

QUEUES = 110000   # what broker and tail hold for a subscriber: 100,000 and 10,000 messages; and some in the kernel
KEPT = 65536      # outputs that the outbox keeps
BATCH = 1000      # events; each moves two indicators
PATIENT = programs.heartbeats(100)  # else a line on which nobody answers for 15 s is given up, with all that waits in it
GAP = re.compile(r'gap: (\S+) seq (\d+)\.\.(\d+): \d+ messages? (did not come|filled|cannot be had)')


class Stalled(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.daemon = broker_test.Daemon('--journal', 'none', environment=PATIENT,
                                         **{name: f'ipc://{self.folder}/{name}' for name in broker_test.ENDPOINTS})
        self.addCleanup(lambda: self.assertEqual(self.daemon.end(), 0))
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.ingest = self.context.socket(zmq.DEALER)
        self.ingest.rcvtimeo = programs.BOUND * 1000
        self.ingest.connect(self.daemon.said['ingest'])
        self.addCleanup(self.ingest.close, 0)
        self.sent = 0

    def witness(self):
        """A subscriber whose own queue has no limit: it loses nothing."""
        socket = self.context.socket(zmq.SUB)
        self.addCleanup(socket.close, 0)
        socket.rcvhwm, socket.rcvtimeo = 0, programs.BOUND * 1000
        socket.connect(self.daemon.said['stream'])
        for prefix in (b'indicator.', b'heartbeat.'):
            socket.subscribe(prefix)
        while socket.recv_multipart()[0] != b'heartbeat.':
            pass
        return socket

    def tail(self):
        """A tail that has joined: what it prints, and what it says."""
        process = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', '--output', 'msgpack', '--stream',
                                    self.daemon.said['stream'], '--history', self.daemon.said['history']],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | PATIENT)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        printed, said = programs.Reader(process.stdout), programs.Reader(process.stderr)
        said.until(b'following')
        return process, printed, said

    def publish(self, outputs):
        for _ in range(outputs // (2 * BATCH)):
            events = [broker_test.supply(n, 1e6 + n % 2 * 1e6) for n in range(self.sent, self.sent + BATCH)]
            self.sent += BATCH
            self.ingest.send_multipart([self.sent.to_bytes(8, 'big'), msgpack.packb(events)])
            receipt = msgpack.unpackb(self.ingest.recv_multipart()[1])
            self.assertEqual(receipt['accepted'], BATCH)

    def hear(self, witness):
        """All that was said, by topic, as packed, once the heartbeats name no more."""
        said, named = collections.defaultdict(list), {}
        while True:
            topic, header, body = witness.recv_multipart()
            if topic != b'heartbeat.':
                said[topic.decode()].append(b'\x93' + msgpack.packb(topic.decode()) + header + body)
                continue
            heartbeat = msgpack.unpackb(body)
            named |= {entry['topic']: entry['seq'] for entry in heartbeat['topics']
                      if entry['topic'].startswith('indicator.')}
            if heartbeat['offset'] == self.sent and named == {name: len(list_) for name, list_ in said.items()}:
                return said

    def stall(self, outputs):
        """A tail stops, so many are said, and it goes on; what both heard."""
        witness = self.witness()
        process, printed, said = self.tail()
        process.send_signal(signal.SIGSTOP)
        self.publish(outputs)
        heard = self.hear(witness)
        process.send_signal(signal.SIGCONT)
        said.until(b'did not come')
        return process, printed, said, witness, heard

    def beats_between(self, witness, first, last):
        """Heartbeats that went out in this time, by a clock that each second ticks once: theirs."""
        times = []
        while witness.poll(0):
            _, _, body = witness.recv_multipart()
            times.append(msgpack.unpackb(body)['time'] / 1e9)
        offset = time.time() - time.monotonic()
        return sum(first + offset < at <= last + offset for at in times)

    def messages(self, packed):
        """Each message as packed, by topic, and where it ends."""
        unpacker = msgpack.Unpacker(max_buffer_size=0)
        unpacker.feed(packed)
        found, ends, begin = collections.defaultdict(list), [], 0
        for topic, _, _ in unpacker:
            found[topic].append(bytes(packed[begin:unpacker.tell()]))
            ends.append(begin := unpacker.tell())
        return found, ends

    def gaps(self, said, what):
        """{topic: numbers}."""
        numbers = collections.defaultdict(list)
        for topic, first, last, which in GAP.findall(said.bytes.decode()):
            if which == what:
                numbers[topic] += range(int(first), int(last) + 1)
        return numbers

    def count(self, said, *ways):
        return sum(len(numbers) for way in ways for numbers in self.gaps(said, way).values())

    def end(self, process, printed, said, code):
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(programs.BOUND), code, said.bytes.decode())
        printed.join(programs.BOUND)
        said.join(programs.BOUND)

    def until_told(self, said, *ways):
        """Waits until every number that did not come is told as one of these."""
        deadline = time.monotonic() + programs.BOUND
        while self.count(said, 'did not come') != self.count(said, *ways):
            self.assertLess(time.monotonic(), deadline, said.bytes.decode())
            said.join(0.05)

    def test_what_it_lost_comes_byte_for_byte(self):
        process, printed, said, witness, heard = self.stall(QUEUES + 50000)
        self.until_told(said, 'filled')
        self.end(process, printed, said, 0)
        lost = self.gaps(said, 'did not come')
        missing, total = sum(map(len, lost.values())), sum(map(len, heard.values()))
        self.assertGreater(missing, 10000)
        self.assertLess(missing, KEPT)
        for topic, numbers in lost.items():  # the tail of each topic: nothing after it tells of it but a heartbeat
            self.assertEqual(numbers, list(range(numbers[0], len(heard[topic]) + 1)), topic)
        self.assertEqual(self.gaps(said, 'filled'), lost)
        found, ends = self.messages(printed.bytes)
        self.assertEqual(found.keys(), heard.keys())
        for topic, messages in heard.items():
            self.assertTrue(found[topic] == messages, f'{topic}: not byte for byte')
        caught_up = printed.when(ends[total - missing - 1])
        told = said.when(said.bytes.index(b'did not come'))
        beats = self.beats_between(witness, caught_up, told)
        self.assertLessEqual(beats, 2, f'told {told - caught_up:.1f} s after the last that came')

    def test_what_the_outbox_lost_too_has_its_own_code(self):
        process, printed, said, _, heard = self.stall(QUEUES + 2 * KEPT)
        self.until_told(said, 'filled', 'cannot be had')
        self.end(process, printed, said, 8)
        lost, filled, gone = (self.gaps(said, what) for what in ('did not come', 'filled', 'cannot be had'))
        self.assertGreater(sum(map(len, gone.values())), 1000)
        for topic, numbers in lost.items():
            self.assertEqual(gone[topic] + filled[topic], numbers, topic)
        found, _ = self.messages(printed.bytes)
        for topic, messages in heard.items():
            missing = set(gone[topic])
            kept = [message for seq, message in enumerate(messages, 1) if seq not in missing]
            self.assertTrue(found[topic] == kept, f'{topic}: not byte for byte')
        count = sum(map(len, gone.values()))
        self.assertIn(f'{count} messages could not be had', said.bytes.decode())
        self.assertIn('is no longer kept; the lowest seq still kept is', said.bytes.decode())


if __name__ == '__main__':
    unittest.main()
