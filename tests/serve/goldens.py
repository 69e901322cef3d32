#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Goldens, colours and documents through the old API of aoi serve. Speaks TAP."""
import base64
import hashlib
import json
import os
import random
import re
import struct
import threading
import time
import zlib

from golden_support import (contents, drawn, flat, folder_of, form, goldens, log_lines, make_jpegs, make_product, png,
                            roi, save, BOUNDARY, HEIGHT, WIDTH)
from serving import MOUNT, Server, check, done

BEST = "best_golden.jpg"
BACKUP = re.compile(r"^original_\d{10}_old_best\.jpg$")
SECRET = b"secret of another folder"


def digest(content):
    return hashlib.sha256(content).hexdigest()


def test_save(server, jpegs):
    make_product(server, "p", [roi(1, 2), roi(2, 2, x=WIDTH), roi(3, 1)])
    check("no goldens", goldens(server, "p", 1) == [] and goldens(server, "none", 1) == [])
    answer = save(server, "p", 1, jpegs[0])
    check("the first golden is saved", answer.status == 200 and answer.json == {
        "message": f"Golden sample saved as '{BEST}' for ROI 1", "backup_info": ""}, answer)
    check("byte by byte", contents(server, "p", 1) == {BEST: digest(jpegs[0])}, contents(server, "p", 1))
    answer = save(server, "p", 1, jpegs[1], kind=None, sample_type="pass_sample", similarity_score="0.97")
    backup = [x["name"] for x in goldens(server, "p", 1)][-1]
    check("the second one, whose part has no type, backs the first one up",
          answer.status == 200 and answer.json["backup_info"] == f"Old golden sample backed up as '{backup}'" and
          answer.json["backup_info"] in answer.json["message"] and BACKUP.match(backup), answer)
    save(server, "p", 1, jpegs[2])
    now = contents(server, "p", 1)
    check("two saves within a second keep both backups",
          now[BEST] == digest(jpegs[2]) and sorted(now.values()) == sorted(map(digest, jpegs[:3])), now)
    answer = save(server, "p", 1, jpegs[2])
    check("the best one again changes nothing",
          answer.status == 200 and answer.json["backup_info"] == "" and contents(server, "p", 1) == now, answer)
    answer = save(server, "p", 1, jpegs[0])
    again = contents(server, "p", 1)
    check("an old one again becomes the best and is stored once", answer.status == 200 and answer.json["backup_info"] and
          again[BEST] == digest(jpegs[0]) and sorted(again.values()) == sorted(now.values()), again)
    lines = log_lines(server, "p")
    check("changes are logged, with the address", [x["action"] for x in lines] == ["teach", "teach", "teach", "promote"] and
          all("127.0.0.1" in x["note"] for x in lines), lines)
    answer = save(server, "p", 7, jpegs[0])
    check("an ROI that is not there may have goldens", answer.status == 200 and len(goldens(server, "p", 7)) == 1, answer)
    answer = save(server, "p", 2, drawn(50), kind="image/png", name="x.jpg")
    check("a PNG file keeps its pixels and its kind", answer.status == 200 and
          list(contents(server, "p", 2)) == ["best_golden.png"], answer)
    answer = save(server, "p", 2, drawn(51))
    check("a golden that is like no other is taken, and doubted", answer.status == 200 and
          "far from every other" in answer.json["message"] and answer.json["warnings"], answer)
    answer = save(server, "p", 2, flat((90, 90, 90)))
    check("so is one that shows nothing", answer.status == 200 and "no part can pass by it" in answer.json["message"], answer)


def test_wrong_saves(server, jpegs):
    before = {idx: contents(server, "p", idx) for idx in (1, 2, 3, 7)}
    huge = png(1, 1, lambda x, y: (0, 0, 0))
    bomb = huge[:16] + struct.pack(">II", 65535, 65535) + huge[24:29] + struct.pack(
        ">I", zlib.crc32(b"IHDR" + struct.pack(">II", 65535, 65535) + huge[24:29])) + huge[33:]
    for name, idx, content, words in (
            ("text", 1, b"this is no picture", "no JPEG or PNG"), ("nothing", 1, b"", "no JPEG or PNG"),
            ("half a JPEG", 1, jpegs[3][:len(jpegs[3]) // 2], ""), ("a head alone", 1, b"\xff\xd8\xff\xe0", ""),
            ("two pictures", 1, jpegs[3] + jpegs[4], "several"), ("GIF", 1, b"GIF89a" + bytes(60), "no JPEG"),
            ("a bomb", 1, bomb, ""), ("another size", 1, drawn(60, 12, 8), "12x8"),
            ("for a barcode", 3, jpegs[3], "barcode")):
        answer = save(server, "p", idx, content)
        check(f"a golden that is {name} is 400", answer.status == 400 and words in answer.json["error"] and
              server.folder not in answer.json["error"], answer)
    answer = save(server, "nosuch", 1, jpegs[3])
    check("an unknown product is 404", answer.status == 404, answer)
    for name, idx in (("../p", 1), ("..", 1), (".", 1), ("p/../p", 1), ("/etc", 1), (b"p\0q", 1), (b"\xff", 1), ("p", "../1"),
                      ("p", "1/../../../q"), ("p", "-1"), ("p", "0x1"), ("p", "1.5"), ("p", "9" * 30), ("p", b"1\0"), ("", 1),
                      ("p", ""), ("p", "0"), ("a\nb", 1)):
        answer = save(server, name, 1, jpegs[3], roi_id=idx if isinstance(idx, bytes) else str(idx))
        check(f"product {name!r}, ROI {idx!r} are 400", answer.status == 400 and answer.json["error"], answer)
    file = {"golden_image": ("x.jpg", jpegs[3], None)}
    kind = {"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"'}
    for name, raw in (("no product", form({"roi_id": "1"}, file)), ("no ROI", form({"product_name": "p"}, file)),
                      ("no file", form({"product_name": "p", "roi_id": "1"}, {"other": ("x.jpg", jpegs[3], None)})),
                      ("a file without a name", form({"product_name": "p", "roi_id": "1"}, {"golden_image": ("", jpegs[3], None)})),
                      ("a field for a file", form({"product_name": "p", "roi_id": "1", "golden_image": jpegs[3]}, {}))):
        answer = server.ask("POST", "/api/golden-sample/save", raw=raw, headers=kind)
        check(f"a form with {name} is 400", answer.status == 400 and answer.json["error"], answer)
    now = {idx: contents(server, "p", idx) for idx in (1, 2, 3, 7)}
    check("what is refused changes nothing", now == before, now)


def test_lists(server, jpegs):
    make_product(server, "lists", [roi(1, 2), roi(2, 2, x=WIDTH)])
    for content in jpegs[:3]:
        save(server, "lists", 1, content)
    save(server, "lists", 2, drawn(1))
    with open(os.path.join(folder_of(server, "lists", 1), "notes.txt"), "wb") as note:
        note.write(SECRET)
    os.symlink(os.path.join(server.folder, "log"), os.path.join(folder_of(server, "lists", 1), "link.jpg"))
    found = goldens(server, "lists", 1)
    check("the best golden comes first, others by name", [x["name"] for x in found] ==
          [BEST] + sorted(x["name"] for x in found[1:]) and len(found) == 3, found)
    check("they say what they are", all(
        set(x) == {"name", "type", "is_best", "created_time", "file_size", "file_path"} and
        x["type"] == ("best_golden" if x["is_best"] else "alternative") and x["is_best"] == (x["name"] == BEST) and
        re.match(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", x["created_time"]) and
        x["file_path"] == f"{MOUNT}/golden/lists/golden_rois/roi_1/{x['name']}" and
        x["file_size"] == os.path.getsize(os.path.join(folder_of(server, "lists", 1), x["name"])) for x in found), found)
    found = server.ask("GET", "/api/golden-sample/lists/2?include_images=true").json["golden_samples"]
    check("pictures come as JPEG, whatever they are", len(found) == 1 and base64.b64decode(
        found[0]["image_data"].removeprefix("data:image/jpeg;base64,"))[:2] == b"\xff\xd8", found)
    data = server.ask("GET", "/api/golden-sample/lists/1/metadata").json
    check("metadata", data["product_name"] == "lists" and data["roi_id"] == 1 and data["total_samples"] == 3 and
          data["total_size"] == sum(x["file_size"] for x in data["golden_samples"]) and
          all("file_path" not in x for x in data["golden_samples"]), data)
    data = server.ask("GET", "/api/golden-sample/products").json
    mine = [x for x in data["products"] if x["product_name"] == "lists"]
    check("products with goldens", data["total_products"] == len(data["products"]) and len(mine) == 1 and
          mine[0]["rois"] == [1, 2] and mine[0]["total_rois"] == 2 and mine[0]["total_samples"] == 4, data)
    answer = server.ask("GET", f"/api/golden-sample/lists/1/download/{BEST}")
    check("download", answer.status == 200 and answer.content == jpegs[2] and answer.headers["content-type"] == "image/jpeg" and
          answer.headers["content-disposition"] == f"attachment; filename={BEST}", answer.headers)
    for name in ("nosuch.jpg", "notes.txt", "link.jpg", "..%2f..%2f..%2flists%2frois_config_lists.json", "..%5cx.jpg", "%2e%2e",
                 ".lock", "..%2froi_2%2fbest_golden.png", "a%00.jpg"):
        answer = server.ask("GET", f"/api/golden-sample/lists/1/download/{name}")
        check(f"download of {name} is refused", answer.status in (400, 404) and SECRET not in answer.content, answer)
    for path in ("lists/abc", "lists/1/nosuch", "..%2flists/1", "%2e%2e/1", "lists%2f..%2flists/1", "a%0ab/1"):
        answer = server.ask("GET", f"/api/golden-sample/{path}")
        check(f"{path} is refused", answer.status in (400, 404), answer)


def test_changes(server, jpegs):
    def ask(method, what, **body):
        return server.ask(method, f"/api/golden-sample/{what}", {"product_name": "c", "roi_id": 1, **body})

    make_product(server, "c", [roi(1, 2)])
    for content in jpegs[:3]:
        save(server, "c", 1, content)
    first = [name for name, hash in contents(server, "c", 1).items() if hash == digest(jpegs[0])][0]
    answer = ask("POST", "promote", sample_name=first)
    now = contents(server, "c", 1)
    check("promote", answer.status == 200 and answer.json["message"] == f"'{first}' promoted to best golden sample" and
          now[BEST] == digest(jpegs[0]) and len(now) == 3, answer)
    answer = ask("POST", "promote", sample_name=BEST)
    check("promoting the best one changes nothing", answer.status == 200 and contents(server, "c", 1) == now, answer)
    backup = [name for name, hash in now.items() if hash == digest(jpegs[2])][0]
    answer = ask("POST", "restore", backup_filename=backup, roi_id="1")
    now = contents(server, "c", 1)
    check("restore", answer.status == 200 and answer.json["restored_from"] == backup and now[BEST] == digest(jpegs[2]) and
          now.get(answer.json["backed_up_current"]) == digest(jpegs[0]), answer)
    answer = ask("DELETE", "delete", sample_name=BEST)
    left = contents(server, "c", 1)
    check("deleting the best one makes another the best", answer.status == 200 and BEST in left and len(left) == 2 and
          digest(jpegs[2]) not in left.values(), left)
    trash = [os.path.join(path, name) for path, _, names in os.walk(os.path.join(server.products, "c", "golden_rois", ".trash"))
             for name in names]
    check("and it is in the trash", len(trash) == 1 and os.path.basename(trash[0]) == BEST, trash)
    ask("DELETE", "delete", sample_name=[x["name"] for x in goldens(server, "c", 1)][1])
    answer = ask("DELETE", "delete", sample_name=BEST)
    check("the only one stays", answer.status == 400 and "only golden" in answer.json["error"] and
          len(contents(server, "c", 1)) == 1, answer)
    for method, what, key in (("POST", "promote", "sample_name"), ("POST", "restore", "backup_filename"), ("DELETE", "delete", "sample_name")):
        for body in ({}, {"product_name": "c"}, {"product_name": "c", "roi_id": 1}, {"product_name": "c", "roi_id": 0, key: "x.jpg"},
                     {"product_name": "", "roi_id": 1, key: "x.jpg"}):
            answer = server.ask(method, f"/api/golden-sample/{what}", body)
            check(f"{what} with {body} is 400", answer.status == 400 and "required" in answer.json["error"], answer)
        gone = "original_1_old_best.jpg"
        for more in ({key: gone}, {key: gone, "roi_id": 77}, {key: gone, "product_name": "none"}):
            answer = ask(method, what, **more)
            check(f"{what} of {more} is 404", answer.status == 404 and answer.json["error"], answer)
        for name in ("../roi_1/" + BEST, "..", "/etc/passwd", "a\\b.jpg", "a\nb.jpg", ".hidden.jpg", 7, ["x"], "a" * 300 + ".jpg",
                     f"original_/../{BEST}/x_old_best.jpg"):
            check(f"{what} of {str(name)[:40]!r} is 400", ask(method, what, **{key: name}).status == 400)
        for idx in ("../1", "-1", -1, 1.5, "1.5", True, [1], {"a": 1}, "9" * 30, 1e300):
            answer = ask(method, what, roi_id=idx, **{key: gone})
            check(f"{what} of ROI {str(idx)[:40]} is 400", answer.status == 400, answer)
        for name in ("..", "../c", "c/../c", 5, [], "a\0b", ".trash"):
            answer = ask(method, what, product_name=name, **{key: gone})
            check(f"{what} of product {name!r} is 400", answer.status == 400, answer)
    check("a file that is no backup is not restored", ask("POST", "restore", backup_filename="invalid_filename.jpg").status == 400)
    check("after all that the golden is there", len(contents(server, "c", 1)) == 1)


def test_rename(server, jpegs):
    def rename(mapping, product="r"):
        return server.ask("POST", "/api/golden-sample/rename-folders", {"product_name": product, "roi_mapping": mapping})

    make_product(server, "r", [roi(idx, 2) for idx in (1, 2, 3)])
    answer = rename({"1": 2})
    check("a product without goldens has none to rename", answer.json == {"message": "No golden samples to rename"}, answer)
    for idx in (1, 2, 3):
        save(server, "r", idx, jpegs[idx])
        save(server, "r", idx, jpegs[idx + 3])
    was = {idx: contents(server, "r", idx) for idx in (1, 2, 3)}
    answer = rename({"1": 2, "2": "1", "9": 8})
    check("numbers may swap", answer.json == {"message": "Renamed 2 golden sample folders", "renamed_count": 2} and
          contents(server, "r", 1) == was[2] and contents(server, "r", 2) == was[1], answer)
    root = os.path.join(server.products, "r", "golden_rois")
    check("nothing is left of it", sorted(x for x in os.listdir(root) if x not in (".lock", "golden_log.ndjson", ".trash")) ==
          ["roi_1", "roi_2", "roi_3"] and not os.listdir(os.path.join(root, ".trash"))
          if os.path.isdir(os.path.join(root, ".trash")) else True, os.listdir(root))
    answer = rename({"3": 1})
    trash = [name for _, _, names in os.walk(os.path.join(root, ".trash")) for name in names]
    check("what is in the way goes to the trash", answer.json["renamed_count"] == 1 and contents(server, "r", 1) == was[3] and
          not contents(server, "r", 3) and sorted(trash) == sorted(was[2]), trash)
    check("it is logged", [x["renumbered"] for x in log_lines(server, "r") if x["action"] == "renumber"] ==
          [{"1": 2, "2": 1}, {"3": 1}], log_lines(server, "r"))
    for mapping in ({}, None, [], "x", {"1": "../2"}, {"../1": 2}, {"1": 0}, {"1": -1}, {"1": 1.5}, {"1": None}, {"a": 1},
                    {"1": 3, "2": 3}, {"1": True}, {"-1": 2}, {"1": 10 ** 20}, {"1": {"2": 3}}, {"": 1}, {"1": 2, "01": 3}):
        answer = rename(mapping)
        check(f"mapping {mapping} is 400", answer.status == 400 and answer.json["error"], answer)
    for name in ("..", "../r", 5, ""):
        check(f"renaming of product {name!r} is 400", rename({"1": 2}, name).status == 400)
    check("an unknown product has none", rename({"1": 2}, "nosuch").json == {"message": "No golden samples to rename"})
    check("refusals change nothing", contents(server, "r", 1) == was[3] and contents(server, "r", 2) == was[1])


def test_window(server, jpegs):
    make_product(server, "w", [roi(1, 2)])
    path = "/api/products/w/golden/1"
    check("the window shows none", server.ask("GET", path).status == 404)
    answer = server.ask("POST", path, {"product_name": "w", "roi_id": 1, "image": base64.b64encode(jpegs[0]).decode()})
    check("it saves the real golden", answer.status == 200 and answer.json["message"] == "Golden sample saved successfully" and
          contents(server, "w", 1) == {BEST: digest(jpegs[0])}, answer)
    check("and shows it", base64.b64decode(server.ask("GET", path).json["image"]) == jpegs[0])
    server.ask("POST", path, {"image": "data:image/jpeg;base64," + base64.b64encode(jpegs[1]).decode()})
    check("the one before stays", len(goldens(server, "w", 1)) == 2)
    for body in ({}, {"image": ""}, {"image": None}, {"image": 5}, {"image": "%%%"}, {"image": base64.b64encode(b"none").decode()}):
        answer = server.ask("POST", path, body)
        check(f"image {body} is 400", answer.status == 400 and answer.json["error"], answer)
    check("an unknown product is 404", server.ask("POST", "/api/products/none/golden/1", {
        "image": base64.b64encode(jpegs[0]).decode()}).status == 404)
    for _ in range(2):
        answer = server.ask("DELETE", path)
        check("it deletes the best one", answer.json == {"message": "Golden sample deleted successfully"}, answer)
    check("until there is none", server.ask("DELETE", path).status == 404 and goldens(server, "w", 1) == [])
    for bad in ("..%2fw/golden/1", "%2e%2e/golden/1", "w/golden/0"):
        check(f"{bad} is refused", server.ask("DELETE", f"/api/products/{bad}").status in (400, 404))


def test_together(server, jpegs):
    """Clients that change the same goldens at once."""
    make_product(server, "t", [roi(1, 2)])
    wrong = []

    def work(content):
        answer = save(server, "t", 1, content)
        if answer.status != 200:
            wrong.append(str(answer))

    threads = [threading.Thread(target=work, args=(content,)) for content in jpegs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = contents(server, "t", 1)
    check("saves at once are all kept, with one best", not wrong and sorted(found.values()) == sorted(map(digest, jpegs)) and
          BEST in found and all(name == BEST or BACKUP.match(name) for name in found), wrong or found)
    check("in one order", [x["action"] for x in log_lines(server, "t")] == ["teach"] * len(jpegs))


def inspect(server, product, frame):
    session = server.session(product)
    server.put(session, "frame.png", frame)
    answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "frame.png"})
    return answer.json["roi_results"][0]["passed"]


def test_effect(server):
    make_product(server, "e", [roi(1, 2, ai_threshold=0.9)])
    save(server, "e", 1, drawn(1))
    check("a board that is not like the golden fails", not inspect(server, "e", drawn(2)))
    save(server, "e", 1, drawn(2))
    check("and passes when it was taught", inspect(server, "e", drawn(2)) and inspect(server, "e", drawn(1)))


def test_colors(server):
    path = "/api/products/k/colors"
    folder = make_product(server, "k", [roi(1, 4)])
    red = {"name": "red", "lower": [200, 0, 0], "upper": [255, 90, 90], "color_space": "RGB", "threshold": 50.0, "mine": [1]}
    answer = server.ask("GET", path)
    check("no colours", answer.json == {"product_name": "k", "color_ranges": [],
                                        "message": "No color configuration found for this product"}, answer)
    check("a product without colours fails", not inspect(server, "k", flat((220, 10, 10))))
    answer = server.ask("POST", path, {"color_ranges": [red]})
    check("colours are saved", answer.json == {"message": "Saved 1 color ranges successfully", "color_ranges_count": 1}, answer)
    check("and come back, with other keys", server.ask("GET", path).json == {"product_name": "k", "color_ranges": [red]})
    check("the next inspection has them", inspect(server, "k", flat((220, 10, 10))) and
          not inspect(server, "k", flat((10, 220, 10))))
    with open(os.path.join(folder, "colors_config_k.json"), encoding="utf-8") as file:
        saved = json.load(file)
    check("the file says what the old one said", set(saved) == {"product_name", "color_ranges", "updated_at"}, saved)
    for bad, words in (
            ({}, "required"), ({"color_ranges": {}}, "array"), ({"color_ranges": ["red"]}, "range 0"), ({"color_ranges": [red, {"name": "x"}]}, "1 missing field: lower"),
            ({"color_ranges": [dict(red, lower=[1, 2])]}, "[0].lower"), ({"color_ranges": [dict(red, color_space="HSV")]}, "HSV"),
            ({"color_ranges": [dict(red, color_space="LAB")]}, "color_space"), ({"color_ranges": [dict(red, color_space=None)]}, "color_space"),
            ({"color_ranges": [dict(red, lower=[0, 0, 256])]}, "[0].lower"), ({"color_ranges": [dict(red, upper=[0, 0.5, 1])]}, "[0].upper"),
            ({"color_ranges": [dict(red, upper=[0, "1", 1])]}, "[0].upper"), ({"color_ranges": [dict(red, lower=[201, 91, 0])]}, "lower[1]"),
            ({"color_ranges": [dict(red, threshold=101)]}, "threshold"), ({"color_ranges": [dict(red, name="")]}, "name"),
            ({"color_ranges": [dict(red, name=3)]}, "name"), ({"color_ranges": None}, "array")):
        answer = server.ask("POST", path, bad)
        check(f"colours {json.dumps(bad)[:70]} are 400", answer.status == 400 and words in answer.json["error"], answer)
    check("refusals change nothing", server.ask("GET", path).json["color_ranges"] == [red])
    for name, status in (("nosuch", 404), ("..", 400), ("..%2fk", 400), (".hidden", 400)):
        for method, body in (("GET", None), ("POST", {"color_ranges": []})):
            answer = server.ask(method, f"/api/products/{name}/colors", body)
            check(f"{method} of colours of {name} is {status}", answer.status == status, answer)
    with open(os.path.join(folder, "colors_config_k.json"), "w", encoding="utf-8") as file:
        file.write("{")
    check("a file that is no JSON is 500", server.ask("GET", path).status == 500)


def test_docs(server):
    docs = server.ask("GET", "/api/docs").json
    check("the list has all endpoints, each with words", len(docs["endpoints"]) > 30 and all(docs["endpoints"].values()) and
          "POST /api/session/{id}/inspect" in docs["endpoints"], docs["endpoints"])
    check("and leads to the new documents", docs["links"]["openapi"] == "/v1/openapi.json" and
          all(server.ask("GET", path).status == 200 for path in docs["links"].values()), docs["links"])
    for path in ("/", "/api"):
        answer = server.ask("GET", path)
        links = re.findall(rb'href="([^"]*)"', answer.content)
        check(f"{path} is a page whose links lead somewhere", answer.headers["content-type"] == "text/html; charset=utf-8" and links and
              all(server.ask("GET", link.decode()).status == 200 for link in links), answer)
    answer = server.ask("GET", "/api/docs/guide")
    check("the guide is Markdown", answer.headers["content-type"].startswith("text/markdown") and answer.content.count(b"\n## ") > 1, answer)
    for name in ("roi", "result", "version"):
        answer = server.ask("GET", f"/api/schema/{name}")
        check(f"schema {name}", answer.status == 200 and answer.headers["content-type"] == "application/json" and
              answer.json["updated"], answer)
    fields = server.ask("GET", "/api/schema/roi").json["fields"]
    check("fields of an ROI are in order", [x["index"] for x in fields] == list(range(12)), fields)
    for name in ("nosuch", "..", "..%2froi", "%2e%2e%2fpage.html"):
        check(f"schema {name} is 404", server.ask("GET", f"/api/schema/{name}").status == 404)


def kill_at(server, rand, begin, whole):
    """Kills the server somewhere in a request; begin sends it. Then starts it again."""
    thread = threading.Thread(target=begin)
    thread.start()
    thread.join(rand.uniform(0, whole))
    server.kill()
    thread.join()
    server.start()


def quietly(request):
    def ask():
        try:
            request()
        except (OSError, ValueError, ImportError, EOFError):
            pass
        except Exception as error:  # of http.client, when the server is gone
            if "http.client" not in type(error).__module__:
                raise
    return ask


def state(server, name, ids):
    """What goldens there are, whatever the names of those that are not the best."""
    found = []
    for idx in ids:
        now = contents(server, name, idx)
        found.append((now.pop(BEST, None), sorted(now.values())))
    return found


def make_pair(server, name, jpegs):
    make_product(server, name, [roi(1, 2), roi(2, 2)])
    save(server, name, 1, jpegs[0])
    save(server, name, 1, jpegs[1])
    save(server, name, 2, jpegs[0])


def test_kill(server, jpegs):
    """A kill during a change leaves it made or not, also for those who only read."""
    rand = random.Random(int(os.environ.get("AOI_TEST_SEED", "42")))
    a, b, c = (digest(x) for x in jpegs[:3])
    body = {"product_name": "", "roi_id": 1}
    changes = (
        ("save", lambda name: save(server, name, 1, jpegs[2]), [(c, sorted([a, b])), (a, [])]),
        ("delete", lambda name: server.ask("DELETE", "/api/golden-sample/delete", dict(body, product_name=name, sample_name=BEST)),
         [(a, []), (a, [])]),
        ("rename", lambda name: server.ask("POST", "/api/golden-sample/rename-folders", {
            "product_name": name, "roi_mapping": {"1": 2, "2": 1}}), [(a, []), (b, [a])]))
    rounds = 60 if os.environ.get("AOI_TEST_LONG") else 4
    for what, change, after in changes:
        wrong, made = [], 0
        make_pair(server, f"whole-{what}", jpegs)
        begin = time.monotonic()
        change(f"whole-{what}")
        whole = time.monotonic() - begin
        check(f"{what} is made", state(server, f"whole-{what}", (1, 2)) == after)
        for i in range(rounds):
            name = f"kill-{what}-{i}"
            make_pair(server, name, jpegs)
            before = state(server, name, (1, 2))
            kill_at(server, rand, quietly(lambda: change(name)), 1.2 * whole)
            now = state(server, name, (1, 2))
            pending = os.path.exists(os.path.join(server.products, name, "golden_rois", ".pending"))
            listed = [len(goldens(server, name, idx)) for idx in (1, 2)]
            if now not in (before, after) or pending or listed != [1 + len(x[1]) for x in now]:
                wrong.append((before, now, pending, listed))
            made += now == after
        check(f"{what}: {rounds} kills left it whole or not there ({made} times whole)", not wrong, wrong)


def main():
    with Server() as server:
        jpegs = make_jpegs(server, 8)
        test_save(server, jpegs)
        test_wrong_saves(server, jpegs)
        test_lists(server, jpegs)
        test_changes(server, jpegs)
        test_rename(server, jpegs)
        test_window(server, jpegs)
        test_together(server, jpegs)
        test_effect(server)
        test_colors(server)
        test_docs(server)
        test_kill(server, jpegs)
        check("nothing was written beside the products", sorted(os.listdir(os.path.join(server.folder, "up"))) == ["products"] and
              not os.path.exists(os.path.join(server.folder, "p")))
    done()


main()
