#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages.py: the station's pages in Chromium. Speaks TAP."""
import json
import os
import re
import subprocess
import sys

from board import PICTURE, color_roi, make_product
from keeping import stored, until
from pages_support import CONTROL, ENTER, IDLE, LOGIN, PAGE, PLACED, Page, run, run_pages
from serving import TOOL, Server, check

PASSWORD = "correct horse"


def texts():
    """The catalogues have the same keys, with the same places for values, and all that the modules ask for."""
    found = {}
    for code in ("en", "de"):
        with open(os.path.join(PAGE, f"text-{code}.json"), encoding="utf-8") as file:
            found[code] = json.load(file)
    check("the languages have the same texts", found["en"].keys() == found["de"].keys(), found["en"].keys() ^ found["de"].keys())
    places = {code: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in said.items()} for code, said in found.items()}
    check("with the same values in them", places["en"] == places["de"])
    asked = set()
    for name in os.listdir(PAGE):
        if name.endswith(".js"):
            with open(os.path.join(PAGE, name), encoding="utf-8") as file:
                asked |= set(re.findall(r"\bt\('([^']+[^.'])'[,)]", file.read()))
    missing = [key for key in asked if key not in found["en"]]
    check("and all that is asked for", len(asked) > 80 and not missing, missing)


def opens(page):
    page.browser.open("about:blank")
    page.open()
    took = page.browser.run("return Number(document.documentElement.dataset.ready)")
    print(f"# the first page is there after {took} ms")
    check("the first page is Live", page.count(".live .big") == 1 and page.count(".bar nav a[aria-current]") == 1)
    page.open("/products")
    page.browser.wait("document.querySelectorAll('tbody tr').length > 0")
    check("products are listed", "square" in page.text("tbody"), page.text("tbody"))
    page.open("/station")
    page.browser.wait("document.querySelectorAll('tbody .badge.pass').length >= 2")
    check("the station says how it is", "0.2" in page.text(".facts"), page.text(".facts"))
    page.open("/nosuch")
    check("what is not there is said to be not there", "nothing" in page.text("main"))
    answer = page.server.ask("GET", "/")
    policy = answer.headers["content-security-policy"]
    check("the policy allows no script but the station's", "script-src 'self'" in policy and "unsafe" not in policy and "http:" not in policy, policy)
    tag = page.server.ask("GET", "/web/main.js").headers["etag"]
    check("a module that is known is not sent again",
          page.server.ask("GET", "/web/main.js", headers={"If-None-Match": tag}).status == 304)
    check("nothing else is served", page.server.ask("GET", "/web/%2e%2e%2fapi%2fapi-schemas.json").status == 404)
    page.quiet("opening")


HOSTILE = "<img src=x onerror=\"window.pwned=1\">'\"&\u202e\u0007<script>window.pwned=1</script>{{7*7}}"


def hostile(page):
    """No text runs or breaks the page."""
    make_product(page.server, "evil", rois={"description": HOSTILE, "rois": [
        {**color_roi(1), "notes": HOSTILE, HOSTILE: {HOSTILE: HOSTILE}}, {"idx": 2, "type": "ocr", "coords": [1, 1, 60, 60], "expected_text": HOSTILE},
        {"idx": 3, "type": HOSTILE[:60], "coords": [1, 1, 60, 60]}]})
    odd = "a b'\"<b>%41&"
    make_product(page.server, odd)
    page.open("/products")
    page.browser.wait("document.querySelectorAll('tbody tr').length > 1")
    check("texts of products are texts", HOSTILE.split("\u202e")[0] in page.text("tbody") and page.count("tbody img, tbody script, tbody b") == 0)
    page.browser.run("[...document.querySelectorAll('a.name')].find(link => link.textContent === arguments[0]).click()", odd)
    page.browser.wait(PLACED)
    check("a product of an odd name is edited", page.text(".tools h1") == odd, page.text(".tools h1"))
    page.edit("evil")
    for number in range(3):
        page.browser.run("document.querySelectorAll('.roi')[arguments[0]].click()", number)
        page.settle()
    page.browser.wait("document.querySelector('.why.error') !== null")
    left = page.browser.run("""return [typeof window.pwned, document.querySelectorAll('main img, main script, iframe').length,
      [...document.querySelectorAll('*')].flatMap(n => [...n.attributes]).filter(a => a.name.startsWith('on')).length,
      document.documentElement.scrollWidth <= innerWidth]""")
    check("nothing runs, and the page holds together", left == ["undefined", 0, 0, True], left)
    said = page.browser.run("""try { document.body.innerHTML = '<img src=x onerror="window.pwned=1">'; return 'taken'; } catch { return 'refused'; }""")
    check("markup from texts is refused by the browser itself", said == "refused", said)
    page.browser.log()


def live(page):
    page.open("/live")
    session = page.server.session("square")
    page.server.put(session, "board.png", PICTURE)
    page.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    page.browser.wait("document.querySelector('.big.pass') !== null")
    check("a board is shown as it is inspected", "PASS" in page.text(".big") and "square" in page.text(".big"), page.text(".big"))
    height = page.browser.run("return document.querySelector('.big .word').getBoundingClientRect().height")
    check("its verdict is large", height > 150, height)
    make_product(page.server, "blue", expected=(0, 0, 250))
    session = page.server.session("blue")
    page.server.put(session, "board.png", PICTURE)
    page.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    page.browser.wait("document.querySelector('.big.fail') !== null")
    check("a failed one says so by word and sign", "FAIL" in page.text(".big") and page.text(".big .sign") == "\u2715", page.text(".big"))
    check("boards are counted", page.count(".last tbody tr") == 2, page.text(".last"))
    os.rename(page.server.shared, page.server.shared + "-gone")
    page.browser.wait("document.querySelector('.ill:not([hidden])') !== null")
    check("what is ill is said", "shared" in page.text(".ill"), page.text(".ill"))
    os.rename(page.server.shared + "-gone", page.server.shared)
    page.browser.wait("document.querySelector('.ill').hidden")
    page.browser.log()


def restart(page):
    """The server goes and comes back on its port: each page goes on by itself."""
    make_product(page.server, "stay", rois=[color_roi(1)])
    page.edit("stay")
    page.browser.run("document.querySelector('.roi').click()")
    page.fill("color_tolerance", 21)
    page.server.stop()
    page.server.process.stdout.close()
    page.browser.chord(CONTROL, "s")
    page.browser.wait("!document.querySelector('.offline').hidden")
    check("a station that is gone is said to be gone", "does not answer" in page.text(".offline"))
    page.server.options = (*page.server.options, "--listen", f"127.0.0.1:{page.server.port}")
    page.server.start()
    page.browser.wait("document.querySelector('.offline').hidden")
    page.save()
    check("what was edited is still there, and saved", page.saved("stay").json[0]["color_tolerance"] == 21, page.saved("stay"))
    page.open("/live")
    page.server.stop()
    page.server.process.stdout.close()
    page.server.start()
    session = page.server.session("square")
    page.server.put(session, "board.png", PICTURE)
    page.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    page.browser.wait("document.querySelector('.big.pass .when time') !== null")
    check("boards are shown again", True)
    page.browser.log()


def save_at_last(page, log_in):
    """As somebody saves whose station was gone: logs in where that is asked, by the saving or by the page that is back, and tries
    again where nothing was saved. Returns how often one had to log in."""
    n_logins = 0
    for _ in range(10):
        page.browser.chord(CONTROL, "s")
        page.browser.wait(f"{LOGIN} || {IDLE}")
        if page.count("dialog .login"):
            log_in()
            n_logins += 1
            page.browser.wait(f"document.querySelector('dialog') === null && {IDLE}")
        page.browser.wait("document.querySelector('.offline').hidden")
        if page.browser.run("return document.querySelector('#tool-save').disabled"):
            return n_logins
    raise AssertionError("never saved")


def roles(chromium):
    """Where there are users one logs in; who may not change cannot."""
    with Server() as server:
        state = os.path.join(server.folder, "state")
        server.stop()
        server.process.stdout.close()
        for name, role in (("anna", "admin"), ("otto", "operator")):
            subprocess.run([TOOL, "serve", "user", "add", name, "--role", role, "--state", state], input=PASSWORD + "\n",
                           capture_output=True, text=True, check=True)
        server.start()
        make_product(server, "guarded")
        page = Page(chromium, server)

        def log_in(name, password):
            chromium.run("document.querySelector('dialog .wrong').textContent = ''; for (const input of document.querySelectorAll('dialog input')) input.value = ''")
            chromium.type("dialog input[name=name]", name)
            chromium.type("dialog input[name=password]", password + ENTER)

        page.open("/products/guarded", LOGIN)
        log_in("otto", "wrong")
        chromium.wait("document.querySelector('dialog .wrong').textContent !== ''")
        log_in("otto", PASSWORD)
        chromium.wait(PLACED)
        check("an operator sees a product, but cannot change it", page.count("#tool-save") == 0 and page.count("#tool-draw") == 0)
        chromium.run("document.querySelector('.roi').click()")
        check("nor by the form", chromium.run("return [...document.querySelectorAll('.form input, .form select')].every(input => input.matches(':disabled'))"))
        chromium.run("[...document.querySelectorAll('.person button')][0].click()")
        chromium.wait(LOGIN)
        log_in("anna", PASSWORD)
        chromium.wait("document.querySelector('#tool-save') !== null")
        chromium.wait(PLACED)
        chromium.run("document.querySelector('.roi').click()")
        page.fill("color_tolerance", 12)
        server.stop()
        server.process.stdout.close()
        server.options = (*server.options, "--listen", f"127.0.0.1:{server.port}")
        server.start()
        n_logins = save_at_last(page, lambda: log_in("anna", PASSWORD))
        answer = open(os.path.join(server.products, "guarded", "rois_config_guarded.json"), encoding="utf-8").read()
        check("after a restart one logs in again, and what was to be saved is saved", n_logins > 0 and "12" in answer, (n_logins, answer))
        chromium.log()


def verify(chromium, folder):
    """Failed boards are judged by one key each, and judged anew."""
    with Server("--store", os.path.join(folder, "boards.db")) as server:
        make_product(server, "blue", expected=(0, 0, 250))
        session = server.session("blue")
        for _ in range(2):
            server.put(session, "board.png", PICTURE)
            server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
        until(lambda: stored(server) == 2)
        page = Page(chromium, server)
        page.open("/verify")
        chromium.wait("document.querySelector('.verify .count')?.textContent.startsWith('2')")
        check("a failed ROI is shown with its reason", "ROI 1" in page.text(".failed") and page.text(".verify .facts") != "")
        page.browser.press("f")
        chromium.wait("document.querySelector('.verify .count')?.textContent.startsWith('1')")
        page.browser.press(ENTER)
        chromium.wait("!document.querySelector('.verify .empty').hidden")

        def judged():
            boards = server.ask("GET", "/v1/boards").json["boards"]
            return [server.ask("GET", "/v1/boards/" + board["id"]).json["rois"][0]["judgement"] for board in boards[::-1]]

        check("one key judges a board", judged() == ["false-call", "defect"], judged())
        page.browser.press("u")
        chromium.wait("!document.querySelector('.work').hidden")
        page.browser.press("f")
        chromium.wait("document.querySelector('.work').hidden")
        check("and another one judges it anew", judged() == ["false-call", "false-call"], judged())
        page.quiet("verify")


def german(page):
    page.open("/products")
    page.browser.run("localStorage.setItem('aoi.language', 'de')")
    page.open("/products")
    check("the pages speak German", page.text("h1") == "Produkte" and page.browser.run("return document.documentElement.lang") == "de")
    page.browser.run("localStorage.setItem('aoi.language', 'en')")


def work(chromium, folder, wanted):
    with Server() as server:
        make_product(server, "square")
        page = Page(chromium, server)
        for function in (opens, hostile, german, live, restart):
            wanted(function, page)
    wanted(verify, chromium, folder)
    wanted(roles, chromium)


run(texts)
run_pages(work, sys.argv[1:])
