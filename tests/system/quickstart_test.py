"""./deploy/quickstart as a newcomer runs it: piped, interrupted, kept, and told nonsense."""
import os
import pathlib
import re
import select
import signal
import subprocess
import unittest

import programs

QUICKSTART = programs.ROOT / 'deploy' / 'quickstart'
BUILT = 900  # seconds: the first run builds


def broker_of(said):
    return int(re.search(r'^orewatchd (\d+):', said, re.M)[1])


def journal_of(said):
    return pathlib.Path(re.search(r'journal (/\S+)$', said, re.M)[1])


def runs(pid):
    """Is it there, and not only waiting for its parent to ask?"""
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


class Quickstart(unittest.TestCase):
    def assert_tidy(self, said):
        self.assertFalse(runs(broker_of(said)), f'the broker was left running:\n{said}')
        self.assertFalse(journal_of(said).parent.exists(), f'the journal was left behind:\n{said}')

    def test_it_ends_with_the_table_and_the_alerts_that_mattered(self):
        said = programs.call(QUICKSTART, bound=BUILT, cwd='/').decode()
        self.assertNotIn('\x1b', said, 'colour in a pipe')
        _, table, alerts, advice = re.split(r'^[3456]\. .*$', said, flags=re.M)[1:]
        for pair in ('aluminum/US', 'aluminum/EU', 'rare-earths/CN'):
            self.assertRegex(table, rf'(?m)^ *{pair} +[\d.]+ +[\d.]+ +[-+]?[\d.]+$')
        for alert in (r'2025-02-24  aluminum/EU  state, .*\n.*\n +because of official/eu regulation-2025-395',
                      r'2025-02-24  aluminum/US  relief, .*\n.*\n +because of press/reuters offer-2025-02-24',
                      r'2025-02-24  aluminum/US  data, .*\n.*\n +because of press/reuters offer-2025-02-24',
                      r'2026-02-26  aluminum/EU  state, .*\n.*\n +because of official/eu regulation-2025-395'):
            self.assertRegex(alerts, alert)
        self.assertIn('orewatch show', advice)
        self.assert_tidy(said)

    def test_it_tells_every_recording_there_is(self):
        for name, pair, alert in (
                ('2010-rare-earths', 'rare-earths/JP',
                 r'2010-09-23  rare-earths/JP  state, .*\n.*\n +because of press/nyt embargo-japan'),
                ('2018-rusal', 'aluminum/EU',
                 r'2018-04-06  aluminum/EU  state, .*\n.*\n +because of official/us designation-rusal'),
                ('2025-rare-earth-controls', 'rare-earths/JP',
                 r'2026-11-10  rare-earths/JP  data, .*\n +its date passed without a word'),
                ('2025-russia-offer', 'aluminum/EU', r'2025-02-24  aluminum/EU  state, ')):
            with self.subTest(name):
                said = programs.call(QUICKSTART, name, bound=BUILT).decode()
                _, table, alerts, advice = re.split(r'^[3456]\. .*$', said, flags=re.M)[1:]
                self.assertRegex(table, rf'(?m)^ *{pair} +[\d.]+ +[\d.]+ +\+[\d.]+$')
                self.assertRegex(alerts, alert)
                self.assertNotRegex(alerts, r'because of *$')
                self.assertIn(f'show {pair} --log data/recordings/{name}.owr --at ', advice)
                self.assert_tidy(said)

    def test_the_list_holds_every_recording(self):
        said = programs.call(QUICKSTART, '--list').decode()
        names = [line.split()[0] for line in said.splitlines()]
        self.assertEqual(names, sorted(path.stem for path in programs.RECORDINGS.glob('*.owr')))

    def test_ctrl_c_stops_what_it_started(self):
        process = subprocess.Popen([str(QUICKSTART)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   start_new_session=True)
        said = ''
        for line in process.stdout:
            said += line
            if line.startswith('orewatchd '):
                break
        os.killpg(process.pid, signal.SIGINT)
        said += process.communicate(timeout=programs.BOUND)[0]
        self.assertEqual(process.returncode, 130, said)
        self.assert_tidy(said)

    def test_keep_leaves_the_broker_and_says_how_to_stop_it(self):
        said = programs.call(QUICKSTART, '--keep', bound=BUILT).decode()
        pid, folder = broker_of(said), journal_of(said).parent
        self.assertTrue(runs(pid), said)
        self.assertIn(f'kill {pid}; rm -rf {folder}', said)
        ended = os.pidfd_open(pid)
        self.addCleanup(os.close, ended)
        subprocess.run(['bash', '-c', f'kill {pid}; rm -rf {folder}'], check=True)
        self.assertTrue(select.select([ended], [], [], programs.BOUND)[0], 'the broker did not stop')
        self.assert_tidy(said)

    def test_an_unknown_recording_is_told_the_nearest_and_all_there_are(self):
        for asked, nearest in (('2018-rusl', '2018-rusal'), ('rare-earth-controls', '2025-rare-earth-controls'),
                               ('2010-rare-earth', '2010-rare-earths')):
            said = subprocess.run([str(QUICKSTART), asked], capture_output=True, text=True, timeout=programs.BOUND)
            self.assertEqual((said.returncode, said.stdout), (2, ''), asked)
            self.assertIn(f"no recording '{asked}'; the nearest is {nearest};", said.stderr)
            for path in programs.RECORDINGS.glob('*.owr'):
                self.assertIn(path.stem, said.stderr)


if __name__ == '__main__':
    unittest.main(verbosity=2)
