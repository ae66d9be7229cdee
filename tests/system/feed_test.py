"""orewatch-feed, as a script would use it: what goes in, what comes out, and with which exit code it ends."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import programs

PRICE = {'type': 'price', 'source': 'test', 'series': 'LME.AL.3M', 'unit': 'USD/t'}
SHEET = 'table,material,region,vintage,unit,supplier,quantity,provenance\n'


def price(number, **fields):
    return {**PRICE, 'id': str(number), 'time': f'2025-02-24T12:00:{number:02}Z', 'value': 2500 + number, **fields}


class Feed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, *lines):
        path = self.folder / name
        path.write_text(''.join((line if isinstance(line, str) else json.dumps(line)) + '\n' for line in lines))
        return path

    def feed(self, *arguments, expect=0, **options):
        """Runs a feed to its end; gives what it said on standard error."""
        done = subprocess.run([str(a) for a in (programs.FEED, *arguments)], capture_output=True,
                              timeout=programs.BOUND, text=True, **options)
        self.assertEqual(done.returncode, expect, f'{arguments}\n{done.stdout}\n{done.stderr}')
        self.out = done.stdout
        return done.stderr

    def printed(self, *arguments, **options):
        self.feed(*arguments, '--to', '-', **options)
        return [json.loads(line) for line in self.out.splitlines()]


class Events(Feed):
    def test_every_event_is_accepted(self):
        said = self.feed('events', self.file('a', price(1), '', price(2)), '--to', self.folder / 'a.owr')
        self.assertIn('2 accepted, 0 refused', said)
        self.assertEqual([e['id'] for e in self.printed('replay', self.folder / 'a.owr')], ['1', '2'])

    def test_a_refused_event_is_named_by_file_and_line_and_the_others_go_on(self):
        path = self.file('a', price(1), price(2, unit='USD/ton'), '{"type": "price"', price(3))
        said = self.feed('events', path, '--to', self.folder / 'a.owr', expect=3)
        self.assertRegex(said, f'{path}:2: unit: .*USD/t.*\\(unknown_name\\)')
        self.assertRegex(said, f'{path}:3: .*\\(not_json\\)')
        self.assertIn('2 accepted, 2 refused', said)

    def test_where_all_are_refused_no_recording_is_left(self):
        self.feed('events', self.file('a', price(1, value='much')), '--to', self.folder / 'a.owr', expect=6)
        self.assertFalse((self.folder / 'a.owr').exists())

    def test_a_recording_takes_more_bytes_than_one_commit(self):
        story = {'type': 'news', 'source': 'test', 'outlet': 'press/test', 'headline': 'long', 'body': 'x' * 30000}
        path = self.file('a', *({**story, 'id': str(i), 'time': '2025-02-24T12:00:00Z'} for i in range(300)))
        said = self.feed('events', path, '--to', self.folder / 'a.owr')
        self.assertIn('300 accepted, 0 refused', said)
        self.assertEqual([e['id'] for e in self.printed('replay', self.folder / 'a.owr')], [str(i) for i in range(300)])

    def test_an_unknown_key_is_told_once_with_the_nearest(self):
        path = self.file('a', price(1, regoin='EU'), price(2, regoin='EU'))
        said = self.feed('events', path, '--to', self.folder / 'a.owr')
        self.assertEqual(said.count("'regoin'"), 1, said)
        self.assertIn("nearest known one is 'region'", said)

    def test_several_files_merge_by_received_then_by_argument(self):
        def received(number, second):
            return price(number, received=f'2025-02-25T00:00:{second:02}Z')
        first = self.file('first', received(1, 1), received(2, 5), received(3, 5))
        second = self.file('second', received(4, 2), received(5, 5), price(6))
        events = self.printed('events', first, second)
        self.assertEqual([e['id'] for e in events], ['1', '4', '2', '3', '5', '6'])

    def test_a_recording_is_never_overwritten(self):
        path = self.file('a.owr', 'mine')
        said = self.feed('events', self.file('a', price(1)), '--to', path, expect=1)
        self.assertIn('exists already', said)
        self.assertEqual(path.read_text(), 'mine\n')

    def test_the_same_events_give_the_same_recording(self):
        path = self.file('a', price(1), price(2))
        for name in ('one.owr', 'two.owr'):
            self.feed('events', path, '--to', self.folder / name)
        self.assertEqual((self.folder / 'one.owr').read_bytes(), (self.folder / 'two.owr').read_bytes())

    def test_the_same_event_again_is_a_duplicate_and_no_failure(self):
        said = self.feed('events', self.file('a', price(1), price(1)), '--to', self.folder / 'a.owr')
        self.assertIn('1 accepted, 1 duplicate, 0 refused', said)

    def test_a_pipe_is_followed_line_by_line(self):
        process = subprocess.Popen([programs.FEED, 'events', '-', '--to', '-'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        for number in (1, 2):
            process.stdin.write(json.dumps(price(number)) + '\n')
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())['id'], str(number))
        process.stdin.close()
        self.assertEqual(process.wait(programs.BOUND), 0)

    def test_a_signal_ends_the_reading(self):
        process = subprocess.Popen([programs.FEED, 'events', '-', '--to', '-'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdin.write(json.dumps(price(1)) + '\n')
        process.stdin.flush()
        self.assertEqual(json.loads(process.stdout.readline())['id'], '1')
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=programs.BOUND)
        self.assertEqual(process.returncode, 1)
        self.assertIn('1 accepted', said)

    def test_a_reader_that_leaves_is_a_quiet_end(self):
        path = self.file('a', *(price(i % 60, id=str(i)) for i in range(5000)))
        done = subprocess.run(f'{programs.FEED} events {path} --to - | head -1', shell=True, capture_output=True,
                              timeout=programs.BOUND, text=True)
        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertNotIn('rror', done.stderr)


class Usage(Feed):
    def test_what_is_wrong_with_the_command_line_is_said(self):
        path = self.file('a', price(1))
        for arguments, words in (
                ((), 'Usage: orewatch-feed COMMAND'),
                (('evnts', path), "did you mean 'events'?"),
                (('events', path), '--to DEST is missing'),
                (('events', path, '--to', 'a.json'), "'a.json' is no destination"),
                (('events', '--to', '-'), ''),
                (('events', path, '--to', '-', '--timout', '1s'), 'timeout'),
                (('replay', path, '--to', '-', '--speed', '60x'), "'60x' is neither max nor a number above 0"),
                (('replay', path, '--to', '-', '--from', 'yesterday'), "'yesterday' is no time"),
                (('baseline', path, '--to', '-', '--received', '2025'), "'2025' is no time")):
            with self.subTest(arguments=arguments):
                self.assertIn(words, self.feed(*arguments, expect=2))

    def test_help_goes_to_standard_output(self):
        for arguments in (('--help',), ('events', '--help'), ('prices', '--help'), ('baseline', '--help'), ('replay', '--help')):
            self.assertEqual(self.feed(*arguments), '')
            self.assertIn('Examples:', self.out)

    def test_a_file_that_cannot_be_opened_is_a_failure(self):
        for feed in ('events', 'baseline', 'replay'):
            said = self.feed(feed, self.folder / 'absent', '--to', '-', expect=1)
            self.assertIn(f'{self.folder}/absent', said)


class Baseline(Feed):
    def test_the_tables_of_the_project_are_whole(self):
        tables = sorted((programs.ROOT / 'data' / 'baseline').glob('*.csv'))
        said = self.feed('baseline', *tables, '--received', '2025-01-31', '--to', self.folder / 'tables.owr')
        self.assertIn(' 0 refused', said)
        events = self.printed('replay', self.folder / 'tables.owr')
        self.assertIn('supply/aluminum/EU/2024-12-31', [e['id'] for e in events])
        self.assertEqual({e['received'] for e in events}, {'2025-01-31T00:00:00.000000000Z'})

    def test_a_table_with_a_bad_row_is_left_out_and_the_others_go_on(self):
        path = self.folder / 'tables.csv'
        path.write_text(SHEET + 'supply,aluminum,EU,2024,t/yr,RU,many,p\nsupply,aluminum,EU,2024,t/yr,NO,1,p\n'
                                'supply,aluminum,US,2024,t/yr,CA,1,p\n')
        events = self.printed('baseline', path, '--source', 'mine', expect=3)
        self.assertEqual([(e['source'], e['id']) for e in events], [('mine', 'supply/aluminum/US/2024-12-31')])
        said = self.feed('baseline', path, '--to', '-', expect=3)
        self.assertIn(f"{path}:2: quantity: 'many' is no number (wrong_type)", said)
        self.assertIn('supply/aluminum/EU/2024-12-31 is left out', said)

    def test_a_file_without_sense_sends_nothing(self):
        for text, words in ((SHEET + 'supply,"aluminum', 'never closes'), ('tabel,unit\n', "did you mean 'table'?")):
            path = self.folder / 'tables.csv'
            path.write_text(text)
            self.assertIn(words, self.feed('baseline', path, '--to', '-', expect=1))
            self.assertEqual(self.out, '')


class Replay(Feed):
    def recording(self, name, *events):
        path = self.folder / name
        self.feed('events', self.file(name + '.ndjson', *events), '--to', path)
        return path

    def test_several_recordings_become_one_in_the_order_of_received(self):
        odd = self.recording('odd.owr', price(1), price(3))
        even = self.recording('even.owr', price(2), price(4))
        self.feed('replay', odd, even, '--to', self.folder / 'all.owr')
        events = self.printed('replay', self.folder / 'all.owr')
        self.assertEqual([e['id'] for e in events], ['1', '2', '3', '4'])
        self.assertTrue(all('received' in e for e in events))

    def test_a_window_of_time_is_cut_out(self):
        path = self.recording('a.owr', *(price(i) for i in range(1, 6)))
        events = self.printed('replay', path, '--from', '2025-02-24T12:00:02Z', '--until', '2025-02-24T12:00:04Z')
        self.assertEqual([e['id'] for e in events], ['2', '3', '4'])

    def test_at_a_speed_the_distances_are_kept(self):
        path = self.recording('a.owr', price(0), price(3))
        start = time.monotonic()
        self.printed('replay', path, '--speed', '10')
        self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_a_damaged_recording_is_a_failure(self):
        path = self.recording('a.owr', price(1))
        damaged = bytearray(path.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        path.write_bytes(damaged)
        self.feed('replay', path, '--to', '-', expect=1)

    def test_a_journal_without_its_head_is_said_to_begin_late(self):
        story = programs.RECORDINGS / '2018-rusal.owr'
        whole = programs.saved_journal(self.folder / 'whole', story)
        self.assertNotIn('begins at', self.feed('replay', whole, '--to', '-'))
        count = len(self.out.splitlines())
        headless = programs.saved_journal(self.folder / 'headless', story, every=3, keep=8192)
        said = self.feed('replay', headless, '--to', '-')
        first = count - len(self.out.splitlines()) + 1
        self.assertGreater(first, 1)
        self.assertIn(f'{headless} begins at offset {first}: what stood before it is not here', said)

    def test_a_cut_recording_gives_what_stands_before_the_cut_and_a_warning(self):
        path = self.recording('a.owr', *(price(i % 60, id=str(i)) for i in range(5000)))  # records of 4,096
        os.truncate(path, path.stat().st_size - 1)
        self.assertIn('ends inside record', self.feed('replay', path, '--to', '-', expect=3))
        self.assertEqual([json.loads(line)['id'] for line in self.out.splitlines()], [str(i) for i in range(4096)])


class Broker(Feed):
    def setUp(self):
        super().setUp()
        self.broker = self.enterContext(programs.Broker(self.folder))
        self.to = ('--to', self.broker.endpoints['ingest'])

    def test_receipts_tell_what_became_of_each_event(self):
        path = self.file('a', price(1), price(2, unit='USD/ton'), price(3))
        said = self.feed('events', path, *self.to, expect=3)
        self.assertRegex(said, f'{path}:2: unit: .*\\(unknown_name\\)')
        self.assertIn('2 accepted, 1 refused', said)
        said = self.feed('events', self.file('b', price(1), price(3)), *self.to)
        self.assertIn('0 accepted, 2 duplicate, 0 refused', said)
        self.feed('events', self.file('c', price(2, unit='USD/ton')), *self.to, expect=6)

    def test_a_name_that_the_configuration_does_not_know_is_refused_with_the_nearest(self):
        said = self.feed('events', self.file('a', price(1, region='EUR')), *self.to, expect=6)
        self.assertRegex(said, ':1: region: .*EUR.*EU.*\\(unknown_name\\)')

    def test_more_events_than_the_credit_arrive(self):
        path = self.file('a', *(price(i % 60, id=str(i)) for i in range(10000)))
        self.assertIn('10000 accepted, 0 refused', self.feed('events', path, *self.to))

    def test_a_replay_keeps_received(self):
        self.feed('events', self.file('a', price(1, received='2025-03-01T00:00:00Z')), '--to', self.folder / 'a.owr')
        self.feed('replay', self.folder / 'a.owr', *self.to)
        events = self.printed('replay', self.broker.journal)
        self.assertEqual([e['received'] for e in events], ['2025-03-01T00:00:00.000000000Z'])


class Nobody(Feed):
    def test_a_broker_that_does_not_answer_ends_the_feed(self):
        said = self.feed('events', self.file('a', price(1)), '--to', f'ipc://{self.folder}/nobody', '--timeout',
                         '300ms', expect=5)
        self.assertIn('is orewatchd running there?', said)
        self.assertIn('1 unanswered', said)

    def test_an_endpoint_that_is_none_is_usage(self):
        self.feed('events', self.file('a', price(1)), '--to', 'tcp://nowhere', expect=2)


if __name__ == '__main__':
    unittest.main()
