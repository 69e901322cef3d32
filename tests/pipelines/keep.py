#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One line that stores, archives and publishes, killed at random moments: what it has announced was kept and is delivered, and
nothing is half. Speaks TAP."""
import glob
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import sys
import tempfile
import time
import zlib

from children import PATIENCE, Child, end_all, free_port, until
from webhook import Server

N_KILLS = 200 if "AOI_TEST_LONG" in os.environ else 20
# Kills after which an archive is looked through and left, so that the next one is not only searched at its start.
N_ONE_ARCHIVE = 6
N_ROIS = 4
SEED = 23

STORED = re.compile(rb"aoi-stored, id=\(string\)([0-9a-f-]{36})")
QUEUED = re.compile(rb"aoi-queued, id=\(string\)([0-9a-f-]{36})")
ARCHIVED = re.compile(rb"aoi-archived, path=\(string\)[^,]*, record=\(string\)([^,]*),")


class Checks:
    def __init__(self):
        self.n = self.n_failed = 0

    def check(self, name, good, said=""):
        self.n += 1
        self.n_failed += not good
        if not good:
            print("".join(f"# {line}\n" for line in str(said)[-3000:].splitlines()), end="")
        print(f"{'ok' if good else 'not ok'} {self.n} - {name}", flush=True)


def make_product(folder):
    """Half of the ROIs are white at most moments."""
    rois = [{"idx": i + 1, "type": 4, "coords": [8 * i, 0, 8 * i + 8, 48], "device_location": 1,
             "expected_color": [255, 255, 255], "min_pixel_percentage": 10} for i in range(N_ROIS)]
    os.makedirs(folder)
    with open(os.path.join(folder, "rois_config_board.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)


class Line(Child):
    """200 boards a second, until it is stopped."""

    def __init__(self, folder, port, n=-1):
        super().__init__(["gst-launch-1.0", "-m", *
                          f"videotestsrc pattern=ball is-live=true num-buffers={n} "
                          "! video/x-raw,format=RGB,width=64,height=48,framerate=200/1 "
                          f"! aoiinspect post-messages=none product={folder}/board station=S1 ! tee name=t "
                          f"t. ! queue ! aoistore database={folder}/boards.db outbox={folder}/outbox.db "
                          f"t. ! queue ! aoiarchive location={folder}/archive "
                          f"t. ! queue ! aoipublish uri=http://127.0.0.1:{port}/boards outbox={folder}/outbox.db".split()])

    def count(self):
        return len(STORED.findall(self.said))


def live(folder, port, draw):
    """A line that is killed at a moment that is drawn: while it starts, or after some boards."""
    line = Line(folder, port)
    n = draw.choice((None, 1, 5, 50))
    if n is None:
        time.sleep(draw.uniform(0, 0.3))
    else:
        until(lambda: line.count() >= n or line.process.poll() is not None, "boards")
        time.sleep(draw.uniform(0, 0.02))
    assert line.process.poll() is None, f"the line ended by itself\n{line.said.decode(errors='replace')[-3000:]}"
    return line.end(signal.SIGKILL)


def check_png(path):
    """Raises what is wrong: a file that ends early, or other bytes than were written."""
    with open(path, "rb") as file:
        assert file.read(8) == b"\x89PNG\r\n\x1a\n", path
        kind = None
        while kind != b"IEND":
            length, kind = struct.unpack(">I4s", file.read(8))
            body = file.read(length)
            assert struct.unpack(">I", file.read(4))[0] == zlib.crc32(kind + body), path
        assert not file.read(1), path


def check_record(record):
    with open(os.path.join(record, "record.json"), encoding="utf-8") as file:
        description = json.load(file)
    with open(os.path.join(record, "result.json"), encoding="utf-8") as file:
        result = json.load(file)
    failed = [roi["roi_id"] for roi in result["roi_results"] if not roi["passed"]]
    assert len(result["roi_results"]) == N_ROIS and result["aoi"]["id"], record
    assert [roi["id"] for roi in description["rois"]] == failed and failed, record
    for roi in description["rois"]:
        check_png(os.path.join(record, roi["crop"]))


class Archive:
    """What was announced of it, and what is there."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "archive")
        self.announced = set()
        self.n_announced = self.n_records = 0
        self.wrong = []

    def hear(self, said):
        self.announced |= {place.decode() for place in ARCHIVED.findall(said)}

    def look_through(self):
        """Notes what is missing or half, and leaves it."""
        records = glob.glob(os.path.join(self.folder, "*-*-*", "*", "*"))
        self.wrong += [f"{place} is missing" for place in self.announced
                       if os.path.join(self.folder, place) not in records]
        for record in records:
            try:
                check_record(record)
            except (AssertionError, OSError, ValueError, KeyError, struct.error) as error:
                self.wrong.append(f"{record}: {error!r}")
        self.n_announced += len(self.announced)
        self.n_records += len(records)
        self.announced.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def check_board(board):
    """As the target got it."""
    assert len(board["roi_results"]) == N_ROIS, board


def deliver_rest(folder, port, queued, got):
    """What waits is delivered by those that come later. Returns what they have said."""
    end = time.monotonic() + PATIENCE
    said = b""
    while (not said or not queued <= got) and time.monotonic() < end:
        line = Line(folder, port, n=1)
        line.process.wait(PATIENCE)
        said += line.end()
    return said


def kill_lines(folder, archive, port):
    """Returns what they have said, and what the target got. It is away at times, too."""
    draw = random.Random(SEED)
    got, said = set(), b""
    server = Server(port, got, check=check_board)
    for i in range(N_KILLS):
        if draw.random() < 0.3:
            server.stop()
            server = Server(port, got, check=check_board)
        heard = live(folder, port, draw)
        archive.hear(heard)
        said += heard
        if (i + 1) % N_ONE_ARCHIVE == 0:
            archive.look_through()
    rest = deliver_rest(folder, port, set(QUEUED.findall(said)), got)
    archive.hear(rest)
    archive.look_through()
    server.stop()
    return said + rest, got


def check_database(checks, folder, stored):
    with sqlite3.connect(os.path.join(folder, "boards.db")) as database:
        rows = database.execute("SELECT id, (SELECT count(*) FROM roi WHERE board = id), "
                                "(SELECT count(*) FROM device WHERE board = id) FROM board").fetchall()
        sums = database.execute("SELECT (SELECT count(*) FROM board), (SELECT sum(boards) FROM board_hour), "
                                "(SELECT count(*) FROM roi), (SELECT sum(boards) FROM roi_hour)").fetchone()
        sound = database.execute("PRAGMA integrity_check").fetchall()
    found = [row[0].encode() for row in rows]
    checks.check(f"{len(stored)} boards were announced as stored, each once", stored and len(set(stored)) == len(stored))
    checks.check("each is in the database", set(stored) <= set(found), set(stored) - set(found))
    checks.check("none is there twice", len(found) == len(set(found)))
    checks.check("none is half", all(row[1:] == (N_ROIS, 1) for row in rows), [row for row in rows if row[1] != N_ROIS])
    checks.check("sums agree with the boards", sums[0] == sums[1] and sums[2] == sums[3], sums)
    checks.check("the file is sound", sound == [("ok",)], sound)


def check_outbox(checks, folder):
    with sqlite3.connect(os.path.join(folder, "outbox.db")) as database:
        waiting = database.execute("SELECT name, waiting, refused, lost FROM target").fetchall()
        sound = database.execute("PRAGMA integrity_check").fetchall()
    checks.check("nothing waits, is refused or lost", all(row[1:] == (0, 0, 0) for row in waiting), waiting)
    checks.check("the outbox is sound", sound == [("ok",)], sound)


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="aoi-keep-") as folder:
        make_product(os.path.join(folder, "board"))
        archive = Archive(folder)
        try:
            said, got = kill_lines(folder, archive, free_port())
        finally:
            end_all()
        queued = set(QUEUED.findall(said))
        check_database(checks, folder, STORED.findall(said))
        checks.check(f"each of {len(queued)} boards that were announced as queued has arrived", queued and queued <= got,
                     queued - got)
        check_outbox(checks, folder)
        checks.check(f"each of {archive.n_announced} records that were announced is there, all {archive.n_records} are whole",
                     archive.n_announced and not archive.wrong, "\n".join(archive.wrong))
        checks.check("no file was damaged", b".damaged-" not in said)
    print(f"# {N_KILLS} kills")
    print(f"1..{checks.n}")
    sys.exit(checks.n_failed > 0)


main()
