#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Inspects composed frames of real products and counts how many verdicts are right. Speaks TAP.

compose-frames (in $AOI_TOOLS) makes frames with known truth of the products in $AOI_BOARDS, which are inspected as
they are and as Bayer mosaics of the same content. Without these folders the test is skipped.
"""
import collections
import json
import math
import os
import re
import subprocess
import sys
import tempfile

import numpy

import json_log

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.environ.get("AOI_TOOLS") or os.path.join(ROOT, "..", "shared", "tools")
BOARDS = os.environ.get("AOI_BOARDS") or os.path.join(ROOT, "..", "shared", "data", "boards")
PRODUCTS = ("20003548", "20005411", "20001234")
# Names, caps, and the channel of BGR at each place of a cell of 2 x 2 pixels.
FORMATS = {"gbrg": ("video/x-bayer,format=gbrg", (1, 0, 2, 1)), "bgr": ("video/x-raw,format=BGR", None)}
N_FRAMES = 10 if "AOI_TEST_LONG" in os.environ else 2
DEFECTS = 0.1
EXTRA = 6
SEED = 1

MIN_RIGHT = 0.95
JUDGED = ("barcode", "ocr", "color")
MIN_AGREED = 0.98

n_tests = 0


def check(good, name):
    global n_tests
    n_tests += 1
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def note(text):
    print(f"# {text}", flush=True)


def skip(reason):
    print(f"SKIP boards {reason}", file=sys.stderr)
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compose(product, folder):
    """Returns the width and height of the frames."""
    subprocess.run([os.path.join(TOOLS, "compose-frames"), os.path.join(BOARDS, product), "--out", folder,
                    "--count", str(N_FRAMES), "--seed", str(SEED), "--defects", str(DEFECTS),
                    "--extra", str(EXTRA), "--format", "bgr"], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "caps"), encoding="utf-8") as file:
        return [int(side) for side in re.search(r"width=(\d+),height=(\d+)", file.read()).groups()]


def write_mosaics(folder, size, channels):
    """Of each frame what a camera with colour filters sees of it, in a folder of their own."""
    width, height = size
    os.mkdir(os.path.join(folder, "mosaics"))
    for name in os.listdir(os.path.join(folder, "frames")):
        frame = numpy.fromfile(os.path.join(folder, "frames", name), numpy.uint8).reshape(height, width, 3)
        mosaic = numpy.empty((height, width), numpy.uint8)
        for place, channel in enumerate(channels):
            y, x = divmod(place, 2)
            mosaic[y::2, x::2] = frame[y::2, x::2, channel]
        mosaic.tofile(os.path.join(folder, "mosaics", name))


def inspect(product, form, folder, size):
    """The reports of all frames of a folder in this format."""
    caps, channels = FORMATS[form]
    if channels:
        write_mosaics(folder, size, channels)
    frames = os.path.join(folder, "mosaics" if channels else "frames")
    out = os.path.join(folder, f"{form}.ndjson")
    subprocess.run(["gst-launch-1.0", "-q", "multifilesrc",
                    f"location={frames}/frame-%05d.raw", f"stop-index={N_FRAMES - 1}",
                    f"caps={caps},width={size[0]},height={size[1]},framerate=7/1", "!", "aoiinspect",
                    f"product={folder}/product/{product}", "!", "aoijson", "!", "filesink", f"location={out}"], check=True)
    json_log.keep(out)
    return read_lines(out)


def is_similarity(value):
    return isinstance(value, (int, float)) and math.isfinite(value) and 0 <= value <= 1


def check_account(name, frames, truths):
    """Every frame is there, in order, with a verdict on every ROI."""
    numbers = [frame["aoi"]["frame"] for frame in frames]
    check(numbers == list(range(N_FRAMES)), f"{name}: no frame goes missing")
    rois = [[roi["roi_id"] for roi in frame["roi_results"]] for frame in frames]
    check(rois == [sorted(t["idx"] for t in truth["rois"]) for truth in truths],
          f"{name}: every ROI of every frame is reported")


def check_compare(name, frames):
    rois = [roi for frame in frames for roi in frame["roi_results"] if roi["roi_type_name"] == "compare"]
    check(rois and all(roi["aoi"]["status"] in ("pass", "fail") for roi in rois),
          f"{name}: {len(rois)} compare verdicts, none an error")
    check(all(is_similarity(roi.get("ai_similarity"))
              and (roi["ai_similarity"] >= roi["threshold"] - 1e-8) == roi["passed"]
              and roi["match_result"] == ("Match" if roi["passed"] else "Different") for roi in rois),
          f"{name}: ai_similarity is there and agrees with the verdict")


def count(name, frames, truths, right, total):
    """Adds to what is right and total by type; prints each verdict that is wrong. Of compare ROIs no
    rate is asked: a composed part is a sample that operators taught because it had been called false.
    """
    for frame, truth in zip(frames, truths):
        truth_of = {roi["idx"]: roi for roi in truth["rois"]}
        for roi in frame["roi_results"]:
            kind, expected = roi["roi_type_name"], truth_of[roi["roi_id"]]
            total[kind] += 1
            right[kind] += roi["passed"] == expected["good"]
            right[kind, "escapes"] += roi["passed"] and not expected["good"]
            if roi["passed"] != expected["good"] and kind in JUDGED:
                note(f"{name} frame {truth['frame']} ROI {roi['roi_id']} {kind}: {roi['aoi']['status']}"
                     f" ({roi['aoi']['reason']}), truth: {expected['defect'] or 'good'}"
                     f" {expected['text'] or ''}")


def verdicts(frames):
    return {(frame["aoi"]["frame"], roi["roi_id"]): roi["passed"]
            for frame in frames for roi in frame["roi_results"]}


def check_product(product, right, total):
    """How many verdicts both formats agree on, of how many."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="aoi-boards-") as folder:
        size = compose(product, folder)
        truths = read_lines(os.path.join(folder, "truth.ndjson"))
        for form in FORMATS:
            name = f"{product} {form}"
            frames = inspect(product, form, folder, size)
            check_account(name, frames, truths)
            check_compare(name, frames)
            count(name, frames, truths, right[form], total[form])
            found[form] = verdicts(frames)
    bayer, whole = (found[form] for form in FORMATS)
    return sum(bayer[key] == whole.get(key) for key in bayer), len(bayer)


def main():
    if not os.access(os.path.join(TOOLS, "compose-frames"), os.X_OK):
        skip(f"no compose-frames in {TOOLS} (set AOI_TOOLS)")
    for product in PRODUCTS:
        if not os.path.isdir(os.path.join(BOARDS, product)):
            skip(f"no product {product} in {BOARDS} (set AOI_BOARDS)")
    right = {form: collections.Counter() for form in FORMATS}
    total = {form: collections.Counter() for form in FORMATS}
    agreed = [check_product(product, right, total) for product in PRODUCTS]
    for form in FORMATS:
        for kind in (*JUDGED, "compare"):
            r, n = right[form][kind], total[form][kind]
            text = f"{form}: {r} of {n} {kind} verdicts right ({100 * r / max(n, 1):.1f} %)"
            if kind in JUDGED:
                check(n > 0 and r >= MIN_RIGHT * n, text)
            else:
                note(f"{text}; {right[form][kind, 'escapes']} defects passed")
    same, n = (sum(column) for column in zip(*agreed))
    check(n > 0 and same >= MIN_AGREED * n, f"both formats agree on {same} of {n} ROIs ({100 * same / n:.1f} %)")
    print(f"1..{n_tests}")


if __name__ == "__main__":
    main()
