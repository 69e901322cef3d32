#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether `aoi challenge` is right: its escapes against those of accuracy-cases. Speaks TAP.

Both draw defects of the same kinds into the same products, by other means. Without the tools in
$AOI_TOOLS and the products in $AOI_BOARDS the test is skipped. Figures of other products, or of more
cases: challenge.py [--frames N] [--seeds N] PRODUCT...
"""
import argparse
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile

import measure

PRODUCTS = ("01858512", "20003548", "20005411") if "AOI_TEST_LONG" in os.environ else ("20005411",)
GOLDENS = 3
N_FRAMES = 96
N_SEEDS = 1
MAX_DIFFERENCE = 5.0

# Of fewer cases a single one would count more than the difference.
MIN_CASES = 60

# The kinds of accuracy-cases and what the challenge calls them.
KINDS = {"missing": "missing", "wrong": "wrong", "rot180": "turned-180", "rot90": "turned-90",
         "tilt": "tilt", "displaced": "displaced", "patch": "patch", "blob": "blob",
         "bridge": "bridge", "colour": "colour"}

n_tests = 0


def check(good, name):
    global n_tests
    n_tests += 1
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def skip(reason):
    print(f"SKIP challenge {reason}", file=sys.stderr)
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def challenge(product):
    """The report on a product folder. It says 1 where an ROI catches little, which is no error here."""
    done = subprocess.run(["aoi", "challenge", "--json", product], check=False, text=True,
                          stdout=subprocess.PIPE)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"aoi challenge ended with {done.returncode}")
    return json.loads(done.stdout)


def size_of(case, side):
    """The size of a defect of accuracy-cases in the unit of the challenge; None where it is not known."""
    if case["defect"] == "tilt":
        return 90 * case["size"]
    if case["defect"] in ("displaced", "patch", "blob", "bridge"):
        return case["size"] * side
    return None


def escape_rate(kind, size):
    """The share of defects of a size that pass, between the sizes that were drawn; None if there are
    none. Without a size that of the usual ones."""
    points = [(level["size"], 1 - level["caught"] / level["drawn"]) for level in kind["sizes"]
              if level["drawn"] > 0]
    if not points or size is None:
        return kind["escapes"]
    below = [point for point in points if point[0] <= size]
    above = [point for point in points if point[0] >= size]
    if not below or not above:
        return (below or above)[-1 if below else 0][1]
    (x1, y1), (x2, y2) = below[-1], above[0]
    return y1 if x1 == x2 else y1 + (y2 - y1) * (size - x1) / (x2 - x1)


def compare_cases(truth_path, results_path, report, found):
    """Adds to found[kind] a pair for each drawn defect that both know: whether it passed, and how likely
    the challenge holds that."""
    rois = {roi["idx"]: roi for roi in report["rois"] if roi["challenged"]}
    with open(truth_path, encoding="utf-8") as truths, open(results_path, encoding="utf-8") as results:
        for truth, result in zip(map(json.loads, truths), map(json.loads, results)):
            passed = {roi["roi_id"]: roi["passed"] for roi in result["roi_results"]}
            for case in truth["rois"]:
                roi = rois[case["idx"]]
                kinds = {kind["kind"]: kind for kind in roi["kinds"]}
                if case["src"] != "self" or KINDS.get(case["defect"]) not in kinds:
                    continue
                rate = escape_rate(kinds[KINDS[case["defect"]]],
                                   size_of(case, min(roi["width"], roi["height"])))
                if rate is not None:
                    found[case["defect"]].append((passed[case["idx"]], rate))


def compare_product(product, seeds, n_frames):
    found = collections.defaultdict(list)
    for seed in range(1, seeds + 1):
        with tempfile.TemporaryDirectory(prefix="aoi-challenge-") as folder:
            pair = measure.make_case(measure.BOARDS, product, GOLDENS, seed, n_frames, None, folder)
            (config,) = glob.glob(os.path.join(folder, "product", "*"))
            compare_cases(*pair, challenge(config), found)
    for defect in KINDS:
        if not found[defect]:
            continue
        drawn, foretold = (100 * sum(column) / len(found[defect]) for column in zip(*found[defect]))
        text = (f"{product} {defect}: {drawn:.1f} % of {len(found[defect])} pass,"
                f" challenge {foretold:.1f} %")
        if len(found[defect]) >= MIN_CASES:
            check(abs(drawn - foretold) <= MAX_DIFFERENCE, text)
        else:
            print(f"# {text}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("products", metavar="PRODUCT", nargs="*", default=PRODUCTS)
    parser.add_argument("--frames", metavar="N", type=int, default=N_FRAMES)
    parser.add_argument("--seeds", metavar="N", type=int, default=N_SEEDS)
    arguments = parser.parse_args()
    reason = measure.missing()
    if reason:
        skip(reason)
    for product in arguments.products:
        if not os.path.isdir(os.path.join(measure.BOARDS, product)):
            skip(f"no product {product} in {measure.BOARDS} (set AOI_BOARDS)")
    for product in arguments.products:
        compare_product(product, arguments.seeds, arguments.frames)
    print(f"1..{n_tests}")


if __name__ == "__main__":
    main()
