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


def decode_png(content):
    """(width, height, rows of RGB) of a PNG file of 8 bits, without interlacing."""
    width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", content[16:29])
    if (bits, kind, interlaced) != (8, 2, 0):
        raise ValueError("another kind of PNG")
    data, at = b"", 8
    while at < len(content):
        length = struct.unpack(">I", content[at:at + 4])[0]
        if content[at + 4:at + 8] == b"IDAT":
            data += content[at + 8:at + 8 + length]
        at += 12 + length
    data, rows, above = zlib.decompress(data), [], bytes(3 * width)
    for y in range(height):
        how, row = data[y * (3 * width + 1)], bytearray(data[y * (3 * width + 1) + 1:(y + 1) * (3 * width + 1)])
        unfilter(how, row, above)
        rows.append(bytes(row))
        above = rows[-1]
    return width, height, rows


def unfilter(how, row, above):
    for i in range(len(row) if how else 0):
        left, corner = (row[i - 3], above[i - 3]) if i >= 3 else (0, 0)
        if how == 4:
            estimate = left + above[i] - corner
            nearest = min((abs(estimate - left), 0, left), (abs(estimate - above[i]), 1, above[i]),
                          (abs(estimate - corner), 2, corner))[2]
        else:
            nearest = (0, left, above[i], (left + above[i]) // 2)[how]
        row[i] = row[i] + nearest & 255


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
