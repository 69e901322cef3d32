# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether an ROI with several goldens gives the verdict of trying every one of them alone: what passes by
one must pass by all. What passes by none alone may pass by all together, where each excuses a part."""
import collections
import concurrent.futures
import glob
import json
import os
import shutil
import tempfile

import measure

Counts = collections.namedtuple("Counts", "views passed together missed")


def verdicts(product, pattern, n_frames, folder):
    """Whether each ROI passes in each frame."""
    results = os.path.join(folder, "results.ndjson")
    measure.inspect(product, pattern, n_frames, results)
    with open(results, encoding="utf-8") as lines:
        return {(number, roi["roi_id"]): roi["passed"] for number, line in enumerate(lines)
                for roi in json.loads(line)["roi_results"]}


def with_golden(product, number, folder):
    """A copy of the product in which each ROI has its golden of this number alone, or none. Returns it, or
    None if no ROI has so many."""
    copy = os.path.join(folder, str(number), os.path.basename(product))
    found = False
    os.makedirs(copy)
    for config in glob.glob(os.path.join(product, "*.json")):
        shutil.copy(config, copy)
    for roi in glob.glob(os.path.join(product, "golden_rois", "roi_*")):
        goldens = sorted(os.listdir(roi))
        if number < len(goldens):
            target = os.path.join(copy, "golden_rois", os.path.basename(roi))
            os.makedirs(target)
            shutil.copy(os.path.join(roi, goldens[number]), target)
            found = True
    return copy if found else None


def count_case(boards, product, k, seed, n_frames):
    with tempfile.TemporaryDirectory(prefix="aoi-exhaustive-") as folder:
        config, pattern = measure.compose(boards, product, k, seed, n_frames, folder)
        together = verdicts(config, pattern, n_frames, folder)
        alone = dict.fromkeys(together, False)
        for number in range(k):
            one = with_golden(config, number, folder)
            if one:
                for key, passed in verdicts(one, pattern, n_frames, folder).items():
                    alone[key] |= passed
        return Counts(len(together), sum(together.values()),
                      sum(passed and not alone[key] for key, passed in together.items()),
                      sum(alone[key] and not passed for key, passed in together.items()))


def count(boards, products, k, seeds, n_frames):
    """Views, how many of them passed, passed by no golden alone, and failed though one lets them pass."""
    jobs = [(boards, product, k, seed, n_frames) for seed in seeds for product in products]
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        counts = list(pool.map(lambda job: count_case(*job), jobs))
    return Counts(*map(sum, zip(*counts)))
