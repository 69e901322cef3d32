#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Recordings of aoi serve: listed, looked at by tiles, tried with products, taught from. Speaks TAP."""
import json
import os
import shutil
import tempfile

from board import RED, SIZE, color_roi, decode_png, draw, encode_png, make_product
from events import ask_source
from golden_support import BOUNDARY, form
from serving import Server, check, done

FORM = {"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"'}
N_FRAMES = 12
COLORS = [(10 * i, 200 - 10 * i, 40) for i in range(3)]


def write(folder, name, content):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


def make_pictures(folder):
    """Of different sizes, in an order that is not that of bytes; one is damaged, and one file is none."""
    os.mkdir(folder)
    for i, name in enumerate(("board-2.png", "board-10.png", "board-9.ppm")):
        write(folder, name, encode_png(SIZE, SIZE, draw(COLORS[i])) if name.endswith("png")
              else b"P6\n%d %d\n255\n" % (SIZE, SIZE) + draw(COLORS[i]))
    write(folder, "board-3.png", encode_png(SIZE, SIZE, draw())[:300])
    write(folder, "notes.txt", b"none")
    write(folder, ".hidden.png", encode_png(1, 1, b"abc"))


def record(folder):
    """By a station whose source says which frame it is by its brightness."""
    options = os.path.join(folder, "record.ini")
    with open(options, "w", encoding="utf-8") as file:
        file.write("[source]\nsource=launch:videotestsrc pattern=colors num-buffers=%d ! video/x-raw,format=RGB,width=320,height=200,"
                   "framerate=25/1\nalso=aoirecord location=%s\n" % (N_FRAMES, os.path.join(folder, "monday")))
    with Server(options) as server:
        ask_source(server, state="ended")


def ask(server, path="", method="GET"):
    return server.ask(method, "/v1/recordings" + path)


def test_lists(server):
    found = ask(server).json["recordings"]
    check("recordings and folders of pictures are listed", [(one["name"], one["kind"]) for one in found]
          == [("monday", "recording"), ("pictures", "pictures")] and all(one["time"] for one in found), found)
    whole = ask(server, "/monday").json
    check("with the frames of each", whole["total"] == N_FRAMES == len(whole["frames"]) and whole["kind"] == "recording"
          and [frame["number"] for frame in whole["frames"]] == list(range(N_FRAMES))
          and all((frame["format"], frame["width"], frame["height"]) == ("RGB", 320, 200) for frame in whole["frames"])
          and whole["frames"][1]["time_ns"] == 40000000, whole)
    part = ask(server, "/monday?from=3&limit=2").json
    check("or some of them", part["frames"] == whole["frames"][3:5] and part["total"] == N_FRAMES, part)
    check("or none", ask(server, "/monday?from=99").json["frames"] == [])
    names = [frame["file"] for frame in ask(server, "/pictures").json["frames"]]
    check("pictures come in the order in which aoi run takes them", names == ["board-2.png", "board-3.png", "board-9.ppm", "board-10.png"], names)
    for path, status in (("/none", 404), ("/%2e%2e", 404), ("/monday%2f..", 404), ("/.hidden", 404), ("/empty", 404), ("/link", 404),
                         ("/file", 404), ("/%00", 400), ("/monday?from=-1", 400), ("/monday?limit=0", 400), ("/monday?from=x", 400)):
        answer = ask(server, path)
        check(f"{path} is {status}", answer.status == status and answer.json["error"] and server.folder not in answer.json["error"], answer)


def test_frames(server):
    frame = ask(server, "/pictures/frames/2", "POST").json
    check("a frame of a recording is kept like others", frame["origin"] == "recorded" and frame["recording"] == {
        "name": "pictures", "number": 2, "file": "board-9.ppm"} and (frame["width"], frame["height"]) == (SIZE, SIZE)
        and server.ask("GET", "/v1/frames/" + frame["id"]).json == {**frame, "result": None}, frame)
    tile = server.ask("GET", f"/v1/frames/{frame['id']}/tile/0/0/0?format=png")
    check("with its pixels", b"".join(decode_png(tile.content)[2]) == draw(COLORS[2]))
    check("who asks again gets the same", ask(server, "/pictures/frames/2", "POST").json["id"] == frame["id"])
    write(os.path.join(server.recordings, "pictures"), "board-9.ppm", b"P6\n%d %d\n255\n" % (SIZE, SIZE) + draw(RED))
    other = ask(server, "/pictures/frames/2", "POST").json["id"]
    tile = server.ask("GET", f"/v1/frames/{other}/tile/0/0/0?format=png")
    check("but not of another file", other != frame["id"] and b"".join(decode_png(tile.content)[2]) == draw())
    recorded = ask(server, "/monday/frames/5", "POST").json
    check("one of aoirecord has its tiles, too", recorded["max_zoom"] == 1 and decode_png(server.ask(
        "GET", f"/v1/frames/{recorded['id']}/tile/1/1/0?format=png").content)[:2] == (64, 200), recorded)
    for path, status in (("/pictures/frames/1", 500), ("/pictures/frames/4", 404), ("/monday/frames/12", 404), ("/none/frames/0", 404),
                         ("/monday/frames/" + "9" * 30, 404), ("/monday/frames/-1", 404), ("/empty/frames/0", 404)):
        answer = ask(server, path, "POST")
        check(f"{path[:24]} is {status}, and says why", answer.status == status and answer.json["error"]
              and server.folder not in answer.json["error"], answer)
    broken = os.path.join(server.recordings, "monday", ask(server, "/monday").json["frames"][7]["file"])
    with open(broken, "r+b") as file:
        file.seek(-9, os.SEEK_END)
        file.write(b"x")
    answer = ask(server, "/monday/frames/7", "POST")
    check("what is not what was recorded is refused", answer.status == 500 and "checksum" in answer.json["error"], answer)
    return other


def test_use(server, frame):
    """Tried with a product that is not saved, and taught from."""
    make_product(server, "p")
    answers = [server.ask("POST", "/v1/products/p/try", headers=FORM, raw=form(
        {"frame_id": frame, "product": json.dumps([color_roi(expected=color)])}, {})) for color in (RED, (0, 0, 250))]
    check("a product is tried on it", [a.json["result"]["overall_result"]["passed"] for a in answers] == [True, False], answers[0])
    make_product(server, "g", rois=[{"idx": 1, "type": 2, "coords": [20, 20, 44, 44], "device_location": 1}])
    path = "/v1/products/g/rois/1/goldens"
    tag = server.ask("GET", path).headers["etag"]
    answer = server.ask("POST", path, headers={**FORM, "If-Match": tag}, raw=form({"frame_id": frame, "best": "true"}, {}))
    cut = server.ask("GET", path + "/best_golden.png").content
    check("and a golden taught from it", answer.status == 200 and decode_png(cut) == (24, 24, [bytes(RED) * 24] * 24), answer)


def test_bounds(server):
    ids = [server.ask("POST", "/v1/frames", raw=b"P5\n1 1\n255\n%c" % i).json["id"] for i in range(16)]
    opened = [ask(server, f"/monday/frames/{number}", "POST").json["id"] for number in (0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11)]
    listed = server.ask("GET", "/v1/frames").json["frames"]
    check("frames that are looked at make no way for what was sent", [f["id"] for f in listed if f["origin"] == "uploaded"] == ids[::-1])
    check("the newest eight are kept", [f["id"] for f in listed if f["origin"] == "recorded"] == opened[:2:-1])
    check("one can be dropped", server.ask("DELETE", "/v1/frames/" + opened[-1]).status == 200
          and server.ask("GET", "/v1/frames/" + opened[-1]).status == 404)
    check("and is opened again", ask(server, "/monday/frames/11", "POST").json["id"] not in opened)


folder = tempfile.mkdtemp(prefix="aoi-recordings-")
try:
    record(folder)
    os.unlink(os.path.join(folder, "record.ini"))
    make_pictures(os.path.join(folder, "pictures"))
    os.mkdir(os.path.join(folder, "empty"))
    os.symlink("/tmp", os.path.join(folder, "link"))
    write(folder, "file", b"")
    with Server("--recordings", folder) as one:
        one.recordings = folder
        test_lists(one)
        test_use(one, test_frames(one))
        test_bounds(one)
    with Server() as one:
        check("a station without such a folder has none", ask(one).json == {"recordings": []} and ask(one, "/monday").status == 404)
finally:
    shutil.rmtree(folder)
done()
