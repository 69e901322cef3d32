#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Inspections over HTTP: the verdicts of aoi run, every ROI of a board, sessions that do not meet. Speaks TAP."""
import base64
import io
import json
import os
import random
import subprocess
import threading

from PIL import Image, ImageDraw, ImageOps

from serving import MOUNT, TOOL, Server, check, done

GROUPS = ((305, 1200), (230, 600))
NOBODY = "00000000-0000-0000-0000-000000000000"
# Red, green, blue, and a part to compare; ROIs of the two groups in turn, of two devices.
PLACES = ((8, 8, 56, 56), (72, 8, 120, 56), (136, 8, 184, 56), (8, 72, 104, 136))
COLORS = ((205, 30, 30), (30, 205, 30), (30, 30, 205))


def picture(wrong=()):
    """JPEG of the board; what is wrong is gray there."""
    image = Image.new("RGB", (200, 150), (96, 96, 96))
    draw = ImageDraw.Draw(image)
    for i, place in enumerate(PLACES[:3]):
        if i + 1 not in wrong:
            draw.rectangle((place[0], place[1], place[2] - 1, place[3] - 1), fill=COLORS[i])
    if 4 not in wrong:
        for i in range(6):
            x, y = PLACES[3][0] + 16 * i, PLACES[3][1] + 8 * (i * 3 % 7)
            draw.rectangle((x, y, x + 9, y + 13), fill=(230 - 30 * i, 220, 40 * i))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95)
    return file.getvalue()


def rois():
    found = []
    for i, place in enumerate(PLACES):
        roi = {"idx": i + 1, "type": 4, "coords": list(place), "focus": GROUPS[i % 2][0], "exposure": GROUPS[i % 2][1],
               "device_location": 1 + i // 2, "expected_color": list(COLORS[i % 3]), "min_pixel_percentage": 50}
        if i == 3:
            roi.update(type=2, ai_threshold=0.9)
            del roi["expected_color"], roi["min_pixel_percentage"]
        found.append(roi)
    return found


def teach(server, name):
    server.ask("POST", "/api/products/create", {"product_name": name})
    answer = server.ask("POST", f"/api/products/{name}/rois", {"rois": rois()})
    if answer.status != 200:
        raise SystemExit(f"{name} is not saved: {answer}")
    folder = os.path.join(server.products, name, "golden_rois", "roi_4")
    os.makedirs(folder)
    with Image.open(io.BytesIO(picture())) as image:
        image.crop(PLACES[3]).save(os.path.join(folder, "best_golden.png"))


def group_request(session, content, groups=GROUPS):
    data = base64.b64encode(content).decode()
    return {"session_id": session, "captured_images": {
        f"{focus},{exposure}": {"focus": focus, "exposure": exposure, "rois": [], "image": data}
        for focus, exposure in groups}}


def plain(result):
    """What must not differ: all but names of pictures, sessions and times."""
    for roi in result["roi_results"]:
        for key in list(roi):
            if key.endswith(("_image_path", "_image_file")) or key == "color_result":
                del roi[key]
        roi["aoi"].pop("time_ms", None)
    for device in result["device_summaries"].values():
        device.pop("roi_results", None)
        device.pop("device_id", None)
        del device["results"]
    for key in ("processing_time", "timestamp", "session_id"):
        result.pop(key, None)
    for key in ("id", "station", "workers", "wait_ms", "inspect_ms", "total_ms"):
        result["aoi"].pop(key, None)
    result["aoi"]["frame"] = 0
    return result


def run(server, name, content):
    """What aoi run says of it."""
    path = os.path.join(server.folder, "board.jpg")
    with open(path, "wb") as file:
        file.write(content)
    said = subprocess.run([TOOL, "run", os.path.join(server.products, name), path, "--json", "-", "--quiet"],
                          stdout=subprocess.PIPE, check=False, timeout=100).stdout
    return json.loads(said.splitlines()[0])


def verdicts(result):
    return {roi["roi_id"]: roi["passed"] for roi in result["roi_results"]}


def test_verdicts(server):
    session = server.session("board")
    for wrong in ((), (1,), (2, 4)):
        content = picture(wrong)
        server.put(session, "image.jpg", content)
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "image.jpg"})
        expected = {i: i not in wrong for i in range(1, 5)}
        check(f"ROIs {wrong} are found wrong", answer.status == 200 and verdicts(answer.json) == expected, answer)
        ours, theirs = plain(answer.json), plain(run(server, "board", content))
        check("it is the very result of aoi run", ours == theirs, f"{ours}\n{theirs}")
    answer = server.ask("POST", "/process_grouped_inspection", group_request(session, picture((2,))))
    result = answer.json
    check("a board in two pictures has the verdicts of both", verdicts(result) == {1: True, 2: False, 3: True, 4: True}, answer)
    groups = result["group_results"]
    check("each group has its own", verdicts(groups["305,1200"]) == {1: True, 3: True} and groups["305,1200"]["overall_result"]["passed"]
          and verdicts(groups["230,600"]) == {2: False, 4: True} and not groups["230,600"]["overall_result"]["passed"], groups)
    check("result pictures are there", all(
        os.path.isfile(roi["roi_image_path"].replace(MOUNT, server.shared)) for roi in result["roi_results"]), result)
    with Image.open(os.path.join(server.shared, "sessions", session, "output", "roi_4.jpg")) as crop:
        check("they are the ROIs in full size", crop.size == (96, 64), crop.size)


def noise(orientation):
    """A JPEG file of noise, turned in its way, and PNG of what a viewer shows of it."""
    image = Image.frombytes("RGB", (300, 300), random.Random(orientation).randbytes(3 * 300 * 300))
    ImageDraw.Draw(image).rectangle((90, 40, 210, 260), fill=(205, 30, 30))
    exif = Image.Exif()
    exif[0x112] = orientation
    jpeg, png = io.BytesIO(), io.BytesIO()
    image.save(jpeg, "JPEG", quality=80, subsampling=2, exif=exif)
    with Image.open(jpeg) as stored:
        ImageOps.exif_transpose(stored).save(png, "PNG")
    return jpeg.getvalue(), png.getvalue()


def test_parts(server):
    """Of a JPEG file no more is decoded than ROIs need: it has the results and the crops of the whole picture."""
    places = ((0, 0, 40, 31), (100, 60, 177, 95), (257, 201, 300, 300), (13, 241, 30, 263))
    found = [{"idx": i + 1, "type": 4, "coords": list(place), "rotation": 90 * i, "device_location": 1,
              "expected_color": [205, 30, 30], "min_pixel_percentage": 50} for i, place in enumerate(places)]
    server.ask("POST", "/api/products/create", {"product_name": "noise"})
    server.ask("POST", "/api/products/noise/rois", {"rois": found})
    session = server.session("noise")
    output = os.path.join(server.shared, "sessions", session, "output")
    for orientation in range(1, 9):
        seen = []
        for content in noise(orientation):
            server.put(session, "image", content)
            answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "image"})
            seen.append(plain(answer.json))
            for name in sorted(os.listdir(output)):
                with open(os.path.join(output, name), "rb") as file:
                    seen[-1][name] = file.read()
        check(f"parts of a picture of orientation {orientation} are those of the whole", seen[0] == seen[1]
              and "roi_4.jpg" in seen[0] and len(seen[0]["roi_results"]) == 4, seen[0]["roi_results"])


def test_texts(server):
    """A picture in the request, in each way in which JSON may write it, and in none that it may not."""
    session = server.session("board")
    data = base64.b64encode(picture((2,))).decode()
    good = {
        "as it is": f'{{"image": "{data}"}}',
        "with the head of a data URL": f'{{"image":"data:image/jpeg;base64,{data}"}}',
        "in lines": '{"image"\t:\n"%s"}' % "\\n".join(data[i:i + 76] for i in range(0, len(data), 76)),
        "with escapes": '{"image": "%s"}' % data.replace("/", "\\/"),
        "under an escaped key": f'{{"im\\u0061ge": "{data}"}}',
        "behind what looks like it": f'{{"x\\"image": "{data[:-8]}", "x": "image", "image": "{data}"}}',
        "given twice, of which the last counts": f'{{"image": "{data[:6000]}", "image": "{data}"}}',
    }
    for name, body in good.items():
        answer = server.ask("POST", f"/api/session/{session}/inspect", raw=body.encode(), headers={"Content-Type": "application/json"})
        check(f"a picture {name}", answer.status == 200 and verdicts(answer.json) == {1: True, 2: False, 3: True, 4: True}, answer)
    bad = {
        "with a control character": f'{{"image": "{data[:5000]}\n{data[5000:]}"}}',
        "that is cut off": f'{{"image": "{data}',
        "behind no comma": f'{{"x": 1 "image": "{data}"}}',
        "inside of another text": f'{{"x": "image": "{data}"}}',
        "that does not end": f'{{"image": "{data}}}',
        "with what is no base64": f'{{"image": "{data[:5000]}*{data[5000:]}"}}',
        "by a mark": '{"image": "?0"}',
        "by a mark of none": f'{{"image": "?1", "x": {{"image": "{data}"}}}}',
        "that is no UTF-8": f'{{"image": "{data[:5000]}\xff{data[5000:]}"}}',
    }
    for name, body in bad.items():
        answer = server.ask("POST", f"/api/session/{session}/inspect", raw=body.encode("latin-1"),
                            headers={"Content-Type": "application/json"})
        check(f"no picture {name}", answer.status == 400 and answer.json["error"], answer)


def test_whole_boards(server):
    """No board passes by what of it was seen."""
    session = server.session("board")
    output = os.path.join(server.shared, "sessions", session, "output")
    server.ask("POST", "/process_grouped_inspection", group_request(session, picture()))
    answer = server.ask("POST", "/process_grouped_inspection", group_request(session, picture(), GROUPS[:1]))
    lost = [roi for roi in answer.json["roi_results"] if roi["roi_id"] in (2, 4)]
    check("a group that did not come fails its ROIs, with the reason", not answer.json["overall_result"]["passed"]
          and len(lost) == 2 and all(not roi["passed"] and "230" in roi["error"] for roi in lost), answer)
    check("and no device passes by the rest", not any(
        device["device_passed"] for device in answer.json["device_summaries"].values()), answer)
    check("pictures of the board before are gone", sorted(os.listdir(output)) == ["roi_1.jpg", "roi_3.jpg"], os.listdir(output))
    for name, content in (("half a picture", picture()[:900]), ("no picture", b"text")):
        request = group_request(session, picture())
        request["captured_images"]["230,600"]["image"] = base64.b64encode(content).decode()
        answer = server.ask("POST", "/process_grouped_inspection", request)
        check(f"{name} fails its group", answer.status == 200 and not answer.json["overall_result"]["passed"]
              and answer.json["group_results"]["230,600"]["error"], answer)
    for mark in ("?0", "?1", "?" + "0" * 32 + "0"):
        request = group_request(session, picture() + bytes(4096))
        request["captured_images"]["230,600"]["image"] = mark
        answer = server.ask("POST", "/process_grouped_inspection", request)
        check(f"{mark} stands for no other group's picture", answer.status == 400 or (
            not answer.json["overall_result"]["passed"] and answer.json["group_results"]["230,600"]["error"]), answer)
    answer = server.ask("POST", "/process_grouped_inspection", group_request(session, picture(), [*GROUPS, (1, 2)]))
    check("a group of no ROI is told", "error" in answer.json["group_results"]["1,2"], answer)
    server.ask("POST", "/api/products/empty/rois", {"rois": []})
    empty = server.session("empty")
    answer = server.ask("POST", "/process_grouped_inspection", group_request(empty, picture()))
    check("a product without ROIs passes nothing", not answer.json["overall_result"]["passed"], answer)
    with open(os.path.join(server.products, "empty", "rois_config_empty.json"), "w", encoding="utf-8") as file:
        file.write("[{")
    answer = server.ask("POST", "/process_grouped_inspection", group_request(empty, picture()))
    check("a product that is broken is told, without its folder", answer.status == 500
          and "rois_config_empty.json" in answer.json["error"] and server.products not in answer.json["error"], answer)


def test_names(server):
    """Pictures of others stay theirs."""
    session, other = server.session("board"), server.session("board")
    server.put(other, "theirs.jpg", picture())
    with open(os.path.join(server.shared, "secret.jpg"), "wb") as file:
        file.write(picture())
    os.symlink(os.path.join(server.shared, "secret.jpg"), os.path.join(server.shared, "sessions", session, "input", "link.jpg"))
    os.mkfifo(os.path.join(server.shared, "sessions", session, "input", "pipe.jpg"))
    names = ("../../../secret.jpg", f"../../{other}/input/theirs.jpg", "/etc/passwd", "..", "link.jpg", "pipe.jpg", ".", "", "a\\b")
    for name in names:
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": name})
        check(f"{name!r} is no picture of the session", answer.status in (400, 404) and server.shared not in str(answer), answer)
    paths = (f"{MOUNT}/sessions/{other}/input/theirs.jpg", f"{MOUNT}/secret.jpg", "/etc/passwd",
             f"{MOUNT}/sessions/{session}/input/../../../secret.jpg", f"{MOUNT}/sessions/{session}/output/roi_1.jpg")
    for path in paths:
        request = group_request(session, b"x", GROUPS[:1])
        request["captured_images"]["305,1200"] = {"focus": 305, "exposure": 1200, "rois": [], "image_path": path}
        answer = server.ask("POST", "/process_grouped_inspection", request)
        check(f"nor is {path.replace(session, 'MINE').replace(other, 'THEIRS')}",
              not any(verdicts(answer.json).values()) and "image_path" in answer.json["group_results"]["305,1200"]["error"], answer)


def test_sessions(server):
    session = server.session("board")
    answers = []

    def ask():
        answers.append(server.ask("POST", "/process_grouped_inspection", group_request(session, picture())))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("boards of one session wait for each other", [answer.status for answer in answers] == [200] * 6, answers)
    status = server.ask("GET", f"/api/session/{session}/status").json
    check("and are counted", status["inspection_count"] == 6, status)
    for id in (NOBODY, "x", session.upper(), "..%2f" + session):
        answer = server.ask("POST", f"/api/session/{id}/inspect", {"image": "x"})
        check(f"session {id[:10]} is 404", answer.status == 404, answer)
    os.symlink(server.products, os.path.join(server.shared, "sessions", session, "input", "out"))
    answer = server.ask("POST", f"/api/session/{session}/close")
    check("a session ends with its folder", answer.json["directory_cleaned"]
          and not os.path.exists(os.path.join(server.shared, "sessions", session)), answer)
    check("and nothing beyond a link of it", os.path.isdir(os.path.join(server.products, "board")))


def test_at_once(server):
    """8 clients on different products."""
    wrong = []

    def work(number):
        name = f"board{number}"
        teach(server, name)
        session = server.session(name)
        bad = 1 + number % 4
        for _ in range(3):
            answer = server.ask("POST", "/process_grouped_inspection", group_request(session, picture((bad,))))
            if answer.status != 200 or answer.json["product_name"] != name or verdicts(answer.json) != {i: i != bad for i in range(1, 5)}:
                wrong.append(str(answer))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("8 clients on 8 products have the verdicts of their own", not wrong, wrong[:2])


def test_reload(server):
    """What lies on the disk counts with the next inspection."""
    session = server.session("board")
    server.put(session, "image.jpg", picture((1,)))
    path = os.path.join(server.products, "board", "rois_config_board.json")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    seen = []
    for enabled in (True, False, True):
        found = json.loads(text)
        found[0]["enabled"] = enabled
        with open(path, "w", encoding="utf-8") as file:
            json.dump(found, file)
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "image.jpg"})
        seen.append(sorted(verdicts(answer.json)))
    check("a file that is edited by hand takes effect at once", seen == [[1, 2, 3, 4], [2, 3, 4], [1, 2, 3, 4]], seen)


def test_rois(server):
    """What the format allows goes through an editor of the old API and back."""
    path = os.path.join(server.products, "own", "rois_config_own.json")
    os.makedirs(os.path.dirname(path))
    own = {"description": "of a person", "skip": [1], "rois": [
        {"id": 7, "type": "color", "coordinates": [0, 0, 8, 8], "color_ranges": [
            {"name": "red", "lower": [200, 0, 0], "upper": [255, 50, 50], "threshold": 50.0}], "mine": {"a": 1}},
        {"idx": 8, "type": "compare", "coords": [0, 0, 8, 8], "search": 0.25}]}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(own, file)
    answer = server.ask("POST", "/api/products/own/rois", server.ask("GET", "/api/products/own/rois").json)
    with open(path, encoding="utf-8") as file:
        saved = json.load(file)
    check("it is saved", answer.status == 200 and answer.json["deleted_roi_indices"] == [], answer)
    check("with all that it said", saved["description"] == "of a person" and saved["skip"] == [1]
          and saved["rois"][0]["mine"] == {"a": 1} and saved["rois"][0]["idx"] == 7
          and saved["rois"][0]["color_ranges"] == own["rois"][0]["color_ranges"] and saved["rois"][1]["search"] == 0.25, saved)
    answer = server.ask("POST", "/api/products/own/rois", {"rois": saved["rois"][1:]})
    check("what is taken out of a file with a description is told", answer.json["deleted_roi_indices"] == [7], answer)


def test_devices(server):
    """Panels are inspected, but not saved: an editor of four devices would lose them."""
    path = os.path.join(server.products, "board", "rois_config_board.json")
    with open(path, encoding="utf-8") as file:
        kept = file.read()
    many = json.loads(kept)
    many = many if isinstance(many, list) else many["rois"]
    many[0]["device_location"] = 5
    answer = server.ask("POST", "/api/products/board/rois", {"rois": many})
    with open(path, encoding="utf-8") as file:
        check("a product of five devices is not saved", answer.status == 400 and b"device_location must be 1 to 4" in answer.content
              and file.read() == kept, answer)
    panel = {"array": {"columns": 3, "rows": 2, "pitch": [60, 60], "board": [0, 0, 60, 60]}, "rois": [
        {"idx": 1, "type": "color", "coords": [8, 8, 48, 48], "expected_color": list(COLORS[0]), "min_pixel_percentage": 50}]}
    path = os.path.join(server.products, "panel", "rois_config_panel.json")
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(panel, file)
    shown = server.ask("GET", "/api/products/panel/rois").json
    answer = server.ask("POST", "/api/products/panel/rois", shown)
    with open(path, encoding="utf-8") as file:
        check("nor is a panel", answer.status == 400 and json.load(file) == panel, (answer, shown))
    session = server.session("panel")
    server.put(session, "image.jpg", picture())
    found = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "image.jpg"}).json
    check("it is inspected with all of its devices", sorted(verdicts(found)) == [1001, 2001, 3001, 4001, 5001, 6001]
          and sorted(map(int, found["device_summaries"])) == [1, 2, 3, 4, 5, 6], found)


with Server("--workers", "4") as one:
    teach(one, "board")
    test_verdicts(one)
    test_parts(one)
    test_texts(one)
    test_whole_boards(one)
    test_names(one)
    test_sessions(one)
    test_at_once(one)
    test_reload(one)
    test_rois(one)
    test_devices(one)
done()
