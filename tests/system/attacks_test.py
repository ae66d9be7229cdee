"""What hostile, clumsy and dead peers do to a broker on loopback: it lives, serves the others, and its memory is
bounded, by what each test says. deploy/SECURITY.md has the figures that these tests print.

Sanitizers keep freed memory: figures are judged only where the broker is built without them."""
import pathlib
import random
import resource
import signal
import tempfile
import time
import unittest

import msgpack
import programs
import zmq
import zmtp

from broker_test import BOUND_MS, Daemon
from door_test import pack, price, supply
from hostile_frames import Frames

MIB = 1 << 20
SEED = 20250224
FRAMES = 100_000
RING = 64 * MIB
SANITIZED = b'__asan_init' in programs.OREWATCHD.read_bytes()


def seconds(count):
    """Runs its body until so many seconds have passed."""
    end = time.monotonic() + count
    while time.monotonic() < end:
        yield


class AttacksTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.journal = pathlib.Path(folder.name) / 'journal'
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.context = zmq.Context()
        self.context.set(zmq.MAX_SOCKETS, 4096)
        self.addCleanup(self.context.destroy, linger=0)
        self.served = 0
        self.start()

    def start(self):
        self.daemon = Daemon('--journal', self.journal, clock='events')
        self.addCleanup(self.end, self.daemon)

    def end(self, daemon):
        if not daemon.ended:
            self.assertEqual(daemon.end(), 0)

    def connect(self, kind, name):
        socket = self.context.socket(kind)
        self.addCleanup(socket.close, linger=0)
        socket.connect(self.daemon.said[name])
        return socket

    def raw(self, name, kind, **options):
        connection = zmtp.connect(self.daemon.said[name], kind, **options)
        self.addCleanup(connection.close)
        return connection

    def memory(self, line='VmRSS'):
        status = pathlib.Path(f'/proc/{self.daemon.process.pid}/status').read_text()
        return int(status.split(f'{line}:')[1].split()[0]) * 1024

    def grew(self, what, before, most=None):
        """Prints by how much; fails beyond `most`."""
        growth = self.memory('VmHWM') - before
        print(f'{what}: {growth / MIB:.1f} MiB at the peak')
        if most and not SANITIZED:
            self.assertLess(growth, most, what)

    def serve_an_honest_one(self):
        """A producer that just came gets its receipt."""
        socket = self.context.socket(zmq.DEALER)
        socket.connect(self.daemon.said['ingest'])
        self.served += 1
        socket.send_multipart([b'honestly', pack(price(self.served, source='honest'))])
        self.assertTrue(socket.poll(BOUND_MS), 'an honest producer got no receipt')
        receipt = msgpack.unpackb(socket.recv_multipart()[1])
        self.assertEqual((receipt['accepted'], receipt['refused']), (1, []))
        socket.close(linger=0)

    # ---- bytes ----------------------------------------------------------------------

    def test_a_hundred_thousand_hostile_messages_are_answered_each(self):
        """Bounded by the broker's tables, and by 64 messages a peer that wait to be read."""
        start = self.memory()
        frames, ingest, waiting = Frames(SEED), self.connect(zmq.DEALER, 'ingest'), []
        reasons = {}

        def hear():
            self.assertTrue(ingest.poll(BOUND_MS), f'no answer to a message of {waiting[0]} of seed {SEED}')
            number, receipt = ingest.recv_multipart()
            self.assertEqual(number, waiting.pop(0))
            for refused in msgpack.unpackb(receipt)['refused']:
                reasons[refused['reason']] = reasons.get(refused['reason'], 0) + 1

        for number in range(FRAMES):
            message = frames.message(number)
            ingest.send_multipart(message)
            waiting.append(message[0][:255])
            while len(waiting) >= 256:
                hear()
        while waiting:
            hear()
        peak = self.memory('VmHWM')
        self.serve_an_honest_one()
        kept = self.quarantined()
        print(f'{FRAMES} hostile messages: {start / MIB:.1f} MiB at the start, {peak / MIB:.1f} at the peak, of it '
              f'{kept / MIB:.1f} of quarantine; refused: {reasons}')
        self.assertGreater(len(reasons), 14)
        if not SANITIZED:
            self.assertLess(peak - kept, 64 * MIB)

    def quarantined(self):
        """The bytes that lie in quarantine."""
        history, size, more = self.connect(zmq.DEALER, 'history'), 0, True
        history.send_multipart([b'question', pack({'op': 'quarantine'})])
        while more:
            self.assertTrue(history.poll(BOUND_MS))
            _, head, page = history.recv_multipart()
            head = msgpack.unpackb(head)
            more, size = head['more'], size + len(page)
            self.assertTrue(all(len(item) == 3 for item in msgpack.unpackb(page)))
        return RING if head['floor'] > 1 else size

    # ---- connections ----------------------------------------------------------------

    def test_a_thousand_connections_are_held_and_cost_little(self):
        """Bounded by the descriptors that the administrator allows."""
        before = self.memory()
        peers = [self.connect(zmq.DEALER, 'ingest') for _ in range(500)]
        peers += [self.connect(zmq.SUB, 'stream') for _ in range(500)]
        for peer in peers[500:]:
            peer.subscribe(b'heartbeat.')
        for peer in peers[500:]:
            self.assertTrue(peer.poll(BOUND_MS), 'a subscriber hears no heartbeat')
        for number, peer in enumerate(peers[:500]):
            peer.send_multipart([b'12345678', pack(price(number, source='many'))])
        for peer in peers[:500]:
            self.assertTrue(peer.poll(BOUND_MS), 'a producer got no receipt')
        self.serve_an_honest_one()
        self.grew('1,000 connections', before, 64 * MIB)

    def test_half_open_connections_are_closed(self):
        """Bounded by ZSOCKET_HANDSHAKE_MS, 10 s."""
        before = self.memory()
        silent = [zmtp.silent(self.daemon.said[name], timeout=programs.BOUND)
                  for name in ('ingest', 'open', 'stream', 'history') for _ in range(50)]
        silent[0].sendall(b'\xff' + bytes(8))  # a beginning, and no more
        self.serve_an_honest_one()
        for connection in silent:
            while connection.recv(4096):
                pass
            connection.close()
        self.serve_an_honest_one()
        self.grew('200 half-open connections', before, 8 * MIB)

    # ---- producers ------------------------------------------------------------------

    def flood(self, batch, count=1):
        """Sends it for 5 s, as fast as the broker takes it, and reads no receipt."""
        flood = self.raw('ingest', b'DEALER')
        flood.settimeout(1)
        message = (zmtp.frame(b'12345678', zmtp.MORE) + zmtp.frame(batch)) * count
        for _ in seconds(5):
            try:
                flood.sendall(message)
            except TimeoutError:
                return  # it takes no more

    def test_a_producer_that_heeds_no_credit_waits_in_its_own_memory(self):
        """Bounded by 64 messages a producer that wait to be read: of 1 MiB, the most that a batch has, 64 MiB."""
        before = self.memory()
        self.flood(pack([price(i, source='flood') for i in range(4096)]))
        self.serve_an_honest_one()
        self.grew('5 s of batches beyond the credit', before, 128 * MIB)

    def test_a_producer_that_reads_no_receipt_keeps_no_more_than_its_credit(self):
        """Bounded by 4,096 receipts a producer, of 128 KiB where all events of the largest batch are refused."""
        before = self.memory()
        self.flood(pack([{}] * 4096), 50)
        self.serve_an_honest_one()
        self.grew('5 s of batches of 4,096 refused events', before, RING + 640 * MIB)

    def test_a_message_without_end_costs_memory_and_no_one_else_the_service(self):
        """Bounded by nothing in ZeroMQ: by CURVE, which keeps strangers out, and by the unit's MemoryMax."""
        before = self.memory()
        part = zmtp.frame(b'x' * 1000, zmtp.MORE) * 100
        bomb = self.raw('ingest', b'DEALER')
        for _ in range(1000):
            bomb.sendall(part)
        self.serve_an_honest_one()
        self.grew('100,000 frames of 1 kB of one message', before)
        bomb.close()
        self.serve_an_honest_one()

    @unittest.skipIf(SANITIZED, 'a sanitizer reserves all addresses')
    def test_where_memory_ends_the_broker_may_end_and_nothing_acked_is_lost(self):
        """What MemoryMax does, with the means of a test: a bound on addresses. Mostly ZeroMQ asks in vain for room that
        it cannot do without, and aborts; but where it is room for a part, it ends the connection and serves the others."""
        for _ in range(10):
            self.serve_an_honest_one()
        allowed = self.memory('VmSize') + 64 * MIB
        resource.prlimit(self.daemon.process.pid, resource.RLIMIT_AS, (allowed, allowed))
        part = zmtp.frame(b'x' * 1000, zmtp.MORE) * 100
        bomb = self.raw('ingest', b'DEALER')
        with self.assertRaises(OSError):
            for _ in range(10_000):
                bomb.sendall(part)
        bomb.close()
        if self.lives():
            self.assertEqual(self.daemon.end(), 0)
        else:
            self.assertEqual(self.daemon.wait(), -signal.SIGABRT)
        self.start()
        self.assertIn(int(self.daemon.said['offset']), (10, 11))
        self.serve_an_honest_one()

    def lives(self):
        """Whether it answers, rather than ends: one of both it must."""
        socket, deadline = self.connect(zmq.DEALER, 'ingest'), time.monotonic() + programs.BOUND
        self.served += 1
        socket.send_multipart([b'honestly', pack(price(self.served, source='honest'))])
        while not socket.poll(10):
            if self.daemon.process.poll() is not None:
                return False
            self.assertLess(time.monotonic(), deadline, 'it neither answers nor ends')
        return True

    # ---- subscribers ----------------------------------------------------------------

    def test_a_subscription_longer_than_any_topic_ends_the_connection(self):
        """Bounded by MAXMSGSIZE of the stream, 512 bytes."""
        before = self.memory()
        for size in (600, 15_000_000):
            with self.assertRaises(OSError):
                long = self.raw('stream', b'SUB')
                long.sendall(zmtp.frame(b'\x01' + b'x' * size))
                while zmtp.exactly(long, 1):
                    pass
        self.serve_an_honest_one()
        self.grew('two subscriptions that are too long', before, 4 * MIB)

    def test_a_flood_of_subscriptions_costs_memory_and_no_one_else_the_service(self):
        """Bounded by nothing in ZeroMQ but their size: by CURVE and MemoryMax."""
        before, dice = self.memory(), random.Random(SEED)
        flood = self.raw('stream', b'SUB')
        for _ in range(20_000):
            flood.sendall(zmtp.frame(b'\x01' + dice.randbytes(100)))
        honest = self.connect(zmq.SUB, 'stream')
        honest.subscribe(b'heartbeat.')
        self.assertTrue(honest.poll(BOUND_MS), 'an honest subscriber hears nothing')
        self.serve_an_honest_one()
        self.grew('20,000 subscriptions of 100 bytes', before)
        flood.close()

    def test_a_reader_that_does_not_read_loses_its_own_messages(self):
        """Bounded by 100,000 messages a subscriber, and by heartbeats: one that answers none is cut off."""
        before = self.memory()
        slow = self.raw('stream', b'SUB', receive_buffer=4096)
        slow.sendall(zmtp.frame(b'\x01'))
        honest = self.connect(zmq.SUB, 'stream')
        honest.subscribe(b'')
        self.assertTrue(honest.poll(BOUND_MS))
        ingest, number, heard = self.connect(zmq.DEALER, 'ingest'), 0, 0
        for _ in seconds(8):
            events = [supply(id=f'{number + i}', rows=[{'supplier': s, 'quantity': 1e6 * (1 + (number + i) % 2 * k)}
                                                       for k, s in enumerate(('NO', 'CN', 'CA', 'RU'))])
                      for i in range(200)]
            number += 200
            ingest.send_multipart([number.to_bytes(8, 'big'), pack(events)])
            self.assertTrue(ingest.poll(BOUND_MS))
            self.assertEqual(msgpack.unpackb(ingest.recv_multipart()[1])['accepted'], 200)
            while honest.poll(0):
                honest.recv_multipart()
                heard += 1
        while heard <= number:  # each event moves more than one indicator
            self.assertTrue(honest.poll(BOUND_MS), f'{heard} outputs of {number} events')
            honest.recv_multipart()
            heard += 1
        self.serve_an_honest_one()
        self.grew(f'a reader that reads nothing, {heard} outputs to another', before, 256 * MIB)
        slow.close()


if __name__ == '__main__':
    unittest.main()
