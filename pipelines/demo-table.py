#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints the verdicts of demo.sh beside the truth, and what two workers gain over one.

Exits 1 if a frame is missing, out of order or inspected differently by both runs, or if a verdict is
wrong.
"""
import argparse
import json
import sys

ROW = "{:>5}  {:<5} {:<7}  {:>3}  {:<8} {:<54} {:>13}  {:<13} {}"


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def truncate(text, width):
    return text if len(text) <= width else text[: width - 3] + "..."


def judge(roi, truth):
    """How a verdict on one ROI stands to the truth."""
    if roi["passed"] == truth["good"]:
        return "right" if truth["good"] else "caught"
    return "FALSE CALL" if truth["good"] else "ESCAPE"


def value_of(roi):
    aoi = roi["aoi"]
    unit = " %" if roi["roi_type_name"] == "color" else ""
    relation = ">=" if roi["passed"] else "<"
    return f"{aoi['score']:.3g} {relation} {aoi['threshold']:g}{unit}"


def print_frame(frame, judged):
    """One row for each ROI that failed or should have; one for a board where there is none."""
    passed = "pass" if frame["overall_result"]["passed"] else "FAIL"
    wanted = "pass" if all(truth["good"] for _, truth, _ in judged) else "FAIL"
    number, rows = frame["aoi"]["frame"], 0
    for roi, truth, how in judged:
        if roi["passed"] and truth["good"]:
            continue
        print(ROW.format("" if rows else number, "" if rows else wanted, "" if rows else passed,
                         roi["roi_id"], roi["roi_type_name"], truncate(roi["aoi"]["reason"] or "-", 54),
                         value_of(roi), truth["defect"] or "good", how))
        rows += 1
    if not rows:
        print(ROW.format(number, wanted, passed, "", "", "", "", "", "right" if passed == wanted else "WRONG"))
    return passed == wanted


def print_table(frames, truths):
    """Counts how verdicts stand to the truth; `boards` counts boards whose own verdict is wrong."""
    counts = {"right": 0, "caught": 0, "FALSE CALL": 0, "ESCAPE": 0, "boards": 0}
    print(ROW.format("frame", "truth", "verdict", "ROI", "type", "reason", "value", "defect", "judged"))
    for frame, truth in zip(frames, truths):
        judged = [(roi, t, judge(roi, t)) for roi, t in zip(frame["roi_results"], truth["rois"])]
        for _, _, how in judged:
            counts[how] += 1
        counts["boards"] += not print_frame(frame, judged)
    return counts


def find_problem(name, frames, truths):
    """What is wrong with a run's account of its frames, if anything."""
    numbers = [frame["aoi"]["frame"] for frame in frames]
    if numbers != [truth["frame"] for truth in truths]:
        return f"{name}: {len(frames)} reports of {len(truths)} frames, or not in order"
    for frame, truth in zip(frames, truths):
        if [r["roi_id"] for r in frame["roi_results"]] != [t["idx"] for t in truth["rois"]]:
            return f"{name}: frame {truth['frame']} does not report the ROIs of the product"
    return None


def verdicts(frames):
    return [[(r["roi_id"], r["aoi"]["status"], r["aoi"]["score"]) for r in f["roi_results"]] for f in frames]


def frames_per_second(frames):
    """From the first frame's arrival to the last one's report: start and product load do not count."""
    end = max(frame["timestamp"] + frame["processing_time"] for frame in frames)
    return len(frames) / (end - frames[0]["timestamp"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", help="truth.ndjson")
    parser.add_argument("one", help="results of one worker with one frame in flight")
    parser.add_argument("results", help="results with the defaults")
    args = parser.parse_args()
    truths, one, frames = read_lines(args.truth), read_lines(args.one), read_lines(args.results)

    for name, run in (("one worker", one), ("defaults", frames)):
        problem = find_problem(name, run, truths)
        if problem:
            sys.exit(f"demo: {problem}")
    counts = print_table(frames, truths)
    n_rois = sum(len(truth["rois"]) for truth in truths)
    print(f"\n{len(frames)} frames, {n_rois} ROIs: {counts['caught']} defects caught, "
          f"{counts['ESCAPE']} escapes, {counts['FALSE CALL']} false calls")
    slow, fast = frames_per_second(one), frames_per_second(frames)
    print(f"{fast:.1f} frames/s with up to {frames[0]['aoi']['workers']} workers, {slow:.1f} with one: "
          f"{fast / slow:.2f} times as fast")
    if verdicts(one) != verdicts(frames):
        sys.exit("demo: the verdicts depend on the number of workers")
    if counts["ESCAPE"] or counts["FALSE CALL"] or counts["boards"]:
        sys.exit("demo: verdicts are wrong")


if __name__ == "__main__":
    main()
