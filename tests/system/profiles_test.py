"""Profiles of data/profiles: each reads a sample of the form it describes."""
import json
import pathlib
import subprocess
import tempfile
import unittest

import programs

FOLDER = programs.ROOT / 'data' / 'profiles'

# Profile: sample, its encoding, what comes of it as (source, series, time, value, unit), words on standard error.
SAMPLES = {
    'lme': ('Date,Cash,3-months,Opening stock,Cancelled warrants\n'
            '24-Feb-25,"2,548.50","2,556.00","547,950","259,775"\n'
            '24-Jun-25,"2,600.00",-,"321,800","19,175"\n', 'utf-8-sig', [
                ('lme', 'LME.AL.STOCK', '2025-02-24T09:00', 547950, 't'),
                ('lme', 'LME.AL.CANCELLED', '2025-02-24T09:00', 259775, 't'),
                ('lme', 'LME.AL.CASH', '2025-02-24T17:00', 2548.5, 'USD/t'),
                ('lme', 'LME.AL.3M', '2025-02-24T17:00', 2556, 'USD/t'),
                ('lme', 'LME.AL.STOCK', '2025-06-24T08:00', 321800, 't'),
                ('lme', 'LME.AL.CANCELLED', '2025-06-24T08:00', 19175, 't'),
                ('lme', 'LME.AL.CASH', '2025-06-24T16:00', 2600, 'USD/t')], '1 cells hold no value'),
    'fred': ('DATE,VALUE\n2025-01-01,2573.40\n2025-02-01,.\n2025-07-01,2600\n', 'ascii', [
        ('prices/fred', 'IMF.AL', '2025-02-01T04:59', 2573.4, 'USD/t'),
        ('prices/fred', 'IMF.AL', '2025-08-01T03:59', 2600, 'USD/t')], '1 cells hold no value'),
    'shfe': ('日期,品种,收盘价,成交量\n2025年2月25日,铝,20805,152310\n2025年2月25日,铜,77000,98000\n'
             '2025年2月24日,铝,20790,143001\n2025年2月24日,铜,76900,95000\n', 'gb18030', [
                 ('shfe', 'SHFE.AL', '2025-02-24T07:00', 20790, 'CNY/t'),
                 ('shfe', 'SHFE.AL', '2025-02-25T07:00', 20805, 'CNY/t')],
             '2 rows are of series that --map does not name'),
    'pink-sheet': ('World Bank Commodity Price Data (The Pink Sheet)\nmonthly prices in nominal US dollars\n'
                   'Updated on March 4, 2025\n\n'
                   ',"Aluminum","Iron ore, cfr spot","Copper","Nickel"\n'
                   '1960M01,511.47,11.42,715.40,1631.00\n2025M02,2657.97,105.12,9330.61,…\n', 'utf-8', [
                       ('worldbank', 'WB.AL', '1960-01-31T23:59', 511.47, 'USD/t'),
                       ('worldbank', 'WB.CU', '1960-01-31T23:59', 715.4, 'USD/t'),
                       ('worldbank', 'WB.NI', '1960-01-31T23:59', 1631, 'USD/t'),
                       ('worldbank', 'WB.AL', '2025-02-28T23:59', 2657.97, 'USD/t'),
                       ('worldbank', 'WB.CU', '2025-02-28T23:59', 9330.61, 'USD/t')], '1 cells hold no value'),
    'european': ('Datum;Erzeugnis;Preis;Einheit\n24.02.2025;Prämie verzollt;1.234,50;USD/t\n'
                 '24.02.2025;Dysprosiumoxid;"305,25";USD/kg\n', 'cp1252', [
                     ('prices/european', 'EU.DUTYPAID', '2025-02-24T16:30', 1234.5, 'USD/t'),
                     ('prices/european', 'EU.DY.OXIDE', '2025-02-24T16:30', 305.25, 'USD/kg')],
                 '2 accepted, 0 refused'),
}


class Profiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def feed(self, *arguments, expect=0):
        done = subprocess.run([str(a) for a in (programs.FEED, 'prices', *arguments, '--dry-run')], cwd=self.folder,
                              capture_output=True, timeout=programs.BOUND, text=True)
        self.assertEqual(done.returncode, expect, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def test_every_profile_reads_its_sample(self):
        for name, (sample, encoding, expected, words) in SAMPLES.items():
            with self.subTest(profile=name):
                path = self.folder / 'sample.csv'
                path.write_bytes(sample.encode(encoding))
                events, said = self.feed(path, '--profile', name)
                self.assertEqual([(e['source'], e['series'], e['time'][:16], e['value'], e['unit']) for e in events],
                                 expected)
                self.assertIn(words, said)

    def test_every_profile_has_a_sample_and_a_row_in_the_page(self):
        names = {path.stem for path in FOLDER.glob('*.yaml')}
        self.assertEqual(names, set(SAMPLES))
        page = (FOLDER / 'README.md').read_text()
        for name in names:
            self.assertIn(f'[{name}.yaml]({name}.yaml)', page)

    def test_a_flag_goes_before_the_profile(self):
        path = self.folder / 'a.csv'
        path.write_text('DATE,VALUE\n2025-01-01,5\n')
        (event,), _ = self.feed(path, '--profile', 'fred', '--series', 'MINE', '--no-monthly', '--zone', 'UTC')
        self.assertEqual((event['series'], event['time']), ('MINE', '2025-01-01T23:59:00.000000000Z'))

    def test_a_profile_of_ones_own_is_a_path(self):
        mine = self.folder / 'mine.yaml'
        mine.write_text('prices:\n  value_column: 2\n  series: LME.AL.3M\n  unit: USD/t\n')
        (self.folder / 'a.csv').write_text('date,x\n2025-01-01,5\n')
        for path in ('mine.yaml', './mine.yaml', mine):
            (event,), _ = self.feed('a.csv', '--profile', path)
            self.assertEqual(event['source'], 'prices/mine')

    def test_a_mistake_in_a_profile_is_named_by_line_and_column(self):
        (self.folder / 'a.csv').write_text('date,x\n2025-01-01,5\n')
        for text, words in (('prices:\n  value_colum: x\n', r"mine.yaml:2:3: .*prices.value_colum.*value_column"),
                            ('prices:\n  skip: many\n', r"mine.yaml:2:9: .*'many' is not a whole number"),
                            ('price:\n  skip: 1\n', r"mine.yaml:1:1: .*prices"),
                            ('engine:\n  bands: []\n', r"mine.yaml:1:1: .*engine"),
                            ('prices:\n  revision: 2\n', r"mine.yaml:2:3: .*prices.revision")):
            with self.subTest(text=text):
                (self.folder / 'mine.yaml').write_text(text)
                _, said = self.feed('a.csv', '--profile', 'mine.yaml', expect=2)
                self.assertRegex(said, words)


if __name__ == '__main__':
    unittest.main(verbosity=2)
