"""orewatch tail: what it prints of a live stream, and with which exit code it ends."""
import collections
import io
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


class Watched(unittest.TestCase):
    """A broker of our own, and the story to play to it."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.story = self.folder / 'story.owr'
        programs.call(programs.FEED, 'baseline', *programs.TABLES, '--received', '2025-01-31', '--to', self.folder / 'base.owr')
        programs.call(programs.FEED, 'events', programs.RECORDING / 'events.ndjson', '--to', self.folder / 'events.owr')
        programs.call(programs.FEED, 'replay', self.folder / 'base.owr', self.folder / 'events.owr', '--to', self.story)
        self.broker = self.enterContext(programs.Broker(self.folder))

    def tail(self, *arguments, stdout=None, stream=None, **options):
        """Starts a tail of our broker."""
        command = [programs.OREWATCH, 'tail', '--stream', stream or self.broker.endpoints['stream'],
                   '--history', self.broker.endpoints['history'], *arguments]
        process = subprocess.Popen([str(c) for c in command], stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=options.pop('text', True), **options)
        self.addCleanup(process.kill)
        return process

    def following(self, process):
        """Waits until nothing can be missed any more."""
        self.assertIn('following', process.stderr.readline())
        return process

    def replay(self, *options):
        programs.call(programs.FEED, 'replay', self.story, '--to', self.broker.endpoints['ingest'], *options)

    def ends(self, process, code):
        out, said = process.communicate(timeout=programs.BOUND)
        self.assertEqual(process.returncode, code, f'{out}\n{said}')
        return out, said


class Live(Watched):
    """What comes from now on."""

    def test_what_comes_live_is_what_run_derives(self):
        derived = programs.run(self.story).decode()
        count = len(derived.splitlines())
        tail = self.following(self.tail('indicator.', 'alert.', '--output', 'json', '--count', count))
        self.replay()
        self.assertEqual(self.ends(tail, 0)[0], derived)

    def test_alerts_come_as_plain_paragraphs_when_piped(self):
        tail = self.following(self.tail('--count', 2))
        self.replay()
        out, _ = self.ends(tail, 0)
        self.assertNotIn('\033', out)
        paragraphs = out.split('\n\n')[:-1]
        self.assertEqual(len(paragraphs), 2)
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
        _, said = self.ends(self.tail('--count', 1, '--timeout', '4s'), 7)
        self.assertIn('0 of 1 messages came', said)

    def test_a_time_without_a_count_is_a_good_end(self):
        self.ends(self.tail('--timeout', '4s'), 0)

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


class Again(Watched):
    """What came before: --from, --no-follow, and the last words."""

    def setUp(self):
        super().setUp()
        self.replay()
        self.derived = programs.run(self.story).decode().splitlines()

    def before(self, *arguments, code=0):
        out, said = self.ends(self.tail('--no-follow', *arguments), code)
        return out, said

    def kept(self, wanted):
        return [line for line in self.derived if wanted(json.loads(line))]

    def test_all_is_what_run_derives(self):
        out, said = self.before('indicator.', 'alert.', '--from', 'all', '--output', 'json')
        self.assertEqual(out.splitlines(), sorted(self.derived, key=lambda line: 'indicator' not in line))
        self.assertIn(f'; all 6 sources fresh; nothing missing up to offset {self.offset()}', said)

    def offset(self):
        return max(json.loads(line)['offset'] for line in self.derived) + 1  # the last event says nothing

    def test_from_an_offset_a_time_and_an_age(self):
        alerts = self.kept(lambda output: output['type'] == 'alert')
        out, _ = self.before('--from', 'offset:20', '--output', 'json')
        self.assertEqual(out.splitlines(), [a for a in alerts if json.loads(a)['offset'] >= 20])
        out, _ = self.before('--from', 'time:2025-03-01', '--output', 'json')
        later = [a for a in alerts if json.loads(a)['time'] >= '2025-03-01']
        self.assertEqual(out.splitlines(), later)
        out, said = self.before('--from', '-30d', '--output', 'json')  # the log ends on 2026-03-01
        self.assertEqual(out.splitlines(), [a for a in alerts if json.loads(a)['time'] >= '2026-01-30'])
        self.assertIn('since 2026-01-30 00:00:00', said)

    def test_what_was_before_a_time_is_not_said_to_be_there(self):
        out, said = self.ends(self.tail('--no-follow', '--from', 'time:2025-03-01', '--proof', '--output', 'msgpack', text=False), 0)
        printed = collections.defaultdict(list)
        for topic, header, _ in msgpack.Unpacker(io.BytesIO(out)):
            printed[topic].append(header['seq'])
        proof = json.loads(next(line for line in said.splitlines() if line.startswith(b'{')))
        self.assertTrue(proof['complete'])
        self.assertEqual({t['topic']: list(range(t['from'], t['to'] + 1)) for t in proof['topics'] if 'to' in t}, printed)

    def test_last_is_one_message_a_topic(self):
        out, _ = self.before('indicator.aluminum.', '--from', 'last', '--output', 'json')
        names = [(o['region'], o['name']) for o in map(json.loads, out.splitlines())]
        self.assertGreater(len(names), 20)
        self.assertEqual(len(names), len(set(names)))

    def test_a_number_of_one_topic(self):
        topic = 'indicator.aluminum.EU.composite.'
        composites = self.kept(lambda o: o['type'] == 'indicator' and (o['material'], o['region'], o['name']) ==
                               ('aluminum', 'EU', 'composite'))
        out, _ = self.before(topic, '--from', 'seq:3', '--output', 'json')
        self.assertEqual(out.splitlines(), composites[2:])
        self.before('--from', 'seq:3', code=2)
        self.before(topic, topic, '--from', 'seq:3', code=2)

    def test_packed_messages_carry_topic_and_header(self):
        command = [programs.OREWATCH, 'tail', '--stream', self.broker.endpoints['stream'], '--history',
                   self.broker.endpoints['history'], '--no-follow', '--from', 'all', '--output', 'msgpack']
        packed = programs.call(*command)
        messages = list(msgpack.Unpacker(io.BytesIO(packed)))
        self.assertGreater(len(messages), 30)
        for topic, header, output in messages:
            self.assertEqual(topic, f'alert.{output["material"]}.{output["region"]}.{output["kind"]}.')
            self.assertEqual(header['offset'], output['offset'])

    def test_nothing_new_is_said_as_such(self):
        out, said = self.before()
        self.assertEqual(out, '')
        self.assertIn('no alert since 2026-03-01 00:00:00; all 6 sources fresh; '
                      f'nothing missing up to offset {self.offset()}\n', said)

    def test_expiries_are_one_line(self):
        out, _ = self.before('--from', 'all')
        self.assertIn('info alerts resolved: expired', out)
        self.assertNotIn('INFO      aluminum/US  state, resolved', out)

    def test_without_history_what_came_before_cannot_be_had(self):
        tail = self.tail('--from', 'all', '--no-follow', '--history', f'ipc://{self.folder}/nobody')
        self.assertIn('is orewatchd running there?', self.ends(tail, 5)[1])

    def test_a_start_that_is_none_names_the_nearest(self):
        _, said = self.before('--from', 'ofset:3', code=2)
        self.assertIn('nearest offset', said)


class Gap(unittest.TestCase):
    """A stream of our own with a hole in it, and a history that keeps some of it."""

    TOPIC = b'indicator.aluminum.EU.gap.'

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.stream = self.bound(zmq.XPUB, 'stream')
        self.history = self.bound(zmq.ROUTER, 'history')
        self.floor = 1

    def bound(self, kind, name):
        socket = zmq.Context.instance().socket(kind)
        self.addCleanup(socket.close, 0)
        socket.rcvtimeo = programs.BOUND * 1000
        socket.bind(f'ipc://{self.folder}/{name}')
        return socket

    def header(self, seq):
        return {'epoch': 1, 'seq': seq, 'offset': seq}

    def send(self, topic, *parts):
        self.stream.send_multipart([topic, *(msgpack.packb(part) for part in parts)])

    def heartbeat(self, seq, number):
        self.send(b'heartbeat.', self.header(number),
                  {'contract': 1, 'epoch': 1, 'offset': seq, 'time': 1740398400000000000 + seq, 'all': True,
                   'topics': [{'topic': self.TOPIC.decode(), 'seq': seq}]})

    def message(self, seq):
        return {'type': 'indicator', 'offset': seq, 'part': 0, 'time': 1740398400000000000, 'material': 'aluminum',
                'region': 'EU', 'name': 'gap', 'value': seq / 100, 'x': 0.55, 'coverage': 1.0, 'state': 'ok'}

    def output(self, seq):
        self.send(self.TOPIC, self.header(seq), self.message(seq))

    def answer(self):
        """Answers one request as history would."""
        peer, number, request = self.history.recv_multipart()
        request = msgpack.unpackb(request)
        page, items = {'epoch': 1, 'more': False, 'floor': self.floor}, []
        if request['op'] == 'sources':
            pass
        elif request['from'] < self.floor:
            page['error'] = 'gone: from: it is no longer kept'
        else:
            items = [[self.TOPIC.decode(), self.header(seq), self.message(seq)]
                     for seq in range(request['from'], request['to'] + 1)]
        self.history.send_multipart([peer, number, msgpack.packb(page), msgpack.packb(items)])
        return request

    def start(self, *arguments):
        tail = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', '--stream', f'ipc://{self.folder}/stream',
                                 '--history', f'ipc://{self.folder}/history', *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(tail.kill)
        wanted = {self.stream.recv(), self.stream.recv()}
        self.assertEqual(wanted, {b'\x01indicator.', b'\x01heartbeat.'})
        self.heartbeat(7, 1)
        self.assertIn('following', tail.stderr.readline())
        return tail

    def test_what_did_not_come_is_told_and_filled_in_its_place(self):
        tail = self.start('--count', '8', '--output', 'json')
        self.output(8)
        self.output(11)
        self.assertIn('gap: indicator.aluminum.EU.gap. seq 9..10: 2 messages did not come', tail.stderr.readline())
        self.assertEqual(self.answer(), {'op': 'range', 'topic': self.TOPIC.decode(), 'from': 9, 'to': 10})
        self.assertIn('seq 9..10: 2 messages filled from history', tail.stderr.readline())
        self.heartbeat(14, 2)
        self.assertIn('seq 12..14: 3 messages did not come', tail.stderr.readline())
        self.answer()
        self.assertIn('seq 12..14: 3 messages filled from history', tail.stderr.readline())
        self.output(15)
        self.answer()
        out, said = tail.communicate(timeout=programs.BOUND)
        self.assertEqual([json.loads(line)['offset'] for line in out.splitlines()], list(range(8, 16)))
        self.assertEqual(tail.returncode, 0, said)

    def test_what_is_gone_is_lost_by_number_and_has_its_own_code(self):
        self.floor = 12
        tail = self.start('--count', '2', '--output', 'json')
        self.heartbeat(13, 2)
        self.assertIn('seq 8..13: 6 messages did not come', tail.stderr.readline())
        self.answer()
        self.assertIn('seq 8..11: 4 messages cannot be had: gone', tail.stderr.readline())
        self.assertEqual(self.answer()['from'], 12)
        self.assertIn('seq 12..13: 2 messages filled', tail.stderr.readline())
        self.answer()
        out, said = tail.communicate(timeout=programs.BOUND)
        self.assertEqual([json.loads(line)['offset'] for line in out.splitlines()], [12, 13])
        self.assertIn('4 messages could not be had', said)
        self.assertEqual(tail.returncode, 8, said)


if __name__ == '__main__':
    unittest.main()
