#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small, fast part of tests/accuracy.sh, with limits. Speaks TAP.

Without the tools in $AOI_TOOLS and the products in $AOI_BOARDS the test is skipped.
"""
import os
import sys

import measure

PRODUCTS = ("01858512", "20003548", "20004960", "20005411")
GOLDENS = 3
N_FRAMES = 16
SEEDS = (1,)

# Per cent: the limits of the whole measurement; one case more of local defects, of which there are few.
MAX_FALSE_SELF = 0.3
MAX_ESCAPES_SELF = 0.8
MAX_ESCAPES_REAL = 0.5
MIN_AUC_SELF = 0.9995
NEVER_PASS = ("missing", "wrong", "rot180", "rot90", "tilt", "displaced", "offset", "invert")
MAX_COLOUR = 4.0
MAX_LOCAL = 4.0
LOCAL = ("blob", "bridge", "patch")

n_tests = 0


def check(good, name):
    global n_tests
    n_tests += 1
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def skip(reason):
    print(f"SKIP compare {reason}", file=sys.stderr)
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def check_summary(values):
    false_self, auc = values["false_self"], values["auc_self"]
    check(false_self <= MAX_FALSE_SELF, f"{false_self:.2f} % of good parts are called false")
    check(values["escapes_self"] <= MAX_ESCAPES_SELF, f"{values['escapes_self']:.2f} % of defects pass")
    check(values["escapes_real"] <= MAX_ESCAPES_REAL,
          f"{values['escapes_real']:.2f} % of defects in parts that are no golden pass")
    check(auc >= MIN_AUC_SELF, f"similarities tell good from bad (AUC {auc:.5f})")


def check_defects(escapes):
    for defect in NEVER_PASS:
        check(escapes.get(defect) == 0, f"no part passes that is {defect}: {escapes.get(defect)} %")
    for defect in LOCAL:
        check(escapes[defect] <= MAX_LOCAL, f"{escapes[defect]:.2f} % of {defect} pass")
    check(escapes["colour"] <= MAX_COLOUR, f"{escapes['colour']:.2f} % of wrong colours pass")


def main():
    reason = measure.missing()
    if reason:
        skip(reason)
    for product in PRODUCTS:
        if not os.path.isdir(os.path.join(measure.BOARDS, product)):
            skip(f"no product {product} in {measure.BOARDS} (set AOI_BOARDS)")
    report = measure.score(measure.BOARDS, PRODUCTS, GOLDENS, SEEDS, N_FRAMES)
    check_summary(measure.summary(report))
    check_defects(measure.defects(report, "self"))
    print(f"1..{n_tests}")


if __name__ == "__main__":
    main()
