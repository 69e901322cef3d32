#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoi compare and aoi report on the results of real pipelines, and on damaged ones. Speaks TAP."""
import collections
import copy
import json
import math
import os
import subprocess
import sys
import tempfile

N_FRAMES = 100
# A ball that moves over a black picture: into ROIs, out of them, and where all three are.
SOURCE = (f"videotestsrc num-buffers={N_FRAMES} pattern=ball animation-mode=frames ! videoconvert"
          " ! video/x-raw,format=RGB,width=160,height=120,framerate=10/1").split()
ROIS = ((0, 0, 160, 80), (0, 0, 110, 120), (100, 0, 160, 120))

folder = tempfile.TemporaryDirectory(prefix="aoi-results-")
n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said).splitlines()), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def place(name):
    return os.path.join(folder.name, name)


def make_product(name, shares):
    """Three ROIs that ask for a share of white each; what they share is a capture group."""
    rois = [{"idx": i + 1, "type": 4, "coords": ROIS[i], "device_location": 1 + i % 2,
             "expected_color": [255, 255, 255], "min_pixel_percentage": share} for i, share in enumerate(shares)]
    os.makedirs(place(name), exist_ok=True)
    with open(place(f"{name}/rois_config_{name}.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)
    return place(name)


def inspect(product, out, *json_properties, workers=1):
    subprocess.run(["gst-launch-1.0", "-q", *SOURCE, "!", "aoiinspect", f"product={product}",
                    f"max-workers={workers}", "!", "aoijson", *json_properties, "!", "filesink",
                    f"location={place(out)}"], check=True, timeout=100)
    keep(place(out))
    return read(out)


def keep(path):
    """For tests/json-lines.py, as tap_json of tap.sh does it."""
    if os.environ.get("AOI_JSON_LOG"):
        os.makedirs(os.environ["AOI_JSON_LOG"], exist_ok=True)
        log = os.path.join(os.environ["AOI_JSON_LOG"], "results.py.ndjson")
        with open(path, "rb") as lines, open(log, "ab" if n_tests else "wb") as file:
            file.write(lines.read())


def read(name):
    with open(place(name), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(name, boards):
    with open(place(name), "w", encoding="utf-8") as file:
        file.writelines((json.dumps(board) if not isinstance(board, str) else board) + "\n" for board in boards)
    return place(name)


def aoi(*args, given=None):
    return subprocess.run(["aoi", *args], capture_output=True, text=True, timeout=100, check=False, input=given)


def compare(a, b, *args):
    done = aoi("compare", "--json", *args, place(a), place(b))
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def changed(boards, change):
    """A copy of results in which change() has altered some."""
    altered = copy.deepcopy(boards)
    change(altered)
    return altered


def test_runs():
    product = make_product("white", (2, 2, 2))
    a = inspect(product, "a")
    verdicts = {board["overall_result"]["passed"] for board in a}
    check("the recording has good and bad boards", verdicts == {True, False}, verdicts)
    inspect(product, "b", workers=4)
    code, said, errors = compare("a", "b")
    check("two runs are the same", code == 0 and said["same"] and said["compared"] == N_FRAMES, (said, errors))
    text = aoi("compare", place("a"), place("b")).stdout
    check("and say so", text.endswith(f"Same: {N_FRAMES} boards, {3 * N_FRAMES} ROIs\n"), text)
    other = make_product("copied", (2, 5, 2))
    b = inspect(other, "c")
    code, said, errors = compare("a", "c")
    flips = [board["aoi"]["frame"] for board, after in zip(a, b)
             if board["roi_results"][1]["passed"] != after["roi_results"][1]["passed"]]
    check("one threshold changed in a copy: that ROI alone is named",
          code == 3 and [roi["roi_id"] for roi in said["rois"]] == [2] and not said["same_revisions"],
          (code, said, errors))
    roi = said["rois"][0]
    check("with its threshold and its verdicts", roi["threshold"]["from"] == 2 and roi["threshold"]["to"] == 5
          and roi["score"]["boards"] == 0 and flips
          and [change["board"] for change in roi["verdicts"]] == [f"frame {frame}" for frame in flips], roi)
    text = aoi("compare", place("a"), place("c")).stdout
    check("in words", "ROI 2 color: 2 -> 5" in text and "ROI 2 color: pass -> fail on" in text
          and "ROI 1" not in text and "ROI 3" not in text and "The revision changed." in text, text)
    boards = [board["aoi"]["frame"] for board, after in zip(a, b)
              if board["overall_result"]["passed"] != after["overall_result"]["passed"]]
    check("boards whose verdict changed are named",
          [board["board"] for board in said["boards"]] == [f"frame {frame}" for frame in boards], said["boards"])
    return a


def test_differences(a):
    """What is changed by hand is reported, and nothing else."""
    def compare_changed(name, change, *args):
        write("changed", changed(a, change))
        code, said, errors = compare("a", "changed", *args)
        assert said is not None, (name, errors)
        return code, said

    def shift(by):
        def change(boards):
            boards[3]["roi_results"][2]["aoi"]["score"] += by
        return change

    code, said = compare_changed("scores", shift(0.0009))
    check("a score within the tolerance is the same", code == 0, said)
    code, said = compare_changed("scores", shift(0.002))
    check("a score beyond it is reported", code == 3 and [r["roi_id"] for r in said["rois"]] == [3]
          and said["rois"][0]["score"]["board"] == "frame 3" and said["rois"][0]["score"]["boards"] == 1, said)
    code, said = compare_changed("scores", shift(0.002), "--tolerance=0.01")
    check("--tolerance is taken", code == 0 and said["tolerance"] == 0.01, said)

    def times(boards):
        for board in boards:
            board["timestamp"] += 1000
            board["session_id"] = "another"
            board["aoi"]["total_ms"] *= 3
            board["roi_results"][0]["aoi"]["time_ms"] += 5
    code, said = compare_changed("times", times)
    check("times and the session are no difference", code == 0, said)

    def missing(boards):
        del boards[5:7]
        boards.append(changed(boards[-1], lambda board: board["aoi"].update(frame=99)))
    code, said = compare_changed("missing", missing)
    check("boards that one run lacks are named", code == 3 and not said["rois"]
          and [b["board"] for b in said["a"]["only"]] == ["frame 5", "frame 6"]
          and [b["board"] for b in said["b"]["only"]] == ["frame 99"], said)

    def no_roi(boards):
        for board in boards[2:4]:
            board["roi_results"].pop(0)
            board["overall_result"]["total_rois"] = 2
    code, said = compare_changed("no_roi", no_roi)
    check("a ROI that one run lacks is named", code == 3 and [r["roi_id"] for r in said["rois"]] == [1]
          and said["rois"][0]["only_in_a"] == 2 and said["rois"][0]["compared"] == N_FRAMES - 2, said)

    def readings(boards):
        boards[8]["roi_results"][0]["detected_color"] = "Green"
        boards[8]["device_summaries"]["2"]["barcode"] = "SN 7\x1b[31m"
    code, said = compare_changed("readings", readings)
    check("readings and barcodes are reported", code == 3
          and said["rois"][0]["readings"] == [{"board": "frame 8", "from": a[8]["roi_results"][0]["detected_color"],
                                               "to": "Green"}]
          and said["barcodes"] == [{"board": "frame 8", "device": 2, "from": "N/A", "to": "SN 7\x1b[31m"}], said)
    text = aoi("compare", place("a"), place("changed")).stdout
    check("and cannot steer a terminal", "device 2: N/A -> SN 7" in text and "\x1b" not in text, text)

    bad, number = next((board, i) for i, board in enumerate(a) if not board["overall_result"]["passed"])

    def error(boards):
        roi = next(r for r in boards[number]["roi_results"] if not r["passed"])
        roi["error"] = "no memory"
        roi["aoi"].update(status="error", reason="no memory")
    code, said = compare_changed("error", error)
    check("a ROI that could not be inspected is another verdict", code == 3
          and said["rois"][0]["verdicts"] == [{"board": f"frame {bad['aoi']['frame']}", "from": "fail",
                                               "to": "error", "reason": "no memory"}], said)
    code, said = compare_changed("order", lambda boards: boards.reverse())
    check("the order of boards is no difference", code == 0, said)
    write("twice", a + a)
    code, said, _ = compare("twice", "twice")
    check("frame numbers may begin anew", code == 0 and said["compared"] == 2 * N_FRAMES, said)
    done = aoi("compare", "-", place("a"), given="".join(json.dumps(board) + "\n" for board in a))
    check("- is standard input", done.returncode == 0, done)


def test_parts(a):
    product = place("white")
    inspect(product, "summary", "mode=summary")
    code, said, errors = compare("summary", "summary")
    check("summaries are compared by their verdicts", code == 0 and said["compared"] == N_FRAMES, errors)
    code, said, errors = compare("a", "summary")
    check("but not with whole results", code == 2 and "summary:1: has no roi_results" in errors, errors)
    inspect(product, "bare", "include=roi_results,aoi")
    code, said, errors = compare("bare", "bare")
    check("lines without device summaries are compared", code == 0, errors)
    inspect(product, "old", "include=roi_results,device_summaries,results")
    code, said, errors = compare("old", "old")
    check("lines without frame numbers are not", code == 2 and "old:1: aoi: is missing" in errors, errors)
    failed = inspect(product, "failed", "mode=failed")
    code, said, errors = compare("a", "failed")
    good = [f"frame {board['aoi']['frame']}" for board in a if board["overall_result"]["passed"]]
    check("boards that are left out as good are in one run alone",
          code == 3 and [b["board"] for b in said["a"]["only"]] == good and failed, said)


def damaged(line, change):
    board = json.loads(line)
    change(board)
    return json.dumps(board)


def test_broken(a):
    good = json.dumps(next(board for board in a if board["overall_result"]["passed"]))
    cases = [
        ("truncated", good[:200], "column 201: "),
        ("no JSON", "verdict: pass", "column 1: expected a value"),
        ("no object", "[1]", "must be an object"),
        ("a number for a verdict", damaged(good, lambda b: b["overall_result"].update(passed=1)),
         "overall_result.passed: must be true, false or null, is 1"),
        ("no verdict", damaged(good, lambda b: b.pop("overall_result")), "overall_result: is missing"),
        ("no frame", damaged(good, lambda b: b["aoi"].pop("frame")), "aoi.frame: is missing"),
        ("a ROI without a verdict", damaged(good, lambda b: b["roi_results"][1].pop("passed")),
         "roi_results[1].passed: is missing"),
        ("a verdict that contradicts its status",
         damaged(good, lambda b: b["roi_results"][1]["aoi"].update(status="fail")),
         'roi_results[1].aoi.status: contradicts "passed"'),
        ("a board that passes with a bad ROI", damaged(good, lambda b: b["roi_results"][0].update(passed=False)),
         "roi_results[0]"),
        ("a board that passes incomplete", damaged(good, lambda b: b["aoi"].update(complete=False)),
         "aoi.complete: is false, but the board passed"),
        ("fewer ROIs than it counts", damaged(good, lambda b: b["roi_results"].pop()), "roi_results: are not as many"),
        ("a ROI twice", damaged(good, lambda b: b["roi_results"][1].update(roi_id=1)),
         "roi_results[1].roi_id: must be greater"),
        ("control bytes", good.replace("white", "wh\x01ite"), "column "),
    ]
    for name, line, says in cases:
        write("broken", [json.dumps(a[0]), line, json.dumps(a[1])])
        done = aoi("compare", place("a"), place("broken"))
        check(f"compare: {name}: 2 with file and line",
              done.returncode == 2 and "broken:2: " in done.stderr and says in done.stderr and not done.stdout,
              (done.returncode, done.stderr))
        done = aoi("report", "--json", place("broken"))
        said = json.loads(done.stdout)
        check(f"report: {name}: reported, counted, and the rest taken",
              done.returncode == 2 and "broken:2: " in done.stderr and says in done.stderr
              and said["broken"] == 1 and said["boards"] == 2, (done.returncode, done.stderr, said))


def test_refused(a):
    write("empty", [])
    write("blank", ["", json.dumps(a[0]), ""])
    with open(place("no-end"), "w", encoding="utf-8") as file:
        file.write(json.dumps(a[0]))
    for args, says in ((("compare", place("a"), place("empty")), "empty: holds no result"),
                       (("compare", place("a"), place("none")), "none: No such file"),
                       (("compare", place("a"), folder.name), "Is a directory"),
                       (("compare", place("a")), "takes two files"),
                       (("compare", "-", "-"), "only one of the files can be standard input"),
                       (("compare", "--tolerance=-1", place("a"), place("a")), "--tolerance: must be a number from 0"),
                       (("compare", "--frobnicate", place("a"), place("a")), "--frobnicate"),
                       (("report",), "takes files of results"),
                       (("report", place("empty")), "there is no result"),
                       (("report", place("a"), place("none")), "none: No such file"),
                       (("report", place("a"), "--html", place("none/page.html")), "page.html")):
        done = aoi(*args)
        check(f"refused: {says}", done.returncode == 2 and says in done.stderr, done)
    check("empty lines and a missing last newline are nothing", compare("blank", "no-end")[0] == 0)


def slow_count(boards):
    """What a report must say of each ROI, counted the plain way."""
    rois = collections.defaultdict(list)
    for board in boards:
        for roi in board["roi_results"]:
            rois[roi["roi_id"]].append((board, roi))
    return rois


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def check_roi(said, seen):
    status = collections.Counter(roi["aoi"]["status"] for _, roi in seen)
    passing = sorted(roi["aoi"]["score"] for _, roi in seen if roi["aoi"]["status"] == "pass")
    failing = [roi["aoi"]["score"] for _, roi in seen if roi["aoi"]["status"] == "fail"]
    times = [roi["aoi"]["time_ms"] for _, roi in seen]
    limit = seen[0][1]["aoi"]["threshold"]
    name = f"report: ROI {said['roi_id']}"
    check(f"{name}: boards by status", said["boards"] == len(seen) and said["pass_rate"] == status["pass"] / len(seen)
          and all(said[kind] == status[kind] for kind in ("pass", "fail", "error", "timeout")), said)
    check(f"{name}: scores closest to the threshold", said["threshold"] == limit
          and close(said["closest_pass"]["score"], passing[0]) and close(said["closest_fail"]["score"], max(failing))
          and close(said["median_pass"], passing[len(passing) // 2])
          and close(said["closeness"], (passing[0] - limit) / (said["median_pass"] - limit)), said)
    at = next(board for board, roi in seen if roi["aoi"]["score"] == passing[0] and roi["passed"])
    check(f"{name}: the board that is closest", said["closest_pass"]["board"] == f"frame {at['aoi']['frame']}"
          and said["closest_pass"]["place"] == f"{place('a')}:{at['aoi']['frame'] + 1}", said["closest_pass"])
    # Times are whole nanoseconds there, their quantile is at most an eighth too high.
    slow = sorted(times)[math.ceil(0.99 * len(times)) - 1]
    check(f"{name}: times", abs(said["time_ms"]["mean"] - sum(times) / len(times)) < 1e-5
          and abs(said["time_ms"]["max"] - max(times)) < 1e-5
          and slow * 0.999 <= said["time_ms"]["p99"] <= slow * 1.126, (said["time_ms"], slow))
    check_bins(name, said, passing, failing)
    n_told = sum(r["boards"] for r in said["reasons"]) + said["other_reasons"]
    check(f"{name}: reasons", n_told == len(seen) - len(passing)
          and all("#" in r["reason"] for r in said["reasons"]), said["reasons"])


def check_bins(name, said, passing, failing):
    """Each score is in its bin, and the threshold between two of them."""
    edges = [b["from"] for b in said["scores"] if b["from"] is not None]
    wrong = []
    for b in said["scores"]:
        low = -math.inf if b["from"] is None else b["from"]
        for kind, scores in (("passed", passing), ("failed", failing)):
            n = sum(low <= score < b["to"] for score in scores)
            if n != b[kind]:
                wrong.append((b, kind, n))
    check(f"{name}: histogram", not wrong and said["threshold"] in edges
          and sum(b["passed"] + b["failed"] for b in said["scores"]) == len(passing) + len(failing),
          (wrong, edges))


def test_report(a):
    done = aoi("report", "--json", place("a"))
    said = json.loads(done.stdout)
    check("report: boards", done.returncode == 0 and said["boards"] == N_FRAMES
          and said["passed"] == sum(board["overall_result"]["passed"] for board in a) and said["broken"] == 0, done)
    rois = slow_count(a)
    check("report: ROIs", [roi["roi_id"] for roi in said["rois"]] == sorted(rois), said["rois"])
    for roi in said["rois"]:
        check_roi(roi, rois[roi["roi_id"]])
    text = aoi("report", place("a")).stdout
    first = min(said["rois"], key=lambda roi: roi["closeness"])
    behind = text[text.index("Closest to a false call"):].splitlines()[1]
    check("report: the closest ROI comes first", f"ROI {first['roi_id']} color: " in behind, text)
    twice = json.loads(aoi("report", "--json", place("a"), place("a")).stdout)
    check("report: files are added up", twice["boards"] == 2 * N_FRAMES and twice["files"] == 2
          and twice["rois"][0]["pass"] == 2 * said["rois"][0]["pass"], twice)


def test_incomplete(a):
    """Frames of boards count nowhere else."""
    def frames(boards):
        for board in boards:
            board["overall_result"]["passed"] = False
            board["aoi"].update(complete=False, board=1, groups=2, group=0)
    write("frames", changed(a, frames))
    done = aoi("report", "--json", place("frames"))
    said = json.loads(done.stdout)
    check("report: frames of boards are counted apart",
          done.returncode == 0 and (said["boards"], said["incomplete"], said["rois"]) == (0, N_FRAMES, []), done)


def test_page(a):
    hostile = "<script>alert('\"&\x1b[31m')</script>"

    def change(boards):
        for board in boards:
            board["product_name"] = hostile
            for roi in board["roi_results"]:
                if not roi["passed"]:
                    roi["aoi"]["reason"] = hostile
    write(hostile.replace("/", ""), changed(a, change))
    done = aoi("report", place(hostile.replace("/", "")), "--html", place("page.html"))
    with open(place("page.html"), encoding="utf-8") as file:
        page = file.read()
    check("report: a page whose texts are harmless", done.returncode == 0 and "<script" not in page
          and "\x1b" not in page + done.stdout and "&lt;script&gt;alert(" in page, (done.stderr, page[:2000]))
    check("report: with a plot a ROI, and nothing from elsewhere", page.count("<svg role=") == 3
          and "src=" not in page and "://" not in page, page)


def main():
    a = test_runs()
    test_differences(a)
    test_parts(a)
    test_broken(a)
    test_refused(a)
    test_report(a)
    test_incomplete(a)
    test_page(a)
    print(f"1..{n_tests}")
    sys.exit(1 if n_failed else 0)


main()
