# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finds the fonts that learn_shapes.py and learn_fonts.py draw."""
import collections

from PIL import ImageFont

LEFT_OUT = ("Italic", "Oblique", "italic", "oblique", "It.", "Math", "math", "Symbol", "Emoji", "D050", "Dingbat",
            "Slanted", "Backslant", "Outline", "Shadow", "Inline")
# Of names of the fonts that labels have most, and of those that are the same by another name.
USUAL = ("dejavu", "liberation", "freesans", "freemono", "freeserif", "arimo", "cousine", "tinos", "vera", "hack",
         "aerial", "tymes", "symbola")


def find_fonts(folders, left_out):
    """Families of upright fonts that have the characters. A family: a folder's fonts of one name."""
    families = collections.defaultdict(list)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.name.lower()
            if (path.suffix.lower() in (".ttf", ".otf", ".t1", ".pfb") and not any(w in path.name for w in LEFT_OUT)
                    and not any(w in name for w in left_out) and has_characters(path)):
                families[path.parent.name + "/" + path.stem.split("-")[0]].append(str(path))
    return [families[key] for key in sorted(families)]


def has_characters(path):
    """Whether it draws digits and capitals, each another shape than what it lacks."""
    try:
        font = ImageFont.truetype(str(path), 40)
        lacking = bytes(font.getmask("\U0010fffd"))
        masks = [bytes(font.getmask(c)) for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    except (OSError, ValueError):
        return False
    return all(any(mask) and mask != lacking for mask in masks) and len(set(masks)) > 30


def is_left_out(number):
    """Whether a family is not learnt, so that others can be measured."""
    return number % 9 == 4
