#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-line.py: what operators and verifiers see in Chromium: panels, scanned codes, a station that is gone. Speaks TAP."""
import os
import sys

from board import PICTURE, RED, color_roi, make_product
from keeping import stored, until
from pages_support import ENTER, Page, run_pages
from serving import Server, check

WRONG = (0, 0, 250)


def inspect(server, product, codes=None):
    """The id of a board of it."""
    session = server.session(product)
    server.put(session, "board.png", PICTURE)
    more = {"device_barcodes": codes} if codes else {}
    return server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png", **more}).json["aoi"]["id"]


def scan(page, code, target="body"):
    """As a hand scanner types: without a pause, whatever else the machine does. What the page leaves to the browser counts, too."""
    page.browser.run("""const target = document.querySelector(arguments[1]);
      for (const key of [...arguments[0], 'Enter']) {
        const left = target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        if (left && target instanceof HTMLButtonElement && (key === 'Enter' || key === ' '))
          target.click();
      }""", code, target)


def panel_rois(n_devices):
    """Device 2 fails, device 3 is marked bad."""
    rois = [color_roi(device, expected=WRONG if device == 2 else RED, device_location=device) for device in range(1, n_devices + 1)]
    mark = {"idx": n_devices + 1, "type": "bad_mark", "coords": [20, 20, 44, 44], "device_location": 3, "expected_color": list(RED), "min_pixel_percentage": 20}
    return [*rois, mark]


def panels(chromium, folder):
    """Devices that are marked bad are named, and never as passed."""
    with Server("--store", os.path.join(folder, "panels.db")) as server:
        make_product(server, "few", rois={"skip_marked": True, "rois": panel_rois(4)})
        make_product(server, "many", rois={"skip_marked": True, "rois": panel_rois(64)})
        make_product(server, "strict", rois={"rois": panel_rois(4)})
        page = Page(chromium, server)
        page.open("/live")
        codes = {str(device): f"PANEL-2026-11-{device:04d}" for device in range(1, 65)}
        board = inspect(server, "few", {"1": codes["1"]})
        chromium.wait("document.querySelector('.big.fail') !== null")
        said = page.text(".device.skipped")
        check("a device that is marked bad is shown as such", page.count(".device.skipped") == 1 and "3" in said and "MARKED BAD" in said and "PASS" not in said, said)
        check("beside those that passed and failed", page.count(".device.pass") == 2 and page.count(".device.fail") == 1, page.text(".devices"))
        check("and among the boards", "1 device skipped" in page.text(".last tbody tr"), page.text(".last tbody tr"))
        inspect(server, "strict")
        chromium.wait("document.querySelector('.big .of strong').textContent === 'strict'")
        said = page.text(".device:nth-child(3)")
        check("where it is not left out it fails, by name", "MARKED BAD" in said and page.count(".device.fail") == 2 and page.count(".device.skipped") == 0, page.text(".devices"))
        inspect(server, "many", codes)
        for width, height in ((1280, 800), (1024, 768)):
            chromium.set_window(width, height)
            chromium.wait("document.querySelectorAll('.tile').length === 64")
            page.settle()
            seen = chromium.run("""const place = document.querySelector('.devices'), frame = place.getBoundingClientRect();
              const tiles = [...document.querySelectorAll('.tile')].map(tile => tile.getBoundingClientRect());
              return [place.scrollWidth <= place.clientWidth, document.documentElement.scrollWidth <= innerWidth,
                tiles.filter(tile => tile.left < frame.left || tile.right > frame.right || tile.bottom > frame.bottom + 1).length,
                [...document.querySelectorAll('.tile .number, .tile .badge')].filter(one => one.scrollWidth > one.clientWidth + 1).length,
                Math.min(...[...document.querySelectorAll('.tile .number')].map(one => parseFloat(getComputedStyle(one).fontSize)))]""")
            check(f"64 devices are all on the page at {width}x{height}", seen[:4] == [True, True, 0, 0] and seen[4] >= 14, seen)
        check("those that did not pass stand above, by number", "2" in page.text(".devices .bad") and "3" in page.text(".devices .bad"), page.text(".devices .bad"))
        check("62 passed, one failed, one is marked", [page.count(".tile." + status) for status in ("pass", "fail", "skipped")] == [62, 1, 1])
        chromium.set_window()
        until(lambda: stored(server) == 3)
        page.open("/statistics/boards/" + board, "document.querySelector('.board-page') !== null")
        check("so it is with a board that was kept", page.count(".board-page .halves .badge.skipped") == 1 and page.count(".board-page .halves .badge.pass") == 2,
              page.text(".halves"))
        page.open("/verify", "document.querySelectorAll('.failed li').length > 0")
        check("nobody is asked to judge what was skipped", page.count(".failed li") == 1 and "ROI 2" in page.text(".failed"), page.text(".failed"))
        page.quiet("panels")


def scans(chromium, folder):
    """A code finds its board, and judges none; keys mean what is written, wherever the focus is."""
    with Server("--store", os.path.join(folder, "scans.db")) as server:
        make_product(server, "blue", rois=[color_roi(n, expected=WRONG) for n in (1, 2, 3)])
        make_product(server, "good")
        boards = {code: inspect(server, "blue", {"1": code}) for code in ("FUNS-1", "funs 2 FF", "FFFF")}
        inspect(server, "good", {"1": "PASSED-F"})
        until(lambda: stored(server) == 4)
        page = Page(chromium, server)

        def judged(code):
            return [roi["judgement"] for roi in server.ask("GET", "/v1/boards/" + boards[code]).json["rois"]]

        def n_said():
            return chromium.run("return document.querySelectorAll('.failed .judged').length")

        page.open("/verify", "document.querySelector('.verify .head code')?.textContent === 'FUNS-1'")
        page.browser.press("f")
        chromium.wait("document.querySelectorAll('.failed .judged').length === 1")
        for code in ("FFFF", "funs 2 FF"):
            scan(page, code)
            chromium.wait(f"document.querySelector('.verify .head code').textContent === '{code}'")
        check("a scan goes to the board of its code", n_said() == 0)
        scan(page, "FUNS-1", "#verify-false-call")
        chromium.wait("document.querySelector('.verify .head code').textContent === 'FUNS-1'")
        check("also from a button; what was said of it before is still there", n_said() == 1)
        scan(page, "FUNNY-NONE")
        chromium.wait("document.querySelector('.notice.bad:not([hidden])') !== null")
        check("a code that no board has is told", "FUNNY-NONE" in page.text(".notice") and "no board" in page.text(".notice"), page.text(".notice"))
        scan(page, "PASSED-F")
        chromium.wait("document.querySelector('.notice').textContent.includes('PASSED-F')")
        check("so is that of a board that passed", "passed" in page.text(".notice"), page.text(".notice"))
        check("no scan has judged anything", all(judged(code) == [None] * 3 for code in boards), [judged(code) for code in boards])

        page.browser.click("#verify-false-call")
        chromium.wait("document.querySelectorAll('.failed .judged').length === 2")
        page.browser.press(ENTER)
        until(lambda: None not in judged("FUNS-1"))
        check("Enter is a defect, whichever button was clicked before", judged("FUNS-1") == ["false-call", "false-call", "defect"], judged("FUNS-1"))
        chromium.wait("document.querySelector('.verify .head code').textContent !== 'FUNS-1'")
        scan(page, "FUNS-1")
        chromium.wait("document.querySelector('.notice').textContent.includes('judged already')")
        check("and it is told what is judged already", "FUNS-1" in page.text(".notice"), page.text(".notice"))
        page.browser.press("?")
        chromium.wait("document.querySelector('dialog .keys') !== null")
        check("other keys do what they did", "Hand scanner" in page.text("dialog .keys"))
        page.quiet("scans")


IDLE = ("/live", "/verify", "/products", "/products/blue", "/statistics", "/station")


def idle(chromium, folder):
    """A page that nobody touches says that its station is gone, and goes on when it is back."""
    with Server("--store", os.path.join(folder, "idle.db")) as server:
        make_product(server, "blue", expected=WRONG)
        inspect(server, "blue")
        until(lambda: stored(server) == 1)
        page = Page(chromium, server)
        port = server.port
        server.options = (*server.options, "--listen", f"127.0.0.1:{port}")
        for path in IDLE:
            page.open(path)
            if path == "/live":
                chromium.wait("document.querySelector('.big.fail') !== null")
            server.kill()
            chromium.wait("!document.querySelector('.offline').hidden")
            check(f"{path} says that the station is gone", "does not answer" in page.text(".offline"), page.text(".offline"))
            if path == "/live":
                chromium.wait("document.querySelector('.big.gone') !== null")
                check("no verdict of before is left to be taken for one", page.count(".big.fail, .device") == 0)
            server.start()
            chromium.wait("document.querySelector('.offline').hidden")
            if path == "/live":
                chromium.wait("document.querySelector('.big.fail') !== null")
        check("each goes on by itself", True)
        chromium.log()


def work(chromium, folder, wanted):
    wanted(panels, chromium, folder)
    wanted(scans, chromium, folder)
    wanted(idle, chromium, folder)


run_pages(work, sys.argv[1:])
