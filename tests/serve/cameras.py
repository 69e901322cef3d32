#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoi serve with the fake GigE camera of Aravis, in a network of its own: found, set, asked for frames, killed and back. Speaks
TAP."""
import os
import signal
import threading
import time

from board import color_roi
from events import ask_source, next_of, wait_for
from fake_camera import DESCRIPTION, TOOL, Camera, Station, enter_network
from serving import Listener, check, done, skip

OPEN = "/v1/cameras/open"


def settings(server, query=""):
    answer = server.ask("GET", OPEN + "/settings" + query)
    return {one["name"]: one for one in answer.json["settings"]}


def change(server, **values):
    return server.ask("PUT", OPEN + "/settings", {"settings": values})


def test_list(server):
    answer = server.ask("GET", "/v1/cameras")
    cameras = answer.json["cameras"]
    check("the camera is found", answer.status == 200 and any(
        c["serial"] == "A1" and c["open"] and c["id"] and c["name"] and c["address"] == "127.0.0.1" for c in cameras), answer)


def test_settings(server):
    found = settings(server)
    check("it is known what it is set to", set(found) == {"exposure", "gain", "frame-rate"}
          and all(one["min"] <= one["value"] <= one["max"] for one in found.values()), found)
    answer = change(server, exposure=5000)
    check("exposure is set while it runs", answer.status == 200 and answer.json["settings"][0]["value"] == 5000
          and settings(server)["exposure"]["value"] == 5000, answer)
    high = found["exposure"]["max"] * 2
    answer = change(server, exposure=high)
    check("beyond what is allowed it is refused by name, with the range", answer.status == 400
          and answer.json["error"].startswith("exposure=") and "allowed" in answer.json["error"], answer)
    check("and stays", settings(server)["exposure"]["value"] == 5000)
    answer = change(server, GainRaw=2, PixelFormat="Nonsense", exposure=6000)
    check("up to the first that is refused", answer.status == 400 and "PixelFormat" in answer.json["error"]
          and [one["name"] for one in answer.json["settings"]] == ["GainRaw"]
          and settings(server)["exposure"]["value"] == 5000, answer)
    found = settings(server, "?features=GainRaw,PixelFormat,NoSuch")
    check("any feature is read", found["GainRaw"]["value"] == 2 and found["PixelFormat"]["values"]
          and "no such feature" in found["NoSuch"]["error"], found)
    for body in ({"settings": {"a b": 1}}, {"settings": {"": 1}}, {"settings": {"GainRaw": [1]}}, {"settings": {"GainRaw": "1 X=2"}},
                 {"settings": {"x" * 200: 1}}, {"settings": 3}, {}, {"settings": {f"A{i}": 1 for i in range(40)}},
                 {"settings": {"GainRaw": None}}):
        answer = server.ask("PUT", OPEN + "/settings", body)
        check(f"{str(body)[:40]} is refused", answer.status == 400 and answer.json["error"].startswith("settings: "), answer)
    for query in ("?features=", "?features=a%20b", "?features=" + ",".join(["A"] * 40), "?features=%2e%2e%2f"):
        answer = server.ask("GET", OPEN + "/settings" + query)
        check(f"{query[:20]} is refused", answer.status == 400, answer)
    answer = server.ask("GET", "/v1/cameras/another/settings")
    check("another camera is not open", answer.status == 404 and "another" in answer.json["error"], answer)
    answer = server.ask("GET", "/v1/cameras/127.0.0.1/settings")
    check("the camera's own name is one, too", answer.status == 200, answer)


def click(server, times, headers=None):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(server.ask("POST", OPEN + "/capture", headers=headers)))
               for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def take(server, times):
    """Until a picture comes: packets are lost on a machine that is overloaded."""
    clicked = click(server, times)
    while clicked[0].status != 200 and "no frame came" in clicked[0].json["error"]:
        clicked = click(server, times)
    return clicked


def test_capture(server, answers=3):
    clicked = click(server, answers)
    ids = {answer.json.get("id") for answer in clicked}
    check("three impatient clicks take one picture", len(clicked) == answers and len(ids) == 1 and None not in ids
          and {answer.status for answer in clicked} == {200}, [str(answer) for answer in clicked])
    frame = clicked[0].json
    check("which is kept", frame["origin"] == "captured" and (frame["width"], frame["height"]) == (512, 256)
          and server.ask("GET", "/v1/frames/" + frame["id"]).json["result"] is not None, frame)
    one = click(server, 1, {"Idempotency-Key": "a"})[0].json["id"]
    other = click(server, 1, {"Idempotency-Key": "b"})[0].json["id"]
    again = click(server, 1, {"Idempotency-Key": "a"})[0].json["id"]
    check("a key names the wish", one == again != other and one not in ids, (one, other, again))


def test_silence(server, camera):
    """A camera that does not answer holds up those who ask it, and nobody else; what it was not asked in time it never is."""
    before = settings(server)["gain"]["value"]
    os.kill(camera.process.pid, signal.SIGSTOP)
    try:
        begin, answers = time.monotonic(), []
        threads = [threading.Thread(target=lambda i=i: answers.append(change(server, gain=before + 1 + i % 2, exposure=7000 + i)))
                   for i in range(12)]
        for thread in threads:
            thread.start()
        others = [server.ask("GET", "/v1/products").status for _ in range(20)]
        quick = time.monotonic() - begin
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - begin
    finally:
        os.kill(camera.process.pid, signal.SIGCONT)
    statuses = [answer.status for answer in answers]
    check("two ask it, others are told so at once", statuses.count(503) >= 8 and 200 not in statuses, statuses)
    check("others go on", set(others) == {200} and quick < 5, quick)
    check("none waits for long", seconds < 12, seconds)
    check("and it comes back", wait_for(lambda: "value" in settings(server)["gain"]), settings(server))
    wait_for(lambda: ask_source(server)["state"] == "running")
    check("what it did not answer is not set later", wait_for(lambda: settings(server)["exposure"].get("value") == 5000), settings(server))


def test_loss(server, camera):
    listener = Listener(server)
    camera.kill()
    lost = next_of(listener, "source", lambda data: data["state"] == "waiting")
    check("a camera that is lost is told of", lost and lost["reason"], lost)
    answer = server.ask("GET", "/readyz")
    check("and the station is not ready", answer.status == 503 and "source" in answer.json["parts"], answer)
    check("other clients go on", server.ask("GET", "/v1/products").status == 200
          and server.ask("GET", "/v1/frames/last").status == 200)
    answer = server.ask("GET", OPEN + "/settings")
    check("who asks it is answered", answer.status == 200 and all("error" in one for one in answer.json["settings"]), answer)
    camera = Camera()
    back = next_of(listener, "source", lambda data: data["state"] == "running")
    check("it comes back", back is not None)
    check("and is set as it was", wait_for(lambda: settings(server)["exposure"].get("value") == 5000), settings(server))
    before = server.ask("GET", "/v1/source").json["frames"]
    check("and frames come", wait_for(lambda: server.ask("GET", "/v1/source").json["frames"] > before))
    listener.close()
    return camera


def test_running():
    with Station("trigger=free frame-rate=20") as server:
        source = ask_source(server, state="waiting")
        check("without a camera the station waits, and says why", source["state"] == "waiting" and source["reason"], source)
        answer = server.ask("POST", OPEN + "/capture")
        check("and takes no picture", answer.status == 503 and answer.json["error"].startswith("capture: "), answer)
        camera = Camera()
        try:
            check("until there is one", ask_source(server, state="running")["state"] == "running")
            check("frames come", wait_for(lambda: server.ask("GET", "/v1/frames/live").status == 200))
            test_list(server)
            test_settings(server)
            test_capture(server)
            if "AOI_TEST_LONG" in os.environ:
                test_silence(server, camera)
            camera = test_loss(server, camera)
        finally:
            camera.kill()


def test_refused(reconnect):
    """What one camera was set to while it ran is refused by the one that comes in its place: by its element, or by that of
    the next pipeline."""
    with Station("trigger=free frame-rate=20", reconnect) as server:
        less = os.path.join(server.folder, "less.xml")
        with open(DESCRIPTION, encoding="utf-8") as file, open(less, "w", encoding="utf-8") as other:
            other.write(file.read().replace("<Max>10</Max>", "<Max>3</Max>"))
        camera = Camera(description=DESCRIPTION)
        try:
            ask_source(server, state="running")
            answer = change(server, GainRaw=5)
            check("a setting is taken", answer.status == 200, answer)
            camera.kill()
            ask_source(server, state="waiting")
            camera = Camera(description=less)
            check("a camera that refuses it runs", ask_source(server, state="running")["state"] == "running", server.said())
            found = wait_for(lambda: [one for one in settings(server, "?features=GainRaw").values() if one.get("max") == 3])
            check("without it", found and found[0]["value"] == 0, found)
            check("and the log says so", wait_for(lambda: "is not set again" in server.said()), server.said())
        finally:
            camera.kill()


def test_groups():
    """A board in two frames of the live camera is archived once, with what failed in either."""
    blue = (0, 0, 250)
    rois = [color_roi(i + 1, blue, focus=focus, exposure=3000) for i, focus in enumerate((305, 320, 305))]
    plan = 'trigger=software plan="groups,focus=<305,320>,exposure=<3000,3000>"'
    camera = Camera(description=DESCRIPTION)
    try:
        with Station(plan, rois=rois, station="archive=kept\n") as server:
            ask_source(server, state="running")
            answer = take(server, 1)[0]
            crops = [(i, f"roi_{i}.png") for i in (1, 2, 3)]
            found = wait_for(lambda: [one for one in server.ask("GET", "/v1/archive").json["records"]
                                      if [(roi["id"], roi["crop"]) for roi in one["rois"]] == crops])
            check("the board is archived once, with all that failed", answer.status == 200 and found and len(found) == 1, found)
            result = server.ask("GET", f"/v1/archive/{found[0]['record']}").json["result"]
            check("as the one board that it was", result["aoi"]["groups"] == 2 and len(result["roi_results"]) == 3, result["aoi"])
    finally:
        camera.kill()


def test_triggered():
    camera = Camera()
    try:
        with Station("trigger=software") as server:
            ask_source(server, state="running")
            check("a camera that is triggered gives no frame by itself", server.ask("GET", "/v1/frames/live").status == 404)
            clicked = take(server, 3)
            frames = wait_for(lambda: server.ask("GET", "/v1/source").json["frames"])
            check("three clicks trigger one frame", len({answer.json.get("id") for answer in clicked}) == 1 and frames == 1,
                  ([str(answer) for answer in clicked], frames))
            answer = click(server, 1, {"Idempotency-Key": "next"})[0]
            check("another wish another one", answer.status == 200 and answer.json["id"] != clicked[0].json["id"]
                  and server.ask("GET", "/v1/source").json["frames"] == 2, answer)
    finally:
        camera.kill()


enter_network()
if TOOL is None:
    skip("the fake camera", "there is no arv-fake-gv-camera-0.8 (package aravis-tools)")
else:
    test_running()
    test_triggered()
    test_refused(reconnect=0)
    if "AOI_TEST_LONG" in os.environ:
        test_groups()
        test_refused(reconnect=100)
done()
