#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Frames of aoi serve that clients send: what is known of them, their tiles and pictures, pixel by pixel. Speaks TAP."""
import random
import threading

from board import decode_png, encode_png
from serving import Server, check, done

WIDTH, HEIGHT = 701, 299
SEED = 20191


def make_rows(width=WIDTH, height=HEIGHT):
    source = random.Random(SEED)
    return [source.randbytes(3 * width) for _ in range(height)]


def halve(rows):
    """What the next level is to be: means of four; the last column and row count twice where they are odd."""
    out = []
    width = len(rows[0]) // 3
    for y in range(0, len(rows), 2):
        up, down = rows[y], rows[min(y + 1, len(rows) - 1)]
        out.append(bytes((up[3 * x + c] + up[3 * min(x + 1, width - 1) + c] + down[3 * x + c]
                          + down[3 * min(x + 1, width - 1) + c] + 2) >> 2
                         for x in range(0, width, 2) for c in range(3)))
    return out


def halve_frame(rows):
    """Likewise, of the frame itself: where its sides are odd, the last cell of 2x2 pixels is repeated."""
    width, height = len(rows[0]) // 3 // 2 * 2, len(rows) // 2 * 2
    out = halve([row[:3 * width] for row in rows[:height]])
    if len(rows[0]) > 3 * width:
        out = [row + row[-3:] for row in out]
    return out + out[-1:] if len(rows) > height else out


def send(server, content, query=""):
    return server.ask("POST", "/v1/frames" + query, raw=content)


def cut(rows, x, y):
    part = [row[3 * 256 * x:3 * 256 * (x + 1)] for row in rows[256 * y:256 * (y + 1)]]
    return len(part[0]) // 3, len(part), part


def test_tiles(server):
    rows = make_rows()
    answer = send(server, encode_png(WIDTH, HEIGHT, b"".join(rows)))
    frame = answer.json
    check("a picture is kept", answer.status == 200 and frame["origin"] == "uploaded" and len(frame["id"]) == 36
          and (frame["width"], frame["height"], frame["format"]) == (WIDTH, HEIGHT, "RGB") and frame["board"] is None
          and frame["verdict"] is None and (frame["tile_size"], frame["max_zoom"]) == (256, 2), answer)
    path = "/v1/frames/" + frame["id"]
    check("and is known by its id", server.ask("GET", path).json == {**frame, "result": None})
    check("and listed", server.ask("GET", "/v1/frames").json == {"frames": [frame]})
    levels = {2: rows, 1: halve_frame(rows), 0: halve(halve_frame(rows))}
    for zoom, level in levels.items():
        wrong = []
        columns, lines = -(-len(level[0]) // (3 * 256)), -(-len(level) // 256)
        for y in range(lines):
            for x in range(columns):
                tile = server.ask("GET", f"{path}/tile/{zoom}/{x}/{y}?format=png")
                if tile.status != 200 or decode_png(tile.content) != cut(level, x, y):
                    wrong.append((x, y, tile.status))
        check(f"zoom {zoom} has {columns}x{lines} tiles with the right pixels", not wrong, wrong)
        for x, y in ((columns, 0), (0, lines), (4096, 4096)):
            tile = server.ask("GET", f"{path}/tile/{zoom}/{x}/{y}")
            check(f"and none at {x},{y}", tile.status == 404 and "greatest zoom is 2" in tile.json["error"], tile)
    for bad in ("3/0/0", "99/0/0", "2147483647/0/0", "4294967296/0/0", "9" * 40 + "/0/0", "0/" + "9" * 40 + "/0", "-1/0/0",
                "a/0/0", "0/0/0.5", "0/0", "0/0/0/0", "%00/0/0"):
        tile = server.ask("GET", f"{path}/tile/{bad}")
        check(f"tile {bad[:20]} is not there", tile.status in (400, 404) and tile.json["error"], tile)
    return path, rows


def test_pictures(server, path, rows):
    answer = server.ask("GET", path + "/picture?format=png&width=9999")
    check("a picture is never larger than the frame", decode_png(answer.content) == (WIDTH, HEIGHT, rows))
    answer = server.ask("GET", path + "/picture?width=100&format=png")
    check("and as wide as was asked", decode_png(answer.content)[:2] == (100, 43), answer)
    answer = server.ask("GET", path + "/picture")
    check("without a format it is a JPEG", answer.headers["content-type"] == "image/jpeg" and answer.content[:2] == b"\xff\xd8")
    for query, what in (("width=0", "width"), ("width=-1", "width"), ("width=x", "width"), ("width=" + "9" * 30, "width"),
                        ("format=gif", "format")):
        answer = server.ask("GET", f"{path}/picture?{query}")
        check(f"{query[:12]} is refused", answer.status == 400 and answer.json["error"].startswith(what + ": "), answer)
    for what in ("/picture?width=64", "/tile/0/0/0"):
        answer = server.ask("GET", path + what)
        tag = answer.headers["etag"]
        check("what was shown is kept for ever", "immutable" in answer.headers["cache-control"], answer.headers)
        again = server.ask("GET", path + what, headers={"If-None-Match": tag})
        check("and not sent again", again.status == 304 and not again.content and again.headers["etag"] == tag, again)
        other = server.ask("GET", path + what, headers={"If-None-Match": '"another"'})
        check("unless something else is there", other.status == 200 and other.content == answer.content, other)


def test_mosaic(server):
    """A mosaic of one colour is of that colour at each zoom."""
    red, green, blue = 210, 130, 40
    width, height = 1030, 518
    lines = [bytes((green, blue) * (width // 2)), bytes((red, green) * (width // 2))]
    raw = b"P5\n%d %d\n255\n" % (width, height) + b"".join(lines[y % 2] for y in range(height))
    answer = send(server, raw, "?mosaic=gbrg")
    frame = answer.json
    check("a mosaic is taken as one", answer.status == 200 and frame["format"] == "gbrg" and frame["max_zoom"] == 3, answer)
    for zoom in range(4):
        tile = server.ask("GET", f"/v1/frames/{frame['id']}/tile/{zoom}/0/0?format=png")
        width, height, rows = decode_png(tile.content)
        check(f"its colours are right at zoom {zoom}", {row for row in rows} == {bytes((red, green, blue)) * width},
              rows[0][:30])
    answer = send(server, raw)
    check("without its order it is gray", answer.json["format"] == "GRAY8", answer)
    for query in ("?mosaic=rgb", "?mosaic=", "?mosaic=" + "g" * 3000):
        answer = send(server, raw, query)
        check(f"{query[:12]} is no order", answer.status == 400 and answer.json["error"].startswith("mosaic: "), answer)
    answer = send(server, encode_png(2, 1, b"\1\2\3\4\5\6"), "?mosaic=gbrg")
    check("and what is in colour is none", answer.status == 400 and "colour" in answer.json["error"], answer)


def test_small(server):
    for width, height in ((1, 1), (1, 600), (600, 1), (2, 2), (256, 256), (257, 1)):
        raw = b"P6\n%d %d\n255\n" % (width, height) + bytes((9, 8, 7)) * (width * height)
        frame = send(server, raw).json
        for zoom in range(frame["max_zoom"] + 1):
            tile = server.ask("GET", f"/v1/frames/{frame['id']}/tile/{zoom}/0/0?format=png")
            found = decode_png(tile.content)
            cell = 1 << frame["max_zoom"] - zoom
            check(f"{width}x{height} at zoom {zoom}", set(found[2]) == {bytes((9, 8, 7)) * found[0]}
                  and found[:2] == (min(256, -(-width // cell)), min(256, -(-height // cell))), found[:2])


def test_measure(server):
    width = height = 64
    sharp = b"".join(bytes((250,) * 3 if x // 4 + y // 4 & 1 else (10,) * 3) for y in range(height) for x in range(width))
    soft = b"".join(bytes((2 * x + y,) * 3) for y in range(height) for x in range(width))
    ids = [send(server, encode_png(width, height, pixels)).json["id"] for pixels in (sharp, soft)]
    found = [server.ask("GET", f"/v1/frames/{one}/measure").json for one in ids]
    check("edges are sharper than a ramp", found[0]["sharpness"] > 20 * found[1]["sharpness"] > 0, [f["sharpness"] for f in found])
    gray = found[0]["histogram"]["gray"]
    check("and the histogram counts all pixels", len(gray) == 256 and sum(gray) == found[0]["pixels"] == 32 * 32
          and gray[10] == gray[250] == 512, gray)
    part = server.ask("GET", f"/v1/frames/{ids[0]}/measure?x=0&y=0&width=4&height=4").json
    check("or those of a part", part["histogram"]["red"][10] == part["pixels"] == 4 and part["sharpness"] == 0, part["pixels"])
    for query in ("x=64", "y=64", "x=60&width=5", "width=0", "height=65", "x=-1", "x=" + "9" * 20):
        answer = server.ask("GET", f"/v1/frames/{ids[0]}/measure?{query}")
        check(f"{query[:12]} is outside", answer.status == 400 and "is not between" in answer.json["error"], answer)


def test_bounds(server):
    ids = [send(server, b"P5\n1 1\n255\n%c" % i).json["id"] for i in range(20)]
    listed = [frame["id"] for frame in server.ask("GET", "/v1/frames").json["frames"]]
    check("the newest 16 are kept", listed == ids[:3:-1], listed)
    answer = server.ask("GET", "/v1/frames/" + ids[0])
    check("the others are gone, and that is said", answer.status == 404 and ids[0] in answer.json["error"], answer)
    answer = server.ask("DELETE", "/v1/frames/" + ids[9])
    check("one can be removed", answer.status == 200 and server.ask("GET", "/v1/frames/" + ids[9]).status == 404, answer)
    check("once", server.ask("DELETE", "/v1/frames/" + ids[9]).status == 404)
    for bad in ("nosuch", "%2e%2e", "%2e%2e%2fetc", "last", "live", "a" * 2000):
        answer = server.ask("GET", "/v1/frames/" + bad)
        check(f"{bad[:10]} is not there", answer.status == 404 and answer.json["error"], answer)
    for bad in (b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"P5\n99999 99999\n255\n", b"GIF89a"):
        answer = send(server, bad)
        check(f"{bad[:10]!r} is no picture", answer.status == 400 and answer.json["error"].startswith("picture: "), answer)
    check("and nothing was lost by that", len(server.ask("GET", "/v1/frames").json["frames"]) == 15)


def test_many(server):
    """Tiles of one frame, asked for by many at once: each is right."""
    rows = make_rows(1400, 900)
    frame = send(server, encode_png(1400, 900, b"".join(rows))).json
    answers = {}

    def ask(number):
        zoom, x, y = number % 4, 0, 0
        answers[number] = server.ask("GET", f"/v1/frames/{frame['id']}/tile/{zoom}/{x}/{y}?format=png")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("24 who ask at once get the same", all(a.status == 200 for a in answers.values())
          and len({answer.content for answer in answers.values()}) == 4, [a.status for a in answers.values()])


with Server() as one:
    test_pictures(one, *test_tiles(one))
    test_mosaic(one)
    test_small(one)
    test_measure(one)
    test_bounds(one)
    test_many(one)
done()
