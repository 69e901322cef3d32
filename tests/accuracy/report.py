#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures the comparison with goldens on cases of real products. Started by tests/accuracy.sh."""
import argparse
import concurrent.futures
import math
import os
import sys

import exhaustive
import measure
import teach


BAYER_ORDERS = ("bggr", "gbrg", "grbg", "rggb")


def parse():
    parser = argparse.ArgumentParser(prog="accuracy.sh", description=__doc__)
    parser.add_argument("--products", metavar="DIR", default=measure.BOARDS,
                        help="folder of product folders (default: %(default)s)")
    parser.add_argument("--seeds", metavar="N", type=int, default=3, help="seeds 1 to N (default 3)")
    parser.add_argument("--goldens", metavar="\"K ...\"", default="1 3 5",
                        help="goldens an ROI has at most (default \"1 3 5\")")
    parser.add_argument("--frames", metavar="N", type=int, default=24, help="frames a case (default 24)")
    parser.add_argument("--bayer", metavar="ORDER", nargs="?", const="gbrg", choices=BAYER_ORDERS,
                        help="inspect mosaics of the frames: " + ", ".join(BAYER_ORDERS) + " (default gbrg)")
    parser.add_argument("--exhaustive", action="store_true",
                        help="instead: is each verdict that of trying every golden alone? Exits 1 if not")
    arguments = parser.parse_args()
    try:
        arguments.goldens = [int(word) for word in arguments.goldens.split()]
    except ValueError:
        parser.error(f"argument --goldens: numbers from 1, is \"{arguments.goldens}\"")
    if not arguments.goldens or min(arguments.goldens) < 1:
        parser.error("argument --goldens: numbers from 1")
    if arguments.seeds < 1 or arguments.frames < 2:
        parser.error("argument --seeds must be at least 1, --frames at least 2")
    return arguments


def skip(reason):
    print(f"SKIP accuracy {reason}")
    print(f"SKIP accuracy {reason}", file=sys.stderr)
    sys.exit(0)


def cell(value):
    return "     -" if value is None or math.isnan(value) else f"{value:6.2f}"


def print_table(reports):
    """Which share of each defect passes, for each number of goldens; drawn in taught and real samples."""
    print("escapes, %   " + "".join(f"  K={k} self  real" for k in reports))
    columns = [measure.defects(report, source) for report in reports.values() for source in ("self", "real")]
    for defect in sorted(set().union(*columns)):
        print(f"{defect:12s} " + " ".join(f"  {cell(column.get(defect))}" if i % 2 == 0 else cell(column.get(defect))
                                          for i, column in enumerate(columns)))


def print_summary(name, k, report):
    values = measure.summary(report)
    figures = " ".join(f"{key}={values[key]:.{5 if key.startswith('auc') else 2}f}" for key in
                       ("escapes_self", "false_self", "escapes_real", "false_real", "auc_self")
                       if key in values)
    print(f"accuracy set={name} k={k} {figures}")


def print_teach(name, boards, products):
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        counts = list(pool.map(lambda product: teach.measure_product(os.path.join(boards, product)), products))
    for product, (n, called) in [*zip(products, counts), ("all", tuple(map(sum, zip(*counts))))]:
        if n > 0:
            print(f"teach set={name} product={product} samples={n} called={100 * called / n:.1f}")


def print_exhaustive(name, arguments, products):
    """Returns 1 if a view failed that one of the goldens alone lets pass."""
    worst = 0
    for k in arguments.goldens:
        counts = exhaustive.count(arguments.products, products, k, range(1, arguments.seeds + 1),
                                  arguments.frames)
        print(f"exhaustive set={name} k={k} views={counts.views} passed={counts.passed} "
              f"together={counts.together} missed={counts.missed}")
        worst = max(worst, min(counts.missed, 1))
    return worst


def main():
    arguments = parse()
    reason = measure.missing()
    if reason:
        skip(reason)
    if not os.path.isdir(arguments.products):
        skip(f"no folder {arguments.products} (set AOI_BOARDS, or --products)")
    products = measure.products_in(arguments.products)
    if not products:
        skip(f"no product with goldens in {arguments.products}")
    shown = os.path.realpath(arguments.products) == os.path.realpath(measure.BOARDS)
    name = "shown" if shown else os.path.basename(os.path.realpath(arguments.products))
    if arguments.exhaustive:
        sys.exit(print_exhaustive(name, arguments, products))
    if arguments.bayer:
        name += f"-{arguments.bayer}"
    reports = {}
    for k in arguments.goldens:
        print(f"measuring {len(products)} products with up to {k} goldens an ROI", file=sys.stderr)
        reports[k] = measure.score(arguments.products, products, k, range(1, arguments.seeds + 1),
                                   arguments.frames, arguments.bayer)
    print_table(reports)
    for k, report in reports.items():
        print_summary(name, k, report)
    if not arguments.bayer:
        print_teach(name, arguments.products, products)


if __name__ == "__main__":
    main()
