# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draws lines of text from a seed for learn_shapes.py, of which the columns of each character are known.

Fonts as they come in folders, stretched and bolder or thinner than they are; bars of seven segments; dots;
light, blur, noise, sharpening and compression as cameras make them.
"""
import dataclasses
import string

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import ocr_labels

SMALL, CAPITALS, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
CLASSES = DIGITS + CAPITALS + SMALL + "-./:+#()_"  # and one for all else
ELSE = len(CLASSES)
OTHER = "%&@$€£*=<>?!ÄÉÑÖÜßµ°©®§~^{}[]"
ALIKE = "0O1I5S8B2Z6GDQ"
CAP_HEIGHTS = (13, 56)
GRAY = np.array([0.299, 0.587, 0.114])

# Upper and lower case, of what bars show: top, upper left, upper right, middle, lower left, lower right, foot.
SEGMENTS = {"0": "1110111", "1": "0010010", "2": "1011101", "3": "1011011", "4": "0111010", "5": "1101011",
            "6": "1101111", "7": "1010010", "8": "1111111", "9": "1111011", "O": "1110111", "I": "0010010",
            "S": "1101011", "B": "1111111", "Z": "1011101", "G": "1101111", "A": "1111110", "C": "1100101",
            "E": "1101101", "F": "1101100", "H": "0111110", "J": "0010011", "L": "0100101", "P": "1111100",
            "U": "0110111", "b": "0101111", "d": "0011111", "l": "0100100", "q": "1111010", "o": "0001111",
            "n": "0001110", "r": "0001100", "t": "0101101", "y": "0111011", "D": "1110111", "Q": "1110111"}


@dataclasses.dataclass
class Line:
    """Shows what learn_shapes.py is to learn.

    gray: a picture. ranges: the first column of each part and the one behind its last. classes: of each part,
    ELSE where it is no character or half of one. real: which parts are the line's characters.
    """
    gray: np.ndarray
    ranges: np.ndarray
    classes: np.ndarray
    real: np.ndarray


def text_of(rng):
    """Codes of digits and capitals mostly. What is next to a character tells nothing of it."""
    kind, n = rng.uniform(), int(rng.integers(3, 14))
    if kind < 0.5:
        pool = DIGITS + CAPITALS
    elif kind < 0.72:
        pool = ALIKE
    elif kind < 0.78:
        pool = DIGITS + "-./:"
    elif kind < 0.84:
        pool = CAPITALS + "-./"
    elif kind < 0.96:
        pool = CLASSES
    else:
        pool = CLASSES + OTHER
    text = "".join(rng.choice(list(pool), n))
    if rng.uniform() < 0.1:
        text = text[:1] + "".join(rng.choice(list(SMALL), n - 1))
    return text


class Fonts:
    """The fonts of some folders, as often each family."""

    def __init__(self, families):
        self.families, self.loaded = families, {}

    def choose(self, rng, height):
        """A font whose capitals are about as high, its path."""
        family = self.families[int(rng.integers(len(self.families)))]
        path = family[int(rng.integers(len(family)))]
        key = (path, height)
        if key not in self.loaded:
            probe = ImageFont.truetype(path, 100)
            box = probe.getbbox("H", anchor="ls")
            self.loaded[key] = ImageFont.truetype(path, max(6, round(100 * height / max(20, -box[1]))))
        return self.loaded[key]


def draw_print(rng, font, text, height):
    """The ink of a text, and the columns of each of its characters."""
    spacing = rng.uniform(-0.02, 0.12) * height * (rng.uniform() < 0.4)
    width = int(sum(font.getlength(c) + max(spacing, 0) for c in text) + 4 * height + 20)
    tall = int(3 * height + 20)
    canvas, base, x = np.zeros((tall, width), np.float32), int(2 * height) + 10, 2.0 * height
    ranges, gap = [], rng.uniform(0.3, 0.9) * height
    for i, c in enumerate(text):
        box = font.getbbox(c, anchor="ls")
        if i > 0 and rng.uniform() < 0.06:
            x += gap
        at = int(round(x))
        part = Image.new("L", (max(1, box[2] - box[0]) + 2, max(1, box[3] - box[1]) + 2), 0)
        ImageDraw.Draw(part).text((1 - box[0], 1 - box[1]), c, fill=255, font=font, anchor="ls")
        ink = np.asarray(part, np.float32) / 255
        left, top = at + box[0] - 1, base + box[1] - 1
        if left < 0 or top < 0 or left + ink.shape[1] > width or top + ink.shape[0] > tall:
            return None
        area = canvas[top:top + ink.shape[0], left:left + ink.shape[1]]
        np.maximum(area, ink, out=area)
        columns = np.flatnonzero(ink.max(0) > 0.25)
        if len(columns) == 0:
            return None
        ranges.append((left + columns[0], left + columns[-1] + 1))
        x += font.getlength(c) + spacing
    return canvas, np.array(ranges, np.float64)


def draw_bars(rng, text, height):
    """Seven bars a character."""
    width, bar = round(rng.uniform(0.42, 0.62) * height), max(2, round(rng.uniform(0.08, 0.16) * height))
    gap, space = rng.uniform(0, 0.05) * height, round(rng.uniform(1.6, 3.5) * bar)
    canvas = np.zeros((height + 4 * bar, len(text) * (width + space) + 6 * bar), np.float32)
    half, ranges = height // 2, []
    for i, c in enumerate(text):
        x, y = 2 * bar + i * (width + space), 2 * bar
        ends = (((x, y), (x + width, y)), ((x, y), (x, y + half)), ((x + width, y), (x + width, y + half)),
                ((x, y + half), (x + width, y + half)), ((x, y + half), (x, y + height)),
                ((x + width, y + half), (x + width, y + height)), ((x, y + height), (x + width, y + height)))
        for on, (a, b) in zip(SEGMENTS[c], ends):
            if on == "1":
                along = np.sign(np.subtract(b, a)) * (round(gap) + bar // 2)
                first, last = np.add(a, along), np.subtract(b, along)
                cv2.rectangle(canvas, tuple(int(n) for n in first - bar // 2),
                              tuple(int(n) for n in last + bar // 2), 1, -1)
        columns = np.flatnonzero(canvas[:, max(0, x - space // 2):x + width + space // 2].max(0))
        ranges.append((max(0, x - space // 2) + columns[0], max(0, x - space // 2) + columns[-1] + 1))
    return canvas, np.array(ranges, np.float64)


def draw_dots(rng, font, text, height):
    """Characters of 5 by 7 or 7 by 9 dots, which are those of a grid that a font's large ones cover."""
    grid = (5, 7) if rng.uniform() < 0.7 else (7, 9)
    pitch, limit, size = height / grid[1], rng.uniform(95, 150), rng.uniform(0.36, 0.6)
    space = rng.uniform(0.8, 2.2)
    canvas = np.zeros((round(height + 4 * pitch), round((len(text) * (grid[0] + space) + 4) * pitch)), np.float32)
    ranges, x = [], 2.0
    for c in text:
        box = font.getbbox(c, anchor="ls")
        large = Image.new("L", (max(1, box[2] - box[0]), max(1, -box[1])), 0)
        ImageDraw.Draw(large).text((-box[0], -box[1]), c, fill=255, font=font, anchor="ls")
        width = grid[0] if large.width > 0.3 * large.height else max(1, grid[0] // 3)
        tall = max(1, round(grid[1] * large.height / -font.getbbox("H", anchor="ls")[1]))
        cells = np.argwhere(cv2.resize(np.asarray(large), (width, tall), interpolation=cv2.INTER_AREA) > limit)
        if len(cells) == 0 or tall > grid[1] + 2:
            return None
        for v, u in cells:
            centre = (round((x + u) * pitch * 16), round((1.5 + grid[1] - tall + v) * pitch * 16))
            cv2.circle(canvas, centre, max(16, round(size * pitch * 16)), 1, -1, cv2.LINE_AA, 4)
        ends = cells[:, 1].min(), cells[:, 1].max()
        ranges.append(((x + ends[0] - size) * pitch, (x + ends[1] + size) * pitch))
        x += width + space
    return canvas, np.array(ranges, np.float64)


def etch(rng, mask):
    grain = cv2.GaussianBlur(rng.normal(0, 1, mask.shape).astype(np.float32), (0, 0), rng.uniform(0.6, 1.2))
    return mask * np.clip(rng.uniform(0.7, 1) + rng.uniform(0.2, 0.7) * grain, 0.15, 1)


def vary(rng, mask, ranges, height):
    """Stretched, thinner or bolder."""
    if rng.uniform() < 0.4:
        by = rng.uniform(0.75, 1.25)
        mask = cv2.resize(mask, None, fx=by, fy=1, interpolation=cv2.INTER_AREA if by < 1 else cv2.INTER_LINEAR)
        ranges = ranges * by
    if rng.uniform() < 0.2 and height > 18:
        # The limit of a blurred mask moves the edges of all strokes.
        soft = cv2.GaussianBlur(mask, (0, 0), 0.05 * height)
        mask = np.clip((soft - rng.uniform(0.3, 0.62)) * 4 + 0.5, 0, 1)
    return mask, ranges


def crop(rng, mask, ranges, height):
    """The text with ground around it."""
    rows = np.flatnonzero(mask.max(1) > 0.25)
    columns = np.flatnonzero(mask.max(0) > 0.25)
    margins = (rng.uniform(0.3, 1.1, 2) * height + 3).astype(int)
    mask = np.pad(mask, ((margins[0],) * 2, (margins[1],) * 2))[rows[0]:rows[-1] + 2 * margins[0],
                                                                columns[0]:columns[-1] + 2 * margins[1]]
    return mask, ranges + margins[1] - columns[0]


def light(rng, mask, height):
    """A gray picture of the ink under some light."""
    condition = str(rng.choice(("clean", "clean", "contrast", "uneven", "noise", "blur", "blur")))
    polarity = str(rng.choice(ocr_labels.POLARITIES))
    ground, ink = (float(colour @ GRAY) for colour in ocr_labels.choose_colours(rng, polarity, condition))
    picture = (ground + mask * (ink - ground)).astype(np.float32)
    if condition == "uneven":
        picture = ocr_labels.light_unevenly(rng, picture[..., None])[..., 0].astype(np.float32)
    size = 1.35 * height
    sigma = rng.uniform(0.03, 0.085) * size if condition == "blur" else rng.uniform(0.2, 0.8)
    picture = cv2.GaussianBlur(picture, (0, 0), sigma)
    noise = rng.uniform(8, 24) if condition == "noise" else rng.uniform(0, 3)
    return picture + noise * rng.standard_normal(picture.shape, np.float32)


def process(rng, picture):
    """As cameras and encoders do."""
    kind = rng.uniform()
    if kind < 0.12:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
        picture = picture + rng.uniform(0.4, 1.2) * (picture - soft)
    picture = np.clip(picture, 0, 255).round().astype(np.uint8)
    if 0.12 < kind < 0.27:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 96))])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return picture


def meet(ranges, height):
    """Ranges up to the middle between neighbours, a little beyond the ink at most."""
    ranges = ranges + np.array([-0.15, 0.15]) * height
    middles = (ranges[:-1, 1] + ranges[1:, 0]) / 2
    overlap = ranges[:-1, 1] > ranges[1:, 0]
    ranges[:-1, 1] = np.where(overlap, middles, ranges[:-1, 1])
    ranges[1:, 0] = np.where(overlap, middles, ranges[1:, 0])
    return ranges


def take_parts(rng, text, ranges, height):
    """The characters, some cut beside their ends, then parts that are none."""
    n = len(text)
    moved = rng.uniform(size=n + 1) < 0.4
    jitter = rng.normal(0, 0.025 * height, n + 1) * moved
    ranges = meet(ranges, height) + np.stack([jitter[:-1], jitter[1:]], 1)
    parts = [ranges]
    classes = [CLASSES.index(c) if c in CLASSES else ELSE for c in text]
    for i in range(n - 1):
        if rng.uniform() < 0.12 and ranges[i + 1, 1] - ranges[i, 0] < 1.7 * height:
            parts.append([[ranges[i, 0], ranges[i + 1, 1]]])
            classes.append(ELSE)
    for i in range(n):
        width = ranges[i, 1] - ranges[i, 0]
        if rng.uniform() < 0.12 and width > 0.6 * height:
            at = ranges[i, 0] + rng.uniform(0.3, 0.7) * width
            parts.append([[ranges[i, 0], at], [at, ranges[i, 1]]])
            classes += [ELSE, ELSE]
            if rng.uniform() < 0.3 and i + 1 < n:
                parts.append([[at, ranges[i + 1, 1]]])
                classes.append(ELSE)
    parts = np.concatenate([np.asarray(part, np.float64) for part in parts])
    return parts.round().astype(np.int32), np.array(classes), np.arange(len(classes)) < n


def draw(rng, fonts):
    """A Line, or None where the font lacks a character."""
    height = int(np.exp(rng.uniform(*np.log(CAP_HEIGHTS))))
    scale = float(rng.choice((1, 1, 1, 2, 0.7))) if height > 18 else float(rng.choice((1, 2, 3)))
    drawn_height = max(10, round(height * scale))
    text, kind = text_of(rng), rng.uniform()
    if kind < 0.05:
        pool = [c for c in SEGMENTS if c.isdigit()] if rng.uniform() < 0.5 else list(SEGMENTS)
        text = "".join(rng.choice(pool, len(text)))
        made = draw_bars(rng, text, drawn_height)
    elif kind < 0.09:
        made = draw_dots(rng, fonts.choose(rng, 70), text, drawn_height)
    else:
        made = draw_print(rng, fonts.choose(rng, drawn_height), text, drawn_height)
    if made is None:
        return None
    mask, ranges = crop(rng, *made, drawn_height)
    mask, ranges = vary(rng, mask, ranges, drawn_height)
    if scale != 1:
        mask = cv2.resize(mask, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        ranges = ranges / scale
    if rng.uniform() < 0.05:
        mask = etch(rng, mask)
    gray = process(rng, light(rng, np.clip(mask, 0, 1), height))
    return Line(gray, *take_parts(rng, text, ranges, height))
