"""orewatch tail --cursor: killed and started again, with a broker that is killed too, it leaves nothing out; and what it
says with --proof is so."""
import collections
import io
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest

import broker_test
import injection
import msgpack
import programs
import zmq

ROUNDS = 6
BATCH = 400  # events; each moves two indicators


class Resumed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.broker = programs.Broker(self.folder)
        self.broker.__enter__()
        self.addCleanup(self.broker.kill)
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.sent = 0
        self.pieces = []
        self.connect()

    def connect(self):
        self.ingest = self.context.socket(zmq.DEALER)
        self.addCleanup(self.ingest.close, 0)
        self.ingest.rcvtimeo = programs.BOUND * 1000
        self.ingest.connect(self.broker.endpoints['ingest'])

    def kill_broker(self):
        self.broker.kill()
        self.broker.__enter__()
        self.ingest.close(0)
        self.connect()

    def publish(self, count=BATCH):
        events = [broker_test.supply(n, 1e6 + n % 2 * 1e6) for n in range(self.sent, self.sent + count)]
        self.sent += count
        self.ingest.send_multipart([self.sent.to_bytes(8, 'big'), msgpack.packb(events)])
        receipt = msgpack.unpackb(self.ingest.recv_multipart()[1])
        self.assertEqual(receipt['accepted'], count, receipt)

    def tail(self, *arguments, topics=('indicator.',), out=None):
        command = [programs.OREWATCH, 'tail', *topics, '--stream', self.broker.endpoints['stream'], '--history',
                   self.broker.endpoints['history'], *arguments]
        process = subprocess.Popen([str(c) for c in command], stdout=out or subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        self.addCleanup(lambda: [pipe and pipe.close() for pipe in (process.stdout, process.stderr)])
        return process

    def follows(self, *arguments):
        """A tail with our cursor, printing into a file of its own."""
        path = self.folder / f'piece-{len(self.pieces)}'
        self.pieces.append(path)
        with open(path, 'wb') as out:
            process = self.tail('--cursor', 'desk', '--state', self.folder / 'state', '--output', 'msgpack', '--from', 'all',
                                *arguments, out=out)
        return process, path

    def ends(self, process, code=0):
        out, said = process.communicate(timeout=programs.BOUND)
        self.assertEqual(process.returncode, code, said.decode())
        return out, said.decode()

    def until(self, is_so, what):
        deadline = time.monotonic() + programs.BOUND
        while not is_so():
            self.assertLess(time.monotonic(), deadline, what)
            os.sched_yield()

    def messages(self, packed):
        """{topic: {number: message as packed}}, and whether each topic's numbers rose. The last may be cut."""
        unpacker = msgpack.Unpacker(io.BytesIO(packed))
        found, begin = collections.defaultdict(dict), 0
        try:
            for topic, header, _ in unpacker:
                numbers = found[topic]
                self.assertGreater(header['seq'], max(numbers, default=0), topic)
                numbers[header['seq']] = packed[begin:unpacker.tell()]
                begin = unpacker.tell()
        except msgpack.OutOfData:
            pass
        return found

    def proof(self, said):
        return json.loads(next(line for line in said.splitlines() if line.startswith('{')))

    def check(self, said):
        """All pieces together are what an undisturbed consumer has, and the proof says so."""
        undisturbed = self.messages(self.ends(self.tail('--from', 'all', '--no-follow', '--output', 'msgpack'))[0])
        together = collections.defaultdict(dict)
        for piece in self.pieces:
            for topic, numbers in self.messages(piece.read_bytes()).items():
                together[topic] |= numbers
        self.assertEqual(together, undisturbed)
        proof = self.proof(said)
        self.assertTrue(proof['complete'])
        self.assertEqual(proof['offset'], self.sent)
        self.assertEqual({t['topic']: (t['from'], t['to']) for t in proof['topics']},
                         {topic: (1, max(numbers)) for topic, numbers in undisturbed.items()})

    def test_killed_again_and_again_it_leaves_nothing_out(self):
        dice = random.Random(4711)
        for number in range(ROUNDS):
            process, path = self.follows()
            self.publish()
            size = dice.randrange(1, 100000)
            self.until(lambda: path.stat().st_size >= min(size, 2000), f'nothing printed in round {number}')
            if number % 2:
                self.kept(process, path)
            process.kill()
            process.wait()
            self.publish()
            if number % 3 == 2:
                self.kill_broker()
        process, _ = self.follows('--no-follow', '--proof')
        self.check(self.ends(process)[1])

    def kept(self, process, path):
        """Waits until its cursor was replaced."""
        cursor = self.folder / 'state' / 'desk.cursor'
        before = cursor.stat().st_mtime_ns if cursor.exists() else 0
        self.publish()
        self.until(lambda: cursor.exists() and cursor.stat().st_mtime_ns > before, 'no position is kept')

    def test_what_came_meanwhile_comes_in_the_order_of_the_log(self):
        self.publish(10)
        self.ends(self.follows('--no-follow')[0])
        self.publish()
        process, path = self.follows('--no-follow', '--proof')
        said = self.ends(process)[1]
        self.check(said)
        self.assertIn(f'nothing missing up to offset {self.sent}', said)
        offsets = [header['offset'] for _, header, _ in msgpack.Unpacker(io.BytesIO(path.read_bytes()))]
        self.assertGreater(len(offsets), BATCH)
        self.assertEqual(offsets, sorted(offsets))

    def test_the_broker_is_killed_while_it_follows(self):
        process, path = self.follows('--proof')
        for _ in range(3):
            self.publish()
            self.kill_broker()
            self.publish()
        self.until(lambda: sum(map(len, self.messages(path.read_bytes()).values())) >= 4 * BATCH, 'it does not go on')
        process.send_signal(signal.SIGINT)
        self.ends(process)
        process, _ = self.follows('--no-follow', '--proof')
        self.check(self.ends(process)[1])

    def test_a_count_stops_it_where_the_next_one_begins(self):
        self.publish(20)
        total = sum(map(len, self.messages(self.ends(self.tail('--from', 'all', '--no-follow', '--output', 'msgpack'))[0]).values()))
        printed = 0
        while printed < total:
            process, path = self.follows('--count', '7', '--no-follow')
            self.ends(process)
            count = sum(map(len, self.messages(path.read_bytes()).values()))
            self.assertEqual(count, min(7, total - printed))
            printed += count
        self.assertEqual(printed, total)
        process, _ = self.follows('--no-follow', '--proof')
        self.check(self.ends(process)[1])

    def test_it_says_what_it_holds_when_it_is_asked(self):
        self.publish(10)
        process, path = self.follows('--proof')
        self.assertIn(b'following', process.stderr.readline())
        process.send_signal(signal.SIGUSR1)
        proof = json.loads(process.stderr.readline())
        self.assertEqual((proof['type'], proof['complete']), ('completeness', True))
        self.assertEqual({tuple(t) for t in proof['topics']}, {('topic', 'from', 'to')})
        process.send_signal(signal.SIGINT)
        self.check(self.ends(process)[1])

    def test_it_says_again_and_again_what_it_holds(self):
        self.publish(10)
        process, path = self.follows('--proof-every', '200ms')
        self.assertIn(b'following', process.stderr.readline())
        for _ in range(2):
            self.publish(10)
            while (proof := json.loads(process.stderr.readline())).get('offset') != self.sent:
                self.assertEqual(proof['type'], 'completeness')
            self.assertTrue(proof['complete'])
        process.send_signal(signal.SIGINT)
        self.check(self.ends(process)[1])

    def test_it_says_of_a_count_what_it_printed_and_no_more(self):
        self.publish(10)
        first = self.tail('--from', 'all', '--count', '3', '--proof', '--output', 'msgpack')
        live = self.tail('--count', '3', '--proof', '--output', 'msgpack')
        self.assertIn(b'following', live.stderr.readline())
        self.publish()
        for process in (first, live):
            out, said = self.ends(process)
            holds = {t['topic']: list(range(t['from'], t['to'] + 1)) for t in self.proof(said)['topics'] if 'to' in t}
            self.assertEqual(holds, {topic: list(numbers) for topic, numbers in self.messages(out).items()})
            self.assertNotIn(f'nothing missing up to offset {self.sent}', said)

    def test_where_nothing_was_said_it_says_so(self):
        self.publish(10)
        out, said = self.ends(self.tail('--no-follow', '--proof'))
        proof = self.proof(said)
        self.assertTrue(proof['complete'])
        self.assertGreater(len(proof['topics']), 0)
        for topic in proof['topics']:
            self.assertEqual(topic, {'topic': topic['topic'], 'from': topic['from'], 'none': True})

    def test_what_could_not_be_printed_is_not_said_to_be_there(self):
        self.publish(10)
        with open('/dev/full', 'wb') as full:
            process = self.tail('--from', 'all', '--no-follow', '--proof', out=full)
        said = self.ends(process, 1)[1]
        self.assertIn('cannot write to standard output', said)
        self.assertNotIn('completeness', said)

    def test_a_cursor_that_cannot_be_gone_on_from_is_refused(self):
        self.publish(10)
        process, _ = self.follows('--no-follow')
        self.ends(process)
        cursor = self.folder / 'state' / 'desk.cursor'
        whole = cursor.read_bytes()
        for damaged in (b'', b'dear diary', whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]):
            cursor.write_bytes(damaged)
            self.assertIn('Move the file away', self.ends(self.follows('--no-follow')[0], 1)[1])
            self.assertEqual(cursor.read_bytes(), damaged)
        cursor.write_bytes(whole)
        options = ('--cursor', 'desk', '--state', self.folder / 'state', '--no-follow')
        self.assertIn('it is the cursor desk of indicator.; given are desk of alert.',
                      self.ends(self.tail(*options, topics=()), 2)[1])
        self.assertIn('is no name of a cursor', self.ends(self.tail('--cursor', '../desk', '--state', self.folder), 2)[1])
        self.assertIn('needs --state', self.ends(self.tail('--cursor', 'desk'), 2)[1])

    def test_what_cannot_be_kept_is_a_failure(self):
        self.publish(10)
        (self.folder / 'state' / 'desk.cursor.new').mkdir(parents=True)
        said = self.ends(self.follows('--no-follow')[0], 1)[1]
        self.assertIn('where it stands cannot be kept', said)
        (self.folder / 'state' / 'desk.cursor.new').rmdir()
        self.check(self.ends(self.follows('--no-follow', '--proof')[0])[1])

    def test_a_line_that_a_full_disk_has_cut_is_not_gone_on_with(self):
        disk = programs.small_disk(self, self.folder, 'size=256k')
        lines, filler = disk / 'lines.ndjson', disk / 'filler'

        def goes_on(code=0):
            with open(lines, 'ab') as out:
                self.ends(self.tail('--cursor', 'desk', '--state', self.folder / 'state', '--from', 'all', '--no-follow',
                                    '--output', 'json', out=out), code)

        self.publish(10)
        goes_on()
        with open(lines, 'ab') as out:  # the next line crosses the end of the last page that there is
            out.write(b' ' * (4095 - (lines.stat().st_size + 50) % 4096) + b'\n')
        with self.assertRaises(OSError), open(filler, 'wb', 0) as out:
            while True:
                out.write(bytes(4096))
        self.publish(10)
        goes_on(1)
        self.assertNotEqual(lines.read_bytes()[-1:], b'\n')
        filler.unlink()
        goes_on()
        whole = self.ends(self.tail('--from', 'all', '--no-follow', '--output', 'json'))[0].splitlines()
        self.assertLessEqual(set(whole), set(lines.read_bytes().splitlines()))

    def test_what_is_printed_is_durable_before_it_is_kept(self):
        self.publish(10)
        process, path = self.follows()
        self.kept(process, path)
        cursor = self.folder / 'state' / 'desk.cursor'
        with injection.Injection(process, 'fdatasync:error=EIO'):
            before = cursor.read_bytes()
            self.publish(10)
            said = self.ends(process, 1)[1]
        self.assertIn('what it printed cannot be made durable', said)
        self.assertEqual(cursor.read_bytes(), before)
        self.check(self.ends(self.follows('--no-follow', '--proof')[0])[1])

    def test_one_holds_it(self):
        self.publish(10)
        first, _ = self.follows()
        self.assertIn(b'following', first.stderr.readline())
        self.assertIn(f'is held by process {first.pid}', self.ends(self.follows()[0], 1)[1])
        first.kill()
        first.wait()
        self.ends(self.follows('--no-follow')[0])

    def test_a_number_that_is_still_to_come_is_waited_for_by_the_next(self):
        self.publish(10)
        topics = ('indicator.aluminum.EU.composite.', 'indicator.rare-earths.EU.composite.')  # the second was never said
        for topic in topics:
            options = ('--cursor', topic, '--state', self.folder / 'state', '--from', 'seq:15', '--output', 'msgpack')
            first = self.tail(*options, topics=(topic,))
            self.assertIn(b'following', first.stderr.readline())
            first.send_signal(signal.SIGINT)
            self.ends(first)
            self.ends(self.tail(*options, '--no-follow', topics=(topic,)))
        self.publish(10)
        topic = topics[0]
        options = ('--cursor', topic, '--state', self.folder / 'state', '--from', 'seq:15', '--output', 'msgpack')
        printed = self.messages(self.ends(self.tail(*options, '--no-follow', topics=(topic,)))[0])
        self.assertEqual(list(printed[topic]), list(range(15, 21)))

    def test_another_log_is_no_continuation(self):
        self.publish(10)
        self.ends(self.follows('--no-follow')[0])
        kept = (self.folder / 'state' / 'desk.cursor').read_bytes()
        self.broker.kill()
        self.broker.journal.rename(self.folder / 'old')
        self.broker.__enter__()
        said = self.ends(self.follows('--no-follow')[0], 8)[1]
        self.assertIn('the cursor desk: it stands in the log of epoch', said)
        self.assertIn('not known whether anything is missing', said)
        self.assertEqual((self.folder / 'state' / 'desk.cursor').read_bytes(), kept)

    def test_latest_says_what_it_skipped(self):
        self.publish(1)
        process = self.tail('--slow', 'latest', '--proof', '--output', 'msgpack')
        said = programs.Reader(process.stderr)
        said.until(b'following')
        for _ in range(5):
            self.publish()  # nobody reads what it prints: it stands still when the pipe is full
        printed = programs.Reader(process.stdout)
        said.until(b'newer ones')
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(programs.BOUND), 0)
        for reader in (printed, said):
            reader.join(programs.BOUND)
        self.assertRegex(said.bytes, rb'skipped \d+ messages, for there are newer ones')
        proof = self.proof(said.bytes.decode())
        self.assertFalse(proof['complete'])
        printed = self.messages(bytes(printed.bytes))
        moved = [t for t in proof['topics'] if 'to' in t]
        self.assertGreater(len(moved), 0)
        for topic in moved:
            self.assertEqual(max(printed[topic['topic']]), topic['to'])
            self.assertEqual(len(printed[topic['topic']]), topic['to'] - topic['from'] + 1 - topic.get('missing', 0))


if __name__ == '__main__':
    unittest.main()
