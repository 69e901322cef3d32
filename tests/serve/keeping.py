# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of a station's store have in common: boards on their way into a database, and questions to it."""
import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time

from board import PICTURE, make_product
from serving import MOUNT, TOOL

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../pipelines"))

SECONDS = 60  # for what comes by itself, on a machine that is busy
WRONG = [250, 250, 250]  # a colour that no board has


def until(look):
    """What `look` says as soon as that is true; the last it said if it never is."""
    end = time.monotonic() + SECONDS
    while not (said := look()) and time.monotonic() < end:
        time.sleep(0.02)
    return said


def ask(database, statement, *values):
    connection = sqlite3.connect(database, timeout=30, isolation_level=None)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def lock(database):
    """Nobody else writes until it is closed."""
    connection = sqlite3.connect(database, timeout=30, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def make_products(server):
    make_product(server, "good")
    make_product(server, "bad", expected=WRONG)


def inspect(server, session, connection=None):
    """The id of a board, by the old API; None: the server is gone."""
    try:
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"},
                            connection=connection)
    except (OSError, http.client.HTTPException):
        return None
    return answer.json["aoi"]["id"] if answer.status == 200 else None


def open_session(server, product):
    session = server.session(product)
    server.put(session, "board.png", PICTURE)
    return session


def inspect_many(server, product, n):
    """Ids, in their order."""
    session = open_session(server, product)
    connection = server.connect()
    ids = [inspect(server, session, connection) for _ in range(n)]
    connection.close()
    return ids


def stored(server):
    return server.ask("GET", "/readyz").json["store"]["stored"]


def metric(server, name):
    """Values by the value of their first label."""
    text = server.ask("GET", "/metrics").content.decode()
    return {label: float(value) for label, value in
            re.findall(rf'^{name}(?:\{{\w+="([^"]*)"\}})? (\S+)$', text, re.M)}


def run_tool(folder, *words):
    """A station that does not start, or ends; its products are in @folder."""
    return subprocess.run([TOOL, "serve", "--listen", "127.0.0.1:0", "--products", folder, "--shared", folder, "--mount", MOUNT,
                           "--state", os.path.join(folder, "state"), *words], capture_output=True, text=True, check=False,
                          timeout=60)


class Listener:
    """Collects the events of a station, in a thread."""

    def __init__(self, server):
        self.events = []
        self.connection = server.connect(timeout=SECONDS)
        self.connection.request("GET", "/v1/events")
        self.response = self.connection.getresponse()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        event = None
        try:
            for line in iter(self.response.readline, b""):
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "event":
                    event = value
                elif key == "data":
                    self.events.append((event, json.loads(value)))
        except (OSError, ValueError, http.client.HTTPException):
            pass

    def find(self, event, **members):
        """The first such event that has come, or comes."""
        return until(lambda: next((data for kind, data in self.events if kind == event
                                   and all(data[name] == value for name, value in members.items())), None))
