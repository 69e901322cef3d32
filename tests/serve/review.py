#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Several people judge boards at once, and the station is killed meanwhile. Speaks TAP."""
import http.client
import os
import random
import tempfile
import threading

from board import color_roi, make_product
from keeping import WRONG, ask, inspect_many, make_products, stored, until
from people import Browser, add_user, audit, tool
from serving import Server, check, done

LONG = bool(os.environ.get("AOI_TEST_LONG"))
SEED = 29
N_BOARDS = 40 if LONG else 16
N_KILLS = 40 if LONG else 3


def make_pair(server):
    make_product(server, "pair", rois=[color_roi(1, expected=WRONG), color_roi(2, expected=WRONG)])


def login(server, name):
    browser = Browser(server)
    answer = browser.login(name)
    if answer.status != 200:
        raise SystemExit(f"{name} cannot log in: {answer}")
    return browser


def judge(browser, board, *rois, judgement="defect"):
    return browser.ask("POST", f"/v1/boards/{board}/judgements",
                       {"judgements": [{"roi": roi, "judgement": judgement} for roi in rois or (1,)]})


def test_roles(server, people):
    board = inspect_many(server, "bad", 1)[0]
    until(lambda: stored(server) == 1)
    for name, sees, judges in (("otto", 200, 403), ("vera", 200, 200), ("emil", 200, 200)):
        browser = people[name]
        statuses = [browser.ask("GET", path).status for path in ("/v1/boards", f"/v1/boards/{board}", "/v1/review", "/v1/codes/x",
                                                                 f"/v1/boards/{board}/judgements")]
        check(f"{name} sees boards", statuses == [sees] * 5, statuses)
        statuses = [browser.ask("POST", "/v1/review/next", {}).status, browser.ask("PUT", f"/v1/boards/{board}/lease").status,
                    judge(browser, board).status, browser.ask("DELETE", f"/v1/boards/{board}/lease").status]
        check(f"{name} judges: {judges}", statuses == [judges] * 4, statuses)
    said = people["vera"].ask("GET", f"/v1/boards/{board}/judgements").json["judgements"]
    check("judgements are of who is logged in", [j["person"] for j in said] == ["vera", "emil"], said)
    lines = [line for line in audit(server.state) if line["action"].endswith("/judgements")]
    check("and in the audit log", [(line["user"], line["object"], line["outcome"]) for line in lines]
          == [("vera", board, "done"), ("emil", board, "done")], lines)
    check("taking boards is not", not [line for line in audit(server.state) if "lease" in line["action"] or "next" in line["action"]])
    nobody = Browser(server)
    check("who is not known sees nothing", nobody.ask("GET", "/v1/boards").status == 401 and judge(nobody, board).status == 401)
    forged = Browser(server, people["vera"].cookie)
    check("a forged request judges nothing, and takes nothing", judge(forged, board).status == 403
          and forged.ask("PUT", f"/v1/boards/{board}/lease").status == 403)


def test_held(server, database, people):
    vera, emil = people["vera"], people["emil"]
    board, other = inspect_many(server, "bad", 2)
    until(lambda: stored(server) == 3)
    check("the first who comes gets the oldest", vera.ask("POST", "/v1/review/next", {}).json["board"]["id"] == board)
    check("the second another", emil.ask("POST", "/v1/review/next", {}).json["board"]["id"] == other)
    answer = judge(emil, board)
    check("what somebody is at nobody else judges", answer.status == 409 and answer.json["person"] == "vera"
          and "vera" in answer.json["error"] and answer.json["expires"], answer)
    for method in ("PUT", "DELETE"):
        answer = emil.ask(method, f"/v1/boards/{board}/lease")
        check(f"nor takes it by {method}", answer.status == 409 and answer.json["person"] == "vera", answer)
    shown = people["otto"].ask("GET", f"/v1/boards/{board}").json
    check("everybody sees who is at it", shown["lease"]["person"] == "vera" and shown["judgements"] == [], shown)
    check("she judges it", judge(vera, board).status == 200)
    first = vera.ask("PUT", f"/v1/boards/{board}/lease").json["expires"]
    check("goes on having it", vera.ask("PUT", f"/v1/boards/{board}/lease").json["expires"] > first)
    check("and leaves it", vera.ask("DELETE", f"/v1/boards/{board}/lease").status == 200 and judge(emil, board).status == 200)
    tool("user", "remove", "emil", "--state", server.state)
    check("who is away keeps his board for a while", vera.ask("POST", "/v1/review/next", {}).json["board"] is None)
    ask(database, "UPDATE lease SET expires = expires - 300000000")
    taken = vera.ask("POST", "/v1/review/next", {}).json["board"]
    check("and then others get it", taken["id"] == other and judge(vera, other).status == 200, taken)


def test_partly(server, people):
    """What is half judged goes on waiting, also for others, and what was said is in the audit log."""
    before = stored(server)
    board = inspect_many(server, "pair", 1)[0]
    until(lambda: stored(server) == before + 1)
    vera = people["vera"]
    check("she takes it", vera.ask("POST", "/v1/review/next", {}).json["board"]["id"] == board)
    check("judges one of two ROIs", judge(vera, board, 2, judgement="false-call").status == 200)
    check("and leaves", vera.ask("DELETE", f"/v1/boards/{board}/lease").status == 200)
    taken = people["viktor"].ask("POST", "/v1/review/next", {}).json
    check("somebody else gets it", taken["open"] == 1 and taken["board"]["id"] == board and taken["board"]["review"] == "open"
          and [roi["judgement"] for roi in taken["board"]["rois"]] == [None, "false-call"], taken)
    check("and ends it", judge(people["viktor"], board, "all").json == {"judged": 2}
          and people["otto"].ask("GET", "/v1/review").json["open"] == 0)
    said = [(line["user"], line["details"]["asked"]["judgements"], line["details"]["rois"]) for line in audit(server.state)
            if line["object"] == board]
    check("who said what is in the audit log", said == [("vera", [{"roi": 2, "judgement": "false-call"}], [2]),
                                                       ("viktor", [{"roi": "all", "judgement": "defect"}], [1, 2])], said)


def work(browser, wanted, got):
    """Takes boards and judges them until none waits."""
    while (board := browser.ask("POST", "/v1/review/next", {}).json["board"]) is not None:
        got.append((board["id"], judge(browser, board["id"]).status))
        if len(got) > 2 * wanted:
            return


def test_race(server, people):
    before = stored(server)
    boards = inspect_many(server, "bad", N_BOARDS)
    until(lambda: stored(server) == before + N_BOARDS)
    got = {name: [] for name in ("vera", "viktor", "anna")}
    threads = [threading.Thread(target=work, args=(people[name], N_BOARDS, got[name])) for name in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    both = [pair for pairs in got.values() for pair in pairs]
    check(f"{N_BOARDS} boards are judged by three, each once", sorted(both) == sorted((board, 200) for board in boards), got)
    check("none waits", people["otto"].ask("GET", "/v1/review").json["open"] == 0)


def test_kills(server, database, draw):
    """An acknowledged judgement is there, with its line in the audit log; none is half."""
    known, pairs = [], set()
    for _ in range(N_KILLS):
        with_login = login(server, "vera")
        before = stored(server)
        boards = inspect_many(server, "pair", 12)
        pairs.update(boards)
        until(lambda n=before: stored(server) == n + 12)
        enough = draw.randint(1, 10)
        acknowledged = []

        def work_on(browser=with_login, boards=boards, acknowledged=acknowledged):
            for board in boards:
                try:
                    answer = judge(browser, board, 1, 2)
                except (OSError, http.client.HTTPException):
                    return
                if answer.status == 200:
                    acknowledged.append(board)

        thread = threading.Thread(target=work_on)
        thread.start()
        until(lambda n=enough, a=acknowledged: len(a) >= n)
        server.kill()
        thread.join()
        server.start()
        known += acknowledged
    rows = dict(ask(database, "SELECT board, count(*) FROM judgement GROUP BY board"))
    check(f"{N_KILLS} kills: each of {len(known)} acknowledged judgements is there, once",
          len(known) >= N_KILLS and all(rows.get(board) == 2 for board in known), [b for b in known if rows.get(b) != 2])
    check("none is half", all(n == 2 for board, n in rows.items() if board in pairs), rows)
    noted = {line["object"] for line in audit(server.state) if line.get("outcome") == "done"}
    check("and each is in the audit log", set(known) <= noted, set(known) - noted)
    check("no judged board waits", ask(database, "SELECT count(*) FROM review WHERE board IN (SELECT board FROM judgement)") == [(0,)])
    check("the file is sound", ask(database, "PRAGMA integrity_check") == [("ok",)])


def main():
    draw = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="aoi-review-") as folder:
        state, database = (os.path.join(folder, name) for name in ("state", "boards.db"))
        roles = {"anna": "admin", "emil": "engineer", "vera": "verifier", "viktor": "verifier", "otto": "operator"}
        for name, role in roles.items():
            add_user(state, name, role)
        with Server("--state", state, "--store", database) as server:
            server.state = state
            make_products(server)
            make_pair(server)
            people = {name: login(server, name) for name in roles}
            test_roles(server, people)
            test_held(server, database, people)
            test_partly(server, people)
            test_race(server, people)
            test_kills(server, database, draw)
    done()


main()
