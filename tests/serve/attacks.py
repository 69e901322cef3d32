#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Attacks on aoi serve that begin with a connection: names that lead out, requests in requests, bombs, floods; and whoever
may not see a stream any more. Nothing passes, others go on. Speaks TAP."""
import base64
import gzip
import http.client
import json
import os
import re
import socket
import ssl
import struct
import tempfile
import threading
import time
import zlib

from board import PICTURE, make_product
from people import Browser, add_user, make_certificate, tool
from serving import MOUNT, Server, check, done

LONG = bool(os.environ.get("AOI_TEST_LONG"))
SECRET = b"secret of another folder"
# `..` and what stands beside it, as names of one segment, plain and in every encoding.
OUT = ("..", ".", "%2e%2e", "%2E.", ".%2e", "%2e", "..%2f..%2fup", "%2e%2e%2fsecret", "..%5c..", "%2fetc%2fpasswd", "a%00b", "%ff",
       "%c0%ae%c0%ae", "..%2f", "..%252f..", "%2e%2e%00.jpg", "a%2f..%2f..%2fsecret")
# What libsoup says to who has ended his direction between two requests.
AFTER_HALF = b"HTTP/1.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
# The old API, which has no document: {} is a name.
OLD = (("GET", "/api/products/{}/rois"), ("POST", "/api/products/{}/rois"), ("GET", "/api/products/{}/colors"),
       ("POST", "/api/products/{}/colors"), ("GET", "/get_roi_groups/{}"), ("GET", "/api/golden-sample/{}/1"),
       ("GET", "/api/session/{}/status"), ("POST", "/api/session/{}/inspect"), ("POST", "/api/session/{}/close"))


class Raw:
    """Sends bytes as they are, also through TLS."""

    def __init__(self, server, context=None):
        self.server, self.context = server, context

    def connect(self):
        client = socket.create_connection((self.server.host, self.server.port), timeout=30)
        return self.context.wrap_socket(client, server_hostname="127.0.0.1") if self.context else client

    def ask(self, text):
        """All that comes until the server ends the connection, which is asked for by who sends nothing more."""
        with self.connect() as client:
            got = b""
            try:
                client.sendall(text)
                if not self.context:
                    client.shutdown(socket.SHUT_WR)
                while part := client.recv(65536):
                    got += part
            except (OSError, ssl.SSLError):
                pass
            return got.removesuffix(AFTER_HALF)


def memory(server):
    """The most that it ever had, MiB."""
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024


def statuses(got):
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", got)]


def request(method, path, host, more=b"", body=b""):
    return (f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n").encode() + more + b"\r\n" + body


def list_routes(server):
    routes = [("GET" if method == "get" else method.upper(), re.sub(r"\{\w+\}", "{}", path))
              for path, operations in server.ask("GET", "/v1/openapi.json").json["paths"].items() for method in operations]
    return [route for route in routes if "{}" in route[1]] + list(OLD)


def ask_out(raw, server, routes):
    """What is answered otherwise than by a refusal."""
    wrong = []
    for method, path in routes:
        for name in OUT:
            for place in range(path.count("{}")):
                names = ["1"] * path.count("{}")
                names[place] = name
                close = b"Connection: close\r\n"
                got = raw.ask(request(method, path.format(*names), server.base.split("/")[2], close, b"{}"))
                if len(statuses(got)) != 1 or statuses(got)[0] // 100 != 4 or SECRET in got or server.folder.encode() in got:
                    wrong.append((method, path.format(*names), got[-200:]))
    return wrong


def plant(server):
    """What whoever gets out would find, change or remove."""
    up = os.path.dirname(server.products)
    for folder in (up, server.folder, server.shared):
        with open(os.path.join(folder, "secret"), "wb") as file:
            file.write(SECRET)
    with open(os.path.join(up, "rois_config_...json"), "wb") as file:
        file.write(b"[]")
    make_product(server, "1")


def list_all(server):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(server.folder) for name in names
                  if name != "log" and not name.startswith(("audit", ".audit")))


def test_names(server):
    plant(server)
    before = list_all(server)
    routes = list_routes(server)
    wrong = ask_out(Raw(server), server, routes)
    check(f"of {len(routes)} routes none takes a name that leads out", len(routes) > 15 and not wrong, wrong[:5])
    check("nothing was made or removed", list_all(server) == before, set(list_all(server)) ^ set(before))
    host = server.base.split("/")[2]
    got = Raw(server).ask(request("GET", "/api/health", host) + request("GET", "/api/products/../rois", host))
    check("not even by a request that comes with another", 200 in statuses(got) and statuses(got)[1:] in ([], [400])
          and b'"error"' in got.split(b"HTTP/1.1")[-1], got)
    for target in (f"http://{host}/api/products/../rois", f"http://{host}/get_roi_groups/%2e%2e"):
        got = Raw(server).ask(request("GET", target, host))
        check(f"nor by {target.replace(host, 'host')}", statuses(got) == [400], got)
    got = Raw(server).ask(request("GET", f"http://{host}/api/health", host))
    check("whoever names the server and a path is answered", statuses(got) == [200], got)
    got = Raw(server).ask(request("GET", "/api/products/" + "a" * 20000 + "/../rois", host))
    check("nor by a long one", [code // 100 for code in statuses(got)] in ([4], []), got)


def test_names_tls(folder, state):
    certificate, key = make_certificate(folder)
    with Server("--state", state, "--certificate", certificate, "--key", key) as server:
        context = ssl.create_default_context(cafile=certificate)
        server.connect = lambda timeout=60: http.client.HTTPSConnection(
            server.host, server.port, timeout=timeout, context=context)
        plant(server)
        browser = Browser(server)
        browser.login()
        routes = [(method, path) for method, path in OLD if method == "GET"]
        wrong = ask_out(Raw(server, context), server, routes if LONG else routes[:2])
        check("nor through TLS", not wrong, wrong[:5])
        wrong = [answer.status for answer in (browser.ask("GET", f"/v1/products/{name}") for name in OUT) if answer.status // 100 != 4]
        check("nor below /v1", not wrong, wrong)
        connection = server.connect()
        got = [server.ask("GET", path, connection=connection).status
               for path in ("/api/health", "/get_roi_groups/..", "/api/health")]
        check("a connection goes on, also through TLS", got == [200, 400, 200], got)
        connection.close()


def smuggle(head, body, line=b"\r\n"):
    return (b"POST /api/session/create HTTP/1.1" + line + b"Host: x" + line + b"Content-Type: application/json" + line
            + head + line + line + body)


def test_smuggling(server):
    """Lengths that two readers could understand differently: the second request must never be one."""
    second = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
    n = b"%d" % len(second)
    for name, text in (
            ("two lengths", smuggle(b"Content-Length: 0\r\nContent-Length: " + n, second)),
            ("two lengths, the other way", smuggle(b"Content-Length: " + n + b"\r\nContent-Length: 0", second)),
            ("a list of lengths", smuggle(b"Content-Length: 0, " + n, second)),
            ("a length with a sign", smuggle(b"Content-Length: +0", second)),
            ("a negative length", smuggle(b"Content-Length: -1", second)),
            ("a hexadecimal length", smuggle(b"Content-Length: 0x0", second)),
            ("a length with a letter", smuggle(b"Content-Length: 0a", second)),
            ("a length beyond 64 bits", smuggle(b"Content-Length: 18446744073709551616", second)),
            ("a length and chunks", smuggle(b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"0\r\n\r\n" + second)),
            ("chunks and a length", smuggle(b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"0\r\n\r\n" + second)),
            ("unknown chunks", smuggle(b"Transfer-Encoding: xchunked", b"0\r\n\r\n" + second)),
            ("chunks and more", smuggle(b"Transfer-Encoding: chunked, identity", b"0\r\n\r\n" + second)),
            ("chunks twice", smuggle(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", b"0\r\n\r\n" + second)),
            ("a space before the colon", smuggle(b"Content-Length: 0\r\nTransfer-Encoding : chunked", b"0\r\n\r\n" + second)),
            ("a folded header", smuggle(b"Content-Length: 0\r\nX: y\r\n Transfer-Encoding: chunked", b"0\r\n\r\n" + second)),
            ("NUL in a header", smuggle(b"Content-Length: 0\r\nX: a\0b", second)),
            ("a carriage return in a header", smuggle(b"Content-Length: " + n + b"\r\nX: a\rContent-Length: 0", second)),
            ("a chunk of hexadecimal letters", smuggle(b"Transfer-Encoding: chunked", b"0x0\r\n\r\n" + second)),
            ("a negative chunk", smuggle(b"Transfer-Encoding: chunked", b"-1\r\n\r\n" + second)),
            ("a chunk beyond 64 bits", smuggle(b"Transfer-Encoding: chunked", b"10000000000000000\r\n\r\n" + second)),
            ("a chunk that is longer", smuggle(b"Transfer-Encoding: chunked", b"2\r\n{}" + second)),
            ("HTTP/1.0 with chunks", smuggle(b"Transfer-Encoding: chunked", b"0\r\n\r\n" + second).replace(b"HTTP/1.1", b"HTTP/1.0", 1)),
            ("HTTP/9.9", smuggle(b"Content-Length: 0", second).replace(b"HTTP/1.1", b"HTTP/9.9", 1))):
        got = Raw(server).ask(text)
        most = 2 if " chunk" in name else 1
        check(f"{name}: no second request", b"healthy" not in got and len(statuses(got)) <= most
              and all(400 <= code < 600 for code in statuses(got)), got)
    check("others go on", server.ask("GET", "/api/health").status == 200)


def make_bomb(width, height):
    """A PNG file of few bytes."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def test_bombs(server):
    session = server.session(make_product(server, "bombs"))
    server.put(session, "board.png", PICTURE)
    server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    before = memory(server)
    packed = gzip.compress(b'{"product_name":"' + b"a" * (64 << 20) + b'"}')
    for kind in ("gzip", "deflate", "br", "gzip, identity", "x"):
        answer = server.ask("POST", "/api/session/create", raw=packed,
                            headers={"Content-Type": "application/json", "Content-Encoding": kind})
        check(f"a body of {len(packed)} bytes that is 64 MiB by {kind} is 415", answer.status == 415, answer)
    answer = server.ask("POST", "/api/session/create", {"product_name": "bombs"}, headers={"Content-Encoding": "identity"})
    check("one that is as it is is taken", answer.status == 200, answer)
    for width, height in ((65535, 65535), (65535, 2000), (16000, 16000), (2147483647, 1), (0, 0)):
        bomb = make_bomb(width, height)
        server.put(session, "bomb.png", bomb)
        for body in ({"image_filename": "bomb.png"}, {"image": base64.b64encode(bomb).decode()}):
            answer = server.ask("POST", f"/api/session/{session}/inspect", body)
            check(f"a picture of {width}x{height} in {len(bomb)} bytes is refused ({next(iter(body))})",
                  answer.status == 400 and "passed" not in answer.json, answer)
    for text in (b'{"a":' * 100000 + b"1" + b"}" * 100000, b"[" * 1000000, b'{"a":[' + b"{}," * 300000 + b"{}]"):
        answer = server.ask("POST", "/api/session/create", raw=text, headers={"Content-Type": "application/json"})
        check(f"JSON that begins with {text[:12]} is refused", answer.status in (400, 413), answer)
    grown = memory(server) - before
    check("none of it took much memory", grown < 150, f"{grown} MiB more than {before}")
    answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    check("the next board is inspected", answer.json["overall_result"]["passed"], answer)


def send_all(server, head, size, piece=b"x" * (1 << 20)):
    """How much was taken, and what came back."""
    with socket.create_connection((server.host, server.port), timeout=30) as client:
        sent = client.send(head)
        try:
            while sent < size:
                client.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        try:
            return sent, client.recv(4096)
        except OSError as error:
            return sent, repr(error).encode()


def test_flood(server):
    """A GiB is sent for as long as it is taken."""
    before, times = memory(server), []
    head = b"POST /api/session/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    floods = ((head + b"Content-Length: %d\r\n\r\n" % (1 << 30), b" " * (1 << 20)),
              (head + b"Transfer-Encoding: chunked\r\n\r\n", piece * 16))
    for text, part in floods:
        got = []
        threads = [threading.Thread(target=lambda t=text, p=part: got.append(send_all(server, t, 1 << 30, p))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(5):
            begin = time.monotonic()
            check("somebody else is answered meanwhile", server.ask("GET", "/api/health").status == 200)
            times.append(time.monotonic() - begin)
        for thread in threads:
            thread.join()
        check("8 bodies of a GiB are not taken", all(sent < 64 << 20 for sent, _ in got), [sent for sent, _ in got])
    grown = memory(server) - before
    check("nor kept", grown < 100, f"{grown} MiB more than {before}")
    check("nobody waited", sorted(times)[len(times) // 2] < 1, times)


class Listener:
    def __init__(self, server, headers):
        self.connection = server.connect(timeout=30)
        self.connection.request("GET", "/v1/events", headers=headers)
        self.response = self.connection.getresponse()

    def rest(self):
        """All that comes until the end."""
        try:
            return self.response.read()
        except (OSError, http.client.HTTPException) as error:
            return repr(error).encode()


def test_streams(state):
    """A stream does not outlive what let it begin, be it by another program."""
    secret = tool("token", "add", "mes", "--role", "operator", "--until", "2999-12-31", "--state", state).stdout.strip()
    for name in ("olga", "otto"):
        add_user(state, name, "operator")
    with Server("--state", state) as server:
        session = server.session(make_product(server, "events"))
        server.put(session, "board.png", PICTURE)

        def inspect():
            server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})

        people = {name: Browser(server) for name in ("olga", "otto", "anna")}
        for name, browser in people.items():
            browser.login(name)
        logout = Browser(server)
        logout.login("anna")
        listeners = {name: Listener(server, {"Cookie": browser.cookie}) for name, browser in people.items()}
        listeners["logout"] = Listener(server, {"Cookie": logout.cookie})
        listeners["token"] = Listener(server, {"Authorization": f"Bearer {secret}"})
        check("five listen", [one.response.status for one in listeners.values()] == [200] * 5)
        inspect()
        tool("user", "remove", "olga", "--state", state)
        tool("user", "passwd", "otto", "--state", state, said="another horse\n")
        tool("token", "remove", "mes", "--state", state)
        logout.ask("POST", "/v1/logout")
        inspect()
        for name, why in (("olga", "removed"), ("otto", "given another password"), ("token", "a token that is removed"),
                          ("logout", "logged out")):
            got = listeners[name].rest()
            check(f"who is {why} hears nothing more", got.count(b"event: board") == 1, got[-300:])
        inspect()
        server.stop()
        got = listeners["anna"].rest()
        check("another one of the same user goes on", got.count(b"event: board") == 3, got[-300:])


def test_verifier(state):
    with Server("--state", state) as server:
        make_product(server, "parts")
        path = os.path.join(server.products, "parts", "rois_config_parts.json")
        with open(path, "rb") as file:
            before = file.read()
        anna, vera = Browser(server), Browser(server)
        anna.login()
        vera.login("vera")
        seen = vera.ask("GET", "/v1/products/parts")
        headers = {"If-Match": seen.headers["etag"]}
        for method, target, body in (("PUT", "/v1/products/parts", []), ("PUT", "/v1/products/new", [])):
            answer = vera.ask(method, target, json.loads(before) if target.endswith("parts") else body, **headers)
            check(f"a verifier may not {method} {target}", answer.status == 403 and "engineer" in answer.json["error"], answer)
        with open(path, "rb") as file:
            check("nothing is changed", file.read() == before and os.listdir(server.products) == ["parts"])


def main():
    with Server() as server:
        test_names(server)
        test_smuggling(server)
        test_bombs(server)
        test_flood(server)
    with tempfile.TemporaryDirectory(prefix="aoi-attacks-") as folder:
        state = os.path.join(folder, "state")
        add_user(state, "anna", "admin")
        add_user(state, "vera", "verifier")
        test_names_tls(folder, state)
        test_verifier(state)
        test_streams(state)
    done()


main()
