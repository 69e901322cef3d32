# SPDX-License-Identifier: LGPL-2.1-or-later
"""Products, goldens and pictures for tests of `aoi serve`."""
import base64
import hashlib
import json
import os
import random
import struct
import zlib

import board

WIDTH, HEIGHT = 24, 16
BOUNDARY = "----a boundary"


def png(width, height, pixel):
    """pixel(x, y): red, green, blue."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in pixel(x, y)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def drawn(seed, width=WIDTH, height=HEIGHT):
    """A picture of blocks: another for each seed."""
    rand = random.Random(seed)
    blocks = {}
    for y in range(height // 4):
        for x in range(width // 4):
            blocks[x, y] = tuple(rand.randrange(256) for _ in range(3))
    return png(width, height, lambda x, y: blocks[x // 4, y // 4])


def flat(color, width=WIDTH, height=HEIGHT):
    return png(width, height, lambda x, y: color)


def roi(idx, kind, x=0, **more):
    return {"idx": idx, "type": kind, "coords": [x, 0, x + WIDTH, HEIGHT], "focus": 305, "exposure": 1200,
            "rotation": 0, "device_location": 1, **more}


def make_product(server, name, rois):
    folder = os.path.join(server.products, name)
    os.makedirs(folder)
    with open(os.path.join(folder, f"rois_config_{name}.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)
    return folder


PART = (16, 8, 40, 24)  # of a board; as large as what drawn() makes


def compare_roi(idx=2, **more):
    return {"idx": idx, "type": 2, "coords": list(PART), "device_location": 1, "ai_threshold": 0.9, **more}


def paste(picture):
    """A board that shows a part: a picture that drawn() makes."""
    _, _, rows = board.decode_png(picture)
    pixels = bytearray(board.draw())
    for y, row in enumerate(rows):
        at = 3 * ((PART[1] + y) * board.SIZE + PART[0])
        pixels[at:at + len(row)] = row
    return board.encode_png(board.SIZE, board.SIZE, bytes(pixels))


def teach(server, product, picture):
    path = f"/v1/products/{product}/rois/2/goldens"
    tag = server.ask("GET", path).headers["etag"]
    return server.ask("POST", path, raw=form({}, {"picture": ("x", picture, None)}), headers={
        "Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"', "If-Match": tag})


def form(fields, files):
    """Its body. fields: name -> text; files: name -> (file name, content, type or None)."""
    raw = b""
    for name, text in fields.items():
        raw += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        raw += (text if isinstance(text, bytes) else text.encode()) + b"\r\n"
    for name, (file, content, kind) in files.items():
        raw += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'.encode()
        raw += (f"Content-Type: {kind}\r\n" if kind else "").encode() + b"\r\n" + content + b"\r\n"
    return raw + f"--{BOUNDARY}--\r\n".encode()


def save(server, product, idx, content, kind="image/jpeg", name="roi.jpg", **more):
    fields = {"product_name": product, "roi_id": str(idx), **more}
    return server.ask("POST", "/api/golden-sample/save", raw=form(fields, {"golden_image": (name, content, kind)}),
                      headers={"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"'})


def goldens(server, product, idx):
    return server.ask("GET", f"/api/golden-sample/{product}/{idx}").json["golden_samples"]


def make_jpegs(server, n):
    """JPEG files of drawn pictures: the server's own, since Python has no encoder."""
    make_product(server, "scratch", [roi(1, 2)])
    jpegs = []
    for seed in range(n):
        save(server, "scratch", 1, drawn(seed))
        jpegs.append(base64.b64decode(server.ask("GET", "/api/products/scratch/golden/1").json["image"]))
    return jpegs


def folder_of(server, product, idx):
    return os.path.join(server.products, product, "golden_rois", f"roi_{idx}")


def contents(server, product, idx):
    """Name -> digest of what lies there."""
    folder = folder_of(server, product, idx)
    found = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def log_lines(server, product):
    path = os.path.join(server.products, product, "golden_rois", "golden_log.ndjson")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]
