#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shows that isolate=process changes nothing: the JSON (timing=false) is the same to the byte with and without it.

Of frames that compose-frames (in $AOI_TOOLS) makes of the products in $AOI_BOARDS, of the codes of tests/barcodes.sh
and of the labels of tests/text.sh. Started by tests/isolate.sh. Ends with 1 if anything differs.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import cv2

import measure
import ocr_measure
import text_labels

BARCODES = os.path.join(os.path.dirname(os.environ.get("GST_REGISTRY", "")), "tests", "barcodes", "barcodes")
EFFORT = 5  # that of tests/barcodes.sh


def parse():
    parser = argparse.ArgumentParser(prog="isolate.sh", description=__doc__)
    parser.add_argument("--frames", metavar="N", type=int, default=2, help="frames of each product (default 2)")
    parser.add_argument("--codes", metavar="N", type=int, default=5, help="codes of each kind and condition (default 5)")
    parser.add_argument("--labels", metavar="N", type=int, default=300, help="labels with text (default 300)")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="others (default 1)")
    return parser.parse_args()


def inspect(frames, last, caps, product, isolate, out):
    """The JSON of all frames."""
    subprocess.run(["gst-launch-1.0", "-q", "multifilesrc", f"location={frames}", f"stop-index={last}", f"caps={caps}",
                    "!", "aoiinspect", f"product={product}", f"isolate={isolate}", f"barcode-effort={EFFORT}",
                    "post-messages=none", "!", "aoijson", "timing=false", "!", "filesink", f"location={out}"], check=True)
    with open(out, "rb") as file:
        return file.read()


def compare(name, frames, n_frames, caps, product):
    """Whether both are the same."""
    none, process = (inspect(frames, n_frames - 1, caps, product, isolate, os.path.join(os.path.dirname(product), isolate))
                     for isolate in ("none", "process"))
    rois = none.count(b'"roi_id":')
    same = none == process and none.count(b"\n") == n_frames and rois > 0
    print(f"isolate {name} frames={n_frames} rois={rois} bytes={len(none)} {'same' if same else 'DIFFERS'}", flush=True)
    return same


def compare_board(product, arguments, folder):
    subprocess.run([os.path.join(measure.TOOLS, "compose-frames"), os.path.join(measure.BOARDS, product), "--out", folder,
                    "--count", str(arguments.frames), "--seed", str(arguments.seed), "--defects", "0.3", "--extra", "6",
                    "--format", "gbrg"], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "caps"), encoding="utf-8") as file:
        caps = file.read().strip()
    return compare(product, os.path.join(folder, "frames", "frame-%05d.raw"), arguments.frames, caps,
                   os.path.join(folder, "product", product))


def compare_crops(name, crops, rois_of, folder):
    """Crops, each a ROI, on as many frames as they need; rois_of(i) gives rotation and keys."""
    good = True
    for first in range(0, len(crops), ocr_measure.LABELS_A_FRAME):
        part = crops[first:first + ocr_measure.LABELS_A_FRAME]
        product = os.path.join(folder, f"{name}{first}")
        rois = [(i, *rois_of(first + i)) for i in range(len(part))]
        caps = ocr_measure.write_product(product, part, ocr_measure.place(part), rois)
        good &= compare(f"{name}-{first}", os.path.join(product, "frame-%d.raw"), 1, caps, product)
    return good


def compare_codes(arguments, folder):
    kept = os.path.join(folder, "kept")
    os.mkdir(kept)
    subprocess.run([BARCODES, "--codes", str(arguments.codes), "--seed", str(arguments.seed), "--keep", kept], check=True,
                   stdout=subprocess.DEVNULL)
    crops = [cv2.imread(os.path.join(kept, name)) for name in sorted(os.listdir(kept))]
    return compare_crops("codes", crops, lambda i: (0, {"type": 1}), folder)


def compare_labels(arguments, folder):
    labels = text_labels.make(arguments.seed, arguments.labels)
    return compare_crops("labels", [label.turned() for label in labels],
                         lambda i: (labels[i].rotation, {"expected_text": labels[i].text}), folder)


def list_products():
    if not os.access(os.path.join(measure.TOOLS, "compose-frames"), os.X_OK) or not os.path.isdir(measure.BOARDS):
        print(f"SKIP boards: no compose-frames in {measure.TOOLS} or no {measure.BOARDS} (set AOI_TOOLS, AOI_BOARDS)")
        return []
    return sorted(name for name in os.listdir(measure.BOARDS)
                  if os.path.exists(os.path.join(measure.BOARDS, name, f"rois_config_{name}.json")))


def main():
    arguments = parse()
    good = True
    for product in list_products():
        with tempfile.TemporaryDirectory(prefix="aoi-isolate-") as folder:
            good &= compare_board(product, arguments, folder)
    with tempfile.TemporaryDirectory(prefix="aoi-isolate-") as folder:
        good &= compare_codes(arguments, folder)
        good &= compare_labels(arguments, folder)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
