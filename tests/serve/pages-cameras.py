#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-cameras.py: a camera of the fake kind in Chromium: found by a name that nobody should trust, set, and set wrongly. What
frames show is looked at by pages-station.py, which loses none. Speaks TAP."""
import sys

from events import ask_source
from fake_camera import TOOL, Camera, Station, enter_network
from pages_support import CONTROL, ENTER, LOGIN, TAB, Page, run_pages
from people import PASSWORD, Browser
from serving import check, done, skip

SERIAL = "<b>&'\"<i x="  # a camera has room for 16 characters
FIELD = "[data-setting='{}']"


def value(page, name):
    return page.browser.run("return document.querySelector(arguments[0])?.value ?? null", FIELD.format(name))


def type_value(page, name, text):
    page.reach(FIELD.format(name))
    page.browser.chord(CONTROL, "a")
    page.browser.press(*text, ENTER)


def settings(page):
    """By an engineer: here there are no users."""
    page.open("/station/cameras", f"document.querySelector(\"{FIELD.format('exposure')}\") !== null")
    page.browser.wait("document.querySelector('.cameras section tbody tr') !== null")
    said = page.browser.run("return [...document.querySelectorAll('.cameras section tbody tr')].map(row => row.textContent).join(' ')")
    check("the camera is found, and its name is a text", SERIAL in said and "used here" in said and page.count("main tbody b, main tbody i") == 0, said)
    type_value(page, "exposure", "5000")
    page.browser.wait("document.querySelector('.notice.good:not([hidden])') !== null")
    check("exposure is set", page.server.ask("GET", "/v1/cameras/open/settings").json["settings"][0]["value"] == 5000)
    type_value(page, "exposure", "1e12")
    page.browser.wait("[...document.querySelectorAll('.setting .wrong')].some(one => one.textContent !== '')")
    wrong = page.browser.run("return document.querySelector(arguments[0]).closest('.setting').querySelector('.wrong').textContent", FIELD.format("exposure"))
    check("what is not allowed is said at its field, and what was typed stays", "allowed" in wrong and value(page, "exposure") == "1e12", wrong)
    check("and the camera is as it was", page.server.ask("GET", "/v1/cameras/open/settings").json["settings"][0]["value"] == 5000)
    page.reach("#camera-feature")
    page.browser.press(*"PixelFormat", ENTER)
    page.browser.wait(f"document.querySelector(\"select{FIELD.format('PixelFormat')}\") !== null")
    check("any feature is read by its name", value(page, "PixelFormat") == "Mono8", value(page, "PixelFormat"))
    page.reach("#camera-feature")
    page.browser.press(*"NoSuchThing", ENTER, TAB)
    page.browser.wait("[...document.querySelectorAll('.setting .wrong')].some(one => one.textContent.includes('no such feature'))")
    check("and what it has not is said", page.count(FIELD.format("NoSuchThing")) == 0)
    page.quiet("settings")


def looks(page):
    """Operators see what is set, and cannot change it."""
    admin = Browser(page.server)
    admin.ask("POST", "/v1/users", {"name": "anna", "role": "admin", "password": PASSWORD})
    admin.login()
    admin.ask("POST", "/v1/users", {"name": "otto", "role": "operator", "password": PASSWORD})
    page.open("/station/cameras", LOGIN)
    page.browser.type("dialog input[name=name]", "otto")
    page.browser.type("dialog input[name=password]", PASSWORD + ENTER)
    page.browser.wait(f"document.querySelector(\"{FIELD.format('exposure')}\") !== null")
    check("an operator sees what is set, and changes nothing", page.count("#camera-set") == 0 and page.count("#camera-capture") == 1
          and page.browser.run("return [...document.querySelectorAll('[data-setting]')].every(input => input.disabled)"))


def work(chromium, folder, wanted):  # pylint: disable=unused-argument
    camera = Camera(SERIAL)
    try:
        with Station("trigger=software") as server:
            ask_source(server, state="running")
            page = Page(chromium, server)
            wanted(settings, page)
            wanted(looks, page)
    finally:
        camera.kill()


enter_network()
if TOOL is None:
    skip("the fake camera", "there is no arv-fake-gv-camera-0.8 (package aravis-tools)")
    done()
run_pages(work, sys.argv[1:])
