#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small, fast part of tests/text.sh, with limits. Speaks TAP."""
import ocr_measure
import text_labels

SEED = 1
N_LABELS = 64

# Per cent. With few labels, a label or two more than the limits of the whole measurement.
MIN_PASSED = 96.0
MAX_FALSE = 2.0


def main():
    labels = text_labels.make(SEED, N_LABELS)
    rates = ocr_measure.rates(labels, ocr_measure.measure(labels))
    good = rates["passed"] >= MIN_PASSED
    print(f"{'ok' if good else 'not ok'} 1 - {rates['passed']:.1f} % of expected texts pass")
    good = rates["false"] <= MAX_FALSE
    print(f"{'ok' if good else 'not ok'} 2 - {rates['false']:.2f} % of texts with one character changed pass")
    print("1..2")


if __name__ == "__main__":
    main()
