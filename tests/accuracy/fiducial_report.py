#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures how well boards are found by fiducials, and whether their verdicts are those of the board at rest.

Frames of real products are composed, four fiducials of 64 pixels drawn into them, and moved by up to 40 pixels, 2 degrees
and 1 % of their size. A line each for what is found, for the verdicts of each type, for each pixel format, and for
fiducials that are covered, doubled or elsewhere. Started by tests/fiducials.sh. Ends with 1 if a target is missed.
"""
import argparse
import collections
import os
import sys
import tempfile

import cv2
import numpy as np

import fiducial_boards as boards
import measure

PRODUCTS = ("20003548", "20005411", "20001234")

# Pixels and degrees from the truth; per cent of verdicts.
MAX_OFF, MAX_TURNED = 0.3, 0.02
MIN_SAME, MIN_SAME_FORMAT = 99.5, 99.0

# Boards of one composed frame, and frames that are inspected at once.
BOARDS_A_FRAME, BATCH = 5, 5


def parse():
    parser = argparse.ArgumentParser(prog="fiducials.sh", description=__doc__)
    parser.add_argument("--boards", metavar="N", type=int, default=100, help="of each product (default 100)")
    parser.add_argument("--others", metavar="N", type=int, default=10,
                        help="boards in each other format, and with each fault (default 10)")
    parser.add_argument("--products", metavar="NAME", nargs="+", default=PRODUCTS)
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="other places and defects (default 1)")
    parser.add_argument("--changed", action="store_true", help="list the verdicts that differ")
    arguments = parser.parse_args()
    if min(arguments.boards, arguments.others) < 1:
        parser.error("arguments must be at least 1")
    return arguments


def verdicts(result):
    return {roi["roi_id"]: roi for roi in result["roi_results"]}


class Count:
    """What is gathered over all boards."""

    def __init__(self):
        self.off, self.turned, self.lost = [], [], 0
        self.same, self.total = collections.Counter(), collections.Counter()

    def add_place(self, found, matrix):
        if not found["found"]:
            self.lost += 1
            return
        marks = found["marks"]
        truth = boards.apply(matrix, [(mark["rest_x"], mark["rest_y"]) for mark in marks])
        rest = np.mean([(mark["rest_x"], mark["rest_y"]) for mark in marks], 0)
        moved = rest + (found["transform"]["dx"], found["transform"]["dy"])
        self.off.append(max(np.hypot(*(moved - boards.apply(matrix, rest))),
                            *(np.hypot(mark["x"] - x, mark["y"] - y) for mark, (x, y) in zip(marks, truth))))
        self.turned.append(abs(found["transform"]["angle"] - np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))))

    def add_verdicts(self, product, result, rest, matrix, size):
        """Yields those that differ."""
        at_rest = verdicts(rest)
        for number, roi in verdicts(result).items():
            if not boards.is_inside(matrix, product.rois[number], size):
                if roi["aoi"]["status"] != "error":
                    raise RuntimeError(f"ROI {number} is not in the frame, and no error")
                continue
            kind = roi["roi_type_name"]
            self.total[kind] += 1
            self.same[kind] += roi["passed"] == at_rest[number]["passed"]
            if roi["passed"] != at_rest[number]["passed"]:
                yield roi, at_rest[number]


def share(same, total):
    return 100 * same / total if total else 100.0


def measure_format(product, form, n, rng, count, listed, folder):
    """Boards that are moved, against those at rest in the same format."""
    size = product.frames[0].shape[1::-1]
    rests = boards.inspect(product, product.frames, form, folder)
    for first in range(0, n, BATCH):
        batch = range(first, min(first + BATCH, n))
        matrices = [boards.place(rng, size) for _ in batch]
        moved = (boards.warp(product.frames[i % len(product.frames)], matrix) for i, matrix in zip(batch, matrices))
        for i, matrix, result in zip(batch, matrices, boards.inspect(product, moved, form, folder)):
            count.add_place(result["aoi"]["fiducials"][0], matrix)
            for roi, rest in count.add_verdicts(product, result, rests[i % len(rests)], matrix, size):
                if listed:
                    print(f"differs: {product.name} {form} board {i} ROI {roi['roi_id']} {roi['roi_type_name']}: "
                          f"{roi['aoi']['score']:.3f} ({roi['aoi']['reason']}), at rest {rest['aoi']['score']:.3f} "
                          f"({rest['aoi']['reason']}), threshold {rest['aoi']['threshold']}")


def cover(frame, marks):
    x, y = marks[0]
    cv2.rectangle(frame, (x - 40, y - 40), (x + 40, y + 40), boards.GROUND, -1)


def double(frame, marks):
    """On both sides: one of them is in the range, wherever the board lies."""
    x, y = marks[1]
    boards.draw_circle(frame, x + 80, y)
    boards.draw_circle(frame, x - 80, y)


def displace(frame, marks):
    cover(frame, marks)
    boards.draw_circle(frame, marks[0][0] + 60, marks[0][1])


def measure_fault(product, spoil, n, rng, folder):
    """How many of how many ROIs are errors; a board that passes, or is called found, counts as none."""
    size = product.frames[0].shape[1::-1]
    frame = product.frames[0].copy()
    spoil(frame, product.marks)
    matrices = [boards.place(rng, size) for _ in range(n)]
    errors = total = 0
    for first in range(0, n, BATCH):
        moved = (boards.warp(frame, matrix) for matrix in matrices[first:first + BATCH])
        for result in boards.inspect(product, moved, "gbrg", folder):
            good = not result["overall_result"]["passed"] and not result["aoi"]["fiducials"][0]["found"]
            total += len(result["roi_results"])
            errors += good * sum(roi["aoi"]["status"] == "error" for roi in result["roi_results"])
    return errors, total


def report_verdicts(product, form, count, least):
    """Whether they are as they should be."""
    kinds = sorted(count.total)
    for kind in kinds:
        print(f"fiducial-verdicts product={product} format={form} type={kind} rois={count.total[kind]} "
              f"same={share(count.same[kind], count.total[kind]):.2f}", flush=True)
    return all(share(count.same[kind], count.total[kind]) >= least for kind in kinds)


def report_places(product, form, count):
    off, turned = (max(values, default=np.nan) for values in (count.off, count.turned))
    print(f"fiducial-places product={product} format={form} boards={len(count.off) + count.lost} lost={count.lost} "
          f"off={off:.3f} turned={turned:.4f}", flush=True)
    return count.lost == 0 and off <= MAX_OFF and turned <= MAX_TURNED


def measure_product(name, arguments, total):
    good = True
    rng = np.random.default_rng(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="aoi-fiducials-") as folder:
        n_frames = -(-arguments.boards // BOARDS_A_FRAME)
        product = boards.compose(name, n_frames, arguments.seed, os.path.join(folder, "composed"))
        for form in boards.FORMATS:
            count = Count()
            n = arguments.boards if form == "gbrg" else arguments.others
            measure_format(product, form, n, rng, count, arguments.changed, folder)
            good &= report_places(name, form, count)
            report_verdicts(name, form, count, 0)
            total[form].same.update(count.same)
            total[form].total.update(count.total)
        for spoil in (cover, double, displace):
            errors, n_rois = measure_fault(product, spoil, arguments.others, rng, folder)
            print(f"fiducial-faults product={name} fault={spoil.__name__} rois={n_rois} errors={errors}", flush=True)
            good &= errors == n_rois
    return good


def main():
    arguments = parse()
    reason = None if os.access(os.path.join(measure.TOOLS, "compose-frames"), os.X_OK) else (
        f"no compose-frames in {measure.TOOLS} (set AOI_TOOLS)")
    missing = [name for name in arguments.products if not os.path.isdir(os.path.join(measure.BOARDS, name))]
    if reason or missing:
        print(f"SKIP fiducials {reason or f'no products {missing} in {measure.BOARDS} (set AOI_BOARDS)'}", file=sys.stderr)
        sys.exit(0)
    total = {form: Count() for form in boards.FORMATS}
    good = all([measure_product(name, arguments, total) for name in arguments.products])
    for form, count in total.items():
        good &= report_verdicts("all", form, count, MIN_SAME if form == "gbrg" else MIN_SAME_FORMAT)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
