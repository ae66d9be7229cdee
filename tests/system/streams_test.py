"""Standard input, output and error, as a shell may leave them: a pipe that closes, a full disk, nothing at all."""
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import programs

STORY = programs.RECORDING.with_suffix('.owr')
EVENTS = programs.RECORDING / 'events.ndjson'
QUOTED = {'ORE': programs.OREWATCH, 'FEED': programs.FEED, 'BROKER': programs.OREWATCHD, 'STORY': STORY,
          'EVENTS': EVENTS}
PRINTING = ('"$ORE" run "$STORY"', '"$ORE" show --log "$STORY"', '"$ORE" show --log "$STORY" --output json',
            '"$ORE" --help', '"$ORE" --version', '"$ORE" run --help', '"$ORE" tail --manual', '"$ORE" --completion', '"$FEED" --help',
            '"$FEED" events "$EVENTS" --to -', '"$BROKER" --help', '"$BROKER" --sample', '"$BROKER" --manual',
            '"$BROKER" --check --journal none')


class Shell(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def shell(self, script, **options):
        return subprocess.run(['bash', '-c', script], capture_output=True, text=True, timeout=programs.BOUND,
                              cwd=self.folder, env={'PATH': '/usr/bin:/bin', **{k: str(v) for k, v in QUOTED.items()}},
                              **options)


class Output(Shell):
    def test_a_reader_that_goes_is_a_quiet_end(self):
        for command in ('"$ORE" run "$STORY"', '"$ORE" show --log "$STORY"', '"$ORE" --help', '"$BROKER" --sample'):
            with self.subTest(command):
                done = self.shell(f'{command} | head -n 1 > first; echo "${{PIPESTATUS[@]}}"; cat first')
                codes, first = done.stdout.split('\n', 1)
                self.assertEqual((codes, done.stderr), ('0 0', ''))
                self.assertNotEqual(first, '')

    def test_a_reader_that_was_never_there_is_one_too(self):
        # SIGPIPE may come in either disposition: Python's children have it ignored.
        for restore in (True, False):
            done = self.shell('"$ORE" run "$STORY" | true; echo "${PIPESTATUS[@]}"', restore_signals=restore)
            self.assertEqual((done.stdout, done.stderr), ('0 0\n', ''))

    def test_the_rest_is_still_compared_after_the_reader_went(self):
        done = self.shell('"$ORE" run "$STORY" > whole 2>/dev/null; '
                          '"$ORE" run "$STORY" --expect whole | head -n 1 > /dev/null; echo "${PIPESTATUS[@]}"')
        self.assertEqual(done.stdout, '0 0\n')
        self.assertIn('outputs', done.stderr)

    def test_a_closed_output_is_an_error_that_is_said(self):
        for command in PRINTING:
            with self.subTest(command):
                done = self.shell(f'{command} >&-')
                self.assertEqual(done.returncode, 1)
                self.assertIn('cannot write to standard output: Bad file descriptor', done.stderr)

    def test_a_full_disk_is_an_error_that_is_said(self):
        for command in PRINTING:
            with self.subTest(command):
                done = self.shell(f'{command} > /dev/full')
                self.assertEqual(done.returncode, 1)
                self.assertIn('cannot write to standard output: No space left on device', done.stderr)
                self.assertEqual(done.stderr.count('cannot write'), 1)


class Input(Shell):
    def test_standard_input_is_read(self):
        done = self.shell('"$FEED" events - --to story.owr < "$EVENTS"')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_closed_input_is_an_error_that_is_said(self):
        done = self.shell('"$FEED" events - --to story.owr <&-')
        self.assertEqual(done.returncode, 1)
        self.assertIn('standard input', done.stderr)
        self.assertIn('Bad file descriptor', done.stderr)
        self.assertFalse((self.folder / 'story.owr').exists())

    def test_a_terminal_that_ends_at_once_is_no_error(self):
        self.assertEqual(self.shell('"$FEED" events - --to story.owr < /dev/null').returncode, 0)


class Error(Shell):
    def test_no_line_of_the_log_goes_into_a_file_that_took_the_place_of_a_closed_error(self):
        with programs.Broker(self.folder) as broker:
            command = [str(word) for word in broker.command]
        journal = next((self.folder / 'journal').glob('0*.ows'))
        before = journal.read_bytes()
        # It says that it has started and stopped, to nobody; then it is asked what it kept.
        starter = subprocess.Popen(['bash', '-c', 'exec "$@" 0<&- 1>&- 2>&-', 'bash', *command])
        try:
            deadline, code = time.monotonic() + programs.BOUND, 5  # nobody there yet
            while code == 5 and time.monotonic() < deadline:
                code = subprocess.run([programs.OREWATCH, 'tail', '--no-follow', '--stream', broker.endpoints['stream'],
                                       '--history', broker.endpoints['history']], capture_output=True,
                                      timeout=programs.BOUND).returncode
            self.assertEqual(code, 0)
        finally:
            starter.send_signal(signal.SIGTERM)
            self.assertEqual(starter.wait(programs.BOUND), 0)
        after = journal.read_bytes()
        self.assertIsNone(re.search(b'level=|event=', after))
        self.assertEqual(after[:64], before[:64])
        programs.call(programs.OREWATCH, 'run', self.folder / 'journal')


if __name__ == '__main__':
    unittest.main()
