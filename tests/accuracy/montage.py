# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sheets of verdicts that are wrong: golden, live picture and their difference, with the window that decided."""
import os

import cv2
import numpy as np

CELL = 200  # of each picture's height and width, in pixels
COLUMNS = 2
MOST = 24
CAPTION = 16


def scale(picture):
    factor = CELL / max(picture.shape[:2])
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    out = np.zeros((CELL, CELL, 3), np.uint8)
    scaled = cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST if factor > 1 else cv2.INTER_AREA)
    out[:size[1], :size[0]] = scaled
    return out, factor


def draw_case(row):
    """@row: golden and live, of the same size; window: x, y, width, height or None; caption."""
    pictures = [row["golden"], row["live"], cv2.absdiff(row["golden"], row["live"])]
    cells = []
    for picture in pictures:
        cell, factor = scale(picture)
        if row["window"]:
            x, y, width, height = (round(v * factor) for v in row["window"])
            cv2.rectangle(cell, (x - 1, y - 1), (x + width, y + height), (0, 0, 255), 1)
        cells += [cell, np.full((CELL, 3, 3), 90, np.uint8)]
    case = np.hstack(cells)
    caption = np.full((CAPTION, case.shape[1], 3), 40, np.uint8)
    cv2.putText(caption, row["caption"], (2, 12), cv2.FONT_HERSHEY_SIMPLEX, .4, (255, 255, 255), 1, cv2.LINE_AA)
    return np.vstack([caption, case])


def save(folder, name, rows):
    """Writes the rows that are most wrong to NAME.png; nothing if there are none."""
    wrong = sorted((row for row in rows if row["passed"] != row["good"]),
                   key=lambda row: row["sim"] if row["good"] else -row["sim"])
    if not wrong:
        return
    cases = [draw_case(row) for row in wrong[:MOST]]
    while len(cases) % COLUMNS:
        cases.append(np.zeros_like(cases[0]))
    os.makedirs(folder, exist_ok=True)
    lines = [np.hstack(cases[i:i + COLUMNS]) for i in range(0, len(cases), COLUMNS)]
    cv2.imwrite(os.path.join(folder, f"{name}.png"), np.vstack(lines))


def save_both(folder, name, rows):
    """False calls and escapes, a sheet each."""
    for good, kind in ((True, "false-calls"), (False, "escapes")):
        save(folder, f"{name}-{kind}", [row for row in rows if row["good"] == good])
