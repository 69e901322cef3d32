#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Health, readiness, metrics and the document of the own API of aoi serve. Speaks TAP."""
import os
import re

from board import PICTURE, make_product
from serving import Server, check, done

SAMPLE = re.compile(r'^([a-z_]+)(\{([a-z]+)="([^"]*)"\})? ([0-9.e+-]+|NaN)$')


def read_metrics(server):
    """name -> {label: value}, after each line was looked at."""
    answer = server.ask("GET", "/metrics")
    values, types = {}, {}
    bad = [] if answer.content.endswith(b"\n") else ["no newline at the end"]
    for line in answer.content.decode().splitlines():
        words = line.split(" ", 3)
        if line.startswith("# TYPE "):
            types[words[2]] = words[3]
        elif not line.startswith("# HELP "):
            match = SAMPLE.match(line)
            name = match and re.sub("_(bucket|sum|count)$", "", match[1])
            if not match or (name not in types and match[1] not in types):
                bad.append(line)
            else:
                values.setdefault(match[1], {})[match[4] or ""] = float(match[5])
    check("metrics are in text format 0.0.4", answer.headers["content-type"].startswith("text/plain; version=0.0.4")
          and answer.status == 200 and not bad, bad or answer)
    return values, types


def test_watch(server):
    answer = server.ask("GET", "/healthz")
    check("it is alive", answer.status == 200 and answer.json == {"status": "alive"}, answer)
    answer = server.ask("GET", "/readyz")
    check("and ready", answer.status == 200 and answer.json["ready"] is True
          and set(answer.json["parts"].values()) == {"ready"}, answer)
    away = server.shared + "-away"
    os.rename(server.shared, away)
    answer = server.ask("GET", "/readyz")
    check("not without the shared folder, which is named as clients know it", answer.status == 503
          and not answer.json["ready"] and answer.json["parts"]["shared"].startswith("/mnt/")
          and server.folder not in answer.content.decode(), answer)
    os.rename(away, server.shared)
    answer = server.ask("GET", "/readyz")
    check("and again with it", answer.status == 200, answer)


def test_metrics(server):
    values, types = read_metrics(server)
    check("no board yet", values["aoi_boards_total"] == {"pass": 0, "fail": 0, "incomplete": 0}, values)
    good = make_product(server, "good")
    bad = make_product(server, "bad", expected=[250, 250, 250])
    for session, n in ((server.session(good), 3), (server.session(bad), 2)):
        server.put(session, "board.png", PICTURE)
        for _ in range(n):
            server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    values, types = read_metrics(server)
    check("boards are counted by verdict", values["aoi_boards_total"] == {"pass": 3, "fail": 2, "incomplete": 0}, values)
    check("ROIs by status", values["aoi_rois_total"] == {"pass": 3, "fail": 2, "error": 0, "timeout": 0, "skipped": 0}, values)
    for name in ("aoi_inspection_seconds", "aoi_roi_seconds"):
        buckets = list(values[name + "_bucket"].values())
        check(f"{name} is a histogram of all", types[name] == "histogram" and buckets == sorted(buckets)
              and buckets[-1] == values[name + "_count"][""] == 5 and 0 < values[name + "_sum"][""] < 60, values)
    check("sessions are open", values["aoi_sessions"][""] == 2, values)
    check("somebody is connected", values["aoi_http_connections"][""] >= 1, values)
    check("workers are there", values["aoi_pool_workers"][""] >= 1, values)
    before = values["aoi_http_requests_total"]
    server.ask("GET", "/nosuch")
    server.ask("GET", "/healthz")
    after = read_metrics(server)[0]["aoi_http_requests_total"]
    check("requests are counted by class", after["4xx"] == before["4xx"] + 1 and after["2xx"] == before["2xx"] + 2, (before, after))


def find_references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            elif key != "Result":  # has an $id, and references of its own
                yield from find_references(value)
    elif isinstance(node, list):
        for value in node:
            yield from find_references(value)


def test_document(server):
    answer = server.ask("GET", "/v1/openapi.json")
    document = answer.json
    check("the document is OpenAPI 3.1", answer.status == 200 and document["openapi"] == "3.1.0"
          and document["info"]["title"] and document["info"]["version"], answer)
    schemas = document["components"]["schemas"]
    wrong = [name for name in find_references(document)
             if not name.startswith("#/components/schemas/") or name.rsplit("/", 1)[1] not in schemas]
    check("what it refers to is in it", not wrong, wrong)
    try:
        import jsonschema
        for schema in schemas.values():
            jsonschema.Draft202012Validator.check_schema(schema)
        check("its schemas are schemas", True)
    except jsonschema.SchemaError as error:
        check("its schemas are schemas", False, error)
    seen, wrong = set(), []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            named = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            if (not operation["summary"] or operation["operationId"] in seen or not operation["tags"]
                    or "200" not in operation["responses"] or "default" not in operation["responses"]
                    or named != set(re.findall(r"\{(\w+)\}", path))
                    or ("requestBody" in operation and method not in ("post", "put"))):
                wrong.append((method, path))
            seen.add(operation["operationId"])
    check("each endpoint is described, and has a name of its own", not wrong and len(seen) >= 4, wrong)
    wrong = []
    for path, operations in document["paths"].items():
        real = re.sub(r"\{(\w+)\}", lambda name: "1", path)
        allowed = server.ask("OPTIONS", real).headers.get("allow", "")
        wrong += [(method, path) for method in operations if method.upper() not in allowed]
    check("and is there", not wrong, wrong)
    open_paths = {path for path, operations in document["paths"].items()
                  for operation in operations.values() if operation.get("security") == []}
    check("what needs no login is said", open_paths == {"/healthz", "/readyz", "/v1/login"}, open_paths)
    wrong = [path for path, operations in document["paths"].items() for operation in operations.values()
             if path not in open_paths and "Needs the role" not in operation["description"]]
    check("and of all else, what role it needs", not wrong, wrong)


with Server() as one:
    test_watch(one)
    test_metrics(one)
    test_document(one)
done()
