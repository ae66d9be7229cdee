"""Frames that nobody honest would send, from a seed: valid batches with their structure damaged, or plain noise."""
import random
import struct

import msgpack

NOON = 1740398400 * 10 ** 9

EVENTS = [
    {'type': 'price', 'source': 'LME', 'id': '1', 'time': NOON, 'series': 'LME.AL.3M', 'value': 2548.5,
     'unit': 'USD/t', 'seq': 7, 'revision': 2, 'region': 'EU'},
    {'type': 'policy', 'source': 'eu', 'id': 'p', 'time': NOON, 'policy': 'eu/16', 'status': 'adopted',
     'instrument': 'import_quota', 'implementer': 'EU', 'origins': ['RU'], 'materials': ['aluminum'],
     'legs': [{'from': NOON, 'until': NOON + 10 ** 16, 'value': 275000, 'unit': 't/yr'}, {'from': NOON + 10 ** 16}],
     'claimed': {'value': .15, 'unit': 'share'}, 'title': 'A quota, then a ban'},
    {'type': 'news', 'source': 'press', 'id': 'n', 'time': NOON, 'headline': 'Ausfuhrverbot: ein Überblick',
     'outlet': 'reuters', 'body': 'x' * 300, 'signals': [{'material': 'aluminum', 'origins': ['RU'],
                                                          'category': 'threat', 'direction': 1, 'severity': .5,
                                                          'confidence': .9}]},
    {'type': 'baseline', 'source': 'tables', 'id': 't', 'time': NOON, 'table': 'supply', 'material': 'aluminum',
     'region': 'EU', 'vintage': '2024', 'unit': 't/yr', 'rows': [{'supplier': 'NO', 'quantity': 1e6},
                                                                 {'supplier': 'XX', 'quantity': 2e5}],
     'provenance': 'a test'},
    {'type': 'status', 'source': 'feed', 'id': 's', 'time': NOON, 'health': 'degraded', 'reason': 'late'},
    {'type': 'silence', 'source': 'desk', 'id': 'q', 'time': NOON, 'prefix': 'alert.', 'author': 'a', 'comment': 'c'},
]
BOMBS = [b'\xdd\x02\x00\x00\x00', b'\xdf\xff\xff\xff\xff', b'\xdd\x80\x00\x00\x00\xdd\x80\x00\x00',
         b'\xdb\xff\xff\xff\xff', b'\xc6\xff\xff\xff\xff', b'\xc9\xff\xff\xff\xff\x00',
         b'\x91' * 40, b'\x81\xa1x' * 40, b'\xc1', b'\xc0']
VALUES = [None, True, -1, 0, 2 ** 63, 2 ** 64 - 1, -2 ** 63, float('nan'), float('inf'), -0.0, 1e308, 5e-324, '', 'x',
          'a b', '\u2028', 'x' * 70, b'\xff\xfe', [], {}, [[[]]], {'a': {'b': {}}}, 'aluminium', 'RV',
          'EU', '2024-02-30']


class Frames:
    """An endless supply; the same seed gives the same frames."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def event(self):
        event = dict(self.dice.choice(EVENTS))
        event['id'] = f'{self.dice.randrange(1 << 30)}'
        event['seq'] = self.dice.randrange(1 << 20)
        return event

    def damaged_event(self):
        """One thing wrong, at any depth: a key gone, doubled, renamed, or a value of another kind."""
        event = self.event()
        holder = event
        for _ in range(self.dice.randrange(3)):
            values = holder.values() if isinstance(holder, dict) else holder
            inner = [value for value in values if isinstance(value, (dict, list)) and value]
            if not inner:
                break
            holder = self.dice.choice(inner)
        holder = holder.copy() if holder is event else holder
        place = self.dice.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        kept = holder[place]
        if self.dice.random() < .3 and isinstance(holder, dict):
            del holder[place]
            if self.dice.random() < .5:
                holder[place + 's'] = kept
            packed = msgpack.packb(event)
            holder.pop(place + 's', None)
        else:
            holder[place] = self.dice.choice(VALUES)
            packed = msgpack.packb(event)
        holder[place] = kept
        return packed

    def damaged_bytes(self, packed):
        """A few bytes changed, cut out, doubled, or a bomb put between them."""
        packed = bytearray(packed)
        for _ in range(self.dice.randrange(1, 4)):
            at = self.dice.randrange(len(packed) + 1)
            match self.dice.randrange(6):
                case 0 if at < len(packed):
                    packed[at] = self.dice.randrange(256)
                case 1:
                    del packed[at:at + self.dice.randrange(1, 9)]
                case 2:
                    packed[at:at] = packed[at:at + self.dice.randrange(1, 30)]
                case 3:
                    packed[at:at] = self.dice.choice(BOMBS)
                case 4:
                    del packed[at:]
                case 5 if at < len(packed):
                    packed[at] ^= 1 << self.dice.randrange(8)
        return bytes(packed)

    def batch(self):
        match self.dice.randrange(10):
            case 0:
                return self.dice.randbytes(self.dice.randrange(200))
            case 1:
                return self.dice.choice(BOMBS) + self.dice.randbytes(self.dice.randrange(8))
            case 2:
                return msgpack.packb([self.dice.choice(VALUES) for _ in range(self.dice.randrange(20))])
            case 3 | 4 | 5:
                events = [self.damaged_event() if self.dice.random() < .7 else msgpack.packb(self.event())
                          for _ in range(self.dice.randrange(1, 6))]
                return bytes([0x90 + len(events)]) + b''.join(events)
            case 6:
                return self.damaged_event()
            case 7:
                return b'\xdc' + struct.pack('>H', self.dice.randrange(5000)) + msgpack.packb(self.event())
        return self.damaged_bytes(msgpack.packb([self.event() for _ in range(self.dice.randrange(1, 4))]))

    def received(self):
        return self.dice.choice([msgpack.packb([NOON] * self.dice.randrange(4)), self.dice.choice(BOMBS), b'',
                                 msgpack.packb(self.dice.choice(VALUES)), self.dice.randbytes(9)])

    def message(self, number):
        """The frames of one message: mostly number and batch, now and then another count or another number."""
        first = number.to_bytes(8, 'big')
        chance = self.dice.random()
        if chance < .02:
            return [self.dice.randbytes(self.dice.choice([0, 1, 7, 9, 255, 256, 5000])), self.batch()]
        if chance < .04:
            return [first] + [self.batch() for _ in range(self.dice.choice([0, 3, 4, 5, 6]))]
        if chance < .12:
            return [first, self.batch(), self.received()]
        return [first, self.batch()]
