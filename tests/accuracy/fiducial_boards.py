# SPDX-License-Identifier: LGPL-2.1-or-later
"""Composed frames of real products with fiducials drawn in, as boards that lie anywhere, in several pixel formats."""
import collections
import glob
import json
import os
import subprocess

import cv2
import numpy as np

import measure

# Room around the frame, into which boards may move.
MARGIN = 240
SIZE = 64
SEARCH = 128
# A plate around each fiducial, as the solder mask leaves one free.
PLATE = 150
GROUND, BRIGHT = (40, 60, 40), (225, 230, 230)
# Where fiducials are wanted, from the middle of the frame: they must not leave their range when the board turns.
WANTED = ((-1700, -1200), (1700, -1200), (1700, 1200), (-1700, 1200))
FIRST_ID = 901
EXTRA = 6

# How far boards lie off at most: pixels, degrees, and part of their size.
MAX_SHIFT, MAX_ANGLE, MAX_STRETCH = 40.0, 2.0, 0.01

Product = collections.namedtuple("Product", "name folder frames rois marks")


def is_free(x, y, rois):
    half = PLATE // 2 + 8
    return all(x + half <= left or x - half >= right or y + half <= top or y - half >= bottom
               for left, top, right, bottom in rois)


def find_spot(wanted, size, rois):
    """The place nearest to the one that is wanted where no ROI is."""
    x, y = size[0] // 2 + wanted[0], size[1] // 2 + wanted[1]
    steps = sorted(((i * 40, k * 40) for i in range(-20, 21) for k in range(-20, 21)), key=lambda s: np.hypot(*s))
    return next((x + dx, y + dy) for dx, dy in steps if is_free(x + dx, y + dy, rois))


def draw_circle(frame, x, y, diameter=SIZE, colour=BRIGHT):
    """Its centre is where four pixels meet, as coordinates count."""
    shift = 4
    cv2.circle(frame, ((x << shift) - 8, (y << shift) - 8), diameter << (shift - 1), colour, -1, cv2.LINE_AA, shift)


def draw_marks(frame, marks):
    for x, y in marks:
        half = PLATE // 2
        cv2.rectangle(frame, (x - half, y - half), (x + half - 1, y + half - 1), GROUND, -1)
        draw_circle(frame, x, y)


def add_marks(path, marks, max_residual=3):
    """Moves the ROIs of a product file into the frame with margins, and adds fiducials of the whole frame."""
    with open(path, encoding="utf-8") as file:
        product = json.load(file)
    rois = product if isinstance(product, list) else product["rois"]
    for roi in rois:
        roi["coords"] = [side + MARGIN for side in roi["coords"]]
    half = SIZE // 2 + 4
    rois += [{"idx": FIRST_ID + i, "type": "fiducial", "coords": [x - half, y - half, x + half, y + half],
              "device_location": 0, "shape": "circle", "size": SIZE, "search": SEARCH, "max_residual": max_residual}
             for i, (x, y) in enumerate(marks)]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(product, file)


def compose(name, count, seed, folder, defects=0.1):
    """A product with fiducials, and its frames at rest as arrays of BGR."""
    subprocess.run([os.path.join(measure.TOOLS, "compose-frames"), os.path.join(measure.BOARDS, name), "--out", folder,
                    "--count", str(count), "--seed", str(seed), "--defects", str(defects), "--extra", str(EXTRA),
                    "--format", "png"], check=True, stdout=subprocess.DEVNULL)
    (path,) = glob.glob(os.path.join(folder, "product", "*", "rois_config_*.json"))
    with open(path, encoding="utf-8") as file:
        product = json.load(file)
    listed = product if isinstance(product, list) else product["rois"]
    rois = {roi["idx"]: [side + MARGIN for side in roi["coords"]] for roi in listed}
    frames = []
    for frame in sorted(glob.glob(os.path.join(folder, "frames", "*.png"))):
        frames.append(cv2.copyMakeBorder(cv2.imread(frame), *[MARGIN] * 4, cv2.BORDER_REFLECT))
        os.unlink(frame)
    size = frames[0].shape[1::-1]
    marks = [find_spot(wanted, size, rois.values()) for wanted in WANTED]
    for frame in frames:
        draw_marks(frame, marks)
    add_marks(path, marks)
    return Product(name, os.path.dirname(path), frames, rois, marks)


def place(rng, size):
    """How a board lies: a matrix of two rows, of coordinates whose whole numbers are pixels' edges."""
    angle = np.radians(rng.uniform(-MAX_ANGLE, MAX_ANGLE))
    scale = 1 + rng.uniform(-MAX_STRETCH, MAX_STRETCH)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array(size) / 2
    shift = rng.uniform(-MAX_SHIFT, MAX_SHIFT, 2)
    return np.column_stack([turn, middle + shift - turn @ middle])


def warp(frame, matrix):
    """OpenCV counts from the centres of pixels."""
    half = np.array([.5, .5])
    moved = np.column_stack([matrix[:, :2], matrix[:, :2] @ half + matrix[:, 2] - half])
    return cv2.warpAffine(frame, moved, frame.shape[1::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)


def apply(matrix, points):
    return np.asarray(points, float) @ matrix[:, :2].T + matrix[:, 2]


def is_inside(matrix, rect, size):
    """Whether an ROI is in the frame when the board lies so."""
    left, top, right, bottom = rect
    corners = apply(matrix, [(left, top), (right, top), (right, bottom), (left, bottom)])
    return bool((corners >= 2).all() and (corners <= np.array(size) - 2).all())


def to_nv12(frame):
    planar = cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420)
    height, width = frame.shape[:2]
    chroma = planar[height:].reshape(2, height // 2, width // 2)
    return np.concatenate([planar[:height].ravel(), np.stack([chroma[0], chroma[1]], -1).ravel()])


def to_gray16(frame):
    return cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).astype("<u2") * 257


def to_mosaic(frame):
    return measure.load_tool("compose-frames").mosaic(frame, "gbrg")


FORMATS = {
    "gbrg": ("video/x-bayer,format=gbrg", to_mosaic),
    "rgb": ("video/x-raw,format=RGB", lambda frame: np.ascontiguousarray(frame[..., ::-1])),
    "nv12": ("video/x-raw,format=NV12,colorimetry=bt601", to_nv12),
    "gray16": ("video/x-raw,format=GRAY16_LE", to_gray16),
}


def inspect(product, frames, form, folder):
    """The results of frames in a format."""
    caps, convert = FORMATS[form]
    n = 0
    for n, frame in enumerate(frames, 1):
        convert(frame).tofile(os.path.join(folder, f"frame-{n - 1:05d}.raw"))
        height, width = frame.shape[:2]
    out = os.path.join(folder, "results.ndjson")
    subprocess.run(["gst-launch-1.0", "-q", "multifilesrc", f"location={folder}/frame-%05d.raw", f"stop-index={n - 1}",
                    f"caps={caps},width={width},height={height},framerate=7/1", "!", "aoiinspect",
                    f"product={product.folder}", "post-messages=none", "!", "aoijson", "timing=false", "!", "filesink",
                    f"location={out}"], check=True)
    with open(out, encoding="utf-8") as lines:
        results = [json.loads(line) for line in lines]
    if len(results) != n:
        raise RuntimeError(f"{product.name}: {n} frames, but {len(results)} results")
    return results
