#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events of aoi serve: one for each board, to many, after a pause, and to those who do not read. Speaks TAP."""
import os
import socket
import threading

from board import PICTURE, make_product
from serving import Listener, Server, check, done

LONG = bool(os.environ.get("AOI_TEST_LONG"))


def inspect(server, session, n=1):
    """One after the other, as a session takes them."""
    connection = server.connect()
    for _ in range(n):
        answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"},
                            connection=connection)
        if answer.status != 200:
            raise SystemExit(f"a board was not inspected: {answer}")
    connection.close()


def open_session(server, name, **more):
    session = server.session(make_product(server, name, **more))
    server.put(session, "board.png", PICTURE)
    return session


def test_events(server):
    good, bad = open_session(server, "good"), open_session(server, "bad", expected=[250, 250, 250])
    inspect(server, good)
    listeners = [Listener(server) for _ in range(20)]
    check("events are a stream", listeners[0].response.status == 200
          and listeners[0].response.headers["content-type"] == "text/event-stream", listeners[0].response.headers)
    inspect(server, good)
    inspect(server, bad)
    got = [(one.next(), one.next()) for one in listeners]
    check("20 listeners get the same, and nothing from before", all(pair == got[0] for pair in got), got[:2])
    (first_id, kind, first), (second_id, _, second) = got[0]
    check("a board that passed", kind == "board" and first["passed"] and first["product"] == "good" and first["rois"] == 1
          and first["rois_passed"] == 1 and first["session"] == good and len(first["id"]) == 36
          and first["devices"] == [{"device": 1, "rois": 1, "rois_passed": 1, "barcode": "N/A", "marked": False}]
          and first["skipped_devices"] == [], first)
    check("and one that did not, with its reason", not second["passed"] and second["rois_passed"] == 0 and second["reason"]
          and second["complete"], second)
    for one in listeners:
        one.close()
    inspect(server, good, 3)
    late = Listener(server, {"Last-Event-ID": first_id})
    missed = [late.next() for _ in range(4)]
    check("who comes back gets what he missed", missed[0] == (second_id, "board", second)
          and [m[1] for m in missed] == ["board"] * 4 and len({m[0] for m in missed}) == 4, missed)
    inspect(server, bad)
    check("and goes on", late.next()[2]["product"] == "bad")
    again = Listener(server, query="?last_event_id=" + missed[3][0])
    check("also by the address", again.next()[2]["product"] == "bad")
    for last in ("1-5", "x", "-", "9" * 40 + "-1", first_id.split("-")[0] + "-4000000000"):
        one = Listener(server, {"Last-Event-ID": last})
        check(f"who was here before a restart ({last[:12]}) is told that he may have missed something",
              one.next()[1:] == ("gap", {"missed": None}))
        one.close()
    return late, again


def test_silent(server):
    """Those who do not read hold up nobody."""
    sessions = [open_session(server, "fast") for _ in range(4)]
    silent = []
    for _ in range(8):
        client = socket.create_connection((server.host, server.port))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(b"GET /v1/events HTTP/1.1\r\nHost: " + server.base[7:].encode() + b"\r\n\r\n")
        silent.append(client)
    one = Listener(server)
    n = 1500 if LONG else 60
    threads = [threading.Thread(target=inspect, args=(server, session, n // 4)) for session in sessions]
    for thread in threads:
        thread.start()
    got = [one.next() for _ in range(n // 4 * 4)]
    for thread in threads:
        thread.join()
    numbers = [int(event[0].split("-")[1]) for event in got]
    check("each board is told of once, in order", numbers == list(range(numbers[0], numbers[0] + n // 4 * 4)), numbers[:9])
    if LONG:
        late = Listener(server, {"Last-Event-ID": got[0][0]})
        event = late.next()
        check("who was away too long learns how much he missed", event[1] == "gap"
              and event[2]["missed"] == n // 4 * 4 - 1024 - 1, event)
        late.close()
    for client in silent:
        client.close()
    one.close()


with Server() as one:
    waiting = test_events(one)
    test_silent(one)
    code = one.stop()
    ends = [last for w in waiting for last in iter(w.next, None)]
    check("listeners do not hold up the end, and see it after all else", code == 0 and len(ends) >= 120, (code, len(ends)))
done()
