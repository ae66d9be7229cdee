"""What a stranger types first: help, versions, a wrong name; and every exit code, each by its number."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

import programs

NAMES = {'orewatchd': programs.OREWATCHD, 'orewatch': programs.OREWATCH, 'orewatch-feed': programs.FEED}
STORY = programs.RECORDING.with_suffix('.owr')


def ask(*arguments, **options):
    """Runs to the end; gives exit code, what was printed, what was said."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, timeout=programs.BOUND, text=True,
                          **options)
    return done.returncode, done.stdout, done.stderr


def commands(name):
    code, printed, _ = ask(NAMES[name], '--commands')
    assert code == 0 and printed, name
    return printed.split()


def every_command():
    """(how it is called, its words) of the programs and all their commands."""
    yield 'orewatchd', [NAMES['orewatchd']]
    for name in ('orewatch', 'orewatch-feed'):
        yield name, [NAMES[name]]
        for command in commands(name):
            yield f'{name} {command}', [NAMES[name], command]


class Asked(unittest.TestCase):
    def test_help_tells_usage_options_and_examples(self):
        for name, words in every_command():
            for flag in ('--help', '-h'):
                with self.subTest(name, flag=flag):
                    code, out, said = ask(*words, flag)
                    self.assertEqual((code, said), (0, ''))
                    self.assertTrue(out.startswith(name), out[:80])
                    for part in ('Usage:', '--help', '--version', 'Examples:'):
                        self.assertIn(part, out)

    def test_help_of_a_command_tells_its_exit_codes(self):
        for name, words in every_command():
            if name in ('orewatch', 'orewatch-feed'):
                continue
            with self.subTest(name):
                codes = re.findall(r'^  (\d+)', ask(*words, '--help')[1].partition('Exit codes:')[2], re.MULTILINE)
                self.assertLessEqual({'0', '1', '2'}, set(codes))

    def test_help_fits_into_80_columns(self):
        for name, words in every_command():
            for line in ask(*words, '--help')[1].partition('Examples:')[0].splitlines():
                self.assertLessEqual(len(line), 80, name)

    def test_help_with_a_command_is_the_help_of_the_command(self):
        for name in ('orewatch', 'orewatch-feed'):
            for command in commands(name):
                self.assertEqual(ask(NAMES[name], 'help', command), ask(NAMES[name], command, '--help'))

    def test_version_tells_program_contract_engine_and_libraries(self):
        for name, words in every_command():
            with self.subTest(name):
                code, out, said = ask(*words, '--version')
                self.assertEqual((code, said), (0, ''))
                self.assertRegex(out, rf'\A{name} \d+\.\d+\.\d+\ncontract \d+\n')
                if name in ('orewatchd', 'orewatch', 'orewatch run', 'orewatch show'):
                    self.assertRegex(out, r'\nengine \d+\n')
                if name == 'orewatchd':
                    self.assertRegex(out, r'libwebsockets \d+\.\d+')
                for library in ('libzmq', 'libuv', 'msgpack-c', 'jansson', 'libyaml'):
                    self.assertRegex(out, library + r' \d+\.\d+')

    def test_without_words_a_program_of_commands_lists_them(self):
        for name in ('orewatch', 'orewatch-feed'):
            code, out, said = ask(NAMES[name])
            self.assertEqual((code, out), (2, ''))
            for command in commands(name):
                self.assertIn(f'\n  {command} ', said)

    def test_the_commands_stand_in_the_list_and_on_the_page(self):
        for name in ('orewatch', 'orewatch-feed'):
            page = ask(NAMES[name], '--manual')[1].replace('\\-', '-')
            for command in commands(name):
                self.assertIn(f'{name}-{command}(1)', page)


class Mistyped(unittest.TestCase):
    def refused(self, says, name, *words):
        code, out, said = ask(NAMES[name], *words)
        self.assertEqual((code, out), (2, ''), said)
        self.assertIn(says, said)

    def test_a_command_that_is_none_names_the_nearest(self):
        self.refused("there is no command 'tali'; did you mean 'tail'?", 'orewatch', 'tali')
        self.refused("there is no command 'evnts'; did you mean 'events'?", 'orewatch-feed', 'evnts')
        self.refused("there is no command 'xyzzyx'; `orewatch --help` lists them", 'orewatch', 'xyzzyx')
        self.refused("there is no command 'tali'; did you mean 'tail'?", 'orewatch', 'help', 'tali')

    def test_an_option_that_is_none_names_the_nearest(self):
        self.refused("did you mean '--version'?", 'orewatch', '--verzion')
        self.refused('there is no option --expct; did you mean --expect?', 'orewatch', 'run', '--expct', 'x')
        self.refused('there is no option --jornal; did you mean --journal?', 'orewatchd', '--jornal', 'x')
        self.refused('there is no option -z; long options begin with --', 'orewatch', 'run', '-z')

    def test_arguments_missing_or_too_many_are_named(self):
        self.refused('an argument is missing; usage: orewatch run', 'orewatch', 'run')
        self.refused("'b' is one argument too many", 'orewatch', 'run', 'a', 'b')
        self.refused("'x' is one argument too many", 'orewatchd', 'x')
        self.refused('--since needs --log PATH', 'orewatch', 'show', '--since', '2025-02-24')
        self.refused(f'did you mean `orewatch show --log {STORY}`?', 'orewatch', 'show', STORY)
        self.refused('a command stands before the file', 'orewatch-feed', STORY)
        self.refused('--to DEST is missing', 'orewatch-feed', 'events', 'x')

    def test_a_value_out_of_its_limits_is_told_with_them(self):
        for words, says in (
                (('--segment-size', '0'), '0 lies outside 8MiB..4GiB'),
                (('--segment-size', '-1'), "'-1' is not a size such as"),
                (('--segment-size', '99999999TiB'), "'99999999TiB' is not a size such as"),
                (('--segment-size', '1KiB'), '1KiB lies outside 8MiB..4GiB'),
                (('--log-level', 'loud'), "'loud' is not one of debug, info, warning, error"),
                (('--clock', 'evnts'), "did you mean 'events'?"),
                (('--ingest', 'tcp://127.0.0.1:99999'), 'has a port outside 0..65535'),
                (('--ingest', '7701'), "did you mean 'tcp://127.0.0.1:7701'?"),
                (('--ingest', 'udp://127.0.0.1:1'), 'is not an endpoint: tcp://HOST:PORT or ipc://PATH'),
                (('--journal',), 'a value must follow: DIR|none'),
        ):
            self.refused(says, 'orewatchd', *words)
        self.refused("-1 lies outside 0..", 'orewatch', 'tail', '--count', '-1')
        self.refused("99999999999999999999 lies outside 0..", 'orewatch', 'tail', '--count', '99999999999999999999')
        self.refused("did you mean '5s'?", 'orewatch', 'tail', '--timeout', '5')


class Colour(unittest.TestCase):
    """Escape sequences go where somebody asked for them."""

    def board(self, *words, **environment):
        return ask(NAMES['orewatch'], 'show', '--log', STORY, *words, env={'PATH': '/usr/bin', **environment})[1]

    def test_a_pipe_gets_none(self):
        self.assertNotIn('\033[', self.board())

    def test_always_is_always(self):
        self.assertIn('\033[', self.board('--color', 'always', NO_COLOR='1'))

    def test_a_terminal_gets_colour_unless_no_color_is_set(self):
        for environment, coloured in (({}, True), ({'NO_COLOR': '1'}, False), ({'NO_COLOR': ''}, True)):
            words = ' '.join(f"'{word}'" for word in (NAMES['orewatch'], 'show', '--log', STORY))
            screen = ask('script', '-qec', words, '/dev/null', stdin=subprocess.DEVNULL,
                         env={'PATH': '/usr/bin', 'TERM': 'xterm', **environment})[1]
            self.assertEqual('\033[' in screen, coloured, environment)


class ExitCode(unittest.TestCase):
    """The numbers that scripts rely on."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def file(self, *events):
        path = self.folder / 'events.ndjson'
        path.write_text(''.join(json.dumps(event) + '\n' for event in events))
        return path

    def price(self, **changes):
        return {'type': 'price', 'source': 'a', 'id': '1', 'time': '2025-02-24T00:00:00Z', 'series': 'LME.AL.3M',
                'value': 2548, 'unit': 'USD/t', **changes}

    def ends(self, code, *words):
        got, out, said = ask(*words)
        self.assertEqual(got, code, f'{words}\n{out[-1000:]}\n{said}')

    def test_0_is_done(self):
        self.ends(0, programs.OREWATCH, 'run', STORY, '--output', 'none')

    def test_1_is_a_failure(self):
        damaged = self.folder / 'damaged.owr'
        damaged.write_bytes(STORY.read_bytes()[:200] + b'!' + STORY.read_bytes()[201:])
        self.ends(1, programs.OREWATCH, 'run', damaged)

    def test_2_is_usage(self):
        self.ends(2, programs.OREWATCH, 'run')

    def test_3_is_done_with_warnings(self):
        events = self.file(self.price(), self.price(id='2', unit='USD/stone'))
        self.ends(3, programs.FEED, 'events', events, '--to', self.folder / 'some.owr')

    def test_4_is_a_mismatch(self):
        expected = self.folder / 'expected'
        expected.write_text('{}\n')
        self.ends(4, programs.OREWATCH, 'run', STORY, '--expect', expected, '--output', 'none')

    def test_5_is_nobody_there(self):
        nobody = f'ipc://{self.folder}/nobody'
        self.ends(5, programs.FEED, 'events', self.file(self.price()), '--to', nobody, '--timeout', '200ms')
        self.ends(5, programs.OREWATCH, 'tail', '--stream', nobody, '--timeout', '200ms')

    def test_6_is_all_refused(self):
        self.ends(6, programs.FEED, 'events', self.file(self.price(unit='USD/stone')), '--to', self.folder / 'none.owr')

    def test_7_is_too_little_in_time(self):
        with programs.Broker(self.folder, '--log-level', 'info') as broker:
            self.ends(7, programs.OREWATCH, 'tail', '--stream', broker.endpoints['stream'], '--count', '1', '--timeout',
                      '4s')


if __name__ == '__main__':
    unittest.main()
