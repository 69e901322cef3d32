# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draws labels as they stand on boards, from a seed: print of some font, size, polarity and condition.

The same seed gives the same labels. An upright crop is turned clockwise by the label's rotation, so that
an ROI with that `rotation` reads it upright.
"""
import dataclasses

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

TRUETYPE = "/usr/share/fonts/truetype"
FONTS = {
    "DejaVu Sans": "dejavu/DejaVuSans.ttf",
    "DejaVu Sans Mono": "dejavu/DejaVuSansMono.ttf",
    "DejaVu Serif": "dejavu/DejaVuSerif.ttf",
    "Liberation Sans": "liberation/LiberationSans-Regular.ttf",
    "FreeSans Bold": "freefont/FreeSansBold.ttf",
}
ROTATIONS = (0, 90, 180, 270)
POLARITIES = ("dark", "light")
CONDITIONS = ("clean", "noise", "blur", "contrast", "uneven", "skew", "sticker")
SIZES = (10, 60)

WORDS = ("MADE IN EU", "CLASS 2", "WARNING", "Output", "Input", "Battery", "FUSE", "Serial No", "RESET",
         "DANGER HOT", "Model", "RoHS", "LINE", "Power", "GND", "TEST", "Antenna", "Keep dry", "RELAY",
         "USB", "SENSOR", "Control Unit", "Motor", "LOAD", "Driver board")
UNITS = ("V", "mA", "W", "kHz", "nF", "mm", "VDC", "A", "Hz", "pF", "kg")


@dataclasses.dataclass
class Label:
    """A label; what the picture shows of it is in `crop`, upright."""
    number: int
    text: str
    font: str
    size: int
    x_height: int
    rotation: int
    polarity: str
    condition: str
    crop: np.ndarray = None

    def turned(self):
        return np.ascontiguousarray(np.rot90(self.crop, -(self.rotation // 90)))


def digits(rng, n):
    return "".join(str(d) for d in rng.integers(0, 10, n))


def letters(rng, n):
    return "".join(rng.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ"), n))


def value(rng):
    return f"{rng.integers(1, 480)} {rng.choice(UNITS)}"


def one_line(rng):
    """Part numbers, versions, dates, words, values, references, as often each."""
    kind = rng.integers(8)
    if kind == 0:
        return f"PN{digits(rng, 5)}"
    if kind == 1:
        return f"v{rng.integers(10)}.{rng.integers(10)}.{rng.integers(20)}"
    if kind == 2:
        return f"{rng.integers(2015, 2030)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    if kind == 3:
        return str(rng.choice(WORDS))
    if kind == 4:
        return value(rng)
    if kind == 5:
        return f"{letters(rng, 2)}-{digits(rng, 4)}-{letters(rng, 1)}"
    if kind == 6:
        return f"REV {letters(rng, 1)}{rng.integers(1, 30)}"
    return f"{rng.choice(list('CRLUQDJTX'))}{rng.integers(1, 500)}"


def lines(rng):
    """One line mostly, two or three now and then."""
    n = int(rng.choice((1, 1, 1, 1, 1, 2, 3)))
    return "\n".join(one_line(rng) for _ in range(n))


def tint(rng, level):
    return np.clip(level + rng.uniform(-14, 14, 3), 0, 255)


def choose_colours(rng, polarity, condition):
    """Ground and ink, as RGB."""
    dark, light = rng.uniform(15, 75), rng.uniform(185, 245)
    if condition == "contrast":
        dark = rng.uniform(30, 190)
        light = dark + rng.uniform(26, 60)
        shade = rng.uniform(-10, 10, 3)
        dark, light = np.clip(dark + shade, 0, 255), np.clip(light + shade, 0, 255)
    else:
        dark, light = tint(rng, dark), tint(rng, light)
    return (light, dark) if polarity == "dark" else (dark, light)


def draw_mask(rng, label, font):
    """Where the ink is, 0..1, with ground around it."""
    left, top, right, bottom = ImageDraw.Draw(Image.new("L", (1, 1))).multiline_textbbox(
        (0, 0), label.text, font=font, spacing=label.size * 0.3)
    margins = (rng.uniform(0.25, 1.1, 4) * label.size + 3).astype(int)
    shape = (right - left + margins[0] + margins[1], bottom - top + margins[2] + margins[3])
    mask = Image.new("L", tuple(int(n) for n in shape), 0)
    ImageDraw.Draw(mask).multiline_text((margins[0] - left, margins[2] - top), label.text, fill=255,
                                        font=font, spacing=label.size * 0.3)
    return np.asarray(mask, np.float32) / 255


def turn(picture, degrees, border):
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=border)


def skew(rng, mask, size):
    """Turned by up to 4 degrees, with room so that nothing is cropped."""
    room = int(max(mask.shape) * 0.08) + size // 4
    return np.clip(turn(np.pad(mask, room), rng.uniform(1, 4) * rng.choice((-1, 1)), 0), 0, 1)


def light_unevenly(rng, picture):
    height, width = picture.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    ramp = (np.cos(angle) * x + np.sin(angle) * y) / 2 + 0.5
    return picture * (1 - rng.uniform(0.5, 0.75) * np.clip(ramp, 0, 1))[..., None]


def put_on_board(rng, picture, size):
    """Around the sticker the board shows, on one to four sides, dark or light as it comes."""
    widths = (rng.uniform(0.1, 0.6, 4) * size + 1).astype(int) * (rng.uniform(0, 1, 4) < 0.6)
    if not widths.any():
        widths[rng.integers(4)] = size // 2
    level = 255 - picture.mean()
    colour = tint(rng, level)
    board = np.empty((picture.shape[0] + widths[0] + widths[1], picture.shape[1] + widths[2] + widths[3], 3),
                     np.float32)
    board[:] = colour
    board[widths[0]:widths[0] + picture.shape[0], widths[2]:widths[2] + picture.shape[1]] = picture
    return board


def draw(rng, label, font):
    mask = draw_mask(rng, label, font)
    if label.condition == "skew":
        mask = skew(rng, mask, label.size)
    ground, ink = choose_colours(rng, label.polarity, label.condition)
    picture = (ground + mask[..., None] * (ink - ground)).astype(np.float32)
    if label.condition == "sticker":
        picture = put_on_board(rng, picture, label.size)
    if label.condition == "uneven":
        picture = light_unevenly(rng, picture)
    sigma = rng.uniform(0.03, 0.075) * label.size if label.condition == "blur" else 0.4
    picture = cv2.GaussianBlur(picture, (0, 0), sigma)
    noise = rng.uniform(8, 22) if label.condition == "noise" else 1.5
    picture = picture + rng.normal(0, noise, picture.shape)
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def make(seed, n_labels):
    """All labels of a seed; fonts, rotations, polarities and conditions come as often each."""
    fonts = list(FONTS)
    labels = []
    for i in range(n_labels):
        rng = np.random.default_rng([seed, i])
        name, size = fonts[i // len(CONDITIONS) % len(fonts)], int(rng.integers(SIZES[0], SIZES[1] + 1))
        font = ImageFont.truetype(f"{TRUETYPE}/{FONTS[name]}", size)
        box = font.getbbox("x")
        label = Label(i, lines(rng), name, size, box[3] - box[1], ROTATIONS[i % 4],
                      POLARITIES[i // 4 % 2], CONDITIONS[i % len(CONDITIONS)])
        label.crop = draw(rng, label, font)
        labels.append(label)
    return labels
