"""What history gives of a real broker: every alert that is not resolved, byte for byte as on the stream, and the board
with the words of operators."""
import unittest

import msgpack
import programs
import tail_test
import zmq


class Asked(tail_test.Watched):
    def setUp(self):
        super().setUp()
        self.replay('--until', '2025-02-01')  # two measures fire, and share their topic
        self.history = zmq.Context.instance().socket(zmq.DEALER)
        self.addCleanup(self.history.close, 0)
        self.history.rcvtimeo = programs.BOUND * 1000
        self.history.connect(self.broker.endpoints['history'])

    def ask(self, **request):
        """The items of all pages: (topic, packed header and output)."""
        items, more = [], True
        self.history.send_multipart([b'question', msgpack.packb(request)])
        while more:
            _, head, page = self.history.recv_multipart()
            head = msgpack.unpackb(head)
            self.assertNotIn('error', head)
            more = head['more']
            items += [(topic, msgpack.packb(header), msgpack.packb(output))
                      for topic, header, output in msgpack.unpackb(page)]
        return items

    def not_resolved(self, prefix):
        """By all that was ever said: the last output of each id, in the order they were said."""
        last = {}
        for topic, header, output in self.ask(op='range', prefix=prefix, **{'from': 0}):
            alert = msgpack.unpackb(output)
            last.pop(alert['id'], None)
            if alert['state'] != 'resolved':
                last[alert['id']] = (topic, header, output)
        return list(last.values())

    def test_alerts_are_all_that_are_not_resolved(self):
        for until in ('2025-02-01', '2025-02-25', '2025-03-13', '2026-12-31'):
            self.replay('--until', until)
            self.assertNotEqual(self.not_resolved('alert.'), [])
            for prefix in ('alert.', 'alert.aluminum.', 'alert.aluminum.US.', 'alert.nobody.'):
                with self.subTest(until, prefix=prefix):
                    self.assertEqual(self.ask(op='alerts', prefix=prefix), self.not_resolved(prefix))
            self.assertEqual(self.ask(op='alerts'), self.not_resolved('alert.'))

    def test_a_snapshot_hides_some_of_them(self):
        """Else the test before would show nothing that a snapshot does not."""
        alerts = self.ask(op='alerts')
        self.assertGreater(len(alerts), len({topic for topic, _, _ in alerts}))

    def test_a_restart_keeps_them(self):
        before = self.ask(op='alerts')
        self.broker.restart()
        self.assertEqual(self.ask(op='alerts'), before)

    def test_tail_begins_with_all_of_them(self):
        out, _ = self.ends(self.tail('--no-follow', '--from', 'last', '--output', 'msgpack', text=False), 0)
        unpacker = msgpack.Unpacker()
        unpacker.feed(out)
        told = [(topic, msgpack.packb(header), msgpack.packb(output)) for topic, header, output in unpacker]
        wanted = self.ask(op='alerts', prefix='alert.')
        wanted += [last for last in self.ask(op='snapshot', prefix='alert.') if last not in wanted]
        self.assertEqual(told, wanted)


if __name__ == '__main__':
    unittest.main()
