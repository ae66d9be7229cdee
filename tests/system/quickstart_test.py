"""./deploy/quickstart as a newcomer runs it: piped, interrupted, kept, and told nonsense."""
import os
import re
import signal
import subprocess
import unittest

import programs

QUICKSTART = programs.ROOT / 'deploy' / 'quickstart'
BUILT = 900  # seconds: the first run builds


def brokers(folder='/proc'):
    """The process ids of running orewatchd."""
    found = set()
    for entry in os.listdir(folder):
        try:
            command = open(f'{folder}/{entry}/cmdline', 'rb').read() if entry.isdigit() else b''
        except OSError:
            continue
        if command.split(b'\0')[0].endswith(b'/orewatchd'):
            found.add(int(entry))
    return found


class Quickstart(unittest.TestCase):
    def setUp(self):
        self.before = brokers()

    def started(self):
        return brokers() - self.before

    def test_it_ends_with_the_table_and_the_alerts_that_mattered(self):
        said = programs.call(QUICKSTART, bound=BUILT, cwd='/').decode()
        self.assertNotIn('\x1b', said, 'colour in a pipe')
        for claim in (r'relief\b.*aluminum', r'\bEU\b.*\d+\.\d+', 'regulation-2025-395', 'offer-2025-02-24'):
            self.assertRegex(said, claim)
        self.assertEqual(self.started(), set(), 'a broker was left running')

    def test_ctrl_c_stops_what_it_started(self):
        process = subprocess.Popen([str(QUICKSTART)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        seen = b''
        while b'orewatchd ' not in seen or not seen.endswith(b'\n'):
            piece = os.read(process.stdout.fileno(), 4096)
            self.assertTrue(piece, seen.decode())
            seen += piece
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=programs.BOUND)
        self.assertEqual(process.returncode, 130, (seen + rest).decode())
        self.assertEqual(self.started(), set())

    def test_keep_leaves_the_broker_and_says_how_to_stop_it(self):
        with subprocess.Popen([str(QUICKSTART), '--keep'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said = b''.join(iter(process.stdout.readline, b'')).decode()
            self.assertEqual(process.wait(programs.BOUND), 0, said)
        kept = self.started()
        try:
            self.assertEqual(len(kept), 1, said)
            self.assertIn(f'kill {kept.copy().pop()}', said)
        finally:
            for pid in kept:
                os.kill(pid, signal.SIGTERM)
            for folder in re.findall(r'rm -rf (/\S+orewatch\.\w+)', said):
                subprocess.run(['rm', '-rf', folder], check=True)

    def test_an_unknown_recording_names_those_there_are(self):
        done = subprocess.run([str(QUICKSTART), 'no-such-story'], capture_output=True, timeout=programs.BOUND)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b'2025-russia-offer', done.stderr)


if __name__ == '__main__':
    unittest.main(verbosity=2)
