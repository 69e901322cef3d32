# SPDX-License-Identifier: LGPL-2.1-or-later
"""Areas where nothing may lie: foreign bodies on even and on textured ground that is drawn here, taken again with
the nuisances of accuracy-cases (in $AOI_TOOLS): shift, rotation, gain, offset, blur, noise, JPEG."""
import itertools
import json
import os
import tempfile

import cv2
import numpy as np

import measure

GROUNDS = ("flat", "grain", "weave")
SIDES = (48, 96, 160)
BODIES = (3, 5, 8)
CONTRASTS = (25, 40)
ROIS_A_KIND = 12
CLEAN_FRAMES = 24
SEED = 1


def draw_ground(kind, side, rng):
    """Even ground of some colour, with grain as of solder resist or with the weave of the glass below it; both so
    weak that a picture of it shows nothing."""
    level = rng.uniform(50, 205)
    ground = np.full((side, side, 3), level, np.float32) + rng.uniform(-12, 12, 3).astype(np.float32)
    if kind == "grain":
        grain = cv2.GaussianBlur(rng.normal(0, 1, (side, side)).astype(np.float32), (0, 0), rng.uniform(1, 2.5))
        ground += (grain / grain.std() * rng.uniform(.8, 1.6))[..., None]
    if kind == "weave":
        x, y = np.meshgrid(np.arange(side), np.arange(side))
        period = rng.uniform(9, 16)
        weave = np.sin(2 * np.pi * x / period) * np.sin(2 * np.pi * y / period)
        ground += (weave * rng.uniform(1.5, 3)).astype(np.float32)[..., None]
    return ground


def to_picture(values):
    return np.clip(values + .5, 0, 255).astype(np.uint8)


def add_body(ground, size, contrast, tool, rng):
    """A disc or a square, brighter or darker, no nearer to the border than what shifts and the outer pixels hide."""
    side = ground.shape[0]
    margin = tool.inset(ground) + 3 + size / 2
    x, y = rng.uniform(margin, side - margin, 2)
    rows, columns = np.mgrid[0:side, 0:side]
    u, v = columns - x, rows - y
    square = rng.random() < .5
    body = np.maximum(abs(u), abs(v)) < size / 2 if square else u ** 2 + v ** 2 < (size / 2) ** 2
    level = float(ground.mean())
    sign = rng.choice([-1, 1]) if 60 < level < 195 else 1 if level <= 60 else -1
    soft = cv2.GaussianBlur(body.astype(np.float32), (0, 0), .6)
    return ground + sign * contrast * soft[..., None]


def plan(rng):
    """Pairs of the side of an ROI and its ground."""
    return [(side, draw_ground(kind, side, rng), kind) for kind in GROUNDS for side in SIDES
            for _ in range(ROIS_A_KIND)]


def probes_of(number):
    """What lies in the ROIs in each frame: nothing, or a body of a size and a contrast."""
    bodies = list(itertools.product(BODIES, CONTRASTS))
    return [None] * number + bodies * (number // len(bodies))


def write_case(folder, tool, rng):
    """Writes product, frames and truth. Returns the truth: for each frame, for each ROI."""
    rois, truth = plan(rng), []
    slot = max(SIDES) + 2 * tool.MARGIN
    columns = int(np.ceil(np.sqrt(len(rois))))
    config = []
    os.makedirs(os.path.join(folder, "frames"))
    for i, (side, ground, _) in enumerate(rois):
        x, y = i % columns * slot + tool.MARGIN, i // columns * slot + tool.MARGIN
        golden = os.path.join(folder, "product", "golden_rois", f"roi_{i + 1}")
        os.makedirs(golden)
        sample = to_picture(ground + rng.normal(0, 1.5, ground.shape))
        cv2.imwrite(os.path.join(golden, "best_golden.png"), sample)
        config.append({"idx": i + 1, "type": "compare", "coords": [x, y, x + side, y + side], "empty": True,
                       "ai_threshold": measure.THRESHOLD, "feature_method": "golden"})
    with open(os.path.join(folder, "product", "rois_config_nothing.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    for number, body in enumerate(probes_of(CLEAN_FRAMES)):
        frame = np.full((-(-len(rois) // columns) * slot, columns * slot, 3), 128, np.uint8)
        for roi, (side, ground, kind) in zip(config, rois):
            view = ground if body is None else add_body(ground, *body, tool, rng)
            taken = tool.apply_nuisance(to_picture(view), tool.draw_nuisance(rng, side, side), rng)
            x, y = roi["coords"][0] - tool.MARGIN, roi["coords"][1] - tool.MARGIN
            frame[y:y + taken.shape[0], x:x + taken.shape[1]] = taken
        cv2.imwrite(os.path.join(folder, "frames", f"frame-{number:05d}.png"), frame)
        truth.append(body)
    return config, [kind for _, _, kind in rois], truth


def inspect(keep_pictures=False):
    """A verdict each: ground, side, size and contrast of the body or 0, good, passed, sim."""
    tool = measure.load_tool("accuracy-cases")
    rng = np.random.default_rng(SEED)
    rows = []
    with tempfile.TemporaryDirectory(prefix="aoi-nothing-") as folder:
        config, grounds, truth = write_case(folder, tool, rng)
        results = os.path.join(folder, "results.ndjson")
        measure.inspect(os.path.join(folder, "product"), os.path.join(folder, "frames", "frame-%05d.png"),
                        len(truth), results)
        with open(results, encoding="utf-8") as lines:
            frames = [json.loads(line) for line in lines]
        for number, (body, frame) in enumerate(zip(truth, frames)):
            found = {roi["roi_id"]: roi for roi in frame["roi_results"]}
            picture = None
            for roi, ground in zip(config, grounds):
                verdict = found[roi["idx"]]
                size, contrast = body or (0, 0)
                row = {"ground": ground, "side": roi["coords"][2] - roi["coords"][0], "size": size,
                       "contrast": contrast, "good": body is None, "passed": verdict["passed"],
                       "sim": verdict["ai_similarity"] or 0.0, "reason": verdict["aoi"].get("reason") or ""}
                rows.append(row)
                if not keep_pictures or row["good"] == row["passed"]:
                    continue
                if picture is None:
                    picture = cv2.imread(os.path.join(folder, "frames", f"frame-{number:05d}.png"))
                x1, y1, x2, y2 = roi["coords"]
                row.update(window=None, live=picture[y1:y2, x1:x2].copy(), golden=cv2.imread(os.path.join(
                    folder, "product", "golden_rois", f"roi_{roi['idx']}", "best_golden.png")))
    return rows
