"""Starts that fail, and what the broker says then: what, where, why, and what to do. Starts that only look as if."""
import json
import os
import pathlib
import socket
import struct
import subprocess
import tempfile
import time
import unittest

import msgpack
import zmq

import programs

STORY = programs.RECORDING.with_suffix('.owr')
NOBODY = 65534


class Start(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def command(self, *options):
        return [str(word) for word in (*programs.Broker(self.folder).command, *options)]

    def fails(self, code, *options, before=(), **settings):
        """The broker ends with `code`; gives what it said."""
        done = subprocess.run([*before, *self.command(*options)], capture_output=True, text=True,
                              timeout=programs.BOUND, **settings)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stderr

    def says(self, code, text, *options, **settings):
        self.assertIn(text, self.fails(code, *options, **settings))


class Ports(Start):
    def test_a_port_in_use_is_told_with_its_holder(self):
        with socket.create_server(('127.0.0.1', 0)) as holder:
            endpoint = f'tcp://127.0.0.1:{holder.getsockname()[1]}'
            self.says(1, f'{endpoint}: already in use by', '--journal', 'none', '--stream', endpoint)
            self.says(1, f'(pid {os.getpid()})', '--journal', 'none', '--stream', endpoint)

    def test_two_endpoints_on_one_port_name_the_broker_itself(self):
        with socket.socket() as kept:  # it does not listen: so the broker may, and nobody else is given this port
            kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            kept.bind(('127.0.0.1', 0))
            endpoint = f'tcp://127.0.0.1:{kept.getsockname()[1]}'
            self.says(1, 'already in use by orewatchd', '--journal', 'none', '--ingest', endpoint, '--open', endpoint)

    def test_an_address_of_another_machine_is_told(self):
        self.says(1, 'tcp://192.0.2.1:7701: no address of this machine', '--ingest', 'tcp://192.0.2.1:7701')
        for host in ('no.such.host.invalid', 'localhost'):
            self.says(1, 'names of hosts are not bound; 127.0.0.1', '--ingest', f'tcp://{host}:7701')

    def test_a_socket_file_in_no_folder_is_told(self):
        endpoint = f'ipc://{self.folder}/none/x'
        self.says(1, f'{endpoint}: No such file or directory', '--ingest', endpoint)

    def test_an_address_that_others_reach_is_warned_of(self):
        for address in ('tcp://0.0.0.0:0', 'tcp://*:0'):
            with programs.Broker(self.folder, '--stream', address) as broker:
                pass
            said = (self.folder / 'broker.log').read_text()
            self.assertIn('event=not_loopback endpoint=tcp://0.0.0.0:', said)
            self.assertIn('unauthenticated and unencrypted', said)

    def test_loopback_is_not_warned_of(self):
        for address in ('tcp://127.0.0.1:0', 'tcp://lo:0'):
            with programs.Broker(self.folder, '--stream', address):
                pass
        self.assertNotIn('not_loopback', (self.folder / 'broker.log').read_text())


class Journals(Start):
    def journal(self):
        """The first segment of a journal that a broker made."""
        with programs.Broker(self.folder):
            pass
        return next((self.folder / 'journal').glob('0*.ows'))

    def test_a_journal_of_another_broker_is_told_with_its_pid(self):
        with programs.Broker(self.folder) as broker:
            said = self.fails(1)
            self.assertIn('reason=locked', said)
            self.assertIn(f'{broker.journal}: is being written by process {broker.process.pid};', said)

    def test_a_journal_of_a_newer_version_is_left_as_it_is(self):
        segment = self.journal()
        newer = segment.read_bytes()[:8] + struct.pack('<I', 99) + segment.read_bytes()[12:]
        segment.write_bytes(newer)
        said = self.fails(1)
        self.assertIn('reason=newer_version', said)
        self.assertIn(f'{segment}: written in version 99 of the log', said)
        self.assertIn('this program reads up to version 1', said)
        self.assertEqual(segment.read_bytes(), newer)

    def test_what_is_no_segment_is_told_with_its_name(self):
        segment = self.journal()
        segment.write_text('hello\n')
        self.says(1, f'{segment}: not an Orewatch log')
        segment.write_bytes(b'')
        self.says(1, f'{segment}: is empty')

    def test_a_recording_is_no_journal(self):
        before = STORY.read_bytes()
        self.says(2, f"'{STORY}' is a file; a journal is a folder; `orewatch-feed replay`", '--journal', STORY)
        self.assertEqual(STORY.read_bytes(), before)
        self.says(2, "has the name of a recording", '--journal', self.folder / 'new.owr')
        self.assertFalse((self.folder / 'new.owr').exists())

    def test_any_other_file_is_none_either(self):
        path = self.folder / 'notes.txt'
        path.write_text('hello\n')
        self.says(2, 'is a file; a journal is a folder', '--journal', path)
        self.assertEqual(path.read_text(), 'hello\n')

    def test_a_folder_of_its_own_is_made_its_parent_is_not(self):
        self.says(1, 'the folder it shall stand in is not there', '--journal', self.folder / 'deep' / 'journal')

    def test_names_may_hold_blanks_and_letters_of_any_script(self):
        folder = self.folder / 'Ünï cödé 铝 \'"'
        folder.mkdir()
        with programs.Broker(self.folder, '--journal', folder / 'jöurnal'):
            pass
        programs.call(programs.OREWATCH, 'run', folder / 'jöurnal')

    def test_a_relative_name_is_taken_from_where_it_was_started(self):
        self.fails(1, '--journal', 'here/', '--ingest', 'tcp://192.0.2.1:7701', cwd=self.folder)
        self.assertTrue((self.folder / 'here' / 'lock').exists())


class Permissions(Start):
    def nobody(self):
        self.assertEqual(os.geteuid(), 0, 'only root can become somebody else: run this test as root')
        return ('setpriv', '--reuid', str(NOBODY), '--regid', str(NOBODY), '--clear-groups')

    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)

    def test_a_folder_that_may_not_be_written_is_told_with_the_user(self):
        said = self.fails(1, before=self.nobody())
        self.assertIn(f'{self.folder}/journal: cannot be made: Permission denied, as user {NOBODY}', said)

    def test_a_journal_of_somebody_else_is_told_with_the_user(self):
        (self.folder / 'journal').mkdir(mode=0o755)
        self.assertIn(f'Permission denied, as user {NOBODY}', self.fails(1, before=self.nobody()))

    def test_a_read_only_disk_is_told(self):
        self.mounted('size=1m,ro', 'Read-only file system')

    def test_a_full_disk_is_told_with_what_it_takes_and_what_is_free(self):
        self.mounted('size=1m', 'No space left on device; it takes 64 MiB, ')

    def mounted(self, options, says):
        disk = programs.small_disk(self, self.folder, options)
        self.says(1, says, '--journal', disk / 'journal')


class Configurations(Start):
    def file(self, content):
        path = self.folder / 'orewatch.yaml'
        path.write_bytes(content)
        return path

    def check(self, content):
        return programs.call(*self.command('--config', self.file(content), '--check')).decode()

    def test_a_configuration_that_is_missing_or_a_folder_is_told(self):
        self.says(2, f'{self.folder}/none.yaml: No such file or directory', '--config', self.folder / 'none.yaml')
        self.says(2, f'{self.folder}: Is a directory', '--config', self.folder)

    def test_an_empty_one_holds_the_defaults(self):
        self.assertEqual(self.check(b''), self.check(b'# nothing\n'))

    def test_a_mark_and_the_line_ends_of_another_system_are_taken(self):
        self.check(b'\xef\xbb\xbfbroker:\r\n  log_level: debug\r\n')

    def test_a_tab_is_told_with_its_place(self):
        path = self.file(b'broker:\n\tlog_level: debug\n')
        self.says(2, f'{path}:2:1: a tab', '--config', path)

    def test_a_key_that_is_none_names_the_nearest(self):
        path = self.file(b'broker:\n  log_levle: debug\n')
        self.says(2, 'log_level', '--config', path)

    def test_a_value_is_refused_in_the_words_of_the_flag(self):
        path = self.file(b'broker:\n  ingest: 7701\n')
        self.says(2, "did you mean 'tcp://127.0.0.1:7701'?", '--config', path)

    def test_what_is_no_text_is_told(self):
        self.says(2, f'{STORY}: byte 8: control characters are not allowed', '--config', STORY)

    def test_check_binds_nothing_and_makes_no_journal(self):
        with programs.Broker(self.folder):
            self.check(b'')
        self.check(b'')


class Clock(Start):
    """A wall clock that stands before the journal: here the journal stands ahead of the clock."""

    LATE = '2090-01-01T00:00:00Z'

    def late_journal(self):
        events = self.folder / 'late.ndjson'
        events.write_text(json.dumps({'type': 'price', 'source': 'a', 'id': '1', 'time': self.LATE,
                                      'received': self.LATE, 'series': 'LME.AL.3M', 'value': 2548, 'unit': 'USD/t'}))
        with programs.Broker(self.folder) as broker:
            programs.call(programs.FEED, 'events', events, '--to', broker.endpoints['ingest'])

    def receipt(self, endpoint, event):
        with zmq.Context() as context, context.socket(zmq.DEALER) as producer:
            producer.linger, producer.rcvtimeo = 0, programs.BOUND * 1000
            producer.connect(endpoint)
            producer.send_multipart([bytes(8), msgpack.packb(event)])
            return msgpack.unpackb(producer.recv_multipart()[1])

    def test_it_is_told_and_received_never_decreases(self):
        self.late_journal()
        now = {'type': 'price', 'source': 'a', 'id': '2', 'time': time.time_ns(), 'series': 'LME.AL.3M',
               'value': 2549.0, 'unit': 'USD/t'}
        with programs.Broker(self.folder, clock='wall') as broker:
            self.assertEqual(self.receipt(broker.endpoints['ingest'], now)['accepted'], 1)
        said = (self.folder / 'broker.log').read_text()
        self.assertIn('level=warning event=clock_behind seconds=', said)
        self.assertIn('set the clock right', said)
        kept = programs.call(programs.FEED, 'replay', self.folder / 'journal', '--to', '-', '--speed', 'max')
        received = [json.loads(line)['received'] for line in kept.splitlines()]
        self.assertEqual(len(received), 2)
        self.assertGreaterEqual(received[1], received[0])

    def test_a_clock_that_is_right_says_nothing(self):
        with programs.Broker(self.folder, clock='wall'):
            pass
        with programs.Broker(self.folder, clock='wall'):
            pass
        self.assertNotIn('clock_behind', (self.folder / 'broker.log').read_text())


class Elsewhere(Start):
    """The same files given to the tools."""

    def tool(self, code, text, *words):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=programs.BOUND,
                              cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stdout[-500:] + done.stderr)
        self.assertIn(text, done.stderr)

    def test_what_is_no_log_is_told_with_what_would_take_it(self):
        events, empty = programs.RECORDING / 'events.ndjson', self.folder / 'empty.owr'
        empty.touch()
        for command in (('run',), ('show', '--log')):
            for path, says in ((events, '`orewatch-feed events '), (empty, 'is empty'),
                               (self.folder, 'holds no segment of a log'), (self.folder / 'none.owr', 'No such file'),
                               (programs.OREWATCH, 'not an Orewatch log')):
                self.tool(1, says, programs.OREWATCH, *command, path)
        self.tool(1, '`orewatch-feed events ', programs.FEED, 'replay', events, '--to', 'new.owr')

    def test_a_log_is_no_file_of_events(self):
        self.tool(1, '`orewatch-feed replay` plays it', programs.FEED, 'events', STORY, '--to', 'new.owr')
        self.tool(1, '`orewatch-feed replay` plays a journal', programs.FEED, 'events', self.folder, '--to', 'new.owr')
        self.assertFalse((self.folder / 'new.owr').exists())

    def test_a_recording_is_written_once_and_into_a_folder_that_stands(self):
        events = programs.RECORDING / 'events.ndjson'
        self.tool(0, '', programs.FEED, 'events', events, '--to', 'new.owr')
        before = (self.folder / 'new.owr').read_bytes()
        self.tool(1, 'new.owr exists already; a recording is written once', programs.FEED, 'events', events, '--to',
                  'new.owr')
        self.assertEqual((self.folder / 'new.owr').read_bytes(), before)
        self.tool(1, 'the folder it shall stand in is not there', programs.FEED, 'events', events, '--to',
                  'none/new.owr')

    def test_a_folder_is_nothing_to_compare_with(self):
        self.tool(1, 'Is a directory', programs.OREWATCH, 'run', STORY, '--expect', self.folder)

    def test_an_empty_file_of_events_is_no_error(self):
        (self.folder / 'empty.ndjson').touch()
        self.tool(0, '0 accepted', programs.FEED, 'events', 'empty.ndjson', '--to', 'new.owr')


if __name__ == '__main__':
    unittest.main()
