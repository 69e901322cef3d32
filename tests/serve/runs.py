#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs of aoi serve: begun, watched, cancelled; what teaching would change. Speaks TAP."""
import base64
import glob
import hashlib
import http.client
import json
import os
import shutil
import tempfile
import time
import zlib

from board import PICTURE, RED, SIZE, color_roi, draw, encode_png, make_product
from golden_support import compare_roi, drawn, paste, teach
from serving import Listener, Server, check, done

LONG = bool(os.environ.get("AOI_TEST_LONG"))
BLUE = (0, 0, 250)
N_MANY = 150


def begin(server, **order):
    return server.ask("POST", "/v1/runs", order)


def wait(server, run, states=("done", "failed", "cancelled")):
    end = time.monotonic() + 60
    while True:
        answer = server.ask("GET", "/v1/runs/" + run).json
        if answer["state"] in states or time.monotonic() > end:
            return answer


def run(server, **order):
    answer = begin(server, **order)
    return wait(server, answer.json["id"]) if answer.status == 202 else answer.json


def test_orders(server):
    make_product(server, "p")
    good = {"kind": "run", "product": "p", "source": {"folder": "one"}}
    for change, field in (({"kind": "walk"}, "kind"), ({"kind": None}, "kind"), ({"product": "../p"}, "product"),
                          ({"product": "nosuch"}, "product"), ({"product": 7}, "product"), ({"text": 7}, "text"),
                          ({"source": None}, "source"), ({"source": {}}, "source.folder"), ({"source": "one"}, "source"),
                          ({"source": {"folder": "../.."}}, "source.folder"), ({"source": {"folder": "/etc"}}, "source.folder"),
                          ({"source": {"folder": "link"}}, "source.folder"), ({"source": {"folder": "nosuch"}}, "source.folder"),
                          ({"source": {"folder": ""}}, "source.folder"), ({"rois": []}, "rois"), ({"rois": ["1"]}, "rois[0]"),
                          ({"rois": [9]}, "rois"), ({"kind": "compare", "source": {}}, "source"),
                          ({"kind": "compare", "source": {"archive": {"records": 0}}}, "records"),
                          ({"kind": "challenge", "source": None, "trials": 0}, "trials"), ({"kind": "challenge"}, "source"),
                          ({"kind": "tune", "source": None}, "good"), ({"kind": "tune", "source": None, "good": [1]}, "good[0]"),
                          ({"kind": "tune", "source": None, "good": ["../x"]}, "good"), ({"goldens": []}, "goldens"),
                          ({"goldens": {"add": []}}, "goldens.roi"), ({"goldens": {"roi": 1, "add": ["*"]}}, "goldens.add[0]"),
                          ({"goldens": {"roi": 1, "add": ["aGVsbG8="]}}, "picture"), ({"goldens": {"roi": 9}}, "roi"),
                          ({"goldens": {"roi": 1, "remove": ["none.png"]}}, "golden_rois/roi_1"),
                          ({"kind": "challenge", "source": None, "old": 1}, "old")):
        answer = begin(server, **{**good, **change})
        check(f"{change} is refused, and {field} named", answer.status == 400 and answer.json["error"].startswith(field)
              and server.folder not in answer.json["error"] and "/tmp" not in answer.json["error"], answer)
    check("nothing was begun", server.ask("GET", "/v1/runs").json == {"runs": []})
    for method, path in (("GET", "nosuch"), ("DELETE", "nosuch"), ("GET", "nosuch/results.ndjson")):
        check(f"{method} {path} is 404", server.ask(method, "/v1/runs/" + path).status == 404)


def test_run(server, listener):
    answer = begin(server, kind="run", product="p", source={"folder": "one"})
    check("a run is begun", answer.status == 202 and answer.json["state"] in ("waiting", "running")
          and answer.headers["location"] == "/v1/runs/" + answer.json["id"], answer)
    first = wait(server, answer.json["id"])
    check("it ends with a report", first["state"] == "done" and first["result"]["boards"] == 3 and first["result"]["passed"] == 2
          and first["error"] is None and first["began"] <= first["ended"] and first["person"], first)
    lines = server.ask("GET", f"/v1/runs/{first['id']}/results.ndjson").content.splitlines()
    check("the result of each board is there", [json.loads(line)["overall_result"]["passed"] for line in lines] == [True, True, False], lines)
    check("other files are not", all(server.ask("GET", f"/v1/runs/{first['id']}/{name}").status == 404
                                     for name in ("said", "result.json", "%2e%2e", "new")))
    states = []
    while not states or states[-1] != "done":
        _, event, data = listener.next()
        if event == "run" and data["id"] == first["id"]:
            states.append(data["state"])
    check("events tell how it goes", states[0] == "running" and "result" not in data, states)
    blue = json.dumps([color_roi(expected=BLUE), color_roi(3)])
    second = run(server, kind="run", product="p", text=blue, source={"folder": "one"})
    check("a product that is not saved is run", second["result"]["passed"] == 0 and second["result"]["boards"] == 3, second)
    second = run(server, kind="run", product="p", text=blue, rois=[3], source={"folder": "one"})
    check("of the ROIs that are asked for", second["result"]["passed"] == 2 and [r["roi_id"] for r in second["result"]["rois"]] == [3], second)
    broken = run(server, kind="run", product="p", text='[{"idx": 1}]', source={"folder": "one"})
    check("one that does not load says why", broken["state"] == "failed" and "rois_config_p.json" in broken["error"]
          and "/" not in broken["error"].replace("new/rois", ""), broken)
    found = run(server, kind="tune", product="p", good=["one"], bad=["one"])
    check("an error names no folder of the station", found["state"] == "failed" and "recordings/one/board-0.png" in found["error"]
          and os.path.dirname(server.folder) + "/aoi-" not in found["error"], found)
    server.ask("DELETE", "/v1/runs/" + found["id"])
    listed = server.ask("GET", "/v1/runs").json["runs"]
    check("the list has all, the newest first", [r["id"] for r in listed][-1] == first["id"] and len(listed) == 4
          and "result" not in listed[0], listed)
    check("one that has ended can be forgotten", server.ask("DELETE", "/v1/runs/" + first["id"]).status == 200
          and server.ask("GET", "/v1/runs/" + first["id"]).status == 404)


def test_compare(server, top):
    text = json.dumps([color_roi(expected=BLUE)])
    found = run(server, kind="compare", product="p", text=text, source={"folder": "one"})
    check("a recording tells which verdicts change", found["state"] == "done" and not found["result"]["same"]
          and len(found["result"]["boards"]) == 3
          and top not in str(found), found)
    if not LONG:
        return
    found = run(server, kind="compare", product="p", source={"folder": "one"})
    check("nothing changes without a change", found["result"]["same"] and found["result"]["compared"] == 3, found)


def test_guard(server):
    """A false call and a defect were archived: teaching the one must not let the other pass."""
    make_product(server, "g", rois=[color_roi(), compare_roi()])
    teach(server, "g", drawn(1))
    session = server.session("g")
    for name, seed in (("good", 1), ("other", 2), ("defect", 3)):
        server.put(session, name + ".png", paste(drawn(seed)))
        result = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": name + ".png"}).json
        check(f"the {name} board", result["overall_result"]["passed"] == (name == "good"), result)
    end = time.monotonic() + 20
    records = []
    while len(records) < 2 and time.monotonic() < end:
        records = server.ask("GET", "/v1/archive?product=g&roi=2").json["records"]
    crop = server.ask("GET", f"/v1/archive/{records[1]['record']}/roi_2.png").content
    goldens = {"roi": 2, "add": [base64.b64encode(crop).decode()]}
    found = run(server, kind="compare", product="g", goldens=goldens, source={"archive": {"records": 10}}, roi=2)
    result = found["result"]
    check("what the archive has tells what would pass now", found["state"] == "done" and result["crops"] == 2
          and result["passing_now"] == 1 and result["failing_now"] == 0
          and result["changes"][0]["record"] == records[1]["record"] and result["changes"][0]["new"]["passes"], found)
    found = run(server, kind="compare", product="g", source={"archive": {}})
    check("nothing would without a change", found["result"]["same"] and found["result"]["crops"] == 2, found)
    found = run(server, kind="challenge", product="g", goldens=goldens, roi=2, trials=1, old=True)
    check("a challenge tells of the product as it is, and as it might be", found["state"] == "done"
          and len(found["result"]["old"]["rois"][0]["goldens"]) == 1 and len(found["result"]["new"]["rois"][0]["goldens"]) == 2, found)
    found = run(server, kind="audit", product="g", goldens=goldens, roi=2)
    check("an audit has the distances of goldens that are not taught yet", len(found["result"]["rois"][0]["goldens"]) == 2
          and len(found["result"]["rois"][0]["goldens"][0]["z_to"]) == 2, found)
    found = run(server, kind="tune", product="g", good=["one"], bad=["two"])
    check("tuning answers, even if there is too little to learn from", found["state"] == "done" and found["result"]["rois"], found)
    kept = server.ask("GET", "/v1/products/g/rois/2/goldens").json["goldens"]
    check("nothing of that was saved", len(kept) == 1, kept)


def test_progress(server, recordings):
    """Those who listen hear of a run twice a second, whatever it says, and of its end."""
    many = os.path.join(recordings, "many")
    os.makedirs(many)
    for i in range(N_MANY):
        os.link(os.path.join(recordings, "one", "board-0.png"), os.path.join(many, f"board-{i}.png"))
    listener = Listener(server)
    begun = time.monotonic()
    run_id = begin(server, kind="tune", product="g", good=["many"], bad=["two"]).json["id"]
    events = []
    while not events or events[-1]["state"] == "running":
        event = listener.next()
        if event[1] == "run" and event[2]["id"] == run_id:
            events.append(event[2])
    seconds = time.monotonic() - begun
    listener.close()
    check("few events tell of much progress", len(events) <= 2 * seconds + 4, (len(events), seconds))
    check("the last one of all of it", events[-1]["state"] == "done" and events[-1]["progress"]["done"] > N_MANY
          and events[-1]["progress"]["done"] == events[-1]["progress"]["all"], events[-1])


def test_broken(server, top):
    """What is no JSON is never sent on as a result."""
    run_id = begin(server, kind="challenge", product="g", roi=2, trials=20, old=True).json["id"]
    end = time.monotonic() + 60
    while server.ask("GET", "/v1/runs/" + run_id).json["progress"]["step"] < 2 and time.monotonic() < end:
        time.sleep(0.002)
    (path,) = glob.glob(os.path.join(top, "aoi-runs-*", run_id, "old.json"))
    os.truncate(path, os.path.getsize(path) // 2)
    found = wait(server, run_id)
    check("half a result is an error, which says so", found["state"] == "failed" and "challenge" in found["error"]
          and "JSON" in found["error"] and found["result"] is None, found)


def resident(server):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def test_large(server, top):
    """Results are sent as they are read: large ones take no memory."""
    size, n = 32 << 20, 6
    done_run = run(server, kind="run", product="p", source={"folder": "one"})
    path = f"/v1/runs/{done_run['id']}/results.ndjson"
    (file,) = glob.glob(os.path.join(top, "aoi-runs-*", done_run["id"], "results.ndjson"))
    with open(file, "ab") as out:
        out.write((b"x" * 1023 + b"\n") * (size // 1024))
    before = resident(server)
    connections = [server.connect() for _ in range(n)]
    for connection in connections:
        connection.request("GET", path)
    answers = [connection.getresponse() for connection in connections]
    first = [answer.read(1 << 20) for answer in answers]
    grown = resident(server) - before
    check(f"{n} answers of {size >> 20} MiB take no memory", grown < 16 << 10 and all(len(part) == 1 << 20 for part in first), grown)
    with open(file, "rb") as whole:
        wanted = hashlib.sha256(whole.read()).hexdigest()
    check("each is whole", hashlib.sha256(first[0] + answers[0].read()).hexdigest() == wanted)
    head = server.ask("HEAD", path)
    check("HEAD has the length", int(head.headers["content-length"]) == os.path.getsize(file) and head.content == b"", head)
    os.truncate(file, 2 << 20)
    try:
        answers[1].read()
        cut = False
    except (http.client.IncompleteRead, ConnectionError):
        cut = True
    check("a file that has become shorter cuts the answer off", cut)
    for connection in connections:
        connection.close()
    check("and others go on", server.ask("GET", "/healthz").status == 200)


def pad(picture, size):
    """A picture whose file is large, by a text in it."""
    data = b"tEXt" + b"Comment\0" + b"x" * size
    return picture[:-12] + (len(data) - 4).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big") + picture[-12:]


def test_bytes(top):
    """Runs have a bounded number of bytes on the disk, also those that wait."""
    ini = os.path.join(top, "bytes.ini")
    with open(ini, "w", encoding="utf-8") as file:
        file.write("[station]\nruns-nice=1\nruns-max-bytes=500000\n")
    goldens = {"roi": 2, "add": [base64.b64encode(pad(drawn(7), 180000)).decode()]}
    with Server(ini, env={"TMPDIR": top}) as server:
        make_product(server, "g", rois=[color_roi(), compare_roi()])
        teach(server, "g", drawn(1))
        for _ in range(4):
            found = run(server, kind="audit", product="g", goldens=goldens, roi=2)
            check("a run is done", found["state"] == "done", found)
        listed = server.ask("GET", "/v1/runs").json["runs"]
        check("those that ended first make room, by all that lies in their folders", len(listed) == 2, len(listed))
        answers = [begin(server, kind="challenge", product="g", goldens=goldens, roi=2, trials=10000) for _ in range(4)]
        check("one more is refused while others take as much", [a.status for a in answers] == [202] * 3 + [503]
              and "runs-max-bytes" in answers[3].json["error"], answers[3])
        folders = glob.glob(os.path.join(top, "aoi-runs-*", "*"))
        check("and leaves no file", len(folders) <= 4, folders)
    with open(ini, "w", encoding="utf-8") as file:
        file.write("[station]\nruns-nice=1\nruns-max-bytes=1500\n")
    with Server(ini, "--recordings", os.path.join(top, "recordings"), env={"TMPDIR": top}) as server:
        make_product(server, "p")
        found = run(server, kind="run", product="p", source={"folder": "one"})
        check("a file of results that grows too large fails the run, and says what to do", found["state"] == "failed"
              and "runs-max-bytes" in found["error"], found)
        check("half of it is not sent", server.ask("GET", f"/v1/runs/{found['id']}/results.ndjson").status == 404)


def test_cancel(server):
    ids = [begin(server, kind="challenge", product="g", roi=2, trials=10000).json["id"] for _ in range(3)]
    first = wait(server, ids[0], ("running",))
    waiting = server.ask("GET", "/v1/runs/" + ids[2]).json
    check("two go on at once, others wait", first["state"] == "running" and waiting["state"] == "waiting", waiting)
    end = time.monotonic() + 20
    progress = first["progress"]
    while not progress["done"] and time.monotonic() < end:
        progress = server.ask("GET", "/v1/runs/" + ids[0]).json["progress"]
    check("one tells how far it is", progress["done"] > 0 and progress["all"] >= progress["done"] and progress["what"]
          and progress["steps"] == 1, progress)
    for one in (ids[2], ids[0]):
        check("it is cancelled", server.ask("DELETE", "/v1/runs/" + one).status == 200
              and wait(server, one)["state"] == "cancelled")
    check("the other one goes on", server.ask("GET", "/v1/runs/" + ids[1]).json["state"] == "running")
    more = [begin(server, kind="challenge", product="g", roi=2, trials=10000) for _ in range(20)]
    check("no more than a few wait", [a.status for a in more] == [202] * 17 + [503] * 3, [a.status for a in more])
    session = server.session("g")
    server.put(session, "board.png", paste(drawn(1)))
    begun = time.monotonic()
    answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    check("a board does not wait for them", answer.json["overall_result"]["passed"] and time.monotonic() - begun < 5, answer)
    return ids[1]


def test_end(server):
    """A station that ends leaves no process and no file behind."""
    def processes():
        found = []
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                    named, rest = file.read().rsplit(")", 1)
                    if int(rest.split()[1]) == server.process.pid and not named.endswith("(aoi-helper"):
                        found.append(int(name))
            except (OSError, ValueError, IndexError):
                pass
        return found

    children = processes()
    check("there are two processes", len(children) == 2, children)
    check("of low priority", all(os.getpriority(os.PRIO_PROCESS, child) > os.getpriority(os.PRIO_PROCESS, server.process.pid)
                                 for child in children))
    check("the station ends although runs go on", server.stop() == 0)
    check("and so do they", not any(os.path.exists(f"/proc/{child}") for child in children))


def main():
    top = tempfile.mkdtemp(prefix="aoi-runs-")
    recordings = os.path.join(top, "recordings")
    os.makedirs(os.path.join(recordings, "one"))
    os.symlink("/etc", os.path.join(recordings, "link"))
    os.makedirs(os.path.join(recordings, "two"))
    with open(os.path.join(recordings, "two", "bad.png"), "wb") as file:
        file.write(encode_png(SIZE, SIZE, draw(BLUE)))
    for i, color in enumerate((RED, RED, BLUE)):
        with open(os.path.join(recordings, "one", f"board-{i}.png"), "wb") as file:
            file.write(encode_png(SIZE, SIZE, draw(color)))
    ini = os.path.join(top, "station.ini")
    with open(ini, "w", encoding="utf-8") as file:
        file.write("[station]\nruns-nice=1\n")
    with Server(ini, "--recordings", recordings, "--archive", os.path.join(top, "archive"), env={"TMPDIR": top}) as server:
        test_orders(server)
        listener = Listener(server)
        test_run(server, listener)
        listener.close()
        test_compare(server, top)
        test_guard(server)
        test_large(server, top)
        test_progress(server, recordings)
        test_broken(server, top)
        test_cancel(server)
        test_end(server)
        check("no file of a run is left", not [name for name in os.listdir(top) if name.startswith("aoi-")], os.listdir(top))
    test_bytes(top)
    with Server() as server:
        make_product(server, "p")
        for source, words in (({"folder": "one"}, "--recordings"), ({"archive": {}}, "--archive")):
            answer = begin(server, kind="compare", product="p", source=source)
            check(f"without {words} it is said what to do", answer.status == 400 and words in answer.json["error"], answer)
    shutil.rmtree(top)
    done()


main()
