#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small, fast part of tests/ocr.sh, with limits. Speaks TAP."""
import ocr_labels
import ocr_measure

SEED = 1
N_LABELS = 140

# Per cent. With few labels, one or two more than the limits of the whole measurement.
MIN_EXACT_LEGIBLE = 96.0
MIN_EXACT_ROW = 75.0
MIN_RIGHT_LEGIBLE = 98.5
MAX_FALSE = 1.0

n_tests = 0


def check(good, name):
    global n_tests
    n_tests += 1
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def check_rows(labels, measured):
    for key in ("font", "rotation", "polarity", "condition"):
        for value in sorted({getattr(label, key) for label in labels}):
            members = [i for i, label in enumerate(labels) if getattr(label, key) == value]
            rates = ocr_measure.rates([labels[i] for i in members], [measured[i] for i in members])
            check(rates["exact"] >= MIN_EXACT_ROW, f"{key} {value}: {rates['exact']:.1f} % read exactly")


def main():
    labels = ocr_labels.make(SEED, N_LABELS)
    measured = ocr_measure.measure(labels)
    pairs = [(label, m) for label, m in zip(labels, measured) if label.x_height >= ocr_measure.LEGIBLE]
    legible = ocr_measure.rates(*zip(*pairs))
    check(legible["exact"] >= MIN_EXACT_LEGIBLE,
          f"{legible['exact']:.1f} % of {len(pairs)} labels of legible size read exactly")
    check(legible["right"] >= MIN_RIGHT_LEGIBLE, f"{legible['right']:.2f} % of their verdicts right")
    false = ocr_measure.rates(labels, measured)["false"]
    check(false <= MAX_FALSE, f"{false:.2f} % of texts with one character changed pass")
    check_rows(labels, measured)
    print(f"1..{n_tests}")


if __name__ == "__main__":
    main()
