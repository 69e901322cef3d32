# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the programs that measure OCR share: labels on a frame, inspected by a pipeline, and rates.

Verdicts are those of aoiinspect in gst-launch-1.0, as the environment has it.
"""
import collections
import json
import os
import resource
import subprocess
import tempfile

import cv2
import numpy as np

import json_log

FRAME_WIDTH = 4096
GAP = 4
LABELS_A_FRAME = 300  # a product has up to 1000 ROIs
LEGIBLE = 14  # pixels of x-height
WORD_LEVEL = "5"  # of the command's tables

# Characters that Tesseract and people take for each other.
ALIKE = {a: b for pair in ("0O", "1I", "5S", "8B", "2Z", "6G", "VY", "EF", "CG", "UV", "MN", "PR", "DO", "37")
         for a, b in (pair, pair[::-1])}


def fold(text):
    """As OCR texts are compared: white space in one manner."""
    return " ".join(text.split())


def place(crops):
    """A corner for each crop, in rows on a frame, and the frame's height."""
    corners, x, y, row = [], GAP, GAP, 0
    for crop in crops:
        height, width = crop.shape[:2]
        if x + width + GAP > FRAME_WIDTH:
            x, y, row = GAP, y + row + GAP, 0
        corners.append((x, y))
        x, row = x + width + GAP, max(row, height)
    return corners, y + row + GAP


def write_product(folder, crops, corners, rois):
    """The crops on one frame, and a product whose ROIs show them. A ROI: (crop, rotation, keys)."""
    name = os.path.basename(folder)
    height = corners[1]
    frame = np.full((height, FRAME_WIDTH, 3), 128, np.uint8)
    for crop, (x, y) in zip(crops, corners[0]):
        frame[y:y + crop.shape[0], x:x + crop.shape[1]] = crop
    os.mkdir(folder)
    frame.tofile(os.path.join(folder, "frame-0.raw"))
    config = []
    for i, (crop, rotation, keys) in enumerate(rois):
        x, y = corners[0][crop]
        config.append({"idx": i + 1, "type": 3, "rotation": rotation,
                       "coords": [x, y, x + crops[crop].shape[1], y + crops[crop].shape[0]], **keys})
    with open(os.path.join(folder, f"rois_config_{name}.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    return f"video/x-raw,format=RGB,width={FRAME_WIDTH},height={height},framerate=7/1"


def run(folder, caps, n_frames=1):
    """The ROI results of the first frame of a product, in the order of its ROIs."""
    out = os.path.join(folder, "results.ndjson")
    subprocess.run(["gst-launch-1.0", "-q", "multifilesrc", f"location={folder}/frame-%d.raw",
                    f"stop-index={n_frames - 1}", f"caps={caps}", "!", "aoiinspect", f"product={folder}",
                    "post-messages=none", "!", "aoijson", "!", "filesink", f"location={out}"], check=True)
    json_log.keep(out)
    with open(out, encoding="utf-8") as lines:
        return json.loads(lines.readline())["roi_results"]


def inspect(labels, keys_of):
    """Inspects all labels; keys_of(label) gives the further keys of each ROI of that label. Returns a
    list of ROI results a label.
    """
    results = []
    with tempfile.TemporaryDirectory(prefix="aoi-ocr-") as folder:
        for first in range(0, len(labels), LABELS_A_FRAME):
            part = labels[first:first + LABELS_A_FRAME]
            crops = [label.turned() for label in part]
            rois = [(i, label.rotation, keys) for i, label in enumerate(part) for keys in keys_of(label)]
            name = os.path.join(folder, f"labels{first}")
            found = run(name, write_product(name, crops, place(crops), rois))
            grouped = collections.defaultdict(list)
            for (i, _, _), roi in zip(rois, found):
                grouped[i].append(roi)
            results += [grouped[i] for i in range(len(part))]
    return results


def time_line(labels, n_frames=4):
    """CPU milliseconds that each further label of one line takes, by those of further frames."""
    spent = []
    with tempfile.TemporaryDirectory(prefix="aoi-ocr-") as folder:
        name = os.path.join(folder, "labels")
        crops = [label.turned() for label in labels]
        rois = [(i, label.rotation, {"expected_text": label.text}) for i, label in enumerate(labels)]
        caps = write_product(name, crops, place(crops), rois)
        for i in range(1, n_frames):
            os.link(os.path.join(name, "frame-0.raw"), os.path.join(name, f"frame-{i}.raw"))
        for n in (1, n_frames):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            run(name, caps, n)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * (spent[1] - spent[0]) / ((n_frames - 1) * len(labels))


def command(labels, psm):
    """What the tesseract command reads on the upright crops."""
    words = [[] for _ in labels]
    with tempfile.TemporaryDirectory(prefix="aoi-ocr-") as folder:
        names = [os.path.join(folder, f"{label.number:05d}.png") for label in labels]
        for label, name in zip(labels, names):
            cv2.imwrite(name, cv2.cvtColor(label.crop, cv2.COLOR_RGB2BGR))
        listed = os.path.join(folder, "list.txt")
        with open(listed, "w", encoding="utf-8") as file:
            file.writelines(name + "\n" for name in names)
        done = subprocess.run(["tesseract", listed, "-", "--psm", str(psm), "tsv"], check=True, text=True,
                              env={**os.environ, "OMP_THREAD_LIMIT": "1"}, capture_output=True)
    for row in done.stdout.splitlines():
        cells = row.split("\t")
        if cells[0] == WORD_LEVEL:
            words[int(cells[1]) - 1].append(cells[11])
    return [fold(" ".join(part)) for part in words]


def change(label, alike):
    """The label's text with one character that is another one, a look-alike or none."""
    rng = np.random.default_rng([label.number, alike])
    text = label.text
    places = [i for i, c in enumerate(text) if not c.isspace() and (not alike or c.upper() in ALIKE)]
    if not places:
        return change(label, False)
    i = int(rng.choice(places))
    others = [c for c in "ACDEFHKLMPRTUXY3479" if c not in (text[i].upper(), ALIKE.get(text[i].upper()))]
    other = ALIKE[text[i].upper()] if alike else str(rng.choice(others))
    return text[:i] + other + text[i + 1:]


def measure(labels):
    """For each label: what was read; whether its text, one with a look-alike and one with another
    character in it are taken as expected.
    """
    rois = inspect(labels, lambda label: [{"expected_text": text} for text in (
        label.text, change(label, True), change(label, False))])
    return [{"text": fold(three[0]["aoi"]["values"]["text"]), "accepts": [roi["passed"] for roi in three]}
            for three in rois]


def rates(labels, measured):
    """Per cent: texts read exactly, expected texts passed, changed ones passed, verdicts right."""
    n = len(labels)
    exact = sum(m["text"] == fold(label.text) for label, m in zip(labels, measured))
    passed = sum(m["accepts"][0] for m in measured)
    false = sum(sum(m["accepts"][1:]) for m in measured)
    return {"exact": 100 * exact / n, "passed": 100 * passed / n, "false": 100 * false / (2 * n),
            "right": 100 * (passed + 2 * n - false) / (3 * n)}
