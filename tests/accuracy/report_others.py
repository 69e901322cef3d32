# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tables of bare boards and of areas where nothing may lie."""
import collections
import os
import sys

import bare
import measure
import montage
import nothing

Set = collections.namedtuple("Set", "missing run")

KINDS = ("open", "short", "mousebite", "spur", "copper", "pinhole")


def say(text):
    print(text, file=sys.stderr)


def print_head(first):
    print(f"{first:10s} goods  bads  false %  escapes %     AUC " + "".join(f"{kind:>10s}" for kind in KINDS),
          flush=True)


def print_row(first, rows):
    """False calls, escapes, AUC, and how much of each kind of defect passes."""
    goods, called, bads, passed = bare.count(rows)
    shares = bare.kinds(rows)
    print(f"{first:10s} {goods:5d} {bads:5d} {100 * called / max(1, goods):8.2f} {100 * passed / max(1, bads):10.2f} "
          f"{bare.auc(rows):8.5f}" + "".join(f"{shares.get(kind, float('nan')):10.2f}" for kind in KINDS), flush=True)


def print_cross(rows):
    """What a limit that was chosen without a group of boards does on that group."""
    print("limit chosen without a group, times the present one: false calls and escapes of the group, %")
    print("group   factor  false  escapes   at 1: false  escapes")
    for group, factor, chosen, present in bare.cross_validate(rows):
        print(f"{group:7s} {factor:6.2f} {chosen[0]:6.2f} {chosen[1]:8.2f} {present[0]:13.2f} {present[1]:8.2f}")
    factors = (.8, .9, 1.0, 1.1, 1.2)
    print("all     " + "  ".join(f"x{factor}: {false:.2f}/{escapes:.2f}" for factor, (false, escapes) in
                                 ((factor, bare.errors(rows, factor)) for factor in factors)), flush=True)


def keep_sheets(folder, name, rows, caption):
    if folder:
        wrong = [dict(row, caption=caption(row)) for row in rows if row["passed"] != row["good"]]
        montage.save_both(folder, name, wrong)


def bare_caption(row):
    return f"{row['name']} {row['idx']} {row['defect'] or 'good'} {row['sim']:.3f} {row['term'] or row['reason']}"


def run_bare(tiles, sheets):
    everything = []
    print_head("bare tile")
    for tile in tiles:
        say(f"measuring bare boards in tiles of {tile} pixels")
        rows = bare.inspect(tile, keep_pictures=bool(sheets))
        print_row(str(tile), rows)
        keep_sheets(sheets, f"bare-{tile}", rows, bare_caption)
        everything += [dict(row, golden=None, live=None) for row in rows]
    print_cross(everything)


def run_looks(_, sheets):
    print_head(f"look, {bare.LOOKS_TILE}")
    for name, look in bare.LOOKS.items():
        say(f"measuring bare boards as a camera sees them: {name}")
        rows = bare.inspect(bare.LOOKS_TILE, look, bool(sheets))
        for part, picked in ((name, [row for row in rows if not row["empty"]]),
                             ("  empty", [row for row in rows if row["empty"]])):
            print_row(part, picked)
        keep_sheets(sheets, f"look-{name.replace(' ', '-')}", rows, bare_caption)


def nothing_caption(row):
    return (f"{row['ground']} {row['side']} px, body {row['size']} px contrast {row['contrast']}: {row['sim']:.3f} "
            f"{row['reason']}")


def print_nothing(rows, key):
    """A row for each value of a key."""
    for value in dict.fromkeys(row[key] for row in rows):
        picked = [row for row in rows if row[key] == value]
        goods, called, _, _ = bare.count(picked)
        cells = []
        for size in nothing.BODIES:
            for contrast in nothing.CONTRASTS:
                passed = [row["passed"] for row in picked if (row["size"], row["contrast"]) == (size, contrast)]
                cells.append(100 * (1 - sum(passed) / max(1, len(passed))))
        print(f"{value!s:8s} {goods:5d} {100 * called / max(1, goods):8.2f} " +
              "".join(f"{cell:9.2f}" for cell in cells), flush=True)


def run_nothing(_, sheets):
    say("measuring areas where nothing may lie")
    rows = nothing.inspect(bool(sheets))
    print("nothing  clean  false %  caught, % of bodies of size/contrast")
    print(" " * 24 + "".join(f"{f'{size}/{contrast}':>9s}" for size in nothing.BODIES
                             for contrast in nothing.CONTRASTS))
    print_nothing(rows, "ground")
    print_nothing(rows, "side")
    print_nothing([dict(row, all="all") for row in rows], "all")
    keep_sheets(sheets, "nothing", rows, nothing_caption)


def missing_cases():
    if not os.access(os.path.join(measure.TOOLS, "accuracy-cases"), os.X_OK):
        return f"no accuracy-cases in {measure.TOOLS} (set AOI_TOOLS)"
    return None


def missing_pairs():
    return measure.missing() or bare.missing()


SETS = {"bare": Set(missing_pairs, run_bare), "looks": Set(missing_pairs, run_looks),
        "nothing": Set(missing_cases, run_nothing)}
