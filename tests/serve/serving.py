# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of `aoi serve` have in common: a server on folders of its own, requests to it, and TAP."""
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.parse

MOUNT = "/mnt/visual-aoi-shared"
TOOL = os.environ.get("AOI_TOOL", "aoi")

n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said)[-3000:].splitlines()), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def skip(name, reason):
    global n_tests
    n_tests += 1
    print(f"ok {n_tests} - {name} # SKIP {reason}", flush=True)


def done():
    print(f"1..{n_tests}")
    raise SystemExit(1 if n_failed else 0)


class Answer:
    def __init__(self, status, headers, content):
        self.status, self.headers, self.content = status, headers, content

    @property
    def json(self):
        return json.loads(self.content)

    def __str__(self):
        return f"{self.status} {self.content[:300]!r}"


class Server:
    """`aoi serve` on a free port; a context manager that ends it by SIGTERM and looks how it ends."""

    def __init__(self, *options, env=None):
        self.folder = tempfile.mkdtemp(prefix="aoi-serve-")
        # A folder above the products, so that what gets out of them is found.
        self.products, self.shared = (os.path.join(self.folder, *path) for path in (("up", "products"), ("shared",)))
        os.makedirs(self.products)
        os.makedirs(self.shared)
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.options, self.env = options, env
        self.start()

    def start(self):
        """On its folders, as they are."""
        self.process = subprocess.Popen(
            [TOOL, "serve", "--listen", "127.0.0.1:0", "--products", self.products, "--shared", self.shared,
             "--mount", MOUNT, "--state", os.path.join(self.folder, "state"), *self.options],
            stdout=subprocess.PIPE, stderr=self.log,
            env={**os.environ, "G_DEBUG": "fatal-criticals", **(self.env or {})})
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on "):
            raise SystemExit(f"the server does not listen: {line}{self.said()}")
        self.base = line.split()[-1]
        address = urllib.parse.urlsplit(self.base)
        self.host, self.port = address.hostname, address.port

    def kill(self):
        """As a loss of power would, but for what the kernel holds; start() goes on with what is left."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def said(self):
        self.log.flush()
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            return log.read()

    def __enter__(self):
        return self

    def stop(self):
        """Its exit code after SIGTERM."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def __exit__(self, kind, *_):
        code = self.stop()
        self.process.stdout.close()
        if kind is None:
            check("the server ends well after SIGTERM", code == 0, f"exit code {code}\n{self.said()}")
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, timeout=60):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, raw=None, connection=None):
        """body: JSON; raw: bytes. On a connection of its own unless one is given."""
        headers = dict(headers or {})
        if body is not None:
            raw = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        if raw is None and method != "GET":
            headers.setdefault("Content-Length", "0")
        own = connection is None
        connection = connection or self.connect()
        connection.request(method, path, body=raw, headers=headers)
        response = connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        if own:
            connection.close()
        return answer

    def session(self, product):
        answer = self.ask("POST", "/api/session/create", {"product_name": product})
        return answer.json["session_id"]

    def put(self, session, name, content, folder="input"):
        with open(os.path.join(self.shared, "sessions", session, folder, name), "wb") as file:
            file.write(content)


class Listener:
    """Reads events of a connection of its own."""

    def __init__(self, server, headers=None, query=""):
        self.connection = server.connect(timeout=30)
        self.connection.request("GET", "/v1/events" + query, headers=headers or {})
        self.response = self.connection.getresponse()

    def next(self):
        """(id, event, data) of the next event; None at the end."""
        fields = {}
        for line in iter(self.response.readline, b""):
            line = line.decode().rstrip("\n")
            if not line and "event" in fields:
                return fields.get("id"), fields["event"], json.loads(fields["data"])
            if not line:
                fields = {}
            elif not line.startswith(":"):
                key, _, value = line.partition(": ")
                fields[key] = value
        return None

    def close(self):
        self.connection.close()
