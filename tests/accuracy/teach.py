# SPDX-License-Identifier: LGPL-2.1-or-later
"""How often an operator would be called: a ROI starts with one golden, its other samples, which were all
accepted once, come in name order, and each one that is called false is taught."""
import json
import os
import tempfile

import cv2

import measure


class Teacher:
    """A product whose ROIs stand in one picture, and are taught as they are called."""

    def __init__(self, tool, folder, source):
        self.tool = tool
        self.folder = folder
        self.name, config, self.samples = tool.load_product(source)
        self.samples = {idx: images for idx, images in self.samples.items() if len(images) > 1}
        self.taught = {idx: 0 for idx in self.samples}
        sizes = {idx: {"w": images[0].shape[1], "h": images[0].shape[0]}
                 for idx, images in self.samples.items()}
        if sizes:
            self.places, self.width, self.height = tool.layout(sizes)
        self.product = os.path.join(folder, self.name)
        os.makedirs(self.product)
        rois = [self.move_roi(roi, sizes[roi["idx"]]) for roi in config
                if roi["type"] == 2 and roi["idx"] in sizes]
        with open(os.path.join(self.product, f"rois_config_{self.name}.json"), "w", encoding="utf-8") as file:
            json.dump(rois, file)
        for idx in self.samples:
            self.teach(idx, 0)

    def move_roi(self, roi, size):
        x, y = (value + self.tool.MARGIN for value in self.places[roi["idx"]])
        return {**roi, "coords": [x, y, x + size["w"], y + size["h"]], "rotation": 0,
                "ai_threshold": measure.THRESHOLD}

    def teach(self, idx, number):
        folder = os.path.join(self.product, "golden_rois", f"roi_{idx}")
        os.makedirs(folder, exist_ok=True)
        if not cv2.imwrite(os.path.join(folder, f"sample-{number:03d}.png"), self.samples[idx][number]):
            raise RuntimeError(f"cannot write a golden to {folder}")
        self.taught[idx] += 1

    def draw(self, number, path):
        """A frame with the sample of this number of each ROI that has one, and the first of the others."""
        frame = self.tool.np.full((self.height, self.width, 3), 70, self.tool.np.uint8)
        for idx, images in self.samples.items():
            image = images[number] if number < len(images) else images[0]
            slot = self.tool.warp_slot(image, 0, 0, 0)
            x, y = self.places[idx]
            frame[y:y + slot.shape[0], x:x + slot.shape[1]] = slot
        cv2.imwrite(path, frame, [cv2.IMWRITE_PNG_COMPRESSION, 1])

    def called(self, number):
        """The ROIs whose sample of this number is called false."""
        self.draw(number, os.path.join(self.folder, "frame-00000.png"))
        results = os.path.join(self.folder, "results.ndjson")
        measure.inspect(self.product, os.path.join(self.folder, "frame-%05d.png"), 1, results)
        with open(results, encoding="utf-8") as file:
            rois = json.load(file)["roi_results"]
        return [roi["roi_id"] for roi in rois
                if not roi["passed"] and number < len(self.samples[roi["roi_id"]])]

    def run(self):
        """How many samples came, and how many of them were called."""
        n_calls = 0
        for number in range(1, max(map(len, self.samples.values()), default=0)):
            for idx in self.called(number):
                self.teach(idx, number)
                n_calls += 1
        return sum(len(images) - 1 for images in self.samples.values()), n_calls


def measure_product(source):
    """How many samples of a product came after the first of each ROI, and how many were called."""
    tool = measure.load_tool("accuracy-cases")
    with tempfile.TemporaryDirectory(prefix="aoi-teach-") as folder:
        return Teacher(tool, folder, source).run()
