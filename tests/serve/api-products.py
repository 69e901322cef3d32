#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Products by the own API of aoi serve: read, checked, saved, with their history. Speaks TAP."""
import base64
import json
import os
import threading

from board import PICTURE, RED, color_roi, make_product
from golden_support import compare_roi, drawn, paste, teach
from serving import Server, check, done


def read(server, name="p"):
    answer = server.ask("GET", f"/v1/products/{name}")
    return answer, answer.headers.get("etag")


def put(server, rois, tag=None, name="p", **headers):
    raw = rois if isinstance(rois, bytes) else json.dumps(rois).encode()
    if tag:
        headers["If-Match"] = tag
    return server.ask("PUT", f"/v1/products/{name}", raw=raw, headers=headers)


def inspect(server, session):
    server.put(session, "board.png", PICTURE)
    answer = server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    return answer.json["overall_result"]["passed"]


def test_read(server):
    text = json.dumps({"description": "one square", "rois": [color_roi(expected=RED)], "unknown": [1, 2]}, indent=1)
    make_product(server, "p")
    with open(os.path.join(server.products, "p", "rois_config_p.json"), "w", encoding="utf-8") as file:
        file.write(text)
    answer, tag = read(server)
    check("the file is read as it is, with its revision", answer.content == text.encode() and len(tag) == 66, answer)
    answer = server.ask("GET", "/v1/products")
    check("and listed", answer.json == {"products": [
        {"name": "p", "description": "one square", "revision": tag.strip('"')}]}, answer)
    for path, status in (("nosuch", 404), ("%2e%2e%2fup", 400), ("a%2fb", 400), (".hidden", 400)):
        answer = server.ask("GET", "/v1/products/" + path)
        check(f"{path} is {status}, and named", answer.status == status and answer.json["error"].startswith("product: "), answer)


def test_check(server):
    def ask(rois, name="p"):
        raw = rois if isinstance(rois, bytes) else json.dumps(rois).encode()
        return server.ask("POST", f"/v1/products/{name}/check", raw=raw)

    before = read(server)[1]
    answer = ask([color_roi()])
    check("a good product has no problems", answer.json == {"loads": True, "problems": [], "more": 0}, answer)
    answer = ask([color_roi(1, coords=[9, 9, 5, 5]), color_roi(1), color_roi(3, rotation=45)])
    errors = answer.json["problems"]
    check("errors say where they are", not answer.json["loads"] and len(errors) == 4
          and all(e["severity"] == "error" and e["file"] == "rois_config_p.json" and e["message"] for e in errors)
          and errors[0]["path"] == "rois[0].coords" and any("rotation" in e["path"] for e in errors), answer)
    answer = ask([color_roi(1, colour_tolerance=3)])
    warnings = answer.json["problems"]
    check("unknown keys are warnings", answer.json["loads"] and [w["severity"] for w in warnings] == ["warning"]
          and "colour_tolerance" in (warnings[0]["path"] or "") + warnings[0]["message"], answer)
    answer = ask(b'[{"idx":1,')
    check("no JSON is an error of the file", not answer.json["loads"] and answer.json["problems"][0]["path"] is None
          and "aoi-trial" not in answer.content.decode(), answer)
    answer = ask(b"\xff\xfe")
    check("no text is 400", answer.status == 400, answer)
    answer = ask([color_roi()], "not-there-yet")
    check("a product that is not there can be checked", answer.json["loads"]
          and not os.path.exists(os.path.join(server.products, "not-there-yet")), answer)
    check("nothing was saved", read(server)[1] == before)


def test_save(server):
    session = server.session("p")
    check("the board passes", inspect(server, session))
    _, tag = read(server)
    answer = put(server, [color_roi()])
    check("without a condition it is 428", answer.status == 428 and "If-Match" in answer.json["error"], answer)
    answer = put(server, [color_roi()], '"0123"')
    check("with another it is 412, and says what is there", answer.status == 412
          and answer.json["revision"] == tag.strip('"'), answer)
    answer = put(server, [color_roi(coords=[5, 5, 1, 1])], tag)
    check("what does not load is 400, with its problems", answer.status == 400 and answer.json["problems"]
          and "coords" in answer.json["error"], answer)
    check("and nothing was changed", read(server)[1] == tag)
    odd = b'[\n  {"idx":1,"type":"color","coords":[20,20,44,44],"color_match":"tolerance",\n   "expected_color":[0,0,250],"my own":"key"}\n]\n'
    answer = put(server, odd, tag)
    new = answer.headers["etag"]
    check("a save answers the new revision", answer.status == 200 and new == f'"{answer.json["revision"]}"' and new != tag, answer)
    check("and keeps the text byte by byte, unknown keys too", read(server)[0].content == odd and read(server)[1] == new)
    check("the next inspection uses it", not inspect(server, session))
    answer = put(server, [color_roi()], tag)
    check("the old revision does not save any more", answer.status == 412, answer)
    statuses = []
    threads = [threading.Thread(target=lambda i=i: statuses.append(
        put(server, [color_roi(notes=str(i))], new).status)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("of six who save at once one does", sorted(statuses) == [200] + [412] * 5, statuses)


def test_create(server):
    none = {"If-None-Match": "*"}
    answer = put(server, [color_roi()], name="new_one", **none)
    check("a new product is made", answer.status == 200 and read(server, "new_one")[0].status == 200, answer)
    answer = put(server, [color_roi()], name="new_one", **none)
    check("once", answer.status == 412, answer)
    answer = put(server, [color_roi()], name="new%20two", **none)
    check("under a plain name", answer.status == 400 and "new two" in answer.json["error"], answer)
    answer = put(server, [color_roi()], '"0123"', name="new_three")
    check("not where one was expected", answer.status == 412 and answer.json["revision"] is None, answer)
    check("and no folder is left", sorted(os.listdir(server.products)) == ["new_one", "p"], os.listdir(server.products))


def test_history(server):
    name = make_product(server, "h")
    first, tag = read(server, name)
    answer = put(server, [color_roi(), color_roi(2, color_tolerance=20)], tag, name + "?note=second%20square")
    second = answer.headers["etag"]
    answer = server.ask("POST", f"/api/products/{name}/rois",
                        {"rois": [color_roi(1, color_tolerance=30, focus=305, exposure=3000)]})
    check("the old API saves", answer.status == 200, answer)
    third = read(server, name)[1]
    path = os.path.join(server.products, name, f"rois_config_{name}.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump([color_roi(1, color_tolerance=31)], file)
    fourth = read(server, name)[1]
    answer = server.ask("GET", f"/v1/products/{name}/history")
    past = answer.json["revisions"]
    check("the history has all, the newest first, by whomever", [f'"{p["revision"]}"' for p in past] == [fourth, third, second, tag], answer)
    check("with who and why, as far as known", past[2]["note"] == "second square" and past[2]["person"]
          and past[0]["person"] is None and past[3]["person"] is None, answer)
    check("what changed: an ROI was added", past[2]["changes"] == [{"roi": 2, "change": "added"}], past[2])
    changed = {c["roi"]: c for c in past[1]["changes"]}
    check("one removed, one changed", changed[2]["change"] == "removed" and 30 in changed[1]["keys"]["color_tolerance"], past[1])
    check("by hand, too", past[0]["changes"][0]["keys"]["color_tolerance"] == [30, 31] and past[3]["changes"] is None, past)
    answer = server.ask("GET", f"/v1/products/{name}/history?limit=2")
    check("limit limits", [p["revision"] for p in answer.json["revisions"]] == [p["revision"] for p in past[:2]]
          and answer.json["revisions"][1]["changes"] == past[1]["changes"], answer)
    for limit in ("0", "x", "-1", "100000"):
        answer = server.ask("GET", f"/v1/products/{name}/history?limit={limit}")
        check(f"limit {limit} is 400", answer.status == 400 and answer.json["error"].startswith(f'limit: "{limit}"'), answer)
    old = tag.strip('"')
    restore = f"/v1/products/{name}/restore"
    answer = server.ask("GET", f"/v1/products/{name}/history/{old}")
    check("an old text is read", answer.content == first.content and answer.headers["etag"] == tag, answer)
    check("restoring takes a condition", server.ask("POST", restore, {"revision": old}).status == 428)
    answer = server.ask("POST", restore, {"revision": "0" * 64}, {"If-Match": fourth})
    check("what is not there is 404", answer.status == 404 and "revision" in answer.json["error"], answer)
    answer = server.ask("POST", restore, {"revision": old}, {"If-Match": fourth})
    check("the first one is back, byte by byte", answer.status == 200 and read(server, name)[0].content == first.content, answer)
    past = server.ask("GET", f"/v1/products/{name}/history").json["revisions"]
    check("nothing is lost by that", [f'"{p["revision"]}"' for p in past] == [tag, fourth, third, second, tag]
          and past[0]["note"].startswith("restored "), past)


def try_it(server, name="p", query="", **parts):
    mark = "x-mark-x"
    raw = b"".join(f'--{mark}\r\nContent-Disposition: form-data; name="{key}"; filename="{key}"\r\n\r\n'.encode()
                   + value + b"\r\n" for key, value in parts.items()) + f"--{mark}--\r\n".encode()
    return server.ask("POST", f"/v1/products/{name}/try{query}", raw=raw,
                      headers={"Content-Type": f"multipart/form-data; boundary={mark}"})


def test_try(server):
    name = make_product(server, "t")
    before = read(server, name)[1]
    rois = [color_roi(), color_roi(2, expected=[0, 0, 250])]
    answer = try_it(server, name, product=json.dumps(rois).encode(), picture=PICTURE)
    result = answer.json["result"]
    found = {roi["roi_id"]: roi for roi in result["roi_results"]}
    check("a product that is not saved inspects a picture", answer.json["loads"] and not result["overall_result"]["passed"]
          and found[1]["passed"] and not found[2]["passed"], answer)
    check("each ROI says why, and how long it took", found[2]["aoi"]["reason"]
          and all(any(key.endswith("_ms") for key in roi["aoi"]) for roi in found.values()), found)
    answer = try_it(server, name, picture=PICTURE)
    check("without a product it is the saved one", answer.json["result"]["overall_result"] == {
        "passed": True, "total_rois": 1, "passed_rois": 1, "failed_rois": 0}, answer)
    answer = try_it(server, name, product=b'[{"idx":0}]', picture=PICTURE)
    check("what does not load says why", answer.status == 200 and answer.json["result"] is None and answer.json["problems"], answer)
    make_product(server, "compared", rois=[compare_roi()])
    teach(server, "compared", drawn(1))
    answer = try_it(server, "compared", "?evidence=true", picture=paste(drawn(2)))
    evidence = answer.json["evidence"]
    goldens = server.ask("GET", "/v1/products/compared/rois/2/goldens").json["goldens"]
    check("what a comparison saw that failed is there for people", [one["roi"] for one in evidence] == [2] and evidence[0]["golden"] == goldens[0]["name"]
          and base64.b64decode(evidence[0]["view"])[:2] == b"\xff\xd8" and base64.b64decode(evidence[0]["map"])[1:4] == b"PNG", answer)
    passing, unasked = (try_it(server, "compared", query, picture=paste(drawn(seed))).json for query, seed in (("?evidence=true", 1), ("", 2)))
    check("not of what passed, nor unasked", passing["evidence"] == [] and passing["result"]["overall_result"]["passed"] and "evidence" not in unasked,
          (passing, unasked))
    for parts, field in (({"product": b"[]"}, "picture"), ({"picture": PICTURE[:200]}, "picture"),
                         ({"product": b"\xff", "picture": PICTURE}, "product")):
        answer = try_it(server, name, **parts)
        check(f"a wrong {field} is 400 and named", answer.status == 400 and answer.json["error"].startswith(field + ": "), answer)
    frame = server.ask("POST", "/v1/frames", raw=PICTURE).json["id"].encode()
    answer = try_it(server, name, product=json.dumps(rois).encode(), frame_id=frame)
    check("of a frame that is kept the verdicts are the same", [(roi["roi_id"], roi["passed"], roi["aoi"]["reason"])
          for roi in answer.json["result"]["roi_results"]] == [(roi["roi_id"], roi["passed"], roi["aoi"]["reason"])
                                                               for roi in result["roi_results"]], answer)
    for parts, status, words in (({"frame_id": b"none"}, 404, "frame_id: "), ({"frame_id": b"last"}, 404, "frame_id: "),
                                 ({"frame_id": b"\xff"}, 400, "frame_id: "), ({"frame_id": frame, "picture": PICTURE}, 400, "picture: ")):
        answer = try_it(server, name, **parts)
        check(f"{str(parts)[:30]} is {status}", answer.status == status and answer.json["error"].startswith(words), answer)
    check("nothing was saved or counted", read(server, name)[1] == before
          and b'aoi_boards_total{verdict="incomplete"} 0' in server.ask("GET", "/metrics").content)


with Server() as one:
    test_read(one)
    test_check(one)
    test_save(one)
    test_create(one)
    test_history(one)
    test_try(one)
done()
