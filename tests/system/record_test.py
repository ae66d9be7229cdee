"""orewatch record: a recording of a live log is the log, also while it grows, over a restart, and up to its end."""
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import unittest

import msgpack
import programs
import tail_test
import zmq

CONFIG = 'engine:\n  emit_delta: 0.01\n'


class Recording(tail_test.Watched):
    def setUp(self):
        super().setUp()
        self.file = self.folder / 'recorded.owr'

    def record(self, *arguments, file=None, broker=None, **options):
        endpoints = (broker or self.broker).endpoints
        command = [programs.OREWATCH, 'record', file or self.file, '--stream', endpoints['stream'], '--history',
                   endpoints['history'], *arguments]
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE,
                                   stderr=options.pop('stderr', subprocess.PIPE), text=True, **options)
        self.addCleanup(process.kill)
        return process

    def records(self, code, *arguments, **options):
        """Runs a record to its end; what it said."""
        out, said = self.ends(self.record(*arguments, **options), code)
        self.assertEqual(out, '')
        return said

    def interrupted(self, process, code=0):
        process.send_signal(signal.SIGINT)
        return self.ends(process, code)[1]

    def events(self, log):
        """Every event, with its `received`, as lines of the one text form."""
        return programs.call(programs.FEED, 'replay', log, '--to', '-').decode().splitlines()

    def assert_same(self, recorded, log):
        self.assertEqual(self.events(recorded), self.events(log))
        self.assertEqual(programs.run(recorded), programs.run(log))


class Followed(Recording):
    def test_run_of_it_is_what_the_broker_said(self):
        count = len(programs.run(self.story).splitlines())
        tail = self.following(self.tail('indicator.', 'alert.', '--output', 'json', '--count', count))
        record = self.following(self.record())
        self.replay('--until', '2025-02-20')
        self.replay()
        said = self.ends(tail, 0)[0]
        told = self.interrupted(record)
        self.assertEqual(programs.run(self.file).decode(), said)
        self.assert_same(self.file, self.broker.journal)
        self.assertIn(f'{len(self.events(self.story))} events in {self.file}, offsets 1..', told)

    def test_a_restart_of_the_broker_is_waited_for(self):
        record = self.following(self.record())
        self.replay('--until', '2025-02-20')
        self.broker.restart()
        self.replay()
        self.interrupted(record)
        self.assert_same(self.file, self.broker.journal)

    def test_a_count_ends_it(self):
        record = self.following(self.record('--count', 7, '--timeout', f'{programs.BOUND}s'))
        self.replay()
        self.ends(record, 0)
        self.assertEqual(self.events(self.file), self.events(self.story)[:7])

    def test_a_time_that_is_over_before_enough_came_has_its_own_code(self):
        self.replay('--until', '2025-02-01')
        kept = len(self.events(self.broker.journal))
        self.assertIn(f'{kept} of 999 events came', self.records(7, '--count', 999, '--timeout', '3s'))
        self.assert_same(self.file, self.broker.journal)

    def test_another_log_ends_it_and_what_was_recorded_is_whole(self):
        self.replay('--until', '2025-02-20')
        before = self.events(self.broker.journal)
        record = self.following(self.record())
        self.broker.__exit__(None)
        self.broker.command[self.broker.command.index('--journal') + 1] = self.folder / 'another'
        self.broker.__enter__()
        said = self.ends(record, 3)[1]
        self.assertIn('the broker serves another log now', said)
        self.assertEqual(self.events(self.file), before)

    def test_an_empty_log_makes_a_recording_without_an_event(self):
        self.assertIn('no event came', self.interrupted(self.following(self.record())))
        self.assertEqual(self.events(self.file), [])
        self.assertEqual(programs.run(self.file), b'')

    def test_progress_is_drawn_on_a_terminal(self):
        self.replay()
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        record = self.record(stderr=slave)
        os.close(slave)
        seen = b''
        while not re.search(rb'\r\x1b\[Krecording \d+ events, \d+ s', seen):
            seen += os.read(master, 4096)
        self.interrupted(record)


class Chosen(Recording):
    def setUp(self):
        super().setUp()
        self.replay()
        self.whole = self.events(self.broker.journal)
        self.received = [json.loads(line)['received'] for line in self.whole]

    def test_all_is_the_log(self):
        said = self.records(0, '--no-follow')
        self.assert_same(self.file, self.broker.journal)
        self.assertEqual(said.count('\n'), 1)

    def test_from_somewhere_in_it(self):
        count = len(self.whole)
        day = [r >= '2025-03-01' for r in self.received].index(True)
        month = [r >= '2026-01-30' for r in self.received].index(True)
        for start, first in (('offset:20', 19), ('offset:1', 0), ('time:2025-03-01', day), ('-30d', month),
                             ('last', count - 1), ('new', count)):
            with self.subTest(start):
                self.records(0, '--no-follow', '--force', '--from', start)
                self.assertEqual(self.events(self.file), self.whole[first:])

    def test_offsets_are_those_of_the_log(self):
        said = self.records(0, '--no-follow', '--from', 'offset:3')
        self.assertIn(f'offsets 3..{len(self.whole)}', said)
        causes, all_causes = self.causes(self.file), self.causes(self.broker.journal)
        self.assertTrue(causes)
        self.assertLessEqual(causes, all_causes)

    def causes(self, log):
        """What the alerts of a log name as causes, with the offsets of these."""
        alerts = [output for output in programs.outputs(programs.run(log)) if output['type'] == 'alert']
        return {(cause['source'], cause['id'], cause['offset']) for alert in alerts for cause in alert['because']
                if 'offset' in cause}

    def test_configuration_and_rules_come_with_it(self):
        file = self.folder / 'orewatch.yaml'
        file.write_text(CONFIG)
        self.broker.command += ['--config', file]
        self.broker.restart()
        event = {'type': 'price', 'source': 'desk', 'id': '1', 'time': '2026-03-02T00:00:00Z', 'series': 'LME.AL.3M',
                 'value': 2548, 'unit': 'USD/t'}
        (self.folder / 'more.ndjson').write_text(json.dumps(event) + '\n')
        programs.call(programs.FEED, 'events', self.folder / 'more.ndjson', '--to', self.broker.endpoints['ingest'])
        self.records(0, '--no-follow')
        self.assert_same(self.file, self.broker.journal)
        last = self.folder / 'last.owr'
        self.records(0, '--no-follow', '--from', 'last', file=last)
        self.assertEqual(self.events(last), self.events(self.broker.journal)[-1:])
        told = self.deltas(self.broker.journal)
        self.assertEqual((len(set(told)), told[-1]), (2, msgpack.packb(0.01)))
        self.assertEqual(self.deltas(self.file), told)
        self.assertEqual(self.deltas(last), told[-1:])

    def deltas(self, log):
        """The `emit_delta` of each configuration in a log, as packed."""
        path = pathlib.Path(log)
        files = sorted(path.glob('0*.ows')) if path.is_dir() else [path]
        return [piece[:9] for file in files for piece in file.read_bytes().split(b'\xaaemit_delta')[1:]]


class Refused(Recording):
    def test_a_file_that_is_there_stays(self):
        self.file.write_bytes(b'mine')
        self.assertIn('--force replaces it', self.records(2))
        self.assertEqual(self.file.read_bytes(), b'mine')
        self.records(0, '--no-follow', '--force')
        self.assert_same(self.file, self.broker.journal)

    def test_force_replaces_nothing_before_a_broker_answers(self):
        self.file.write_bytes(b'mine')
        self.records(5, '--force', '--timeout', '1s', '--history', f'ipc://{self.folder}/nobody')
        self.assertEqual(self.file.read_bytes(), b'mine')

    def test_nobody_there_has_its_own_code_and_leaves_no_file(self):
        said = self.records(5, '--history', f'ipc://{self.folder}/nobody')
        self.assertIn('is orewatchd running there?', said)
        self.assertFalse(self.file.exists())

    def test_a_broker_without_a_journal_says_so(self):
        folder = self.folder / 'other'
        folder.mkdir()
        with programs.Broker(folder) as broker:
            pass
        broker.command[broker.command.index('--journal') + 1] = 'none'
        with broker:
            self.assertIn('this broker keeps none', self.records(1, broker=broker))

    def test_what_is_wrong_with_the_command_line_is_said(self):
        self.assertIn('it ends in .owr', self.records(2, file=self.folder / 'story.log'))
        self.assertIn('a log counts by offset:N', self.records(2, '--from', 'seq:3'))
        self.assertIn('nearest offset', self.records(2, '--from', 'ofset:3'))
        self.assertIn('No such file or directory', self.records(1, '--no-follow', file=self.folder / 'no' / 'x.owr'))


class Damaged(Recording):
    """A history of our own, of which something is missing."""

    def setUp(self):
        super().setUp()
        self.history = zmq.Context.instance().socket(zmq.ROUTER)
        self.addCleanup(self.history.close, 0)
        self.history.rcvtimeo = programs.BOUND * 1000
        self.history.bind(f'ipc://{self.folder}/own')

    def answer(self, *offsets, end):
        peer, number, _ = self.history.recv_multipart()
        items = [['event.', {'offset': offset, 'received': offset}, {'type': 'news'}] for offset in offsets]
        page = {'epoch': 1, 'more': False, 'floor': 1, 'offset': end, 'time': end}
        self.history.send_multipart([peer, number, msgpack.packb(page), msgpack.packb(items)])

    def own(self, *arguments):
        return self.record('--history', f'ipc://{self.folder}/own', *arguments)

    def test_what_is_missing_in_the_middle_is_told_by_number(self):
        record = self.own()
        self.answer(1, 2, 5, end=5)
        self.assertIn('offsets 3..4 are missing', self.ends(record, 8)[1])

    def test_what_is_missing_in_front_is_told_by_number(self):
        record = self.own()
        self.answer(4, 5, end=5)
        said = self.ends(record, 8)[1]
        self.assertIn('offsets 1..3 are missing', said)
        self.assertIn('the head of this log was deleted', said)

    def test_a_log_that_was_cut_ends_it(self):
        record = self.own()
        self.answer(1, 2, 3, end=3)
        self.answer(1, end=1)  # asked since the heartbeat names another epoch
        self.assertIn('the log was cut: it ends at offset 1, and offset 3 was there', self.ends(record, 3)[1])


if __name__ == '__main__':
    unittest.main()
