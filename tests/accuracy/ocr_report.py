#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures OCR on labels drawn from a seed, beside the tesseract command. Started by tests/ocr.sh.

The command reads the same crops, upright, in that of its page modes 3, 6 and 7 that reads most of them.
Ends with 1 if a target is missed.
"""
import argparse
import sys

import ocr_labels
import ocr_measure

PAGE_MODES = (3, 6, 7)
MIN_EXACT = 97.0
MIN_RIGHT = 99.0
MAX_FALSE = 1.0


def parse():
    parser = argparse.ArgumentParser(prog="ocr.sh", description=__doc__)
    parser.add_argument("--labels", metavar="N", type=int, default=840, help="how many (default 840)")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="other labels (default 1)")
    parser.add_argument("--misread", action="store_true", help="list what is misread")
    arguments = parser.parse_args()
    if arguments.labels < 1:
        parser.error("argument --labels must be at least 1")
    return arguments


def size_class(label):
    for limit in (8, ocr_measure.LEGIBLE, 22):
        if label.x_height < limit:
            return f"below {limit}"
    return "from 22"


ROWS = (("font", lambda label: label.font), ("x-height", size_class),
        ("rotation", lambda label: f"{label.rotation:3d}"), ("polarity", lambda label: label.polarity),
        ("condition", lambda label: label.condition),
        ("lines", lambda label: str(label.text.count("\n") + 1)), ("all", lambda _: ""),
        (f"x-height >= {ocr_measure.LEGIBLE}",
         lambda label: "" if label.x_height >= ocr_measure.LEGIBLE else None))


def group(labels, key):
    groups = {}
    for i, label in enumerate(labels):
        if key(label) is not None:
            groups.setdefault(key(label), []).append(i)
    return sorted(groups.items())


def choose_mode(labels):
    """What the command reads in its best page mode."""
    truth = [ocr_measure.fold(label.text) for label in labels]
    read = {mode: ocr_measure.command(labels, mode) for mode in PAGE_MODES}
    right = {mode: [a == b for a, b in zip(read[mode], truth)] for mode in PAGE_MODES}
    best = max(PAGE_MODES, key=lambda mode: sum(right[mode]))
    return best, right[best]


def print_table(labels, measured, mode, right):
    """Returns the rows in which the command is better, and the rates of the last row."""
    worse = []
    print(f"% of {len(labels)} labels                  n  exact  tesseract --psm {mode}  expected  changed  right")
    print("                                                              passes   passes  verdicts")
    for name, key in ROWS:
        for value, members in group(labels, key):
            rates = ocr_measure.rates([labels[i] for i in members], [measured[i] for i in members])
            theirs = 100 * sum(right[i] for i in members) / len(members)
            if rates["exact"] < theirs:
                worse.append(f"{name} {value}".strip())
            print(f"{name + ' ' + value:28s} {len(members):6d} {rates['exact']:6.1f} {theirs:18.1f} "
                  f"{rates['passed']:9.1f} {rates['false']:8.2f} {rates['right']:9.2f}")
    return worse, rates


def main():
    arguments = parse()
    labels = ocr_labels.make(arguments.seed, arguments.labels)
    measured = ocr_measure.measure(labels)
    mode, right = choose_mode(labels)
    worse, legible = print_table(labels, measured, mode, right)
    false = ocr_measure.rates(labels, measured)["false"]
    if arguments.misread:
        for label, m in zip(labels, measured):
            if m["text"] != ocr_measure.fold(label.text):
                print(f"{label.number} {label.font}, x-height {label.x_height}, {label.polarity}, "
                      f"{label.condition}: {ocr_measure.fold(label.text)!r} read as {m['text']!r}")
    print(f"ocr labels={len(labels)} exact={legible['exact']:.2f} right={legible['right']:.2f} "
          f"false={false:.2f} worse_rows={len(worse)}")
    if worse:
        print(f"the command is better in: {', '.join(worse)}", file=sys.stderr)
    met = legible["exact"] >= MIN_EXACT and legible["right"] >= MIN_RIGHT and false <= MAX_FALSE
    sys.exit(0 if met and not worse else 1)


if __name__ == "__main__":
    main()
