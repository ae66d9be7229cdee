"""A wall clock that jumps, by a day and back by an hour, under running programs and across a restart (libfaketime; the
monotonic clock stays what it is): `received` never goes back and never leaps, heartbeats, tails and intake go on,
nothing is lost, and the operator is told. Sanitizers take libfaketime when they do not insist on being loaded first."""
import datetime
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import broker_test
import msgpack
import producer
import programs
import zmq

HOUR, DAY = 3600, 86400
NEAR = 600  # seconds: as near as a slow machine needs it


def faked(stamp):
    """What a program's environment holds whose wall clock stands in this file."""
    found = sorted(pathlib.Path('/usr/lib').glob('*/faketime/libfaketimeMT.so.1'))
    assert found, 'this test sets the clock of programs with libfaketime: `deploy/install test` brings it'
    return {'LD_PRELOAD': str(found[0]), 'FAKETIME_TIMESTAMP_FILE': str(stamp), 'FAKETIME_NO_CACHE': '1',
            'FAKETIME_DONT_FAKE_MONOTONIC': '1', 'ASAN_OPTIONS': 'detect_leaks=0:verify_asan_link_order=0'}


class Clock(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.journal = self.folder / 'journal'
        self.endpoints = {name: f'ipc://{self.folder}/{name}' for name in broker_test.ENDPOINTS}
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.producer = producer.Producer(self.context, 'test', batch=20)
        self.set_clock(0)
        self.environment = faked(self.folder / 'clock')
        self.start()
        self.beats = self.context.socket(zmq.SUB)
        self.beats.subscribe(b'heartbeat.')
        self.beats.connect(self.endpoints['stream'])
        self.addCleanup(self.beats.close, 0)

    # ---- verbs ------------------------------------------------------------------------

    def set_clock(self, seconds):
        """So far ahead of the real one, at once, for all programs of this test."""
        (self.folder / 'new').write_text(f'{seconds:+d}\n')
        os.replace(self.folder / 'new', self.folder / 'clock')

    def start(self):
        self.daemon = broker_test.Daemon('--journal', self.journal, environment=self.environment, **self.endpoints)
        self.addCleanup(self.daemon.process.wait, programs.BOUND)
        self.addCleanup(self.daemon.process.kill)
        self.producer.connect(self.endpoints['ingest'])

    def restart(self):
        self.assertEqual(self.daemon.end(), 0)
        self.start()

    def goes_on(self):
        """Events are taken, and heartbeats come, each second."""
        wanted = self.producer.acked + 3 * self.producer.batch
        producer.press([self.producer], lambda: self.producer.acked >= wanted)
        self.assertEqual(self.producer.refusals, [])
        while self.beats.poll(0):
            self.beats.recv_multipart()
        before = None
        for _ in range(3):
            self.assertTrue(self.beats.poll(programs.BOUND * 1000), 'no heartbeat')
            beat = msgpack.unpackb(self.beats.recv_multipart()[2])
            self.assertGreaterEqual(beat['time'], before or 0)
            before = beat['time']

    def tail(self):
        """It prints into a file, under the same clock."""
        self.heard, self.said = (open(self.folder / name, 'w+b') for name in ('heard', 'said'))
        self.addCleanup(self.heard.close)
        self.addCleanup(self.said.close)
        process = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', 'alert.', '--output', 'json',
                                    '--from', 'all', '--stream', self.endpoints['stream'],
                                    '--history', self.endpoints['history']],
                                   stdout=self.heard, stderr=self.said, env=os.environ | self.environment)
        self.addCleanup(process.wait, programs.BOUND)
        self.addCleanup(process.kill)
        return process

    def heard_all(self, tail):
        """Every line that the log gives."""
        derived = sorted(programs.run(self.journal).splitlines())
        deadline = time.monotonic() + programs.BOUND
        while len((self.folder / 'heard').read_bytes().splitlines()) < len(derived):
            self.assertLess(time.monotonic(), deadline, (self.folder / 'said').read_text())
            self.assertIsNone(tail.poll())
        tail.send_signal(signal.SIGINT)
        self.assertEqual(tail.wait(programs.BOUND), 0, (self.folder / 'said').read_text())
        self.assertEqual(sorted((self.folder / 'heard').read_bytes().splitlines()), derived)

    def received(self):
        """When each event was received, in seconds ahead of now by the real clock; the log is whole, nothing lost."""
        producer.check(self, [self.producer], self.journal)
        printed = programs.call(programs.OREWATCH, 'export', self.journal, '--to', '-').splitlines()
        times = [json.loads(line)['received'] for line in printed]
        self.assertEqual(times, sorted(times), '`received` went back')
        now = datetime.datetime.now(datetime.timezone.utc)
        return [(datetime.datetime.fromisoformat(t[:26] + '+00:00') - now).total_seconds() for t in times]

    # ---- claims -----------------------------------------------------------------------

    def test_under_a_running_broker_a_jump_is_told_and_changes_nothing(self):
        tail = self.tail()
        for jump in (DAY, -HOUR, 0):
            self.goes_on()
            self.set_clock(jump)
            said = self.daemon.until('clock_stepped')
            self.assertEqual(said['level'], 'warning')
            self.assertAlmostEqual(int(said['seconds']), jump, delta=2)
        self.goes_on()
        self.heard_all(tail)
        for seconds in self.received():
            self.assertLess(abs(seconds), NEAR)

    def test_who_shares_the_new_clock_is_refused_clearly_until_the_broker_does_too(self):
        self.set_clock(DAY)
        self.daemon.until('clock_stepped')
        tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=DAY)
        feed = self.folder / 'event'
        feed.write_text(json.dumps(broker_test.status(1, 'ahead') | {'time': tomorrow.strftime('%Y-%m-%dT%H:%M:%SZ')}))
        command = [str(programs.FEED), 'events', str(feed), '--to', self.endpoints['ingest']]
        done = subprocess.run(command, capture_output=True, text=True, timeout=programs.BOUND)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn('(future)', done.stderr)
        self.restart()
        done = subprocess.run(command, capture_output=True, text=True, timeout=programs.BOUND)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_across_a_restart_a_clock_that_went_back_is_told_and_received_stands_until_it_has_come_up(self):
        tail = self.tail()
        self.set_clock(DAY)
        self.restart()
        self.assertFalse([line for line in self.daemon.lines if line['event'] == 'clock_behind'])
        self.goes_on()
        for back in (DAY - HOUR, 0):
            self.set_clock(back)
            self.restart()
            said = [line for line in self.daemon.lines if line['event'] == 'clock_behind']
            self.assertEqual([line['level'] for line in said], ['warning'])
            self.assertAlmostEqual(int(said[0]['seconds']), DAY - back, delta=NEAR)
            self.goes_on()
        self.set_clock(DAY + HOUR)
        self.restart()
        self.assertFalse([line for line in self.daemon.lines if line['event'] == 'clock_behind'])
        self.goes_on()
        self.heard_all(tail)
        received = self.received()
        count = 3 * self.producer.batch
        for number, wanted in enumerate((DAY, DAY, DAY, DAY + HOUR)):  # never back, though the clock was
            for seconds in received[number * count:(number + 1) * count]:
                self.assertLess(abs(seconds - wanted), NEAR)


if __name__ == '__main__':
    unittest.main()
