#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-boards.py: statistics, boards and teaching in Chromium. Speaks TAP."""
import os
import sys

from board import PICTURE, color_roi, make_product
from golden_support import compare_roi, drawn, flat, paste, teach
from keeping import stored, until
from pages_support import ESCAPE, LONG, Page, judge, run_pages
from serving import Server, check


def statistics(chromium, folder):
    """Each figure leads to its boards; what is shown stands in the address."""
    with Server("--store", os.path.join(folder, "figures.db")) as server:
        hostile = '<img src=x onerror="window.pwned=1">'
        make_product(server, "square")
        make_product(server, "blue", rois=[color_roi(1), color_roi(2, expected=(0, 0, 250))])
        boards = []
        for product in ("square", "blue", "blue"):
            session = server.session(product)
            server.put(session, "board.png", PICTURE)
            boards.append(server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png", "device_barcodes": {"1": hostile}}).json["aoi"]["id"])
        until(lambda: stored(server) == 3)
        judge(server, boards[1], 2, "false-call")
        page = Page(chromium, server)
        page.open("/statistics", "document.querySelectorAll('.total .figure').length === 4 && document.querySelectorAll('tbody tr').length > 0")
        said = page.text(".totals")
        check("yield and the rate of false calls are told", "33.3" in said and "1 of 3 boards" in said and "50.0" in said and "1 of 2 failed ROIs" in said, said)
        check("boards are drawn by time", page.count(".plot > svg .column.passed") == 1 and page.count(".plot > svg .column.failed") == 1)
        check("ROIs that fail most come first", page.text("tbody tr").startswith("blue2"), page.text("tbody"))
        chromium.run("document.querySelector('tbody tr a[href*=\"roi=2\"]').click()")
        chromium.wait("document.querySelectorAll('.boards tbody tr').length > 0")
        check("a figure leads to its boards", page.count(".boards tbody tr") == 2 and "roi=2" in chromium.run("return location.hash"), page.text(".boards tbody"))
        chromium.back()
        chromium.wait("document.querySelectorAll('.ways a').length === 10")
        for way in ("drift", "time", "code", *(("reason", "hour", "shift", "device", "product", "station") if LONG else ())):
            page.open("/statistics?by=" + way, "document.querySelector('.statistics section[aria-label] tbody tr, .statistics .empty') !== null")
            check(f"there are rows by {way}", page.count(".statistics tbody tr") > 0, page.text(".statistics"))
        page.open("/statistics?product=square", "document.querySelectorAll('.total .figure').length === 4")
        check("a product can be chosen", "1 of 1 boards" in page.text(".totals"), page.text(".totals"))
        page.open("/statistics/boards?judgement=false-call", "document.querySelectorAll('.boards tbody tr').length > 0")
        check("and false calls", page.count(".boards tbody tr") == 1)
        chromium.run("document.querySelector('.boards tbody a.name').click()")
        chromium.wait("document.querySelector('.board-page') !== null")
        said = page.text(".board-page")
        check("a board is shown with its ROIs and judgements", boards[1] in said and "ROI 2" in said and "False call" in said and hostile in said, said)
        check("no text of a board runs", chromium.run("return window.pwned === undefined && document.querySelectorAll('main img').length === 0"))
        page.quiet("statistics")


def teaching(chromium, folder):
    """A false call is taught and taken back; what a person judged a defect is not taught."""
    ini = os.path.join(folder, "station.ini")
    with open(ini, "w", encoding="utf-8") as file:
        file.write("[station]\nruns-nice=1\n")
    with Server(ini, "--store", os.path.join(folder, "taught.db"), "--archive", os.path.join(folder, "taught")) as server:
        make_product(server, "g", rois=[color_roi(), compare_roi()])
        teach(server, "g", drawn(1))
        session = server.session("g")
        boards = []
        for part in (drawn(2), drawn(3), flat((90, 90, 90))):
            server.put(session, "board.png", paste(part))
            boards.append(server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"}).json["aoi"]["id"])
        until(lambda: stored(server) == 3 and len(server.ask("GET", "/v1/archive?product=g").json["records"]) == 3)
        judge(server, boards[0], 2, "false-call")
        judge(server, boards[1], 2, "defect")
        judge(server, boards[2], 2, "false-call")

        def goldens():
            return len(server.ask("GET", "/v1/products/g/rois/2/goldens").json["goldens"])

        page = Page(chromium, server)
        page.open("/teach/g", "document.querySelector('tbody a.name') !== null")
        chromium.run("document.querySelector('tbody a.name').click()")
        chromium.wait("document.querySelector('.teach-try') !== null")
        check("a false call is a candidate, a defect is none", page.count(".teach-try") == 2 and page.count(".golden img") == 3)
        chromium.run("[...document.querySelectorAll('.teach-try')].at(-1).click()")
        chromium.wait("document.querySelector('.report .level') !== null")
        check("what would pass now is shown before", page.count(".passing .crop") == 1 and goldens() == 1, page.text(".trial"))
        risky = page.count(".level.doubtful") == 1
        chromium.click("#teach-save")
        if risky:
            chromium.wait("document.querySelector('#teach-force') !== null")
            check("what may weaken the product is decided twice", goldens() == 1)
            chromium.type("dialog textarea", "second supplier")
            chromium.click("#teach-force")
        chromium.wait("document.querySelector('.trial').hidden")
        check("then it is taught", goldens() == 2)
        page.browser.press("u")
        chromium.wait("document.querySelector('#teach-undo').hidden")
        check("one key takes it back", goldens() == 1)
        page.open(f"/teach/g/2?board={boards[1]}", "document.querySelector('.named .teach-try') !== null")
        chromium.click(".named .teach-try")
        chromium.wait("document.querySelector('.report .level') !== null")
        check("a defect is not taught", page.count(".level.refused") == 1 and page.count("#teach-save") == 0 and page.count(".crop.danger") == 1 and goldens() == 1, page.text(".trial"))
        page.browser.press(ESCAPE)
        chromium.wait("document.querySelector('.trial').hidden")
        page.open(f"/teach/g/2?board={boards[2]}", "document.querySelector('.named .teach-try') !== null")
        chromium.click(".named .teach-try")
        chromium.wait("document.querySelector('.report .level') !== null")
        said = page.text(".trial")
        check("nor what lets drawn defects pass, whatever somebody has judged", page.count(".level.refused") == 1 and page.count("#teach-save") == 0
              and page.count(".said .danger") > 0 and "bare board" in said and goldens() == 1, said)
        page.quiet("teaching")


# Questions for a run get other answers from the next on: none for the first, or none of such a run for all.
LOST = """const real = window.fetch;
  window.fetch = (path, options) => {
    if (!path.startsWith('/v1/runs/'))
      return real(path, options);
    window.fetch = real;
    return Promise.reject(new TypeError('no network'));
  };"""
FORGOTTEN = """const real = window.fetch;
  window.fetch = (path, options) => path.startsWith('/v1/runs/') ? Promise.resolve(new Response('{"error":"run: there is no"}', { status: 404 })) : real(path, options);"""


def interruptions(chromium, folder):
    """What is tried goes on when the station was out of reach, and says so when that has forgotten it."""
    with Server("--store", os.path.join(folder, "away.db"), "--archive", os.path.join(folder, "away")) as server:
        make_product(server, "g", rois=[color_roi(), compare_roi()])
        teach(server, "g", drawn(1))
        session = server.session("g")
        server.put(session, "board.png", paste(drawn(2)))
        board = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"}).json["aoi"]["id"]
        until(lambda: stored(server) == 1 and len(server.ask("GET", "/v1/archive?product=g").json["records"]) == 1)
        page = Page(chromium, server)

        def try_candidate(fetch, until_there):
            page.open(f"/teach/g/2?board={board}", "document.querySelector('.named .teach-try') !== null")
            chromium.run(fetch)
            chromium.click(".named .teach-try")
            chromium.wait(f"document.querySelector('{until_there}') !== null")

        try_candidate(LOST, ".report .level")
        check("a run is followed further when a question was lost", page.count(".notice.bad:not([hidden])") == 0, page.text(".notice"))
        try_candidate(FORGOTTEN, ".notice.bad:not([hidden])")
        check("that the station was started anew is said", "started anew" in page.text(".notice") and page.count(".trial[hidden]") == 1, page.text(".notice"))


def work(chromium, folder, wanted):
    wanted(statistics, chromium, folder)
    wanted(teaching, chromium, folder)
    wanted(interruptions, chromium, folder)


run_pages(work, sys.argv[1:])
