#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-editor.py DRAW-GUIDE: the editor of products in Chromium. Speaks TAP."""
import json
import os
import subprocess
import sys

from board import RED, color_roi, encode_png, make_product
from keeping import until
from pages_support import CONTROL, DELETE, DOWN, ENTER, ESCAPE, LONG, PLACED, RIGHT, SHIFT, UP, Page, run_pages
from serving import Server, check


def five_rois(page, folder):
    """From board.png to a product that passes, by mouse and keyboard."""
    page.open("/products")
    page.browser.click("#new-product")
    page.browser.wait("document.querySelector('dialog input') !== null")
    page.browser.press(*"five", ENTER)
    page.browser.wait(PLACED)
    page.show(os.path.join(folder, "board.png"))
    page.draw(40, 40, 220, 220)
    page.choose("type", "Barcode", "b")
    page.draw(310, 50, 550, 110)
    page.choose("type", "Text", "t")
    page.fill("expected_text", "LOT 4471")
    page.draw(700, 300, 760, 360)
    page.choose("type", "Colour", "c")
    page.browser.click(".form .pick")
    page.browser.drag(page.points((730, 330))[0])
    page.browser.wait("document.querySelector('.form .colour').textContent.includes(',')")
    page.fill("min_pixel_percentage", 30)
    page.draw(880, 500, 940, 560)
    page.browser.click(".form .pick")
    page.browser.drag(page.points((910, 530))[0])
    page.browser.wait("document.querySelector('.form .colour').textContent.includes(',')")
    page.choose("color_match", "tolerance")
    page.fill("color_tolerance", 40)
    page.browser.chord(CONTROL, "d")
    for _ in range(3):
        page.browser.chord(SHIFT, UP)
    page.settle()
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge') !== null")
    said = page.text(".roi-list")
    check("five ROIs pass before anything is saved", page.count(".verdict .badge.pass") == 1 and page.count(".rois .mark.pass") == 5
          and page.saved("five").status == 404, said)
    page.save()
    rois = page.saved("five").json
    check("and are saved as they were drawn", [roi["type"] for roi in rois] == ["barcode", "ocr", "color", "color", "color"]
          and all(abs(found - wanted) <= 1 for found, wanted in zip(rois[0]["coords"], [40, 40, 220, 220]))
          and rois[1]["expected_text"] == "LOT 4471" and rois[2]["expected_color"][0] > 200, rois)
    page.quiet("five ROIs")


def first_golden(page, folder):
    """A new ROI that compares has what the picture shows as its golden."""
    page.edit("first", os.path.join(folder, "board.png"))
    page.settle()
    page.draw(310, 50, 550, 110)
    page.choose("type", "Compare")
    page.save()
    page.browser.wait("document.querySelector('.notice.good').textContent.includes('golden')")
    found = page.server.ask("GET", "/v1/products/first/rois/1/goldens").json["goldens"]
    check("a new ROI has its first golden of the picture", len(found) == 1, found)
    asked = page.browser.run("return performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/v1/frames/'))")
    check("what is looked at comes in tiles", any("/tile/" in name for name in asked) and not any("/picture" in name for name in asked), asked)
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge') !== null")
    check("and passes on it", page.count(".rois .mark.pass") == 1 and page.count(".evidence:not([hidden])") == 0, page.text(".roi-list"))
    for _ in range(4):
        page.browser.chord(SHIFT, DOWN)
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge.fail') !== null")
    page.browser.wait("document.querySelectorAll('.evidence:not([hidden]) canvas').length === 3")
    check("elsewhere it fails, beside its golden and what differs", "ROI 1" in page.text(".evidence h2") and page.count(".rois .roi .time") == 1,
          page.text(".evidence"))
    page.quiet("first golden")


MARKS = ((40, 40), (200, 40))
GREEN = (20, 190, 60)


def draw_moved(path, dx, dy, hidden=()):
    """A board with two round fiducials, a red and a green square, that lies a few pixels off."""
    def color(x, y):
        if any((x + .5 - mx) ** 2 + (y + .5 - my) ** 2 < 144 for mx, my in MARKS if (mx, my) not in hidden):
            return (230, 230, 230)
        if 100 <= y < 140 and (30 <= x < 70 or 160 <= x < 220):
            return RED if x < 70 else GREEN
        return (60, 60, 60)

    with open(path, "wb") as file:
        file.write(encode_png(240, 160, b"".join(bytes(color(x - dx, y - dy)) for y in range(160) for x in range(240))))


def count_found(page, x, y):
    """Pixels of the colour of what was found, around a point of the picture."""
    return page.browser.run("""const canvas = document.querySelector('.board canvas');
      const [left, top, scale] = canvas.dataset.place.split(' ').map(Number), ratio = canvas.width / canvas.clientWidth;
      const half = Math.round(12 * ratio);
      const { data } = canvas.getContext('2d').getImageData(Math.round((arguments[0] - left) * scale * ratio) - half,
        Math.round((arguments[1] - top) * scale * ratio) - half, 2 * half, 2 * half);
      let n = 0;
      for (let at = 0; at < data.length; at += 4)
        n += Math.abs(data[at] - 64) + Math.abs(data[at + 1] - 217) + Math.abs(data[at + 2] - 173) < 30;
      return n""", x, y)


def moved_board(page, folder):
    """Fiducials and the mark of a bad device, drawn and tried on a board that lies elsewhere."""
    at_rest, moved, lost = (os.path.join(folder, name) for name in ("rest.png", "moved.png", "lost.png"))
    draw_moved(at_rest, 0, 0)
    draw_moved(moved, 9, -6)
    draw_moved(lost, 9, -6, hidden=MARKS[:1])
    page.edit("moved", at_rest)
    page.settle()
    for x, y in MARKS:
        page.draw(x - 14, y - 14, x + 14, y + 14)
        page.choose("type", "Fiducial")
        page.choose("shape", "circle")
        page.fill("size", 24)
    for x, kind in ((40, "Colour"), (180, "Mark of a bad device")):
        page.draw(x, 110, x + 20, 130)
        page.choose("type", kind)
        page.browser.click(".form .pick")
        page.browser.drag(page.points((50, 120))[0])
        page.browser.wait("document.querySelector('.form .colour').textContent.includes(',')")
    page.save()
    rois = page.saved("moved").json
    check("fiducials and bad marks are saved as they were drawn", [roi["type"] for roi in rois] == ["fiducial", "fiducial", "color", "bad_mark"]
          and all(roi["shape"] == "circle" and roi["size"] == 24 for roi in rois[:2]), rois)
    page.show(moved)
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge') !== null")
    page.settle()
    check("the board is found, and passes", page.count(".rois .mark.pass") == 4, page.text(".roi-list"))
    check("it is shown where", until(lambda: count_found(page, 49, 34) > 20 and count_found(page, 209, 34) > 20))
    page.show(lost)
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge.fail') !== null")
    check("a board that is not found is an error, with its reason", page.count(".rois .mark.error") == 4 and "fiducial 1" in page.text(".rois"),
          page.text(".roi-list"))
    page.quiet("moved board")


def keyboard_alone(page):
    """ROIs made, moved, resized, turned, copied, undone; nothing but keys."""
    page.edit("keys")
    page.browser.press("n")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 1")
    page.choose("type", "Colour")
    start = page.browser.run("return [...document.querySelectorAll(\".form [data-key='coords'] input\")].map(input => Number(input.value))")
    page.browser.press(*[RIGHT] * 5, *[UP] * 3)
    page.browser.chord(CONTROL, RIGHT)
    page.browser.chord(CONTROL, SHIFT, DOWN)
    page.browser.press("r")
    moved = page.browser.run("return [...document.querySelectorAll(\".form [data-key='coords'] input\")].map(input => Number(input.value))")
    check("arrow keys move and resize by pixels", moved == [start[0] + 5, start[1] - 3, start[2] + 1, start[3] + 10], (start, moved))
    page.browser.chord(CONTROL, "d")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 2")
    page.browser.press("k")
    page.browser.press(DELETE)
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 1")
    page.browser.chord(CONTROL, "z")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 2")
    page.save()
    rois = page.saved("keys").json
    check("and are saved", [roi["idx"] for roi in rois] == [1, 2] and all(roi["rotation"] == 90 for roi in rois)
          and rois[0]["coords"] == [moved[0], moved[1], moved[0] + moved[2], moved[1] + moved[3]], rois)
    for _ in range(12):
        page.browser.chord(CONTROL, "z")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 0")
    for _ in range(12):
        page.browser.chord(CONTROL, "y")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 1")
    page.browser.chord(CONTROL, "z")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 2")
    page.save()
    check("all of it can be undone and done again", page.saved("keys").json == rois, page.saved("keys"))
    page.browser.press("?")
    page.browser.wait("document.querySelector('dialog .keys') !== null")
    page.browser.press(ESCAPE)
    page.browser.wait("document.querySelector('dialog') === null")
    page.quiet("keyboard")


def several(page):
    """Chosen together, aligned, spread, copied, typed into the form; and one wish is one step to undo."""
    make_product(page.server, "many", rois=[color_roi(n, coords=[40 * n, 10 * n, 40 * n + 20, 10 * n + 20]) for n in (1, 2, 4)])
    page.edit("many")
    page.browser.run("document.querySelector('.roi').click()")
    page.focus_canvas()
    page.browser.chord(CONTROL, "a")
    check("all are chosen", page.count(".roi[aria-selected=true]") == 3)

    def align(how):
        page.browser.run("""const select = document.querySelector('.tools select'); select.value = arguments[0];
          select.dispatchEvent(new Event('change'))""", how)

    def places():
        return [roi["coords"] for roi in page.saved("many").json]

    align("top")
    align("distribute")
    page.fill("color_tolerance", 25)
    page.browser.chord(CONTROL, "d")
    page.browser.press(RIGHT, RIGHT, "r")
    page.save()
    said = page.saved("many").json
    check("they lie in a row, at equal distances", places()[:3] == [[40, 10, 60, 30], [100, 10, 120, 30], [160, 10, 180, 30]], said)
    check("their copies beside them, turned", [roi["idx"] for roi in said] == [1, 2, 4, 5, 6, 7] and places()[3:] == [
        [62, 30, 82, 50], [122, 30, 142, 50], [182, 30, 202, 50]] and [roi.get("rotation", 0) for roi in said] == [0, 0, 0, 90, 90, 90], said)
    check("a value goes for all of them", all(roi["color_tolerance"] == 25 for roi in said), said)
    for _ in range(6):
        page.browser.chord(CONTROL, "z")
    page.save()
    check("six wishes are six steps back", places() == [[40 * n, 10 * n, 40 * n + 20, 10 * n + 20] for n in (1, 2, 4)], places())
    page.quiet("several")


N_EDITS = 20 if LONG else 8


def no_pixel_lost(page, folder):
    """Edits by mouse at 200 % with two pixels of the screen for each of CSS, and back."""
    make_product(page.server, "exact", rois=[color_roi(1, coords=[300, 200, 360, 250])])
    page.browser.set_window(ratio=2)
    try:
        page.edit("exact", os.path.join(folder, "board.png"))
        page.browser.run("document.querySelector('.roi').click()")
        page.browser.press("f", "2")
        page.settle()
        place = [300, 200, 360, 250]
        for step in range(N_EDITS):
            dx, dy = 7 - step % 15, step % 11 - 5
            resized = step % 4 == 3
            grip = (place[2], place[3]) if resized else ((place[0] + place[2]) / 2 + 0.3, (place[1] + place[3]) / 2 + 0.3)
            start, = page.points(grip)
            page.browser.drag(start, (start[0] + 30, start[1] + 30), (round(start[0]) + 2 * dx, round(start[1]) + 2 * dy))
            place = [place[0] + dx * (not resized), place[1] + dy * (not resized), place[2] + dx, place[3] + dy]
            page.settle()
        scale = page.browser.run("return Number(document.querySelector('.board canvas').dataset.place.split(' ')[2])")
        check("the editor is at 200 %", scale == 2, scale)
        page.save()
        found = page.saved("exact").json[0]["coords"]
        check(f"after {N_EDITS} edits each pixel is where it was put", found == place, (found, place))
        ratio = page.browser.run("const c = document.querySelector('.board canvas'); return c.width / c.clientWidth")
        check("the picture has the screen's pixels", abs(ratio - 2) < 0.02, ratio)
        for _ in range(N_EDITS):
            page.browser.chord(CONTROL, "z")
        page.save()
        check("and all of it can be taken back", page.saved("exact").json[0]["coords"] == [300, 200, 360, 250])
    finally:
        page.browser.set_window()
    page.quiet("200 %")


def frames(page, folder):
    """What the page's own script takes of a frame, while one pans and zooms over 300 ROIs: time of its thread, so that others who
    work on this machine do not count. How long single frames are drawn by the clock is told besides."""
    make_product(page.server, "large", rois=[color_roi(n + 1, coords=[20 + 45 * (n % 20), 20 + 40 * (n // 20), 50 + 45 * (n % 20), 48 + 40 * (n // 20)])
                                             for n in range(300)])
    page.edit("large", os.path.join(folder, "board.png"))
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 300")
    page.settle()
    page.browser.run("""const ask = window.requestAnimationFrame.bind(window);
      window.drawn = [];
      window.requestAnimationFrame = draw => ask(time => {
        const begin = performance.now();
        draw(time);
        window.drawn.push(performance.now() - begin);
      })""")
    middle, took = (440, 400), []
    for step in range(9):
        page.browser.run("""const counted = window.counted = { frames: 0 };
          const count = () => { counted.frames++; if (window.counted === counted) requestAnimationFrame(count); };
          requestAnimationFrame(count)""")
        before = page.browser.script_seconds()
        page.browser.scroll(middle, *[-120 if step % 2 == 0 else 120] * 8)
        page.browser.drag(middle, *[(440 + 4 * n, 400 + 3 * n) for n in range(16)], button=1, pause=16)
        drawn = page.browser.run("const { frames } = window.counted; window.counted = null; return frames")
        took.append(1000 * (page.browser.script_seconds() - before) / drawn)
    median = sorted(took)[len(took) // 2]
    single = sorted(page.browser.run("return window.drawn.filter(took => took > 0.2)"))
    print(f"# own script of a frame over 300 ROIs: median of {len(took)} times {median:.1f} ms, at most {max(took):.1f} ms")
    print(f"# {len(single)} single frames by the clock: median {single[len(single) // 2]:.1f} ms, 19 of 20 below {single[len(single) * 19 // 20]:.1f} ms")
    check("own script takes at most 8 ms of a frame", median <= 8, took)
    page.quiet("frames")


def file_survives(page):
    """What nobody changed is byte by byte as it was."""
    text = ('{"description": "old",\n  "my own": {"a": [1.50, 2e3]},\n "rois": [\n   {"idx":1, "type":4,"coords":[20,20,44,44], "color_match":"tolerance",'
            '"expected_color":[200,30,30], "secret":  {"deep": [ ]}, "notes":"keep \\u00e9"},\n   [7, 4, [0, 0, 9, 9], 305, 0.9]\n ],\n "tail": 1.0}\n')
    make_product(page.server, "old")
    with open(os.path.join(page.server.products, "old", "rois_config_old.json"), "w", encoding="utf-8") as file:
        file.write(text)
    page.edit("old")
    page.browser.run("document.querySelector('.roi').click()")
    check("keys that no form has are shown", "secret" in page.text(".form"), page.text(".form"))
    page.focus_canvas()
    page.browser.press(RIGHT)
    page.save()
    check("only what was changed is changed", page.saved("old").content.decode() == text.replace("[20,20,44,44]", "[21,20,45,44]"), page.saved("old"))


def loader_speaks(page):
    """The loader's errors stand at their field."""
    make_product(page.server, "wrong", rois=[color_roi(1), color_roi(2)])
    page.edit("wrong")
    page.browser.run("document.querySelectorAll('.roi')[1].click()")
    page.fill("idx", 1)
    page.browser.wait("document.querySelector('.rois .why.error') !== null")
    page.fill("idx", 2)
    page.fill("color_tolerance", 300)
    page.browser.wait("document.querySelector(\".form [data-key='color_tolerance'] .problem.error\") !== null")
    check("an error stands at its field", "255" in page.text(".form [data-key='color_tolerance'] .problem.error"))
    page.browser.chord(CONTROL, "s")
    page.browser.wait("document.querySelector('.notice.bad:not([hidden])') !== null")
    check("and what does not load is not saved", "color_tolerance" not in page.saved("wrong").content.decode(), page.text(".notice"))
    page.browser.log()


def two_engineers(page):
    make_product(page.server, "both", rois=[color_roi(1), color_roi(2)])
    page.edit("both")
    page.browser.run("document.querySelector('.roi').click()")
    page.fill("color_tolerance", 33)
    answer = page.saved("both")
    rois = answer.json
    rois[0]["color_tolerance"], rois[1]["min_pixel_percentage"] = 44, 77
    page.server.ask("PUT", "/v1/products/both", raw=json.dumps(rois).encode(), headers={"If-Match": answer.headers["etag"]})
    page.browser.chord(CONTROL, "s")
    page.browser.wait("document.querySelector('dialog .changes') !== null")
    said = page.text("dialog")
    check("the second one sees the difference", "33" in said and "44" in said and "77" in said and page.count("tr.both") == 1, said)
    page.browser.click("tr.both input[value=mine]")
    page.browser.click("dialog .choices .main")
    page.browser.wait("document.querySelector('dialog') === null")
    page.wait_saved()
    rois = page.saved("both").json
    check("and both changes are saved", rois[0]["color_tolerance"] == 33 and rois[1]["min_pixel_percentage"] == 77, rois)
    page.open("/products/both/history")
    page.browser.wait("document.querySelectorAll('.revisions > li').length === 3")
    page.browser.click(".revisions > li:nth-child(3) button")
    page.browser.wait("document.querySelector('dialog') !== null")
    page.browser.press(ENTER)
    page.browser.wait("document.querySelectorAll('.revisions > li').length === 4")
    check("what it was can be restored", page.saved("both").json == [color_roi(1), color_roi(2)])
    page.browser.log()


def work(chromium, folder, wanted):
    subprocess.run([sys.argv[1], folder], check=True, stdout=subprocess.DEVNULL)
    with Server() as server:
        page = Page(chromium, server)
        for function in (five_rois, first_golden, moved_board, no_pixel_lost, *((frames,) if LONG else ())):
            wanted(function, page, folder)
        for function in (two_engineers, *((keyboard_alone, several, file_survives, loader_speaks) if LONG else ())):
            wanted(function, page)


run_pages(work, sys.argv[2:])
