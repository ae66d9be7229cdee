"""The door's whole list, through a real broker: what is sent, and the reason, field and words that come back.

Bytes are written by hand where no library would write them. Every refused event is also found in quarantine.
"""
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

import msgpack
import programs
import zmq

from broker_test import BOUND_MS, Daemon

SECOND = 10 ** 9
DAY = 86400 * SECOND
NOON = 1740398400 * SECOND  # 2025-02-24T12:00:00Z
CREDIT = 4096
SOURCES = 1024
WINDOW = 65536  # LIMIT_WINDOW_SOURCE


def price(number=1, **more):
    return {'type': 'price', 'source': 'LME', 'id': f'{number}', 'time': NOON, 'series': 'LME.AL.3M', 'value': 2548.5,
            'unit': 'USD/t', **more}


def policy(**more):
    return {'type': 'policy', 'source': 'eu', 'id': 'p', 'time': NOON, 'policy': 'eu/16', 'status': 'adopted',
            'instrument': 'import_ban', 'implementer': 'EU', 'origins': ['RU'], 'materials': ['aluminum'],
            'legs': [{'from': NOON}], 'title': 'A ban', **more}


def supply(**more):
    return {'type': 'baseline', 'source': 'tables', 'id': 't', 'time': NOON, 'table': 'supply', 'material': 'aluminum',
            'region': 'EU', 'vintage': '2024', 'unit': 't/yr', 'rows': [{'supplier': 'NO', 'quantity': 1e6}],
            'provenance': 'a test', **more}


def without(event, key):
    return {k: v for k, v in event.items() if k != key}


def pack(value):
    return msgpack.packb(value)


def with_raw(event, key, raw):
    """The event with `key` added, its value these very bytes."""
    packed = pack(event)
    return bytes([packed[0] + 1]) + packed[1:] + pack(key) + raw


GOOD = pack(price())
DEEP = b'\x91' * 32 + b'\x00'  # as the value of a key: 33 with the event's own map
# what, bytes of one event (or of the whole frame), reason, field, words that the text must hold
TABLE = [
    ('cut inside the last value', GOOD[:-1], 'truncated', '', (f'{len(GOOD) - 1} bytes', 'end inside a value')),
    ('cut after a key', GOOD[:6], 'truncated', '', ('6 bytes', 'end inside a value')),
    ('cut inside the header of an array', b'\xdd\x00', 'truncated', '', ('count',)),
    ('five bytes that ask for 805 MB', b'\xdd\x02\x00\x00\x00', 'truncated', '', ('33554432 items', '0 bytes')),
    ('nine bytes that ask for 256 GiB', b'\xdd\x80\x00\x00\x00\xdd\x80\x00\x00', 'truncated', '',
     ('2147483648 items', '4 bytes')),
    ('a map that asks for as much', b'\xdf\xff\xff\xff\xff', 'truncated', '', ('5 bytes', 'end inside a value')),
    ('a key twice', with_raw(price(), 'unit', pack('USD/t')), 'duplicate_key', 'unit', ('twice',)),
    ('an unknown key twice', with_raw(price(x=1), 'x', b'\x01'), 'duplicate_key', 'x', ('twice',)),
    ('a key twice, deeper', pack(policy(legs=[]))[:-0 or None].replace(
        pack('legs') + b'\x90', pack('legs') + b'\x91\x82' + (pack('from') + pack(NOON)) * 2), 'duplicate_key',
     'legs[0].from', ('twice',)),
    ('nested 33 deep', with_raw(price(), 'x', DEEP), 'too_deep', 'x', ('more than 32 deep',)),
    ('a byte that begins no value', with_raw(price(), 'x', b'\xc1'), 'wrong_type', None, ('c1',)),
    ('a text that is not UTF-8', pack(policy()).replace(b'A ban', b'A\xffban'), 'bad_utf8', 'title',
     ('byte 1, ff,',)),
    ('a surrogate in UTF-8', pack(policy()).replace(b'A ban', b'\xed\xa0\x80an'), 'bad_utf8', 'title',
     ('byte 0, ed,',)),
    ('a token that is not UTF-8', GOOD.replace(b'LME.AL.3M', b'LME.AL.\xff\xff'), 'bad_utf8', 'series',
     ('byte 7, ff,',)),
    ('a key that is not UTF-8', with_raw(price(), 'x', b'\x01').replace(b'\xa1x', b'\xa1\xff'), 'bad_utf8', '',
     ('key', 'byte 0, ff,')),
    ('NaN', pack(price(value=float('nan'))), 'not_finite', 'value', ('NaN',)),
    ('infinity', pack(price(value=float('inf'))), 'not_finite', 'value', ('infinity',)),
    ('minus infinity', pack(price(value=float('-inf'))), 'not_finite', 'value', ('-infinity',)),
    ('NaN under an unknown key', pack(price(x=float('nan'))), 'not_finite', 'x', ('NaN',)),
    ('a type nobody knows', pack(price(type='prise')), 'unknown_name', 'type', ('"prise"', 'nearest "price"')),
    ('no type', pack(without(price(), 'type')), 'missing_field', 'type', ('every event',)),
    ('a missing field', pack(without(price(), 'unit')), 'missing_field', 'unit', ('required in price',)),
    ('a missing field, deeper', pack(policy(legs=[{'value': .5, 'unit': 'share'}])), 'missing_field', 'legs[0].from',
     ('required in leg',)),
    ('a string for a number', pack(price(value='2548.5')), 'wrong_type', 'value',
     ('a string where a number belongs',)),
    ('a float for an integer', pack(price(time=1.5)), 'wrong_type', 'time', ('a float where an integer belongs',)),
    ('nil for a list', pack(policy(materials=None)), 'wrong_type', 'materials', ('nil where an array belongs',)),
    ('an array for the event', pack([[price()]]), 'wrong_type', '', ('an array where a map belongs',)),
    ('a key that is a number', pack({**price(), 7: 1}), 'wrong_type', '', ('a key',)),
    ('binary for a text', pack(price(series=b'LME.AL.3M')), 'wrong_type', 'series', ('binary where a string',)),
    ('a probability above 1', pack(policy(probability=1.5)), 'out_of_range', 'probability', ('1.5 is above 1',)),
    ('a share above 1', pack(policy(legs=[{'from': NOON, 'value': 1.5, 'unit': 'share'}])), 'out_of_range',
     'legs[0].value', ('1.5 is above 1', 'share')),
    ('a negative tonnage', pack(supply(rows=[{'supplier': 'NO', 'quantity': -1}])), 'out_of_range',
     'rows[0].quantity', ('-1 is below 0',)),
    ('a revision beyond 2^53', pack(price(revision=2 ** 60)), 'out_of_range', 'revision', ('9007199254740992',)),
    ('a time in the year 2500', pack(price(time=2 ** 64 - 1)), 'out_of_range', 'time', ('1700 to 2199',)),
    ('a day that is none', pack(supply(vintage='2024-02-30')), 'out_of_range', 'vintage',
     ('"2024-02-30"', 'YYYY-MM-DD')),
    ('a token with a blank', pack(price(id='a b')), 'bad_token', 'id', ('"a b"', '1 to 64', '[A-Za-z0-9._:/-]')),
    ('a token with a newline', pack(price(series='LME\nAL')), 'bad_token', 'series', ('"LME?AL"',)),
    ('a token that would command a terminal', pack(price(series='\x9b2J\x1b[2J')), 'bad_token', 'series',
     ('"?2J?[2J"',)),
    ('a key that would, twice', with_raw(price(**{'\x1b[2J': 1}), '\x1b[2J', b'\x01'), 'duplicate_key', '?[2J',
     ('twice',)),
    ('an empty token', pack(price(source='')), 'bad_token', 'source', ('0 bytes', '1 to 64')),
    ('a token of 65 bytes', pack(price(id='x' * 65)), 'bad_token', 'id', ('65 bytes', '1 to 64')),
    ('a text beyond its row', pack(policy(title='x' * 513)), 'too_large', 'title', ('513 bytes', 'at most 512')),
    ('an instrument nobody knows', pack(policy(instrument='import_bann')), 'unknown_name', 'instrument',
     ('"import_bann"', 'nearest "import_ban"')),
    ('a country nobody knows', pack(policy(origins=['RV'])), 'unknown_name', 'origins[0]', ('"RV"', 'nearest')),
    ('a material nobody knows', pack(policy(materials=['aluminium'])), 'unknown_name', 'materials[0]',
     ('"aluminium"', 'nearest "aluminum"')),
    ('a region nobody knows', pack(supply(region='UE')), 'unknown_name', 'region', ('"UE"', 'nearest "')),
    ('a region nobody knows, of a price', pack(price('ed', region='ED')), 'unknown_name', 'region',
     ('"ED"', 'nearest "')),
    ('no material at all', pack(policy(materials=[])), 'missing_field', 'materials', ('at least one',)),
    ('a unit that does not fit', pack(policy(legs=[{'from': NOON, 'value': 10, 'unit': 't/yr'}])), 'inconsistent',
     'legs[0].unit', ('"t/yr"', 'import_ban', 'allowed: share')),
    ('a leg that ends before it begins', pack(policy(legs=[{'from': NOON, 'until': NOON - 1}])), 'inconsistent',
     'legs[0].until', ('2025-02-24T12:00:00', 'not after')),
    ('neither alert nor prefix', pack({'type': 'silence', 'source': 'desk', 'id': '1', 'time': NOON, 'author': 'a',
                                       'comment': 'c'}), 'missing_field', 'alert', ('prefix',)),
    ('more legs than a measure has', pack(policy(legs=[{'from': NOON}] * 17)), 'too_many', 'legs',
     ('17 items', 'at most 16')),
    ('more keys than a map may have', pack({**price(), **{f'k{i}': i for i in range(64)}}), 'too_many', '',
     ('71 keys', 'at most 64')),
    ('more values than an event may have', pack(price(x=[0] * 40000)), 'too_many', 'x', ('at most 32768',)),
    ('an event too large', pack(price(x='x' * 65536)), 'too_large', '', ('bytes', 'at most 65536')),
    ('a batch too large', pack(['x' * 65500] * 17), 'too_large', '', ('batch', 'at most 1048576')),
    ('too many events', pack([0] * 4097), 'too_many', '', ('4097 events', 'at most 4096')),
    ('an empty frame', b'', 'not_a_batch', '', ('empty',)),
    ('a string for a batch', pack('price'), 'not_a_batch', '', ('a5', 'neither an event nor an array')),
    ('JSON for a batch', b'{"type":"price"}', 'not_a_batch', '', ('7b', 'neither an event nor an array')),
    ('nil for an event', b'\x91\xc0', 'wrong_type', '', ('nil where a map belongs',)),
]


class DoorTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.number = 0

    def start(self, clock='events', journal=None):
        self.daemon = Daemon('--journal', journal or self.folder / 'journal', clock=clock)
        self.addCleanup(self.end)
        self.ingest = self.connect('ingest')

    def end(self):
        if not self.daemon.ended:
            self.assertEqual(self.daemon.end(), 0)

    def connect(self, name):
        socket = self.context.socket(zmq.DEALER)
        self.addCleanup(socket.close, linger=0)
        socket.connect(self.daemon.said[name])
        return socket

    def receive(self, socket):
        self.assertTrue(socket.poll(BOUND_MS), 'no answer')
        return socket.recv_multipart()

    def send(self, *frames):
        self.number += 1
        self.ingest.send_multipart([self.number.to_bytes(8, 'big'), *frames])

    def receipt(self):
        number, receipt = self.receive(self.ingest)
        return int.from_bytes(number, 'big'), msgpack.unpackb(receipt)

    def publish(self, *frames):
        self.send(*frames)
        number, receipt = self.receipt()
        self.assertEqual(number, self.number)
        return receipt

    def refused(self, receipt, reason, field, words=()):
        """The one refusal of a receipt, checked."""
        self.assertEqual((receipt['accepted'], receipt['duplicate'], len(receipt['refused'])), (0, 0, 1), receipt)
        said = receipt['refused'][0]
        self.assertEqual((said['index'], said['reason']), (0, reason), said)
        if field is not None:
            self.assertEqual(said['field'], field, said)
            if field:
                self.assertTrue(said['text'].startswith(f'{field}: '), said)
        for word in words:
            self.assertIn(word, said['text'])

    def quarantine(self, **request):
        """All items of it, and the floor."""
        history = self.connect('history')
        items, floor = [], None
        history.send_multipart([b'question', pack({'op': 'quarantine', **request})])
        more = True
        while more:
            _, head, page = self.receive(history)
            head = msgpack.unpackb(head)
            self.assertNotIn('error', head)
            floor, more = head.get('floor'), head['more']
            items += msgpack.unpackb(page, raw=False)
        return floor, items

    # ---- the list -------------------------------------------------------------------

    def test_each_bad_event_is_refused_with_reason_field_and_words(self):
        self.start()
        for what, event, reason, field, words in TABLE:
            with self.subTest(what=what):
                self.refused(self.publish(event), reason, field, words)
        accepted = self.publish(pack(price()))
        self.assertEqual((accepted['accepted'], accepted['offset']), (1, 1))

    def test_each_is_found_in_quarantine_as_it_came(self):
        self.start()
        for _, event, *_ in TABLE:
            self.publish(event)
        floor, items = self.quarantine()
        self.assertEqual((floor, len(items)), (1, len(TABLE)))
        for number, ((what, event, reason, _, words), (topic, says, kept)) in enumerate(zip(TABLE, items), 1):
            with self.subTest(what=what):
                self.assertEqual((topic, says['number'], says['reason'], says['endpoint']),
                                 ('quarantine.', number, reason, 'ingest'))
                self.assertIn(kept, event)
                self.assertEqual(len(kept), min(says['size'], 65536))
                for word in words:
                    self.assertIn(word, says['text'])
        self.assertEqual([i[1]['number'] for i in self.quarantine(**{'from': 7})[1]], [*range(7, len(TABLE) + 1)])

    def test_a_message_that_is_no_batch_is_answered_by_what_it_began_with(self):
        self.start()
        for what, frames, words in (
                ('a number of 3 bytes', [b'abc', GOOD], ('a batch number of 3 bytes', 'it has 8')),
                ('an event in place of the number', [GOOD], (f'a batch number of {len(GOOD)} bytes',)),
                ('an event of 300 bytes in its place', [b'x' * 300], ('a batch number of 300 bytes',)),
                ('an empty frame first, as REQ sends it', [b'', GOOD], ('a batch number of 0 bytes',)),
                ('nothing but a number', [b'12345678'], ('1 frame', '2 or 3')),
                ('four frames', [b'12345678', GOOD, b'\x90', b''], ('4 frames', '2 or 3'))):
            with self.subTest(what=what):
                self.ingest.send_multipart(frames)
                number, receipt = self.receive(self.ingest)
                self.assertEqual(number, frames[0][:255])
                self.refused(msgpack.unpackb(receipt), 'not_a_batch', '', words)

    def test_the_third_frame_says_when_each_was_received_or_nothing(self):
        self.start()
        for what, received, reason, field, words in (
                ('another count', [NOON, NOON], 'inconsistent', 'received', ('2 times', '1 events')),
                ('no array', NOON, 'wrong_type', 'received', ('an array',)),
                ('no integer', ['noon'], 'wrong_type', 'received[0]', ('no integer', 'the 1 events'))):
            with self.subTest(what=what):
                self.refused(self.publish(pack(price()), pack(received)), reason, field, words)
        self.refused(self.publish(pack(price()), pack([NOON]) + b'x'), 'trailing', 'received')

    # ---- clocks ---------------------------------------------------------------------

    def test_under_the_wall_clock_a_time_beyond_the_skew_is_refused_and_moves_nothing(self):
        self.start(clock='wall')
        ahead = time.time_ns() + 3600 * SECOND
        self.refused(self.publish(pack(price(time=ahead))), 'future', 'time',
                     ('ahead of received', 'skew allows 300 s'))
        self.assertEqual(self.publish(pack(price(time=time.time_ns() + 200 * SECOND)))['accepted'], 1)

    def test_under_the_events_clock_a_step_beyond_max_step_is_refused_and_moves_nothing(self):
        self.start()
        self.assertEqual(self.publish(pack(price(1)))['accepted'], 1)
        self.refused(self.publish(pack(price(2)), pack([NOON + 4001 * DAY])), 'step_too_long', 'received',
                     ('ahead of the clock', 'max_step allows 345600000 s'))
        self.refused(self.publish(pack(price(2, time=NOON + DAY)), pack([NOON])), 'future', 'time',
                     ('2025-02-25T12:00:00', '86400 s ahead of received, 2025-02-24T12:00:00', 'skew allows 300 s'))
        self.assertEqual(self.publish(pack(price(2)), pack([NOON + 3999 * DAY]))['accepted'], 1)

    # ---- what depends on what came before -------------------------------------------

    def test_other_bytes_under_the_same_key_are_a_conflict(self):
        self.start()
        self.publish(pack(price(7)))
        self.assertEqual(self.publish(pack(price(7)))['duplicate'], 1)
        self.refused(self.publish(pack(price(7, value=1))), 'conflict', 'id',
                     ('"7"', '"LME"', 'revision 1', 'higher revision'))
        self.publish(pack(price(8, seq=1)))
        self.refused(self.publish(pack(price(9, seq=1))), 'conflict', 'seq', ('1 of source "LME"', 'another event'))

    def test_a_triple_is_forgotten_once_its_source_said_as_many_others_as_are_remembered(self):
        """The window is full at WINDOW; the oldest makes room, which only an event without `seq` can notice."""
        self.start()
        for first in range(0, WINDOW, CREDIT):
            receipt = self.publish(pack([price(first + i) for i in range(CREDIT)]))
            self.assertEqual((receipt['accepted'], receipt['refused']), (CREDIT, []))
        self.publish(pack(price('other', source='other')))  # another source pushes nothing out
        for number in (0, 1, WINDOW - 1):  # full: all are remembered
            self.assertEqual(self.publish(pack(price(number)))['duplicate'], 1, number)
        self.assertEqual(self.publish(pack(price(0, value=1)))['refused'][0]['reason'], 'conflict')
        self.assertEqual(self.publish(pack(price(WINDOW)))['accepted'], 1)  # one more: the oldest is forgotten
        self.assertEqual(self.publish(pack(price(1)))['duplicate'], 1)
        self.assertEqual(self.publish(pack(price(0, value=1)))['accepted'], 1)  # as if it had never come
        self.assertEqual(self.publish(pack(price('other', source='other')))['duplicate'], 1)

    def test_where_seq_is_carried_nothing_is_forgotten(self):
        self.start()
        for first in range(0, WINDOW + CREDIT, CREDIT):
            events = [price(first + i, seq=first + i + 1) for i in range(CREDIT)]
            self.assertEqual(self.publish(pack(events))['accepted'], CREDIT)
        self.assertEqual(self.publish(pack(price(0, seq=1)))['duplicate'], 1)

    def test_one_source_more_than_the_table_holds_is_refused(self):
        self.start()
        events = [price(source=f's{i}') for i in range(SOURCES + 1)]
        receipt = self.publish(pack(events))
        self.assertEqual((receipt['accepted'], len(receipt['refused'])), (SOURCES, 1))
        refused = receipt['refused'][0]
        self.assertEqual((refused['index'], refused['reason'], refused['field']), (SOURCES, 'full', 'source'))
        for word in (f'"s{SOURCES}"', f'{SOURCES} sources known', f'the limit is {SOURCES}'):
            self.assertIn(word, refused['text'])

    def test_a_producer_with_more_outstanding_than_its_credit_is_told_so(self):
        self.start()
        batches = 24
        for batch in [pack([price(batch * CREDIT + i) for i in range(CREDIT)]) for batch in range(batches)]:
            self.send(batch)  # at once: between two of them no receipt would come
        other = self.connect('ingest')
        other.send_multipart([b'another1', pack(price('another', source='other'))])
        receipts = dict(self.receipt() for _ in range(batches))
        over = [r for r in receipts.values() if r['refused']]
        self.assertTrue(over, 'no batch was over credit')
        self.assertEqual(receipts[1]['accepted'], CREDIT)
        for receipt in over:
            self.assertEqual((receipt['accepted'], len(receipt['refused'])), (0, CREDIT))
            self.assertEqual([r['index'] for r in receipt['refused']], [*range(CREDIT)])
            self.assertEqual({r['reason'] for r in receipt['refused']}, {'over_credit'})
            for word in ('a batch of 4096 events while', 'at most 4096', 'after the next receipt'):
                self.assertIn(word, receipt['refused'][0]['text'])
        self.assertEqual(msgpack.unpackb(self.receive(other)[1])['accepted'], 1)  # its credit is its own
        self.assertEqual(self.quarantine()[1], [])  # the producer has them still
        number = next(n for n, r in receipts.items() if r['refused'])
        again = self.publish(pack([price((number - 1) * CREDIT + i) for i in range(CREDIT)]))
        self.assertEqual(again['accepted'], CREDIT)

    # ---- partial refusal ------------------------------------------------------------

    def test_the_rest_of_a_batch_is_taken_and_each_refused_one_is_named(self):
        self.start()
        bad = {3: 'unknown_name', 5: 'missing_field', 9: 'bad_token', 4000: 'out_of_range'}
        events = [price(i) for i in range(4096)]
        events[3]['unit'] = 'USD/tt'
        del events[5]['series']
        events[9]['id'] = 'a b'
        events[4000]['value'] = 1e13
        receipt = self.publish(pack(events))
        self.assertEqual(receipt['accepted'], 4096 - len(bad))
        self.assertEqual({r['index']: r['reason'] for r in receipt['refused']}, bad)
        self.assertEqual(receipt['offset'], 4096 - len(bad))

    def test_after_an_event_without_an_end_the_others_are_refused_too(self):
        self.start()
        receipt = self.publish(pack([price(1), price(2), price(3)])[:len(GOOD) + 20])
        self.assertEqual(receipt['accepted'], 1)
        self.assertEqual([(r['index'], r['reason']) for r in receipt['refused']], [(1, 'truncated'), (2, 'truncated')])

    def test_bytes_behind_the_last_event_are_refused_and_the_events_taken(self):
        self.start()
        for events, extra in (([price(1), price(2)], b'abc'), (price(3), b'\x00')):
            receipt = self.publish(pack(events) + extra)
            count = len(events) if isinstance(events, list) else 1
            self.assertEqual(receipt['accepted'], count)
            self.assertEqual([(r['index'], r['reason']) for r in receipt['refused']], [(count, 'trailing')])
            self.assertIn(f'{len(extra)} bytes follow the last event', receipt['refused'][0]['text'])

    def test_a_full_batch_of_bad_events_with_bytes_behind_it_is_answered(self):
        self.start()
        receipt = self.publish(pack([{}] * 4096) + b'\x00')
        self.assertEqual(len(receipt['refused']), 4097)
        self.assertEqual({r['reason'] for r in receipt['refused']}, {'missing_field', 'trailing'})
        self.assertEqual(sum('text' in r for r in receipt['refused']), 128)

    # ---- where nobody is answered ---------------------------------------------------

    def test_what_an_open_publisher_sends_wrong_is_found_in_quarantine(self):
        self.start()
        publisher = self.context.socket(zmq.XPUB)
        self.addCleanup(publisher.close, linger=0)
        publisher.connect(self.daemon.said['open'])
        self.assertEqual(self.receive(publisher), [b'\x01'])
        publisher.send_multipart([b'any', pack([price(1), price(2, unit='USD/tt'), {'type': 'price'}])])
        publisher.send_multipart([b'any'])
        self.daemon.until('refused')
        items = []
        deadline = time.monotonic() + programs.BOUND
        while len(items) < 3 and time.monotonic() < deadline:
            items = self.quarantine()[1]
        self.assertEqual([(says['endpoint'], says['index'], says['reason'], says.get('id')) for _, says, _ in items],
                         [('open', 1, 'unknown_name', '2'), ('open', 2, 'missing_field', None),
                          ('open', 0, 'not_a_batch', None)])

    # ---- the operator's tool --------------------------------------------------------

    def tool(self, code, *arguments):
        """`orewatch quarantine`: what it prints, and says beside it."""
        done = subprocess.run([programs.OREWATCH, 'quarantine', *arguments, '--history', self.daemon.said['history'],
                               '--ingest', self.daemon.said['ingest']], capture_output=True, text=True,
                              timeout=programs.BOUND)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout, done.stderr

    def test_list_tells_when_why_and_who(self):
        self.start()
        self.assertEqual(self.tool(0, 'list'), ('', 'orewatch quarantine: nothing was refused\n'))
        self.publish(pack([price(1), price(2, unit='USD/tt'), price(3, source='a b')]))
        printed, _ = self.tool(0, 'list')
        lines = printed.splitlines()
        self.assertEqual(len(lines), 3)
        for word in ('  1  ', 'unknown_name', 'LME 2', '"USD/tt"', 'nearest "USD/t"'):
            self.assertIn(word, lines[1])
        for word in ('  2  ', 'bad_token', '? 3', '"a b"'):
            self.assertIn(word, lines[2])
        items = [json.loads(line) for line in self.tool(0, 'list', '--output', 'json')[0].splitlines()]
        self.assertEqual([(i['number'], i['index'], i['reason'], i.get('source'), i['id']) for i in items],
                         [(1, 1, 'unknown_name', 'LME', '2'), (2, 2, 'bad_token', None, '3')])

    def test_show_tells_the_reason_what_can_be_read_and_every_byte(self):
        self.start()
        cut = pack(price(1))[:-2]
        self.publish(cut)
        printed, _ = self.tool(0, 'show', '1')
        for word in ('truncated', f'the {len(cut)} bytes that are left end inside a value', 'LME 1',
                     '{"type":"price","source":"LME","id":"1"', 'up to byte', cut[:16].hex(' ')):
            self.assertIn(word, printed)
        self.assertEqual(json.loads(self.tool(0, 'show', '1', '--output', 'json')[0])['bytes'], cut.hex())

    def test_resend_goes_through_ingest_and_tells_the_receipt(self):
        self.start()
        self.publish(pack(price(1)))
        early = price(2, time=NOON + DAY)
        self.publish(pack([early, price(3, unit='USD/tt')]), pack([NOON, NOON]))
        self.publish(pack(price(4)), pack([NOON + 2 * DAY]))  # the clock has come to it meanwhile
        printed, summary = self.tool(3, 'resend', '1', '2')
        self.assertIn('1 accepted, offset 3\n', printed)
        self.assertIn('2 refused again: unknown_name: unit: "USD/tt"', printed)
        self.assertIn('1 accepted, 0 there already, 1 refused again', summary)
        self.assertIn('1 was there already\n', self.tool(0, 'resend', '1')[0])
        self.assertIn('0 accepted, 1 there already, 2 refused again', self.tool(3, 'resend', '--all')[1])

    def test_the_tool_says_what_is_wrong_with_the_question(self):
        self.start()
        for code, arguments, words in ((2, ('lst',), "'lst'"), (2, ('show',), 'numbers'),
                                       (2, ('show', '0'), "'0'"), (2, ('resend',), '--all'),
                                       (2, ('resend', '1', '--all'), 'not both'), (2, ('list', '1'), 'no numbers'),
                                       (1, ('show', '7'), 'no number 7 yet')):
            self.assertIn(words, self.tool(code, *arguments)[1])
        nobody = {**self.daemon.said, 'history': f'ipc://{self.folder}/nobody'}
        self.daemon.said = nobody
        self.assertIn('is orewatchd running there?', self.tool(5, 'list', '--timeout', '100ms')[1])

    # ---- the log --------------------------------------------------------------------

    def test_a_flood_of_refusals_is_logged_ten_a_second_and_the_rest_is_counted(self):
        self.start()
        for _ in range(3):
            self.publish(pack([{'type': 'price'}] * 1000))
        said, withheld = 0, 0
        while said + withheld < 3000:
            withheld += int(self.daemon.until('refusals_withheld')['count'])
            said = sum(line['event'] == 'refused' for line in self.daemon.lines)
        self.assertEqual(said + withheld, 3000)
        self.assertLessEqual(said, 40)


if __name__ == '__main__':
    unittest.main()
