# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs that a test starts, reads and ends."""
import os
import random
import signal
import socket
import subprocess
import threading
import time

PATIENCE = 60


def free_port():
    """Not one that the kernel gives to clients: whoever connects to such a port while nobody listens may meet itself."""
    while True:
        with socket.socket() as sock:
            port = random.randrange(20000, 30000)
            try:
                sock.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def until(is_so, what, patience=PATIENCE):
    """Waits for what nothing signals: a line in a log, a file."""
    end = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"never: {what}")
        threading.Event().wait(0.01)


CHILDREN = []


def end_all():
    """Those that a test has left behind."""
    while CHILDREN:
        CHILDREN.pop().end(signal.SIGKILL)


class Child:
    """A process whose output is read as it comes."""

    def __init__(self, args, **more):
        self.process = subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        **more)
        self.said = b""
        CHILDREN.append(self)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while part := os.read(self.process.stdout.fileno(), 65536):
            self.said += part

    def hear(self, text, n=1, patience=PATIENCE):
        until(lambda: self.said.count(text.encode()) >= n or self.process.poll() is not None, text, patience)
        self.reader.join(0 if self.process.poll() is None else PATIENCE)
        if self.said.count(text.encode()) < n:
            raise AssertionError(f"{self.process.args} did not say {text}, but\n{self.said.decode(errors='replace')[-3000:]}")

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()
        return self.said
