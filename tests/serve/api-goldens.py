#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Goldens by the own API of aoi serve: listed, taught, promoted, removed, taken back. Speaks TAP."""
import hashlib
import json
import os
import random
import threading
import time

from board import decode_png
from golden_support import (BOUNDARY, HEIGHT, WIDTH, contents, drawn, flat, folder_of, form, log_lines, make_product, png,
                            roi, save)
from serving import Server, check, done

FORM = {"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"'}


def path(product="p", idx=1, more=""):
    return f"/v1/products/{product}/rois/{idx}/goldens{more}"


def read(server, product="p", idx=1):
    answer = server.ask("GET", path(product, idx))
    return answer.json, answer.headers.get("etag")


def add(server, content, tag, product="p", idx=1, field="picture", **fields):
    headers = dict(FORM, **({"If-Match": tag} if tag else {}))
    return server.ask("POST", path(product, idx), raw=form(fields, {field: ("x", content, None)}), headers=headers)


def teach_frame(server, frame, tag, idx, product="f", **fields):
    headers = dict(FORM, **({"If-Match": tag} if tag else {}))
    return server.ask("POST", path(product, idx), raw=form({"frame_id": frame, **fields}, {}), headers=headers)


def digest(content):
    return hashlib.sha256(content).hexdigest()


def hashes(answer):
    return [golden["sha256"] for golden in answer["goldens"]]


def history(server, product="p", idx=1):
    return server.ask("GET", path(product, idx, "/history")).json["revisions"]


def back(server, revision, tag, product="p", idx=1):
    return server.ask("POST", path(product, idx, "/restore"), {"revision": revision}, {"If-Match": tag})


def test_teach(server):
    make_product(server, "p", [roi(1, 2), roi(2, 2, x=WIDTH), roi(3, 1), roi(4, 2, rotation=90)])
    none, tag = read(server)
    check("no goldens", none["goldens"] == [] and none["product"] == "p" and none["roi"] == 1
          and tag == f'"{none["revision"]}"', none)
    answer = add(server, drawn(0), tag, best="true", note="first one")
    first = answer.json
    check("the first one is taught", answer.status == 200 and hashes(first) == [digest(drawn(0))]
          and first["golden"] == "best_golden.png" and first["goldens"][0]["best"] and first["warnings"] == []
          and first["before"] == none["revision"] and answer.headers["etag"] == f'"{first["revision"]}"', answer)
    answer = server.ask("GET", path(more="/best_golden.png"))
    check("its picture is the file", answer.content == drawn(0) and answer.headers["content-type"] == "image/png"
          and answer.headers["etag"] == f'"{digest(drawn(0))}"', answer.headers)
    answer = add(server, drawn(1), tag)
    check("who has not seen it changes nothing", answer.status == 412 and hashes(answer.json) == [digest(drawn(0))], answer)
    answer = add(server, drawn(1), None)
    check("nor does who does not say what he saw", answer.status == 428 and "If-Match" in answer.json["error"], answer)
    answer = add(server, drawn(1), f'"{first["revision"]}"', note="second supplier")
    second = answer.json
    check("another one comes behind it, and is doubted", hashes(second) == [digest(drawn(0)), digest(drawn(1))]
          and "far from every other" in second["warnings"][0] and second["goldens"][1]["name"] == second["golden"], answer)
    check("the list says the same", read(server)[0]["goldens"] == second["goldens"])
    lines = log_lines(server, "p")
    check("the log of goldens has who and why", [x["action"] for x in lines] == ["teach", "add"]
          and lines[1]["note"].startswith("second supplier; over HTTP by") and "127.0.0.1" in lines[1]["note"], lines)
    past = history(server)
    check("so has the history, the newest first", [x["note"] for x in past] == ["second supplier", "first one", None]
          and [x["revision"] for x in past] == [second["revision"], first["revision"], none["revision"]]
          and past[0]["person"] and [x["sha256"] for x in past[0]["goldens"]] == hashes(second), past)


def test_frame(server):
    def board(x, y):
        return (x * 5 % 256, y * 7 % 256, (x * y) % 256)

    tag = read(server, idx=2)[1]
    answer = add(server, png(3 * WIDTH, 2 * HEIGHT, board), tag, idx=2, field="frame")
    check("what the ROI shows is cut from a frame", answer.status == 200 and len(answer.json["goldens"]) == 1, answer)
    cut = server.ask("GET", path(idx=2, more="/" + answer.json["golden"])).content
    want = png(WIDTH, HEIGHT, lambda x, y: board(x + WIDTH, y))
    again = add(server, want, answer.headers["etag"], idx=2)
    check("pixel by pixel", cut[:8] == b"\x89PNG\r\n\x1a\n" and again.status == 400 and "same pixels" in again.json["error"], again)
    tag = read(server, idx=4)[1]
    answer = add(server, png(3 * WIDTH, 2 * HEIGHT, board), tag, idx=4, field="frame")
    cut = server.ask("GET", path(idx=4, more="/" + answer.json["golden"])).content
    width, height = (int.from_bytes(cut[i:i + 4], "big") for i in (16, 20))
    check("and turned as an inspection sees it", (width, height) == (HEIGHT, WIDTH), (width, height))


def test_kept_frame(server):
    """From a frame that is kept, by its id: a mosaic too, as an inspection sees it."""
    make_product(server, "f", [roi(1, 2, x=WIDTH), roi(2, 2, rotation=90), roi(3, 2, x=9000)])
    content = png(3 * WIDTH, 2 * HEIGHT, lambda x, y: (x * 5 % 256, y * 7 % 256, (x * y) % 256))
    frame = server.ask("POST", "/v1/frames", raw=content).json["id"]
    for idx in (1, 2):
        answer = add(server, content, read(server, "f", idx)[1], "f", idx, field="frame")
        want = answer.json["goldens"]
        tag = server.ask("DELETE", path("f", idx, "/" + answer.json["golden"]), headers={"If-Match": answer.headers["etag"]}).headers["etag"]
        answer = teach_frame(server, frame, tag, idx, best="true", note="seen live")
        check(f"ROI {idx} of a kept frame is the same as of the file", answer.status == 200
              and hashes(answer.json) == [golden["sha256"] for golden in want], answer)
    check("and the history says why", history(server, "f", 1)[0]["note"] == "seen live")
    raw = b"P5\n%d %d\n255\n" % (3 * WIDTH, 2 * HEIGHT) + bytes(i * 37 % 251 for i in range(6 * WIDTH * HEIGHT))
    mosaic = server.ask("POST", "/v1/frames?mosaic=grbg", raw=raw).json["id"]
    answer = teach_frame(server, mosaic, read(server, "f", 1)[1], 1)
    cut = server.ask("GET", path("f", 1, "/" + answer.json["golden"])).content
    shown = server.ask("GET", f"/v1/frames/{mosaic}/tile/0/0/0?format=png").content
    want = [row[3 * WIDTH:6 * WIDTH] for row in decode_png(shown)[2][:HEIGHT]]
    check("of a mosaic the colours that an inspection sees", decode_png(cut)[2] == want, answer)
    before, tag = contents(server, "f", 3), read(server, "f", 3)[1]
    for name, fields, status, words in (
            ("that is not there", {"frame_id": "0" * 36}, 404, "frame_id: there is no"), ("without a name", {"frame_id": ""}, 404, "frame_id: "),
            ("of a station without a source", {"frame_id": "live"}, 404, "source: "), ("none came", {"frame_id": "last"}, 404, "frame_id: "),
            ("that does not reach it", {"frame_id": frame}, 400, "frame_id: ROI 3 reaches outside"),
            ("of no text", {"frame_id": b"\xff"}, 400, "frame_id: must be text"),
            ("and a note of no text", {"frame_id": frame, "note": b"\xff"}, 400, "note: ")):
        answer = server.ask("POST", path("f", 3), raw=form(fields, {}), headers=dict(FORM, **{"If-Match": tag}))
        check(f"a frame {name} is {status}", answer.status == status and answer.json["error"].startswith(words), answer)
    answer = add(server, drawn(0), tag, "f", 3, frame_id=frame)
    check("a picture or a frame, not both", answer.status == 400 and "frame_id" in answer.json["error"], answer)
    answer = teach_frame(server, frame, None, 3)
    check("who does not say what he saw teaches nothing", answer.status == 428, answer)
    check("what is refused changes nothing", contents(server, "f", 3) == before)


def test_wrong(server):
    before = {idx: contents(server, "p", idx) for idx in (1, 2, 3, 4)}
    tag = read(server)[1]
    for name, idx, content, field, words in (
            ("text", 1, b"no picture", "picture", "no JPEG or PNG"), ("nothing", 1, b"", "picture", "no JPEG or PNG"),
            ("of another size", 1, drawn(9, 12, 8), "picture", "12x8"), ("there already", 1, drawn(0), "picture", "same pixels"),
            ("of a frame that is too small", 1, drawn(9, 12, 8), "frame", "outside"), ("no frame", 1, b"BM", "frame", "frame: "),
            ("half a PNG", 1, drawn(9)[:100], "picture", ""), ("two pictures", 1, drawn(9) + drawn(8), "picture", "several"),
            ("in no field", 1, drawn(9), "photo", "picture: "), ("for a barcode", 3, drawn(9), "picture", "barcode")):
        answer = add(server, content, read(server, idx=idx)[1], idx=idx, field=field)
        check(f"a golden that is {name} is 400", answer.status == 400 and words in answer.json["error"]
              and server.folder not in answer.json["error"], answer)
    answer = add(server, drawn(9), tag, best="yes")
    check("best is true or false", answer.status == 400 and answer.json["error"].startswith('best: "yes"'), answer)
    answer = add(server, drawn(9), read(server, idx=9)[1], idx=9)
    check("an ROI that is not there is 404", answer.status == 404 and "no ROI 9" in answer.json["error"], answer)
    for target, status in ((path("nosuch"), 404), (path("%2e%2e"), 400), (path(idx=0), 400), (path(idx="9" * 20), 400),
                           (path(idx="-1"), 404), (path(idx="x"), 404), (path(more="/none.png"), 404),
                           (path(more="/%2e%2e%2froi_2%2fbest_golden.png"), 404), (path(more="/.pending"), 404)):
        answer = server.ask("GET", target)
        check(f"{target} is {status}", answer.status == status and server.folder not in answer.json["error"], answer)
    for method, more in (("DELETE", "/none.png"), ("POST", "/none.png/promote"), ("POST", "/%2e%2e%2fx.png/promote")):
        answer = server.ask(method, path(more=more), headers={"If-Match": tag})
        check(f"{method} {more} is 404", answer.status == 404 and answer.json["error"].startswith("golden: "), answer)
        answer = server.ask(method, path(more=more))
        check(f"{method} {more} takes a condition", answer.status == 428, answer)
    answer = back(server, "0" * 64, tag)
    check("a revision that never was is 404", answer.status == 404 and "revision" in answer.json["error"], answer)
    link = os.path.join(folder_of(server, "p", 1), "link.png")
    os.symlink(os.path.join(server.folder, "log"), link)
    check("a link is no golden", server.ask("GET", path(more="/link.png")).status == 404
          and "link.png" not in str(read(server)[0]))
    os.unlink(link)
    check("what is refused changes nothing", {idx: contents(server, "p", idx) for idx in (1, 2, 3, 4)} == before)


def test_change(server):
    now, tag = read(server)
    answer = server.ask("POST", path(more=f"/{now['goldens'][1]['name']}/promote?note=better"), headers={"If-Match": tag})
    promoted = answer.json
    check("another one is promoted", answer.status == 200 and hashes(promoted) == [digest(drawn(1)), digest(drawn(0))]
          and promoted["goldens"][0]["best"], answer)
    answer = back(server, promoted["before"], answer.headers["etag"])
    check("one call takes it back, names too", answer.status == 200 and answer.json["goldens"] == now["goldens"]
          and answer.json["revision"] == now["revision"], answer)
    answer = server.ask("DELETE", path(more="/best_golden.png?note=blurred"), headers={"If-Match": tag})
    check("the best is removed, and the next one is that", answer.status == 200 and answer.json["warnings"] == []
          and hashes(answer.json) == [digest(drawn(1))] and answer.json["goldens"][0]["name"] == "best_golden.png", answer)
    answer = server.ask("DELETE", path(more="/best_golden.png"), headers={"If-Match": answer.headers["etag"]})
    check("so is the last one, with a warning", answer.json["goldens"] == [] and "fails on every board" in answer.json["warnings"][0], answer)
    answer = back(server, now["revision"], answer.headers["etag"])
    check("both come back", answer.status == 200 and answer.json["goldens"] == now["goldens"], answer)
    past = history(server)
    check("nothing of that is lost", [x["note"] for x in past][:5] == [
        f"restored {now['revision'][:12]}", None, "blurred", f"restored {now['revision'][:12]}", "better"], past)
    check("only so many are shown", len(server.ask("GET", path(more="/history?limit=2")).json["revisions"]) == 2)
    answer = back(server, now["revision"], tag)
    check("what is there already is restored by doing nothing", answer.status == 200 and answer.json["revision"] == now["revision"]
          and len(history(server)) == len(past), answer)


def test_others(server):
    """The old API and people at the disk change goldens, too."""
    make_product(server, "o", [roi(1, 2)])
    empty = read(server, "o")[0]
    save(server, "o", 1, drawn(20))
    old, tag = read(server, "o")
    past = history(server, "o")
    check("a set that somebody else made is shown", [x["revision"] for x in past] == [old["revision"]]
          and past[0]["person"] is None, past)
    answer = add(server, drawn(21), tag, "o")
    past = history(server, "o")
    check("and kept when it is changed", [x["revision"] for x in past] == [answer.json["revision"], old["revision"]], past)
    save(server, "o", 1, drawn(22))
    check("after that the tag is an old one", add(server, drawn(23), answer.headers["etag"], "o").status == 412)
    answer = back(server, old["revision"], read(server, "o")[1], "o")
    check("which can be taken back, too", answer.status == 200 and answer.json["goldens"] == old["goldens"], answer)
    check("what never was is not known", back(server, empty["revision"], answer.headers["etag"], "o").status == 404)
    trash = os.path.join(server.products, "o", "golden_rois", ".trash")
    for root, _, names in os.walk(trash):
        for name in names:
            os.unlink(os.path.join(root, name))
    both = history(server, "o")[1]["revision"]
    now = contents(server, "o", 1)
    answer = back(server, both, read(server, "o")[1], "o")
    check("what is not in the trash any more cannot come back, and is named", answer.status == 400
          and "cannot come back" in answer.json["error"] and contents(server, "o", 1) == now, answer)
    statuses = []
    tag = read(server, "o")[1]
    threads = [threading.Thread(target=lambda i=i: statuses.append(add(server, drawn(30 + i), tag, "o").status)) for i in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("of five who teach at once one does", sorted(statuses) == [200] + [412] * 4, statuses)


def kill_while(server, change, seconds):
    """Kills the server so long after a change was asked for. Returns whether the change was answered."""
    answered = []

    def ask():
        try:
            answered.append(change().status == 200)
        except (OSError, ValueError, json.JSONDecodeError):
            pass
        except Exception as error:  # http.client raises many kinds when a server is gone
            answered.append(False if "Remote" in type(error).__name__ or "Incomplete" in type(error).__name__ else error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(seconds)
    server.kill()
    thread.join()
    server.start()
    return answered == [True]


def test_kills(server, rounds):
    rand = random.Random(1)
    make_product(server, "k", [roi(1, 2)])
    begin = time.monotonic()
    save(server, "k", 1, drawn(0))
    whole = time.monotonic() - begin
    torn = lost = changed = 0
    known = {}
    for i in range(rounds):
        before, tag = read(server, "k")
        known[before["revision"]] = before["goldens"]
        kind = i % 4
        if kind == 0 and len(before["goldens"]) < 4:
            def change(content=drawn(100 + i)):
                return add(server, content, tag, "k", best="true")
        elif kind == 1:
            def change(name=before["goldens"][-1]["name"] if before["goldens"] else "none.png"):
                return server.ask("POST", path("k", more=f"/{name}/promote"), headers={"If-Match": tag})
        elif kind == 2 and len(before["goldens"]) > 1:
            def change():
                return server.ask("DELETE", path("k", more="/best_golden.png"), headers={"If-Match": tag})
        else:
            def change(revision=rand.choice(sorted(known))):
                return back(server, revision, tag, "k")
        answered = kill_while(server, change, rand.random() * 1.2 * whole)
        after = read(server, "k")[0]
        past = history(server, "k")
        lost += answered and past[0]["revision"] != after["revision"]
        changed += after["revision"] != before["revision"]
        # A name for each file, and each file what was sent once.
        here = contents(server, "k", 1)
        torn += sorted(here.values()) != sorted(hashes(after)) or not server.ask("POST", "/v1/products/k/check", raw=json.dumps(
            [roi(1, 2)]).encode()).json["loads"]
        torn += os.path.exists(os.path.join(server.products, "k", "golden_rois", ".pending"))
    check(f"{rounds} kills: each change was made or not", torn == 0, torn)
    check("none that was answered is lost", lost == 0, lost)
    check("some were made", changed > 0, changed)
    now, tag = read(server, "k")
    for revision, goldens in known.items():
        answer = back(server, revision, tag, "k")
        tag = answer.headers.get("etag")
        if answer.status == 200 and answer.json["goldens"] != goldens and hashes(answer.json) != [g["sha256"] for g in goldens]:
            check("what was comes back", False, answer)
            break
    else:
        check("each set that was comes back", True)


with Server() as one:
    test_teach(one)
    test_frame(one)
    test_kept_frame(one)
    test_wrong(one)
    test_change(one)
    test_others(one)
with Server() as one:
    test_kills(one, 400 if os.environ.get("AOI_TEST_LONG") else 16)
done()
