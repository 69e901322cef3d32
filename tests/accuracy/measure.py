# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the accuracy programs share: cases of real products, inspected by a pipeline, and their score.

accuracy-cases and accuracy-score (in $AOI_TOOLS) make the cases and the figures; the verdicts are those
of aoiinspect in gst-launch-1.0, as the environment has it.
"""
import concurrent.futures
import glob
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import tempfile

import cv2

import json_log

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.environ.get("AOI_TOOLS") or os.path.join(ROOT, "..", "shared", "tools")
BOARDS = os.environ.get("AOI_BOARDS") or os.path.join(ROOT, "..", "shared", "data", "boards")
THRESHOLD = 0.9


def missing():
    """Why nothing can be measured, or None."""
    for tool in ("accuracy-cases", "accuracy-score"):
        if not os.access(os.path.join(TOOLS, tool), os.X_OK):
            return f"no {tool} in {TOOLS} (set AOI_TOOLS)"
    return None


def products_in(folder):
    """The names of the products that have goldens."""
    return sorted(name for name in os.listdir(folder)
                  if glob.glob(os.path.join(folder, name, "golden_rois", "roi_*", "*")))


def load_tool(name):
    """A tool's functions: its file has no suffix by which Python would know it."""
    module_name = name.replace("-", "_")
    loader = importlib.machinery.SourceFileLoader(module_name, os.path.join(TOOLS, name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(module_name, loader))
    loader.exec_module(module)
    return module


def mosaic(pattern, n_frames, order):
    """Writes each PNG frame of a pattern as a Bayer mosaic beside it. Returns their pattern and caps."""
    tool = load_tool("compose-frames")
    raw = os.path.splitext(pattern)[0] + ".raw"
    for number in range(n_frames):
        frame = cv2.imread(pattern % number)
        tool.mosaic(frame, order).tofile(raw % number)
    height, width = frame.shape[:2]
    return raw, f"video/x-bayer,format={order},width={width},height={height},framerate=7/1"


def inspect(product, pattern, n_frames, out, order=None):
    """Writes a result a line of the PNG frames of a pattern, such as frame-%05d.png, beginning with 0;
    with a Bayer order, such as gbrg, of mosaics of them."""
    caps, decoder = "image/png,framerate=7/1", ["!", "pngdec"]
    if order:
        (pattern, caps), decoder = mosaic(pattern, n_frames, order), []
    subprocess.run(["gst-launch-1.0", "-q", "multifilesrc", f"location={pattern}",
                    f"stop-index={n_frames - 1}", f"caps={caps}", *decoder, "!",
                    "aoiinspect", f"product={product}", "post-messages=none", "!",
                    "aoijson", "timing=false", "!", "filesink", f"location={out}"], check=True)
    json_log.keep(out)
    with open(out, encoding="utf-8") as lines:
        n = sum(1 for _ in lines)
    if n != n_frames:
        raise RuntimeError(f"{product}: {n_frames} frames, but {n} results")


def compose(boards, product, k, seed, n_frames, folder):
    """Makes the cases of a product. Returns the product's folder and the pattern of the frames."""
    tool = os.path.join(TOOLS, "accuracy-cases")
    subprocess.run([tool, os.path.join(boards, product), folder, "--k", str(k), "--seed", str(seed),
                    "--frames", str(n_frames), "--threshold", str(THRESHOLD)],
                   check=True, stdout=subprocess.DEVNULL)
    (config,) = glob.glob(os.path.join(folder, "product", "*"))
    return config, os.path.join(folder, "frames", "frame-%05d.png")


def make_case(boards, product, k, seed, n_frames, order, folder):
    """Makes and inspects the cases of a product. Returns the files of truth and results."""
    results = os.path.join(folder, "results.ndjson")
    config, pattern = compose(boards, product, k, seed, n_frames, folder)
    inspect(config, pattern, n_frames, results, order)
    for frame in glob.glob(os.path.join(folder, "frames", "*")):
        os.unlink(frame)
    return os.path.join(folder, "truth.ndjson"), results


def score(boards, products, k, seeds, n_frames, order=None):
    """The report of accuracy-score on all cases with at most k goldens an ROI, from PNG frames or from
    mosaics of a Bayer order."""
    with tempfile.TemporaryDirectory(prefix="aoi-accuracy-") as folder:
        jobs = [(boards, product, k, seed, n_frames, order, os.path.join(folder, f"{product}-{seed}"))
                for seed in seeds for product in products]
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            pairs = list(pool.map(lambda job: make_case(*job), jobs))
        out = os.path.join(folder, "score.json")
        arguments = [word for pair in pairs for word in ("--pair", *pair)]
        subprocess.run([os.path.join(TOOLS, "accuracy-score"), *arguments, "--json", out],
                       check=True, stdout=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as file:
            return json.load(file)


def summary(report):
    """The figures that have targets; those of a source without cases are left out."""
    values = {}
    for source in ("self", "real"):
        rates = report.get(f"src={source}")
        if rates:
            values[f"escapes_{source}"] = rates["escapes"]
            values[f"false_{source}"] = rates["false_calls"]
            values[f"auc_{source}"] = rates["auc"]
    return values


def defects(report, source):
    """The percentage of each defect that passes."""
    return {key.removeprefix("defect="): rates[f"escapes_{source}"] for key, rates in report.items()
            if key.startswith("defect=") and f"escapes_{source}" in rates}
