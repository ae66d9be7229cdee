"""A disk that fills up under a running broker: announced before it is full, refused when it is, nothing acked lost, and
everything that is not intake goes on: status, receipts, the end, and the next start."""
import contextlib
import http.client
import json
import subprocess
import tempfile
import time
import unittest

import broker_test
import msgpack
import programs
import zmq

MIB = 1024 * 1024
OPTIONS = ('--segment-size', '8MiB', '--low-space', '32MiB', '--http', '127.0.0.1:0')


class DiskSpace(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.disk = programs.small_disk(self, folder.name, 'size=64m')
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.number = self.acked = 0
        self.start()

    def tearDown(self):
        if not self.daemon.ended:
            self.assertEqual(self.daemon.end(), 0)

    # ---- verbs ------------------------------------------------------------------------

    def start(self):
        self.daemon = broker_test.Daemon('--journal', self.disk / 'journal', *OPTIONS)
        host, port = [line for line in self.daemon.lines if line['event'] == 'http'][0]['address'].rsplit(':', 1)
        self.address = (host, int(port))
        self.ingest = self.context.socket(zmq.DEALER)
        self.addCleanup(self.ingest.close, linger=0)
        self.ingest.connect(self.daemon.said['ingest'])

    def ask(self, path):
        with contextlib.closing(http.client.HTTPConnection(*self.address, timeout=programs.BOUND)) as connection:
            connection.request('GET', path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def journal(self):
        return json.loads(self.ask('/status')[1])['journal']

    def metric(self, name):
        lines = dict(line.rsplit(' ', 1) for line in self.ask('/metrics')[1].splitlines() if not line.startswith('#'))
        return float(lines[name])

    def publish(self, count, size=2000):
        """The receipt of so many events; those that were acked are counted."""
        events = [broker_test.status(self.acked + i, text='x' * (size // 4) + 'y' * (size - size // 4))
                  for i in range(count)]
        self.number += 1
        self.ingest.send_multipart([self.number.to_bytes(8, 'big'), msgpack.packb(events)])
        self.assertTrue(self.ingest.poll(programs.BOUND * 1000), 'no receipt')
        receipt = msgpack.unpackb(self.ingest.recv_multipart()[1])
        self.acked += receipt['accepted']
        return receipt

    def fill(self, leave):
        """Something else takes the disk, but for so many bytes."""
        used = subprocess.run(['df', '--output=avail', '-B1', self.disk], capture_output=True, text=True, check=True)
        take = int(used.stdout.split()[1]) - leave
        with open(self.disk / 'filler', 'ab') as filler:
            filler.write(bytes(take))

    def make_room(self):
        (self.disk / 'filler').unlink()

    def publish_until_refused(self):
        while not (receipt := self.publish(400))['refused']:
            pass
        return receipt

    # ---- claims -----------------------------------------------------------------------

    def test_little_room_is_announced_in_log_status_and_metrics_and_so_is_its_end(self):
        self.assertEqual((self.journal()['space'], self.metric('orewatch_journal_space_low')), ('ok', 0))
        self.fill(leave=20 * MIB)
        said = self.daemon.until('journal_space_low')
        self.assertEqual((said['level'], said['low_space']), ('warning', str(32 * MIB)))
        self.assertLess(int(said['free_bytes']), 32 * MIB)  # it may have looked while the disk was filling
        self.assertEqual((self.journal()['space'], self.metric('orewatch_journal_space_low')), ('low', 1))
        self.assertEqual((self.journal()['low_space'], self.metric('orewatch_journal_low_space_bytes')),
                         (32 * MIB, 32 * MIB))
        self.assertEqual(self.ask('/readyz')[0], 200)
        self.assertEqual(self.publish(10)['accepted'], 10)
        self.make_room()
        self.daemon.until('journal_space_ok')
        self.assertEqual(self.journal()['space'], 'ok')

    def test_a_full_disk_refuses_clearly_and_loses_nothing_that_was_acked(self):
        self.fill(leave=4096)
        refused = self.publish_until_refused()['refused']
        self.assertEqual({item['reason'] for item in refused}, {'no_space'})
        self.assertIn('the disk is full', refused[0]['text'])
        self.daemon.until('journal_space_full')
        self.assertEqual(self.journal()['space'], 'full')
        self.assertEqual(self.ask('/readyz')[0], 503)
        self.assertEqual(self.daemon.end(), 0)
        self.start()  # on the same full disk
        self.assertEqual(int(self.daemon.said['offset']), self.acked)
        programs.call(programs.OREWATCH, 'verify', self.disk / 'journal')

    def test_what_is_refused_stays_refused_until_there_is_room_for_a_segment(self):
        self.fill(leave=4096)
        self.publish_until_refused()
        for size in (1, 100, 1):  # one that the rest of the segment would still hold
            self.assertEqual(self.publish(1, size)['accepted'], 0)
        failed, deadline = self.journal()['failed'], time.monotonic() + programs.BOUND
        while self.journal()['failed'] < failed + 3:  # the broker's own probes
            self.assertEqual(self.ask('/readyz')[0], 503)
            self.assertLess(time.monotonic(), deadline, 'no probe of the disk')
        self.make_room()
        self.daemon.until('journal_works_again')
        self.assertEqual(self.publish(400)['accepted'], 400)

    def test_a_disk_is_not_filled_to_the_brim_by_trying(self):
        self.fill(leave=5 * MIB)
        self.publish_until_refused()
        free = subprocess.run(['df', '--output=avail', '-B1', self.disk], capture_output=True, text=True, check=True)
        self.assertGreater(int(free.stdout.split()[1]), 4 * MIB)


if __name__ == '__main__':
    unittest.main()
