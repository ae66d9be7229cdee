"""System calls of a running process that end otherwise than they would: by strace, which must be allowed to attach."""
import pathlib
import signal
import subprocess
import tempfile

import programs


class Injection:
    """While the block lasts, these calls of a process fail or take their time: ('fdatasync:error=EIO', ...)."""

    def __init__(self, process, *injections):
        self.process, self.injections = process, injections

    def __enter__(self):
        calls = ','.join(injection.split(':')[0] for injection in self.injections)
        self.folder = tempfile.TemporaryDirectory()
        self.trace = pathlib.Path(self.folder.name) / 'trace'
        self.strace = subprocess.Popen(['strace', '-f', '-p', str(self.process.pid), '-o', str(self.trace),
                                        '-e', f'trace={calls}', *(f'--inject={i}' for i in self.injections)],
                                       stderr=subprocess.PIPE, text=True)
        said = self.strace.stderr.readline()
        if 'attached' not in said:
            self.end()
            raise AssertionError(f'this test changes system calls, for which strace must be allowed to attach: {said}')
        return self

    def __exit__(self, *failure):
        self.strace.send_signal(signal.SIGTERM)
        self.end()

    def end(self):
        self.strace.communicate(timeout=programs.BOUND)
        self.failed = self.trace.read_text().count('(INJECTED)') if self.trace.exists() else 0
        self.folder.cleanup()
