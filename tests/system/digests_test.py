"""The same recording gives the same bytes, and the same state after each entry, whoever compiled the engine and
however hard it was optimised."""
import pathlib
import tempfile
import unittest

import programs
import stories

BUILDS = {
    'gcc-O0': ('gcc', '-O0'),
    'gcc-O3': ('gcc', '-O3'),
    'clang-O0': ('clang', '-O0'),
    'clang-O3': ('clang', '-O3'),
}
# Fused multiply-add rounds once instead of twice: allowed to the machine, kept from the engine.
if ' fma ' in pathlib.Path('/proc/cpuinfo').read_text():
    BUILDS['gcc-O3-fma'] = ('gcc', '-O3 -mfma')
    BUILDS['clang-O3-fma'] = ('clang', '-O3 -mfma')


def build(name, compiler, flags):
    folder = programs.ROOT / 'build' / 'digests' / name
    programs.call('cmake', '-S', programs.ROOT, '-B', folder, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=None',
                  f'-DCMAKE_C_COMPILER={compiler}', f'-DCMAKE_C_FLAGS={flags}')
    programs.call('cmake', '--build', folder, '--target', 'orewatch', bound=900)
    return folder / 'consumers' / 'orewatch'


def derived(orewatch, recording):
    """All lines, and after each entry the digests of the state and of its parts."""
    with tempfile.TemporaryDirectory() as folder:
        digests = pathlib.Path(folder) / 'digests'
        lines = programs.call(orewatch, 'run', recording, '--digest-file', digests, '--digest-every', '1')
        return lines + digests.read_bytes()


class Digests(unittest.TestCase):
    def test_every_build_gives_the_same_bytes(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        built = {name: build(name, *how) for name, how in BUILDS.items()}
        for recording in programs.RECORDING.with_suffix('.owr'), stories.record(pathlib.Path(folder.name)):
            told = {name: derived(program, recording) for name, program in built.items()}
            first, *others = told
            self.assertTrue(told[first])
            for name in others:
                with self.subTest(f'{name} against {first}, {recording.stem}'):
                    self.assertEqual(told[name].splitlines(), told[first].splitlines())


if __name__ == '__main__':
    unittest.main(verbosity=2)
