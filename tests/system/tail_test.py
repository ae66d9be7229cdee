"""orewatch tail: what it prints of a live stream, and with which exit code it ends."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import unittest

import msgpack
import programs
import zmq


class Tail(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.story = self.folder / 'story.owr'
        tables = sorted((programs.ROOT / 'data' / 'baseline').glob('*.csv'))
        programs.call(programs.FEED, 'baseline', *tables, '--received', '2025-01-31', '--to', self.folder / 'base.owr')
        programs.call(programs.FEED, 'events', programs.RECORDING / 'events.ndjson', '--to', self.folder / 'events.owr')
        programs.call(programs.FEED, 'replay', self.folder / 'base.owr', self.folder / 'events.owr', '--to', self.story)
        self.broker = self.enterContext(programs.Broker(self.folder))

    def tail(self, *arguments, stdout=None, stream=None, **options):
        """Starts a tail of our broker."""
        command = [programs.OREWATCH, 'tail', '--stream', stream or self.broker.endpoints['stream'], *arguments]
        process = subprocess.Popen([str(c) for c in command], stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True, **options)
        self.addCleanup(process.kill)
        return process

    def following(self, process):
        """Waits until nothing can be missed any more."""
        self.assertIn('following', process.stderr.readline())
        return process

    def replay(self):
        programs.call(programs.FEED, 'replay', self.story, '--to', self.broker.endpoints['ingest'])

    def ends(self, process, code):
        out, said = process.communicate(timeout=programs.BOUND)
        self.assertEqual(process.returncode, code, f'{out}\n{said}')
        return out, said

    def test_what_comes_live_is_what_run_derives(self):
        derived = programs.run(self.story).decode()
        count = len(derived.splitlines())
        tail = self.following(self.tail('indicator.', 'alert.', '--output', 'json', '--count', count))
        self.replay()
        self.assertEqual(self.ends(tail, 0)[0], derived)

    def test_alerts_come_as_plain_paragraphs_when_piped(self):
        tail = self.following(self.tail('--count', 3))
        self.replay()
        out, _ = self.ends(tail, 0)
        self.assertNotIn('\033', out)
        paragraphs = out.split('\n\n')[:-1]
        self.assertEqual(len(paragraphs), 3)
        for paragraph in paragraphs:
            self.assertRegex(paragraph, r'^2025-\d\d-\d\d \d\d:\d\d:\d\d  [A-Z]+ +\S+/\S+  \w+')
            self.assertIn('\n  because ', paragraph)

    def test_a_topic_catches_no_other(self):
        tail = self.following(self.tail('alert.aluminum.EU.', '--output', 'json', '--count', 2))
        self.replay()
        alerts = [json.loads(line) for line in self.ends(tail, 0)[0].splitlines()]
        self.assertEqual({(a['material'], a['region']) for a in alerts}, {('aluminum', 'EU')})

    def test_indicators_are_lines(self):
        tail = self.following(self.tail('indicator.aluminum.EU.composite.', '--count', 1))
        self.replay()
        self.assertRegex(self.ends(tail, 0)[0], r'^2025-\S+ \S+  aluminum/EU  composite \d+\.\d\d  x 0\.\d+')

    def test_colour_is_for_those_who_ask_for_it(self):
        tail = self.following(self.tail('--count', 1, '--color', 'always'))
        self.replay()
        self.assertIn('\033[', self.ends(tail, 0)[0])

    def test_a_time_that_is_over_before_enough_came_has_its_own_code(self):
        _, said = self.ends(self.tail('--count', 1, '--timeout', '1500ms'), 7)
        self.assertIn('0 of 1 messages came', said)

    def test_a_time_without_a_count_is_a_good_end(self):
        self.ends(self.tail('--timeout', '1500ms'), 0)

    def test_nobody_there_has_its_own_code(self):
        _, said = self.ends(self.tail('--timeout', '300ms', stream=f'ipc://{self.folder}/nobody'), 5)
        self.assertIn('is orewatchd running there?', said)

    def test_a_signal_is_a_good_end(self):
        tail = self.following(self.tail())
        tail.send_signal(signal.SIGINT)
        self.ends(tail, 0)

    def test_a_reader_that_leaves_is_a_quiet_end(self):
        read, write = os.pipe()
        tail = self.following(self.tail(stdout=write))
        os.close(write)
        os.close(read)
        self.replay()
        _, said = self.ends(tail, 0)
        self.assertEqual(said, '')

    def test_what_is_wrong_with_the_command_line_is_said(self):
        self.ends(self.tail('--count', '-1'), 2)
        self.ends(self.tail('--output', 'xml'), 2)
        self.ends(self.tail(stream='nowhere'), 2)


class Gap(unittest.TestCase):
    """A stream of our own, with a hole in it."""

    TOPIC = b'indicator.aluminum.EU.gap.'

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.endpoint = f'ipc://{scratch.name}/stream'
        self.stream = zmq.Context.instance().socket(zmq.XPUB)
        self.addCleanup(self.stream.close, 0)
        self.stream.rcvtimeo = programs.BOUND * 1000
        self.stream.bind(self.endpoint)

    def send(self, topic, *parts):
        self.stream.send_multipart([topic, *(msgpack.packb(part) for part in parts)])

    def heartbeat(self, seq):
        self.send(b'heartbeat.', {'epoch': 1, 'seq': seq, 'offset': seq},
                  {'contract': 1, 'epoch': 1, 'offset': seq, 'time': 1740398400000000000 + seq, 'all': True,
                   'topics': [{'topic': self.TOPIC.decode(), 'seq': seq}]})

    def output(self, seq):
        self.send(self.TOPIC, {'epoch': 1, 'seq': seq, 'offset': seq},
                  {'type': 'indicator', 'offset': seq, 'part': 0, 'time': 1740398400000000000, 'material': 'aluminum',
                   'region': 'EU', 'name': 'gap', 'value': 0.1, 'x': 0.55, 'coverage': 1.0, 'state': 'ok'})

    def test_what_did_not_come_is_told_with_exact_numbers(self):
        tail = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', '--stream', self.endpoint, '--count',
                                 '3'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(tail.kill)
        wanted = {self.stream.recv(), self.stream.recv()}
        self.assertEqual(wanted, {b'\x01indicator.', b'\x01heartbeat.'})
        self.heartbeat(7)
        self.assertIn('following', tail.stderr.readline())
        self.output(8)
        self.output(11)
        self.assertIn('gap: indicator.aluminum.EU.gap. seq 9..10: 2 messages did not come', tail.stderr.readline())
        self.heartbeat(14)
        self.assertIn('seq 12..14: 3 messages did not come', tail.stderr.readline())
        self.output(15)
        out, said = tail.communicate(timeout=programs.BOUND)
        self.assertEqual((tail.returncode, len(out.splitlines()), said), (0, 3, ''))


if __name__ == '__main__':
    unittest.main()
