# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draws labels with codes of digits and capitals from a seed: print of eight fonts, and other marks."""
import os

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import ocr_labels

FONTS = {
    "DejaVu Sans": "dejavu/DejaVuSans.ttf",
    "DejaVu Sans Mono": "dejavu/DejaVuSansMono.ttf",
    "DejaVu Serif": "dejavu/DejaVuSerif.ttf",
    "Liberation Sans": "liberation/LiberationSans-Regular.ttf",
    "Liberation Sans Narrow": "liberation/LiberationSansNarrow-Regular.ttf",
    "Liberation Mono": "liberation/LiberationMono-Regular.ttf",
    "FreeSans Bold": "freefont/FreeSansBold.ttf",
    "FreeMono Bold": "freefont/FreeMonoBold.ttf",
}
MARKED = FONTS["Liberation Sans"]  # what a laser etches
X_HEIGHTS = (14, 30)
CHARACTERS = list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
ALIKE = list("0O1I5S8B")
MARKS = ("dot matrix", "laser etched", "seven segment")

# Of each digit: top, both upper sides, middle, both lower sides, foot.
SEGMENTS = ("1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111",
            "1111011")


def use_fonts(paths):
    """Draws print in these fonts instead."""
    FONTS.clear()
    FONTS.update({os.path.splitext(os.path.basename(path))[0]: os.path.abspath(path) for path in paths})


def code(rng, alike):
    """7 to 12 characters; with `alike`, half of them have a look-alike."""
    n = int(rng.integers(7, 13))
    return "".join(rng.choice(ALIKE if alike and rng.uniform() < 0.5 else CHARACTERS) for _ in range(n))


def font_of(path, x_height):
    """The smallest size whose x is as high."""
    size = x_height
    while True:
        font = ImageFont.truetype(os.path.join(ocr_labels.TRUETYPE, path), size)
        box = font.getbbox("x")
        if box[3] - box[1] >= x_height:
            return font, size
        size += 1


def make(seed, n_labels, alike=False, n_pictures=1):
    """Labels, those of one text, font and size after each other, `n_pictures` of each."""
    fonts, labels = list(FONTS), []
    for i in range(n_labels):
        rng = np.random.default_rng([seed, i, 7])
        name, x_height = fonts[i % len(fonts)], int(rng.integers(X_HEIGHTS[0], X_HEIGHTS[1] + 1))
        font, size = font_of(FONTS[name], x_height)
        text = code(rng, alike)
        for k in range(n_pictures):
            condition = ocr_labels.CONDITIONS[(i // len(fonts) + k) % len(ocr_labels.CONDITIONS)]
            label = ocr_labels.Label(len(labels), text, name, size, x_height, ocr_labels.ROTATIONS[(i + k) % 4],
                                     ocr_labels.POLARITIES[(i // 2 + k) % 2], condition)
            label.crop = ocr_labels.draw(np.random.default_rng([seed, i, k, 8]), label, font)
            labels.append(label)
    return labels


def dots(text, pitch):
    """The ink of characters of 5 by 7 dots, as the font's large ones cover the grid."""
    font = ImageFont.truetype(f"{ocr_labels.TRUETYPE}/dejavu/DejaVuSansMono-Bold.ttf", 70)
    mask = np.zeros((9 * pitch, (6 * len(text) + 1) * pitch), np.float32)
    for i, c in enumerate(text):
        large = Image.new("L", (100, 120), 0)
        ImageDraw.Draw(large).text((20, 20), c, fill=255, font=font)
        cells = cv2.resize(np.asarray(large.crop(large.getbbox())), (5, 7), interpolation=cv2.INTER_AREA) > 110
        for y, x in np.argwhere(cells):
            cv2.circle(mask, ((6 * i + x + 1) * pitch, (y + 1) * pitch), max(1, round(0.42 * pitch)), 1, -1)
    return mask


def etched(rng, text, font):
    """Strokes whose ink comes and goes."""
    box = font.getbbox(text)
    mask = Image.new("L", (box[2] - box[0] + 24, box[3] - box[1] + 24), 0)
    ImageDraw.Draw(mask).text((12 - box[0], 12 - box[1]), text, fill=255, font=font)
    mask = np.asarray(mask, np.float32) / 255
    grain = cv2.GaussianBlur(rng.normal(0, 1, mask.shape).astype(np.float32), (0, 0), 0.8)
    return mask * np.clip(0.75 + 0.6 * grain, 0.15, 1)


def segments(text, height):
    """Seven bars a digit with gaps between them."""
    width, bar, gap = round(0.5 * height), max(2, round(0.12 * height)), max(1, round(0.03 * height))
    mask = np.zeros((height + 2 * bar, len(text) * (width + 3 * bar) + 2 * bar), np.float32)
    half = height // 2
    for i, c in enumerate(text):
        x, y = 2 * bar + i * (width + 3 * bar), bar
        ends = (((x, y), (x + width, y)), ((x, y), (x, y + half)), ((x + width, y), (x + width, y + half)),
                ((x, y + half), (x + width, y + half)), ((x, y + half), (x, y + height)),
                ((x + width, y + half), (x + width, y + height)), ((x, y + height), (x + width, y + height)))
        for on, (a, b) in zip(SEGMENTS[int(c)], ends):
            if on == "1":
                along = np.sign(np.subtract(b, a)) * (gap + bar // 2)
                first, last = np.add(a, along), np.subtract(b, along)
                cv2.rectangle(mask, tuple(int(n) for n in first - bar // 2),
                              tuple(int(n) for n in last + bar // 2), 1, -1)
    return mask


def draw_mark(rng, mark, text):
    if mark == "dot matrix":
        mask = dots(text, int(rng.integers(3, 6)))
    elif mark == "seven segment":
        mask = segments(text, int(rng.integers(24, 50)))
    else:
        mask = etched(rng, text, font_of(MARKED, int(rng.integers(*X_HEIGHTS)))[0])
    mask = np.pad(mask, int(rng.integers(6, 16)))
    ground, ink = ocr_labels.choose_colours(rng, str(rng.choice(ocr_labels.POLARITIES)), "clean")
    if mark == "laser etched":
        ink = ground + (ink - ground) * rng.uniform(0.3, 0.6)
    picture = cv2.GaussianBlur((ground + mask[..., None] * (ink - ground)).astype(np.float32), (0, 0), 0.6)
    return np.clip(picture + rng.normal(0, 2.5, picture.shape), 0, 255).round().astype(np.uint8)


def make_marks(seed, n_labels):
    labels = []
    for i in range(n_labels):
        rng = np.random.default_rng([seed, i, 9])
        mark = MARKS[i % len(MARKS)]
        text = ocr_labels.digits(rng, int(rng.integers(5, 9))) if mark == "seven segment" else code(rng, False)
        label = ocr_labels.Label(i, text, mark, 0, 0, 0, "", mark)
        label.crop = draw_mark(rng, mark, text)
        labels.append(label)
    return labels
