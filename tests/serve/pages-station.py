#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages-station.py: users, the audit log and cameras in Chromium. Speaks TAP."""
import sys

from board import RED, color_roi, make_product
from events import ask_source
from keeping import until
from pages_support import CONTROL, ENTER, ESCAPE, LOGIN, TAB, Page, run_pages
from people import PASSWORD, Browser
from serving import Server, check

OTHER = "another horse"
FRAMES = ("launch:videotestsrc is-live=true pattern=smpte ! video/x-raw,format=RGB,width=320,height=240,framerate=5/1")


def log_in(page, name, password=PASSWORD):
    page.browser.wait(LOGIN)
    page.browser.type("dialog input[name=name]", name)
    page.browser.type("dialog input[name=password]", password + ENTER)
    page.browser.wait("document.querySelector('dialog') === null")


def rows(page, kind, n):
    page.browser.wait(f"document.querySelectorAll('.{kind} tbody tr').length === {n}")


def press_button(page, name):
    """By its name, as somebody does who hears the page."""
    page.browser.run("[...document.querySelectorAll('button')].find(button => (button.getAttribute('aria-label') ?? button.textContent) === arguments[0]).focus()", name)
    page.browser.press(ENTER)


def answered(page, text):
    page.browser.wait(f"document.querySelector('.notice:not([hidden])')?.textContent.includes('{text}')")


def users(chromium):
    """From a station that is open to one with an admin, by keys alone."""
    with Server() as server:
        page = Page(chromium, server)
        page.open("/station/users", "document.querySelector('.users .empty') !== null")
        page.reach("#add-user")
        page.browser.press(ENTER)
        page.browser.wait("document.querySelector('dialog select') !== null")
        check("the first user can only be an admin", page.text("dialog select") == "admin", page.text("dialog"))
        page.browser.press(*"anna", TAB, TAB, *PASSWORD, ENTER)
        log_in(page, "anna")
        rows(page, "users .head ~ div:not(.head)", 1)
        page.reach("#add-user")
        page.browser.press(ENTER)
        page.browser.wait("document.querySelector('dialog select') !== null")
        page.browser.press(*"Vera", TAB, "v", TAB, *PASSWORD, ENTER)
        page.browser.wait("document.querySelector('dialog label .wrong').textContent !== ''")
        check("what is wrong is said at its field, and nothing is typed twice", "letter" in page.text("dialog label .wrong")
              and chromium.run("return [...document.querySelectorAll('dialog :is(input, select)')].map(one => one.value)") == ["Vera", "verifier", PASSWORD])
        page.browser.chord(CONTROL, "a")
        page.browser.press(*"vera", ENTER)
        answered(page, "added")
        rows(page, "users", 2)
        check("a user is added with a role", page.text(".users tbody tr:nth-child(2)").startswith("veraverifier"), page.text(".users tbody"))
        vera = Browser(server)
        check("who may log in", vera.login("vera").status == 200)
        press_button(page, "Role ... vera")
        page.browser.wait("document.querySelector('dialog select') !== null")
        page.browser.press("e", TAB, ENTER)
        answered(page, "another role")
        check("and gets another role", vera.ask("GET", "/v1/me").json["role"] == "engineer")
        press_button(page, "Password ... vera")
        page.browser.wait("document.querySelector('dialog input') !== null")
        page.browser.press(*OTHER, ENTER)
        answered(page, "another password")
        check("and another password", vera.ask("GET", "/v1/me").status == 401 and vera.login("vera", OTHER).status == 200)
        press_button(page, "Remove ... anna")
        page.browser.wait("document.querySelector('dialog') !== null")
        page.browser.press(ENTER)
        answered(page, "there would be no admin")
        check("the last admin stays", page.count(".users tbody tr") == 2)
        press_button(page, "Remove ... vera")
        page.browser.wait("document.querySelector('dialog') !== null")
        page.browser.press(ESCAPE)
        page.browser.wait("document.querySelector('dialog') === null")
        check("nobody is removed by Escape", page.count(".users tbody tr") == 2 and vera.ask("GET", "/v1/me").status == 200)
        press_button(page, "Remove ... vera")
        page.browser.wait("document.querySelector('dialog') !== null")
        page.browser.press(ENTER)
        rows(page, "users", 1)
        check("but by Enter", vera.ask("GET", "/v1/me").status == 401)
        tokens(page)
        page.quiet("users")


def tokens(page):
    """A token is shown once."""
    page.browser.click("#add-token")
    page.browser.wait("document.querySelector('dialog input[type=date]') !== null")
    page.browser.press(*"mes", ENTER)
    page.browser.wait("document.querySelector('dialog .secret') !== null")
    secret = page.browser.run("return document.querySelector('dialog .secret').value")
    bearer = {"Authorization": f"Bearer {secret}"}
    me = page.server.ask("GET", "/v1/me", headers=bearer)
    check("a token is made, and lets a program ask", me.status == 200 and me.json["role"] == "operator", me)
    page.browser.click("#kept-token")
    page.browser.wait("document.querySelectorAll('.tokens tbody tr').length === 1")
    check("it is shown once", page.browser.run("return !document.documentElement.outerHTML.includes(arguments[0]) && document.querySelector('dialog') === null", secret))
    check("and listed with its end", page.count(".tokens tbody .badge.pass") == 1 and "mes" in page.text(".tokens tbody"), page.text(".tokens"))
    press_button(page, "Revoke ... mes")
    page.browser.wait("document.querySelector('dialog') !== null")
    page.browser.press(ENTER)
    page.browser.wait("document.querySelectorAll('.tokens tbody tr').length === 0")
    check("revoked it is worth nothing", page.server.ask("GET", "/v1/me", headers=bearer).status == 401)


def audit(chromium):
    """Sentences, what was refused, who was no user; by who, what and when, page by page."""
    with Server() as server:
        admin = Browser(server)
        admin.ask("POST", "/v1/users", {"name": "anna", "role": "admin", "password": PASSWORD})
        admin.login()
        admin.ask("POST", "/v1/users", {"name": "vera", "role": "verifier", "password": PASSWORD})
        admin.ask("DELETE", "/v1/users/anna")
        server.ask("POST", "/api/products/create", {"product_name": "old", "description": ""})
        for _ in range(60):
            admin.ask("PUT", "/v1/source/product", {"product": "none"})
        page = Page(chromium, server)
        page.open("/station/audit", LOGIN)
        log_in(page, "anna")
        rows(page, "audit", 50)
        check("the newest lines come first", page.text(".audit tbody .sentence") == "anna logged in.", page.text(".audit tbody tr"))
        page.browser.click("#older")
        page.browser.wait("document.querySelector('.audit tbody')?.textContent.includes('vera')")
        said = page.text(".audit tbody")
        check("and older ones on pages of their own", "added the user vera as verifier." in said and page.count("#older") == 0, said)
        check("what was refused was only wanted", page.browser.run("""const row = [...document.querySelectorAll('.audit tbody tr')].find(one => one.textContent.includes('remove the user'));
          return row.querySelector('.sentence').textContent + row.querySelector('.badge').textContent + row.lastChild.textContent""").startswith("anna wanted to remove the user anna.✕refused"), said)
        check("what nobody answers for is marked", page.count(".sentence .badge.error") == 2 and "made the product old" in page.text("tr:has(.sentence .badge.error) .sentence"), said)
        page.browser.click(".audit tbody summary")
        check("more of a change is shown to whoever asks", page.count(".audit details[open] .code") >= 1)
        page.browser.back()
        rows(page, "audit", 50)
        page.reach("#audit-what")
        page.browser.press(*"users", ENTER)
        rows(page, "audit", 3)
        check("by what was done", "action=%2Fv1%2Fusers" in page.browser.run("return location.hash"))
        page.open("/station/audit", "document.querySelectorAll('.audit tbody tr').length === 50")
        page.reach("#audit-who")
        page.browser.press(*"nobody", ENTER)
        page.browser.wait("document.querySelector('.audit .empty') !== null")
        page.reach("#audit-who")
        page.browser.chord(CONTROL, "a")
        page.browser.press(*"anna", ENTER)
        rows(page, "audit", 50)
        check("by who did it", page.browser.run("return [...document.querySelectorAll('.sentence strong')].every(who => who.textContent === 'anna')"))
        page.open("/station/audit?since=2020-01-01T00:00:00Z&until=2021-01-01T00:00:00Z", "document.querySelector('.audit .empty') !== null")
        page.reach("#range")
        page.browser.press("8", ENTER)
        rows(page, "audit", 50)
        check("by time", "since=8h" in page.browser.run("return location.hash") and "until" not in page.browser.run("return location.hash"))
        page.quiet("audit")


def cameras(chromium):
    """What the source sees, how sharp and bright it is, and a capture."""
    with Server("--source", FRAMES, "--product", "bars") as server:
        make_product(server, "bars", rois=[color_roi(coords=[2, 2, 40, 40])])
        make_product(server, "other", rois=[color_roi(expected=RED)])
        ask_source(server, state="running")
        page = Page(chromium, server)
        page.open("/station/cameras", "document.querySelector('.live-frame:not([hidden]) img')?.naturalWidth === 320")
        page.browser.wait("document.querySelector('.cameras .badge.pass') !== null && Number(document.querySelector('.sharp').textContent) > 0")
        page.browser.wait("document.querySelector('.curve polyline').getAttribute('points').split(' ').length >= 3")
        check("sharpness has a value and a history", "of the best" in page.text(".sharpness"), page.text(".sharpness"))
        said = page.text(".cameras .said")
        check("what is clipped is named", "Clipped white: " in said and "Clipped black: " in said and "red" in said and page.count(".histogram polygon") == 4, said)
        before = page.text(".sharp")
        page.reach("#camera-part")
        page.browser.press(*"the middle q", ENTER)
        page.browser.wait("performance.getEntriesByType('resource').some(entry => entry.name.includes('measure') && entry.name.includes('width=80'))")
        check("a part is measured", page.count(".area:not(.none)") == 1 and before != "")
        left, top, width, height = page.browser.run("const place = document.querySelector('.over').getBoundingClientRect(); return [place.left, place.top, place.width, place.height]")
        page.browser.drag((left + width / 2, top + height / 2), (left + width * 0.6, top + height * 0.7), (left + width * 0.75, top + height * 0.75))
        page.browser.wait("performance.getEntriesByType('resource').some(entry => entry.name.includes('measure') && /x=1[56]\\d/.test(entry.name))")
        check("also one that is drawn", page.browser.run("return document.querySelector('#camera-part').value") == "own")
        page.browser.run("for (let n = 0; n < 3; n++) document.querySelector('#camera-capture').click()")
        page.browser.wait("document.querySelector('.captures .crop img')?.naturalWidth > 0")
        kept = [frame for frame in server.ask("GET", "/v1/frames").json["frames"] if frame["origin"] == "captured"]
        check("three impatient clicks take one picture", len(kept) == 1 and page.count(".captures .crop") == 1, kept)
        press_button(page, page.browser.run("return document.querySelector('.captures .crop button').getAttribute('aria-label')"))
        page.browser.wait("document.querySelector('.captures .crop') === null")

        def captured():
            page.browser.press("c")
            page.settle()
            return page.count(".captures .crop")

        check("a key takes one, too, when it is another wish", until(captured))
        page.reach("#source-product")
        page.browser.press("o", TAB)
        answered(page, "other")
        check("the product is chosen", server.ask("GET", "/v1/source").json["product"] == "other")
        page.browser.wait("document.querySelector('#camera-search:enabled') !== null")
        page.quiet("cameras")
        server.stop()
        server.process.stdout.close()
        page.browser.wait("!document.querySelector('.offline').hidden")
        page.browser.run("window.before = document.querySelector('.live-picture')")
        server.options = (*server.options, "--listen", f"127.0.0.1:{server.port}")
        server.start()
        page.browser.wait("document.querySelector('.live-picture') !== window.before && document.querySelector('.live-picture').naturalWidth > 0")
        check("after a restart pictures come again", True)
        page.browser.log()
    with Server() as server:
        page = Page(chromium, server)
        page.open("/station/cameras", "document.querySelector('.source-message .empty') !== null")
        check("a station without a source says so", page.browser.run("return document.querySelector('.seen').checkVisibility()") is False)


def roles(chromium):
    """Nobody sees what he may not do."""
    with Server() as server:
        admin = Browser(server)
        admin.ask("POST", "/v1/users", {"name": "anna", "role": "admin", "password": PASSWORD})
        admin.login()
        admin.ask("POST", "/v1/users", {"name": "otto", "role": "operator", "password": PASSWORD})
        page = Page(chromium, server)
        page.open("/station", LOGIN)
        log_in(page, "otto")
        page.browser.wait("document.querySelectorAll('.ways a').length === 2")
        check("an operator finds cameras alone", page.text(".ways") == "OverviewCameras", page.text(".ways"))
        for part in ("users", "audit"):
            page.open("/station/" + part)
            check(f"{part} are not shown to him", page.text(".station .empty") == "Your role may not see this page." and page.count("table") == 0)
        page.open("/station/nosuch")
        check("nor what is not there", "nothing" in page.text(".station"))
        page.quiet("roles")


def work(chromium, folder, wanted):  # pylint: disable=unused-argument
    for function in (users, audit, cameras, roles):
        wanted(function, chromium)


run_pages(work, sys.argv[1:])
