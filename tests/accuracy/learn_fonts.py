#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes src/inspectors/ocr/ocr-fonts-table.h: what digits and capitals look like in many fonts, and where they stand.

Of each font sheets with all characters are drawn from a seed, under the light and by the cameras that
learn_shapes.py has, too. What the inspector's net sees of a character becomes some numbers: those that vary most
from font to font, and between characters that look alike, against how much they vary from picture to picture of one
character of one font (linear discriminant analysis). The table has their means, and from each font's file how far the
middle of each character's ink is from both ends of its advance, and the advance of a space, in heights of capitals. Run
it again when the net has other weights. Fonts are given as folders, as for learn_shapes.py; of a family one font is
taken.
"""
import argparse
import base64
import os
import pathlib
import subprocess

import numpy as np
from PIL import ImageFont

import font_files
import shape_lines

CHARACTERS = shape_lines.DIGITS + shape_lines.CAPITALS
GROUPS = ("0ODQ", "1IL", "5S", "8B", "2Z", "6G", "UV")
PAIRS = [(CHARACTERS.index(a), CHARACTERS.index(b)) for group in GROUPS for a in group for b in group if a < b]
PAIR_WEIGHT = 3.0  # of characters that look alike, against fonts
CAP_HEIGHTS = (16.5, 46)
SIGHT, FACTS, VALUES = 96, 5, 12  # of what glyph-shapes writes of a character, and of what the table has
LEAST_WIDTH = 0.05
RIDGE = 0.02
N_USUAL_SHEETS, N_SHEETS, N_FONTS = 7, 2, 240


def choose_font(family):
    """The upright font of usual weight, if its name tells."""
    named = [path for path in family if any(word in path for word in ("Regular", "Roman", "Book", "Medium"))]
    return (named or family)[0]


def load(path, height):
    """The font in the size whose capitals are as high."""
    box = ImageFont.truetype(path, 100).getbbox("H", anchor="ls")
    return ImageFont.truetype(path, max(6, round(100 * height / max(20, -box[1]))))


def find_ink(font, character):
    """The first column with ink, from where the advance begins, and the one behind the last."""
    mask, offset = font.getmask2(character, "L", anchor="ls")
    columns = np.flatnonzero(np.asarray(mask).reshape(mask.size[::-1]).max(0))
    return offset[0] + columns[0], offset[0] + columns[-1] + 1


def measure_advances(path):
    """Of each character: from where its advance begins to the middle of its ink, and from there to the end; then the
    advance of a space.
    """
    font = ImageFont.truetype(path, 200)
    middles = np.array([sum(find_ink(font, c)) / 2 for c in CHARACTERS])
    advances = np.array([font.getlength(c) for c in CHARACTERS])
    distances = np.append(np.stack([middles, advances - middles], 1), font.getlength(" "))
    return distances / -font.getbbox("H", anchor="ls")[1]


def draw(rng, path, text):
    """A gray picture of a line, and the columns of its characters; None where the font lacks one."""
    height = int(np.exp(rng.uniform(*np.log(CAP_HEIGHTS))))
    made = shape_lines.draw_print(rng, load(path, height), text, height)
    if made is None:
        return None
    mask, ranges = shape_lines.crop(rng, *made, height)
    gray = shape_lines.process(rng, shape_lines.light(rng, np.clip(mask, 0, 1), height))
    return gray, shape_lines.meet(ranges, height).round().astype("<i4")


def ask(process, gray, ranges):
    """What the net sees of each character, and its facts; none if the inspector does not see one line."""
    height, width = gray.shape
    process.stdin.write(f"{width} {height} {len(ranges)}\n".encode() + gray.tobytes() + ranges.tobytes())
    process.stdin.flush()
    n = int(np.frombuffer(process.stdout.read(4), "<u4")[0])
    return np.frombuffer(process.stdout.read(4 * (SIGHT + FACTS) * n), "<f4").reshape(n, SIGHT + FACTS)


def draw_sheets(program, fonts):
    """Sights, characters, fonts and lines of all characters drawn; fonts: (path, number of sheets)."""
    rows, n_lines = [], 0
    with subprocess.Popen([program, "--sights"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for font, (path, n_sheets) in enumerate(fonts):
            for sheet in range(n_sheets):
                rng = np.random.default_rng([1, font, sheet])
                for classes in np.split(rng.permutation(len(CHARACTERS)), 2):
                    line = draw(rng, path, "".join(CHARACTERS[c] for c in classes))
                    sights = ask(process, *line) if line is not None else ()
                    n_lines += 1
                    if len(sights) > 0 and sights[:, SIGHT].min() > 0:
                        rows.append((sights, classes, np.full(len(classes), font), np.full(len(classes), n_lines)))
        process.stdin.close()
    return [np.concatenate(column) for column in zip(*rows)]


def take_inputs(sights):
    width = sights[:, SIGHT:SIGHT + 1]
    return np.concatenate([np.sqrt(sights[:, :SIGHT]), width, np.log(np.maximum(width, LEAST_WIDTH))], 1)


def find_axes(within, between):
    """The directions in which `between` is most of `within`, so scaled that `within` is 1."""
    values, vectors = np.linalg.eigh(within + RIDGE * np.eye(len(within)))
    white = vectors / np.sqrt(values)
    axes = np.linalg.eigh(white.T @ between @ white)[1]
    return white @ axes[:, ::-1][:, :VALUES]


def measure_common(lines, distances):
    """Of each number the square of how much the characters of a line differ together, and each alone."""
    numbers = np.unique(lines, return_inverse=True)[1]
    counts = np.bincount(numbers)
    means = np.stack([np.bincount(numbers, column) / counts for column in distances.T], 1)
    total, n = (distances ** 2).mean(0), counts.mean()
    common = np.maximum(0, ((means ** 2).mean(0) - total / n) / (1 - 1 / n))
    return common, total - common


def learn(sights, classes, fonts, lines):
    """Which fonts are known, and the table: bias and weights of the inputs, what lines have in common, how well fonts are
    known, and looks.
    """
    inputs = take_inputs(sights)
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-3
    inputs = (inputs - mean) / scale
    groups, n_fonts = fonts * len(CHARACTERS) + classes, fonts.max() + 1
    counts = np.bincount(groups, minlength=n_fonts * len(CHARACTERS))
    means = np.stack([np.bincount(groups, column, len(counts)) for column in inputs.T], 1) / np.maximum(
        counts, 1)[:, None]
    often = counts[groups] > 1
    # A mean of few is nearer to them than to others.
    distances = (inputs - means[groups])[often] * np.sqrt(counts / np.maximum(counts - 1, 1))[groups][often, None]
    known = (counts.reshape(n_fonts, -1) > 1).all(1)
    looks = means.reshape(n_fonts, len(CHARACTERS), -1)[known]
    between = sum(PAIR_WEIGHT / len(PAIRS) * np.cov((looks[:, a] - looks[:, b]).T, bias=True)
                  + PAIR_WEIGHT / len(PAIRS) * np.outer(*[(looks[:, a] - looks[:, b]).mean(0)] * 2)
                  for a, b in PAIRS) + sum(np.cov(looks[:, c].T, bias=True) for c in range(len(CHARACTERS))
                                           ) / len(CHARACTERS)
    axes = find_axes(distances.T @ distances / len(distances), between)
    common, alone = measure_common(lines[often], distances @ axes)
    axes = axes / np.sqrt(alone)
    spread = 1 + 1 / counts.reshape(n_fonts, -1)[known].mean(1)
    return known, (-(mean / scale) @ axes, axes / scale[:, None], common / alone, spread, looks @ axes)


def pack(bias, weights, common, spread, looks, advances):
    steps, step = np.abs(looks).max((0, 1)) / 127, np.abs(advances).max() / 127
    floats = np.concatenate([bias, weights.ravel(), common, steps, spread, [step]]).astype("<f4")
    return (floats.tobytes() + np.round(looks / steps).astype(np.int8).tobytes()
            + np.round(advances / step).astype(np.int8).tobytes())


def write(path, n_fonts, data):
    text = base64.b64encode(data).decode()
    rows = "\n".join(f'    "{text[i:i + 112]}"' for i in range(0, len(text), 112))
    with open(path, "w", encoding="ascii") as file:
        file.write("/* SPDX-License-Identifier: LGPL-2.1-or-later */\n"
                   "/* Written by tests/accuracy/learn_fonts.py: little endian floats and bytes in base 64. */\n"
                   "/* clang-format off */\n"
                   f"#define AOI_OCR_N_FONTS {n_fonts}\n\n"
                   f"static const gchar packed_fonts[] =\n{rows};\n")


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="glyph-shapes of a build")
    parser.add_argument("out", help="the header to write")
    parser.add_argument("fonts", nargs="+", type=pathlib.Path, help="folders of fonts")
    parser.add_argument("--usual", type=pathlib.Path, default=pathlib.Path("/usr/share/fonts/truetype"),
                        help="the folder of DejaVu, Liberation and FreeFont, of which all fonts are taken")
    return parser.parse_args()


def main():
    arguments = parse()
    os.environ["OMP_NUM_THREADS"] = "1"
    usual = [path for family in font_files.find_fonts([arguments.usual], ()) for path in family]
    others = [choose_font(family) for family in font_files.find_fonts(arguments.fonts, font_files.USUAL)]
    others = [others[i] for i in np.random.default_rng(1).permutation(len(others))[:N_FONTS - len(usual)]]
    fonts = [(path, N_USUAL_SHEETS) for path in usual] + [(path, N_SHEETS) for path in sorted(others)]
    known, table = learn(*draw_sheets(arguments.program, fonts))
    advances = np.array([measure_advances(path) for (path, _), is_known in zip(fonts, known) if is_known])
    write(arguments.out, len(advances), pack(*table, advances))


if __name__ == "__main__":
    main()
