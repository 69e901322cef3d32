#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-growth.py: pages that are open for many boards do not grow; how long the first one takes to load. Speaks TAP."""
import os
import sys

from board import make_product
from keeping import inspect_many, until
from pages_support import LONG, Page, run_pages
from serving import Server, check

# Lists are full, and what is made once is made.
N_FIRST = 120
N_BOARDS = 10000 if LONG else 300
N_JUDGED = 400 if LONG else 12
N_LOADS = 9 if LONG else 3
# What compilers and caches of the browser take meanwhile, not what is kept of each board.
SPARE_NODES, SPARE_LISTENERS, SPARE_BYTES = 40, 20, 1 << 20


def show(page, product):
    """Until a board of it is on the page."""
    inspect_many(page.server, product, 1)
    page.browser.wait(f"document.querySelector('.big .of strong')?.textContent === '{product}'")
    page.settle()


def compare(name, before, after, n):
    nodes, listeners, size = (late - early for early, late in zip(before, after))
    print(f"# {name}, {n} boards: {nodes:+d} nodes, {listeners:+d} listeners, {size:+d} bytes; before: {before}")
    check(f"{name} does not grow by its boards", nodes <= SPARE_NODES and listeners <= SPARE_LISTENERS and size <= SPARE_BYTES, (before, after))


def live(chromium):
    with Server() as server:
        for name in ("board", "first", "last"):
            make_product(server, name, expected=(200, 30, 30) if name != "board" else (0, 0, 250))
        page = Page(chromium, server)
        page.open("/live")
        inspect_many(server, "board", N_FIRST)
        show(page, "first")
        before = chromium.memory()
        inspect_many(server, "board", N_BOARDS)
        show(page, "last")
        compare("Live", before, chromium.memory(), N_BOARDS)
        page.quiet("Live")


def verify(chromium, folder):
    """Each board is looked at and judged, with its pictures, if the archive could keep them."""
    with Server("--store", os.path.join(folder, "growth.db"), "--archive", os.path.join(folder, "growth")) as server:
        make_product(server, "board", expected=(0, 0, 250))
        inspect_many(server, "board", N_JUDGED + 6)
        until(lambda: server.ask("GET", "/v1/review").json["open"] == N_JUDGED + 6)
        page = Page(chromium, server)
        page.open("/verify", "document.querySelector('.verify .count') !== null")

        def judge(left):
            page.browser.press("f")
            chromium.wait(f"document.querySelector('.verify .count').textContent.startsWith('{left} ')")

        for left in range(N_JUDGED + 5, N_JUDGED, -1):
            judge(left)
        before = chromium.memory()
        for left in range(N_JUDGED, 0, -1):
            judge(left)
        compare("Verify", before, chromium.memory(), N_JUDGED)
        page.quiet("Verify")


def loads(chromium):
    """Nothing is expected of a machine on which others work."""
    with Server() as server:
        page, took = Page(chromium, server), []
        for _ in range(N_LOADS):
            chromium.forget()
            page.open()
            took.append(page.browser.run("return Number(document.documentElement.dataset.ready)"))
        size = page.browser.run("return performance.getEntriesByType('resource').reduce((sum, one) => sum + one.encodedBodySize, 0)")
        print(f"# first load, nothing known: median of {len(took)} times {sorted(took)[len(took) // 2]} ms, {min(took)} to {max(took)} ms, {size} bytes")
        check("the first page is there", page.count(".live .big") == 1)


def work(chromium, folder, wanted):
    wanted(live, chromium)
    wanted(verify, chromium, folder)
    wanted(loads, chromium)


run_pages(work, sys.argv[1:])
