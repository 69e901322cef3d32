#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests/service.sh asks of a station, and what must come of it.

service_report.py prepare FOLDER: writes a product and its picture. service_report.py ask FOLDER: asks; ends with 1 if anything is
otherwise.
"""
import base64
import json
import os
import sys
import time
import urllib.error
import urllib.request

import cv2
import numpy as np

TEXT = "LOT 4711"
SECONDS = 60

# What an inspector of tests/rogue does in a bright view, and what is said of it.
ACTS = {"": None, "abort": "the rogue decoder ended by signal 6", "crash": "the rogue decoder ended by signal 11",
        "open": "open: Permission denied", "create": "create: Permission denied",
        "memory": "the rogue decoder ended by signal 5"}
FORBIDDEN = "the rogue decoder asked the system for what its jail forbids (signal 31)"
ACTS.update({act: FORBIDDEN for act in ("socket", "fork", "exec", "ptrace", "kill")})

# Lines of /proc/PID/status of each decoder.
STATUS = {"CapEff": "0000000000000000", "NoNewPrivs": "1", "Seccomp": "2"}


def prepare(folder):
    product = os.path.join(folder, "products", "parts")
    os.makedirs(product)
    picture = np.full((120, 400), 255, np.uint8)
    cv2.putText(picture, TEXT, (20, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 3)
    rois = [{"idx": 1, "type": 3, "coords": [5, 20, 300, 90], "expected_text": TEXT}]
    rois += [{"idx": 2 + i, "type": "rogue", "coords": [20 * i, 100, 20 * i + 16, 116], "act": act}
             for i, act in enumerate(ACTS)]
    with open(os.path.join(product, "rois_config_parts.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)
    cv2.imwrite(os.path.join(folder, "board.png"), picture)


class Station:
    def __init__(self, folder):
        end = time.monotonic() + SECONDS
        self.address = None
        while self.address is None and time.monotonic() < end:
            time.sleep(0.1)
            with open(os.path.join(folder, "said"), encoding="utf-8") as file:
                self.address = next((line.split()[-1] for line in file if line.startswith("listening on ")), None)

    def ask(self, path, body=None):
        request = urllib.request.Request(self.address + path, None if body is None else json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.read().decode()

    def inspect(self, session, picture):
        """The status, and the ROIs' results."""
        try:
            answer = self.ask(f"/api/session/{session}/inspect", {"image": base64.b64encode(picture).decode()})
        except urllib.error.HTTPError as error:
            return error.code, []
        return 200, json.loads(answer)["roi_results"]


def check(name, found, expected):
    print(f"service {name}: {found}" + ("" if found == expected else f" INSTEAD OF {expected}"), flush=True)
    return found == expected


def find_helpers():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        if status["Name"] == "aoi-helper":
            yield status


def check_helpers(folder):
    helpers = list(find_helpers())
    good = check("helpers run", len(helpers) > 0, True)
    with open(os.path.join(folder, "said"), encoding="utf-8") as file:
        good &= check("what their jails lack", [line for line in file if "not whole" in line], [])
    for status in helpers:
        good &= check("a helper's user", status["Uid"].split("\t")[0] != "0", True)
        good &= check("a helper's jail", {key: status[key] for key in STATUS}, STATUS)
    return good


def ask(folder):
    station = Station(folder)
    session = json.loads(station.ask("/api/session/create", {"product_name": "parts"}))["session_id"]
    with open(os.path.join(folder, "board.png"), "rb") as file:
        picture = file.read()
    status, rois = station.inspect(session, picture)
    good = check("status", status, 200) and check("text", rois[0]["passed"], True)
    for act, roi in zip(ACTS, rois[1:]):
        good &= check(f"act {act or 'none'}", roi["aoi"].get("reason"), ACTS[act])
    good &= check_helpers(folder)
    good &= check("half a picture", station.inspect(session, picture[:len(picture) // 2])[0], 400)
    replaced = [line for line in station.ask("/metrics").split("\n") if line.startswith("aoi_helpers_replaced_total")]
    ended = sum(1 for reason in ACTS.values() if reason is not None and not reason.endswith("denied"))
    return good & check("metrics", replaced, [f"aoi_helpers_replaced_total {ended}"])


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2])
    else:
        sys.exit(0 if ask(sys.argv[2]) else 1)
