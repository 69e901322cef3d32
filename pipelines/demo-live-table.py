#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints the boards of demo.sh --live. Every board of which all frames came must pass, every other must not;
exits 1 if it is otherwise or none passed."""
import json
import sys

ROW = "{:>5}  {:<7} {:>6}  {:<60} {}"


def judge(board):
    """The verdict, how many ROIs have one, the first reason, and whether that is as it must be."""
    rois = board["roi_results"]
    came = [roi for roi in rois if roi["aoi"]["status"] in ("pass", "fail")]
    passed = board["overall_result"]["passed"]
    reasons = [roi["aoi"]["reason"] for roi in rois if not roi["passed"]] + [board["aoi"]["reason"]]
    reason = next((text for text in reasons if text), "")
    return passed, len(came), len(rois), reason, passed == (len(came) == len(rois))


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        boards = [judge(json.loads(line)) for line in lines]
    print(ROW.format("board", "verdict", "groups", "reason", "judged"))
    for number, (passed, came, rois, reason, right) in enumerate(boards):
        print(ROW.format(number, "pass" if passed else "FAIL", f"{came}/{rois}", reason[:60],
                         "right" if right else "WRONG"))
    good = sum(board[0] for board in boards)
    print(f"\n{len(boards)} boards: {good} passed, {len(boards) - good} lack a frame")
    sys.exit(0 if good and all(board[4] for board in boards) else 1)


main()
