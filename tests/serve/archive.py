#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boards that aoi serve keeps: which, how they are listed and read, and that none is lost at the end. Speaks TAP."""
import base64
import ctypes
import glob
import json
import os
import shutil
import struct
import subprocess
import tempfile
import time
import urllib.parse

from board import PICTURE, RED, color_roi, make_product
from serving import TOOL, Server, check, done

BLUE = (0, 0, 250)


def inspect(server, session):
    return server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"}).json


def open_session(server, name, **more):
    session = server.session(make_product(server, name, **more))
    server.put(session, "board.png", PICTURE)
    return session


def listed(server, query="", n=None):
    """Records; waits until there are n."""
    end = time.monotonic() + 20
    while True:
        answer = server.ask("GET", "/v1/archive" + query)
        if n is None or len(answer.json["records"]) >= n or time.monotonic() > end:
            return answer.json


def test_records(server):
    bad = open_session(server, "bad", rois=[color_roi(expected=BLUE), color_roi(2), color_roi(3, expected=(0, 250, 0))])
    good = open_session(server, "good")
    passed, failed = inspect(server, good), inspect(server, bad)
    found = listed(server, n=1)
    check("a board that did not pass is kept, one that passed is not", len(found["records"]) == 1 and found["next"] is None
          and passed["overall_result"]["passed"], found)
    record = found["records"][0]
    check("it says which board it was", record["board"] == failed["aoi"]["id"] and record["product"] == "bad"
          and record["passed"] is False and record["revision"] == failed["aoi"]["revision"], record)
    check("and what did not pass", [(roi["id"], roi["crop"]) for roi in record["rois"]] == [(1, "roi_1.png"), (3, "roi_3.png")], record)
    whole = server.ask("GET", "/v1/archive/" + record["record"]).json
    check("a record has its result and files", set(whole["files"]) == {"record.json", "result.json", "roi_1.png", "roi_3.png"}
          and [r["passed"] for r in whole["result"]["roi_results"]] == [False, True, False], whole["files"])
    picture = server.ask("GET", f"/v1/archive/{record['record']}/roi_1.png")
    size = [int.from_bytes(picture.content[i:i + 4], "big") for i in (16, 20)]
    check("a crop is a picture of the ROI", picture.headers["content-type"] == "image/png" and size == [24, 24], size)
    answer = server.ask("GET", f"/v1/archive/{record['record']}/result.json")
    check("the result is what aoijson writes", json.loads(answer.content)["aoi"]["id"] == failed["aoi"]["id"], answer)
    return record, failed["aoi"]["id"]


class Opened:
    """Which folders somebody opens, as inotify tells."""
    IN_OPEN, IN_ISDIR = 0x20, 0x40000000

    def __init__(self, *folders):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK)
        self.folders = {self.libc.inotify_add_watch(self.fd, folder.encode(), self.IN_OPEN): folder for folder in folders}

    def take(self):
        """The folders that were opened since the last time."""
        try:
            content = os.read(self.fd, 1 << 20)
        except BlockingIOError:
            content = b""
        found, at = set(), 0
        while at < len(content):
            watch, mask, _, length = struct.unpack_from("iIII", content, at)
            if mask & self.IN_ISDIR and length == 0:
                found.add(self.folders[watch])
            at += 16 + length
        return found


def test_days(server, archive, record, board):
    """Who asks for one board waits for no other days."""
    days = [os.path.join(archive, day) for day in ("2019-05-01", "2019-05-02", "2031-01-01")]
    for day in days:
        shutil.copytree(os.path.join(archive, *record["record"].split("/")[:2]), os.path.join(day, "bad"),
                        ignore=shutil.ignore_patterns(".*"))
    opened = Opened(*days, os.path.join(archive, record["record"][:10]))
    found = listed(server, f"?board={board}")
    check("the record of a board is found", [r["record"] for r in found["records"]] == [record["record"]], found)
    check("in its own day only", opened.take() == {os.path.join(archive, record["record"][:10])})
    behind = server.ask("GET", "/v1/archive?before=" + urllib.parse.quote(record["record"]))
    opened_now = opened.take()
    check("what goes on behind a record looks into no newer day", behind.status == 200 and len(behind.json["records"]) == 2
          and days[2] not in opened_now, (behind, opened_now))
    for day in days:
        shutil.rmtree(day)


def test_lists(server, record, board):
    other = open_session(server, "other", expected=BLUE)
    for _ in range(5):
        inspect(server, other)
    all_of = listed(server, n=6)["records"]
    check("the newest come first", len(all_of) == 6 and all_of[-1]["record"] == record["record"]
          and sorted((r["time"] for r in all_of), reverse=True) == [r["time"] for r in all_of], all_of)
    for query, n in (("?product=bad", 1), ("?product=other", 5), ("?product=none", 0), ("?roi=3", 1), ("?roi=2", 0), ("?roi=1", 6),
                     ("?passed=false", 6), ("?passed=true", 0), (f"?board={board}", 1), ("?day=1999-01-01", 0),
                     (f"?day={record['record'][:10]}&product=other", 5), ("?board=01900000-0000-7000-8000-000000000000", 0)):
        found = listed(server, query)
        check(f"{query} finds {n}", len(found["records"]) == n and found["next"] is None, found)
    pages, query = [], "?limit=4"
    while True:
        page = listed(server, query)
        pages += page["records"]
        if page["next"] is None:
            break
        query = "?limit=4&before=" + urllib.parse.quote(page["next"])
    check("page by page none is missing or twice", pages == all_of, [len(pages), len(all_of)])
    for query, field in (("limit=0", "limit"), ("roi=x", "roi"), ("passed=perhaps", "passed"), ("day=today", "day"),
                         ("before=../../x", "before"), ("board=1", "board")):
        answer = server.ask("GET", "/v1/archive?" + query)
        check(f"{query} is 400 and named", answer.status == 400 and answer.json["error"].startswith(field + ": "), answer)


def test_paths(server, folder, record):
    place = os.path.join(folder, record["record"])
    with open(os.path.join(server.folder, "secret.png"), "wb") as file:
        file.write(b"hidden words")
    os.symlink(os.path.join(server.folder, "secret.png"), os.path.join(place, "link.png"))
    os.symlink(server.folder, os.path.join(os.path.dirname(place), "000000.000+0000-1-fail"))
    with open(os.path.join(place, "notes.txt"), "w", encoding="utf-8") as file:
        file.write("hidden words")
    day, product, name = record["record"].split("/")
    for path in (f"{day}/{product}/{name}/link.png", f"{day}/{product}/{name}/notes.txt", f"{day}/{product}/{name}/.unsent",
                 f"{day}/{product}/{name}/%2e%2e%2fx.png", f"{day}/{product}/{name}/none.png", f"{day}/%2e%2e/{name}",
                 f"{day}%2f{product}/{name}/roi_1.png/x", "%2e%2e/up/products", f"{day}/{product}/000000.000+0000-1-fail",
                 f"{day}/{product}/000000.000+0000-1-fail/secret.png", f"{day}/{product}/.tmp-record", f"{day}/{product}/x",
                 f"{day}/{product}/{name}%00"):
        answer = server.ask("GET", "/v1/archive/" + path)
        check(f"{path} is not there", answer.status in (400, 404) and b"hidden words" not in answer.content
              and server.folder not in answer.json["error"] and folder not in answer.json["error"], answer)
    os.unlink(os.path.join(os.path.dirname(place), "000000.000+0000-1-fail"))


def test_groups(server):
    name = make_product(server, "groups", rois=[color_roi(1, BLUE, focus=305, exposure=1000), color_roi(2, BLUE, focus=305, exposure=2000),
                                                color_roi(3, RED, focus=305, exposure=2000)])
    session = server.session(name)
    text = base64.b64encode(PICTURE).decode()
    answer = server.ask("POST", "/process_grouped_inspection", {"session_id": session, "captured_images": {
        f"305,{exposure}": {"focus": 305, "exposure": exposure, "rois": [], "image": text} for exposure in (1000, 2000)}})
    found = listed(server, "?product=groups", 1)["records"]
    check("a board in several pictures is one record with the crops of all", len(found) == 1
          and found[0]["board"] == answer.json["aoi"]["id"]
          and [(roi["id"], roi["crop"]) for roi in found[0]["rois"]] == [(1, "roi_1.png"), (2, "roi_2.png")], found)


def test_health(server, folder):
    parts = server.ask("GET", "/readyz").json["parts"]
    check("the station says that it can keep boards", parts["archive"] == "ready", parts)
    end = time.monotonic() + 20
    metrics = ""
    while "\naoi_archive_waiting 0\n" not in metrics and time.monotonic() < end:
        metrics = server.ask("GET", "/metrics").content.decode()
    check("and how many it kept", "\naoi_archive_boards_total{outcome=\"archived\"} 7\n" in metrics
          and "\naoi_archive_boards_total{outcome=\"skipped\"} 1\n" in metrics, metrics[-1500:])
    session = open_session(server, "more", expected=BLUE)
    os.rename(folder, folder + ".away")
    answer = inspect(server, session)
    check("a board is inspected even if it cannot be kept", answer["overall_result"]["failed_rois"] == 1, answer)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        answer = server.ask("GET", "/readyz")
        if answer.status == 503:
            break
    check("then the station says so, without its folders", answer.status == 503 and answer.json["parts"]["archive"] != "ready"
          and folder not in str(answer.json), answer)
    os.rename(folder + ".away", folder)
    inspect(server, session)
    while time.monotonic() < end:
        answer = server.ask("GET", "/readyz")
        if answer.status == 200:
            break
    check("until it is well again", answer.status == 200, answer)
    other = subprocess.run([TOOL, "serve", "--listen", "127.0.0.1:0", "--products", server.products, "--shared", server.shared,
                            "--state", os.path.join(server.folder, "other"), "--archive", folder], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False, timeout=30)
    check("two do not write to one archive", other.returncode == 2 and b"archive" in other.stdout, other.stdout)


def find_size(jpeg):
    """(width, height) of a JPEG file."""
    at = 2
    while jpeg[at + 1] not in (0xc0, 0xc2):
        at += 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
    return int.from_bytes(jpeg[at + 7:at + 9], "big"), int.from_bytes(jpeg[at + 5:at + 7], "big")


def test_overviews(server, archive):
    """Of each kind of picture, though of JPEG files the ROIs alone are decoded."""
    name = make_product(server, "o", expected=BLUE)
    session = server.session(name)
    frame = server.ask("POST", "/v1/frames", raw=PICTURE).json["id"]
    jpeg = server.ask("GET", f"/v1/frames/{frame}/picture?width=64").content
    for file, content in (("a.png", PICTURE), ("b.jpg", jpeg), ("c.ppm", b"P5\n64 64\n255\n" + bytes(4096))):
        server.put(session, file, content)
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": file}).json
        record = listed(server, "?board=" + answer["aoi"]["id"], 1)["records"][0]["record"]
        picture = server.ask("GET", f"/v1/archive/{record}/overview.jpg")
        check(f"a board of {file} has its small picture", picture.status == 200 and find_size(picture.content) == (16, 16), picture)
    shutil.rmtree(os.path.join(server.products, name))


def test_end(folder):
    """What was inspected is on the disk after SIGTERM, and whole after a kill."""
    ini = os.path.join(folder, "station.ini")
    archive = os.path.join(folder, "kept")
    with open(ini, "w", encoding="utf-8") as file:
        file.write("[station]\narchive=kept\narchive-keep=all\narchive-max-bytes=5000000000\narchive-overview-width=16\n")
    with Server(ini) as server:
        test_overviews(server, archive)
        session = open_session(server, "p")
        for _ in range(20):
            inspect(server, session)
        check("the server ends", server.stop() == 0)
        check("with all boards on the disk", len(glob.glob(archive + "/*/p/*-pass/result.json")) == 20, os.listdir(archive))
        server.start()
        session = open_session(server, "q", expected=BLUE)
        for _ in range(20):
            inspect(server, session)
        server.kill()
        server.start()
        found = listed(server, "?product=q&limit=100")["records"]
        check("a kill leaves whole records only", all(r["rois"][0]["crop"] for r in found)
              and len(found) == len(glob.glob(archive + "/*/q/*-fail")), len(found))
    broken = os.path.join(folder, "broken.ini")
    for line, words in (("archive-keep=some", "archive-keep"), ("archive-max-bytes=much", "archive-max-bytes")):
        with open(broken, "w", encoding="utf-8") as file:
            file.write(f"[station]\nproducts={folder}\nshared={folder}\narchive=kept\n{line}\n")
        said = subprocess.run([TOOL, "serve", broken, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False, timeout=30)
        check(f"{line} is refused", said.returncode == 2 and words.encode() in said.stdout, said.stdout)


def main():
    top = tempfile.mkdtemp(prefix="aoi-archive-")
    folder = os.path.join(top, "archive")
    with Server("--archive", folder) as server:
        record, board = test_records(server)
        test_days(server, folder, record, board)
        test_lists(server, record, board)
        test_paths(server, folder, record)
        test_groups(server)
        test_health(server, folder)
    with Server() as server:
        answer = server.ask("GET", "/v1/archive")
        check("a station without an archive says so", answer.status == 404 and "--archive" in answer.json["error"], answer)
    test_end(top)
    shutil.rmtree(top)
    done()


main()
