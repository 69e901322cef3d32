#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boards of a station's own source: each is told of, stored and archived once, also at SIGTERM; and a folder of pictures as a
source. Speaks TAP."""
import glob
import json
import os
import subprocess
import tempfile
import threading

from board import RED, SIZE, draw, encode_png, make_product
from events import ask_source, wait_for
from keeping import ask, until
from serving import TOOL, Listener, Server, check, done

BLUE = (0, 0, 250)
LIVE = ("launch:videotestsrc is-live=true pattern=solid-color foreground-color=0xff%02x%02x%02x ! "
        "video/x-raw,format=RGB,width=%d,height=%d,framerate=12/1" % (*RED, SIZE, SIZE))


class Station(Server):
    """By a file, in its folder, in which it keeps all."""

    def __init__(self, source, station="", more=""):
        self.said_of = (source, station, more)
        super().__init__()

    def start(self):
        source, station, more = self.said_of
        make_product(self, "good")
        make_product(self, "bad", expected=BLUE)
        path = os.path.join(self.folder, "station.ini")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[station]\n{station}\n[source]\nsource={source}\nalso=aoijson ! filesink location={self.folder}/lines\n{more}\n")
        self.options = (path,)
        super().start()

    def reports(self):
        with open(os.path.join(self.folder, "lines"), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def archived(self):
        found = []
        for path in glob.glob(os.path.join(self.folder, "kept/*/*/*/result.json")):
            with open(path, encoding="utf-8") as file:
                found.append(json.load(file))
        return found


def test_term(product, keep):
    """Whatever came in is where it belongs, when the station is ended in the middle."""
    with Station(LIVE, f"archive=kept\narchive-keep={keep}\narchive-overview-width=32\nstore=boards.db", f"product={product}") as server:
        told, events = [], Listener(server)

        def read():
            for _, kind, data in iter(events.next, None):
                if kind == "board":
                    told.append(data["id"])

        reader = threading.Thread(target=read)
        reader.start()
        wait_for(lambda: len(told) >= 8)
        code = server.stop()
        reader.join()
        ids = [report["aoi"]["id"] for report in server.reports()]
        check(f"{product}: SIGTERM in the middle ends it well", code == 0 and len(set(ids)) == len(ids) >= 8, server.said())
        check("who listens was told of each board up to the last", told == ids[-len(told):], (told[-2:], ids[-2:]))
        stored = [row[0] for row in ask(os.path.join(server.folder, "boards.db"), "SELECT id FROM board")]
        check("each is stored once", sorted(stored) == sorted(ids), (len(stored), len(ids)))
        archived = server.archived()
        check("and archived once, if boards like that are", sorted(one["aoi"]["id"] for one in archived)
              == (sorted(ids) if keep == "all" or product == "bad" else []), (len(archived), len(ids)))
        check("nothing was lost", "lost" not in server.said() and "not inspected" not in server.said(), server.said())
        if archived:
            folders = glob.glob(os.path.join(server.folder, "kept/*/*/*/"))
            check("with what did not pass, and the whole board small", all(set(os.listdir(one)) == {
                "record.json", "result.json", "overview.jpg"} | ({"roi_1.png"} if product == "bad" else set()) for one in folders),
                os.listdir(folders[0]))


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def make_pictures(server):
    """In the order of `aoi run`: good, damaged, bad, good, of another size."""
    folder = os.path.join(server.folder, "pictures")
    os.makedirs(folder, exist_ok=True)
    write(folder, "board-2.png", encode_png(SIZE, SIZE, draw()))
    write(folder, "board-3.png", encode_png(SIZE, SIZE, draw())[:300])
    write(folder, "board-9.ppm", b"P6\n%d %d\n255\n" % (SIZE, SIZE) + draw(BLUE))
    write(folder, "board-10.png", encode_png(SIZE, SIZE, draw()))
    write(folder, "board-11", encode_png(SIZE + 1, SIZE + 6, b"".join(
        bytes(RED) * (SIZE + 1) for _ in range(SIZE + 6))))
    write(folder, "notes.txt", b"no picture")
    write(folder, ".hidden.png", b"")


class Pictures(Station):
    def start(self):
        make_pictures(self)
        super().start()


def test_pictures():
    with Pictures("pictures", "", "product=good") as server:
        source = ask_source(server, state="ended")
        check("a folder beside the file is a source, to its end", source["state"] == "ended" and source["frames"] == 5, source)
        # The branch beside the station's own is at its end when the source has ended.
        reports = until(lambda: len(server.reports()) == 5 and server.reports())
        check("each picture is a board, in the order of names", [report["overall_result"]["passed"] for report in reports]
              == [True, False, False, True, True], [r["overall_result"] for r in reports])
        check("one that cannot be read fails, and says so", reports[1]["roi_results"][0]["aoi"]["reason"], reports[1])
        check("of it the log names the file, and counts what was left out", "board-3.png" in server.said() and "1 files or folders" in server.said(),
              server.said())
        sizes = [(frame["width"], frame["height"]) for frame in server.ask("GET", "/v1/frames").json["frames"]]
        check("each has its own size", sizes[0] == (SIZE + 1, SIZE + 6) and sizes[1] == (SIZE, SIZE), sizes)
        ours = subprocess.run([TOOL, "run", "--json", "-", "--quiet", "--keep-going", os.path.join(server.products, "good"),
                               os.path.join(server.folder, "pictures")], capture_output=True, check=False)
        theirs = [json.loads(line)["overall_result"] for line in ours.stdout.splitlines()]
        check("with the verdicts of aoi run", theirs == [report["overall_result"] for report in reports], theirs)
    with Pictures("pictures", "", "product=good\nloop=true") as server:
        check("and begins again, if it is to", wait_for(lambda: server.ask("GET", "/v1/source").json["frames"] > 10))
    for name, source in (("an empty folder", "shared"), ("none", "nosuch")):
        try:
            with Station(source):
                said = "it begins"
        except SystemExit as failure:
            said = str(failure)
        check(f"{name} is no source", "pictures" in said, said)


test_term("good", "all")
test_term("bad", "failed")
test_pictures()
done()
