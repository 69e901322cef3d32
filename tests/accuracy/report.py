#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures the comparison with goldens: on cases of real products, on bare boards with hard edges, binarised and in
gray levels, and on areas where nothing may lie. Started by tests/accuracy.sh."""
import argparse
import concurrent.futures
import math
import os
import sys

import exhaustive
import measure
import report_others
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
    parser.add_argument("--only", metavar="\"SET ...\"", default="products bare looks nothing",
                        help="what to measure: products; bare: bare boards by size of tiles; looks: the same as a "
                        "camera sees them; nothing: areas where nothing may lie (default \"%(default)s\")")
    parser.add_argument("--tiles", metavar="\"N ...\"", default="64 96 128 160",
                        help="sizes of tiles of bare boards (default \"%(default)s\")")
    parser.add_argument("--sheets", metavar="DIR",
                        help="write pictures of the worst verdicts on bare boards and empty areas there")
    parser.add_argument("--exhaustive", action="store_true",
                        help="instead: is each verdict that of trying every golden alone? Exits 1 if not")
    arguments = parser.parse_args()
    for option in ("goldens", "tiles"):
        value = getattr(arguments, option)
        try:
            setattr(arguments, option, [int(word) for word in value.split()])
        except ValueError:
            parser.error(f"argument --{option}: numbers from 1, is \"{value}\"")
    arguments.only = arguments.only.split()
    if set(arguments.only) - {"products", *report_others.SETS}:
        parser.error(f"argument --only: of products {' '.join(report_others.SETS)}")
    if not arguments.tiles or not 16 <= min(arguments.tiles) <= max(arguments.tiles) <= 320:
        parser.error("argument --tiles: numbers from 16 to 320")
    if not arguments.goldens or min(arguments.goldens) < 1:
        parser.error("argument --goldens: numbers from 1")
    if arguments.seeds < 1 or arguments.frames < 2:
        parser.error("argument --seeds must be at least 1, --frames at least 2")
    return arguments


def skip(what, reason):
    """Says so where it is seen, whichever of both is kept."""
    print(f"SKIP accuracy {what}: {reason}", flush=True)
    print(f"SKIP accuracy {what}: {reason}", file=sys.stderr)


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


def missing_products(folder):
    """Why there is nothing to measure, or None."""
    reason = measure.missing()
    if reason:
        return reason
    if not os.path.isdir(folder):
        return f"no folder {folder} (set AOI_BOARDS, or --products)"
    return None if measure.products_in(folder) else f"no product with goldens in {folder}"


def measure_products(arguments):
    products = measure.products_in(arguments.products)
    shown = os.path.realpath(arguments.products) == os.path.realpath(measure.BOARDS)
    name = "shown" if shown else os.path.basename(os.path.realpath(arguments.products))
    if arguments.exhaustive:
        return print_exhaustive(name, arguments, products)
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
    return 0


def main():
    arguments = parse()
    code = 0
    if "products" in arguments.only or arguments.exhaustive:
        reason = missing_products(arguments.products)
        if reason:
            skip("products", reason)
        else:
            code = measure_products(arguments)
    for name in arguments.only:
        if name == "products" or arguments.exhaustive:
            continue
        reason = report_others.SETS[name].missing()
        if reason:
            skip(name, reason)
        else:
            report_others.SETS[name].run(arguments.tiles, arguments.sheets)
    sys.exit(code)


if __name__ == "__main__":
    main()
