"""A disk that fails under the journal: strace makes system calls of the running broker end with EIO or ENOSPC. It
refuses with a reason, says so to the operator, loses nothing that was acked, and takes events again when the disk does.
Where strace may not attach, the tests fail: without it nothing is shown."""
import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import broker_test
import injection
import producer
import programs
import zmq

OPTIONS = ('--segment-size', '8MiB', '--http', '127.0.0.1:0')
ONE_WORKER = {'UV_THREADPOOL_SIZE': '1'}  # strace counts the calls of each thread for itself
SYNCS, WRITES = 'fdatasync', 'pwrite64,pwritev'


class FaultyDisk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.journal = self.folder / 'journal'
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.producer = producer.Producer(self.context, 'test', batch=100, size=1000)
        self.start()

    def tearDown(self):
        if not self.daemon.ended:
            self.assertEqual(self.daemon.end(), 0)

    # ---- verbs ------------------------------------------------------------------------

    def start(self):
        endpoints = {name: f'ipc://{self.folder}/{name}' for name in broker_test.ENDPOINTS}
        self.daemon = broker_test.Daemon('--journal', self.journal, *OPTIONS, environment=ONE_WORKER, **endpoints)
        host, port = [line for line in self.daemon.lines if line['event'] == 'http'][0]['address'].rsplit(':', 1)
        self.address = (host, int(port))
        self.producer.connect(self.daemon.said['ingest'])

    def ask(self, path):
        with contextlib.closing(http.client.HTTPConnection(*self.address, timeout=programs.BOUND)) as connection:
            connection.request('GET', path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def failed_commits(self):
        lines = dict(line.rsplit(' ', 1) for line in self.ask('/metrics')[1].splitlines() if not line.startswith('#'))
        return float(lines['orewatch_commits_failed_total'])

    def publish(self, batches=1):
        wanted = self.producer.acked + batches * self.producer.batch
        producer.press([self.producer], lambda: self.producer.acked >= wanted)

    def publish_until_refused(self):
        self.producer.refusals.clear()
        producer.press([self.producer], lambda: self.producer.refusals)
        return self.producer.refusals[0]

    def is_refused(self, reason, words):
        """The producer is told, and the operator."""
        refused = self.publish_until_refused()
        self.assertEqual(refused['reason'], reason)
        self.assertIn('send it again when the journal can be written', refused['text'])
        said = self.daemon.until('journal_fails')
        self.assertEqual((said['level'], said['reason']), ('error', reason))
        self.assertIn(f'{self.journal}', said['text'])
        self.assertIn(words, said['text'])

    def probes_fail(self, count):
        """The broker itself tries the disk, each second."""
        before, deadline = self.failed_commits(), time.monotonic() + programs.BOUND
        while self.failed_commits() < before + count:
            self.assertEqual(self.ask('/readyz')[0], 503)
            self.assertLess(time.monotonic(), deadline, 'no probe of the disk')

    def works_again(self):
        self.daemon.until('journal_works_again')
        self.assertEqual(self.ask('/readyz')[0], 200)
        self.publish(3)

    def restart_and_check(self):
        self.assertEqual(self.daemon.end(), 0)
        self.start()
        self.assertEqual(int(self.daemon.said['offset']), self.producer.acked)
        producer.check(self, [self.producer], self.journal)
        self.publish()

    # ---- claims -----------------------------------------------------------------------

    def test_while_calls_fail_events_are_refused_with_the_reason_and_then_taken_again(self):
        for calls, error, reason, words in ((SYNCS, 'EIO', 'io', 'Input/output error'),
                                            (SYNCS, 'ENOSPC', 'no_space', 'No space left'),
                                            (WRITES, 'EIO', 'io', 'Input/output error'),
                                            (WRITES, 'ENOSPC', 'no_space', 'No space left')):
            with self.subTest(calls=calls, error=error):
                self.publish(3)
                with injection.Injection(self.daemon.process, f'{calls}:error={error}') as fault:
                    self.is_refused(reason, words)
                    self.probes_fail(3)
                self.assertGreaterEqual(fault.failed, 4)
                self.works_again()
                self.restart_and_check()

    def test_the_status_page_says_why_also_while_the_disk_is_tried_again(self):
        with injection.Injection(self.daemon.process, f'{SYNCS}:error=EIO:delay_enter=400000'):
            self.publish_until_refused()
            tried, deadline = self.failed_commits() + 2, time.monotonic() + programs.BOUND
            while self.failed_commits() < tried:
                self.assertIn('Input/output error', json.loads(self.ask('/status')[1])['journal']['failure'])
                self.assertLess(time.monotonic(), deadline, 'no probe of the disk')
        self.works_again()

    def test_a_disk_that_fails_now_and_then_costs_no_event(self):
        with injection.Injection(self.daemon.process, f'{SYNCS}:error=EIO:when=3+7') as fault:
            for _ in range(5):
                self.assertEqual(self.publish_until_refused()['reason'], 'io')
                self.daemon.until('journal_works_again')
        self.assertGreaterEqual(fault.failed, 5)
        self.publish(3)
        self.restart_and_check()

    def test_a_segment_that_cannot_be_begun_is_begun_when_it_can(self):
        for calls in ('fsync', 'rename', 'fsync,rename'):
            with self.subTest(calls=calls):
                segments = len(list(self.journal.glob('0*.ows')))
                with injection.Injection(self.daemon.process, f'{calls}:error=EIO') as fault:
                    self.assertEqual(self.publish_until_refused()['reason'], 'io')
                    self.probes_fail(2)
                self.assertGreaterEqual(fault.failed, 2)
                self.works_again()
                self.assertEqual(len(list(self.journal.glob('0*.ows'))), segments + 1)
                self.restart_and_check()

    def test_a_kill_while_the_disk_fails_loses_nothing_that_was_acked(self):
        self.publish(3)
        with injection.Injection(self.daemon.process, f'{SYNCS}:error=EIO'):
            self.publish_until_refused()
            self.probes_fail(1)
            self.daemon.end(signal.SIGKILL)
        producer.check(self, [self.producer], self.journal)
        self.start()
        self.publish(3)  # what was refused may have survived, and is a duplicate then
        self.restart_and_check()

    def fails_to_start(self, journal, calls):
        """Under strace from its first call on: what it says."""
        command = ['strace', '-f', '-o', '/dev/null', '-e', f'trace={calls}', f'--inject={calls}:error=EIO',
                   str(programs.OREWATCHD), '--journal', str(journal), '--http', 'none',
                   *(word for name in broker_test.ENDPOINTS for word in (f'--{name}', f'ipc://{self.folder}/{name}'))]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True,
                                   env=os.environ | {'ASAN_OPTIONS': 'detect_leaks=0'})
        try:
            said = process.communicate(timeout=programs.BOUND)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        self.assertEqual(process.returncode, 1, said)
        self.assertIn('event=cannot_start reason=io', said)
        self.assertIn(str(journal), said)
        self.assertIn('Input/output error', said)

    def test_a_broker_whose_disk_fails_at_the_start_says_so_and_leaves_the_journal_whole(self):
        self.publish(3)
        self.assertEqual(self.daemon.end(), 0)
        for calls in (WRITES, 'fsync'):
            with self.subTest(calls=calls):
                self.fails_to_start(self.journal, calls)
                producer.check(self, [self.producer], self.journal)
        self.start()
        self.assertEqual(int(self.daemon.said['offset']), self.producer.acked)

    def test_a_journal_that_cannot_be_made_is_made_by_the_next_start(self):
        self.assertEqual(self.daemon.end(), 0)
        self.journal = self.folder / 'another'
        for calls in (SYNCS, WRITES, 'fsync', 'rename'):
            with self.subTest(calls=calls):
                self.fails_to_start(self.journal, calls)
        self.start()
        self.publish(3)
        self.restart_and_check()


if __name__ == '__main__':
    unittest.main()
