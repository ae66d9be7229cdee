"""orewatchd as its users meet it: real sockets, a real disk, real signals, and a client that nobody here wrote
(pyzmq and msgpack-python). Nothing waits for a time to pass: for a line, a message or an exit, each with a bound."""
import os
import pathlib
import re
import signal
import socket as sockets
import subprocess
import tempfile
import time
import unittest

import msgpack
import programs
import zmq

BOUND_MS = programs.BOUND * 1000
ENDPOINTS = ('ingest', 'open', 'stream', 'history')


class Daemon:
    """An orewatchd on free ports; `said` holds the fields of the line it is waited for, `started`."""

    def __init__(self, *options, clock='wall', environment=None, until='started', **endpoints):
        command = [str(programs.OREWATCHD), '--clock', clock, '--http', 'none']
        for name in ENDPOINTS:
            command += [f'--{name}', endpoints.get(name, 'tcp://127.0.0.1:0')]
        self.process = subprocess.Popen(command + [str(o) for o in options], stderr=subprocess.PIPE,
                                        env=os.environ | (environment or {}))
        self.output = programs.Reader(self.process.stderr)
        self.lines, self.taken, self.ended = [], 0, False
        try:
            self.said = self.until(until)
        except BaseException:
            self.process.kill()
            raise

    def line_end(self):
        return self.output.bytes.find(b'\n', self.taken)

    def take_line(self):
        """The fields of the next line that is here already, or None."""
        if (end := self.line_end()) < 0:
            return None
        line, self.taken = self.output.bytes[self.taken:end], end + 1
        self.lines.append({key: text or word for key, word, text in
                           re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))', line.decode())})
        return self.lines[-1]

    def has_said(self, event):
        """Whether such a line is here already."""
        while self.take_line():
            pass
        return any(line.get('event') == event for line in self.lines)

    def until(self, event):
        """The fields of the next line with this event."""
        deadline = time.monotonic() + programs.BOUND
        while self.output.wait_for(lambda: self.line_end() >= 0, max(0, deadline - time.monotonic())):
            fields = self.take_line()
            if fields.get('event') == event:
                return fields
        raise AssertionError(f'no {event!r} within {programs.BOUND} s: {self.lines} {self.output.bytes[self.taken:]}')

    def wait(self):
        """The exit code of one that ends."""
        self.ended = True
        try:
            return self.process.wait(programs.BOUND)
        finally:
            self.process.kill()
            self.output.close()

    def end(self, signal_number=signal.SIGTERM):
        """The exit code. A death that nobody asked for is a finding, with the last words of the broker."""
        self.process.send_signal(signal_number)
        code = self.wait()
        assert code in (-signal_number, *range(256)), \
            f'ended by signal {-code}: {self.lines} {self.output.bytes[self.taken:]}'
        return code


def status(number, source='test', **more):
    return {'type': 'status', 'source': source, 'id': str(number), 'time': 1700000000000000000, 'health': 'ok', 'reason': 'test', **more}


def supply(number, tonnes, source='test'):
    return {'type': 'baseline', 'source': source, 'id': str(number), 'time': 1700000000000000000, 'table': 'supply',
            'material': 'aluminum', 'region': 'EU', 'vintage': '2024-12-31', 'unit': 't/yr', 'provenance': 'test',
            'rows': [{'supplier': 'CN', 'quantity': tonnes}, {'supplier': 'NO', 'quantity': 1e6}]}


class Served(unittest.TestCase):
    """A broker of the test's own, whose end is checked; one that sends to it and hears its receipts, and asks history."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.number = 0
        self.daemon = None

    def tearDown(self):
        if self.daemon and not self.daemon.ended:
            self.assertEqual(self.daemon.end(), 0)

    def start(self, *options, **more):
        self.daemon = Daemon(*options, **more)
        if more.get('until', 'started') == 'started':
            self.ingest = self.connect(zmq.DEALER, 'ingest')
            self.history = self.connect(zmq.DEALER, 'history')

    def connect(self, kind, name):
        socket = self.context.socket(kind)
        self.addCleanup(socket.close, linger=0)
        socket.connect(self.daemon.said[name])
        return socket

    def receive(self, socket):
        self.assertTrue(socket.poll(BOUND_MS), 'no message')
        return socket.recv_multipart()

    def send(self, *frames):
        self.number += 1
        self.ingest.send_multipart([self.number.to_bytes(8, 'big'), *frames])

    def receipt(self):
        number, receipt = self.receive(self.ingest)
        return int.from_bytes(number, 'big'), msgpack.unpackb(receipt)

    def publish(self, *events):
        self.send(msgpack.packb(list(events)))
        number, receipt = self.receipt()
        self.assertEqual(number, self.number)
        return receipt

    def ask_history(self, **request):
        """All pages of an answer: the first head, and the items of all."""
        self.history.send_multipart([b'question', msgpack.packb(request)])
        items, first = [], None
        while True:
            number, head, page = self.receive(self.history)
            head = msgpack.unpackb(head)
            first = first or head
            items += msgpack.unpackb(page)
            self.assertEqual(number, b'question')
            if not head['more']:
                return first, items


class BrokerTest(Served):
    def setUp(self):
        super().setUp()
        self.journal = self.folder / 'journal'

    def start(self, *options, journal=None, **more):
        super().start('--journal', journal or self.journal, *options, **more)

    def hear(self, socket, prefix):
        """The next message of the stream whose topic starts so."""
        deadline = time.monotonic() + programs.BOUND
        while time.monotonic() < deadline:
            topic, header, output = self.receive(socket)
            if topic.startswith(prefix):
                return topic, msgpack.unpackb(header), msgpack.unpackb(output)
        self.fail(f'nothing under {prefix}')

    def subscribe(self, *prefixes):
        """Joined: everything from here on comes."""
        socket = self.connect(zmq.SUB, 'stream')
        for prefix in (*prefixes, b'heartbeat.'):
            socket.subscribe(prefix)
        while not self.hear(socket, b'heartbeat.')[2].get('all'):
            pass
        return socket

    # ---- publishing ----------------------------------------------------------------

    def test_a_batch_is_answered_event_by_event(self):
        self.start()
        receipt = self.publish(status(1), status(1), {'type': 'status'}, status(2, helth='ok'))
        self.assertEqual((receipt['accepted'], receipt['duplicate'], receipt['offset']), (2, 1, 2))
        self.assertEqual(receipt['credit'], 4096)
        self.assertEqual([(r['index'], r['reason']) for r in receipt['refused']], [(2, 'missing_field')])
        self.assertEqual([(k['key'], k['nearest']) for k in receipt['unknown_keys']], [('helth', 'health')])

    def test_one_event_alone_is_a_batch(self):
        self.start()
        self.send(msgpack.packb(status(1)))
        self.assertEqual(self.receipt()[1]['accepted'], 1)

    def test_what_is_no_batch_is_answered_too(self):
        self.start()
        for frames, reason in (([b'\xc1'], 'wrong_type'), ([b''], None), ([], 'not_a_batch'),
                               ([msgpack.packb([status(1)])] * 3, 'not_a_batch'), ([b'\x93'], None),
                               ([b'\xdd\x02\x00\x00\x00'], None), ([msgpack.packb([1] * 4097)], 'too_many'),
                               ([bytes(2 << 20)], 'too_large')):
            with self.subTest(frames=str(frames)[:40]):
                self.send(*frames)
                number, receipt = self.receipt()
                self.assertEqual((number, receipt['accepted']), (self.number, 0))
                self.assertEqual(receipt['refused'][0]['index'], 0)
                if reason:
                    self.assertIn(receipt['refused'][0]['reason'], (reason, 'not_a_batch'))
        self.assertEqual(self.publish(status(1))['offset'], 1)

    def test_a_refusal_is_logged_and_a_flood_of_them_is_not(self):
        self.start()
        self.publish(*({'type': 'status'} for _ in range(1000)))
        self.assertEqual(self.daemon.until('refused')['reason'], 'missing_field')
        withheld = self.daemon.until('refusals_withheld')
        self.assertEqual(int(withheld['count']), 990)
        self.assertEqual(sum(line['event'] == 'refused' for line in self.daemon.lines), 10)

    def test_under_clock_events_the_third_frame_says_when_each_was_received(self):
        self.start(clock='events')
        second = 10 ** 9
        self.send(msgpack.packb([status(1), status(2)]), msgpack.packb([1700000000 * second + 1, 1700000000 * second + 5]))
        self.assertEqual(self.receipt()[1]['accepted'], 2)
        self.send(msgpack.packb([status(3)]), msgpack.packb([1, 2]))
        self.assertEqual(self.receipt()[1]['refused'][0]['reason'], 'inconsistent')

    def test_an_open_publisher_is_heard(self):
        self.start()
        stream = self.subscribe(b'status.')
        publisher = self.connect(zmq.XPUB, 'open')
        self.assertEqual(self.receive(publisher), [b'\x01'])
        publisher.send_multipart([b'any', msgpack.packb([status(1, 'a.b'), status(2, 'a.b')])])
        topic, _, said = self.hear(stream, b'status.a_b.')
        self.assertEqual((topic, said['source'], said['accepted']), (b'status.a_b.', 'a.b', 2))

    # ---- the stream and history -----------------------------------------------------

    def test_outputs_come_numbered_and_history_gives_the_same_bytes(self):
        self.start()
        stream = self.subscribe(b'indicator.')
        for i in range(1, 4):
            self.publish(supply(i, i * 1e6))
        topic = b'indicator.aluminum.EU.concentration.'
        heard = [self.hear(stream, topic) for _ in range(3)]
        self.assertEqual([header['seq'] for _, header, _ in heard], [1, 2, 3])
        self.assertEqual([header['offset'] for _, header, _ in heard], [1, 2, 3])
        head, items = self.ask_history(op='range', topic=topic.decode(), **{'from': 2})
        self.assertEqual(items, [[t.decode(), header, output] for t, header, output in heard[1:]])
        for first in (0, 1):
            whole, items = self.ask_history(op='range', topic=topic.decode(), **{'from': first})
            self.assertEqual(items, [[t.decode(), header, output] for t, header, output in heard])
            self.assertEqual((whole['floor'], whole.get('error')), (1, None))
        self.assertEqual(head['epoch'], int(self.daemon.said['epoch']))
        head, items = self.ask_history(op='snapshot', prefix='indicator.aluminum.EU.')
        self.assertIn([heard[2][0].decode(), *heard[2][1:]], items)
        self.assertEqual(len({topic for topic, _, _ in items}), len(items))

    def test_heartbeats_list_what_changed(self):
        self.start()
        stream = self.subscribe()
        self.publish(supply(1, 2e6))
        while True:
            beat = self.hear(stream, b'heartbeat.')[2]
            if beat['offset'] == 1 and beat['topics']:
                break
        listed = {t['topic']: t['seq'] for t in beat['topics']}
        self.assertEqual(listed['indicator.aluminum.EU.concentration.'], 1)
        self.assertEqual((beat['contract'], beat['epoch']), (1, int(self.daemon.said['epoch'])))

    def test_history_says_what_it_cannot_do(self):
        self.start()
        for request, error in (({'op': 'snapshot', 'from': 1}, 'unknown_field'), ({'op': 'snapshit'}, 'unknown_name'),
                               ({'op': 'range', 'topic': 'indicator.none.', 'from': 1}, 'not_found')):
            self.assertTrue(self.ask_history(**request)[0]['error'].startswith(f'{error}: '))

    # ---- ends and beginnings --------------------------------------------------------

    def test_a_restart_keeps_epoch_offsets_and_outputs(self):
        self.start()
        for i in range(1, 6):
            self.publish(supply(i, i * 1e6))
        head, before = self.ask_history(op='snapshot', prefix='indicator.')
        self.assertEqual(self.daemon.end(), 0)
        self.start()
        self.assertEqual(self.daemon.said['offset'], '5')
        again, after = self.ask_history(op='snapshot', prefix='indicator.')
        self.assertEqual((again['epoch'], again['offset'], after), (head['epoch'], head['offset'], before))
        self.assertEqual(self.publish(supply(5, 5e6), supply(6, 6e6)).items() >=
                         {'accepted': 1, 'duplicate': 1, 'offset': 6}.items(), True)

    def test_what_was_acked_survives_a_kill(self):
        self.start()
        acked = 0
        for batch in range(1, 51):
            self.send(msgpack.packb([status(batch * 100 + i) for i in range(64)]))
        while acked < 20:  # the others are on their way when the end comes
            acked = self.receipt()[0]
        self.daemon.end(signal.SIGKILL)
        self.start()
        self.assertGreaterEqual(int(self.daemon.said['offset']), acked * 64)
        receipt = self.publish(*(status(batch * 100 + i) for batch in range(1, acked + 1) for i in range(64)))
        self.assertEqual((receipt['accepted'], receipt['duplicate']), (0, acked * 64))

    def test_sigterm_answers_what_is_in_hand(self):
        self.start()
        for batch in range(50):
            self.send(msgpack.packb([status(batch * 100 + i) for i in range(64)]))
        self.receipt()
        self.assertEqual(self.daemon.end(), 0)
        acked = 1
        while self.ingest.poll(0):  # everything that will ever come lies here: the broker lingered until it left
            acked += self.receipt()[1]['accepted'] == 64
        self.start()
        self.assertGreaterEqual(int(self.daemon.said['offset']), acked * 64)

    def test_without_a_journal_nothing_is_kept(self):
        self.start(journal='none')
        self.assertEqual(self.publish(status(1))['offset'], 1)
        self.assertEqual(self.daemon.end(), 0)
        self.start(journal='none')
        self.assertEqual(self.publish(status(1))['offset'], 1)

    def test_a_full_disk_refuses_loses_nothing_and_says_so(self):
        disk = programs.small_disk(self, self.folder, 'size=12m')
        self.start('--segment-size', '8MiB', journal=disk / 'journal')
        acked, refused = 0, None
        while not refused:  # 8 MiB in the first segment, and no room for a second one
            receipt = self.publish(*(status(acked + i, text='x' * 2000) for i in range(400)))
            acked += receipt['accepted']
            refused = receipt['refused']
        self.assertEqual((len(refused), refused[0]['reason']), (400, 'no_space'))
        self.assertEqual(self.daemon.until('journal_fails')['reason'], 'no_space')
        subprocess.run(['mount', '-o', 'remount,size=64m', str(disk)], check=True)
        self.daemon.until('journal_works_again')
        self.assertEqual(self.publish(*(status(acked + i, text='x' * 2000) for i in range(400)))['accepted'], 400)
        self.assertEqual(self.daemon.end(), 0)
        self.start('--segment-size', '8MiB', journal=disk / 'journal')
        self.assertEqual(int(self.daemon.said['offset']), acked + 400)
        self.assertEqual(self.daemon.end(), 0)

    def test_the_manager_of_services_is_told(self):
        with sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM) as manager:
            manager.bind(str(self.folder / 'notify'))
            manager.settimeout(programs.BOUND)
            self.start(journal='none', environment={'NOTIFY_SOCKET': manager.getsockname(), 'WATCHDOG_USEC': '20000'})
            self.assertEqual(manager.recv(256), b'READY=1')
            self.assertEqual(manager.recv(256), b'WATCHDOG=1')
            self.daemon.process.terminate()
            while (word := manager.recv(256)) == b'WATCHDOG=1':  # a manager that does not listen stops the broker
                pass
            self.assertEqual(word, b'STOPPING=1')
            self.assertEqual(self.daemon.wait(), 0)

    # ---- what an operator gets wrong ------------------------------------------------

    def fails(self, code, *options):
        done = subprocess.run([str(programs.OREWATCHD), *map(str, options)], capture_output=True,
                              timeout=programs.BOUND, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr.decode() if code else done.stdout.decode()

    def free(self):
        return ['--http', 'none', *(word for name in ENDPOINTS for word in (f'--{name}', 'tcp://127.0.0.1:0'))]

    def test_a_port_in_use_is_reported_with_its_holder(self):
        with sockets.create_server(('127.0.0.1', 0)) as server:
            port = server.getsockname()[1]
            said = self.fails(1, '--journal', 'none', *self.free(), '--ingest', f'tcp://127.0.0.1:{port}')
        self.assertIn(f'tcp://127.0.0.1:{port}: already in use by', said)
        self.assertIn(f'(pid {os.getpid()})', said)

    def test_a_journal_has_one_writer(self):
        self.start()
        said = self.fails(1, '--journal', self.journal, *self.free())
        self.assertIn('locked', said)
        self.assertIn(str(self.daemon.process.pid), said)

    def test_check_says_what_would_be_bound(self):
        said = self.fails(0, '--check', '--ingest', 'tcp://127.0.0.1:9999')
        self.assertEqual(said.splitlines()[:2], ['ok', 'ingest tcp://127.0.0.1:9999'])
        self.assertFalse((self.folder / 'orewatch-journal').exists())

    def test_errors_of_configuration_name_file_line_and_key(self):
        config = self.folder / 'orewatch.yaml'
        for text, words in (('broker:\n  ingset: tcp://127.0.0.1:1\n', ('orewatch.yaml:2:', 'ingset', 'ingest')),
                            ('broker:\n  clock: sun\n', ('orewatch.yaml:2:', 'clock', 'wall')),
                            ('engine:\n  emit_every: 5x\n', ('orewatch.yaml:2:', 'emit_every'))):
            config.write_text(text)
            said = self.fails(2, '--config', config, '--check')
            for word in words:
                self.assertIn(word, said)
        self.assertIn('--stream', self.fails(2, '--strem', 'x'))

    def test_flags_win_over_the_file(self):
        config = self.folder / 'orewatch.yaml'
        config.write_text('broker:\n  ingest: tcp://127.0.0.1:1111\n  stream: tcp://127.0.0.1:2222\n')
        said = self.fails(0, '--config', config, '--check', '--ingest', 'tcp://127.0.0.1:3333')
        self.assertIn('ingest tcp://127.0.0.1:3333\n', said)
        self.assertIn('stream tcp://127.0.0.1:2222\n', said)

    def test_an_endpoint_for_all_the_world_is_warned_of(self):
        self.start(stream='tcp://0.0.0.0:0')
        self.assertIn('not_loopback', [line['event'] for line in self.daemon.lines])


if __name__ == '__main__':
    unittest.main()
