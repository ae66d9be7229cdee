"""cmake --install into a folder of its own: what stands there, whether the pages are right, what bash proposes."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import programs


def install(prefix='/usr'):
    return programs.call('cmake', '--install', programs.BUILD, '--prefix', prefix,
                         env={**os.environ, 'DESTDIR': str(root)})


def setUpModule():
    global scratch, root
    scratch = tempfile.TemporaryDirectory()
    root = pathlib.Path(scratch.name)
    install()


def tearDownModule():
    scratch.cleanup()


def names_of(program):
    return programs.call(root / 'usr' / 'bin' / program, '--commands').decode().split()


class Files(unittest.TestCase):
    def test_the_programs_run_from_where_they_stand(self):
        for program in ('orewatchd', 'orewatch', 'orewatch-feed'):
            programs.call(root / 'usr' / 'bin' / program, '--version')

    def test_profiles_of_price_files_are_found_by_name(self):
        out = programs.call(root / 'usr' / 'bin' / 'orewatch-feed', 'prices', '-', '--profile', 'fred', '--dry-run',
                            input=b'DATE,VALUE\n2025-01-01,5\n')
        self.assertIn(b'"id":"IMF.AL/2025-01-31"', out)

    def test_each_command_has_its_page(self):
        pages = {'orewatchd.8'}
        for program in ('orewatch', 'orewatch-feed'):
            pages |= {f'{program}.1'} | {f'{program}-{name}.1' for name in names_of(program)}
        self.assertEqual({path.name for path in (root / 'usr' / 'share' / 'man').rglob('*.?')}, pages)

    def test_the_pages_pass_the_linter(self):
        for page in (root / 'usr' / 'share' / 'man').rglob('*.?'):
            self.assertEqual(programs.call('mandoc', '-Tlint', '-Wwarning', page), b'', page.name)

    def test_a_page_begins_with_a_name_and_one_clause(self):
        for page in (root / 'usr' / 'share' / 'man').rglob('*.?'):
            text = programs.call('mandoc', '-Tascii', '-Owidth=200', page).decode().replace('\b', '')
            line = next(line for line in text.splitlines() if f'{page.stem} - ' in line)
            self.assertRegex(line.strip(), rf'^{page.stem} - [a-z][^;:.]+$')

    def test_the_unit_names_the_paths_of_its_prefix(self):
        unit = (root / 'usr' / 'lib' / 'systemd' / 'system' / 'orewatchd.service').read_text()
        self.assertIn('ExecStart=/usr/bin/orewatchd --config /etc/orewatch/orewatch.yaml', unit)
        install('/opt/orewatch')
        unit = (root / 'opt' / 'orewatch' / 'lib' / 'systemd' / 'system' / 'orewatchd.service').read_text()
        self.assertIn('/opt/orewatch/bin/orewatchd --config /opt/orewatch/etc/orewatch/orewatch.yaml', unit)
        self.assertTrue((root / 'opt' / 'orewatch' / 'etc' / 'orewatch' / 'orewatch.yaml').exists())

    def test_a_configuration_that_is_there_stays(self):
        configuration = root / 'etc' / 'orewatch' / 'orewatch.yaml'
        self.assertEqual(configuration.read_bytes(), (programs.ROOT / 'deploy' / 'orewatch.yaml').read_bytes())
        configuration.write_text('broker: {}\n')
        self.assertIn(b'Kept', install())
        self.assertEqual(configuration.read_text(), 'broker: {}\n')
        configuration.unlink()
        install()


class Completion(unittest.TestCase):
    """The installed file in a bash that knows nothing else."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / 'a story.owr').touch()
        (self.folder / 'folder').mkdir()

    def proposes(self, *words):
        """What bash would offer for the last of the words."""
        program = words[0]
        script = ('source "$1" || exit; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  'function=$(complete -p "$1"); function=${function% *}; '
                  '"${function##* }" "$1" "${@: -1}" "${@: -2:1}"; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        path = root / 'usr' / 'share' / 'bash-completion' / 'completions' / program
        done = subprocess.run(['bash', '-c', script, 'bash', path, *words], capture_output=True, text=True,
                              cwd=self.folder, timeout=programs.BOUND)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return set(done.stdout.split('\n')) - {''}

    def test_commands(self):
        for program in ('orewatch', 'orewatch-feed'):
            self.assertLessEqual({*names_of(program), 'help', '--help', '--version'}, self.proposes(program, ''))
            self.assertEqual(self.proposes(program, 'help', ''), self.proposes(program, ''))
        self.assertEqual(self.proposes('orewatch', 'ru'), {'run'})

    def test_options_of_a_command(self):
        self.assertEqual(self.proposes('orewatch', 'run', '--ex'), {'--expect'})
        self.assertEqual(self.proposes('orewatch', 'tail', '--ex'), set())
        self.assertEqual(self.proposes('orewatch-feed', 'replay', 'a.owr', '--sp'), {'--speed'})
        self.assertEqual(self.proposes('orewatchd', '--clock', 'wall', '--log'), {'--log-level'})

    def test_every_option_of_the_help_is_proposed(self):
        for words in (('orewatchd',), *(('orewatch', name) for name in names_of('orewatch')),
                      *(('orewatch-feed', name) for name in names_of('orewatch-feed'))):
            text = programs.call(root / 'usr' / 'bin' / words[0], *words[1:], '--help').decode()
            options = set(re.findall(r'^  (?:-\w,|   ) (--\S+)', text, re.MULTILINE))
            self.assertGreater(len(options), 2)  # --help, -h, --version, and its own
            self.assertLessEqual(options, self.proposes(*words, '--'), words)

    def test_choices(self):
        self.assertEqual(self.proposes('orewatchd', '--clock', ''), {'wall', 'events'})
        self.assertEqual(self.proposes('orewatch', 'run', '--output', 'j'), {'json'})
        self.assertEqual(self.proposes('orewatch', 'run', '--output', '=', 'j'), {'json'})

    def test_files_also_with_blanks(self):
        self.assertEqual(self.proposes('orewatch', 'run', 'a'), {'a story.owr'})
        self.assertEqual(self.proposes('orewatch', 'show', '--log', ''), {'a story.owr', 'folder'})
        self.assertEqual(self.proposes('orewatchd', '--journal', ''), {'folder'})

    def test_nothing_where_only_the_caller_knows(self):
        self.assertEqual(self.proposes('orewatch', 'tail', '--count', ''), set())


if __name__ == '__main__':
    unittest.main()
