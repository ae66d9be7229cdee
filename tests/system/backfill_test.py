"""Thirteen consumers back-fill the log at once while live flows: each gets all of it, byte for byte alike; the live stream
goes on between their pages, and the broker's memory stays within its bounds. BACKFILL_EVENTS says how many events."""
import hashlib
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import broker_test
import msgpack
import programs
import zmq

EVENTS = int(os.environ.get('BACKFILL_EVENTS', 12000))
CONSUMERS = 13
BATCH = 2000
# Pages that wait in jobs and connections (history.h, world_real.c), and readers of the journal: 33 MiB were measured.
MEMORY = 128 << 20
LIVE = max(500, EVENTS // 50)  # events beside at most: each makes the log longer that the others run after
LATE = 5  # seconds; an output comes in milliseconds, a back-fill that had the loop to itself would take longer


class Backfill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # Else what the broker gave back counts for a while, in a build with sanitizers.
        sanitizers = os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=4'
        self.daemon = broker_test.Daemon('--journal', self.folder / 'journal', environment={'ASAN_OPTIONS': sanitizers},
                                         **{name: f'ipc://{self.folder}/{name}' for name in broker_test.ENDPOINTS})
        self.addCleanup(lambda: self.assertEqual(self.daemon.end(), 0))
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.ingest = self.connect(zmq.DEALER, 'ingest')
        self.sent = 0

    def connect(self, kind, name):
        socket = self.context.socket(kind)
        self.addCleanup(socket.close, 0)
        socket.rcvtimeo = programs.BOUND * 1000
        socket.connect(self.daemon.said[name])
        return socket

    def publish(self, events):
        self.sent += len(events)
        self.ingest.send_multipart([self.sent.to_bytes(8, 'big'), msgpack.packb(events)])
        self.assertEqual(msgpack.unpackb(self.ingest.recv_multipart()[1])['accepted'], len(events))

    def fill_log(self):
        while self.sent < EVENTS:
            self.publish([broker_test.status(number) for number in range(self.sent, min(self.sent + BATCH, EVENTS))])

    def listen(self):
        stream = self.connect(zmq.SUB, 'stream')
        for prefix in (b'indicator.aluminum.EU.concentration.', b'heartbeat.'):
            stream.subscribe(prefix)
        while stream.recv_multipart()[0] != b'heartbeat.':
            pass
        return stream

    def live(self, stream, number):
        """One event, and the output that it causes: how long that took."""
        begun = time.monotonic()
        self.publish([broker_test.supply(number, 1e6 + number % 2 * 1e6, 'live')])
        while True:
            topic, header, _ = stream.recv_multipart()
            if topic != b'heartbeat.':
                self.assertEqual(msgpack.unpackb(header)['offset'], self.sent)
                return time.monotonic() - begun

    def memory(self, what):
        text = pathlib.Path(f'/proc/{self.daemon.process.pid}/status').read_text()
        return int(re.search(rf'{what}:\s+(\d+) kB', text)[1]) << 10

    def record(self, number):
        path = self.folder / f'{number}.owr'
        process = subprocess.Popen([str(programs.OREWATCH), 'record', str(path), '--no-follow', '--history',
                                    self.daemon.said['history']], stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return path, process

    def digest(self, path):
        """Of the events up to those that were there at the beginning, as NDJSON."""
        export = subprocess.Popen([str(programs.OREWATCH), 'export', str(path), '--to', '-'], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        digest, count = hashlib.sha256(), 0
        with export.stdout:
            for line in export.stdout:
                if count < EVENTS:
                    digest.update(line)
                    count += 1
        self.assertEqual(export.wait(), 0)
        self.assertEqual(count, EVENTS)
        return digest.hexdigest()

    def test_each_gets_all_while_live_goes_on(self):
        self.fill_log()
        stream = self.listen()
        alone = sorted(self.live(stream, number) for number in range(50))
        before = self.memory('VmRSS')
        recorders = [self.record(number) for number in range(CONSUMERS)]
        beside = []
        while len(beside) < LIVE and any(process.poll() is None for _, process in recorders):
            beside.append(self.live(stream, 50 + len(beside)))
        for path, process in recorders:
            self.assertEqual(process.wait(programs.BOUND + EVENTS // 1000), 0, process.stderr.read().decode())
        beside.sort()
        said = (f'{EVENTS} events to {CONSUMERS}: live alone p50 {alone[len(alone) // 2] * 1e3:.1f} ms, beside '
                f'{len(beside)} p50 {beside[len(beside) // 2] * 1e3:.1f} ms, the slowest {beside[-1] * 1e3:.1f} ms; memory '
                f'{before >> 20} MiB, at its most {self.memory("VmHWM") >> 20} MiB')
        print(said, flush=True)
        self.assertGreater(len(beside), 5, said)
        self.assertLess(beside[-1], LATE, said)
        self.assertLess(self.memory('VmHWM') - before, MEMORY, said)
        self.assertEqual(len({self.digest(path) for path, _ in recorders}), 1)


if __name__ == '__main__':
    unittest.main()
