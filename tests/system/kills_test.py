"""kill -9 of the broker at any moment of a load from several producers that keep nothing themselves, and of its starts:
what was acked is in the log, nothing twice, each producer's in its order, and a consumer that follows all the while has
heard every output there is. The moments come from a seed, which a failure prints; OREWATCH_SEED gives it again."""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import broker_test
import producer
import programs
import zmq

SEED = int(os.environ.get('OREWATCH_SEED', random.SystemRandom().getrandbits(32)))
LONGEST = 0.2       # seconds of load in a round
START = 0.3         # seconds in which a start is killed, where it is
OFTEN = 0.25        # how often the start after a kill is killed too
STORY = 5           # rounds over one journal, each of them read to its end: a longer one takes longer
BATCHES = (1, 16, 64, 100)


class Kills(unittest.TestCase):
    rounds = 3

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.context = zmq.Context()
        self.addCleanup(self.context.destroy, linger=0)
        self.chance = random.Random(SEED)

    def use(self, folder):
        folder.mkdir()
        self.folder, self.journal = folder, folder / 'journal'
        self.endpoints = {name: f'ipc://{folder}/{name}' for name in broker_test.ENDPOINTS}
        self.producers = [producer.Producer(self.context, f'p{i}', window=1 + i, batch=batch)
                          for i, batch in enumerate(BATCHES)]

    def broker_starts(self):
        self.daemon = broker_test.Daemon('--journal', self.journal, '--segment-size', '8MiB', **self.endpoints)
        self.addCleanup(self.daemon.process.wait, programs.BOUND)
        self.addCleanup(self.daemon.process.kill)  # where a claim fails in between
        for one in self.producers:
            one.connect(self.endpoints['ingest'])

    def a_start_is_killed(self):
        process = subprocess.Popen([str(c) for c in self.daemon.process.args], stderr=subprocess.DEVNULL)
        try:
            process.wait(self.chance.uniform(0, START))
        except subprocess.TimeoutExpired:
            pass
        process.kill()
        process.wait(programs.BOUND)

    def consumer_starts(self):
        """It prints each output of every pair, as a line, and says on standard error when it misses nothing more."""
        self.heard = open(self.folder / 'heard', 'w+b')
        self.addCleanup(self.heard.close)
        self.said = open(self.folder / 'said', 'w+b')
        self.addCleanup(self.said.close)
        self.tail = subprocess.Popen([str(programs.OREWATCH), 'tail', 'indicator.', 'alert.', '--output', 'json',
                                      '--from', 'all', '--stream', self.endpoints['stream'],
                                      '--history', self.endpoints['history']], stdout=self.heard, stderr=self.said)
        self.addCleanup(self.tail.wait, programs.BOUND)
        self.addCleanup(self.tail.kill)

    def heard_all(self, derived):
        """Waits until it printed as many lines as the log gives, and ends it: each of them, and nothing else."""
        deadline = time.monotonic() + programs.BOUND
        while (self.folder / 'heard').read_bytes().count(b'\n') < len(derived):
            self.assertLess(time.monotonic(), deadline, (self.folder / 'said').read_text()[-2000:])
            self.assertIsNone(self.tail.poll())
        self.tail.send_signal(signal.SIGINT)
        self.assertEqual(self.tail.wait(programs.BOUND), 0, (self.folder / 'said').read_text()[-2000:])
        self.assertEqual(sorted((self.folder / 'heard').read_bytes().splitlines()), sorted(derived))

    def round(self):
        end = time.monotonic() + self.chance.uniform(0, LONGEST)
        producer.press(self.producers, lambda: time.monotonic() >= end)
        self.daemon.end(signal.SIGKILL)
        if self.chance.random() < OFTEN:
            self.a_start_is_killed()
        left = shutil.copytree(self.journal, self.folder / 'left')  # the consumer waits 5 s for history, and no longer
        self.broker_starts()
        producer.check(self, self.producers, left)
        shutil.rmtree(left)

    def story_ends(self):
        """Everything is sent, and heard."""
        wanted = [one.acked + one.batch for one in self.producers]
        producer.press(self.producers, lambda: all(one.acked >= n for one, n in zip(self.producers, wanted)))
        self.heard_all(programs.run(self.journal).splitlines())
        self.assertEqual(self.daemon.end(), 0)
        producer.check(self, self.producers, self.journal)
        for one in self.producers:
            one.close()

    def test_nothing_acked_is_lost_and_nothing_comes_twice(self):
        for first in range(0, self.rounds, STORY):
            with self.subTest(seed=SEED, rounds=first):
                self.use(self.root / str(first))
                self.broker_starts()
                self.consumer_starts()
                for _ in range(min(STORY, self.rounds - first)):
                    self.round()
                self.story_ends()


if __name__ == '__main__':
    unittest.main()
