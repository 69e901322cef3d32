# SPDX-License-Identifier: LGPL-2.1-or-later
"""Users of a station, for its tests: made by the tool, logged in as browsers are, and what was noted of them."""
import json
import os
import subprocess

from serving import TOOL, check

PASSWORD = "correct horse"


def tool(*words, said=PASSWORD + "\n"):
    return subprocess.run([TOOL, "serve", *words], input=said, capture_output=True, text=True, check=False, timeout=60)


def add_user(state, name, role):
    process = tool("user", "add", name, "--role", role, "--state", state)
    check(f"{name} is {role}", process.returncode == 0, process.stderr)


def audit(state):
    with open(os.path.join(state, "audit.ndjson"), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Browser:
    """Keeps a cookie, and shows the token against forged requests."""

    def __init__(self, server, cookie=None):
        self.server, self.cookie, self.token = server, cookie, None

    def ask(self, method, path, body=None, **headers):
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.token:
            headers["X-CSRF-Token"] = self.token
        answer = self.server.ask(method, path, body, headers=headers)
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        return answer

    def login(self, name="anna", password=PASSWORD):
        answer = self.ask("POST", "/v1/login", {"name": name, "password": password})
        self.token = answer.json.get("csrf_token")
        return answer


def make_certificate(folder):
    paths = [os.path.join(folder, name) for name in ("station.crt", "station.key")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
                    "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True)
    return paths
