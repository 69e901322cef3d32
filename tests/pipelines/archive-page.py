#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""archive-page.py ARCHIVE-MAKE: the page of an archive in Chromium, opened from a file URL. Speaks TAP."""
import functools
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import urllib.parse

import browser

MAKE = sys.argv[1]
READY = "document.documentElement.dataset.ready !== undefined"
ROWS = "document.querySelectorAll('#list .row').length"
ESCAPE, ENTER = "\ue00c", "\ue007"
cases = []


def case(function):
    cases.append(function)
    return function


def equal(found, expected):
    assert found == expected, f"is {found!r}, not {expected!r}"


def make(folder, *arguments):
    """An archive; what it took goes to the log."""
    said = subprocess.run([MAKE, folder, *map(str, arguments)], check=True, capture_output=True, text=True)
    print(said.stdout, end="", flush=True)
    return folder


@functools.cache
def read_boards(folder):
    """The records of an archive, by their own files."""
    boards = []
    for path in glob.glob(glob.escape(folder) + "/2*/*/*/record.json"):
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        with open(os.path.dirname(path) + "/result.json", encoding="utf-8") as file:
            record["result"] = json.load(file)
        record["name"] = os.path.relpath(os.path.dirname(path), folder)
        boards.append(record)
    return sorted(boards, key=lambda board: board["time"], reverse=True)


def failed(board):
    return [roi for roi in board["result"]["roi_results"] if not roi["passed"]]


def url(folder, fragment=""):
    return "file://" + urllib.parse.quote(folder) + "/index.html" + fragment


class Page:
    """A browser with an archive in it."""

    def __init__(self, chromium, folder):
        self.browser, self.folder = chromium, folder

    def open(self, fragment=""):
        self.browser.open("about:blank")
        self.browser.open(url(self.folder, fragment))
        self.browser.wait(READY)

    def go(self, fragment):
        """Another board or filter, in the page that is open."""
        self.browser.run("location.hash = arguments[0]", fragment)
        self.browser.wait(f"document.documentElement.dataset.shown === {json.dumps(fragment)}")

    def count(self):
        """Boards in the list, as the page counts it."""
        text = self.browser.run("return document.getElementById('counts').textContent")
        return int(re.match(r"([\d,]+)", text).group(1).replace(",", ""))

    def choose(self, name, value):
        self.browser.click(f"#filter-{name} option[value={json.dumps(value)}]")
        query = urllib.parse.urlencode({name: value})
        self.browser.wait(f"(document.documentElement.dataset.shown || '').includes({json.dumps(query)})")

    def text(self, css):
        return self.browser.run("return document.querySelector(arguments[0]).textContent", css)

    def check_log(self):
        said = [line["message"] for line in self.browser.log() if line["level"] == "SEVERE"]
        assert not said, said


@case
def opens(page):
    boards = read_boards(page.folder)
    page.open()
    equal(page.count(), len(boards))
    first = page.text("#list .row time")
    equal(first, boards[0]["time"][11:19])
    page.browser.wait("[...document.querySelectorAll('#list img')].filter(i => i.complete && i.naturalWidth > 0).length > 4")
    equal(page.browser.run("return document.querySelectorAll('#list .missing').length"), 0)
    page.check_log()


@case
def filters(page):
    boards = read_boards(page.folder)
    roi, kind = failed(next(board for board in boards if failed(board)))[0], "compare"
    device = str(roi["device_id"])
    expected = {
        ("verdict", "fail"): lambda board: not board["passed"],
        ("verdict", "pass"): lambda board: board["passed"],
        ("day", boards[0]["time"][:10]): lambda board: board["time"][:10] == boards[0]["time"][:10],
        ("product", "20005411"): lambda board: board["product"] == "20005411",
        ("device", device): lambda board: device in board["result"]["device_summaries"],
        ("roi", str(roi["roi_id"])): lambda board: roi["roi_id"] in [r["roi_id"] for r in failed(board)],
        ("type", kind): lambda board: kind in [r["roi_type_name"] for r in failed(board)],
    }
    page.open()
    for (name, value), matches in expected.items():
        page.go("#")
        n = len(list(filter(matches, boards)))
        assert 0 < n, name
        page.choose(name, value)
        equal(page.count(), n)
        label = page.text(f"#filter-{name} option[value={json.dumps(value)}]")
        assert label.endswith(f"({n})"), label
    page.browser.click("#clear")
    page.browser.wait("!document.documentElement.dataset.shown.includes('type')")
    equal(page.count(), len(boards))


@case
def filters_together(page):
    boards = read_boards(page.folder)
    page.open()
    page.choose("product", "20003548")
    page.choose("device", "2")
    page.choose("verdict", "fail")
    equal(page.count(), len([board for board in boards if board["product"] == "20003548"
                             and not board["result"]["device_summaries"]["2"]["device_passed"]]))
    page.choose("type", "ocr")
    equal(page.count(), len([board for board in boards if board["product"] == "20003548"
                             and any(r["roi_type_name"] == "ocr" and r["device_id"] == 2 for r in failed(board))]))


@case
def search(page):
    page.open()
    page.browser.type("#filter-q", "sn100017")
    page.browser.wait("document.documentElement.dataset.shown.includes('q=sn100017')")
    equal(page.count(), 1)
    assert "SN100017" in page.text("#list .codes")


@case
def detail(page):
    board = next(board for board in read_boards(page.folder) if len(failed(board)) > 1)
    page.open()
    page.choose("day", board["time"][:10])
    link = f"#list .row[href$={json.dumps(urllib.parse.urlencode({'board': board['name']}))}]"
    page.browser.run("document.querySelector(arguments[0]).scrollIntoView()", link)
    page.browser.click(link)
    page.browser.wait("document.querySelector('#detail .boardhead')")
    equal(page.browser.run("return document.querySelectorAll('#detail .roi').length"), len(failed(board)))
    for roi in failed(board):
        text = page.text(f"#roi-{roi['roi_id']}")
        assert roi["aoi"]["reason"] in text, text
    text = page.text("#detail")
    for device in board["result"]["device_summaries"].values():
        assert device["barcode"] in text
    assert board["revision"] in text and board["product_file"] in text
    equal(page.browser.run("return document.querySelectorAll('#detail .all tbody tr').length"),
          len(board["result"]["roi_results"]))
    equal(page.browser.run("return document.querySelectorAll('#detail .box').length"), len(failed(board)))
    page.browser.wait("[...document.querySelectorAll('#detail .pictures img')].every(i => i.complete && i.naturalWidth)")
    page.browser.back()
    page.browser.wait("document.querySelector('#detail .totals')")
    page.check_log()


@case
def deep_link(page):
    board = next(board for board in read_boards(page.folder)[::-1] if failed(board))
    page.open("#" + urllib.parse.urlencode({"board": board["name"]}))
    assert board["time"][11:19] in page.text("#detail h2")
    equal(page.text("#list .row[aria-current] time"), board["time"][11:19])
    page.open("#" + urllib.parse.urlencode({"board": "2026-11-27/x/../../etc"}))
    assert "not in the archive" in page.text("#detail")


@case
def keyboard(page):
    boards = read_boards(page.folder)
    page.open()
    for board in boards[:3]:
        page.browser.press("j")
        page.browser.wait(f"document.querySelector('#list .row[aria-current] time')?.textContent === '{board['time'][11:19]}'")
    page.browser.press("k")
    page.browser.wait(f"document.querySelector('#list .row[aria-current] time')?.textContent === '{boards[1]['time'][11:19]}'")
    page.browser.press(ESCAPE)
    page.browser.wait("!location.hash.includes('board')")
    page.browser.press("/")
    equal(page.browser.run("return document.activeElement.id"), "filter-q")
    page.browser.press("j")
    equal(page.browser.run("return document.activeElement.value"), "j")


@case
def phone(page):
    page.browser.set_window(width=390, height=800)
    try:
        page.open()
        equal(page.browser.run("return getComputedStyle(document.getElementById('detail')).display"), "none")
        page.browser.click("#list .row")
        page.browser.wait("document.querySelector('#detail .boardhead')")
        equal(page.browser.run("return getComputedStyle(document.getElementById('list')).display"), "none")
        assert page.browser.run("return document.documentElement.scrollWidth <= innerWidth")
        page.browser.click(".back")
        page.browser.wait("getComputedStyle(document.getElementById('list')).display !== 'none'")
        page.browser.click("#toggle")
        page.choose("verdict", "fail")
        assert page.browser.run("return document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.browser.set_window()


def read_command(page):
    """The command of the board that is shown, from the clipboard's source."""
    page.browser.run("document.querySelector('.teach').open = true")
    page.browser.click(".teach button")
    page.browser.wait("(document.querySelector('.teach button')?.textContent ?? 'Copy') !== 'Copy'")
    return page.text(".teach .command")


def words(command):
    """What bash makes of it."""
    return subprocess.run(["bash", "-c", "set -- " + command + "; printf '%s\\0' \"$@\""], check=True,
                          stdout=subprocess.PIPE).stdout.split(b"\0")[:-1]


def first_taught(boards):
    """A board and its ROI that can be taught as golden."""
    for board in boards:
        for roi in failed(board):
            if roi["roi_type_name"] == "compare" and roi["aoi"]["status"] == "fail":
                return board, roi
    raise AssertionError("no such board")


@case
def teach(page):
    """The command does what it says, with the tool of this build."""
    board, roi = first_taught([b for b in read_boards(page.folder) if "host #" not in b["name"]])
    product, number = board["product_file"], roi["roi_id"]
    os.makedirs(os.path.dirname(product))
    with open(product, "w", encoding="utf-8") as file:
        json.dump([{"idx": number, "type": 2, "coords": [0, 0, 128, 96]}], file)
    page.open("#" + urllib.parse.urlencode({"board": board["name"], "type": "compare"}))
    command = read_command(page)
    equal(words(command), [b"aoi", b"golden", b"add", product.encode(), str(number).encode(),
                           os.path.join(page.folder, board["name"], f"roi_{number}.png").encode()])
    subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.DEVNULL)
    equal(len(glob.glob(f"{glob.escape(os.path.dirname(product))}/golden_rois/roi_{number}/*.png")), 1)


@case
def hostile(page):
    """No text runs, breaks the page or leaves the archive."""
    boards = [board for board in read_boards(page.folder) if "host #" in board["name"]]
    equal(len(boards), 16)
    page.open()
    for board in boards:
        page.go("#" + urllib.parse.urlencode({"board": board["name"]}))
        page.browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        equal(page.browser.run("return [typeof window.pwned, document.scripts.length, document.querySelectorAll('main').length,"
                               " document.querySelectorAll('iframe, object, embed, base, link').length]"), ["undefined", 1, 1, 0])
        base = url(page.folder).rsplit("/", 1)[0] + "/"
        left = page.browser.run("""return [...document.querySelectorAll('[href], [src]')].map(n => n.href || n.src)
          .filter(u => !u.startsWith(arguments[0]))""", base)
        equal(left, [])
        equal(page.browser.run("return [...document.querySelectorAll('*')].flatMap(n => [...n.attributes])"
                               ".filter(a => a.name.startsWith('on')).length"), 0)
        assert "FAIL" in page.text("#detail h2") or board["passed"]
        if page.browser.run("return document.querySelectorAll('.teach').length"):
            said = words(read_command(page))
            wanted = board["product_file"].encode()
            equal(said[3], b"./" + wanted if wanted.startswith(b"-") else wanted)
            assert os.path.exists(said[5]), said
            equal(len(said), 6)
    page.go("#")
    page.browser.type("#filter-q", "<img src=x onerror=")
    page.browser.wait("document.documentElement.dataset.shown.includes('onerror')")
    equal(page.count(), 1)
    page.open("#product=%3Cscript%3Ewindow.pwned%3D1%3C%2Fscript%3E")
    equal(page.browser.run("return typeof window.pwned"), "undefined")
    equal(page.count(), 1)
    page.check_log()


@case
def odd_folder(page):
    """An archive in a folder whose name a shell or an address could misread, in part no UTF-8."""
    folder = os.fsencode(page.folder) + b" $(touch pwned)'`\";#?%41\n\xff"
    os.symlink(page.folder, folder)
    board, roi = first_taught(read_boards(page.folder))
    page.browser.open("about:blank")
    page.browser.open("file://" + urllib.parse.quote(folder) + "/index.html#" + urllib.parse.urlencode({"board": board["name"]}))
    page.browser.wait(READY)
    equal(words(read_command(page))[5], os.path.join(folder, board["name"].encode(), b"roi_%d.png" % roi["roi_id"]))
    os.unlink(folder)


@case
def policy(page):
    """What somebody smuggled into the page would neither run nor be sent away."""
    page.open()
    page.browser.run("""const script = document.createElement('script');
      try { script.textContent = 'window.pwned = 1'; document.body.append(script); } catch {}
      try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned=1">'); } catch {}
      const image = new Image(); image.src = 'http://127.0.0.1:9/'; document.body.append(image);""")
    equal(page.browser.run("return typeof window.pwned"), "undefined")
    said = " ".join(line["message"] for line in page.browser.log())
    assert "Content Security Policy" in said and "127.0.0.1:9" in said, said


@case
def broken(page):
    """Pictures and lines that are not there, or half: the rest is shown."""
    folder = page.folder + "-broken"
    shutil.copytree(page.folder, folder)
    other = Page(page.browser, folder)
    boards = read_boards(folder)
    day = boards[0]["time"][:10]
    for picture in glob.glob(glob.escape(folder) + "/2*/*/*/*.png"):
        os.unlink(picture)
    other.open()
    equal(other.count(), len(boards))
    other.browser.wait("document.querySelectorAll('#list .missing').length > 4")
    with open(f"{folder}/{day}/index.js", "a", encoding="utf-8") as file:
        file.write("aoi('{\"record\":\"half")
    other.open()
    equal(other.count(), len([board for board in boards if board["time"][:10] != day]))
    assert day in other.text("#notice")
    equal(other.browser.run("return document.getElementById('notice').hidden"), False)
    os.unlink(folder + "/days.js")
    other.browser.open("about:blank")
    other.browser.open(url(folder))
    other.browser.wait("document.getElementById('notice').textContent.includes('days.js')")
    other.browser.log()


@case
def removed(page):
    folder = page.folder + "-removed"
    shutil.copytree(page.folder, folder)
    boards = read_boards(folder)
    with open(f"{folder}/{boards[0]['time'][:10]}/index.js", "a", encoding="utf-8") as file:
        file.write(f"gone('{json.dumps(boards[-1]['name'])}');\n")
        name = json.dumps(boards[0]["name"]).replace("\\", "\\\\").replace("'", "\\\\u0027")
        file.write(f"gone('{name}');\n")
    other = Page(page.browser, folder)
    other.open()
    equal(other.count(), len(boards) - 1)


@case
def empty(page):
    other = Page(page.browser, make(page.folder + "-empty", 0, 1))
    other.open()
    assert "No boards are archived" in other.text("#list")
    other.check_log()


@case
def one_device(page):
    """A board of one device shows its code as it is, without the device's number; its pictures are not there."""
    folder = page.folder + "-one"
    os.mkdir(folder)
    shutil.copy(page.folder + "/index.html", folder)
    lines = []
    for path in glob.glob(glob.escape(page.folder) + "/2*/index.js"):
        with open(path, encoding="utf-8") as file:
            lines += [line for line in file if '"barcode":"SN100017"' in line]
    line, changed = re.subn(r'"devices":\[[^]]*\]',
                            '"devices":[{"id":1,"passed":false,"total":1,"failed":1,"barcode":"SN7"}]', lines[0], count=1)
    equal(changed, 1)
    os.mkdir(folder + "/2026-11-27")
    with open(folder + "/days.js", "w", encoding="utf-8") as file:
        file.write('day("2026-11-27");\n')
    with open(folder + "/2026-11-27/index.js", "w", encoding="utf-8") as file:
        file.write(re.sub(r'"record":"[^"]*"', '"record":"2026-11-27/p/000000-fail"', line, count=1))
    other = Page(page.browser, folder)
    other.open()
    equal(other.text("#list .codes"), "SN7")


@case
def ten_thousand(page):
    """Each line many times, as of other boards; their pictures are not there."""
    folder = page.folder + "-large"
    os.mkdir(folder)
    shutil.copy(page.folder + "/index.html", folder)
    lines = []
    for path in sorted(glob.glob(glob.escape(page.folder) + "/2*/index.js")):
        with open(path, encoding="utf-8") as file:
            lines += [line for line in file if "host #" not in line]
    os.mkdir(folder + "/2026-11-27")
    with open(folder + "/days.js", "w", encoding="utf-8") as file:
        file.write('day("2026-11-27");\n')
    with open(folder + "/2026-11-27/index.js", "w", encoding="utf-8") as file:
        for i in range(10000):
            record = f'"record":"2026-11-27/p/{i:06}-fail"'
            file.write(re.sub(r'"record":"[^"]*"', record, lines[i % len(lines)], count=1))
    other = Page(page.browser, folder)
    for _ in range(2):
        other.open()
        print(f"# 10000 boards open in {other.browser.run('return document.documentElement.dataset.ready')} ms", flush=True)
    equal(other.count(), 10000)
    assert 0 < other.browser.run("return " + ROWS) < 60
    other.browser.run("document.getElementById('list').scrollTop = 1e9")
    other.browser.wait("document.querySelector('#list .item[aria-posinset=\"10000\"]')")
    assert other.browser.run("return " + ROWS) < 60


def run(function, page):
    try:
        function(page)
        return True
    except Exception:  # pylint: disable=broad-except
        print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
        return False


def main():
    if browser.missing():
        print(f"1..0 # SKIP {' and '.join(browser.missing())} not installed", flush=True)
        return 0
    failures = 0
    with tempfile.TemporaryDirectory(prefix="aoi-archive-") as folder, browser.Browser() as chromium:
        chromium.set_window()
        page = Page(chromium, make(folder + "/archive", 120, 3, "hostile"))
        for number, function in enumerate(cases, 1):
            passed = run(function, page)
            failures += not passed
            print(f"{'ok' if passed else 'not ok'} {number} {function.__name__.replace('_', '-')}", flush=True)
    print(f"1..{len(cases)}")
    return 1 if failures else 0


sys.exit(main())
