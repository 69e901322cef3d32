#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The fake camera's picture, whose pixels are (x + y + frame id) mod 255 at an exposure of 10 ms.

Without arguments prints a product of it. With a product and the results of its inspection, a JSON object a
line, checks each: the pixel of ROI 1 gives the frame id; all others must be what follows from that.
"""
import json
import random
import sys

DARK = {"name": "dark", "lower": [0, 0, 0], "upper": [122, 122, 122]}


def make_product():
    draw = random.Random(1)
    rois = [{"idx": 1, "type": 4, "coords": [0, 0, 1, 1], "color_ranges": [DARK | {"threshold": 0.0}]}]
    for idx in range(2, 12):
        x, y, width, height = (draw.randrange(n) for n in (440, 200, 70, 50))
        rois.append({"idx": idx, "type": 4, "coords": [x, y, x + width + 1, y + height + 1],
                     "color_ranges": [DARK | {"threshold": draw.choice([10.0, 50.0, 90.0])}]})
    return rois


def dark_percentage(coords, frame):
    left, top, right, bottom = coords
    n = sum((x + y + frame) % 255 <= 122 for x in range(left, right) for y in range(top, bottom))
    return 100 * n / ((right - left) * (bottom - top))


def check(rois, line):
    results = {result["roi_id"]: result for result in json.loads(line)["roi_results"]}
    frame = results[1]["aoi"]["values"]["mean-color"][0]
    for roi in rois[1:]:
        found = results[roi["idx"]]
        truth = dark_percentage(roi["coords"], frame)
        if (abs(found["match_percentage_raw"] - truth) > 1e-9
                or found["passed"] != (truth >= roi["color_ranges"][0]["threshold"])):
            sys.exit(f"a frame of {frame} mod 255: {truth} % of ROI {roi['idx']} are dark, not as in {found}")
    return frame


if len(sys.argv) == 1:
    print(json.dumps(make_product()))
else:
    with open(sys.argv[1], encoding="utf-8") as file:
        product = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        seen = {check(product, line) for line in file}
    print(f"{len(seen)} different frames")
    if len(seen) < 100:
        sys.exit("the camera's frames are too much alike")
