"""orewatch show against a live broker: the board that its log gives, asked of history."""
import os
import pty
import subprocess
import unittest

import programs
import tail_test


class Board(tail_test.Watched):
    def show(self, *arguments, code=0, history=None, live=True):
        where = ['--history', history or self.broker.endpoints['history']] if live else ['--log', self.broker.journal]
        done = subprocess.run([str(word) for word in (programs.OREWATCH, 'show', *arguments, *where)],
                              capture_output=True, text=True, timeout=programs.BOUND)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout, done.stderr

    def test_the_live_board_is_the_one_of_its_log(self):
        for until in ('2025-02-01', '2025-02-25', '2026-12-31'):
            self.replay('--until', until)
            for pair in ((), ('aluminum',), ('EU',), ('aluminum/EU',), ('aluminum/GB',)):
                for output in ('text', 'json'):
                    with self.subTest(until, pair=pair, output=output):
                        live, _ = self.show(*pair, '--output', output)
                        self.assertEqual(live, self.show(*pair, '--output', output, live=False)[0])
        self.assertIn('eu-16th-package-aluminum', self.show('aluminum/EU')[0])

    def test_an_empty_board_is_unknown(self):
        self.assertIn('unknown: the log holds no supply table', self.show('--output', 'text')[0])

    def test_the_exit_code_tells_the_worst_band_when_asked(self):
        self.replay()
        self.show('--exit-code', code=11)
        self.show('aluminum/GB', '--exit-code')

    def test_on_a_terminal_it_is_pages_else_lines(self):
        self.replay()
        self.assertTrue(self.show()[0].startswith('{"type":"indicator"'))
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        with subprocess.Popen([programs.OREWATCH, 'show', '--history', self.broker.endpoints['history']],
                              stdout=slave) as process:
            os.close(slave)
            seen = b''
            while b'composite' not in seen:
                seen += os.read(master, 65536)
            while process.poll() is None:
                try:
                    os.read(master, 65536)
                except OSError:  # the other end is closed
                    break
        self.assertNotIn(b'{', seen)

    def test_nobody_there_has_its_own_code(self):
        _, said = self.show('--timeout', '300ms', history=f'ipc://{self.folder}/nobody', code=5)
        self.assertIn('is orewatchd running there?', said)

    def test_what_is_wrong_with_the_command_line_is_said(self):
        self.assertIn("the nearest is 'aluminum'", self.show('aluminium', code=2)[1])
        for flag, value in (('--at', '2025-02-24'), ('--since', '2025-02-24'), ('--config', 'x'), ('--rules', 'x')):
            self.assertIn(f'{flag} needs --log', self.show(flag, value, code=2)[1])
        self.assertIn(f'did you mean `orewatch show --log {self.story}`?', self.show(self.story, code=2)[1])


if __name__ == '__main__':
    unittest.main()
