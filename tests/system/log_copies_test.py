"""orewatch bisect, export and backup: logs compared, given to others, and kept twice."""
import json
import os
import sqlite3
import subprocess
import unittest

import programs

STORY = programs.RECORDING.with_suffix('.owr')
RUSAL = programs.RECORDINGS / '2018-rusal.owr'


class Tool(programs.Tool):
    def lines(self, log=STORY):
        return [line + '\n' for line in self.orewatch('export', log, '--to', '-')[0].split('\n')[:-1]]

    def with_another_21st_event(self):
        lines = self.lines()
        other = json.loads(lines[20])
        other['id'] = 'another'
        return self.recording('changed', [*lines[:20], json.dumps(other) + '\n', *lines[21:]])

    def recording(self, name, lines):
        events, path = self.folder / f'{name}.ndjson', self.folder / f'{name}.owr'
        events.write_text(''.join(lines))
        programs.call(programs.FEED, 'events', events, '--to', path)
        return path


class Bisect(Tool):
    def test_the_same_log_is_the_same(self):
        self.assertIn('the same, 32 entries', self.orewatch('bisect', STORY, STORY)[0])

    def test_the_first_entry_that_differs_is_shown_from_both(self):
        out, _ = self.orewatch('bisect', STORY, self.with_another_21st_event(), expect=4)
        self.assertIn('entry 21 is the first that differs, in: bytes', out)
        self.assertIn('"id":"another"', out)
        self.assertIn('"id":"projects-2025-02-24"', out)

    def test_a_shorter_log_ends_where_it_ends(self):
        shorter = self.recording('shorter', self.lines()[:10])
        out, _ = self.orewatch('bisect', STORY, shorter, expect=4)
        self.assertIn(f'{shorter}: ends here', out)
        self.assertIn('entry 11 is the first that differs, in: length', out)

    def test_two_files_of_digests_name_entry_and_part(self):
        one, two = self.folder / 'one', self.folder / 'two'
        self.orewatch('run', STORY, '--output', 'none', '--digest-file', one, '--digest-every', '1')
        self.orewatch('run', STORY, '--output', 'none', '--digest-file', two, '--digest-every', '4')
        self.assertIn('the same up to entry 32', self.orewatch('bisect', '--digests', one, two)[0])
        self.orewatch('run', STORY, '--output', 'none', '--digest-file', two, '--digest-every', '1', '--rules',
                      self.rules())
        out, _ = self.orewatch('bisect', '--digests', one, two, '--log', STORY, expect=4)
        self.assertIn('after entry 1, offset 1', out)
        self.assertRegex(out, r'it differs in:.* rulebook rules_hash')
        self.assertIn('"table":"governance"', out)

    def rules(self):
        rules = self.folder / 'rules.yaml'
        defaults = programs.ROOT / 'data' / 'rules' / 'default.yaml'
        rules.write_text(defaults.read_text().replace('name: state', 'name: other'))
        return rules

    def test_two_builds_are_run_and_the_entry_is_found(self):
        """The other build: this one, which reads the 21st event wrongly."""
        self.assertIn('the same', self.orewatch('bisect', '--log', STORY, programs.OREWATCH, programs.OREWATCH)[0])
        changed = self.with_another_21st_event()
        other = self.folder / 'other'
        other.write_text(f'#!/bin/sh\nshift 2\nexec {programs.OREWATCH} run {changed} "$@"\n')
        other.chmod(0o755)
        out, _ = self.orewatch('bisect', '--log', STORY, programs.OREWATCH, other, expect=4)
        self.assertIn('after entry 21, offset 21; the last that is the same is that after entry 20', out)
        self.assertIn('"id":"projects-2025-02-24"', out)

    def test_logs_of_which_one_lost_its_head_are_compared_from_there(self):
        whole = programs.saved_journal(self.folder / 'whole', RUSAL)
        headless = programs.saved_journal(self.folder / 'headless', RUSAL, every=3, keep=8192)
        first = json.loads(self.orewatch('verify', headless, '--output', 'json')[0])['first_offset']
        for one, other in ((whole, headless), (headless, whole)):
            out, _ = self.orewatch('bisect', one, other)
            self.assertIn(f'from offset {first} on', out)
            self.assertIn('the same', out)
        out, _ = self.orewatch('bisect', headless, RUSAL, expect=4)  # the recording has no ticks
        self.assertIn('"kind":"tick"', out)

    def test_two_builds_over_a_log_without_its_head_name_the_entry(self):
        headless = programs.saved_journal(self.folder / 'headless', RUSAL, every=3, keep=8192)
        one, two = self.folder / 'one', self.folder / 'two'
        self.orewatch('run', headless, '--output', 'none', '--digest-file', one, '--digest-every', '1')
        self.orewatch('verify', headless, '--digests', one)
        lines = one.read_text().splitlines(keepends=True)
        offset = int(lines[6].split()[1])
        lines[6] = lines[6].replace('state=', 'state=0', 1)
        two.write_text(''.join(lines))
        out, _ = self.orewatch('bisect', '--digests', one, two, '--log', headless, expect=4)
        self.assertIn(f'that after entry 7, offset {offset}', out)
        self.assertIn(f'"offset":{offset}', out)

    def test_a_program_that_is_none_is_a_failure(self):
        self.assertIn('exit code 1',
                      self.orewatch('bisect', '--log', STORY, programs.OREWATCH, '/bin/false', expect=1)[1])
        self.assertIn('cannot be started',
                      self.orewatch('bisect', '--log', STORY, self.folder / 'absent', programs.OREWATCH, expect=1)[1])


class Export(Tool):
    def test_the_lines_go_back_in_and_give_the_same_bytes(self):
        recordings = sorted(STORY.parent.glob('*.owr'))
        self.assertIn(STORY, recordings)
        for recording in recordings:
            with self.subTest(recording.name):
                again = self.recording(recording.stem, self.lines(recording))
                self.assertEqual(again.read_bytes(), recording.read_bytes())

    def test_unknown_keys_and_every_digit_travel(self):
        event = {'type': 'price', 'source': 'me', 'id': '1', 'time': '2025-02-24T00:00:00.123456789Z',
                 'received': '2025-02-24T00:00:01.000000001Z', 'series': 'LME.AL.3M', 'value': 2548.1234567890123,
                 'unit': 'USD/t', 'mine': {'a': [1, -3, 2.0, 1e-9, True, None, 'tab\there "q" \u2028'], 'b': {}}}
        first = self.recording('first', [json.dumps(event) + '\n'])
        lines = self.lines(first)
        self.assertEqual(json.loads(lines[0]), event)
        self.assertEqual(self.recording('second', lines).read_bytes(), first.read_bytes())

    def test_a_received_that_the_event_did_not_carry_is_added(self):
        event = {'type': 'price', 'source': 'me', 'id': '1', 'time': '2025-02-24T00:00:00Z', 'series': 'LME.AL.3M',
                 'value': 2548, 'unit': 'USD/t'}
        bare = self.recording('bare', [json.dumps(event) + '\n'])
        out, said = self.orewatch('export', bare, '--to', '-')
        self.assertEqual(json.loads(out)['received'], '2025-02-24T00:00:00.000000000Z')
        self.assertIn('1 events get other bytes', said)
        again = self.recording('again', [out])
        self.assertEqual(programs.run(again), programs.run(bare))

    def test_a_database_holds_every_event_and_output(self):
        path = self.folder / 'story.sqlite'
        self.orewatch('export', STORY, '--to', path)
        outputs = programs.outputs(programs.run(STORY))
        with sqlite3.connect(path) as database:
            def one(question):
                return database.execute(question).fetchone()

            self.assertEqual(one('select count(*) from entries'), (32,))
            events = database.execute('select json from events order by offset')
            self.assertEqual([json.loads(row[0]) for row in events], [json.loads(line) for line in self.lines()])
            for table, kind in (('indicators', 'indicator'), ('alerts', 'alert')):
                rows = database.execute(f'select json from {table} order by offset, part')
                self.assertEqual([json.loads(row[0]) for row in rows], [o for o in outputs if o['type'] == kind])
            causes = sum(len(o.get('because', ())) for o in outputs if o['type'] == 'alert')
            self.assertEqual(one('select count(*) from causes'), (causes,))
            self.assertEqual(one('select sum(events) from sources'), (32,))
            self.assertEqual(one("select severity, kind from alerts where region = 'EU' and time >= '2025-02-24T12:00'"
                                 " order by offset, part"), ('moderate', 'state'))
            self.assertEqual(one('pragma integrity_check'), ('ok',))
        database.close()

    def test_of_a_journal_without_its_head_what_is_there_is_exported(self):
        headless = programs.saved_journal(self.folder / 'headless', RUSAL, every=3, keep=8192)
        found = json.loads(self.orewatch('verify', headless, '--output', 'json')[0])
        out, said = self.orewatch('export', headless, '--to', '-')
        self.assertEqual(len(out.splitlines()), found['last_offset'] - found['first_offset'] + 1)
        self.assertIn(f'begins at offset {found["first_offset"]}', said)
        path = self.folder / 'headless.sqlite'
        _, said = self.orewatch('export', headless, '--to', path)
        self.assertIn(f'starts from the checkpoint at offset {found["base_offset"]}', said)
        with sqlite3.connect(path) as database:
            self.assertEqual(database.execute('select min(offset), max(offset) from events').fetchone(),
                             (found['base_offset'] + 1, 35))
            alerts = [o for o in programs.outputs(programs.run(headless)) if o['type'] == 'alert']
            self.assertEqual(database.execute('select count(*) from alerts').fetchone(), (len(alerts),))
        database.close()

    def memory_of(self, *arguments):
        """The most that the tool ever held, in MiB."""
        environment = {**os.environ, 'ASAN_OPTIONS': 'quarantine_size_mb=1:' + os.environ.get('ASAN_OPTIONS', '')}
        process = subprocess.Popen([str(a) for a in (programs.OREWATCH, *arguments)], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss / 1024

    def long_log(self, events):
        return self.recording(f'log{events}', (
            f'{{"type":"status","source":"s","id":"{i}","time":"2025-01-01T00:00:00Z","health":"ok","reason":"test",'
            f'"text":"{"x" * 500}"}}\n' for i in range(events)))

    def test_memory_does_not_grow_with_the_log(self):
        short, long = self.long_log(1000), self.long_log(40000)
        self.assertGreater(long.stat().st_size, short.stat().st_size + 20 * 2 ** 20)
        for form in ('sqlite', 'ndjson'):
            grown = (self.memory_of('export', long, '--to', self.folder / f'long.{form}') -
                     self.memory_of('export', short, '--to', self.folder / f'short.{form}'))
            self.assertLess(grown, 8, form)
        self.assertLess(self.memory_of('verify', long) - self.memory_of('verify', short), 8)

    def test_a_file_that_exists_or_has_no_known_ending_is_refused(self):
        there = self.folder / 'there.sqlite'
        there.write_text('mine')
        self.assertIn('exists already', self.orewatch('export', STORY, '--to', there, expect=1)[1])
        self.assertEqual(there.read_text(), 'mine')
        self.assertIn('.sqlite', self.orewatch('export', STORY, '--to', 'story.xlsx', expect=2)[1])
        self.assertIn('--to', self.orewatch('export', STORY, expect=2)[1])

    def test_a_damaged_log_leaves_no_file(self):
        damaged, out = self.folder / 'damaged.owr', self.folder / 'out.sqlite'
        data = bytearray(STORY.read_bytes())
        data[500] ^= 1
        damaged.write_bytes(data)
        self.orewatch('export', damaged, '--to', out, expect=1)
        self.assertEqual([p.name for p in self.folder.iterdir()], ['damaged.owr'])


class Backup(Tool):
    def test_a_live_journal_is_copied_and_the_copy_says_the_same(self):
        copy = self.folder / 'copy'
        with programs.Broker(self.folder) as broker:
            programs.call(programs.FEED, 'replay', STORY, '--to', broker.endpoints['ingest'])
            out, _ = self.orewatch('backup', broker.journal, copy)
            self.assertIn('last offset 32', out)
            self.assertIn('exists already', self.orewatch('backup', broker.journal, copy, expect=1)[1])
        self.assertIn('whole', self.orewatch('verify', copy)[0])
        self.assertEqual(programs.run(copy), programs.run(broker.journal))

    def test_a_journal_without_its_head_is_copied_with_what_stands_for_it(self):
        headless, copy = self.folder / 'headless', self.folder / 'copy'
        programs.saved_journal(headless, RUSAL, every=3, keep=8192)
        out, _ = self.orewatch('backup', headless, copy)
        self.assertIn(f'; {len(list(headless.glob("*.owc")))} checkpoints', out)
        one, other = (json.loads(self.orewatch('verify', log, '--output', 'json')[0]) for log in (headless, copy))
        for field in ('first_offset', 'last_offset', 'base_offset', 'checkpoints', 'records'):
            self.assertEqual(one[field], other[field], field)
        self.assertNotEqual(one['epoch'], other['epoch'])
        self.assertEqual(programs.run(copy), programs.run(headless))
        for path in headless.glob('*.owc'):
            path.unlink()
        _, said = self.orewatch('backup', headless, self.folder / 'again', expect=3)
        self.assertIn('no broker can start from it', said)

    def large_events(self, first, count):
        """Few events that fill a journal: the bytes behind which a broker makes a checkpoint come soon."""
        return ''.join(f'{{"type":"price","source":"me","id":"{number}","time":"2026-03-02T00:00:00Z",'
                       f'"received":"2026-03-02T00:00:00Z","series":"LME.AL.3M","value":{2500 + number % 97},'
                       f'"unit":"USD/t","mine":"{"x" * 60000}"}}\n' for number in range(first, first + count))

    def test_a_broker_whose_head_is_deleted_is_copied_while_it_runs_and_goes_on_from_the_copy(self):
        retention = ('--segment-size', '8MiB', '--journal-keep', '16MiB')
        with programs.Broker(self.folder, *retention) as broker:
            for first in range(1, 24000, 1200):  # a busy machine makes checkpoints less often
                programs.call(programs.FEED, 'events', '-', '--to', broker.endpoints['ingest'],
                              input=self.large_events(first, 1200).encode())
                if not (broker.journal / '000000000001.ows').exists():
                    break
            copy = self.folder / 'copy'
            self.orewatch('backup', broker.journal, copy)
        one, other = (json.loads(self.orewatch('verify', log, '--output', 'json')[0]) for log in (broker.journal, copy))
        self.assertGreater(one['base_offset'], 0)
        self.assertGreaterEqual(other['checkpoints'], 2)
        self.assertEqual(one['last_offset'], other['last_offset'])
        with programs.Broker(self.folder, *retention, journal='copy') as broker:
            programs.call(programs.FEED, 'events', '-', '--to', broker.endpoints['ingest'],
                          input=self.large_events(one['last_offset'], 2).encode())
        restored = [line for line in (self.folder / 'broker.log').read_text().splitlines() if 'event=restored' in line]
        self.assertRegex(restored[-1], r'checkpoint=[1-9]')
        found = json.loads(self.orewatch('verify', copy, '--output', 'json')[0])
        self.assertEqual(found['last_offset'], one['last_offset'] + 1)  # the other was in the log before: a duplicate

    def test_what_is_no_journal_is_a_failure(self):
        self.orewatch('backup', STORY, self.folder / 'copy', expect=1)
        self.orewatch('backup', self.folder, self.folder / 'copy', expect=1)
        self.orewatch('backup', self.folder, expect=2)


if __name__ == '__main__':
    unittest.main()
