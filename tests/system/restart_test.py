"""A broker that begins with a checkpoint, and one whose journal lost its head to retention: real processes, real files,
killed without warning. One journal is made for all: large enough for checkpoints and for heads to be deleted."""
import json
import pathlib
import shutil
import signal
import tempfile
import unittest
import urllib.request

import broker_test
import programs

MOST = 5_000_000     # checkpoints stand a quarter of a million entries apart, further where copying the state is slow
BATCH = 4096
START = 1700000000000000000
SEGMENT = 8 << 20    # the smallest
KEEP = 16 << 20


def price(number):
    return {'type': 'price', 'source': f'feed-{number % 5}', 'id': str(number), 'time': START, 'series': 'LME.AL.3M',
            'value': 2500 + number % 97, 'unit': 'USD/t'}


class Made:
    """The journal, its checkpoints, and what the broker that wrote it said; made by the first test that needs it."""
    folder = None

    @classmethod
    def once(cls, test):
        if cls.folder is None:
            cls.folder = tempfile.TemporaryDirectory()
            unittest.addModuleCleanup(cls.folder.cleanup)
            cls.journal = pathlib.Path(cls.folder.name) / 'journal'
            cls.write(test)
        return cls

    @classmethod
    def write(cls, test):
        test.start(cls.journal)
        cls.events = 0
        while not test.daemon.has_said('head_deleted'):
            test.assertLess(cls.events, MOST)
            test.publish(*[price(number) for number in range(cls.events, cls.events + BATCH)])
            cls.events += BATCH
        cls.deleted = test.said('head_deleted')[0]
        test.daemon.end(signal.SIGKILL)


class RestartTest(broker_test.Served):
    # ---- verbs ------------------------------------------------------------------------

    def start(self, journal, **more):
        super().start('--journal', journal, '--http', '127.0.0.1:0', '--segment-size', SEGMENT, '--journal-keep', KEEP,
                      **more)

    def status(self):
        address = [line for line in self.daemon.lines if line['event'] == 'http'][0]['address']
        with urllib.request.urlopen(f'http://{address}/status', timeout=programs.BOUND) as answer:
            return json.load(answer)

    def said(self, event):
        return [line for line in self.daemon.lines if line['event'] == event]

    def copy(self):
        """A journal of the test's own."""
        made = Made.once(self)
        return pathlib.Path(shutil.copytree(made.journal, self.folder / 'journal'))

    @staticmethod
    def checkpoints(journal):
        return sorted(journal.glob('0*.owc'), reverse=True)

    def orewatch(self, *arguments, expect=0):
        return programs.call(programs.OREWATCH, *arguments, expect=expect)

    # ---- claims -----------------------------------------------------------------------

    def test_a_killed_broker_folds_only_what_came_after_its_checkpoint(self):
        self.start(self.copy())
        restored = self.said('restored')[0]
        self.assertGreater(int(restored['checkpoint']), 0)
        self.assertEqual(int(restored['offset']), Made.events)
        self.assertLess(int(restored['entries']), Made.events - int(restored['checkpoint']) + 1000)
        self.assertEqual(self.status()['checkpoint'], {'offset': int(restored['checkpoint']), 'failed': 0})
        sources = {source['source']: source['accepted'] for source in self.status()['sources']}
        self.assertEqual(sum(sources.values()), Made.events)
        self.assertEqual(sorted(sources), [f'feed-{i}' for i in range(5)])

    def test_what_was_acked_before_the_checkpoint_is_still_a_duplicate(self):
        self.start(self.copy())
        last = min(int(self.said('restored')[0]['checkpoint']) + 1000, Made.events)
        first = last - 2000
        receipt = self.publish(*[price(number) for number in range(first, last)])
        self.assertEqual((receipt['accepted'], receipt['duplicate'], len(receipt['refused'])), (0, 2000, 0))
        other = dict(price(first), value=1.5)
        self.assertEqual(self.publish(other)['refused'][0]['reason'], 'conflict')

    def test_retention_leaves_what_is_to_be_kept_and_says_what_it_deleted(self):
        journal = self.copy()
        segments = sorted(path for path in journal.glob('*.ows') if path.stem.isdigit())
        self.assertGreater(int(segments[0].stem), 1)
        base = self.checkpoints(journal)[-1]  # how far it lies back is a matter of how fast the broker was
        self.assertEqual(segments[0].stem, base.stem.split('-')[0])
        self.assertGreater(int(Made.deleted['segments']), 0)
        self.assertGreater(int(Made.deleted['base_offset']), int(Made.deleted['first_offset']) - 1)

    def test_history_says_that_the_head_is_gone_and_gives_the_rest(self):
        self.start(self.copy())
        head, items = self.ask_history(op='events', **{'from': 1})
        self.assertEqual(items, [])
        self.assertIn('no longer kept', head['error'])
        self.assertGreater(head['floor'], 1)
        head, items = self.ask_history(op='events', **{'from': head['floor']}, to=head['floor'] + 9)
        self.assertEqual(len([item for item in items if item[0] == 'event.']), 10)

    def test_a_damaged_checkpoint_is_passed_over_and_removed(self):
        journal = self.copy()
        newest, older = self.checkpoints(journal)[:2]
        bytes_of = bytearray(newest.read_bytes())
        bytes_of[len(bytes_of) // 2] ^= 1
        newest.write_bytes(bytes_of)
        self.start(journal)
        passed_over = self.said('checkpoint_passed_over')
        self.assertEqual([pathlib.Path(line['path']).name for line in passed_over], [newest.name])
        self.assertFalse(newest.exists())
        self.assertTrue(older.exists())
        self.assertEqual(int(self.said('restored')[0]['offset']), Made.events)

    def test_a_checkpoint_of_another_log_is_not_taken(self):
        journal = self.copy()
        newest = self.checkpoints(journal)[0]
        number, place = newest.stem.split('-')
        stranger = newest.with_name(f'{number}-{int(place) + 40:0{len(place)}}.owc')
        newest.rename(stranger)  # it is whole, and its name says that it is newer
        segment = journal / f'{number}.ows'
        if not segment.exists():
            segment = [path for path in journal.glob('*.ows') if path.stem.isdigit() and int(path.stem) == int(number)][0]
        changed = bytearray(segment.read_bytes())
        self.assertLess(int(place), len(changed))
        changed[int(place) - 1] ^= 1  # the hash that the checkpoint stands behind
        segment.write_bytes(changed)
        self.start(journal, until='cannot_start')
        self.assertEqual(len(self.said('checkpoint_passed_over')), 1)
        self.assertIn('does not prove itself', self.said('cannot_start')[0]['text'])
        self.assertEqual(self.daemon.wait(), 1)

    def test_without_head_and_without_checkpoint_nothing_starts(self):
        journal = self.copy()
        for path in self.checkpoints(journal):
            path.unlink()
        self.start(journal, until='cannot_start')
        self.assertIn('a backup of the folder', self.said('cannot_start')[0]['text'])
        self.assertEqual(self.daemon.wait(), 1)

    def test_verify_begins_where_the_head_was_cut_and_says_so(self):
        text = self.orewatch('verify', self.copy()).decode()
        self.assertIn('checkpoint', text)

    def test_a_clean_end_waits_for_the_checkpoint_under_way(self):
        journal = self.copy()
        self.start(journal)
        for first in range(Made.events, Made.events + 70 * BATCH, BATCH):
            self.publish(*[price(number) for number in range(first, first + BATCH)])
        self.assertEqual(self.daemon.end(signal.SIGTERM), 0)
        self.assertEqual(list(journal.glob('next.owc')), [])


if __name__ == '__main__':
    unittest.main(verbosity=2)
