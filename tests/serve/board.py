# SPDX-License-Identifier: LGPL-2.1-or-later
"""A board and products for tests of aoi serve: a gray picture with a coloured square, and ROIs that look at it."""
import json
import os
import struct
import zlib

SIZE = 64
SQUARE = (16, 16, 48, 48)
RED = (200, 30, 30)


def encode_png(width, height, pixels):
    """pixels: bytes, RGB."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[3 * width * y:3 * width * (y + 1)] for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def draw(color=RED):
    x1, y1, x2, y2 = SQUARE
    return b"".join(bytes(color if x1 <= x < x2 and y1 <= y < y2 else ((x * 7 + y * 13) % 64 + 60,) * 3)
                    for y in range(SIZE) for x in range(SIZE))


PICTURE = encode_png(SIZE, SIZE, draw())


def color_roi(idx=1, expected=RED, **more):
    return {"idx": idx, "type": 4, "coords": [20, 20, 44, 44], "device_location": 1, "color_match": "tolerance",
            "expected_color": list(expected), **more}


def make_product(server, name, expected=RED, rois=None):
    """A product in the server's folder, written as files. Its name."""
    folder = os.path.join(server.products, name)
    os.makedirs(os.path.join(folder, "golden_rois"), exist_ok=True)
    with open(os.path.join(folder, f"rois_config_{name}.json"), "w", encoding="utf-8") as file:
        json.dump(rois if rois is not None else [color_roi(expected=expected)], file)
    return name
