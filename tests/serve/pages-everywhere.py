#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-everywhere.py: each page of the station in Chromium, full of hostile texts, looked at by axe-core, and through a restart. Speaks
TAP."""
import os
import subprocess
import sys
import tempfile

from board import make_product
from everywhere import FRAMES, HOSTILE, fill_station, write_station
from golden_support import drawn, paste
from pages_support import ENTER, ESCAPE, LOGIN, LONG, PLACED, READY, Page, run_pages
from people import PASSWORD, Browser
from serving import Server, check, skip

LISTS = ("/products", "/teach")  # what is new since stands in them
AXE = "axe-core@4.10.2"
NPM_S = 120
LOOK = """return [typeof window.pwned, document.querySelectorAll("main img[src='x'], main script, iframe, main b").length,
  [...document.querySelectorAll('*')].flatMap(node => [...node.attributes]).filter(attribute => attribute.name.startsWith('on')).length]"""
WIDTHS = """const main = document.querySelector('main');
  return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth]"""
AUDIT = """const done = arguments[arguments.length - 1];
  axe.run(document, %s).then(found => done(found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 4).map(node => node.target.join(' ') + ' ' + node.html.slice(0, 160)).join(' | '))))"""


def go(page, path, ready):
    """Without loading the pages anew."""
    page.browser.run("location.hash = '#' + arguments[0]", path)
    page.settle()
    page.browser.wait(ready)


def hostile(page, pages):
    """No text runs or breaks a page, whatever its width."""
    page.open()
    for path, ready in pages:
        go(page, path, ready)
        page.browser.run("for (const roi of document.querySelectorAll('.roi')) roi.click(); for (const more of document.querySelectorAll('main details')) more.open = true")
        page.settle()
        wide = {}
        for width, height in ((1280, 800), (1024, 768), (1920, 1080)):
            page.browser.set_window(width, height)
            page.settle()
            over = page.browser.run(WIDTHS)
            if max(over) > 0:
                wide[width] = over
        page.browser.set_window()
        left = page.browser.run(LOOK)
        check(f"{path}: nothing runs", left == ["undefined", 0, 0], left)
        check(f"{path}: and the page holds together", not wide, wide)
    with tempfile.TemporaryDirectory(prefix="aoi-hostile-") as folder:
        name = os.path.join(folder, "<img src=x onerror=window.pwned=1>" + "W" * 150 + ".png")
        with open(name, "w", encoding="utf-8") as file:
            file.write("no picture")
        go(page, "/products/g", PLACED)
        page.browser.upload("#picture-file", name)
        page.browser.wait("document.querySelector('.notice.bad:not([hidden])') !== null")
        left = page.browser.run(LOOK), page.browser.run(WIDTHS)
        check("nor does the name of a file", left[0] == ["undefined", 0, 0] and max(left[1]) <= 0, (left, page.text(".notice")))
    page.browser.log()


def is_more(path):
    """Rows of the statistics are of one kind, whatever they are by."""
    return not LONG and "?by=" in path and "by=roi" not in path


def install_axe(folder):
    """Its text; None: npm cannot install it."""
    try:
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", AXE], cwd=folder, check=True, capture_output=True, timeout=NPM_S)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"# npm cannot install {AXE}: {type(error).__name__}")
        return None
    with open(os.path.join(folder, "node_modules", "axe-core", "axe.min.js"), encoding="utf-8") as file:
        return file.read()


def look(page, axe, options="{ resultTypes: ['violations'] }"):
    """What axe has against the page that is shown."""
    if not page.browser.run("return typeof axe !== 'undefined'"):
        page.browser.run(axe)
    return page.browser.run_async(AUDIT % options)


def faults(page, pages):
    """axe-core finds nothing serious, in light and in dark."""
    with tempfile.TemporaryDirectory(prefix="aoi-axe-") as folder:
        axe = install_axe(folder)
    if axe is None:
        skip("axe-core", "npm is missing, or does not reach its registry")
        return
    page.open()
    for path, ready in pages:
        if is_more(path):
            continue
        go(page, path, ready)
        page.browser.run("document.querySelector('.roi')?.click()")
        page.settle()
        found = look(page, axe)
        check(f"{path}: axe finds nothing serious", not found, "\n".join(found))
        page.browser.set_window(scheme="dark")
        page.settle()
        found = look(page, axe, "{ runOnly: ['color-contrast'], resultTypes: ['violations'] }")
        page.browser.set_window()
        check(f"{path}: nor in the dark", not found, "\n".join(found))
    for path, css in (("/station/users", "#add-user"), ("/products", "#new-product"), ("/live", ".bar button[aria-label]")):
        go(page, path, f"document.querySelector('{css}') !== null")
        page.browser.run("document.querySelector(arguments[0]).click()", css)
        look_at_question(page, axe, path)
        page.browser.press(ESCAPE)
    at_work(page, axe)
    guarded(page.browser, axe)


def at_work(page, axe):
    """Likewise when a product was tried, a note is written, and what teaching changes is shown."""
    with tempfile.TemporaryDirectory(prefix="aoi-axe-") as folder:
        picture = os.path.join(folder, "board.png")
        with open(picture, "wb") as file:
            file.write(paste(drawn(3)))
        page.edit("g", picture)
        page.browser.click("#tool-try")
        page.browser.wait("document.querySelector('.verdict .badge.fail') !== null")
        page.browser.run("document.querySelector('.roi:has(.mark.fail)').click()")
        page.browser.wait("document.querySelector('.evidence:not([hidden]) canvas') !== null")
        found = look(page, axe)
    check("a product that was tried: axe finds nothing serious", not found, "\n".join(found))
    page.open("/verify", "document.querySelector('.verify .failed li') !== null")
    page.browser.press("n")
    look_at_question(page, axe, "note")
    page.browser.press(ESCAPE)
    if LONG:
        page.open("/teach/g/2", "document.querySelector('.teach-try') !== null")
        page.browser.run("document.querySelector('.teach-try').click()")
        page.browser.wait("document.querySelector('.report .level') !== null")
        found = look(page, axe)
        check("what teaching changes: axe finds nothing serious", not found, "\n".join(found))


def look_at_question(page, axe, name):
    page.browser.wait("document.querySelector('dialog[open]') !== null")
    found = look(page, axe)
    check(f"{name}: nor in its question", not found, "\n".join(found))


def guarded(chromium, axe):
    """Likewise where people log in, programs have tokens, and a camera runs."""
    with Server("--source", FRAMES, "--product", "bars") as server:
        make_product(server, "bars")
        add_people(server)
        page = Page(chromium, server)
        page.open("/station/users", LOGIN)
        look_at_question(page, axe, "login")
        chromium.type("dialog input[name=name]", "anna")
        chromium.type("dialog input[name=password]", PASSWORD + ENTER)
        for path, ready in (("/station/users", "document.querySelectorAll('.users tbody tr').length === 3"), ("/station/audit", "document.querySelectorAll('.audit tbody tr').length > 3"),
                            ("/station/cameras", "document.querySelector('.histogram') !== null && document.querySelector('.live-frame img')?.naturalWidth > 0")):
            go(page, path, ready)
            found = [*look(page, axe), *(f"{way} px too wide" for way in page.browser.run(WIDTHS) if way > 0)]
            check(f"{path}: axe finds nothing serious there, either", not found, "\n".join(found))
        go(page, "/station/users", "document.querySelector('#add-token') !== null")
        page.browser.click("#add-token")
        look_at_question(page, axe, "token")
        page.browser.type("dialog input", "scada" + ENTER)
        page.browser.wait("document.querySelector('.secret') !== null")
        look_at_question(page, axe, "secret")


def add_people(server):
    admin = Browser(server)
    admin.ask("POST", "/v1/users", {"name": "anna", "role": "admin", "password": PASSWORD})
    admin.login()
    admin.ask("POST", "/v1/users", {"name": "vera", "role": "verifier", "password": PASSWORD})
    admin.ask("POST", "/v1/tokens", {"name": "mes", "role": "operator", "until": "2999-12-31"})
    admin.ask("PUT", "/v1/source/product", {"product": HOSTILE})
    server.ask("POST", "/api/products/create", {"product_name": "old", "description": HOSTILE})


def restart(page, pages):
    """The server goes and comes back on its port: each page notices, goes on, and is not loaded anew."""
    page.server.options = (*page.server.options, "--listen", f"127.0.0.1:{page.server.port}")
    for path, ready in pages:
        if is_more(path):
            continue
        page.open(path, f"{READY} && {ready}")
        page.browser.run("window.stays = true")
        page.server.stop()
        page.server.process.stdout.close()
        page.browser.wait("!document.querySelector('.offline').hidden")
        news = make_product(page.server, "new" + path.replace("/", "-")) if path in LISTS else None
        page.server.start()
        page.browser.wait("document.querySelector('.offline').hidden")
        page.browser.wait(ready if news is None else f"document.querySelector('main tbody').textContent.includes('{news}')")
        said = page.browser.run("return [window.stays, document.querySelector('.notice.bad:not([hidden])')?.textContent ?? null, document.querySelector('dialog') === null]")
        check(f"{path}: goes on after a restart", said == [True, None, True], said)
    page.browser.log()


def work(chromium, folder, wanted):
    with Server(write_station(folder), "--store", os.path.join(folder, "boards.db"), "--archive", os.path.join(folder, "archive")) as server:
        page, pages = Page(chromium, server), fill_station(server)
        for function in (hostile, faults, restart):
            wanted(function, page, pages)


run_pages(work, sys.argv[1:])
