# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bare boards with hard edges: pcb-cases (in $AOI_TOOLS) makes cases of the pairs in $AOI_PAIRS, each tile of a
template being the one golden of an ROI. They are binarised; a look makes gray-level pictures of them."""
import collections
import glob
import json
import os
import subprocess
import tempfile

import cv2
import numpy as np

import measure

PAIRS = os.environ.get("AOI_PAIRS") or os.path.join(measure.ROOT, "..", "shared", "data", "deeppcb")
TILES = (64, 96, 128, 160)
GROUP = 5  # pictures of one board have names that begin with the same five digits
SEED = 1

# What a camera makes of ground and copper: their levels, the blur of the lens and the noise of the sensor; and by
# which part light rises or falls from one side of a tile to the other, in golden and live picture each in its
# own way.
Look = collections.namedtuple("Look", "ground copper blur noise ramp")
LOOKS = {
    "levels": Look(60, 200, 0.0, 0.0, 0.0),
    "noise": Look(60, 200, 0.0, 4.0, 0.0),
    "noise 12": Look(60, 200, 0.5, 12.0, 0.0),
    "faint": Look(60, 85, 0.5, 3.0, 0.0),
    "blur 0.4": Look(60, 200, 0.4, 3.0, 0.0),
    "blur 0.7": Look(60, 200, 0.7, 3.0, 0.0),
    "blur 1.0": Look(60, 200, 1.0, 3.0, 0.0),
    "blur 1.5": Look(60, 200, 1.5, 3.0, 0.0),
    "blur 2.0": Look(60, 200, 2.0, 3.0, 0.0),
    "ramp": Look(60, 200, 0.5, 3.0, 0.2),
}
LOOKS_TILE = 128

# Factors of the limit among which one is chosen by the groups that it is not judged by.
FACTORS = (0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.3, 1.5)


def missing():
    """Why nothing can be measured, or None."""
    if not os.access(os.path.join(measure.TOOLS, "pcb-cases"), os.X_OK):
        return f"no pcb-cases in {measure.TOOLS} (set AOI_TOOLS)"
    if not glob.glob(os.path.join(PAIRS, "**", "*_temp.jpg"), recursive=True):
        return f"no pairs NAME_temp.jpg, NAME_test.jpg in {PAIRS} (set AOI_PAIRS)"
    return None


def take(picture, look, tile, rng):
    """What a camera sees of a binarised picture."""
    levels = look.ground + picture[..., 0].astype(np.float32) * ((look.copper - look.ground) / 255)
    if look.blur > 0:
        levels = cv2.GaussianBlur(levels, (0, 0), look.blur)
    if look.ramp > 0:
        levels *= light_of(levels.shape, tile, look.ramp, rng)
    levels += rng.normal(0, 1, levels.shape).astype(np.float32) * look.noise
    return cv2.cvtColor(np.clip(levels + .5, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def light_of(shape, tile, ramp, rng):
    """Light that rises or falls across each tile of a picture, along x or y."""
    height, width = shape[:2]
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    # A triangle wave is continuous: each tile has one rise or one fall, as its neighbour has the other.
    wave = [np.abs((v / tile + shift) % 2 - 1) * 2 - 1 for v, shift in
            ((x, float(rng.integers(2))), (y, float(rng.integers(2))))]
    rise = wave[0][None, :] if rng.random() < .5 else wave[1][:, None]
    return 1 + ramp / 2 * np.broadcast_to(rise, (height, width))


def apply_look(board, look, tile, rng):
    """Takes all goldens and the frame of a board anew."""
    for path in sorted(glob.glob(os.path.join(board, "product", "pcb", "golden_rois", "*", "*"))):
        cv2.imwrite(path, take(cv2.imread(path), look, tile, rng))
    path = os.path.join(board, "frames", "frame-00000.png")
    cv2.imwrite(path, take(cv2.imread(path), look, tile, rng))


def read_rows(board, keep_pictures):
    """A verdict each, with what is needed to show the wrong ones."""
    results = os.path.join(board, "results.ndjson")
    rows = measure.load_tool("accuracy-score").load(os.path.join(board, "truth.ndjson"), results)
    with open(os.path.join(board, "product", "pcb", "rois_config_pcb.json"), encoding="utf-8") as file:
        rois = {roi["idx"]: roi for roi in json.load(file)}
    with open(results, encoding="utf-8") as file:
        found = {int(roi["roi_id"]): roi["aoi"] for roi in json.loads(file.readline())["roi_results"]}
    frame = cv2.imread(os.path.join(board, "frames", "frame-00000.png")) if keep_pictures else None
    for row in rows:
        roi, values = rois[row["idx"]], found[row["idx"]].get("values", found[row["idx"]])
        row.update(group=roi["notes"][:GROUP], name=roi["notes"], empty=roi.get("empty", False),
                   reason=found[row["idx"]].get("reason") or "", term=values.get("term"))
        if keep_pictures and row["passed"] != row["good"]:
            x1, y1, x2, y2 = roi["coords"]
            folder = os.path.join(board, "product", "pcb", "golden_rois", f"roi_{row['idx']}", "best_golden.png")
            window = values.get("window")
            row.update(golden=cv2.imread(folder), live=frame[y1:y2, x1:x2].copy(),
                       window=[window[0] - x1, window[1] - y1, *window[2:]] if window else None)
    return rows


def inspect(tile, look=None, keep_pictures=False, pairs=PAIRS):
    """All verdicts on all boards, cut into tiles of so many pixels."""
    rows = []
    rng = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory(prefix="aoi-bare-") as folder:
        subprocess.run([os.path.join(measure.TOOLS, "pcb-cases"), pairs, folder, "--tile", str(tile),
                        "--threshold", str(measure.THRESHOLD)], check=True, stdout=subprocess.DEVNULL)
        for board in sorted(glob.glob(os.path.join(folder, "board-*"))):
            if look is not None:
                apply_look(board, look, tile, rng)
            measure.inspect(os.path.join(board, "product", "pcb"),
                            os.path.join(board, "frames", "frame-%05d.png"), 1,
                            os.path.join(board, "results.ndjson"))
            rows += read_rows(board, keep_pictures)
    return rows


def count(rows):
    """Goods, how many of them are called false, bads, how many of them pass."""
    goods = [row["passed"] for row in rows if row["good"]]
    bads = [row["passed"] for row in rows if not row["good"]]
    return len(goods), len(goods) - sum(goods), len(bads), sum(bads)


def kinds(rows):
    """How much of each kind of defect passes, in per cent."""
    shares = {}
    for kind in sorted({row["defect"] for row in rows if row["defect"]}):
        passed = [row["passed"] for row in rows if row["defect"] == kind]
        shares[kind] = 100 * sum(passed) / len(passed)
    return shares


def auc(rows):
    tool = measure.load_tool("accuracy-score")
    return tool.auc([row["sim"] for row in rows if row["good"]], [row["sim"] for row in rows if not row["good"]])


def passes_at(row, factor):
    """Whether it would pass if all limits were multiplied; no limit lets pass what proves nothing."""
    similarity = row["sim"]
    difference = (1 - similarity) / .1 if similarity >= .9 else 1 + (.9 - similarity) / .2
    return similarity > 0 and difference <= factor


def errors(rows, factor):
    """False calls and escapes, both in per cent, together."""
    goods, bads = ([passes_at(row, factor) for row in rows if row["good"] == good] for good in (True, False))
    return 100 * (len(goods) - sum(goods)) / max(1, len(goods)), 100 * sum(bads) / max(1, len(bads))


def cross_validate(rows):
    """For each group of boards: its name, the factor that serves the other groups best, and what its own false
    calls and escapes are with that, and with a factor of 1."""
    for group in sorted({row["group"] for row in rows}):
        others = [row for row in rows if row["group"] != group]
        own = [row for row in rows if row["group"] == group]
        chosen = min(FACTORS, key=lambda factor: (sum(errors(others, factor)), abs(factor - 1)))
        yield group, chosen, errors(own, chosen), errors(own, 1.0)
