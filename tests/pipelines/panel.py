#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A panel of twelve boards that is described once, with three turned boards and two that are marked bad: what the tools, the
elements and the archive make of it. Speaks TAP."""
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib

COLUMNS, ROWS, PITCH, SIDE, EDGE = 4, 3, 215, 200, 10
WIDTH, HEIGHT = COLUMNS * PITCH + 10, ROWS * PITCH + 10
TURNS = [0, 180, 0, 0, 0, 90, 0, 0, 0, 0, 270, 0]
MARKED = (3, 8)
# Of the board at the first place, in its own pixels: a part, its colour, a mark.
ROIS = {1: (20, 30, 90, 70), 2: (120, 20, 180, 60), 9: (130, 130, 180, 180)}
# Its fiducials, which are squares, and where the boards of a panel lie that moved.
FIDUCIALS = {4: (30, 100, 60, 130), 5: (80, 150, 110, 180)}
MOVED = [(3, -2), (-4, 1), (0, 4), (2, 2), (-1, -3), (4, 3), (-3, 0), (1, -1), (0, 0), (-2, 4), (3, 2), (-4, -4)]
GROUND, DARK, GREEN, RED = (128, 144, 160), (20, 24, 30), (16, 224, 16), (224, 16, 32)

folder = tempfile.TemporaryDirectory(prefix="aoi-panel-")
n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said).splitlines()[:40]), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def place(*names):
    return os.path.join(folder.name, *names)


def run(*args, code=0):
    done = subprocess.run(args, capture_output=True, text=True, timeout=100, check=False)
    if done.returncode != code:
        print(f"# {' '.join(args)}: {done.returncode}\n# " + (done.stdout + done.stderr).replace("\n", "\n# "))
    return done


def write_png(path, rows):
    """Rows of (r, g, b)."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(raw, 1)) + chunk(b"IEND", b""))


def fill(rows, box, colour):
    for y in range(box[1], box[3]):
        rows[y][box[0]:box[2]] = [colour] * (box[2] - box[0])


def draw_board(marked=False, spoilt=False, fiducials=()):
    rows = [[GROUND] * SIDE for _ in range(SIDE)]
    left, top, right, bottom = ROIS[1]
    fill(rows, (left + 8, top + 6, right - 30, bottom - 6), DARK)  # a part that is like none of its turns
    fill(rows, (left + 12, top + 10, left + 20, top + 18), (230, 230, 230))
    fill(rows, (right - 24, top + 6, right - 8, top + 16), DARK)
    if spoilt:
        fill(rows, (left + 4, top + 4, right - 4, bottom - 4), GROUND)
    fill(rows, ROIS[2], GREEN if not spoilt else DARK)
    if marked:
        fill(rows, (140, 140, 175, 170), RED)
    for number in fiducials:
        left, top, right, bottom = FIDUCIALS[number]
        fill(rows, (left + 5, top + 5, right - 5, bottom - 5), (240, 240, 240))
    return rows


def turn(rows, degrees):
    """Clockwise."""
    for _ in range(degrees // 90):
        rows = [list(row) for row in zip(*rows[::-1])]
    return rows


def draw_panel(marked=(), spoilt=()):
    rows = [[(60, 60, 60)] * WIDTH for _ in range(HEIGHT)]
    for number in range(1, COLUMNS * ROWS + 1):
        board = turn(draw_board(number in marked, number in spoilt), TURNS[number - 1])
        left, top = EDGE + (number - 1) % COLUMNS * PITCH, EDGE + (number - 1) // COLUMNS * PITCH
        for y in range(SIDE):
            rows[top + y][left:left + SIDE] = board[y]
    return rows


def draw_moved(marked, spoilt, covered):
    """Boards that lie beside their places; of @covered ones a fiducial is not to be seen."""
    rows = [[(60, 60, 60)] * WIDTH for _ in range(HEIGHT)]
    for number, (dx, dy) in enumerate(MOVED, 1):
        board = turn(draw_board(number in marked, number in spoilt, (4,) if number in covered else (4, 5)), TURNS[number - 1])
        left, top = EDGE + (number - 1) % COLUMNS * PITCH + dx, EDGE + (number - 1) // COLUMNS * PITCH + dy
        for y in range(SIDE):
            rows[top + y][left:left + SIDE] = board[y]
    return rows


def shift(box):
    return [box[0] + EDGE, box[1] + EDGE, box[2] + EDGE, box[3] + EDGE]


def make_product(name, fiducials=False, **keys):
    rois = [{"idx": 1, "type": "compare", "coords": shift(ROIS[1])},
            {"idx": 2, "type": "color", "coords": shift(ROIS[2]), "expected_color": list(GREEN), "min_pixel_percentage": 60},
            {"idx": 9, "type": "bad_mark", "coords": shift(ROIS[9]), "expected_color": list(RED), "min_pixel_percentage": 20}]
    array = {"columns": COLUMNS, "rows": ROWS, "pitch": [PITCH, PITCH], "board": [EDGE, EDGE, EDGE + SIDE, EDGE + SIDE], "turn": TURNS}
    if fiducials:
        array["per_board"] = True
        rois += [{"idx": idx, "type": "fiducial", "coords": shift(box), "shape": "square", "size": 20, "search": 8}
                 for idx, box in FIDUCIALS.items()]
    os.makedirs(place(name, "golden_rois", "roi_1"))
    with open(place(name, f"rois_config_{name}.json"), "w", encoding="utf-8") as file:
        json.dump({"array": array, "rois": rois, **keys}, file)
    left, top, right, bottom = ROIS[1]
    write_png(place(name, "golden_rois", "roi_1", "best_golden.png"), [row[left:right] for row in draw_board()[top:bottom]])
    return place(name)


def inspect(product, picture, out, code):
    run("aoi", "run", product, place(picture), "--quiet", "--json", place(out), code=code)
    with open(place(out), encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    if os.environ.get("AOI_JSON_LOG"):
        os.makedirs(os.environ["AOI_JSON_LOG"], exist_ok=True)
        with open(os.path.join(os.environ["AOI_JSON_LOG"], "panel.py.ndjson"), "a", encoding="utf-8") as log:
            log.writelines(json.dumps(line) + "\n" for line in lines)
    return lines[0]


def test_check(product):
    said = run("aoi", "check", product).stdout
    check("aoi check shows the description", "array: 4 x 3 boards, the first one at 10,10,210,210, pitch 215,215, turned 0 180" in said, said)
    check("and what it became", all(f"{number}009  bad_mark" in said for number in range(1, 13))
          and "36 ROIs, 36 enabled; 12 devices: 3 each; marked devices are skipped" in said, said)
    facts = json.loads(run("aoi", "check", "--json", product).stdout)
    rois = {roi["idx"]: roi for roi in facts["rois"]}
    check("as JSON, too", facts["array"]["turn"] == TURNS and facts["skip_marked"] and len(rois) == 36
          and {rois[number * 1000 + 1]["device"] for number in range(1, 13)} == set(range(1, 13)), facts.keys())
    check("turned ROIs are turned", rois[6001]["rotation"] == 90 and rois[11001]["rotation"] == 270 and rois[2001]["rotation"] == 180
          and rois[1001]["rotation"] == 0)
    check("all share the golden", all(rois[number * 1000 + 1]["goldens"] == ["best_golden.png"] for number in range(1, 13)))


def test_good(product):
    line = inspect(product, "good.png", "good.ndjson", 0)
    check("a good panel passes", line["overall_result"] == {"passed": True, "total_rois": 36, "passed_rois": 36, "failed_rois": 0},
          line["overall_result"])
    check("with twelve devices", sorted(map(int, line["device_summaries"])) == list(range(1, 13)))
    check("and says nothing of marks", "skipped" not in line["aoi"] and "skipped_devices" not in line["aoi"])
    scores = [roi["aoi"]["score"] for roi in line["roi_results"] if roi["roi_type_name"] == "compare"]
    check("turned boards are like the others", max(scores) - min(scores) < 0.02, scores)
    return line


def test_marked(product):
    line = inspect(product, "marked.png", "marked.ndjson", 0)
    check("a panel with two marks passes without them",
          line["overall_result"] == {"passed": True, "total_rois": 30, "passed_rois": 30, "failed_rois": 0}, line["overall_result"])
    check("they are named", line["aoi"]["skipped_devices"] == list(MARKED), line["aoi"])
    check("their ROIs stand apart", [roi["roi_id"] for roi in line["aoi"]["skipped"]] == [n * 1000 + i for n in MARKED for i in (1, 2, 9)]
          and all(roi["aoi"]["status"] == "skipped" and not roi["passed"] for roi in line["aoi"]["skipped"]))
    check("and nowhere else", not any(str(number) in line["device_summaries"] for number in MARKED)
          and not any(roi["device_id"] in MARKED for roi in line["roi_results"]))
    said = run("aoi", "run", product, place("marked.png")).stdout
    check("aoi run says so", "devices 3, 8 are marked bad: skipped" in said, said)


def test_fiducials():
    """What is found by what, of a panel as it became, and of a frame."""
    def circle(number, x, **more):
        return {"idx": number, "type": "fiducial", "coords": [x, 20, x + 30, 50], "shape": "circle", "size": 20, **more}

    color = {"idx": 1, "type": "color", "coords": [60, 60, 90, 90], "expected_color": list(GREEN)}
    array = {"columns": 2, "rows": 1, "pitch": [220, 220], "board": [10, 10, 210, 210], "per_board": True}
    for name, product in (("found", {"array": array, "rois": [color, circle(3, 20), circle(4, 160)]}),
                          ("frame", [color, circle(7, 20, device_location=0)])):
        os.makedirs(place(name))
        with open(place(name, f"rois_config_{name}.json"), "w", encoding="utf-8") as file:
            json.dump(product, file)
    said = run("aoi", "check", place("found")).stdout
    check("aoi check says by what each board is found", "6 ROIs, 2 enabled, 4 fiducials; 2 devices: 1 each" in said
          and "each board, such as device 1, is found moved and turned by fiducials 1003, 1004" in said, said)
    facts = json.loads(run("aoi", "check", place("found"), "--json").stdout)
    check("as JSON, of all of them", facts["fiducials"] == [{"device": 1, "rois": [1003, 1004]}, {"device": 2, "rois": [2003, 2004]}], facts)
    said = run("aoi", "check", place("frame")).stdout
    check("and the frame", "the frame is found moved by fiducial 7" in said and "device 1: 1" in said, said)


def errors_of(line, device):
    return [roi["aoi"]["reason"] for roi in line["roi_results"] if roi["device_id"] == device and roi["aoi"]["status"] == "error"]


def test_moved(product):
    write_png(place("moved.png"), draw_moved(MARKED, MARKED, ()))
    line = inspect(product, "moved.png", "moved.ndjson", 0)
    found = {fiducials["device"]: fiducials for fiducials in line["aoi"]["fiducials"]}
    off = max(abs(found[number]["transform"][key] - MOVED[number - 1][i]) for number in found for i, key in enumerate(("dx", "dy")))
    check("boards that moved are found, each for itself", sorted(found) == list(range(1, 13)) and off < 0.2
          and all(fiducials["found"] and abs(fiducials["transform"]["angle"]) < 0.2 for fiducials in found.values()), line["aoi"]["fiducials"])
    check("and judged as at rest, without the marked ones", line["overall_result"]["passed"] and line["overall_result"]["total_rois"] == 30
          and line["aoi"]["skipped_devices"] == list(MARKED), line["overall_result"])


def test_lost(product):
    """A board that is not found is an error, and no mark of it counts."""
    write_png(place("lost.png"), draw_moved(MARKED, MARKED, (5, MARKED[1])))
    line = inspect(product, "lost.png", "lost.ndjson", 1)
    check("a board of which a fiducial is covered fails", len(errors_of(line, 5)) == 3
          and all(reason.startswith("the board was not found (fiducial 5005: ") for reason in errors_of(line, 5)), errors_of(line, 5))
    check("and is not skipped by its mark", line["aoi"]["skipped_devices"] == [MARKED[0]] and len(errors_of(line, MARKED[1])) == 3
          and not line["overall_result"]["passed"], line["aoi"].get("skipped_devices"))


def test_not_skipped(product):
    line = inspect(product, "marked.png", "failed.ndjson", 1)
    check("without skip_marked it fails by them", line["aoi"]["reason"] == "devices 3, 8 are marked bad"
          and line["overall_result"] == {"passed": False, "total_rois": 36, "passed_rois": 30, "failed_rois": 6}, line["overall_result"])
    check("and so do the devices", not line["device_summaries"]["3"]["device_passed"] and line["device_summaries"]["4"]["device_passed"])


def test_spoilt(product):
    line = inspect(product, "spoilt.png", "spoilt.ndjson", 1)
    failed = [roi["roi_id"] for roi in line["roi_results"] if not roi["passed"]]
    check("a bad board fails beside marked ones", failed == [6001, 6002] and not line["overall_result"]["passed"], failed)


def test_tools():
    done = run("aoi", "compare", "--json", place("good.ndjson"), place("marked.ndjson"), code=3)
    said = json.loads(done.stdout)
    changed = {roi["roi_id"]: roi["verdicts"][0] for roi in said["rois"] if roi.get("verdicts")}
    check("aoi compare names the ROIs that were skipped", sorted(changed) == [n * 1000 + i for n in MARKED for i in (1, 2, 9)]
          and all(change["to"] == "skipped" for change in changed.values()), said)
    report = json.loads(run("aoi", "report", "--json", place("good.ndjson"), place("marked.ndjson")).stdout)
    rois = {roi["roi_id"]: roi for roi in report["rois"]}
    check("aoi report counts them nowhere", rois[3001]["boards"] == 1 and rois[3001]["pass"] == 1 and rois[3001]["skipped"] == 1
          and rois[4001]["boards"] == 2 and "skipped" not in rois[4001], (rois[3001], rois[4001]))
    said = run("aoi", "report", place("marked.ndjson")).stdout
    check("and says which were skipped", any(line.split()[:4] == ["3001", "compare", "0", "-"] and line.endswith("1 skipped")
                                             for line in said.splitlines()) and said.count("skipped") == 6, said)
    run("aoi", "report", "--html", place("report.html"), place("marked.ndjson"))
    with open(place("report.html"), encoding="utf-8") as html:
        check("in the page, too", html.read().count("<td>0 (1 skipped)</td><td>-</td>") == 6)
    check("nor as failures", all(roi["fail"] == 0 and roi["error"] == 0 for roi in rois.values()))


def test_goldens(product):
    crop = place("crop.png")
    rows = draw_board()
    left, top, right, bottom = ROIS[1]
    fill(rows, (left + 2, top + 2, left + 4, top + 4), DARK)
    write_png(crop, [row[left:right] for row in rows[top:bottom]])
    run("aoi", "golden", "add", product, "7001", crop)
    run("aoi", "golden", "add", product, "6001", "--frame", place("spoilt.png"))
    names = sorted(os.listdir(place(product, "golden_rois")))
    check("goldens go where all boards find them", "roi_1" in names and "roi_7001" not in names
          and len(os.listdir(place(product, "golden_rois", "roi_1"))) == 3, names)
    said = run("aoi", "golden", "audit", product).stdout
    check("they are audited once", said.count("ROI 1: ") == 1 and "1001" not in said, said)


def test_elements(product):
    run("gst-launch-1.0", "-q", "filesrc", f"location={place('marked.png')}", "!", "pngdec", "!", "videoconvert", "!", "video/x-raw,format=RGB",
        "!", "aoiinspect", f"product={product}", "!", "tee", "name=t", "!", "queue", "!", "aoiarchive", f"location={place('archive')}",
        "keep=all", "t.", "!", "queue", "!", "aoioverlay", "!", "videoconvert", "!", "pngenc", "!", "filesink", f"location={place('overlay.png')}")
    check("the overlay draws it", os.path.getsize(place("overlay.png")) > 1000)
    if os.environ.get("AOI_PANEL_PICTURE"):
        os.replace(place("overlay.png"), os.environ["AOI_PANEL_PICTURE"])
    said = run("gst-launch-1.0", "-m", "filesrc", f"location={place('marked.png')}", "!", "pngdec", "!", "aoiinspect", f"product={product}",
               "device-barcodes=3=GONE;12=LAST", "!", "fakesink").stdout
    lines = [line for line in said.splitlines() if "aoi-inspection, " in line]
    check("the message has them apart", len(lines) == 1 and "skipped=" in lines[0] and "passed=(boolean)true" in lines[0]
          and "LAST" in lines[0] and "GONE" not in lines[0], said[:2000])


def test_archive():
    records = [os.path.join(path, "record.json") for path, _, files in os.walk(place("archive")) if "record.json" in files]
    kept = []
    for record in records:
        with open(record, encoding="utf-8") as file:
            kept += [roi["id"] for roi in json.load(file)["rois"]]
    check("the archive has pictures of the marks", kept == [3009, 8009], (records, kept))


def main():
    write_png(place("good.png"), draw_panel())
    write_png(place("marked.png"), draw_panel(MARKED, MARKED))
    write_png(place("spoilt.png"), draw_panel(MARKED, (6,)))
    product, strict = make_product("panel", skip_marked=True), make_product("strict")
    moving = make_product("moving", fiducials=True, skip_marked=True)
    test_check(product)
    test_good(product)
    test_marked(product)
    test_not_skipped(strict)
    test_moved(moving)
    test_lost(moving)
    test_fiducials()
    test_spoilt(product)
    test_tools()
    test_elements(product)
    test_archive()
    test_goldens(product)
    print(f"1..{n_tests}")
    return 1 if n_failed else 0


sys.exit(main())
