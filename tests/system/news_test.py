"""Stories through the programs: the same live as offline, and an alert that cites them."""
import json
import pathlib
import tempfile
import unittest

import programs
import stories


class News(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.recording = stories.record(pathlib.Path(folder.name))
        cls.offline = programs.run(cls.recording).splitlines()
        cls.told = [json.loads(line) for line in cls.offline]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def replay(self, *options):
        with programs.Broker(self.folder) as broker:
            programs.call(programs.FEED, 'replay', self.recording, '--to', broker.endpoints['ingest'], *options)

    def test_a_journal_of_them_tells_the_same(self):
        self.replay('--speed', 'max')
        self.assertEqual(programs.run(self.folder / 'journal').splitlines(), self.offline)

    def test_a_restart_among_them_changes_nothing(self):
        self.replay('--until', '2025-02-21T07:00:00Z')
        self.replay('--from', '2025-02-21T07:00:00Z')
        self.assertEqual(programs.run(self.folder / 'journal').splitlines(), self.offline)

    def test_each_indicator_of_news_is_said(self):
        said = {line['name'] for line in self.told if line['type'] == 'indicator'}
        self.assertLessEqual({'news_intensity', 'news_tone', 'news_acts'}, said)

    def test_an_alert_cites_the_stories_and_their_points_add_up(self):
        alert = next(line for line in self.told if line['type'] == 'alert' and line['region'] == 'EU'
                     and line['reason'].startswith('adopted'))
        cited = [cause for cause in alert['because']
                 if cause['source'].startswith('press/') or cause['id'] == 'stories']
        points = sum(part['points'] for part in alert['contributions'] if part['name'].startswith('news_'))
        self.assertGreater(len(cited), 2)
        self.assertGreater(points, 0)
        self.assertEqual(sum(round(cause['effect'] * 1e6) for cause in cited), points)
        self.assertTrue(all(cause['offset'] > 0 for cause in cited if cause['id'] != 'stories'))


if __name__ == '__main__':
    unittest.main(verbosity=2)
