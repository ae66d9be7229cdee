"""orewatch-feed --spool: what could not be delivered is kept on disk, in order, through kill -9 of feed and broker, up
to a bound; what is refused leaves it into a file of its own. The rounds of kills draw their moments from a seed, which
a failure prints; OREWATCH_SEED gives it again."""
import json
import os
import pathlib
import random
import re
import signal
import struct
import subprocess
import tempfile
import time
import unittest

import broker_test
import programs

EVENTS = 20000  # of a round: enough that most moments fall into the middle
SEED = int(os.environ.get('OREWATCH_SEED', random.SystemRandom().getrandbits(32)))


def price(number, **fields):
    return {'type': 'price', 'source': 'test', 'id': str(number), 'time': '2025-02-24T12:00:00Z', 'series': 'LME.AL.3M',
            'value': 2500 + number % 100, 'unit': 'USD/t', **fields}


class Spool(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.use(pathlib.Path(folder.name))
        self.daemon = None

    def use(self, folder):
        folder.mkdir(exist_ok=True)
        self.folder, self.spool, self.journal = folder, folder / 'spool', folder / 'journal'
        self.endpoints = {name: f'ipc://{folder}/{name}' for name in broker_test.ENDPOINTS}

    def tearDown(self):
        self.broker_ends()

    def broker_starts(self):
        self.daemon = broker_test.Daemon('--journal', self.journal, clock='events', **self.endpoints)
        self.addCleanup(self.daemon.process.wait, programs.BOUND)
        self.addCleanup(self.daemon.process.kill)  # where a claim fails in between

    def broker_ends(self, signal_number=signal.SIGTERM):
        daemon, self.daemon = self.daemon, None
        if daemon is not None:
            self.assertIn(daemon.end(signal_number), (0, -signal.SIGKILL))

    def file(self, name, *events):
        path = self.folder / name
        path.write_text(''.join(json.dumps(event) + '\n' for event in events))
        return path

    def command(self, path, *options):
        return [str(part) for part in (programs.FEED, 'events', path, '--to', self.endpoints['ingest'],
                                       '--spool', self.spool, *options)]

    def feed(self, path, *options, expect=0):
        done = subprocess.run(self.command(path, *options), capture_output=True, timeout=programs.BOUND, text=True,
                              stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, expect, done.stderr)
        return done.stderr

    def accepted(self):
        """The ids in the journal, in the order in which they were accepted."""
        printed = programs.call(programs.FEED, 'replay', self.journal, '--to', '-')
        return [json.loads(line)['id'] for line in printed.splitlines()]

    def answered(self):
        """How many events the feed has let go of, by its own mark."""
        marks = (self.spool / 'answered').read_bytes() if (self.spool / 'answered').exists() else b''
        slots = [struct.unpack('<4Q', marks[at:at + 32]) for at in range(0, len(marks) - 31, 32)]
        return max(slots, key=lambda slot: slot[1])[2] if slots else 0


def ids(first, last):
    return [str(number) for number in range(first, last + 1)]


class Away(Spool):
    """The broker is not there, or not for long."""

    def test_events_are_kept_and_delivered_in_order_by_the_next_feed(self):
        said = self.feed(self.file('a', *map(price, range(1, 5001))), '--timeout', '300ms', expect=5)
        self.assertRegex(said, r'spool: 5000 events \(\d+\.\d of 256\.0 MiB\) wait in it')
        self.broker_starts()
        said = self.feed(self.file('b', price(5001)))
        self.assertIn('5000 events', said)
        self.assertIn('of before wait in it, and go first', said)
        self.assertIn('5001 accepted, 0 refused', said)
        self.assertEqual(self.accepted(), ids(1, 5001))
        self.assertNotIn('wait in it', self.feed('-'))

    def pipe(self, *options):
        process = subprocess.Popen(self.command('-', *options), stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait, programs.BOUND)
        self.addCleanup(process.kill)
        self.said, self.heard = programs.Reader(process.stderr), 0
        return process

    def say(self, process, *events):
        process.stdin.write(b''.join(json.dumps(event).encode() + b'\n' for event in events))
        process.stdin.flush()

    def until(self, words):
        """Waits for the next line with these words on standard error."""
        line = re.compile(b'.*%b.*\n' % re.escape(words).encode())
        found = self.said.wait_for(lambda: line.search(bytes(self.said.bytes), self.heard))
        self.assertTrue(found, f'no {words!r}: {self.said.bytes.decode()}')
        self.heard = found.end()
        return found[0].decode()

    def test_a_pipe_is_read_on_and_its_events_go_out_when_the_broker_is_back(self):
        process = self.pipe('--timeout', '1s')
        self.say(process, *map(price, range(1, 101)))
        self.assertIn('events are kept in', self.until('no answer from'))
        self.say(process, *map(price, range(101, 201)))
        self.broker_starts()
        self.until('takes events again')
        self.broker_ends(signal.SIGKILL)
        self.heard = len(self.said.bytes)  # what it says of one that was slow does not count
        self.say(process, *map(price, range(201, 301)))
        self.until('no answer from')
        self.broker_starts()
        self.until('takes events again')
        process.stdin.close()
        self.assertEqual(process.wait(programs.BOUND), 0)
        self.assertEqual(self.accepted(), ids(1, 300))

    def test_what_a_killed_feed_kept_is_there(self):
        process = self.pipe('--timeout', '300ms')
        self.say(process, *map(price, range(1, 101)))
        self.until('no answer from')
        process.kill()
        process.wait(programs.BOUND)
        self.broker_starts()
        self.assertIn('100 accepted', self.feed('-'))

    def test_a_signal_ends_it_at_once_and_nothing_is_dropped(self):
        process = self.pipe()
        self.say(process, *map(price, range(1, 101)))
        deadline = time.monotonic() + programs.BOUND
        while not (self.spool / '000000000001.ows').exists() or b'"100"' not in self.kept_bytes():
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(programs.BOUND), 1)
        self.said.close()
        self.assertIn(b'100 events', self.said.bytes)

    def kept_bytes(self):
        """As text where an id would stand."""
        return (self.spool / '000000000001.ows').read_bytes().replace(b'\xa3100', b'"100"')

    def test_two_feeds_do_not_share_a_spool(self):
        process = self.pipe('--timeout', '300ms')
        self.say(process, price(1))
        self.until('no answer from')
        said = self.feed('-', expect=1)
        self.assertIn(f'is being written by process {process.pid}', said)

    def test_only_a_broker_has_a_spool(self):
        done = subprocess.run([str(programs.FEED), 'events', '-', '--to', '-', '--spool', str(self.spool)],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=programs.BOUND)
        self.assertEqual(done.returncode, 2)
        self.assertIn('--spool keeps events until a broker answers', done.stderr)
        self.assertIn('--spool-size: 1MiB lies outside 4MiB..1TiB', self.feed('-', '--spool-size', '1MiB', expect=2))


class Full(Spool):
    """No more can be kept."""

    def test_what_finds_no_room_is_refused_and_counted(self):
        path = self.file('a', *(price(number, note='x' * 1000) for number in range(1, 6001)))
        said = self.feed(path, '--timeout', '300ms', '--spool-size', '4MiB', expect=5)
        self.assertRegex(said, r'spool is full: \d+ events \(4\.0 of 4\.0 MiB\)')
        kept = int(said.split('spool is full: ')[1].split()[0])
        self.assertIn(f'refused are {path}:{kept + 1} and all that comes after it', said)
        self.assertIn(f'{6000 - kept} of the refused found no room', said)
        self.assertIn(f'0 accepted, {6000 - kept} refused', said)
        self.assertLessEqual(sum(part.stat().st_size for part in self.spool.glob('*.ows')), 4 << 20)
        self.broker_starts()
        said = self.feed(path, '--spool-size', '4MiB')
        self.assertIn(f'6000 accepted, {kept} duplicate, 0 refused', said)
        self.assertEqual(self.accepted(), ids(1, 6000))

    def test_a_spool_smaller_than_its_input_is_enough_while_the_broker_answers(self):
        self.broker_starts()
        path = self.file('a', *(price(number, note='x' * 1000) for number in range(1, 12001)))
        said = self.feed(path, '--spool-size', '4MiB')
        self.assertIn('12000 accepted, 0 refused', said)
        self.assertNotIn('full', said)


class Refused(Spool):
    """What the broker refuses for good."""

    def test_it_leaves_the_spool_into_a_file_that_can_be_set_right_and_sent_again(self):
        events = [price(number) for number in range(1, 101)]
        events[6]['unit'] = events[49]['unit'] = 'USD/ton'
        events[49]['value'] = 0.1 + 0.2
        self.broker_starts()
        said = self.feed(self.file('a', *events), expect=3)
        refused = self.spool / 'refused.ndjson'
        self.assertRegex(said, f'{refused}:1: unit: .*USD/t.*unknown_name')
        self.assertRegex(said, f'{refused}:2: unit: ')
        self.assertIn('98 accepted, 2 refused', said)
        lines = [json.loads(line) for line in refused.read_text().splitlines()]
        self.assertEqual([line['id'] for line in lines], ['7', '50'])
        self.assertEqual(lines[1]['value'], 0.1 + 0.2)
        self.assertNotIn('wait in it', self.feed('-'))
        right = self.folder / 'right'
        right.write_text(refused.read_text().replace('USD/ton', 'USD/t'))
        self.assertIn('2 accepted, 0 refused', self.feed(right))

    def test_a_line_that_a_kill_cut_stays_and_is_ended(self):
        self.spool.mkdir()
        (self.spool / 'refused.ndjson').write_text('{"type":"pri')
        self.broker_starts()
        self.assertIn('refused.ndjson:2: unit', self.feed(self.file('a', price(1, unit='x')), expect=6))
        first, second = (self.spool / 'refused.ndjson').read_text().splitlines()
        self.assertEqual((first, json.loads(second)['unit']), ('{"type":"pri', 'x'))


class Kills(Spool):
    """kill -9 of feed and broker, at any moment of a load."""
    rounds = 3

    def test_nothing_acked_is_lost_and_nothing_comes_twice(self):
        chance = random.Random(SEED)
        root, whole = self.folder, None
        for number in range(self.rounds + 1):
            with self.subTest(seed=SEED, round=number):
                self.use(root / str(number))
                path = self.file('a', *map(price, range(1, EVENTS + 1)))
                if whole is None:
                    whole = self.undisturbed(path)
                else:
                    self.disturbed(path, chance, whole)

    def undisturbed(self, path):
        """How long a round takes in which nothing is killed."""
        self.broker_starts()
        start = time.monotonic()
        self.feed(path)
        self.broker_ends()
        return time.monotonic() - start

    def end_at_random(self, process, chance, whole):
        """Kills feed, broker or both at a moment drawn within the load; says whether the feed had ended."""
        victims = chance.choice((('feed',), ('broker',), ('feed', 'broker'), ('broker', 'feed')))
        try:
            process.wait(chance.uniform(0, whole))
        except subprocess.TimeoutExpired:
            pass
        for victim in victims:
            if victim == 'feed':
                process.kill()
            else:
                self.broker_ends(signal.SIGKILL)
        if victims == ('broker',):  # the feed lives, and finds the next one
            self.broker_starts()
        process.wait(programs.BOUND)
        process.stderr.close()

    def disturbed(self, path, chance, whole):
        self.broker_starts()
        process = subprocess.Popen(self.command(path), stderr=subprocess.PIPE)
        self.end_at_random(process, chance, whole)
        if self.daemon is None:
            self.broker_starts()
        acked, there = self.answered(), self.accepted()
        self.assertEqual(there, ids(1, len(there)), 'a hole, or another order')
        self.assertGreaterEqual(len(there), acked, 'an acked event is not on the disk of the broker')
        self.feed('-')  # what was kept
        kept = self.accepted()
        self.assertGreaterEqual(len(kept), len(there))
        self.assertEqual(kept, ids(1, len(kept)), 'a hole, or another order')
        said = self.feed(path)
        duplicate = f', {len(kept)} duplicate' if kept else ''
        self.assertIn(f'{EVENTS - len(kept)} accepted{duplicate}, 0 refused', said)
        self.assertEqual(self.accepted(), ids(1, EVENTS))
        self.broker_ends()


if __name__ == '__main__':
    unittest.main()
