"""orewatch run and show: a log through the engine, compared, shown, and with which exit code they end."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import programs


def setUpModule():
    global folder, story, derived
    folder = tempfile.TemporaryDirectory()
    story = pathlib.Path(folder.name) / 'story.owr'
    base, events = pathlib.Path(folder.name) / 'base.owr', pathlib.Path(folder.name) / 'events.owr'
    programs.call(programs.FEED, 'baseline', *programs.TABLES, '--received', '2025-01-31', '--to', base)
    programs.call(programs.FEED, 'events', programs.RECORDING / 'events.ndjson', '--to', events)
    programs.call(programs.FEED, 'replay', base, events, '--to', story)
    derived = programs.call(programs.OREWATCH, 'run', story).decode()


def tearDownModule():
    folder.cleanup()


class Run(programs.Tool):
    def test_the_same_log_gives_the_same_lines_and_digest(self):
        one, two = self.folder / 'one', self.folder / 'two'
        self.assertEqual(self.orewatch('run', story, '--digest-file', one)[0], derived)
        self.orewatch('run', story, '--digest-file', two, '--output', 'none')
        self.assertRegex(one.read_text(), '^[0-9]+ [0-9]+( [a-z_]+=[0-9a-f]{32})+\n$')
        self.assertEqual(one.read_text(), two.read_text())

    def test_what_was_expected_is_equal(self):
        out, said = self.orewatch('run', story, '--expect', self.file('expected', derived), '--output', 'none')
        self.assertEqual(out, '')
        self.assertIn(f'{len(derived.splitlines())} outputs', said)

    def test_a_changed_line_is_shown_by_its_field(self):
        lines = derived.splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if '"name":"composite"' in line)
        changed = json.loads(lines[at])
        changed['coverage'] = 0.123
        lines[at] = json.dumps(changed) + '\n'
        expected = self.file('expected', ''.join(lines))
        _, said = self.orewatch('run', story, '--expect', expected, '--output', 'none', expect=4)
        self.assertRegex(said, rf'line {at + 1}: indicator \S+/\S+ \S+ at offset \d+, part \d+\n'
                               r'  coverage: expected 0.123, got ')
        self.assertIn('1 lines differ, 0 are missing, 0 were not expected', said)

    def test_missing_and_extra_lines_are_told_apart(self):
        lines = derived.splitlines(keepends=True)
        for name, text, words in (('fewer', lines[:9] + lines[10:], '0 are missing, 1 were not expected'),
                                  ('more', lines + ['{"offset":99,"part":0}\n'], '1 are missing, 0 were not expected')):
            expected = self.file(name, ''.join(text))
            self.assertIn(words, self.orewatch('run', story, '--expect', expected, expect=4)[1])

    def test_a_configuration_given_comes_first_and_stays(self):
        config = self.file('config.yaml', 'engine:\n  emit_delta: 0\nbroker:\n  whatever: 1\n')
        out, _ = self.orewatch('run', story, '--config', config)
        self.assertGreater(len(out), len(derived))

    def test_a_wrong_configuration_is_named_by_line_and_column(self):
        for flag, text, words in (('--config', 'engine:\n  emit_detla: 0\n', ('2:', 'emit_delta')),
                                  ('--config', 'engine:\n  emit_delta: much\n', ('2:', 'much')),
                                  ('--rules', 'rules:\n  - name: a\n    knid: level\n', ('3:', 'kind')),
                                  ('--config', 'engine: [\n', ('config',))):
            path = self.file('config.yaml', text)
            _, said = self.orewatch('run', story, flag, path, expect=2)
            for word in (str(path), *words):
                self.assertIn(word, said)

    def test_files_that_cannot_be_read_are_failures(self):
        absent = self.folder / 'absent'
        self.assertIn(str(absent), self.orewatch('run', absent, expect=1)[1])
        self.assertIn(str(absent), self.orewatch('run', story, '--expect', absent, expect=1)[1])
        self.assertIn(str(absent), self.orewatch('run', story, '--digest-file', absent / 'digest', expect=1)[1])
        self.orewatch('run', self.file('noise.owr', 'noise' * 100), expect=1)

    def test_a_cut_log_is_derived_up_to_the_cut_with_a_warning(self):
        cut = self.folder / 'cut.owr'
        cut.write_bytes(story.read_bytes()[:-1])
        out, said = self.orewatch('run', cut, expect=3)
        self.assertEqual(out, '')  # it is one record
        self.assertIn('ends inside record', said)
        journal = programs.saved_journal(self.folder / 'journal', story, segment=65536)  # one for each event
        segment = journal / '000000000001.ows'
        whole, _ = self.orewatch('run', journal)
        data = segment.read_bytes()
        half = len(data.rstrip(b'\0')) // 2
        segment.write_bytes(data[:half] + bytes(len(data) - half))
        out, said = self.orewatch('run', journal, expect=3)
        self.assertTrue(whole.startswith(out))
        self.assertIn(len(out.splitlines()), range(10, len(whole.splitlines())))
        self.assertIn('ends inside record', said)

    def test_a_reader_that_leaves_is_a_quiet_end(self):
        done = subprocess.run(f'{programs.OREWATCH} run {story} | head -1', shell=True, capture_output=True,
                              timeout=programs.BOUND, text=True)
        self.assertEqual(done.stdout, derived.splitlines(keepends=True)[0])
        self.assertNotIn('rror', done.stderr)


class Show(programs.Tool):
    def show(self, *arguments, **options):
        return self.orewatch('show', *arguments, '--output', 'text', **options)

    def test_the_board_names_every_pair_and_measure(self):
        out, _ = self.show('--log', story)
        for words in ('aluminum\n', 'rare-earths\n', '  EU ', 'unknown, no supply table: GB',
                      'eu-16th-package-aluminum', 'forward: ', 'ru-us-rare-earth-projects'):
            self.assertIn(words, out)
        acting, forward = out.split('forward: ')
        self.assertIn('eu-16th-package-aluminum', acting)
        self.assertIn('ru-us-rare-earth-projects', forward)
        self.assertNotIn('\033', out)

    def test_one_pair_is_shown_in_full_as_it_stood(self):
        out, _ = self.show('aluminum/EU', '--log', story, '--at', '2025-02-24T11:59:59Z')
        self.assertIn('2025-02-24 11:59:59', out)
        for name in ('concentration', 'governance', 'reliance', 'gap', 'pipeline', 'cover'):
            self.assertRegex(out, rf'\n  {name} ')
        self.assertNotIn('eu-16th-package-aluminum', out)

    def test_json_adds_up_to_the_composite(self):
        out, _ = self.orewatch('show', 'aluminum/EU', '--log', story)  # piped
        self.assertEqual(self.orewatch('show', 'aluminum/EU', '--log', story, '--output', 'json')[0], out)
        lines = [json.loads(line) for line in out.splitlines()]
        composite = [line for line in lines if line.get('name') == 'composite'][0]
        self.assertEqual(sum(part['points'] for part in composite['contributions']), round(composite['value'] * 1e6))
        measures = [line for line in lines if line['type'] == 'measure']
        self.assertIn(('eu-16th-package-aluminum', False), [(m['policy'], m['forward']) for m in measures])

    def test_changes_since_a_time_stand_in_a_table(self):
        out, _ = self.show('--log', story, '--since', '2025-02-24T12:00:00Z')
        self.assertRegex(out, r'aluminum/EU +\d+\.\d\d +\d+\.\d\d +\+\d+\.\d\d\n')
        self.assertRegex(out, r'rare-earths/US +\d+\.\d\d +\d+\.\d\d +0\.00\n')
        out, _ = self.orewatch('show', 'aluminum/EU', '--log', story, '--since', '2025-02-24T12:00:00Z', '--at',
                               '2025-02-25', '--output', 'json')
        change = json.loads(out)
        self.assertEqual((change['type'], change['region']), ('change', 'EU'))
        self.assertGreater(change['after'] - change['before'], 0.2)

    def test_what_is_not_known_is_said_to_be_unknown(self):
        out, _ = self.show('GB', '--log', story)
        self.assertIn('unknown: the log holds no supply table', out)
        out, _ = self.show('aluminum/GB', '--log', story)
        self.assertIn('aluminum/GB  unknown: no supply table', out)

    def test_the_exit_code_tells_the_worst_band_when_asked(self):
        self.orewatch('show', '--log', story, '--exit-code', expect=11)
        self.orewatch('show', 'aluminum/EU', '--log', story, '--at', '2025-02-24', '--exit-code')

    def test_what_is_wrong_with_the_command_line_is_said(self):
        for arguments, words in ((('show', '--at', '2025-02-24'), '--at needs --log PATH'),
                                 (('show', 'aluminium', '--log', story), "the nearest is 'aluminum'"),
                                 (('show', 'aluminum/EUR', '--log', story), "the nearest is 'EU'"),
                                 (('show', '--log', story, '--at', 'noon'), "'noon' is no time"),
                                 (('show', '--log', story, '--since', '2025-03-01', '--at', '2025-02-01'),
                                  '--since lies after --at'),
                                 (('shwo',), "did you mean 'show'?"), ((), 'Usage: orewatch COMMAND'),
                                 (('run',), 'FILE'), (('run', story, '--ouput', 'none'), 'output')):
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.orewatch(*arguments, expect=2)[1])

    def test_colour_is_for_those_who_ask_for_it(self):
        self.assertIn('\033[', self.show('--log', story, '--color', 'always')[0])
        environment = {**os.environ, 'NO_COLOR': '1', 'TERM': 'xterm'}
        self.assertNotIn('\033[', self.show('--log', story, env=environment)[0])

    def test_help_goes_to_standard_output(self):
        for arguments in (('--help',), ('run', '--help'), ('show', '--help'), ('tail', '--help'), ('--version',)):
            out, said = self.orewatch(*arguments)
            self.assertNotEqual(out, '')
            self.assertEqual(said, '')


if __name__ == '__main__':
    unittest.main()
