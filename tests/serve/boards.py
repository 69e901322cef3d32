#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boards of a station's database by its own API: lists, pages, one board, a code; who judges which. Speaks TAP.

boards.py [postgresql]: over a PostgreSQL of the test's own, without it over SQLite."""
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from board import PICTURE, RED, color_roi, make_product
from keeping import WRONG, Listener, ask, inspect_many, lock, metric, open_session, stored, until
from serving import Server, check, done, skip

SEED = 23
N_BOARDS = 24
HOSTILE = ["'; DROP TABLE board; --", "\" \\ $1 %s", "a/b?c#d&e", "\U0001f600 </script>", "%00"]


def get(server, path, status=200, **parameters):
    query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
    answer = server.ask("GET", path + query)
    if answer.status != status:
        check(f"{path}{query} is {status}", False, answer)
    return answer.json


def inspect_coded(server, product, code):
    session = open_session(server, product)
    answer = server.ask("POST", f"/api/session/{session}/inspect", {
        "image_filename": "board.png", "device_barcodes": {"1": code}})
    return answer.json["aoi"]["id"]


def draw_boards(server):
    """Boards of three products, some with codes: (id, product, code, passed), the oldest first."""
    draw = random.Random(SEED)
    make_product(server, "good")
    make_product(server, "bad", rois=[color_roi(1), color_roi(2, expected=WRONG), color_roi(3, expected=WRONG)])
    make_product(server, "rare", expected=WRONG)
    boards = []
    for i in range(N_BOARDS):
        product = "rare" if i == 7 else draw.choice(["good", "good", "bad"])
        code = draw.choice(["C-1", "C-2", HOSTILE[i % len(HOSTILE)]])
        boards.append((inspect_coded(server, product, code), product, code, product == "good"))
    until(lambda: stored(server) == N_BOARDS)
    return boards


def ids(boards):
    return [board[0] for board in boards]


def get_ids(server, **parameters):
    return [board["id"] for board in get(server, "/v1/boards", **parameters)["boards"]]


def test_list(server, boards):
    newest = boards[::-1]
    answer = get(server, "/v1/boards")
    check("boards, the newest first", [b["id"] for b in answer["boards"]] == ids(newest) and answer["next"] is None, answer)
    first = answer["boards"][0]
    check("each with what names it", first["product"] == newest[0][1] and first["code"] == newest[0][2]
          and first["verdict"] == ("pass" if newest[0][3] else "fail") and first["time"].endswith("Z") and first["revision"], first)
    check("what did not pass waits to be judged", all(b["review"] == (None if b["verdict"] == "pass" else "open")
                                                      for b in answer["boards"]), answer)
    for name, parameters, wanted in (
            ("product", {"product": "rare"}, lambda b: b[1] == "rare"), ("code", {"code": "C-2"}, lambda b: b[2] == "C-2"),
            ("failed", {"failed": "true"}, lambda b: not b[3]), ("failed=false", {"failed": "false"}, lambda b: True),
            ("verdict", {"verdict": "pass"}, lambda b: b[3]), ("verdict", {"verdict": "not-inspected"}, lambda b: False),
            ("review", {"review": "open"}, lambda b: not b[3]), ("judged", {"review": "judged"}, lambda b: False),
            ("station", {"station": "line 2"}, lambda b: True), ("another station", {"station": "line"}, lambda b: False),
            ("since", {"since": "1h"}, lambda b: True), ("until", {"until": "2020-01-01T00:00:00Z"}, lambda b: False),
            ("roi", {"roi": 3}, lambda b: b[1] == "bad"), ("an ROI that passed", {"roi": 1, "product": "bad"}, lambda b: False),
            ("judgement", {"judgement": "defect"}, lambda b: False),
            ("all together", {"product": "bad", "roi": 2, "code": "C-1", "failed": "true", "review": "open", "since": "1d"},
             lambda b: b[1] == "bad" and b[2] == "C-1")):
        found = get_ids(server, **parameters)
        check(f"filter by {name}", found == ids(filter(wanted, newest)), (parameters, found))
    for text in HOSTILE:
        for name in ("code", "product", "station"):
            found = get_ids(server, **{name: text})
            check(f"{name} {text} is text", found == (ids(b for b in newest if b[2] == text) if name == "code" else []), found)


def test_pages(server, boards):
    """Pages are as if nothing came in between, though boards come."""
    found, cursor = [], {}
    while cursor is not None:
        answer = get(server, "/v1/boards", limit=5, **cursor)
        found += [board["id"] for board in answer["boards"]]
        check("a page has as many as were asked for", len(answer["boards"]) == 5 or answer["next"] is None, answer)
        cursor = {"cursor": answer["next"]} if answer["next"] else None
        before = stored(server)
        inspect_many(server, "good", 1)
        until(lambda n=before: stored(server) == n + 1)
    check("pages have each board once", found == ids(boards[::-1]), found)
    exact = get(server, "/v1/boards", limit=1, product="rare")
    check("the last page says that it is", exact["next"] is None, exact)


def test_bad(server):
    for path in ("/v1/boards", "/v1/review"):
        for name, value in (("limit", "0"), ("limit", "501"), ("limit", "x"), ("cursor", "x"), ("prodcut", "good"), ("product", ""),
                            ("station", "x" * 5000)):
            answer = server.ask("GET", f"{path}?{name}={value}")
            check(f"{path}?{name}={value[:9]} is 400, and named", answer.status == 400
                  and answer.json["error"].startswith(f"{name}: ") and (value[:9] in answer.json["error"] or name == "prodcut"), answer)
    for name, value in (("since", "yesterday"), ("until", "25h x"), ("verdict", "failed"), ("failed", "yes"), ("review", "no"), ("roi", "0"), ("roi", "x"),
                        ("judgement", "false call"), ("code", "%ff%fe")):
        answer = server.ask("GET", f"/v1/boards?{name}={urllib.parse.quote(value, safe='%')}")
        check(f"{name}={value} is 400, and named", answer.status == 400 and answer.json["error"].startswith(f'{name}: "')
              and (value in answer.json["error"] or "%" in value), answer)
    unknown = "01a22438-ae86-77c6-b528-2dd26eeccbef"
    for path in ("", "/judgements", "/product"):
        for name, status in (("nosuch", 400), ("01a22438-ae86-47c6-b528-2dd26eeccbef", 400), (unknown, 404)):
            answer = server.ask("GET", f"/v1/boards/{name}{path}")
            check(f"board {name}{path} is {status}", answer.status == status and answer.json["error"].startswith("board: ")
                  and name in answer.json["error"], answer)


def test_board(server, boards):
    board = next(b for b in boards if b[1] == "bad")
    answer = get(server, "/v1/boards/" + board[0])
    rois = answer["rois"]
    check("a board has its ROIs", [(r["roi"], r["status"], r["type"]) for r in rois]
          == [(1, "pass", "color"), (2, "fail", "color"), (3, "fail", "color")] and rois[1]["reason"]
          and isinstance(rois[0]["measured"], dict) and rois[0]["judgement"] is None, rois)
    check("and devices", answer["devices"] == [{"device": 1, "rois": 3, "rois_passed": 1, "barcode": board[2], "code": board[2]}],
          answer["devices"])
    check("nobody has judged it, or is at it", answer["judgements"] == [] and answer["lease"] is None, answer)
    text = server.ask("GET", answer["product_text"])
    check("the text of its product is there", text.status == 200 and [r["idx"] for r in text.json] == [1, 2, 3], text)
    with open(os.path.join(server.products, "bad", "rois_config_bad.json"), "w", encoding="utf-8") as file:
        json.dump([color_roi(9)], file)
    check("also after it was changed", server.ask("GET", answer["product_text"]).content == text.content)
    upper = get(server, "/v1/boards/" + board[0].upper())
    check("ids may be upper case", upper["id"] == board[0], upper)
    for code in {b[2] for b in boards}:
        traced = get(server, "/v1/codes/" + urllib.parse.quote(code, safe=""))
        check(f"trace of {code}", traced["code"] == code and [b["id"] for b in traced["boards"]]
              == ids(b for b in boards[::-1] if b[2] == code) and all(b["rois"] for b in traced["boards"]), traced)
    traced = get(server, "/v1/codes/C-1", limit=1)
    more = get(server, "/v1/codes/C-1", limit=100, cursor=traced["next"])
    check("in pages, too", len(traced["boards"]) == 1 and len(more["boards"]) == sum(b[2] == "C-1" for b in boards) - 1, more)
    check("a code that nobody saw has no boards", get(server, "/v1/codes/nosuch")["boards"] == [])


def judge(server, board, *judgements):
    return server.ask("POST", f"/v1/boards/{board}/judgements", {"judgements": list(judgements)})


def test_judgements(server, boards):
    failed = [b for b in boards if b[1] == "bad"]
    one, two = failed[0][0], failed[1][0]
    listener = Listener(server)
    answer = judge(server, one, {"roi": 2, "judgement": "false-call", "note": "glare; \U0001f600 '\""}, {"roi": 3, "judgement": "defect"})
    check("ROIs are judged", answer.status == 200 and answer.json == {"judged": 2}, answer)
    event = listener.find("judgement", board=one)
    check("which is told to who listens", event and event["judgements"] == [{"roi": 2, "judgement": "false-call"},
                                                                           {"roi": 3, "judgement": "defect"}], event)
    answer = get(server, "/v1/boards/" + one)
    said = answer["judgements"]
    check("and kept, with who and when and by which revision", [(j["roi"], j["judgement"], j["note"]) for j in said]
          == [(2, "false-call", "glare; \U0001f600 '\""), (3, "defect", None)]
          and all(j["person"] == "127.0.0.1" and j["time"].endswith("Z") and j["revision"] == answer["revision"] for j in said), said)
    judge(server, one, {"roi": 2, "judgement": "unsure"})
    answer = get(server, "/v1/boards/" + one)
    check("boards are found by what was judged last", get_ids(server, judgement="defect") == [one] and get_ids(server, judgement="unsure", roi=2) == [one]
          and get_ids(server, judgement="false-call") == [] and get_ids(server, judgement="defect", roi=2) == [])
    check("a later one counts, and the earlier stays", [r["judgement"] for r in answer["rois"]] == [None, "unsure", "defect"]
          and len(get(server, f"/v1/boards/{one}/judgements")["judgements"]) == 3, answer)
    check("the board waits no more", answer["review"] == "judged" and get_ids(server, review="judged") == [one])
    check("judgements are counted", metric(server, "aoi_judgements_total") == {"defect": 1, "false-call": 1, "unsure": 1})
    for bad, part in (([], "judgements: "), ([1], "judgements[0]: "), ([{"roi": 2}], "judgements[0].judgement: "),
                      ([{"roi": 2, "judgement": "good"}], "judgements[0].judgement: "),
                      ([{"roi": "2", "judgement": "defect"}], "judgements[0].roi: "),
                      ([{"roi": 2 ** 40, "judgement": "defect"}], "judgements[0].roi: "),
                      ([{"roi": "all", "judgement": "defect"}, {"roi": 2, "judgement": "defect"}], "judgements[0].roi: "),
                      ([{"roi": 2, "judgement": "defect"}, {"roi": 77, "judgement": "defect"}], "judgements[1].roi: "),
                      ([{"roi": 2, "judgement": "defect", "note": 5}], "judgements[0].note: "),
                      ([{"roi": 2, "judgement": "defect", "note": "x" * 5000}], "judgements[0].note: "),
                      ([{"roi": 2, "judgement": "defect"}] * 1001, "judgements: ")):
        answer = judge(server, two, *bad)
        check(f"{json.dumps(bad)[:60]} is refused by name", answer.status == 400 and answer.json["error"].startswith(part), answer)
    for note, status in (("a\0b", 400), ("a\\u0000b \x01\x1f \u2028", 200)):
        answer = judge(server, one, {"roi": 3, "judgement": "unsure", "note": note})
        check(f"a note {note!r} is {status}", answer.status == status, answer)
    kept = get(server, f"/v1/boards/{one}/judgements")["judgements"][-1]["note"]
    check("what is kept is kept as it was said", kept == note, kept)
    check("and nothing of that is kept", get(server, f"/v1/boards/{two}/judgements")["judgements"] == [])
    answer = judge(server, two, {"roi": 2, "judgement": "defect"})
    check("one of two ROIs that failed is judged", answer.status == 200, answer)
    check("the board still waits", get(server, "/v1/boards/" + two)["review"] == "open" and get_ids(server, review="judged") == [one]
          and two in [board["id"] for board in get(server, "/v1/review")["boards"]])
    check("a board that is not there is 404", judge(server, one[:-4] + "0000", {"roi": 2, "judgement": "defect"}).status == 404)


def test_review(server, boards):
    waiting = [b for b in boards if not b[3]][1:]
    answer = get(server, "/v1/review")
    check("boards wait to be judged, the oldest first", [b["id"] for b in answer["boards"]] == ids(waiting)
          and answer["open"] == len(waiting) and all(b["lease"] is None for b in answer["boards"]), answer)
    page = get(server, "/v1/review", limit=2)
    rest = get(server, "/v1/review", cursor=page["next"])
    check("in pages", [b["id"] for b in page["boards"] + rest["boards"]] == ids(waiting), (page, rest))
    rare = get(server, "/v1/review", product="rare")
    check("of a product", rare["open"] == 1 and rare["boards"][0]["product"] == "rare", rare)
    taken = server.ask("POST", "/v1/review/next", {}).json
    check("the oldest is given", taken["board"]["id"] == waiting[0][0] and taken["open"] == len(waiting)
          and taken["board"]["lease"]["person"] == "127.0.0.1", taken)
    check("once more the same", server.ask("POST", "/v1/review/next", {}).json["board"]["id"] == waiting[0][0])
    after = server.ask("POST", "/v1/review/next", {"after": waiting[0][0]}).json
    check("behind it the next", after["board"]["id"] == waiting[1][0], after)
    leases = {b["id"]: b["lease"] for b in get(server, "/v1/review")["boards"]}
    check("the first is left", leases[waiting[0][0]] is None and leases[waiting[1][0]]["person"] == "127.0.0.1", leases)
    none = server.ask("POST", "/v1/review/next", {"after": waiting[-1][0]}).json
    check("behind the last there is none", none["board"] is None and none["open"] == len(waiting), none)
    for body, part in (({"after": "x"}, "after: "), ({"product": 5}, "product: ")):
        answer = server.ask("POST", "/v1/review/next", body)
        check(f"{body} is refused", answer.status == 400 and answer.json["error"].startswith(part), answer)
    lease = server.ask("PUT", f"/v1/boards/{waiting[0][0]}/lease")
    check("a board is taken by its id", lease.status == 200 and lease.json["person"] == "127.0.0.1", lease)
    check("and left", server.ask("DELETE", f"/v1/boards/{waiting[0][0]}/lease").status == 200
          and get(server, "/v1/boards/" + waiting[0][0])["lease"] is None)
    check("one that is not there is 404", server.ask("PUT", f"/v1/boards/{waiting[0][0][:-4]}0000/lease").status == 404)
    half = next(b for b in waiting if b[1] == "bad")[0]
    answer = judge(server, half, {"roi": "all", "judgement": "defect"})
    said = get(server, f"/v1/boards/{half}/judgements")["judgements"]
    check("a board is judged as a whole: each ROI that failed", answer.json == {"judged": 2}
          and [(j["roi"], j["judgement"]) for j in said] == [(2, "defect"), (2, "defect"), (3, "defect")], (answer, said))
    check("then it waits no more", get(server, "/v1/review")["open"] == len(waiting) - 1
          and get(server, "/v1/boards/" + half)["review"] == "judged")


def test_stats(server, address):
    """The station counts as `aoi stats` does."""
    ways = ("product", "station", "device", "roi", "reason", "code", "hour", "shift", "drift", "time")
    for by in ways:
        said = subprocess.run(["aoi", "stats", address, "--json", "--by", by], check=True, stdout=subprocess.PIPE, text=True)
        answer = get(server, "/v1/stats", by=by)
        left = answer.pop("rows_left")
        check(f"statistics by {by}", answer == json.loads(said.stdout) and answer["rows"] and left == 0, (answer, said.stdout))
    answer = get(server, "/v1/stats")
    check("by ROI unless it is said", answer["by"] == "roi" and answer["boards"] == N_BOARDS, answer)
    answer = get(server, "/v1/stats", product="rare", since="1h", station="line 2")
    check("of a product", answer["boards"] == answer["failed"] == 1 and answer["yield"] == 0, answer)
    answer = get(server, "/v1/stats", until="2020-01-01T00:00:00Z")
    check("of no board there is no share", answer["boards"] == 0 and answer["yield"] is None and not answer["rows"], answer)
    answer = get(server, "/v1/stats", by="product", limit=1)
    check("no more rows than asked for", len(answer["rows"]) == 1 and answer["rows_left"] == 2, answer)
    for name, value in (("by", "rois"), ("since", "yesterday"), ("shifts", "24:00"), ("limit", "0"), ("code", "C-1"), ("product", "")):
        answer = server.ask("GET", f"/v1/stats?{name}={value}")
        check(f"statistics with {name}={value} are 400, and named", answer.status == 400
              and answer.json["error"].startswith(f"{name}: "), answer)


def test_without_store():
    with Server() as server:
        for method, path in (("GET", "/v1/boards"), ("GET", "/v1/review"), ("GET", "/v1/codes/x"), ("GET", "/v1/stats"), ("POST", "/v1/review/next")):
            answer = server.ask(method, path, {} if method == "POST" else None)
            check(f"without a store {path} says so", answer.status == 404 and "--store" in answer.json["error"], answer)
        check("and the station is ready", server.ask("GET", "/readyz").json["parts"].keys() == {"products", "shared"})
        make_product(server, "good")
        check("boards are inspected", None not in inspect_many(server, "good", 1))


def check_nothing_judged(server, name, board):
    answer = judge(server, board, {"roi": 1, "judgement": "defect"})
    check(f"{name}: a judgement that cannot be kept is 503", answer.status == 503 and "retry-after" in answer.headers
          and "database" in answer.json["error"], answer)


def test_locked(folder):
    """Somebody else writes: questions are answered, judgements are refused, and the station goes on."""
    database = os.path.join(folder, "locked.db")
    with Server("--store", database) as server:
        make_product(server, "bad", expected=WRONG)
        (board,) = inspect_many(server, "bad", 1)
        until(lambda: stored(server) == 1)
        held = lock(database)

        def answered_meanwhile():
            waiting = threading.Thread(target=check_nothing_judged, args=(server, "locked", board))
            waiting.start()
            good = server.ask("GET", "/healthz").status == 200 and get_ids(server) == [board] and waiting.is_alive()
            waiting.join()
            return good

        check("while a judgement waits others are answered", until(answered_meanwhile))
        held.close()
        check("later it is kept", until(lambda: judge(server, board, {"roi": 1, "judgement": "defect"}).status == 200))
        check("once", len(get(server, f"/v1/boards/{board}/judgements")["judgements"]) == 1)


def test_stopped(database, folder):
    """A server that is stopped, and comes back."""
    database.ask("postgres", "CREATE DATABASE stopped")
    with Server("--store", database.address("stopped")) as server:
        make_product(server, "bad", expected=WRONG)
        listener = Listener(server)
        boards = inspect_many(server, "bad", 2)
        until(lambda: stored(server) == 2)
        check("boards are asked for", get_ids(server) == boards[::-1])
        database.stop("immediate")
        answer = server.ask("GET", "/v1/boards")
        check("while the server is away that is 503, without its address", answer.status == 503
              and "database" in answer.json["error"] and "postgresql" not in answer.content.decode(), answer)
        check_nothing_judged(server, "stopped", boards[0])
        boards += inspect_many(server, "bad", 2)
        event = listener.find("store", state="away")
        check("it is told, without its address", event and "postgresql" not in event["reason"], event)
        check("boards wait in the folder of the state", until(lambda: metric(server, "aoi_store_waiting")["outbox"] == 2)
              and os.path.exists(os.path.join(server.folder, "state", "outbox.db")))
        database.start()
        check("when it is back all is stored", until(lambda: stored(server) == 4) and None not in boards)
        check("asked for", until(lambda: server.ask("GET", "/v1/boards").status == 200) and get_ids(server) == boards[::-1])
        check("and judged", until(lambda: judge(server, boards[0], {"roi": 1, "judgement": "defect"}).status == 200)
              and server.ask("POST", "/v1/review/next", {}).json["board"]["id"] == boards[1])


def test_marked(server):
    """Device 2 is marked bad: it is kept as skipped, and is nobody's fault."""
    mark = {"idx": 3, "type": "bad_mark", "coords": [20, 20, 44, 44], "device_location": 2, "expected_color": list(RED), "min_pixel_percentage": 20}
    rois = [color_roi(1, expected=WRONG), color_roi(2, device_location=2), mark]
    make_product(server, "left out", rois={"skip_marked": True, "rois": rois})
    make_product(server, "marked", rois={"rois": rois})
    n = stored(server)
    boards = inspect_many(server, "left out", 2) + inspect_many(server, "marked", 1)
    until(lambda: stored(server) == n + 3)
    for board in boards:
        answer = get(server, "/v1/boards/" + board)
        check("ROIs of a device that is marked bad are kept as skipped", [roi["status"] for roi in answer["rois"]] == ["fail", "skipped", "skipped"]
              and [device["device"] for device in answer["devices"]] == [1] and answer["verdict"] == "fail" and answer["review"] == "open", answer)
    check("they are not among the faults", get_ids(server, product="left out", roi=2) == [] and len(get_ids(server, product="left out", roi=1)) == 2)
    server.ask("POST", f"/v1/boards/{boards[0]}/judgements", {"judgements": [{"roi": 1, "judgement": "defect"}]})
    answer = server.ask("POST", f"/v1/boards/{boards[1]}/judgements", {"judgements": [{"roi": "all", "judgement": "defect"}]})
    judged = [[roi["judgement"] for roi in get(server, "/v1/boards/" + board)["rois"]] for board in boards[:2]]
    check("and wait for no judgement", judged == [["defect", None, None]] * 2 and get_ids(server, product="left out", review="open") == [], (answer, judged))


def test_questions(address, folder):
    path = os.path.join(folder, "station.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[station]\nname=line 2\n")
    with Server("--store", address, path) as server:
        boards = draw_boards(server)
        test_list(server, boards)
        test_board(server, boards)
        test_bad(server)
        test_judgements(server, boards)
        test_review(server, boards)
        test_stats(server, address)
        test_pages(server, boards)
        test_marked(server)


def main():
    with tempfile.TemporaryDirectory(prefix="aoi-boards-") as folder:
        if sys.argv[1:] != ["postgresql"]:
            test_without_store()
            test_questions(os.path.join(folder, "boards.db"), folder)
            test_locked(folder)
            return
        import postgresql
        if postgresql.find() is None:
            skip("boards in PostgreSQL", "there is no PostgreSQL")
            return
        database = postgresql.Server()
        try:
            database.ask("postgres", "CREATE DATABASE boards")
            test_questions(database.address("boards"), folder)
            test_stopped(database, folder)
        finally:
            database.close()


main()
done()
