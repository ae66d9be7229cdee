"""The programs under test, as verbs: run a recording offline, start a broker, read what came out.

Paths come from the environment (OREWATCH_BUILD, set by ctest). Nothing here waits for a time to pass: it waits for a
line, an exit or an answer, each with a bound.
"""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get('OREWATCH_BUILD', ROOT / 'build' / 'release'))
FEED = BUILD / 'producers' / 'orewatch-feed'
OREWATCH = BUILD / 'consumers' / 'orewatch'
OREWATCHD = BUILD / 'broker' / 'orewatchd'
SAVED_JOURNAL = BUILD / 'tests' / 'support' / 'saved_journal'
HEARTBEATS = BUILD / 'tests' / 'support' / 'libheartbeats.so'
# The figures of 2024, as a desk of 2025 has them.
TABLES = [ROOT / 'data' / 'baseline' / f'{name}.csv' for name in ('aluminum-2024', 'rare-earths-2024', 'governance-2022')]
RECORDINGS = ROOT / 'data' / 'recordings'
RECORDING = RECORDINGS / '2025-russia-offer'
BOUND = 60 if 'san' not in str(BUILD) else 180  # seconds for any one thing: far beyond what it needs


def call(*arguments, expect=0, bound=BOUND, **options):
    """Runs a program to its end; any other exit code than `expect` fails with all it said."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, timeout=bound, **options)
    if done.returncode != expect:
        raise AssertionError(f'{" ".join(map(str, arguments))}: exit {done.returncode} instead of {expect}\n'
                             f'{done.stdout.decode()[-2000:]}\n{done.stderr.decode()[-4000:]}')
    return done.stdout


def build_recording(to, variant, recording=RECORDING):
    call(recording / 'build', '--feed', FEED, '--to', to, variant)
    return to


def run(recording, *options):
    """`orewatch run`, as bytes: one output a line."""
    return call(OREWATCH, 'run', recording, *options)


def saved_journal(to, recording, keep=0, every=5, segment=4096, forgotten=0, strange=0):
    """The recording as a journal with checkpoints behind each `every` events, whose head went beyond `keep` bytes."""
    call(SAVED_JOURNAL, recording, to, segment, every, keep, forgotten, strange)
    return to


def heartbeats(seconds):
    """What the environment of a program holds whose ZeroMQ asks so often, each 5 s else, whether the other end is there,
    and gives it up when it did not answer thrice (tests/support/heartbeats.c)."""
    return {'LD_PRELOAD': str(HEARTBEATS), 'HEARTBEAT_MS': str(int(seconds * 1000)),
            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}


def outputs(text):
    return [json.loads(line) for line in text.splitlines()]


def small_disk(test, folder, options):
    """A file system in memory with these mount options, until the test ends. A test that asks for one cannot do without."""
    disk = pathlib.Path(folder) / 'disk'
    disk.mkdir()
    mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', str(disk)], capture_output=True, text=True)
    if mounted.returncode != 0:
        raise AssertionError(f'this test mounts a small disk, for which it must run as root: {mounted.stderr.strip()}')
    test.addCleanup(subprocess.run, ['umount', str(disk)], check=True)
    return disk


class Reader(threading.Thread):
    """Reads a pipe to its end, so that who writes into it never waits for us, and notes when what came."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe, self.bytes, self.times = pipe, bytearray(), []
        self.came, self.ended = threading.Condition(), False
        self.start()

    def run(self):
        while piece := os.read(self.pipe.fileno(), 1 << 16):
            with self.came:
                self.bytes += piece
                self.times.append((time.monotonic(), len(self.bytes)))
                self.came.notify_all()
        with self.came:
            self.ended = True
            self.came.notify_all()

    def wait_for(self, is_so, bound=BOUND):
        """Waits until it is so, by what came; False when it never will be, or not within the bound."""
        with self.came:
            self.came.wait_for(lambda: self.ended or is_so(), bound)
            return is_so()

    def until(self, word):
        """Waits for a word in what came."""
        assert self.wait_for(lambda: word in self.bytes), \
            f'no {word!r} {"before its end" if self.ended else f"within {BOUND} s"}: {self.bytes[-4000:].decode()}'

    def when(self, size):
        """The time at which so many bytes were there."""
        return next(at for at, came in self.times if came >= size)

    def close(self):
        """Once its writer has ended."""
        self.join(BOUND)
        self.pipe.close()


class Broker:
    """An orewatchd of our own on free ports; stopped, and its end checked, when the block is left."""

    def __init__(self, folder, *options, journal='journal', clock='events'):
        self.folder = pathlib.Path(folder)
        self.journal = self.folder / journal
        self.endpoints = {name: f'ipc://{self.folder}/{name}' for name in ('ingest', 'open', 'stream', 'history')}
        self.command = [OREWATCHD, '--clock', clock, '--journal', self.journal, '--http', 'none']
        for name, endpoint in self.endpoints.items():
            self.command += [f'--{name}', endpoint]
        self.command += options

    def __enter__(self):
        self.process = subprocess.Popen([str(c) for c in self.command], stderr=subprocess.PIPE)
        self.output = Reader(self.process.stderr)
        try:
            self.output.until(b'event=started')
        except BaseException:
            self.kill()
            raise
        return self

    def restart(self):
        self.__exit__(None)
        self.__enter__()

    def __exit__(self, *failure):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(BOUND)
        finally:
            self.kill()
        if not any(failure):
            assert code == 0, f'orewatchd ended with {code}: {self.output.bytes.decode()[-4000:]}'

    def kill(self):
        """What it said up to its end is added to broker.log."""
        self.process.kill()
        self.process.wait(BOUND)
        self.output.close()
        with open(self.folder / 'broker.log', 'ab') as log:
            log.write(self.output.bytes)


class Tool(unittest.TestCase):
    """A test of `orewatch` in a folder of its own."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def orewatch(self, *arguments, expect=0, **options):
        """Runs the tool to its end; gives what it printed and what it said."""
        done = subprocess.run([str(a) for a in (OREWATCH, *arguments)], capture_output=True, timeout=BOUND, text=True,
                              **options)
        self.assertEqual(done.returncode, expect, f'{arguments}\n{done.stdout[-2000:]}\n{done.stderr}')
        return done.stdout, done.stderr
