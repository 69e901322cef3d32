#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""guide-pictures.py DRAW-GUIDE FOLDER: takes the pictures of the station's pages that the guide shows, of boards that are drawn."""
import os
import shutil
import subprocess
import sys
import tempfile

from keeping import stored, until
from pages_support import ENTER, LOGIN, Page, browser, judge
from people import PASSWORD, tool
from serving import Server

# Boards of the guide, in the order in which they are inspected, and what is judged of them: {ROI: judgement}. The last one is shown on Live.
BOARDS = ((1, {}), (2, {}), (7, {2: "false-call"}), (8, {}), (1, {}), (5, {5: "defect"}), (2, {}), (8, {}), (7, {2: "false-call"}), (1, {}), (4, {}), (3, None))
MAX_BYTES = 300 << 10


class Pictures:
    def __init__(self, page, server, folder):
        self.page, self.server, self.folder = page, server, folder

    def take(self, name):
        self.page.settle()
        path = os.path.join(self.folder, f"pages-{name}.jpg")
        self.page.browser.screenshot(path)
        if os.path.getsize(path) >= MAX_BYTES:
            raise SystemExit(f"{path} has {os.path.getsize(path)} bytes")
        print(path, os.path.getsize(path))


def inspect_all(server, pictures):
    session = server.session("relay")
    for number, judgements in BOARDS:
        with open(os.path.join(pictures, f"board-{number}.png"), "rb") as file:
            server.put(session, "board.png", file.read())
        board = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"}).json["aoi"]["id"]
        until(lambda: server.ask("GET", f"/v1/boards/{board}").status == 200)
        for roi, judgement in (judgements or {}).items():
            judge(server, board, roi, judgement)
    until(lambda: stored(server) == len(BOARDS))


def take_line(pictures):
    page = pictures.page
    page.open("/live", "document.querySelector('.big.fail') !== null")
    pictures.take("live")
    page.open("/verify", "document.querySelectorAll('.verify .pictures canvas').length > 0")
    page.browser.press("s")
    page.browser.wait("document.querySelectorAll('.verify .pictures canvas').length === 3")
    pictures.take("verify")
    page.open("/statistics", "document.querySelectorAll('.total .figure').length === 4 && document.querySelectorAll('tbody tr').length > 0")
    pictures.take("statistics")


def take_editor(pictures, picture):
    page = pictures.page
    page.edit("relay", picture)
    page.settle()
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge') !== null")
    page.browser.run("document.querySelector('.roi:has(.mark.fail)').click()")
    page.browser.wait("document.querySelectorAll('.evidence:not([hidden]) canvas').length === 3")
    pictures.take("editor")


def take_teach(pictures):
    page = pictures.page
    page.open("/teach/relay/2", "document.querySelector('.teach-try') !== null")
    page.browser.run("document.querySelector('.teach-try').click()")
    page.browser.wait("document.querySelector('.report .level') !== null")
    page.browser.run("document.querySelector('.trial').scrollIntoView()")
    pictures.take("teach")


def take_camera(chromium, folder, out):
    """Of a station whose source shows the same board again and again."""
    source = f"launch:multifilesrc location={folder}/pictures/board-1.png loop=true caps=image/png,framerate=5/1 ! pngdec ! videoconvert " \
             "! video/x-raw,format=RGB ! identity sync=true"
    with Server("--source", source, "--product", "relay") as server:
        shutil.copytree(os.path.join(folder, "boards", "relay"), os.path.join(server.products, "relay"))
        page = Page(chromium, server)
        page.open("/station/cameras", "document.querySelector('.live-frame:not([hidden])') !== null && document.querySelectorAll('.histogram').length > 0")
        Pictures(page, server, out).take("cameras")


def take_people(pictures):
    """Last, since others have to log in from here on."""
    page, state = pictures.page, os.path.join(pictures.server.folder, "state")
    for name, role in (("anna", "admin"), ("emil", "engineer"), ("vera", "verifier"), ("otto", "operator")):
        if tool("user", "add", name, "--role", role, "--state", state).returncode != 0:
            raise SystemExit(f"{name} cannot be added")
    page.open("/station/users", LOGIN)
    page.browser.type("dialog input[name=name]", "anna")
    page.browser.type("dialog input[name=password]", PASSWORD + ENTER)
    page.browser.wait("document.querySelectorAll('.users tbody tr').length === 4")
    pictures.take("users")
    page.open("/station/audit", "document.querySelectorAll('.audit tbody tr').length > 4")
    pictures.take("audit")


def main():
    if browser.missing():
        raise SystemExit(f"{' and '.join(browser.missing())} not installed")
    draw, out = sys.argv[1], os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="aoi-guide-") as folder:
        subprocess.run([os.path.abspath(draw), folder], check=True)
        with Server("--store", os.path.join(folder, "boards.db"), "--archive", os.path.join(folder, "archive")) as server, browser.Browser() as chromium:
            chromium.set_window()
            shutil.copytree(os.path.join(folder, "boards", "relay"), os.path.join(server.products, "relay"))
            inspect_all(server, os.path.join(folder, "pictures"))
            pictures = Pictures(Page(chromium, server), server, out)
            take_line(pictures)
            take_editor(pictures, os.path.join(folder, "pictures", "board-3.png"))
            take_teach(pictures)
            take_people(pictures)
            take_camera(chromium, folder, out)


main()
