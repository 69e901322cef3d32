#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoi serve with a source of its own: its boards, frames, products, failures and end. Speaks TAP."""
import json
import os
import re
import threading

from board import RED, color_roi, decode_png, make_product
from events import ask_source, next_of, wait_for
from serving import Listener, Server, check, done

FOREGROUND = "0xff%02x%02x%02x" % RED
SIZE = 64
FRAMES = f"videotestsrc pattern=solid-color foreground-color={FOREGROUND} %s ! video/x-raw,format=RGB,width={SIZE},height={SIZE},framerate=40/1"
LIVE = "launch:" + FRAMES % "is-live=true"


def make_products(server):
    make_product(server, "good")
    make_product(server, "bad", expected=(0, 0, 250))


def test_live(server):
    listener = Listener(server)
    board = next_of(listener, "board")
    check("its boards are told of, with the frame", board["passed"] and board["product"] == "good" and len(board["frame"]) == 36
          and board["session"] is None, board)
    source = ask_source(server, state="running", revision=board["revision"])
    check("it runs", source["state"] == "running" and source["reason"] is None and source["product"] == "good"
          and source["revision"] == board["revision"] and source["boards"] > 0 and source["failures"] == 0, source)
    answer = server.ask("GET", "/v1/frames/live")
    frame = answer.json
    check("a live frame is known with its verdict and ROIs", answer.status == 200 and frame["origin"] == "live"
          and (frame["width"], frame["height"], frame["format"]) == (SIZE, SIZE, "RGB") and frame["verdict"]["passed"]
          and len(frame["result"]["roi_results"]) == 1 and frame["result"]["aoi"]["id"] == frame["board"], answer)
    tile = server.ask("GET", "/v1/frames/live/tile/0/0/0?format=png")
    check("its pixels are shown", decode_png(tile.content) == (SIZE, SIZE, [bytes(RED) * SIZE] * SIZE)
          and "immutable" not in tile.headers["cache-control"] and len(tile.headers["x-aoi-frame"]) == 36, tile)
    picture = next_of(listener, "picture")
    answer = server.ask("GET", picture["picture"])
    check("live pictures are told of, and are there", answer.status == 200 and answer.headers["content-type"] == "image/jpeg"
          and picture["frame"] in picture["picture"] and picture["width"] == SIZE, (picture, answer))
    wait_for(lambda: server.ask("GET", "/v1/frames/" + picture["frame"]).status == 404)
    answer = server.ask("GET", picture["picture"])
    check("also when the frame is gone", answer.status == 200 and server.ask("GET", "/v1/frames/" + picture["frame"]).status == 404, answer)
    listed = server.ask("GET", "/v1/frames").json["frames"]
    check("the newest four are kept", len(listed) == 4 and {f["origin"] for f in listed} == {"live"}, listed)
    metrics = server.ask("GET", "/metrics").content.decode()
    check("it is measured", re.search(r"^aoi_source_up 1$", metrics, re.M) and "aoi_source_frames_total" in metrics, metrics)
    check("and healthy", server.ask("GET", "/readyz").json["parts"]["source"] == "ready")
    return listener


def rewrite(server, name, text):
    path = os.path.join(server.products, name, f"rois_config_{name}.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def test_products(server, listener):
    answer = server.ask("PUT", "/v1/source/product", {"product": "bad"})
    check("another product is taken", answer.status == 200 and answer.json["product"] == "bad", answer)
    board = next_of(listener, "board", lambda data: data["product"] == "bad")
    check("from the next board on", board and not board["passed"] and board["reason"], board)
    for body, status in (({"product": "nosuch"}, 404), ({"product": "../good"}, 400), ({}, 400), ({"product": 5}, 400)):
        answer = server.ask("PUT", "/v1/source/product", body)
        check(f"{body} is {status}", answer.status == status and answer.json["error"].startswith("product: "), answer)
    rewrite(server, "bad", json.dumps([color_roi(), color_roi(2)]))
    board = next_of(listener, "board", lambda data: data["rois"] == 2)
    check("a file that is changed is taken", board["passed"] and board["product"] == "bad", board)
    rewrite(server, "bad", "[{")
    source = next_of(listener, "source", lambda data: data["refused"])
    check("a bad one is not, and that is told", source["state"] == "running" and "rois_config_bad.json" in source["refused"]
          and server.folder not in source["refused"], source)
    answer = server.ask("GET", "/readyz")
    check("nor is the station ready then", answer.status == 503 and "not taken" in answer.json["parts"]["source"], answer)
    board = next_of(listener, "board")
    check("boards go on by the one before", board["passed"] and board["rois"] == 2, board)
    answer = server.ask("PUT", "/v1/source/product", {"product": "bad"})
    check("asked for by name it is refused", answer.status == 409 and server.folder not in answer.content.decode(), answer)
    rewrite(server, "bad", json.dumps([color_roi(expected=(0, 250, 0))]))
    check("mended, it is taken", not next_of(listener, "board", lambda data: data["rois"] == 1)["passed"])
    check("and the station is ready", wait_for(lambda: server.ask("GET", "/readyz").status == 200))


def test_end(server, listener, lines):
    """All frames that came are inspected, told of and passed on."""
    boards = []

    def read():
        for _, kind, data in iter(listener.next, None):
            if kind == "board":
                boards.append(data)

    reader = threading.Thread(target=read)
    reader.start()
    wait_for(lambda: len(boards) >= 3)
    code = server.stop()
    reader.join()
    with open(lines, encoding="utf-8") as file:
        reports = [json.loads(line) for line in file]
    told = [board["id"] for board in boards]
    ids = [report["aoi"]["id"] for report in reports]
    check("each board that came was told of before the end", code == 0 and told and told == ids[-len(told):],
          (code, told[-2:], ids[-2:]))
    check("nothing was lost", "not inspected" not in server.said(), server.said())


def test_failing():
    """A source that fails again and again."""
    source = "launch:" + FRAMES % "is-live=true" + " ! identity error-after=6"
    with Server("--source", source, "--product", "good") as server:
        make_products(server)
        listener = Listener(server)
        waiting = next_of(listener, "source", lambda data: data["state"] == "waiting")
        check("a source that fails says why", waiting["reason"] and waiting["failures"] >= 1, waiting)
        running = next_of(listener, "source", lambda data: data["state"] == "running" and data["failures"] >= 1)
        check("and comes back", running is not None, running)
        waiting = ask_source(server, state="waiting")
        answer = server.ask("GET", "/readyz")
        check("health tells while it waits", answer.status == 503 and "tried again" in answer.json["parts"]["source"]
              or ask_source(server)["state"] == "running", answer)
        check("other clients go on", server.ask("GET", "/v1/products").status == 200)
        check("its last frame is still there", server.ask("GET", "/v1/frames/last").status == 200)
        waiting = ask_source(server, state="waiting")
        check("each frame before a failure was inspected", waiting["boards"] == waiting["frames"] == 5 * waiting["failures"], waiting)
        listener.close()


def test_bad_settings():
    for options, said in ((("--source", "/nosuch"), "neither"), (("--product", "x"), "no source"),
                          (("--source", LIVE, "--product", "../x"), "no name")):
        try:
            with Server(*options):
                pass
            said = "it begins"
        except SystemExit as failure:
            check(f"{options[:2]} is refused", said in str(failure), failure)
    for fragment, reason in (("launch:nosuchelement", "nosuchelement"), ("launch:videotestsrc ! !", "syntax"),
                             ("launch:aravissrc", "aravissrc"), ("launch:videotestsrc ! fakesink", "")):
        with Server("--source", fragment) as server:
            answer = ask_source(server, state="waiting")
            check(f"{fragment} waits, and says why", answer["state"] == "waiting" and reason in answer["reason"], answer)


def test_killed(server):
    server.kill()
    server.start()
    listener = Listener(server)
    board = next_of(listener, "board")
    check("after a kill it goes on", board["passed"] and board["frame"], board)
    listener.close()


def test_none():
    with Server() as server:
        for method, path, body in (("GET", "/v1/source", None), ("GET", "/v1/frames/live", None),
                                   ("PUT", "/v1/source/product", {"product": "x"})):
            answer = server.ask(method, path, body)
            check(f"without a source {path} says so", answer.status == 404 and answer.json["error"].startswith("source: "), answer)


class Station(Server):
    """By a file, with JSON lines on the side."""

    def __init__(self):
        self.lines = None
        super().__init__()

    def start(self):
        self.lines = os.path.join(self.folder, "lines")
        path = os.path.join(self.folder, "station.ini")
        make_products(self)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[station]\nname=line-1\n[source]\nsource={LIVE}\nproduct=good\n"
                       f"also=aoijson ! filesink location={self.lines} append=true\n")
        self.options = (path,)
        super().start()


with Station() as one:
    waiting = test_live(one)
    test_products(one, waiting)
    make_products(one)
    one.ask("PUT", "/v1/source/product", {"product": "good"})
    test_end(one, waiting, one.lines)
    one.start()
    test_killed(one)
test_failing()
test_bad_settings()
test_none()
done()
