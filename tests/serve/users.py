#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Users and tokens of aoi serve by its API: added, changed, removed, each by the admin alone and noted; and the audit log page by
page. Speaks TAP."""
import json
import os
import threading

from people import PASSWORD, Browser, audit, tool
from serving import Server, check, done


def post(browser, path, method="POST", **body):
    return browser.ask(method, path, body)


def test_first(server):
    """From the first user on everybody logs in, so he has to be an admin."""
    anybody = Browser(server)
    check("without users there are none", anybody.ask("GET", "/v1/users").json == {"users": []})
    answer = post(anybody, "/v1/users", name="vera", role="verifier", password=PASSWORD)
    check("the first one must be an admin", answer.status == 409 and "admin" in answer.json["error"], answer)
    answer = post(anybody, "/v1/tokens", name="mes", role="admin", until="2999-12-31")
    check("and comes before programs", answer.status == 409 and "admin" in answer.json["error"], answer)
    answer = post(anybody, "/v1/users", name="anna", role="admin", password=PASSWORD)
    check("the first admin", answer.status == 200 and answer.json == {"name": "anna", "role": "admin"}, answer)
    check("guards the station", anybody.ask("GET", "/v1/users").status == 401)
    admin = Browser(server)
    check("and logs in", admin.login().status == 200)
    return admin


def test_users(server, admin):
    answer = post(admin, "/v1/users", name="vera", role="verifier", password=PASSWORD)
    check("a user is added", answer.status == 200, answer)
    vera = Browser(server)
    check("who logs in", vera.login("vera").status == 200)
    check("and is listed", admin.ask("GET", "/v1/users").json["users"] == [{"name": "anna", "role": "admin"}, {"name": "vera", "role": "verifier"}])
    check("but adds nobody", post(vera, "/v1/users", name="eve", role="admin", password=PASSWORD).status == 403)
    answer = post(admin, "/v1/users/vera/role", "PUT", role="engineer")
    check("another role", answer.status == 200 and vera.ask("GET", "/v1/me").json["role"] == "engineer", answer)
    answer = post(admin, "/v1/users/vera/password", "PUT", password="another horse")
    check("another password ends the session", answer.status == 200 and vera.ask("GET", "/v1/me").status == 401, answer)
    check("and is the only one", vera.login("vera").status == 401 and vera.login("vera", "another horse").status == 200)
    answer = post(admin, "/v1/users", name="vera", role="operator", password=PASSWORD)
    check("nobody is added twice", answer.status == 409 and "already" in answer.json["error"], answer)
    check("nor changed by that", vera.ask("GET", "/v1/me").json["role"] == "engineer")
    check("removed", admin.ask("DELETE", "/v1/users/vera").status == 200 and vera.ask("GET", "/v1/me").status == 401)
    for method, path in (("DELETE", "/v1/users/vera"), ("PUT", "/v1/users/vera/role"), ("PUT", "/v1/users/..%2fvera/password"),
                         ("DELETE", "/v1/tokens/vera")):
        answer = admin.ask(method, path, {"role": "admin", "password": PASSWORD})
        check(f"{method} {path}: there is none", answer.status == 404 and "there is no" in answer.json["error"], answer)


def test_bad(admin):
    good = {"name": "carl", "role": "operator", "password": PASSWORD}
    for key, values in (("name", (None, 3, [], "", "../x", "Carl", "a" * 33, "a b", "<b>", "a\n")), ("role", (None, 4, "none", "root", {})),
                        ("password", (None, 1, "short", "x" * 257))):
        for value in values:
            answer = post(admin, "/v1/users", **{**good, key: value})
            check(f"{key} {str(value)[:20]!r} is refused", answer.status == 400 and answer.json["error"].startswith(key + ": "), answer)
    good = {"name": "mes", "role": "operator", "until": "2999-12-31"}
    for until in (None, 2999, "", "tomorrow", "2020-01-01", "2026-02-30"):
        answer = post(admin, "/v1/tokens", **{**good, "until": until})
        check(f"until {until!r} is refused", answer.status == 400 and answer.json["error"].startswith("until: "), answer)
    check("and nobody came of it", len(admin.ask("GET", "/v1/users").json["users"]) == 1 and not admin.ask("GET", "/v1/tokens").json["tokens"])


def test_last_admin(server, admin):
    for method, path, body in (("DELETE", "/v1/users/anna", {}), ("PUT", "/v1/users/anna/role", {"role": "engineer"})):
        answer = admin.ask(method, path, body)
        check(f"{method} {path}: the last admin stays", answer.status == 409 and "admin" in answer.json["error"], answer)
    post(admin, "/v1/users", name="bert", role="admin", password=PASSWORD)
    other = Browser(server)
    other.login("bert")
    answers = []

    def leave(browser, name):
        answers.append(browser.ask("PUT", f"/v1/users/{name}/role", {"role": "operator"}).status)

    threads = [threading.Thread(target=leave, args=pair) for pair in ((admin, "bert"), (other, "anna"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(os.path.join(server.folder, "state", "users.json"), encoding="utf-8") as file:
        admins = [user for user in json.load(file)["users"] if user["role"] == "admin"]
    check("two admins who demote each other leave one", len(admins) == 1 and 200 in answers, (answers, admins))
    left = Browser(server)
    left.login(admins[0]["name"])
    return left


def test_tokens(server, admin):
    answer = post(admin, "/v1/tokens", name="mes", role="operator", until="2999-12-31")
    secret = answer.json.pop("secret")
    check("a token", answer.status == 200 and answer.headers["cache-control"] == "no-store" and answer.json["ended"] is False, answer)
    listed = admin.ask("GET", "/v1/tokens")
    check("is listed without its secret", [token["name"] for token in listed.json["tokens"]] == ["mes"] and secret.encode() not in listed.content, listed)
    bearer = {"Authorization": f"Bearer {secret}"}
    check("lets a program ask", server.ask("GET", "/v1/me", headers=bearer).json["user"] == "token:mes")
    check("no twin", post(admin, "/v1/tokens", name="mes", role="admin", until="2999-12-31").status == 409)
    check("and no more when it is removed", admin.ask("DELETE", "/v1/tokens/mes").status == 200
          and server.ask("GET", "/v1/me", headers=bearer).status == 401)
    with open(os.path.join(server.folder, "state", "users.json"), encoding="utf-8") as file:
        check("its secret is nowhere", secret not in file.read() and secret not in server.said())


def lines(browser, query=""):
    answer = browser.ask("GET", "/v1/audit" + query)
    return [json.loads(line) for line in answer.content.splitlines()]


def test_audit(server, admin):
    noted = audit(os.path.join(server.folder, "state"))
    check("each change is noted, by whom, of whom and to what", {("anna", "POST /v1/users", "vera verifier", "done"), ("anna", "PUT /v1/users/{user}/role", "vera engineer", "done"),
          ("anna", "DELETE /v1/users/{user}", "vera", "done"), ("anna", "DELETE /v1/users/{user}", "anna", "refused: 409")}
          - {(line.get("user"), line["action"], line["object"], line["outcome"]) for line in noted} == set(), noted)
    check("without passwords", PASSWORD not in json.dumps(noted) and "another horse" not in json.dumps(noted))
    check("the newest lines", lines(admin, "?limit=3") == noted[-3:])
    found, before = [], ""
    while page := lines(admin, f"?limit=7{before}"):
        found = page + found
        before = "&before=" + page[0]["time"]
    check("page by page to the first", found == noted, (len(found), len(noted)))
    check("of a user", lines(admin, "?user=vera&limit=1000") == [line for line in noted if line.get("user") == "vera"])
    check("with an action", lines(admin, "?action=/v1/tokens&limit=1000") == [line for line in noted if "/v1/tokens" in line["action"]])
    middle = noted[len(noted) // 2]["time"][:19] + "Z"
    early, late = lines(admin, f"?limit=1000&until={middle}"), lines(admin, f"?limit=1000&since={middle}")
    check("of a time", early + late == noted and late and all(line["time"] >= middle[:19] for line in late), (middle, len(early), len(late), len(noted)))
    for time in ("", "today", "2027-12-31", "2027-12-31T23:00:00", "2027-12-31T23:00:00+02:00"):
        check(f"the time {time!r} is refused", admin.ask("GET", "/v1/audit?since=" + time.replace("+", "%2B")).status == 400
              and admin.ask("GET", "/v1/audit?until=" + time.replace("+", "%2B")).status == 400)
    check("of nobody", not lines(admin, "?user=%22%7B") and not lines(admin, "?before=2020"))
    for limit in ("0", "1001", "x", "-1"):
        check(f"limit {limit} is refused", admin.ask("GET", "/v1/audit?limit=" + limit).status == 400)


def test_open():
    with Server("--open") as server:
        answer = post(Browser(server), "/v1/users", name="anna", role="admin", password=PASSWORD)
        check("a station that is open on purpose gets no users by itself", answer.status == 409 and "--open" in answer.json["error"], answer)


def test_broken(server, admin):
    path = os.path.join(server.folder, "state", "users.json")
    with open(path, encoding="utf-8") as file:
        good = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write("{")
    check("a broken file lets nobody in", admin.ask("GET", "/v1/users").status == 401)
    with open(path, "w", encoding="utf-8") as file:
        file.write(good)
    check("and is not replaced", tool("user", "list", "--state", os.path.dirname(path)).returncode == 0)


def main():
    with Server() as server:
        admin = test_first(server)
        test_users(server, admin)
        test_bad(admin)
        test_tokens(server, admin)
        admin = test_last_admin(server, admin)
        test_audit(server, admin)
        test_broken(server, admin)
    test_open()
    done()


main()
