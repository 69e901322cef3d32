# SPDX-License-Identifier: LGPL-2.1-or-later
"""A station full of texts that nobody should trust, and all of its pages, for tests that look at each."""
import json
import os
import urllib.parse

from board import PICTURE, color_roi, make_product
from golden_support import compare_roi, drawn, flat, paste, teach
from keeping import until
from pages_support import LONG, PLACED, judge
from people import Browser
from serving import check

SCRIPT = "<img src=x onerror=\"window.pwned=1\">'\"&\u202e\u0007<script>window.pwned=1</script>{{7*7}}"
HOSTILE = SCRIPT + " " + "W" * 180
ODD = "a b'\"<b>%41&"
FRAMES = "launch:videotestsrc is-live=true pattern=smpte ! video/x-raw,format=RGB,width=320,height=240,framerate=2/1"


def write_station(folder):
    """A file of options. Its path."""
    path = os.path.join(folder, "everywhere.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"[station]\nname=<img src=x onerror=window.pwned=1> {'W' * 40}\n[source]\nsource={FRAMES}\nproduct=nosuch\n")
    return path


def fill_products(server):
    make_product(server, "evil", rois={"description": HOSTILE, "rois": [
        {**color_roi(1), "notes": HOSTILE, SCRIPT: {SCRIPT: HOSTILE}}, {"idx": 2, "type": "ocr", "coords": [1, 1, 60, 60], "expected_text": HOSTILE},
        {"idx": 3, "type": SCRIPT[:60], "coords": [1, 1, 60, 60]}]})
    make_product(server, ODD, rois={"description": HOSTILE, "rois": [color_roi(1, expected=(0, 0, 250), notes=HOSTILE)]})
    make_product(server, "g", rois=[color_roi(), compare_roi()])
    teach(server, "g", drawn(1))
    folder = os.path.join(server.products, "g", "golden_rois", "roi_2")
    with open(os.path.join(folder, "golden_<img src=x onerror=window.pwned=1>" + "W" * 100 + ".png"), "wb") as file:
        file.write(drawn(5))
    path = "/v1/products/" + urllib.parse.quote(ODD, safe="")
    past = server.ask("GET", path)
    answer = server.ask("PUT", path + "?note=" + urllib.parse.quote(HOSTILE), headers={"If-Match": past.headers["etag"]}, raw=json.dumps({**past.json, "more": SCRIPT}).encode())
    check("a product has a past that nobody should trust", answer.status == 200, answer)


def fill_boards(server):
    """Ids of boards: one that failed for a colour, and one whose comparison did."""
    ids = []
    for product, picture in ((ODD, PICTURE), ("g", paste(drawn(2))), ("g", paste(flat((90, 90, 90))))):
        session = server.session(product)
        server.put(session, "board.png", picture)
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png", "device_barcodes": {"1": HOSTILE}})
        ids.append(answer.json["aoi"]["id"])
    until(lambda: len(server.ask("GET", "/v1/boards?limit=10&product=g").json["boards"]) == 2)
    until(lambda: len(server.ask("GET", "/v1/archive").json["records"]) >= 3)
    judge(server, ids[1], 2, "false-call")
    server.ask("POST", f"/v1/boards/{ids[1]}/judgements", {"judgements": [{"roi": 2, "judgement": "false-call", "note": HOSTILE[:900]}]})
    return ids


def fill_log(server):
    """What people asked for who are none."""
    anybody = Browser(server)
    anybody.ask("POST", "/v1/login", {"name": HOSTILE, "password": HOSTILE})
    anybody.ask("PUT", "/v1/cameras/open/settings", {"settings": {SCRIPT: SCRIPT}})
    anybody.ask("PUT", "/v1/source/product", {"product": HOSTILE})


def fill_station(server):
    """Its pages: what stands behind the hash, and what is true when all of a page is there."""
    fill_products(server)
    ids = fill_boards(server)
    fill_log(server)
    record = server.ask("GET", "/v1/archive?product=g").json["records"][0]["record"]
    return list_pages(ids, record)


def list_pages(ids, record):
    rows = "document.querySelectorAll('main tbody tr').length > 0"
    ways = ("roi", "drift", "time", "code", *(("reason", "hour", "shift", "device", "product", "station") if LONG else ()))
    return [
        ("/live", "document.querySelector('.big.fail') !== null && document.querySelectorAll('.last tbody tr').length >= 3"),
        ("/verify", "document.querySelector('.verify .failed li') !== null && document.querySelector('.verify .facts dd') !== null"),
        ("/products", rows),
        ("/products/evil", PLACED + " && document.querySelectorAll('.roi').length === 3"),
        ("/products/a%20b'%22%3Cb%3E%2541%26", PLACED + " && document.querySelectorAll('.roi').length === 1"),
        ("/products/a%20b'%22%3Cb%3E%2541%26/history", "document.querySelector('.revisions .note') !== null"),
        ("/teach", rows),
        ("/teach/g", rows),
        ("/teach/g/2", "document.querySelectorAll('.golden img').length >= 2 && document.querySelector('.teach-try') !== null"),
        *((f"/statistics?by={way}", "document.querySelectorAll('.total .figure').length === 4 && document.querySelector('.statistics section[aria-label] :is(tbody tr, .empty, p)') !== null")
          for way in ways),
        ("/statistics/boards", rows),
        (f"/statistics/boards/{ids[1]}", "document.querySelector('.board-page .pictures canvas') !== null"),
        ("/statistics/archive", rows),
        ("/statistics/archive/" + record, "document.querySelector('.board-page .pictures :is(canvas, .empty)') !== null"),
        ("/station", "document.querySelectorAll('main tbody .badge').length > 2 && document.querySelectorAll('.facts dd')[0].textContent !== ''"),
        ("/station/cameras", "document.querySelector('.cameras .facts dd') !== null && document.querySelector('#camera-search:enabled') !== null"),
        ("/station/users", "document.querySelector('.users .empty, .users tbody tr') !== null"),
        ("/station/audit", "document.querySelectorAll('.audit tbody tr').length >= 3"),
        ("/nosuch", "document.querySelector('main .empty') !== null"),
    ]
