#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boards that aoi serve inspects are in its database once, or it says that they are not. Speaks TAP."""
import base64
import os
import tempfile
import threading

from board import PICTURE
from keeping import (Listener, ask, inspect, inspect_many, lock, make_products, metric, open_session, run_tool, stored, until)
from serving import Server, check, done


def check_database(name, database, ids):
    rows = ask(database, "SELECT id, (SELECT count(*) FROM roi WHERE roi.board = board.id), station FROM board")
    found = [row[0] for row in rows]
    check(f"{name}: each of {len(ids)} boards is there once", sorted(found) == sorted(ids) and len(ids) > 0,
          (len(found), set(ids) ^ set(found)))
    check(f"{name}: none is half", all(row[1] == 1 for row in rows), rows[:3])
    check(f"{name}: the file is sound", ask(database, "PRAGMA integrity_check") == [("ok",)])


def inspect_group(server):
    session = server.session("good")
    answer = server.ask("POST", "/process_grouped_inspection", {"session_id": session, "captured_images": {
        "305,1200": {"focus": 305, "exposure": 1200, "rois": [], "image": base64.b64encode(PICTURE).decode()}}})
    return answer.json["aoi"]["id"]


def test_stored(folder):
    """What was answered is stored, however the station ends by itself."""
    database = os.path.join(folder, "boards.db")
    with Server("--store", database) as server:
        make_products(server)
        answer = server.ask("GET", "/readyz")
        check("the station is ready, with its store", answer.json["parts"]["store"] == "ready"
              and answer.json["store"] == {"stored": 0, "waiting": 0, "lost": 0, "oldest_seconds": 0}, answer)
        ids = inspect_many(server, "good", 5) + inspect_many(server, "bad", 3) + [inspect_group(server)]
        answer = server.ask("POST", "/v1/products/good/try", raw=b'--x\r\nContent-Disposition: form-data; name="picture"\r\n\r\n'
                            + PICTURE + b"\r\n--x--\r\n", headers={"Content-Type": "multipart/form-data; boundary=x"})
        check("a trial is inspected", answer.status == 200, answer)
        until(lambda: stored(server) == len(ids))
        values = metric(server, "aoi_store_boards_total")
        check("what is stored is counted, and a trial is not", values == {"stored": len(ids), "lost": 0}, values)
        check("nothing waits", until(lambda: metric(server, "aoi_store_waiting") == {"memory": 0, "outbox": 0}))
        rows = ask(database, "SELECT b.verdict, p.file FROM board b JOIN product_revision p ON p.hash = b.revision "
                   "WHERE b.product = 'bad'")
        check("verdicts have the text that they were made by",
              len(rows) == 3 and all(row[0] == "fail" and "expected_color" in row[1] for row in rows), rows)
        sessions = [open_session(server, "good") for _ in range(4)]
        late = []
        threads = [threading.Thread(target=lambda s=s: late.extend(iter(lambda: inspect(server, s), None))) for s in sessions]
        for thread in threads:
            thread.start()
        until(lambda: len(late) > 20)
        code = server.stop()
        for thread in threads:
            thread.join()
        check("SIGTERM in the middle of work ends it well", code == 0, server.said())
    check_database("SIGTERM", database, ids + late)


def test_away(folder):
    """While the database is locked clients are answered, boards wait, and people are told."""
    database = os.path.join(folder, "away.db")
    with Server("--store", database) as server:
        make_products(server)
        listener = Listener(server)
        ids = inspect_many(server, "good", 2)
        until(lambda: stored(server) == 2)
        held = lock(database)
        ids += inspect_many(server, "good", 3)
        event = listener.find("store", state="away")
        check("it is told that the database is away", event and event["reason"] and folder not in event["reason"], event)
        check("clients were answered meanwhile", None not in ids, ids)
        check("boards wait in the outbox", until(lambda: metric(server, "aoi_store_waiting")["outbox"] == 3))
        answer = server.ask("GET", "/readyz")
        check("the station is not ready, and says why, and nothing of its folders", answer.status == 503
              and "3 boards wait" in answer.json["parts"]["store"] and answer.json["store"]["waiting"] == 3
              and folder not in answer.content.decode(), answer)
        check("the age of the oldest grows", until(lambda: metric(server, "aoi_store_oldest_seconds")[""] > 0.5))
        held.close()
        check("it is told that it is back", listener.find("store", state="back") is not None, listener.events[-3:])
        check("and all are stored", until(lambda: stored(server) == 5))
        check("the station is ready", until(lambda: server.ask("GET", "/readyz").status == 200))
        check("the age is 0", until(lambda: metric(server, "aoi_store_oldest_seconds")[""] == 0))
        held = lock(database)
        ids += inspect_many(server, "good", 2)
        until(lambda: metric(server, "aoi_store_waiting")["outbox"] == 2)
        server.kill()
        held.close()
        server.start()
        check("what waited when it was killed is stored by the next one", until(lambda: stored(server) == 2))
    check_database("away", database, ids)


def test_lost(folder):
    """Where boards cannot go anywhere it is said how many are lost."""
    database = os.path.join(folder, "lost.db")
    with Server("--store", database) as server:
        make_products(server)
        listener = Listener(server)
        inspect_many(server, "good", 1)
        until(lambda: stored(server) == 1)
        held = [lock(database), lock(database + ".outbox")]
        lost = inspect_many(server, "bad", 3)
        check("clients are answered nevertheless", None not in lost)
        event = listener.find("store", state="lost")
        check("it is told that boards are lost", event and folder not in event["reason"], event)
        check("how many", until(lambda: metric(server, "aoi_store_boards_total")["lost"] == 3))
        answer = server.ask("GET", "/readyz")
        check("which the station's state says, too", answer.status == 503 and "3 so far" in answer.json["parts"]["store"]
              and answer.json["store"]["lost"] == 3, answer)
        for one in held:
            one.close()
        ids = inspect_many(server, "good", 1)
        check("it is told when none is lost any more", listener.find("store", state="recovered") is not None)
        check("and the next board is stored", until(lambda: ask(database, "SELECT 1 FROM board WHERE id = ?", ids[0])))


def test_file(folder):
    """What STATION.ini says of the store."""
    path = os.path.join(folder, "station.ini")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[station]\nname=line-3\nstore=kept.db\nstore-outbox=waits.db\nstore-max-boards=2\n")
    with Server(path) as server:
        make_products(server)
        ids = inspect_many(server, "good", 3)
        until(lambda: stored(server) == 3)
    database = os.path.join(folder, "kept.db")
    rows = ask(database, "SELECT id, station FROM board ORDER BY id")
    check("the database lies beside the file, with the station's name", [row[0] for row in rows][-2:] == ids[-2:]
          and {row[1] for row in rows} == {"line-3"}, rows)
    check("and so does the outbox", os.path.exists(os.path.join(folder, "waits.db")), os.listdir(folder))
    with Server(path) as server:
        check("old boards are removed", until(lambda: metric(server, "aoi_store_removed_total")[""] == 1)
              and ask(database, "SELECT id FROM board ORDER BY id") == [(one,) for one in ids[1:]])
    for text, part in (("store-max-age=-1", "store-max-age: must be"), ("store-max-boards=x", "store-max-boards"),
                       ("lease-seconds=4000", "lease-seconds: must be"), ("storage=x", 'no key "storage"')):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[station]\n{text}\n")
        said = run_tool(folder, path)
        check(f"{text} is refused", said.returncode == 2 and part in said.stderr, said.stderr)


def test_overdue(folder):
    """Boards that wait to be judged outlast the others, but not without bound, and it is said how many go."""
    path, database = (os.path.join(folder, name) for name in ("overdue.ini", "overdue.db"))

    def write(overdue):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[station]\nstore=overdue.db\nstore-max-boards=2\nstore-max-overdue={overdue}\n")

    def kept():
        return [row[0] for row in ask(database, "SELECT id FROM board ORDER BY id")]

    write(4)
    with Server(path) as server:
        make_products(server)
        bad, good = inspect_many(server, "bad", 4), inspect_many(server, "good", 3)
        until(lambda: stored(server) == 7)
    with Server(path) as server:
        check("a board that passed is removed", until(lambda: metric(server, "aoi_store_removed_total")[""] == 1))
        check("those that wait to be judged stay", kept() == bad + good[1:], (bad, good, kept()))
        check("which is counted, and said", metric(server, "aoi_store_overdue")[""] == 4 and "4 boards stay" in server.said(),
              server.said())
        judged = server.ask("POST", f"/v1/boards/{bad[0]}/judgements", {"judgements": [{"roi": 1, "judgement": "defect"}]})
        check("one is judged", judged.status == 200, judged)
    write(1)
    with Server(path) as server:
        check("beyond store-max-overdue the oldest go", until(lambda: metric(server, "aoi_store_removed_unjudged_total")[""] == 2)
              and kept() == [bad[0], bad[3]] + good[1:], (bad, good, kept()))
        check("which is said", "2 boards were removed that nobody has judged" in server.said(), server.said())
        check("and those that stay are counted", metric(server, "aoi_store_overdue")[""] == 1)


def test_refused(folder):
    newer = os.path.join(folder, "boards.db")
    ask(newer, "UPDATE aoi_schema SET version = version + 1")
    for address, part in ((newer, "newer release"), ("mysql://host/name", "knows no such database"),
                          ("postgresql://me:secret@host/name", "password"), (os.path.join(folder, "no", "such.db"), "such.db")):
        said = run_tool(folder, "--store", address)
        check(f"{os.path.basename(address)} is no store: {part}", said.returncode == 2 and part in said.stderr
              and "secret" not in said.stderr and "listening" not in said.stdout, said.stderr)
    with Server() as server:
        unused = os.path.join(folder, "unused.db")
        said = run_tool(folder, "--listen", f"127.0.0.1:{server.port}", "--store", unused)
        check("a station that cannot listen opens no store", said.returncode == 2 and "in use" in said.stderr
              and not os.path.exists(unused), said.stderr)
    note = os.path.join(folder, "note.txt")
    with open(note, "w", encoding="utf-8") as file:
        file.write("Monday: clean the lens.")
    station = os.path.join(folder, "note.ini")
    for store, outbox, key in (("note.txt", "other.db", "store"), ("other.db", "note.txt", "store-outbox")):
        with open(station, "w", encoding="utf-8") as file:
            file.write(f"[station]\nstore={store}\nstore-outbox={outbox}\n")
        said = run_tool(folder, station)
        check(f"{key}: a note is left alone", said.returncode == 2 and f"{key}: {note} is no database" in said.stderr
              and os.path.getsize(note) == 23, said.stderr)
    damaged = os.path.join(folder, "damaged.db")
    with open(damaged, "wb") as file:
        file.write(bytes(8192))
    with Server("--store", damaged) as server:
        make_products(server)
        inspect_many(server, "good", 1)
        check("in the place of a damaged file there is a new one", until(lambda: stored(server) == 1))
        check("which is said", "was damaged" in server.said(), server.said())
    check("the damaged one is kept", [name for name in os.listdir(folder) if name.startswith("damaged.db.damaged-")])


with tempfile.TemporaryDirectory(prefix="aoi-store-") as place:
    test_stored(place)
    test_away(place)
    test_lost(place)
    test_file(place)
    test_overdue(place)
    test_refused(place)
done()
