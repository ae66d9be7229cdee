"""Every member of the engine's state has its row in engine/state/, so that no digest leaves one out.

What members there are the compiler says, in its notes for debuggers: a member that hides in the padding of another
shows there as well.
"""
import re
import subprocess
import unittest

import programs

ROWS = programs.ROOT / 'engine' / 'state'
# Kinds of entries in DWARF that lead from a member to the struct it is made of.
WRAPPERS = ('DW_TAG_typedef', 'DW_TAG_array_type', 'DW_TAG_const_type')


class Structs:
    """The structs of one object file, as readelf prints them."""

    def __init__(self, archive, object_name):
        listing = subprocess.run(['readelf', '--debug-dump=info', archive], capture_output=True, text=True,
                                 check=True).stdout
        self.entries = {}
        current = parents = None
        for line in self.part(listing, object_name).splitlines():
            head = re.match(r'\s*<(\d+)><([0-9a-f]+)>: Abbrev Number: \d+ \((\w+)\)', line)
            if head:
                depth, place, tag = int(head[1]), int(head[2], 16), head[3]
                current = {'tag': tag, 'members': []}
                self.entries[place] = current
                parents = (parents or [])[:depth] + [current]
                if tag == 'DW_TAG_member' and depth > 0:
                    parents[depth - 1]['members'].append(current)
                continue
            attribute = re.match(r'\s*<[0-9a-f]+>\s+(DW_AT_\w+)\s*: (.*)', line)
            if attribute and current is not None:
                current[attribute[1]] = attribute[2].strip()

    @staticmethod
    def part(listing, object_name):
        for piece in re.split(r'^File: ', listing, flags=re.M):
            if f'({object_name})' in piece.split('\n', 1)[0]:
                return piece
        raise AssertionError(f'{object_name} has no notes for debuggers')

    @staticmethod
    def name(entry):
        text = entry.get('DW_AT_name', '')
        return text.rpartition('): ')[2] if text.startswith('(') else text

    def struct(self, entry):
        """The struct that a member holds, or None."""
        while entry is not None and 'DW_AT_type' in entry:
            entry = self.entries.get(int(entry['DW_AT_type'].strip('<>'), 16))
            if entry is None or entry['tag'] == 'DW_TAG_structure_type':
                return entry
            if entry['tag'] not in WRAPPERS:
                return None
        return None

    def named(self, name):
        return next(e for e in self.entries.values()
                    if e['tag'] == 'DW_TAG_structure_type' and e['members'] and self.name(e) == name)


def missing(structs, rows):
    """Members, reached from struct engine, of which no row speaks."""
    found, seen, waiting = [], set(), [structs.named('engine')]
    while waiting:
        struct = waiting.pop()
        name = structs.name(struct)
        if name in seen:
            continue
        seen.add(name)
        for member in struct['members']:
            called = structs.name(member)
            if not re.search(rf'\(struct {name}, (\w+, )?{called}\b|\bBY_PAIR\({called},', rows):
                found.append(f'{name}.{called}')
            inner = structs.struct(member)
            if inner is not None and structs.name(inner) and f'struct {structs.name(inner)}, ' in rows:
                waiting.append(inner)
            elif inner is not None and structs.name(inner) and not whole(structs, inner):
                found.append(f'{name}.{called}: struct {structs.name(inner)} has no rows')
    return found, seen


def whole(structs, struct):
    """Numbers alone, without padding: it may be digested as it lies in memory."""
    return all(structs.struct(member) is None for member in struct['members']) and len(struct['members']) == 1


class State(unittest.TestCase):
    def setUp(self):
        self.structs = Structs(programs.BUILD / 'engine' / 'libengine.a', 'step.c.o')  # which uses all of it
        self.rows = ''.join(file.read_text() for file in sorted(ROWS.glob('*.c')))

    def test_every_member_of_the_state_has_its_row(self):
        found, seen = missing(self.structs, self.rows)
        self.assertIn('quote', seen)
        self.assertGreater(len(seen), 20)
        self.assertEqual(found, [])

    def test_a_member_without_a_row_is_named(self):
        for row, name in (('BELOW(struct level, leaning, SEVERITIES)', 'level.leaning'),
                          ('BY_PAIR(pair, pair_part)', 'engine.pair'),
                          ('BELOW(struct quote, reason, REASONS)', 'quote.reason'),
                          ('PART(struct leg_kept, shown, leg_part)', 'leg_kept.shown')):
            self.assertIn(row, self.rows)
            self.assertIn(name, missing(self.structs, self.rows.replace(row, ''))[0])


if __name__ == '__main__':
    unittest.main()
