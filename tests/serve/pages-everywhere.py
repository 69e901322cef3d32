#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-everywhere.py: each page of the station in Chromium, full of hostile texts, looked at by axe-core, and through a restart. Speaks
TAP."""
import os
import subprocess
import sys
import tempfile

from everywhere import fill_station, write_station
from pages_support import READY, Page, run_pages
from serving import Server, check, skip

AXE = "axe-core@4.10.2"
NPM_S = 120
LOOK = """return [typeof window.pwned, document.querySelectorAll("main img[src='x'], main script, iframe, main b").length,
  [...document.querySelectorAll('*')].flatMap(node => [...node.attributes]).filter(attribute => attribute.name.startsWith('on')).length]"""
WIDTHS = """const main = document.querySelector('main');
  return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth]"""
AUDIT = """const done = arguments[arguments.length - 1];
  axe.run(document, %s).then(found => done(found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => one.id + ': ' + one.nodes.slice(0, 4).map(node => node.target.join(' ') + ' ' + node.html.slice(0, 160)).join(' | '))))"""


def hostile(page, pages):
    """No text runs or breaks a page, whatever its width."""
    for path, ready in pages:
        page.open(path, f"{READY} && {ready}")
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
    page.quiet("hostile texts")


def install_axe(folder):
    """Its text; None: npm cannot install it."""
    try:
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", AXE], cwd=folder, check=True, capture_output=True, timeout=NPM_S)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"# npm cannot install {AXE}: {type(error).__name__}")
        return None
    with open(os.path.join(folder, "node_modules", "axe-core", "axe.min.js"), encoding="utf-8") as file:
        return file.read()


def look(page, axe, options="{}"):
    """What axe has against the page that is shown."""
    page.browser.run(axe)
    return page.browser.run_async(AUDIT % options)


def faults(page, pages):
    """axe-core finds nothing serious, in light and in dark."""
    with tempfile.TemporaryDirectory(prefix="aoi-axe-") as folder:
        axe = install_axe(folder)
    if axe is None:
        skip("axe-core", "npm is missing, or does not reach its registry")
        return
    for path, ready in pages:
        page.open(path, f"{READY} && {ready}")
        page.browser.run("document.querySelector('.roi')?.click()")
        page.settle()
        found = look(page, axe)
        check(f"{path}: axe finds nothing serious", not found, "\n".join(found))
        page.browser.set_window(scheme="dark")
        page.settle()
        found = look(page, axe, "{ runOnly: ['color-contrast'] }")
        page.browser.set_window()
        check(f"{path}: nor in the dark", not found, "\n".join(found))
    for path, css in (("/station/users", "#add-user"), ("/products", "#new-product"), ("/live", ".bar button[aria-label]")):
        page.open(path, f"{READY} && document.querySelector('{css}') !== null")
        page.browser.run("document.querySelector(arguments[0]).click()", css)
        page.browser.wait("document.querySelector('dialog[open]') !== null")
        found = look(page, axe)
        check(f"{path}: nor in its question", not found, "\n".join(found))


def restart(page, pages):
    """The server goes and comes back on its port: each page notices, goes on, and is not loaded anew."""
    page.server.options = (*page.server.options, "--listen", f"127.0.0.1:{page.server.port}")
    for path, ready in pages:
        if "?by=" in path and "by=roi" not in path:
            continue
        page.open(path, f"{READY} && {ready}")
        page.browser.run("window.stays = true")
        page.server.stop()
        page.server.process.stdout.close()
        page.browser.wait("!document.querySelector('.offline').hidden")
        page.server.start()
        page.browser.wait("document.querySelector('.offline').hidden")
        page.browser.wait(ready)
        said = page.browser.run("return [window.stays, document.querySelector('.notice.bad:not([hidden])')?.textContent ?? null, document.querySelector('dialog') === null]")
        check(f"{path}: goes on after a restart", said == [True, None, True], said)
    page.browser.log()


def work(chromium, folder, wanted):
    with Server(write_station(folder), "--store", os.path.join(folder, "boards.db"), "--archive", os.path.join(folder, "archive")) as server:
        page, pages = Page(chromium, server), fill_station(server)
        for function in (hostile, faults, restart):
            wanted(function, page, pages)


run_pages(work, sys.argv[1:])
