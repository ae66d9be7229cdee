"""Rules of the house that a machine can check: who may include whom, what the pure layers import, what has no place."""
import pathlib
import re
import subprocess
import unittest

import programs

# The arrows of README's map: a folder includes from itself and from these.
LAYERS = {
    'schemas': (),
    'engine': ('schemas',),
    'runtime': ('schemas',),
    'broker': ('schemas', 'engine', 'runtime'),
    'producers': ('schemas', 'engine', 'runtime'),
    'consumers': ('schemas', 'engine', 'runtime'),
}
# All that schemas and engine may ask of the world; bcmp is clang's memcmp.
IMPORTS = {'memcpy', 'memmove', 'memset', 'memcmp', 'bcmp', 'strlen', 'sqrt', '__assert_fail', '_GLOBAL_OFFSET_TABLE_'}
# Of the one object that allocates; gcc turns its malloc and memset into calloc.
MAKER_IMPORTS = IMPORTS | {'malloc', 'calloc', 'free'}
SOURCES = ('*.c', '*.h')


def files(folders, patterns):
    for folder in folders:
        for pattern in patterns:
            yield from sorted((programs.ROOT / folder).rglob(pattern))


def symbols(archive, *options):
    """{object: {symbol}} of a static library."""
    listing = subprocess.run(['nm', '-A', *options, archive], capture_output=True, text=True, check=True).stdout
    found = {}
    for line in listing.splitlines():
        place, _, symbol = line.rpartition(' ')
        found.setdefault(place.split(':')[1], set()).add(symbol)
    return found


class Layers(unittest.TestCase):
    def test_a_folder_includes_only_what_lies_below_it(self):
        for path in files(LAYERS, SOURCES):
            folder = path.relative_to(programs.ROOT).parts[0]
            for number, line in enumerate(path.read_text().splitlines(), 1):
                include = re.match(r'#include "(\w+)/', line)
                if include and include[1] in LAYERS:
                    self.assertIn(include[1], (folder, *LAYERS[folder]), f'{path}:{number}')

    def test_includes_are_written_from_the_root(self):
        for path in files(LAYERS, SOURCES):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                self.assertNotRegex(line, r'#include "[^/"]+"', f'{path}:{number}')

    @unittest.skipUnless(programs.BUILD.name == 'release', 'imports are those of release objects')
    def test_schemas_and_engine_import_nothing_of_the_world(self):
        archives = [programs.BUILD / 'schemas' / 'libschemas.a', programs.BUILD / 'engine' / 'libengine.a']
        own = set().union(*(names for a in archives for names in symbols(a, '--defined-only').values()))
        makers = []
        for archive in archives:
            for name, imports in symbols(archive, '--undefined-only').items():
                foreign = imports - own - IMPORTS
                if foreign and archive.name == 'libengine.a' and not foreign - MAKER_IMPORTS:
                    makers.append(name)
                    continue
                self.assertEqual(foreign, set(), f'{archive.name}({name})')
        self.assertLessEqual(len(makers), 1, f'more than one object allocates: {makers}')


class Tree(unittest.TestCase):
    def test_no_drawers(self):
        for path in files(LAYERS, ('*',)):
            self.assertNotIn(path.stem, ('util', 'utils', 'common', 'misc', 'helper', 'helpers'), path)

    def test_scripts_are_executable(self):
        for path in files(['deploy', 'tests', 'data', '.ci'], ('*',)):
            if 'corpus' not in path.parts and path.is_file() and path.read_bytes().startswith(b'#!'):
                self.assertTrue(path.stat().st_mode & 0o111, path)

    def test_no_test_sleeps(self):
        asleep = re.compile(r'\b(sleep|usleep|nanosleep|uv_sleep)\s*\(|\bsleep +[\d.]')
        for path in files(['tests'], ('*.c', '*.h', '*.py')):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                self.assertIsNone(asleep.search(line) if path.name != 'house_test.py' else None, f'{path}:{number}')

    def test_nothing_is_left_for_later(self):
        later = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X:)')
        for path in files([*LAYERS, 'tests', 'deploy'], ('*.c', '*.h', '*.py')):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                self.assertIsNone(later.search(line), f'{path}:{number}')


if __name__ == '__main__':
    unittest.main(verbosity=2)
