#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may do what at aoi serve: users, tokens, forged requests, the old API, TLS, the audit log. Speaks TAP."""
import http.client
import os
import pty
import re
import socket
import ssl
import subprocess
import tempfile

from people import PASSWORD, Browser, add_user, audit, make_certificate, tool
from serving import MOUNT, TOOL, Server, check, done

COOKIE = "; Path=/; HttpOnly; SameSite=Strict"


def test_terminal(folder):
    """Nothing of a password is shown, and the terminal is as before."""
    state = os.path.join(folder, "terminal")
    leader, follower = pty.openpty()
    with subprocess.Popen([TOOL, "serve", "user", "add", "anna", "--role", "admin", "--state", state],
                          stdin=follower, stdout=follower, stderr=follower) as process:
        os.close(follower)
        said = b""
        for prompt in (b"anna: ", b"Again: "):
            while not said.endswith(prompt):
                said += os.read(leader, 1024)
            os.write(leader, PASSWORD.encode() + b"\n")
        try:
            while part := os.read(leader, 1024):
                said += part
        except OSError:
            pass
    os.close(leader)
    check("a password is asked for twice, and not shown", process.returncode == 0 and PASSWORD.encode() not in said, said)
    with open(os.path.join(state, "users.json"), encoding="utf-8") as file:
        check("and kept as a hash", PASSWORD not in file.read())
    for name, words, part in (
            ("on the command line", ["user", "add", "bert", "--role", "admin", "--password", "x"], "Unknown option"),
            ("that is short", ["user", "add", "bert", "--role", "admin"], "at least 8"),
            ("for a hostile name", ["user", "add", "../bert", "--role", "admin"], "a name begins with")):
        process = tool(*words, "--state", state, said="short\n" if "short" in name else PASSWORD + "\n")
        check(f"no password {name}", process.returncode == 2 and part in process.stderr, process.stderr)


def test_open_machine():
    """On this machine, without users: no login, but no page of elsewhere either."""
    with Server() as server:
        answer = server.ask("GET", "/v1/me")
        check("without users this machine may do everything", answer.json == {"guarded": False, "user": None, "role": "admin"}, answer)
        check("which is said", "no users" in server.said(), server.said())
        answer = server.ask("GET", "/v1/audit", headers={"Host": f"evil.example:{server.port}", "Accept-Language": "en"})
        check("a name that was made to mean this machine is refused", answer.status == 403, answer)
        for name in ("X-Forwarded-For", "Forwarded", "Via"):
            statuses = [server.ask("GET", path, headers={name: "198.51.100.7"}).status for path in ("/v1/me", "/api/products")]
            check(f"what came through a proxy, as {name} says, is not this machine's", statuses == [403, 403], statuses)
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{server.port + 1}"):
            for path in ("/api/products/create", "/v1/login", "/v1/logout"):
                answer = server.ask("POST", path, {"product_name": "x"}, headers={"Origin": origin})
                check(f"a page of {origin} may not POST {path}", answer.status == 403, answer)
        check("and nothing came of it", os.listdir(server.products) == [])
        server.ask("POST", "/api/products/create", {"product_name": "parts"})
        server.ask("POST", "/api/products/create", {"product_name": "a\n\x1b[2J\u202e"})
        state = os.path.join(server.folder, "state")
        lines = audit(state)
        check("what the old API changes is noted as unguarded", len(lines) == 2 and lines[0]["unguarded"] is True
              and lines[0]["address"] == "127.0.0.1" and lines[0]["object"] == "parts" and lines[0]["outcome"] == "done", lines)
        check("and so is what was refused, on one line", "refused" in lines[1]["outcome"] and "<1B>" in lines[1]["object"], lines)
        add_user(state, "anna", "admin")
        check("the first user guards a station that runs", server.ask("GET", "/v1/me").status == 401)
        answers = [server.ask("GET", path) for path in ("/v1/me", "/no", "/api/health")]
        answers.append(server.ask("POST", "/api/products/create", raw=b" " * (2 << 20), headers={"Origin": "http://evil.example"}))
        statuses = [answer.status for answer in answers]
        check("whatever is answered", statuses == [401, 404, 200, 403], statuses)
        for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
            check(f"all answers have {name}", all(name in answer.headers for answer in answers))
        check("no page's scripts are let in", all(answer.headers["content-security-policy"]
                                                  == "default-src 'none'; frame-ancestors 'none'" for answer in answers))


def test_login(state):
    with Server("--state", state) as server:
        browser = Browser(server, "aoi-session=" + "0" * 64)
        answer = browser.login()
        check("login", answer.status == 200 and answer.json["role"] == "admin", answer)
        check("a cookie that scripts cannot read", answer.headers["set-cookie"].endswith(COOKIE), answer.headers)
        check("a planted id is not taken over", browser.cookie != "aoi-session=" + "0" * 64)
        planted = Browser(server, "aoi-session=" + "0" * 64)
        check("and is worth nothing", planted.ask("GET", "/v1/me").status == 401)
        first = Browser(server, browser.cookie)
        browser.login()
        check("a second login ends the first", first.ask("GET", "/v1/me").status == 401)
        forged = Browser(server, browser.cookie)
        check("a forged request is refused", forged.ask("POST", "/v1/logout").status == 403)
        check("and the session goes on", browser.ask("GET", "/v1/me").json["user"] == "anna")
        verifier = Browser(server)
        verifier.login("vera")
        answer = verifier.ask("GET", "/v1/audit")
        check("a verifier is no admin", answer.status == 403 and "admin" in answer.json["error"], answer)
        answer = browser.ask("GET", "/v1/audit")
        check("an admin reads the audit log", answer.status == 200 and b"vera (verifier)" in answer.content, answer)
        tool("user", "remove", "vera", "--state", state)
        check("who is removed is logged out", verifier.ask("GET", "/v1/me").status == 401)
        check("logout", browser.ask("POST", "/v1/logout").status == 200 and browser.ask("GET", "/v1/me").status == 401)
        check("and its id is worth nothing", Browser(server, first.cookie).ask("GET", "/v1/me").status == 401)
        for body in ({}, {"name": 1, "password": []}, {"name": "anna"}):
            check(f"{body} is no login", Browser(server).ask("POST", "/v1/login", body).status == 400)
        answer = server.ask("POST", "/v1/login", raw=b"name=anna&password=x", headers={"Content-Type": "text/plain"})
        check("nor is a form of elsewhere", answer.status == 415, answer)


def test_every_route(state):
    """Whatever the document lists, now or later: who is not known gets nowhere, a verifier no further than he may."""
    with Server("--state", state) as server:
        verifier = Browser(server)
        verifier.login("vera")
        forged = Browser(server, verifier.cookie)
        document = verifier.ask("GET", "/v1/openapi.json").json
        unknown, beyond, forgeries, n = [], [], [], 0
        for path, operations in document["paths"].items():
            path = re.sub(r"\{\w+\}", "1", path)
            for method, operation in operations.items():
                if operation.get("security") == []:
                    continue
                n += 1
                method, role = method.upper(), operation["description"].split()[-1]
                if server.ask(method, path).status != 401:
                    unknown.append((method, path))
                if role in ("engineer", "admin") and verifier.ask(method, path).status != 403:
                    beyond.append((method, path))
                if method != "GET" and forged.ask(method, path).status != 403:
                    forgeries.append((method, path))
        check(f"{n} routes need a login", n > 3 and not unknown, unknown)
        check("a verifier does nothing that an engineer may", not beyond, beyond)
        check("nothing is changed by a forged request", not forgeries, forgeries)
        check("and the session goes on", verifier.ask("GET", "/v1/me").status == 200)


def test_brute_force(state):
    with Server("--state", state) as server:
        statuses = []
        # One more is allowed every ten seconds, which a slow machine may take for those that are allowed at once.
        while 429 not in statuses and len(statuses) < 40:
            answer = Browser(server).login("anna", f"wrong password {len(statuses)}")
            statuses.append(answer.status)
        check("ten wrong passwords, and then no more", len(statuses) > 10 and statuses == [401] * (len(statuses) - 1) + [429], statuses)
        check("it is said how long to wait", 0 < int(answer.headers["retry-after"]) <= 10, answer.headers)
        check("not even the right one", Browser(server).login().status == 429)
        check("others go on", server.ask("GET", "/api/products").status == 200)


def test_tokens(state):
    good = tool("token", "add", "mes", "--role", "operator", "--until", "2999-12-31", "--state", state).stdout.strip()
    with Server("--state", state) as server:
        def ask(secret, path="/v1/me"):
            return server.ask("GET", path, headers={"Authorization": f"Bearer {secret}"})
        answer = ask(good)
        check("a token", answer.status == 200 and answer.json["user"] == "token:mes", answer)
        check("has a role", ask(good, "/v1/audit").status == 403)
        for path in ("/metrics", "/v1/openapi.json"):
            statuses = (server.ask("GET", path).status, ask(good, path).status)
            check(f"{path} is for who is known", statuses == (401, 200), statuses)
        for path in ("/healthz", "/readyz"):
            check(f"{path} is for anybody", server.ask("GET", path).status == 200)
        for name, secret in (("another", "0" * 64), ("half a", good[:32]), ("no", "")):
            answer = ask(secret)
            check(f"{name} token is refused", answer.status == 401 and answer.headers["www-authenticate"] == "Bearer", answer)
        answer = server.ask("POST", "/v1/logout", headers={"Authorization": f"Bearer {good}"})
        check("a program needs no token against forged requests", answer.status == 200, answer)
        tool("token", "remove", "mes", "--state", state)
        check("a token that is removed is refused", ask(good).status == 401)


def test_old_api(state):
    change, see = ("POST", "/api/products/create", {"product_name": "parts"}), ("GET", "/api/products")
    for options, sees, changes in ((["--old-api", "full"], 200, 200), (["--old-api", "inspect"], 200, 403),
                                   (["--old-api", "off"], 403, 403), (["--allow", "192.0.2.0/24"], 403, 403),
                                   (["--allow", "192.0.2.0/24", "--allow", "127.0.0.1"], 200, 200)):
        with Server("--state", state, *options) as server:
            answer = server.ask(*see)
            check(f"{options}: seeing is {sees}", answer.status == sees, answer)
            answer = server.ask(*change)
            check(f"{options}: a change is {changes}", answer.status // 100 == changes // 100, answer)
            if changes == 403:
                check(f"{options}: it is said what to do", "start" in answer.json["error"], answer)
                check(f"{options}: nothing is changed", os.listdir(server.products) == [])
            check(f"{options}: the station is alive for its launchers", server.ask("GET", "/api/health").status == 200)


def test_details(state):
    """An auditor learns who has changed what to what, and no secret."""
    add_user(state, "emil", "engineer")
    with Server("--state", state) as server:
        wrong = Browser(server)
        wrong.login("emil", "guessed word")
        emil = Browser(server)
        emil.login("emil")
        roi = {"idx": 1, "type": 4, "coords": [0, 0, 9, 9], "device_location": 1, "expected_color": [1, 2, 3], "password": "hush"}
        first = emil.ask("PUT", "/v1/products/parts", [roi], **{"If-None-Match": "*"})
        second = emil.ask("PUT", "/v1/products/parts", [{**roi, "expected_color": [1, 2, 4], "password": "hush hush"}],
                          **{"If-Match": first.headers["etag"]})
        check("products are saved", first.status == second.status == 200, (first, second))
        server.ask("POST", "/api/products/parts/rois", {"rois": [{**roi, "expected_color": [9, 9, 9]}]})
        old = emil.ask("GET", "/v1/products/parts").headers["etag"].strip('"')
        logins = [(line["user"], line["object"], line["outcome"]) for line in audit(state) if line["action"] == "POST /v1/login"]
        check("who logs in is noted, and who fails", logins[-2:] == [("emil", "emil", "refused: 401"), ("emil", "emil", "done")], logins)
        lines = [line for line in audit(state) if line.get("object") == "parts"][-3:]
        revisions = [answer.json["revision"] for answer in (first, second)] + [old]
        check("a product's revision, before and after", [line["details"]["revision"] for line in lines]
              == [{"from": before, "to": after} for before, after in zip([None, *revisions], revisions)], lines)
        check("which ROIs were changed to what", lines[0]["details"]["changes"] == [{"roi": 1, "change": "added"}]
              and lines[1]["details"]["changes"][0]["keys"]["expected_color"] == [[1, 2, 3], [1, 2, 4]], lines)
        with open(os.path.join(state, "audit.ndjson"), encoding="utf-8") as file:
            text = file.read()
        check("no secret is kept", all(word not in text for word in ("hush", PASSWORD, "guessed word")))


def test_beyond(state, folder):
    """Where others can connect."""
    process = subprocess.run(
        [TOOL, "serve", "--listen", "0.0.0.0:0", "--products", folder, "--shared", folder, "--mount", MOUNT,
         "--state", os.path.join(folder, "nobody")], capture_output=True, text=True, check=False, timeout=60)
    check("without an admin a station is for this machine only",
          process.returncode == 2 and "aoi serve user add" in process.stderr, process.stderr)
    with Server("--listen", "0.0.0.0:0", "--open") as server:
        check("unless that is meant, which is said", "--open" in server.said(), server.said())
        check("the old API only inspects", server.ask("POST", "/api/products/create", {"product_name": "x"}).status == 403)
    with Server("--listen", "0.0.0.0:0", "--state", state) as server:
        check("with one it listens", server.ask("GET", "/v1/me").status == 401)


def test_file(state, folder):
    """What STATION.ini says counts, unless the command line says otherwise; what it cannot say is refused by name."""
    path = os.path.join(folder, "station.ini")

    def write(text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    write("[safety]\nstate=state\nold-api=inspect\nallow=127.0.0.1;192.0.2.0/24\norigin=http://server:5000\nopen=false\n")
    with Server("--state", state, path) as server:
        check("old-api of a file counts", server.ask("POST", "/api/products/create", {"product_name": "x"}).status == 403)
        answer = server.ask("GET", "/api/products", headers={"Origin": "http://server:5000"})
        check("and so does an origin", answer.status == 200, answer)
    with Server("--state", state, "--allow", "192.0.2.1", path) as server:
        check("the command line's networks count", server.ask("GET", "/api/products").status == 403)
    for text, part in (("[safety]\npassword=x\n", 'no key "password"'), ("[safety]\nopen=maybe\n", "true or false"),
                       ("[safety]\nold-api=all\n", "full, inspect or off"), ("[safety]\nallow=10.0.0.1/8\n", "10.0.0.1/8"),
                       ("[safety]\norigin=station\n", "'station'"), ("[safety]\nopen=true\n", "--open"),
                       ("[safety]\nkey=k\n", "both")):
        process = tool("--listen", "127.0.0.1:0", "--products", folder, "--shared", folder, "--state", state, write(text))
        check(f"{text!r} is refused", process.returncode == 2 and part in process.stderr, process.stderr)


def test_unwritten(folder):
    """What could not be noted is not done."""
    with Server("--state", os.path.join(folder, "unwritten")) as server:
        path = os.path.join(folder, "unwritten", "audit.ndjson")
        os.mkdir(path)
        answer = server.ask("POST", "/api/products/create", {"product_name": "parts"})
        check("without an audit log nothing is changed", answer.status == 503 and os.listdir(server.products) == [], answer)
        check("which the log of the station says", "audit.ndjson" in server.said(), server.said())
        check("what changes nothing goes on", server.ask("GET", "/api/products").status == 200)
        os.rmdir(path)
        answer = server.ask("POST", "/api/products/create", {"product_name": "parts"})
        check("with one again it is", answer.status == 200 and len(audit(os.path.dirname(path))) == 1, answer)


def receive(client):
    """The beginning of what comes; nothing if the connection ends, however."""
    try:
        return client.recv(4096)
    except ConnectionError:
        return b""


def test_tls(state, folder):
    certificate, key = make_certificate(folder)
    with Server("--state", state, "--certificate", certificate, "--key", key) as server:
        context = ssl.create_default_context(cafile=certificate)
        server.connect = lambda timeout=60: http.client.HTTPSConnection(
            server.host, server.port, timeout=timeout, context=context)
        check("it says that it is https", server.base.startswith("https://127.0.0.1:"), server.base)
        # Who begins no handshake keeps nobody out.
        idle = [socket.create_connection((server.host, server.port), timeout=10) for _ in range(20)]
        browser = Browser(server)
        answer = browser.login()
        check("the cookie is for TLS only", answer.status == 200 and answer.headers["set-cookie"].startswith("__Host-")
              and "; Secure" in answer.headers["set-cookie"], answer.headers)
        check("several requests on one connection", len({browser.ask("GET", "/v1/me").status for _ in range(3)}) == 1)
        answer = server.ask("POST", "/api/products/create", raw=b" " * (2 << 20), headers={"Content-Type": "application/json"})
        check("a body that is too long is 413, and the answer arrives", answer.status == 413, answer)
        with socket.create_connection((server.host, server.port), timeout=10) as plain:
            plain.sendall(b"GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n")
            got = receive(plain)
            check("nothing is answered without TLS", not got.startswith(b"HTTP"), got)
        if "AOI_TEST_LONG" in os.environ:
            idle[0].settimeout(60)
            check("who begins no handshake is disconnected in the end", receive(idle[0]) == b"")
        for client in idle:
            client.close()
    for words, part in ((["--certificate", certificate], "both"), (["--certificate", certificate, "--key", certificate], "station.crt")):
        process = tool("--listen", "127.0.0.1:0", "--products", folder, "--shared", folder, "--state", state, *words)
        check(f"{len(words) // 2} of the files is refused", process.returncode == 2 and part in process.stderr, process.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix="aoi-safety-") as folder:
        state = os.path.join(folder, "state")
        test_terminal(folder)
        add_user(state, "anna", "admin")
        add_user(state, "vera", "verifier")
        test_open_machine()
        test_every_route(state)
        test_login(state)
        test_brute_force(state)
        test_tokens(state)
        test_old_api(state)
        test_details(state)
        test_beyond(state, folder)
        test_file(state, folder)
        test_unwritten(folder)
        test_tls(state, folder)
    done()


main()
