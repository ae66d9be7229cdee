"""The same through a live broker as offline, byte for byte: whatever the speed, and across a restart."""
import os
import pathlib
import select
import subprocess
import tempfile
import time
import unittest

import programs

RECORDING = programs.RECORDING.with_suffix('.owr')


class Tail:
    """`orewatch tail` of all outputs, as the lines it prints; made when it has joined, so that it misses nothing."""

    def __init__(self, broker, count):
        self.process = subprocess.Popen(
            [str(programs.OREWATCH), 'tail', 'indicator.', 'alert.', '--output', 'json', '--count', str(count),
             '--timeout', f'{programs.BOUND}s', '--stream', broker.endpoints['stream']],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        seen = b''
        deadline = time.monotonic() + programs.BOUND
        while b'following' not in seen:
            ready, _, _ = select.select([self.process.stderr], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.process.stderr.fileno(), 4096) if ready else b''
            assert piece, f'tail has not joined: {seen.decode()}'
            seen += piece

    def lines(self):
        said, complained = self.process.communicate(timeout=programs.BOUND)
        assert self.process.returncode == 0, f'tail: exit {self.process.returncode}: {complained.decode()}'
        return said.splitlines()


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.offline = programs.run(RECORDING).splitlines()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def replay(self, broker, *options):
        programs.call(programs.FEED, 'replay', RECORDING, '--to', broker.endpoints['ingest'], *options)

    def told(self, speed):
        with programs.Broker(self.folder) as broker:
            tail = Tail(broker, len(self.offline))
            self.replay(broker, '--speed', speed)
            return tail.lines()

    def test_at_full_speed(self):
        self.assertEqual(self.told('max'), self.offline)

    def test_ten_million_times_as_fast_as_it_was(self):
        self.assertEqual(self.told('1e7'), self.offline)

    def test_the_journal_tells_it_again(self):
        self.told('max')
        self.assertEqual(programs.run(self.folder / 'journal').splitlines(), self.offline)

    def test_a_restart_between_two_events_changes_nothing(self):
        with programs.Broker(self.folder) as broker:
            self.replay(broker, '--until', '2025-02-24T15:00:00Z')
        with programs.Broker(self.folder) as broker:
            self.replay(broker, '--from', '2025-02-24T15:00:00Z')
        self.assertEqual(programs.run(self.folder / 'journal').splitlines(), self.offline)

    def test_a_resend_moves_nothing(self):
        with programs.Broker(self.folder) as broker:
            self.replay(broker)
            self.replay(broker)
        self.assertEqual(programs.run(self.folder / 'journal').splitlines(), self.offline)


if __name__ == '__main__':
    unittest.main(verbosity=2)
