"""Files that say what the programs hold do not drift from them."""
import pathlib
import tempfile
import unittest

import programs

RECORDING = programs.RECORDING.with_suffix('.owr')


class Files(unittest.TestCase):
    def test_the_sample_configuration_is_what_the_options_print(self):
        self.assertEqual((programs.ROOT / 'deploy' / 'orewatch.yaml').read_bytes(),
                         programs.call(programs.OREWATCHD, '--sample'),
                         'run: build/release/broker/orewatchd --sample > deploy/orewatch.yaml')

    def test_the_broker_takes_the_sample_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            programs.call(programs.OREWATCHD, '--config', programs.ROOT / 'deploy' / 'orewatch.yaml', '--check',
                          '--journal', pathlib.Path(folder) / 'journal')

    def test_the_sample_configuration_changes_no_result(self):
        self.assertEqual(programs.run(RECORDING, '--config', programs.ROOT / 'deploy' / 'orewatch.yaml').splitlines(),
                         programs.run(RECORDING).splitlines())

    def test_the_rules_file_holds_the_rules_that_are_compiled_in(self):
        rules = programs.ROOT / 'data' / 'rules' / 'default.yaml'
        self.assertEqual(programs.run(RECORDING, '--rules', rules).splitlines(), programs.run(RECORDING).splitlines())


if __name__ == '__main__':
    unittest.main(verbosity=2)
