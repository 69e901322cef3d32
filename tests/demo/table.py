#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What demo-table.py makes of right and wrong recordings. Speaks TAP."""
import copy
import json
import os
import subprocess
import sys
import tempfile

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "pipelines", "demo-table.py")


def make_frame(number, passed):
    """A report on ROIs 1 and 2, whose verdicts are in passed."""
    rois = [{"roi_id": i + 1, "roi_type_name": "compare", "passed": good,
             "aoi": {"status": "pass" if good else "fail", "reason": None if good else "structure differs",
                     "score": 0.95 if good else 0.4, "threshold": 0.9}}
            for i, good in enumerate(passed)]
    return {"roi_results": rois, "overall_result": {"passed": all(passed)}, "timestamp": 100 + number / 10,
            "processing_time": 0.1, "aoi": {"frame": number, "workers": 2}}


def make_truth(number, good):
    return {"frame": number, "rois": [{"idx": i + 1, "type": 2, "good": g, "defect": None if g else "blob"}
                                      for i, g in enumerate(good)]}


GOOD, BAD = (True, True), (True, False)
TRUTHS = [make_truth(0, GOOD), make_truth(1, BAD)]
RIGHT = [make_frame(0, GOOD), make_frame(1, BAD)]


def run(one, results):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, lines in (("truth", TRUTHS), ("one", one), ("results", results)):
            paths.append(os.path.join(folder, name))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.writelines(json.dumps(line) + "\n" for line in lines)
        return subprocess.run([sys.executable, TABLE, *paths], capture_output=True, text=True, check=False)


def wrong_board():
    frames = copy.deepcopy(RIGHT)
    frames[1]["overall_result"]["passed"] = True
    return frames


def other_score():
    frames = copy.deepcopy(RIGHT)
    frames[0]["roi_results"][0]["aoi"]["score"] = 0.96
    return frames


ESCAPE = [make_frame(0, GOOD), make_frame(1, GOOD)]
FALSE_CALL = [make_frame(0, BAD), make_frame(1, BAD)]
CASES = (
    ("right verdicts", RIGHT, RIGHT, 0, "1 defects caught, 0 escapes, 0 false calls"),
    ("an escape", ESCAPE, ESCAPE, 1, "0 defects caught, 1 escapes, 0 false calls"),
    ("a false call", FALSE_CALL, FALSE_CALL, 1, "1 defects caught, 0 escapes, 1 false calls"),
    ("a board that passes in spite of its ROI", wrong_board(), wrong_board(), 1, "verdicts are wrong"),
    ("a lost frame", RIGHT, RIGHT[:1], 1, "defaults: 1 reports of 2 frames"),
    ("frames out of order", RIGHT[::-1], RIGHT, 1, "one worker: 2 reports of 2 frames, or not in order"),
    ("a lost ROI", RIGHT, [make_frame(0, GOOD), make_frame(1, (True,))], 1, "frame 1 does not report the ROIs"),
    ("verdicts that depend on workers", other_score(), RIGHT, 1, "depend on the number of workers"),
)


def main():
    print(f"1..{len(CASES)}")
    for number, (name, one, results, code, words) in enumerate(CASES, 1):
        done = run(one, results)
        good = done.returncode == code and words in done.stdout + done.stderr
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        if not good:
            print(f"# exit code {done.returncode}, not {code}, or no '{words}' in")
            print("".join(f"# {line}\n" for line in (done.stdout + done.stderr).splitlines()), end="")


if __name__ == "__main__":
    main()
