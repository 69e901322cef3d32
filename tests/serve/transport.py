#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How aoi serve takes requests: paths, bodies, limits, clients that are slow or many. Speaks TAP."""
import json
import socket
import threading
import time

from serving import Server, check, done

HEALTH = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
BIG = 1 << 40


def send(server, text, wait=5):
    """The beginning of what comes back."""
    with socket.create_connection((server.host, server.port), timeout=wait) as client:
        try:
            client.sendall(text)
            return client.recv(4096)
        except (socket.timeout, ConnectionError) as error:
            return repr(error).encode()


def test_requests(server):
    answer = server.ask("GET", "/api/health")
    check("health", answer.status == 200 and answer.json["status"] == "healthy", answer)
    connection = server.connect()
    twice = [server.ask("GET", "/api/health", connection=connection).status for _ in range(3)]
    check("a connection takes several requests", twice == [200] * 3, twice)
    times = []
    for _ in range(40):
        begin = time.monotonic()
        server.ask("GET", "/api/health", connection=connection)
        times.append(time.monotonic() - begin)
    check("no answer waits for the receipt of its head", sorted(times)[10] < .03, times)
    ours = connection.sock.getsockname() if connection.sock else None
    server.ask("GET", "/api/health", connection=connection)
    check("and stays the same one", connection.sock and connection.sock.getsockname() == ours, ours)
    connection.close()
    answer = server.ask("HEAD", "/api/health")
    check("HEAD is GET without content", answer.status == 200 and answer.content == b"", answer)
    for path in ("/", "/api/health/", "//api/health", "/api//health", "/api/nosuch", "/api/products/%2e%2e/x"):
        answer = server.ask("GET", path)
        if path != "/":
            check(f"{path} is 404, in JSON", answer.status == 404 and answer.json["error"], answer)
    answer = server.ask("POST", "/api/health")
    check("a wrong method is 405 and told", answer.status == 405 and answer.headers["allow"] == "GET", answer)
    answer = server.ask("OPTIONS", "/api/products/p/rois")
    check("OPTIONS lists methods", answer.status == 200 and answer.headers["allow"] == "GET, POST", answer.headers)
    for path in ("/get_roi_groups/..", "/api/products/../rois", "/api/products/%2e%2e/rois", "/api/products/x/../rois"):
        answer = server.ask("GET", path)
        check(f"{path} stays what it is", answer.status == (404 if "x" in path else 400), answer)
    connection = server.connect()
    got = [server.ask("GET", path, connection=connection).status
           for path in ("/api/health", "/get_roi_groups/..", "/api/health", "/get_roi_groups/..")]
    check("also as a later request of a connection", got == [200, 400, 200, 400], got)
    connection.close()
    for path in ("/api/products/a%00b/rois", "/api/products/%ff/rois", "/api/products/..%2f..%2fetc/rois"):
        answer = server.ask("GET", path)
        check(f"{path} is 400", answer.status == 400, answer)
    answer = server.ask("GET", "/api/products", headers={"Origin": server.base})
    check("no page may ask by the old API, not even of this address", answer.status == 403, answer)


def test_bodies(server):
    for name, raw in (("nothing", b""), ("half", b'{"a":'), ("two", b"{}{}"), ("deep", b"[" * 200000), ("text", b'"a"'),
                      ("NaN", b'{"a":NaN}'), ("no UTF-8", b'{"a":"\xff"}')):
        answer = server.ask("POST", "/api/session/create", raw=raw, headers={"Content-Type": "application/json"})
        check(f"a body that is {name} is 400", answer.status == 400 and "JSON" in answer.json["error"], answer)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = server.ask("POST", "/api/session/create", raw=b"{}", headers={"Content-Type": kind})
        check(f"a body of {kind} is 415", answer.status == 415, answer)
    answer = server.ask("POST", "/api/session/create", raw=b" " * (2 << 20), headers={"Content-Type": "application/json"})
    check("a body that is too long is 413, and the answer arrives", answer.status == 413 and answer.json["error"], answer)
    head = b"POST /api/session/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    got = send(server, head + b"Content-Length: %d\r\n\r\n{" % BIG)
    check("its length alone is enough", got.startswith(b"HTTP/1.1 413 ") and b"Connection: close" in got, got)
    got = send(server, b"POST /nosuch HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n{" % BIG)
    check("a body that nobody wants is not waited for", got.startswith(b"HTTP/1.1 404 "), got)
    got = send(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65536 + b"\r\n" +
               (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 20)
    check("nor is one without a length read to its end", got.startswith(b"HTTP/1.1 413 "), got)
    got = send(server, head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % BIG)
    check("nor asked for", got.startswith(b"HTTP/1.1 413 "), got)
    got = send(server, head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: x\r\n\r\n")
    check("two lengths are no second request", got.count(b"HTTP/1.1 ") == 1 and b"healthy" not in got, got)
    got = send(server, b"GET /api/health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300000 + b"\r\n\r\n")
    check("a head without end is refused", got == b"" or got[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 413") or b"Error" in got, got)


def test_crowd(server):
    """Those who say nothing, or half of something, keep nobody out."""
    half = b"POST /api/session/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
    crowd = []
    for i in range(400):
        client = socket.create_connection((server.host, server.port), timeout=5)
        if i % 2:
            client.sendall(half if i % 4 == 1 else b"GET /api/hea")
        crowd.append(client)
    statuses = [server.ask("GET", "/api/health").status for _ in range(20)]
    check("400 idle and slow clients keep nobody out", statuses == [200] * 20, statuses)
    for client in crowd:
        client.close()


def test_many(server):
    """Clients at once, each on one connection."""
    wrong = []

    def work():
        connection = server.connect()
        for _ in range(50):
            answer = server.ask("GET", "/api/products", connection=connection)
            if answer.status != 200 or answer.json["count"] != 1:
                wrong.append(str(answer))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("8 clients at once are answered", not wrong, wrong[:3])


def test_end(server):
    """What was asked before the end is answered."""
    client = socket.create_connection((server.host, server.port), timeout=30)
    body = json.dumps({"product_name": "last"}).encode()
    client.sendall(b"POST /api/products/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    code = server.stop()
    try:
        got = client.recv(65536)
    except ConnectionError:
        got = b""
    check("a request at the end is answered whole or not taken", code == 0 and (got == b"" or b'"success":true' in got), got)
    client.close()


with Server() as one:
    test_requests(one)
    test_bodies(one)
    test_crowd(one)
    test_many(one)
with Server() as one:
    test_end(one)
done()
