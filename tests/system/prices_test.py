"""orewatch-feed prices: files as they are published, through a real broker and into recordings."""
import datetime
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import programs

ONE = ('--value-column', 'close', '--series', 'LME.AL.3M', '--unit', 'USD/t')
LONG = ('--value-column', 'value', '--series-column', 'series', '--unit', 'USD/t')
WIDE = ('--unit', 'USD/t')


class Prices(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, text, name='prices.csv', encoding='utf-8'):
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def feed(self, *arguments, expect=0, **options):
        """Runs the feed to its end; gives what it said on standard error."""
        done = subprocess.run([str(a) for a in (programs.FEED, 'prices', *arguments)], capture_output=True,
                              timeout=programs.BOUND, **options)
        self.assertEqual(done.returncode, expect, f'{arguments}\n{done.stdout.decode()}\n{done.stderr.decode()}')
        self.out = done.stdout
        return done.stderr.decode()

    def events(self, *arguments, **options):
        self.said = self.feed(*arguments, '--dry-run', **options)
        return [json.loads(line) for line in self.out.splitlines()]

    def values(self, *arguments, **options):
        return [(e['series'], e['id'].rpartition('/')[2], e['value']) for e in self.events(*arguments, **options)]


class Tables(Prices):
    def test_a_table_of_one_series(self):
        path = self.file('date,close\n2025-02-24,2548.5\n2025-02-25,2550\n')
        self.assertEqual(self.events(path, *ONE)[0], {
            'type': 'price', 'source': 'prices/prices', 'id': 'LME.AL.3M/2025-02-24',
            'time': '2025-02-24T17:00:00.000000000Z', 'series': 'LME.AL.3M', 'value': 2548.5, 'unit': 'USD/t'})

    def test_a_long_table_with_a_series_column(self):
        path = self.file('series,date,value\nLME.AL.3M,2025-02-24,1\nLME.AL.CASH,2025-02-24,2\n')
        self.assertEqual(self.values(path, *LONG), [('LME.AL.3M', '2025-02-24', 1), ('LME.AL.CASH', '2025-02-24', 2)])

    def test_a_series_is_known_by_the_name_that_the_file_has_for_it(self):
        path = self.file('series,date,value\n铝,2025-02-24,1\n铜,2025-02-24,2\n')
        self.assertEqual(self.values(path, *LONG, '--map', '铝=SHFE.AL'), [('SHFE.AL', '2025-02-24', 1)])
        self.assertIn('1 rows are of series that --map does not name', self.said)

    def test_a_wide_table(self):
        path = self.file('date\tLME.AL.3M\tLME.AL.CASH\n2025-02-24\t1\t2\n', 'prices.tsv')
        self.assertEqual(self.values(path, *WIDE), [('LME.AL.3M', '2025-02-24', 1), ('LME.AL.CASH', '2025-02-24', 2)])

    def test_a_table_without_a_header(self):
        path = self.file('1,2025-02-24,x\n2,2025-02-25,y\n')
        self.assertEqual(self.values(path, '--no-header', '--date-column', '2', '--map', '1=LME.AL.3M', *WIDE),
                         [('LME.AL.3M', '2025-02-24', 1), ('LME.AL.3M', '2025-02-25', 2)])

    def test_units_of_a_column_of_a_series_and_of_all(self):
        path = self.file('series,date,value,unit\nLME.AL.3M,2025-02-24,1,\nLME.AL.STOCK,2025-02-24,2,\n'
                         'SHFE.AL,2025-02-24,3,CNY/t\n')
        events = self.events(path, *LONG, '--unit-column', 'unit', '--units', 'LME.AL.STOCK=t')
        self.assertEqual({e['series']: e['unit'] for e in events},
                         {'LME.AL.3M': 'USD/t', 'LME.AL.STOCK': 't', 'SHFE.AL': 'CNY/t'})

    def test_quoted_cells_hold_delimiters_quotes_and_line_ends(self):
        path = self.file('date,note,close\r\n2025-02-24,"a, ""b""\r\nc","2,548.5"\r\n2025-02-25,d,1\r\n')
        self.assertEqual(self.values(path, *ONE, '--thousands', 'comma'),
                         [('LME.AL.3M', '2025-02-24', 2548.5), ('LME.AL.3M', '2025-02-25', 1)])

    def test_cells_without_a_value_are_counted_and_no_error(self):
        path = self.file('date,close\n2025-02-24,\n2025-02-25,.\n2025-02-26,-\n2025-02-27,n/a\n2025-02-28,N/A\n'
                         '2025-03-03,-999\n2025-03-04,5\n')
        self.assertEqual(self.values(path, *ONE, '--missing', '-999'), [('LME.AL.3M', '2025-03-04', 5)])
        self.assertIn('6 cells hold no value', self.said)

    def test_files_are_merged_by_time(self):
        first = self.file('date,LME.AL.3M\n2025-02-24,1\n2025-02-26,3\n', 'a.csv')
        second = self.file('date,LME.AL.CASH\n2025-02-25,2\n', 'b.csv')
        self.assertEqual([v for _, _, v in self.values(first, second, *WIDE)], [1, 2, 3])


class Dates(Prices):
    def test_every_form_means_the_same_day(self):
        for form, *options in (('2025-02-24',), ('24.02.2025',), ('20250224',), ('2025年2月24日',), ('24-Feb-25',),
                               ('24 Feb 2025',), ('02/24/2025', '--date-format', 'MM/DD/YYYY'),
                               ('24/02/2025', '--date-format', 'DD/MM/YYYY')):
            with self.subTest(form=form):
                self.assertEqual(self.values(self.file(f'date,close\n{form},1\n'), *ONE, *options),
                                 [('LME.AL.3M', '2025-02-24', 1)])

    def test_what_can_be_read_in_two_ways_refuses_the_file(self):
        said = self.feed(self.file('date,close\n2025-02-24,1\n03/04/2025,2\n'), *ONE, '--dry-run', expect=1)
        self.assertRegex(said, r'prices.csv:3: date: "03/04/2025" .*--date-format MM/DD/YYYY or DD/MM/YYYY')
        self.assertEqual(self.out, b'')

    def test_a_day_closes_as_its_market_in_summer_and_winter(self):
        path = self.file('date,LME.AL.3M,SHFE.AL\n2025-02-24,1,2\n2025-07-24,3,4\n')
        self.assertEqual([(e['value'], e['time'][:16]) for e in self.events(path, *WIDE)],
                         [(2, '2025-02-24T07:00'), (1, '2025-02-24T17:00'), (4, '2025-07-24T07:00'),
                          (3, '2025-07-24T16:00')])

    def test_a_configuration_says_when_its_markets_close(self):
        config = self.file('engine:\n  markets:\n    - {material: aluminum, region: "*", role: price, series: MY.AL, '
                           'unit: USD/t, close: "09:30", zone: Asia/Tokyo}\n', 'orewatch.yaml')
        path = self.file('date,MY.AL\n2025-02-24,1\n')
        self.assertEqual(self.events(path, *WIDE, '--config', config)[0]['time'], '2025-02-24T00:30:00.000000000Z')
        config.write_text(config.read_text().replace('09:30', '25:30'))
        self.assertRegex(self.feed(path, *WIDE, '--dry-run', '--config', config, expect=1), 'orewatch.yaml:3:.*25:30')

    def test_close_and_zone_say_it_for_all(self):
        path = self.file('date,LME.AL.3M,MY.OWN\n2025-07-24,1,2\n')
        for event in self.events(path, *WIDE, '--close', '12:15', '--zone', 'America/New_York'):
            self.assertEqual(event['time'], '2025-07-24T16:15:00.000000000Z')

    def test_a_series_that_no_market_names_needs_a_closing_time(self):
        said = self.feed(self.file('date,LME.AL.3N\n2025-07-24,1\n'), *WIDE, '--dry-run', expect=6)
        self.assertRegex(said, r'prices.csv:2: .*LME.AL.3N closes.*nearest "LME.AL.3M"; --close and --zone')

    def test_times_of_day_are_by_the_clocks_of_the_market(self):
        path = self.file('date,LME.AL.3M\n2025-07-24 10:30,1\n2025-07-24T10:30:00Z,2\n2025-07-24 11:00:05,3\n')
        events = self.events(path, *WIDE)
        self.assertEqual([(e['id'].partition('/')[2], e['value']) for e in events],
                         [('2025-07-24T09:30:00Z', 1), ('2025-07-24T10:00:05Z', 3), ('2025-07-24T10:30:00Z', 2)])

    def test_the_time_may_stand_in_a_column_of_its_own(self):
        path = self.file('date,clock,LME.AL.3M\n24.02.2025,10:30,1\n24.02.2025,,2\n')
        self.assertEqual([e['time'][:16] for e in self.events(path, *WIDE, '--time-column', 'clock', '--map',
                                                             'LME.AL.3M=LME.AL.3M')],
                         ['2025-02-24T10:30', '2025-02-24T17:00'])


class Order(Prices):
    def test_a_file_that_begins_with_the_newest_goes_out_by_time(self):
        rows = [f'2025-{m:02}-{d:02},"{m * 100 + d}"\n' for m in range(1, 13) for d in range(1, 29)]
        path = self.file('date,close\n' + ''.join(reversed(rows)))
        self.assertEqual([v for _, _, v in self.values(path, *ONE)],
                         [m * 100 + d for m in range(1, 13) for d in range(1, 29)])

    def test_a_bad_row_of_it_has_its_line(self):
        said = self.feed(self.file('date,close\n2025-02-26,3\n2025-02-25,x\n2025-02-24,1\n'), *ONE, '--dry-run',
                         expect=3)
        self.assertIn('prices.csv:3: close: "x" is no number', said)

    def test_one_series_after_the_other_goes_out_by_time(self):
        path = self.file('series,date,value\n' + ''.join(f'{s},2025-02-{d},{d}\n' for s in ('LME.AL.3M', 'LME.AL.CASH')
                                                          for d in (24, 25, 26)))
        self.assertEqual([v for _, _, v in self.values(path, *LONG)], [24, 24, 25, 25, 26, 26])

    def test_a_pipe_is_read_to_its_end_and_then_by_time(self):
        self.assertEqual(self.values('-', *ONE, input=b'date,close\n2025-02-25,2\n2025-02-24,1\n'),
                         [('LME.AL.3M', '2025-02-24', 1), ('LME.AL.3M', '2025-02-25', 2)])


class Encodings(Prices):
    TEXT = '日期,收盘价\n2025年2月24日,20805\n'
    MAP = ('--date-column', '日期', '--map', '收盘价=SHFE.AL', '--unit', 'CNY/t')

    def test_chinese_headers_are_matched_whatever_the_file_is_written_in(self):
        for encoding, *options in (('utf-8',), ('utf-8-sig',), ('utf-16',), ('gb18030', '--encoding', 'GB18030'),
                                   ('gbk', '--encoding', 'GBK'), ('utf-16-le', '--encoding', 'UTF-16LE')):
            with self.subTest(encoding=encoding):
                path = self.file(self.TEXT, encoding=encoding)
                self.assertEqual(self.values(path, *self.MAP, *options), [('SHFE.AL', '2025-02-24', 20805)])

    def test_what_is_not_utf_8_is_refused_with_advice(self):
        for encoding, advice in (('utf-16-le', '--encoding UTF-16LE'), ('utf-16-be', '--encoding UTF-16BE')):
            self.assertIn(advice, self.feed(self.file(self.TEXT, encoding=encoding), *self.MAP, '--dry-run', expect=1))
        path = self.file('date,close,note\n2025-02-24,1,铝\n', encoding='gb18030')
        self.assertIn('--encoding says', self.feed(path, *ONE, '--dry-run', expect=1))


class Refusals(Prices):
    def test_a_bad_cell_is_named_and_the_rest_is_read(self):
        path = self.file('date,LME.AL.3M,LME.AL.CASH\n2025-02-24,1,x\n31.02.2025,2,3\n2025-02-26,"2,548",5\n')
        self.assertEqual([v for _, _, v in self.values(path, *WIDE, expect=3)], [1, 5])
        self.assertIn(f'{path}:2: LME.AL.CASH: "x" is no number: digits, `.` before decimals', self.said)
        self.assertIn(f'{path}:3: date: "31.02.2025" is no date: YYYY-MM-DD', self.said)
        self.assertIn(f'{path}:4: LME.AL.3M: "2,548" is no number', self.said)
        self.assertIn('2 accepted, 3 refused', self.said)

    def test_a_file_whose_rows_do_not_fit_its_header_is_refused_before_anything_is_sent(self):
        row = '2025-02-24,' + ','.join(['1'] * 94) + '\n'
        path = self.file('date,' + ','.join(f'S{i}' for i in range(62)) + '\n' + row * 3)
        said = self.feed(path, '--to', self.folder / 'a.owr', '--map', 'S1=LME.AL.3M', *WIDE, expect=1)
        self.assertIn(f'{path}:2: this row has 95 cells, but the header (line 1) names 63 columns; 3 of 3 rows', said)
        self.assertFalse((self.folder / 'a.owr').exists())

    def test_one_row_that_does_not_fit_is_enough_unless_ragged_rows_are_expected(self):
        path = self.file('date,close\n2025-02-24,1\n2025-02-25,2\nSource: the exchange\n')
        self.assertIn('prices.csv:4: this row has 1 cells', self.feed(path, *ONE, '--dry-run', expect=1))
        self.assertEqual(self.out, b'')
        self.assertEqual(len(self.events(path, *ONE, '--ragged', expect=3)), 2)
        self.assertIn('prices.csv:4: this row has 1 cells, the table 2 columns', self.said)

    def test_a_quote_that_never_closes_refuses_the_file(self):
        said = self.feed(self.file('date,close\n2025-02-24,1\n2025-02-25,"2\n2025-02-26,3\n'), *ONE, '--dry-run',
                         expect=1)
        self.assertIn('prices.csv:3: a quote opens in this row and never closes', said)
        self.assertEqual(self.out, b'')

    def test_what_is_wrong_with_the_command_line_is_said(self):
        path = self.file('date,close\n2025-02-24,1\n')
        for arguments, words in (
                ((*ONE, '--date-column', 'day'), 'there is no column "day"'),
                (('--value-column', 'close', '--unit', 'USD/t'), '--series SERIES or --series-column COLUMN'),
                (('--series', 'A', '--unit', 'USD/t'), '--series needs --value-column'),
                (('--map', 'close', '--unit', 'USD/t'), "'close' is no TEXT=SERIES"),
                (('--map', 'close=LME AL', '--unit', 'USD/t'), "'LME AL' is none"),
                (('--map', 'close=A'), 'no unit is said'),
                (('--map', 'close=A', '--unit', 'USD/ton'), 'nearest "USD/t"'),
                (('--map', 'close=A', '--units', 'A=CNY/to'), 'nearest "CNY/t"'),
                ((*ONE, '--date-format', 'YYYY-MM-D'), "did you mean 'YYYY-MM-DD'?"),
                ((*ONE, '--zone', 'Europe/Londn'), "did you mean 'Europe/London'?"),
                ((*ONE, '--close', '25:00'), "'25:00' is no time of day"),
                ((*ONE, '--decimal', 'comma', '--thousands', 'comma'), 'the same character'),
                ((*ONE, '--encoding', 'KLINGON'), 'none that iconv knows'),
                ((*ONE, '--revision', '0'), '--revision'),
                ((*ONE, '--profile', 'lem'), "did you mean 'lme'?"),
                ((*ONE, '--config', 'absent.yaml'), 'absent.yaml')):
            with self.subTest(arguments=arguments):
                code = 1 if words in ('there is no column "day"', 'none that iconv knows', 'absent.yaml') else 2
                self.assertIn(words, self.feed(path, *arguments, '--dry-run', expect=code))

    def test_a_file_that_cannot_be_opened_is_a_failure(self):
        self.assertIn('absent.csv', self.feed(self.folder / 'absent.csv', *ONE, '--dry-run', expect=1))


class Destinations(Prices):
    ROWS = 'date,LME.AL.3M,SHFE.AL\n2025-02-24,1,2\n2025-02-25,3,4\n'

    def test_a_recording_holds_the_events_by_time(self):
        recording = self.folder / 'a.owr'
        self.assertIn('4 accepted, 0 refused', self.feed(self.file(self.ROWS), *WIDE, '--to', recording))
        out = programs.call(programs.FEED, 'replay', recording, '--to', '-')
        self.assertEqual([e['value'] for e in programs.outputs(out)], [2, 1, 4, 3])

    def test_a_file_sent_again_is_a_duplicate_and_a_changed_value_needs_a_revision(self):
        with programs.Broker(self.folder) as broker:
            path = self.file(self.ROWS)
            to = ('--to', broker.endpoints['ingest'])
            self.assertIn('4 accepted, 0 refused', self.feed(path, *WIDE, *to))
            self.assertIn('0 accepted, 4 duplicate, 0 refused', self.feed(path, *WIDE, *to))
            path.write_text(self.ROWS.replace(',3,', ',5,'))
            said = self.feed(path, *WIDE, *to, expect=3)
            self.assertRegex(said, r'prices.csv:3: id: "LME.AL.3M/2025-02-25" .* a change needs a higher revision '
                                   r'\(conflict\)')
            self.assertIn('1 prices are not what was sent before', said)
            self.assertIn('--revision 2 replaces', said)
            self.assertIn('4 accepted', self.feed(path, *WIDE, *to, '--revision', '2'))


class Large(Prices):
    """Memory is that of a few blocks, however large the file: newest first, so that it is read from its end."""
    ROWS = 100_000 if 'san' in str(programs.BUILD) else 500_000

    def peak(self, rows):
        """Kilobytes that the feed had at most."""
        start = datetime.datetime(2025, 1, 1)
        path = self.folder / f'{rows}.csv'
        with open(path, 'w') as out:
            out.write('date,close\n')
            for i in reversed(range(rows)):
                out.write(f'{start + datetime.timedelta(minutes=i)}Z,{i % 97}\n')
        command = [str(a) for a in (programs.FEED, 'prices', path, *ONE, '--to', self.folder / f'{rows}.owr')]
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        with process.stderr:
            said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, said)
        self.assertIn(f'{rows} accepted', said)
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_file(self):
        few = self.peak(70_000)  # from 65,536 events on the door's window of duplicates is full
        self.assertLess(self.peak(self.ROWS), few + 16 * 1024)


if __name__ == '__main__':
    unittest.main(verbosity=2)
