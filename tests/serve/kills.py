#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoi serve and its commands, killed while they write: each write is whole or absent, and what is started again goes on.
Speaks TAP."""
import hashlib
import http.client
import json
import os
import random
import subprocess
import tempfile
import threading
import time

from board import color_roi
from golden_support import contents, drawn, make_product, roi, save
from people import PASSWORD, Browser, add_user, tool
from serving import TOOL, Server, check, done

N_KILLS = 20 if "AOI_TEST_LONG" in os.environ else 3
SEED = 20261129
N_ROIS = 40
N_GOLDENS = 12
PICTURES = [drawn(1000 + i) for i in range(60)]
DIGESTS = [hashlib.sha256(picture).hexdigest() for picture in PICTURES]


def rois(version):
    """Half of them would be seen."""
    return [color_roi(i + 1, expected=[version % 256, version // 256, 7]) for i in range(N_ROIS)]


class ProductSave:
    """By the own API."""

    name = "p"

    def __init__(self, server):
        make_product(server, self.name, rois(0))

    def write(self, server, i):
        tag = server.ask("GET", f"/v1/products/{self.name}").headers["etag"]
        return server.ask("PUT", f"/v1/products/{self.name}", rois(i), {"If-Match": tag}).status == 200

    def observe(self, server):
        with open(os.path.join(server.products, self.name, f"rois_config_{self.name}.json"), encoding="utf-8") as file:
            found = json.load(file)
        colors = {tuple(r["expected_color"]) for r in found}
        assert len(found) == N_ROIS and len(colors) == 1, found
        low, high, _ = colors.pop()
        return low + 256 * high

    def expected(self, i):
        return i

    def goes_on(self, server):
        return server.ask("GET", f"/api/products/{self.name}/rois").status == 200


class ProductSaveOld(ProductSave):
    def write(self, server, i):
        return server.ask("POST", f"/api/products/{self.name}/rois", {"rois": rois(i)}).status == 200


class GoldenSave:
    name = "g"

    def __init__(self, server):
        make_product(server, self.name, [roi(1, 2), roi(2, 2, x=24)])

    def write(self, server, i):
        return i > len(PICTURES) // 2 or save(server, self.name, 1, PICTURES[i], kind="image/png").status == 200

    def observe(self, server):
        server.ask("GET", f"/api/golden-sample/{self.name}/1")
        return sorted(contents(server, self.name, 1).values())

    def expected(self, i):
        return sorted(DIGESTS[1:min(i, len(PICTURES) // 2) + 1])

    def goes_on(self, server):
        found = server.ask("GET", f"/api/golden-sample/{self.name}/1").json["golden_samples"]
        best = [x for x in found if x["is_best"]]
        return len(best) == (len(found) > 0) and save(server, self.name, 1, PICTURES[-1], kind="image/png").status == 200


class GoldenRemove(GoldenSave):
    """Always the best one, whose place the next one takes."""

    def __init__(self, server):
        super().__init__(server)
        for i in range(N_GOLDENS):
            save(server, self.name, 1, PICTURES[i], kind="image/png")
        self.all = set(DIGESTS[:N_GOLDENS])

    def write(self, server, i):
        if i >= N_GOLDENS:
            return True
        best = [x for x in server.ask("GET", f"/api/golden-sample/{self.name}/1").json["golden_samples"] if x["is_best"]]
        body = {"product_name": self.name, "roi_id": 1, "sample_name": best[0]["name"]}
        return server.ask("DELETE", "/api/golden-sample/delete", body).status == 200

    def observe(self, server):
        found = super().observe(server)
        assert set(found) <= self.all and len(set(found)) == len(found), found
        return len(found)

    def expected(self, i):
        return N_GOLDENS - min(i, N_GOLDENS - 1)


class GoldenRename(GoldenSave):
    """Two ROIs change numbers."""

    def __init__(self, server):
        super().__init__(server)
        for idx in (1, 2):
            save(server, self.name, idx, PICTURES[idx], kind="image/png")

    def write(self, server, i):
        body = {"product_name": self.name, "roi_mapping": {"1": 2, "2": 1}}
        return server.ask("POST", "/api/golden-sample/rename-folders", body).status == 200

    def observe(self, server):
        server.ask("GET", f"/api/golden-sample/{self.name}/1")
        return [list(contents(server, self.name, idx).values()) for idx in (1, 2)]

    def expected(self, i):
        return [[DIGESTS[2 if i % 2 else 1]], [DIGESTS[1 if i % 2 else 2]]]


class Writer(threading.Thread):
    """One write after the other, until nobody answers."""

    def __init__(self, what, server):
        super().__init__()
        self.what, self.server, self.acknowledged, self.refused = what, server, 0, None
        self.begun = threading.Event()

    def run(self):
        try:
            while self.what.write(self.server, self.acknowledged + 1):
                self.acknowledged += 1
                self.begun.set()
            self.refused = self.acknowledged + 1
        except (OSError, http.client.HTTPException, ValueError):
            pass
        self.begun.set()


def read_audit(path):
    """What is noted; a line that a kill left half is followed by one that says so, or is the last one."""
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.read().split("\n")
    entries, half = [], []
    for i, line in enumerate(lines):
        try:
            entries.append(json.loads(line))
        except ValueError:
            if line and not (i == len(lines) - 1 or "is half" in lines[i + 1]):
                half.append(line)
    return entries, half


def kill_server(kind, draw):
    """(what is wrong, how many writes were acknowledged)."""
    with Server() as server:
        what = kind(server)
        audit = os.path.join(server.folder, "state", "audit.ndjson")
        before = len(read_audit(audit)[0]) if os.path.exists(audit) else 0
        writer = Writer(what, server)
        writer.start()
        writer.begun.wait(30)
        time.sleep(draw.uniform(0, 0.03))
        server.kill()
        writer.join()
        server.start()
        n, found = writer.acknowledged, what.observe(server)
        wrong = []
        if writer.refused or found not in (what.expected(n), what.expected(n + 1)):
            wrong.append((n, writer.refused, found))
        entries, half = read_audit(audit)
        if half or len(entries) - before < n:
            wrong.append(("audit", n, len(entries) - before, half))
        if not what.goes_on(server):
            wrong.append("it does not go on")
        return wrong, n


def test_server():
    draw = random.Random(SEED)
    for kind in (ProductSave, ProductSaveOld, GoldenSave, GoldenRemove, GoldenRename):
        wrong, n = [], 0
        for _ in range(N_KILLS):
            failed, acknowledged = kill_server(kind, draw)
            wrong += failed
            n += acknowledged
        check(f"{N_KILLS} kills during {kind.__name__}: whole or absent ({n} acknowledged)", not wrong and n >= N_KILLS, wrong)


def read_book(state):
    with open(os.path.join(state, "users.json"), encoding="utf-8") as file:
        book = json.load(file)
    return ({user["name"]: user["hash"] for user in book["users"]}, {token["name"]: token["sha256"] for token in book["tokens"]})


def kill_command(words, said, delay):
    """Whether it was killed before its end."""
    with subprocess.Popen([TOOL, "serve", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        process.stdin.write(said.encode())
        process.stdin.close()
        time.sleep(delay)
        process.kill()
        process.stdin = None
        return process.wait() != 0


def count_time(words, said):
    begin = time.monotonic()
    subprocess.run([TOOL, "serve", *words], input=said.encode(), check=True, capture_output=True)
    return time.monotonic() - begin


def test_commands(state):
    draw = random.Random(SEED + 1)
    end = ["--until", "2999-12-31"]
    whole = count_time(["user", "add", "first", "--role", "operator", "--state", state], PASSWORD)
    for kind in ("user add", "token add", "user passwd"):
        wrong, killed = [], 0
        for i in range(N_KILLS):
            users, tokens = read_book(state)
            name = "first" if kind == "user passwd" else f"u{i}"
            words = [*kind.split(), name, "--state", state] + (["--role", "operator"] if "add" in kind else []) + (
                end if "token" in kind else [])
            killed += kill_command(words, f"{PASSWORD} {i}\n", draw.uniform(0, whole * 1.1))
            now_users, now_tokens = read_book(state)
            new = (set(now_users) - set(users), set(now_tokens) - set(tokens))
            changed = [user for user in users if now_users.get(user) != users[user]]
            allowed = {"user add": ({name}, set(), []), "token add": (set(), {name}, []), "user passwd": (set(), set(), [name])}[kind]
            if (*new, changed) not in (allowed, (set(), set(), [])):
                wrong.append((new, changed))
        _, half = read_audit(os.path.join(state, "audit.ndjson"))
        check(f"{N_KILLS} kills during {kind}: whole or absent ({killed} before the end)", not wrong and not half, (wrong, half))
        again = tool("user", "passwd", "first", "--state", state)
        check(f"the next change after kills of {kind} is made", again.returncode == 0, again.stderr)
    with Server("--state", state) as server:
        browser = Browser(server)
        check("and who is known logs in", browser.login("first").status == 200 and browser.login("anna").status == 200)
        left = [name for name in os.listdir(state) if name.endswith(".new")]
        check("nothing half is left", len(left) <= 1, os.listdir(state))


test_server()
with tempfile.TemporaryDirectory(prefix="aoi-kills-") as folder:
    add_user(os.path.join(folder, "state"), "anna", "admin")
    test_commands(os.path.join(folder, "state"))
done()
