"""The same through a live broker as offline, byte for byte: whatever the speed, and across a restart."""
import pathlib
import subprocess
import tempfile
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
        self.printed, self.said = programs.Reader(self.process.stdout), programs.Reader(self.process.stderr)
        self.said.until(b'following')

    def lines(self):
        code = self.process.wait(programs.BOUND)
        for reader in (self.printed, self.said):
            reader.close()
        assert code == 0, f'tail: exit {code}: {self.said.bytes.decode()}'
        return bytes(self.printed.bytes).splitlines()


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
