#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`aoi check STATION.ini`: it takes what `aoi serve` takes and refuses what that refuses, in the same words. Speaks TAP."""
import json
import os
import signal
import sqlite3
import subprocess
import tempfile

from board import make_product
from serving import TOOL, check, done

PASSWORD = "correct horse"


class Place:
    """A folder with all that a station needs."""

    def __init__(self, folder):
        self.folder = folder
        self.products = os.path.join(folder, "products")
        os.makedirs(self.products)
        os.makedirs(os.path.join(folder, "shared"))
        self.file = os.path.join(folder, "station.ini")
        make_product(self, "good")

    def write(self, station="", safety="", more=""):
        usual = "".join(f"{line}\n" for line in ("listen=127.0.0.1:0", "products=products", "shared=shared")
                        if line.split("=")[0] + "=" not in station)
        with open(self.file, "wb") as file:
            file.write(f"[station]\n{usual}{station}\n[safety]\nstate=state\n{safety}\n{more}\n".encode(
                "utf-8", "surrogateescape"))

    def check(self, *options):
        return subprocess.run([TOOL, "check", *options, self.file], capture_output=True, text=True, check=False, timeout=60)

    def serve(self):
        """(whether it listens, what it says)."""
        with subprocess.Popen([TOOL, "serve", self.file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            listens = process.stdout.readline().startswith("listening on ")
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
            return listens and process.returncode == 0, said


GOOD = (("the least", {}),
        ("all of a station", {"station": "mount=/mnt/x/\nname=line-3\nworkers=2\nsession-seconds=60"}),
        ("all of safety", {"safety": "allow=192.0.2.0/24;fd00::/8\nold-api=inspect\norigin=http://server:5000\nopen=false"}),
        ("comments", {"station": "# workers=x\n", "more": "# [nosuch]"}))

# What is wrong, what is said, and whether the server says the same; it cannot where it looks later or not at all.
BAD = (("a key that is misspelt", {"station": "wokers=2"}, '[station]: has no key "wokers"; is "workers" meant?'),
       ("another", {"station": "session_seconds=9"}, 'is "session-seconds" meant?'),
       ("a capital", {"station": "Workers=2"}, 'is "workers" meant?'),
       ("a key that is like none", {"safety": "password=x"}, '[safety]: has no key "password"; there are: state, allow, '),
       ("a group that is misspelt", {"more": "[saftey]\nopen=true"}, '[saftey]: is no group of a station; is "safety" meant?'),
       ("a number that is none", {"station": "workers=four"}, "[station] workers: must be a whole number between 0 and 1024, not 'four'"),
       ("a number with a remark", {"station": "workers=4 # four"}, "not '4 # four'"),
       ("a number that is too great", {"station": "workers=5000"}, "between 0 and 1024, not '5000'"),
       ("no seconds", {"station": "session-seconds=0"}, "[station] session-seconds: must be a whole number between 1 and"),
       ("an address that is none", {"station": "listen=127.0.0.1:x"}, '[station] listen: "127.0.0.1:x" is no address'),
       ("a mount that is no path", {"station": "mount=mnt"}, '[station] mount: "mnt" must be an absolute path'),
       ("a key twice", {"station": "name=a\nname=b"}, "[station] name: stands there more than once"),
       ("nothing", {"station": "name="}, "[station] name: is empty"),
       ("a network with bits", {"safety": "allow=192.0.2.1/24"}, "[safety] allow: '192.0.2.1/24' is no network"),
       ("one good network, one bad", {"safety": "allow=192.0.2.1;x"}, "[safety] allow: 'x' is no network"),
       ("no networks", {"safety": "allow="}, "[safety] allow: is empty"),
       ("an old API", {"safety": "old-api=all"}, '[safety] old-api: must be full, inspect or off, not "all"'),
       ("an origin with a path", {"safety": "origin=http://x/y"}, "[safety] origin: 'http://x/y' is no origin"),
       ("a flag", {"safety": "open=maybe"}, "[safety] open: must be true or false, not 'maybe'"),
       ("half of TLS", {"safety": "key=k"}, "TLS needs both"),
       ("TLS without files", {"safety": "certificate=c\nkey=k"}, "/c, "),
       ("an address beyond without an admin", {"station": "listen=0.0.0.0:0"}, "there is no admin"),
       ("a folder that is away", {"station": "products=away"}, "/away: "),
       ("another one", {"station": "shared=away"}, "/away: "),
       ("what is no key file", {"more": "what is this"}, "what is this"),
       ("a text that is no UTF-8", {"station": "name=\udcff"}, "[station] name: "))


def test_good(place):
    for name, parts in GOOD:
        place.write(**parts)
        checked, (listens, said) = place.check(), place.serve()
        check(f"{name} is good", checked.returncode == 0 and listens, checked.stderr + said)


def test_bad(place):
    for name, parts, words in BAD:
        place.write(**parts)
        checked, (listens, said) = place.check(), place.serve()
        check(f"{name} is refused", checked.returncode == 2 and words in checked.stderr
              and all(line.startswith((place.file, "WARNING")) for line in checked.stderr.splitlines()), checked.stderr)
        check(f"{name} is refused by the server, too", not listens and words in said, said)
    place.write(station="wokers=2\nlisten=x:y\nmount=m", safety="old-api=x\nfrob=1", more="[x]")
    checked = place.check()
    check("all that is wrong is told at once", checked.stderr.count(place.file) == 6, checked.stderr)


def test_station(place):
    place.write(station="workers=3")
    said = place.check().stdout
    check("it is shown what the station would be", all(words in said for words in (
        "[station]", "listen=127.0.0.1:0", f"products={place.products}", "workers=3", "1 product,", "0 users")), said)
    check("and each product in short", "product good, revision" in said and "coords" not in said, said)
    check("nothing is made", sorted(os.listdir(place.folder)) == ["products", "shared", "station.ini"]
          and os.listdir(os.path.join(place.folder, "shared")) == [], os.listdir(place.folder))
    subprocess.run([TOOL, "serve", "user", "add", "anna", "--role", "admin", "--state", os.path.join(place.folder, "state")],
                   input=PASSWORD, text=True, check=True, timeout=60)
    place.write(station="listen=0.0.0.0:0")
    checked, (listens, _) = place.check(), place.serve()
    check("with an admin an address beyond is good", checked.returncode == 0 and listens and "1 user," in checked.stdout, checked)
    check("but passwords can be read", "WARNING" in checked.stderr and "without certificate" in checked.stderr, checked.stderr)
    check("which is an error for who is strict", place.check("--strict").returncode == 2)
    place.write(safety="open=true")
    checked, (listens, said) = place.check(), place.serve()
    check("a station with users is not open", checked.returncode == 2 and not listens
          and "there are no users, but there are" in checked.stderr and "but there are" in said, checked.stderr)
    users = os.path.join(place.folder, "state", "users.json")
    with open(users, "ab") as file:
        file.write(b"x")
    place.write()
    checked, (listens, said) = place.check(), place.serve()
    check("a broken users.json is refused", checked.returncode == 2 and not listens
          and "users.json" in checked.stderr and "users.json" in said, checked.stderr)
    os.unlink(users)


def test_products(place):
    place.write()
    make_product(place, "bad", rois=[{"idx": 1, "type": 4, "coords": [9, 9, 1, 1]}])
    for name in ("empty", "a\n\x1b[2J"):
        os.makedirs(os.path.join(place.products, name))
    checked = place.check()
    check("a product that cannot be loaded is told by the loader", checked.returncode == 2
          and "rois_config_bad.json: rois[0].coords: " in checked.stderr, checked.stderr)
    check("and so is what is no product", "'empty' is no product" in checked.stderr and "\x1b" not in checked.stderr, checked.stderr)
    lines = [json.loads(line) for line in place.check("--json").stdout.splitlines()]
    check("as JSON, too", len(lines) == 3 and lines[0]["good"] and lines[0]["station"]["listen"] == "127.0.0.1:0"
          and lines[0]["products"] == 2 and len(lines[0]["warnings"]) == 2
          and sorted(line["good"] for line in lines[1:]) == [False, True], lines)
    place.write(station="workers=x")
    lines = [json.loads(line) for line in place.check("--json").stdout.splitlines()]
    check("an error is in it", not lines[0]["good"] and len(lines[0]["errors"]) == 1, lines)
    check("a file that is away is refused", subprocess.run([TOOL, "check", place.file + ".ini"], check=False, timeout=60,
                                                           capture_output=True).returncode == 2)


def look(folder):
    """All that is in it: names, contents and when they were changed."""
    found = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(root, name)
            info = os.lstat(path)
            content = b""
            if name in files:
                with open(path, "rb") as file:
                    content = file.read()
            found[path] = (content, info.st_mtime_ns, info.st_size)
    return found


def test_keeping(place):
    """Database and archive: as they are, while a station has them, and after a kill; nothing is touched."""
    place.write(station="store=boards.db\narchive=kept")
    before = look(place.folder)
    checked = place.check()
    check("what is not there yet can be made", checked.returncode == 0 and look(place.folder) == before, checked.stderr)
    listens, said = place.serve()
    check("the station makes it", listens and os.path.exists(os.path.join(place.folder, "kept")), said)
    before = look(place.folder)
    checked = place.check()
    check("an archive and a database are good", checked.returncode == 0 and look(place.folder) == before, checked.stderr)
    with subprocess.Popen([TOOL, "serve", place.file], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        process.stdout.readline()
        checked = place.check()
        check("also of a station that runs", checked.returncode == 0, checked.stderr)
        process.kill()
    before = look(place.folder)
    checked = place.check()
    check("and after a kill, when nothing is changed", checked.returncode == 0 and look(place.folder) == before, checked.stderr)
    database = os.path.join(place.folder, "boards.db")
    for suffix in ("-wal", "-shm"):
        if os.path.exists(database + suffix):
            os.unlink(database + suffix)
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("UPDATE aoi_schema SET version = 99")
    connection.commit()
    connection.close()
    checked, (listens, said) = place.check(), place.serve()
    check("a database of a newer release is refused", checked.returncode == 2 and "boards.db" in checked.stderr and "schema 99" in checked.stderr
          and "99" in said, checked.stderr)
    for content, words in ((b"what is this, it is no database at all" * 100, "boards.db"), (b"", None)):
        with open(database, "wb") as file:
            file.write(content)
        checked = place.check()
        check(f"a database of {len(content)} bytes is {'refused' if words else 'made one'}", (checked.returncode == 2) == bool(words)
              and (not words or f"[station] store: {database}" in checked.stderr), checked.stderr)
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE other (x)")
    connection.commit()
    connection.close()
    checked = place.check()
    check("one of another program is refused", checked.returncode == 2 and "is this a database of boards?" in checked.stderr, checked.stderr)
    os.unlink(database)
    place.write(station="store=away/boards.db\narchive=away/kept")
    checked = place.check()
    check("a folder that is away is told for both", checked.returncode == 2 and checked.stderr.count("/away: ") == 2
          and "[station] archive: " in checked.stderr and "[station] store: " in checked.stderr, checked.stderr)
    with open(os.path.join(place.folder, "file"), "wb"):
        place.write(station="archive=file")
    checked = place.check()
    check("a file is no archive", checked.returncode == 2 and "[station] archive: " in checked.stderr, checked.stderr)
    with open(os.path.join(place.folder, "note"), "wb") as file:
        file.write(b"Monday")
    place.write(station="store=boards.db\nstore-outbox=note")
    checked = place.check()
    check("a note is no outbox", checked.returncode == 2 and "[station] store-outbox: " in checked.stderr, checked.stderr)
    place.write()


with tempfile.TemporaryDirectory(prefix="aoi-station-") as there:
    one = Place(there)
    test_station(one)
    test_good(one)
    test_bad(one)
    test_keeping(one)
    test_products(one)
done()
