"""orewatch verify and repair, as an operator meets them: a log that is whole, torn, damaged, or being written."""
import json
import pathlib
import shutil
import tempfile
import unittest

import programs

HEADER = 64  # bytes of a log's file before its first record
EVENT = (b'{"type":"price","source":"me","id":"1","time":"2026-03-02T00:00:00Z","received":"2026-03-02T00:00:00Z",'
         b'"series":"LME.AL.3M","value":2548,"unit":"USD/t"}\n')


def setUpModule():
    global folder, story, derived
    folder = tempfile.TemporaryDirectory()
    story = pathlib.Path(folder.name) / 'story.owr'
    shutil.copy(programs.RECORDING.with_suffix('.owr'), story)
    derived = programs.run(story)


def tearDownModule():
    folder.cleanup()


class Tool(programs.Tool):
    def found(self, log, expect=0):
        return json.loads(self.orewatch('verify', log, '--output', 'json', expect=expect)[0])

    def changed(self, name, change):
        path = self.folder / name
        data = bytearray(story.read_bytes())
        path.write_bytes(change(data) or data)
        return path

    def journal(self):
        """A journal of a broker that has ended, its events in several commits."""
        with programs.Broker(self.folder) as broker:
            programs.call(programs.FEED, 'replay', story, '--to', broker.endpoints['ingest'])
            return broker.journal


class Verify(Tool):
    def test_a_whole_recording_is_told_with_what_it_holds(self):
        out, said = self.orewatch('verify', story)
        for words in (f'{story}: whole', '32 entries: 32 events', 'offsets 1 to 32', 'as they were written'):
            self.assertIn(words, out)
        self.assertEqual(said, '')
        found = self.found(story)
        self.assertEqual((found['result'], found['events'], found['first_offset'], found['last_offset']),
                         ('whole', 32, 1, 32))

    def test_a_journal_is_verified_while_it_is_written_and_after(self):
        with programs.Broker(self.folder) as broker:
            programs.call(programs.FEED, 'replay', story, '--to', broker.endpoints['ingest'])
            live = self.found(broker.journal)
        self.assertEqual((live['result'], live['events']), ('whole', 32))
        self.assertEqual(self.found(broker.journal)['events'], 32)

    def test_flipped_bits_are_found_and_named_to_the_bit(self):
        size = story.stat().st_size
        for byte in [*range(HEADER, HEADER + 24, 5), *range(HEADER + 24, size, size // 12), size - 1]:
            bit = byte % 8

            def flip(data, byte=byte, bit=bit):
                data[byte] ^= 1 << bit

            with self.subTest(byte=byte, bit=bit):
                path = self.changed('flipped.owr', flip)
                found = self.found(path, expect=1)
                self.assertEqual((found['result'], found['file'], found['record'], found['byte'], found['last_offset']),
                                 ('damaged', str(path), 1, HEADER, 0))
                self.assertEqual((found['flipped_byte'], found['flipped_bit']), (byte, bit))

    def test_a_flipped_bit_of_the_header_is_refused_by_name(self):
        for byte in range(0, HEADER, 7):
            def flip(data, byte=byte):
                data[byte] ^= 1

            path = self.changed('header.owr', flip)
            self.assertIn(str(path), self.orewatch('verify', path, expect=1)[1])

    def test_a_torn_tail_is_told_apart_from_damage(self):
        for cut in (1, 100, 5000):
            found = self.found(self.changed('torn.owr', lambda data, cut=cut: data[:-cut]), expect=3)
            self.assertEqual((found['result'], found['record'], found['byte']), ('torn', 1, HEADER))
            self.assertNotIn('flipped_byte', found)

    def test_what_was_said_is_compared_line_by_line(self):
        expected = self.folder / 'expected'
        expected.write_bytes(derived)
        self.orewatch('verify', story, '--expect', expected)
        expected.write_bytes(derived.replace(b'"severity":"info"', b'"severity":"high"', 1))
        self.assertIn('severity: expected', self.orewatch('verify', story, '--expect', expected, expect=4)[1])

    def test_digests_are_compared_and_the_part_that_differs_is_named(self):
        digests = self.folder / 'digests'
        self.orewatch('run', story, '--output', 'none', '--digest-file', digests, '--digest-every', '7')
        self.orewatch('verify', story, '--digests', digests)
        lines = digests.read_text().splitlines(keepends=True)
        name, value = lines[2].split()[6].split('=')
        lines[2] = lines[2].replace(value, '0' * 32)
        digests.write_text(''.join(lines))
        said = self.orewatch('verify', story, '--digests', digests, expect=4)[1]
        self.assertIn(f'the digest after entry 21, offset 21 differs in: {name}', said)

    def test_digests_that_do_not_belong_to_the_log_are_a_mismatch(self):
        digests = self.folder / 'digests'
        self.orewatch('run', story, '--output', 'none', '--digest-file', digests, '--digest-every', '1')
        digests.write_text(digests.read_text() + '99 99 outputs=' + '0' * 32 + '\n')
        self.assertIn('1 entries that the log does not have',
                      self.orewatch('verify', story, '--digests', digests, expect=4)[1])
        digests.write_text('')
        self.assertIn('holds no digest', self.orewatch('verify', story, '--digests', digests, expect=4)[1])
        digests.write_text('seven\n')
        self.assertIn('line 1 is no digest', self.orewatch('verify', story, '--digests', digests, expect=1)[1])

    def test_what_is_no_log_is_a_failure(self):
        self.orewatch('verify', self.folder / 'absent', expect=1)
        self.orewatch('verify', self.folder, expect=1)
        self.orewatch('verify', expect=2)


class Checkpoints(Tool):
    """Journals with checkpoints, of a longer story."""
    STORY = programs.RECORDINGS / '2018-rusal.owr'

    def saved(self, name='journal', **options):
        return programs.saved_journal(self.folder / name, self.STORY, **options)

    def checkpoints(self, journal):
        return sorted(journal.glob('*.owc'))

    def test_each_holds_the_state_that_the_log_gives(self):
        journal = self.saved(every=1, keep=24000)  # no segment goes, and of the checkpoints each eighth of that stays
        count = len(self.checkpoints(journal))
        self.assertGreater(count, 5)
        out, said = self.orewatch('verify', journal)
        self.assertIn(f'{count} checkpoints hold the state that the log gives', out)
        self.assertEqual(said, '')
        found = self.found(journal)
        self.assertEqual((found['result'], found['events'], found['checkpoints']), ('whole', 35, count))
        self.assertNotIn('base_offset', found)

    def test_without_a_head_it_starts_from_the_base_and_says_so(self):
        journal = self.saved(every=3, keep=8192)
        self.assertFalse((journal / '000000000001.ows').exists())
        out, _ = self.orewatch('verify', journal)
        found = self.found(journal)
        base = found['base_offset']
        self.assertGreater(base, 1)
        self.assertIn(f'starts from the checkpoint at offset {base}; the log before it was deleted by retention', out)
        self.assertEqual((found['result'], found['last_offset'], found['checkpoints']),
                         ('whole', 35, len(self.checkpoints(journal))))
        self.assertLessEqual(found['first_offset'], base + 1)

    def test_a_flipped_bit_is_found_and_the_file_named(self):
        journal = self.saved(every=10)
        for path in self.checkpoints(journal):
            data = path.read_bytes()
            for byte in (9, 77, 120, len(data) - 1):
                with self.subTest(path=path.name, byte=byte):
                    path.write_bytes(data[:byte] + bytes([data[byte] ^ 1 << byte % 8]) + data[byte + 1:])
                    found = self.found(journal, expect=1)
                    self.assertEqual((found['result'], found['file'], found['checkpoints']),
                                     ('damaged', str(path), len(self.checkpoints(journal)) - 1))
            path.write_bytes(data[:-1])
            self.assertIn(str(path), self.orewatch('verify', journal, expect=1)[1])
            path.write_bytes(data)
        self.found(journal)

    def test_one_that_holds_another_state_is_a_mismatch_in_named_parts(self):
        """An engine that was not told of one event; its checkpoints prove themselves."""
        journal = self.saved(every=10, forgotten=6)
        first, second = self.checkpoints(journal)
        out, said = self.orewatch('verify', journal, expect=4)
        self.assertIn(f'{first}: proves itself, and does not hold what the log gives up to offset 20; they differ in:',
                      said)
        self.assertIn(f'{second}: proves itself, and does not hold what the log gives up to offset 30', said)
        self.assertRegex(said, r'they differ in:.* supply .*counter')
        self.assertIn('differs', out)
        self.assertEqual(self.found(journal, expect=4)['result'], 'differs')

    def test_one_that_retention_has_not_removed_yet_is_no_fault(self):
        whole, journal = self.saved('whole', every=1, keep=24000), self.saved(every=3, keep=8192)
        first = self.checkpoints(whole)[0]
        self.assertLess(first.name, sorted(journal.glob('0*.ows'))[0].name)
        shutil.copy(first, journal)
        self.assertIn('1 checkpoints of what was deleted are left', self.orewatch('verify', journal)[1])

    def test_one_of_another_log_is_named(self):
        journal, other = self.saved(every=10), self.saved('other', every=10, segment=8192)
        foreign = journal / self.checkpoints(other)[-1].name
        shutil.copy(self.checkpoints(other)[-1], foreign)
        said = self.orewatch('verify', journal, expect=1)[1]
        self.assertIn(f'{foreign}: the log does not hold its place', said)

    def test_a_head_that_nothing_stands_for_is_told(self):
        journal = self.saved(every=3, keep=8192)
        for path in self.checkpoints(journal):
            path.unlink()
        out, said = self.orewatch('verify', journal, expect=1)
        self.assertIn('no checkpoint stands for it', said)
        self.assertIn('offsets', out)
        for tool in ('run', 'show --log', 'export --to x.sqlite'):
            self.assertIn('no checkpoint stands for it',
                          self.orewatch(*tool.split(), journal, expect=1, cwd=self.folder)[1])

    def test_when_the_base_is_damaged_the_next_one_stands_for_the_head(self):
        journal = self.saved(every=3, keep=8192)
        base, following = self.checkpoints(journal)[:2]
        before = self.found(journal)['base_offset']
        base.write_bytes(base.read_bytes()[:-1])
        found = self.found(journal, expect=1)
        self.assertGreater(found['base_offset'], before)
        self.assertEqual(found['file'], str(base))
        base.unlink()
        self.found(journal)

    def test_a_base_of_another_engine_is_passed_over(self):
        """As after an update: the head was cut at a checkpoint of the engine before."""
        base = self.found(self.saved(every=3, keep=8192))['base_offset']
        whole, journal = self.saved('whole'), self.saved('updated', every=3, keep=8192, strange=base)
        self.assertIn('is of another version', self.orewatch('verify', journal, expect=3)[1])
        following = self.found(journal, expect=3)['base_offset']
        self.assertGreater(following, base)
        out, said = self.orewatch('run', journal)
        self.assertIn(f'starts from the checkpoint at offset {following}', said)
        self.assertTrue(self.orewatch('run', whole)[0].endswith(out))
        self.assertEqual(programs.outputs(out)[0]['offset'], following + 1)

    def test_every_output_after_the_base_is_derived_as_from_the_whole_log(self):
        whole, journal = self.saved('whole'), self.saved(every=3, keep=8192)
        out, said = self.orewatch('run', journal)
        base = self.found(journal)['base_offset']
        self.assertIn(f'orewatch run: starts from the checkpoint at offset {base}', said)
        everything, _ = self.orewatch('run', whole)
        self.assertTrue(everything.endswith(out))
        offsets = [output['offset'] for output in programs.outputs(out)]
        self.assertEqual(offsets[0], base + 1)
        self.assertLess(len(out), len(everything))
        expected = self.file('expected', out)
        self.orewatch('verify', journal, '--expect', expected)

    def test_the_board_is_the_same_and_of_a_time_before_the_base_there_is_none(self):
        whole, journal = self.saved('whole'), self.saved(every=3, keep=8192)
        board, _ = self.orewatch('show', '--log', whole, '--output', 'json')
        again, said = self.orewatch('show', '--log', journal, '--output', 'json')
        self.assertEqual(again, board)
        self.assertIn('starts from the checkpoint', said)
        said = self.orewatch('show', '--log', journal, '--at', '2018-01-01T00:00:00Z', expect=1)[1]
        self.assertIn('what was before is deleted', said)


class Repair(Tool):
    def test_checkpoints_of_what_is_cut_are_removed_and_named(self):
        journal = programs.saved_journal(self.folder / 'journal', story, every=5, segment=65536)
        last = sorted(journal.glob('*.owc'))[-1]
        segment = journal / '000000000001.ows'
        place = int(last.stem.split('-')[1])
        data = segment.read_bytes()
        segment.write_bytes(data[:place - 30] + bytes(len(data) - place + 30))
        self.assertIn(f'{last}: would remove', self.orewatch('repair', journal, '--dry-run')[0])
        self.assertTrue(last.exists())
        self.assertIn(f'{last}: removed', self.orewatch('repair', journal)[0])
        self.assertFalse(last.exists())
        self.assertEqual(self.found(journal)['checkpoints'], 1)

    def test_a_torn_recording_reads_without_a_warning_afterwards(self):
        path = self.changed('torn.owr', lambda data: data[:-100])
        lost = path.stat().st_size - HEADER
        self.assertIn(f'would cut {lost} bytes', self.orewatch('repair', path, '--dry-run')[0])
        self.orewatch('verify', path, expect=3)
        out, _ = self.orewatch('repair', path)
        self.assertIn(f'cut {lost} bytes at byte {HEADER}, record 1; last offset kept 0', out)
        self.assertEqual((self.folder / f'torn.owr.torn-{HEADER}').stat().st_size, lost)
        self.orewatch('verify', path)
        self.assertIn('nothing to cut', self.orewatch('repair', path)[0])

    def test_a_torn_journal_goes_on_with_all_that_was_acked(self):
        journal = self.journal()
        before = self.found(journal)
        segment = journal / '000000000001.ows'
        used = len(segment.read_bytes().rstrip(b'\0'))
        with programs.Broker(self.folder) as broker:
            programs.call(programs.FEED, 'events', '-', '--to', broker.endpoints['ingest'], input=EVENT)
        data = segment.read_bytes()
        segment.write_bytes(data[:used + 40] + bytes(len(data) - used - 40))
        self.assertEqual(self.found(journal, expect=3)['result'], 'torn')
        out, _ = self.orewatch('repair', journal)
        self.assertIn(f'last offset kept {before["last_offset"]}', out)
        self.assertEqual(self.found(journal), before)
        with programs.Broker(self.folder):
            pass

    def test_a_journal_that_is_written_is_refused(self):
        with programs.Broker(self.folder) as broker:
            for options in ((), ('--dry-run',)):
                self.assertIn('written', self.orewatch('repair', broker.journal, *options, expect=1)[1])

    def test_damage_is_refused_with_what_can_be_saved(self):
        journal = self.journal()
        segment = journal / '000000000001.ows'
        data = bytearray(segment.read_bytes())
        data[HEADER + 30] ^= 16
        segment.write_bytes(data)
        said = self.orewatch('repair', journal, expect=1)[1]
        for words in ('this is damage', 'nothing was changed', f'byte {HEADER + 30}, bit 4', 'good: restore'):
            self.assertIn(words, said)
        self.assertEqual(segment.read_bytes(), data)


if __name__ == '__main__':
    unittest.main()
