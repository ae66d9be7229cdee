"""README's five-line scripts, word for word, against a broker of our own: code that nobody here wrote (pyzmq and
msgpack-python) publishes with a receipt, publishes without one, and subscribes."""
import pathlib
import re
import select
import subprocess
import sys
import tempfile
import time
import unittest

import msgpack
import programs
import zmq

DEFAULTS = {'ingest': 'tcp://127.0.0.1:7701', 'open': 'tcp://127.0.0.1:7702', 'stream': 'tcp://127.0.0.1:7703'}


def scripts(broker):
    """The python blocks of README, with the endpoints of this broker, by the socket they use."""
    text = (programs.ROOT / 'README.md').read_text()
    found = {}
    for block in re.findall(r'```python\n(.*?)```', text, re.S):
        for name, endpoint in DEFAULTS.items():
            block = block.replace(endpoint, broker.endpoints[name])
        found[re.search(r'zmq\.(DEALER|XPUB|SUB)\b', block)[1]] = block
    return found


class Interop(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.broker = self.enterContext(programs.Broker(pathlib.Path(folder.name), clock='wall'))
        self.scripts = scripts(self.broker)
        self.batch = 0

    def script(self, name, **options):
        return subprocess.Popen([sys.executable, '-c', self.scripts[name]], stdout=subprocess.PIPE, **options)

    def publish(self, *events):
        """Sends one batch by a DEALER and returns its receipt."""
        context = zmq.Context.instance()
        with context.socket(zmq.DEALER) as socket:
            socket.linger = 0
            socket.connect(self.broker.endpoints['ingest'])
            self.batch += 1
            socket.send_multipart([self.batch.to_bytes(8, 'big'), msgpack.packb(list(events))])
            self.assertTrue(socket.poll(programs.BOUND * 1000), 'no receipt')
            number, receipt = socket.recv_multipart()
            self.assertEqual(int.from_bytes(number, 'big'), self.batch)
            return msgpack.unpackb(receipt)

    def test_each_script_has_at_most_five_lines(self):
        self.assertEqual(set(self.scripts), {'DEALER', 'XPUB', 'SUB'})
        for name, block in self.scripts.items():
            self.assertLessEqual(len(block.strip().splitlines()), 5, name)

    def test_publishing_with_a_receipt(self):
        said, _ = self.script('DEALER').communicate(timeout=programs.BOUND)
        self.assertIn(b"'accepted': 1", said)

    def test_publishing_without_one_arrives(self):
        feed = self.script('XPUB')
        feed.communicate(timeout=programs.BOUND)
        self.assertEqual(feed.returncode, 0)
        # Best effort has no receipt; that it arrived shows when the log is longer than our own events.
        deadline = time.monotonic() + programs.BOUND
        probe = 0
        while time.monotonic() < deadline:
            probe += 1
            receipt = self.publish({'type': 'status', 'source': 'probe', 'id': str(probe), 'time': time.time_ns(),
                                    'health': 'ok', 'reason': 'probe'})
            if receipt['offset'] > probe:
                return
        self.fail(f'only the {probe} probes were accepted')

    def test_subscribing_sees_an_alert(self):
        programs.call(programs.FEED, 'baseline', programs.ROOT / 'data/baseline/aluminum-2024.csv',
                      '--to', self.broker.endpoints['ingest'])
        reader = self.script('SUB')
        self.addCleanup(reader.stdout.close)
        self.addCleanup(reader.wait)
        self.addCleanup(reader.kill)
        measure = {'type': 'policy', 'source': 'official/eu', 'id': 'ban', 'policy': 'eu-ban', 'instrument': 'import_ban',
                   'implementer': 'EU', 'origins': ['RU'], 'materials': ['aluminum'], 'title': 'a ban'}
        deadline = time.monotonic() + programs.BOUND
        revision = 0
        while time.monotonic() < deadline:  # until the subscription has arrived, an alert has nobody to go to
            revision += 1
            now = time.time_ns()
            self.publish({**measure, 'revision': revision, 'time': now, 'status': ('announced', 'in_force')[revision % 2],
                          'legs': [{'from': now, 'value': 1.0, 'unit': 'share'}]})
            if select.select([reader.stdout], [], [], 0.1)[0]:
                line = reader.stdout.readline()
                self.assertRegex(line, rb"^alert\.aluminum\.\w+\.\w+\. \{'epoch': \d+, .*'type': 'alert'")
                return
        self.fail(f'no alert after {revision} revisions')


if __name__ == '__main__':
    unittest.main(verbosity=2)
