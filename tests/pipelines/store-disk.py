#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoistore on a disk that is full, a small file system in a namespace of the test's own. Speaks TAP."""
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile

N_BOARDS = 300
N_ROIS = 4
STORED = re.compile(r"aoi-stored, id=\(string\)([0-9a-f-]{36})")
# What is there of the disk, and what of it is left when boards begin to come.
DISK = 6 << 20
LEFT = 1 << 20

n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said)[-3000:].splitlines()), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def make_product(folder):
    rois = [{"idx": i + 1, "type": 4, "coords": [8 * i, 0, 8 * i + 8, 8], "device_location": 1,
             "expected_color": [255, 255, 255], "min_pixel_percentage": 10} for i in range(N_ROIS)]
    os.makedirs(folder)
    with open(os.path.join(folder, "rois_config_board.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)


def fill(disk):
    """Leaves LEFT bytes; the file is removed to make room again."""
    path = os.path.join(disk, "ballast")
    free = os.statvfs(disk)
    with open(path, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_bsize - LEFT)
    return path


def start(product, database, outbox, more=""):
    return subprocess.Popen(
        ["stdbuf", "-oL", "gst-launch-1.0", "-m", *
         f"videotestsrc num-buffers={N_BOARDS} ! video/x-raw,format=RGB,width=64,height=48 ! identity sleep-time=2000 "
         f"! aoiinspect post-messages=none product={product} ! aoistore database={database} outbox={outbox} {more}".split()],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_until(process, words):
    said = ""
    while words not in said:
        line = process.stdout.readline()
        if not line:
            return said
        said += line
    return said


def get_ids(database):
    with sqlite3.connect(database) as connection:
        return connection.execute(
            "SELECT id, (SELECT count(*) FROM roi WHERE board = id) FROM board").fetchall()


def check_boards(name, said, rows):
    announced = set(STORED.findall(said))
    check(f"{name}: each of {len(announced)} announced boards is there", announced <= {row[0] for row in rows}, said)
    check(f"{name}: none is half", all(row[1] == N_ROIS for row in rows))


def test_outbox_elsewhere(folder, disk):
    """Boards wait in an outbox on another disk, and are stored when there is room."""
    database = os.path.join(disk, "boards.db")
    ballast = fill(disk)
    process = start(os.path.join(folder, "board"), database, os.path.join(folder, "outbox.db"))
    said = read_until(process, "The database is away")
    check("a full disk is told", "The database is away" in said, said)
    said += read_until(process, "event=(string)ended")
    os.remove(ballast)
    said += process.stdout.read()
    process.wait()
    process = start(os.path.join(folder, "board"), database, os.path.join(folder, "outbox.db"))
    said += process.stdout.read()
    process.wait()
    rows = get_ids(database)
    check_boards("outbox elsewhere", said, rows)
    check("outbox elsewhere: all boards of both runs are stored", len(rows) == 2 * N_BOARDS, len(rows))


def test_same_disk(folder, disk):
    """Where the outbox has no room either, boards are lost by number and with a reason, none in silence."""
    database = os.path.join(disk, "same.db")
    ballast = fill(disk)
    process = start(os.path.join(folder, "board"), database, os.path.join(disk, "same.outbox"))
    said = process.stdout.read()
    process.wait()
    ended = re.search(r"aoi-store, boards=\(guint64\)(\d+), written=\(guint64\)(\d+), skipped=\(guint64\)(\d+), "
                      r"lost=\(guint64\)(\d+), queued=\(guint64\)(\d+)[^\n]*event=\(string\)ended", said)
    check("same disk: the stream runs to its end", process.returncode == 0 and ended is not None, said)
    boards, written, skipped, lost, queued = (int(number) for number in ended.groups()) if ended else [0] * 5
    check("same disk: each board is written or counted as lost",
          boards == N_BOARDS and written + lost == boards and skipped == queued == 0 and lost > 0, ended)
    check("same disk: losses are told", "Boards are not stored" in said, said)
    os.remove(ballast)
    process = start(os.path.join(folder, "board"), database, os.path.join(disk, "same.outbox"))
    said += process.stdout.read()
    process.wait()
    rows = get_ids(database)
    check_boards("same disk", said, rows)
    check("same disk: what was written is stored", len(rows) == written + N_BOARDS, (len(rows), written))


def inside(folder):
    disk = os.path.join(folder, "disk")
    os.makedirs(disk)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", disk], check=True)
    make_product(os.path.join(folder, "board"))
    test_outbox_elsewhere(folder, disk)
    test_same_disk(folder, disk)
    print(f"1..{n_tests}")
    sys.exit(n_failed > 0)


def main():
    own = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*own, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        print("SKIP store-disk: this machine permits no disk of the test's own", file=sys.stderr)
        print("1..0 # SKIP this machine permits no disk of the test's own")
        return
    with tempfile.TemporaryDirectory(prefix="aoi-store-disk-") as folder:
        process = subprocess.Popen([*own, sys.executable, "-B", __file__, folder])
        signal.signal(signal.SIGTERM, lambda *_: process.kill())
        code = process.wait()
    sys.exit(code)


if len(sys.argv) > 1:
    inside(sys.argv[1])
else:
    main()
