#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Inspections over HTTP: ROIs that wait at the same time; a picture of 41 megapixels from the request to the answer,
relative to djpeg, which decodes all of it; many clients, relative to processes of aoi run. What is compared is
measured in turn, and the median of the ratios is printed."""
import base64
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "serve"))

import serving  # noqa: E402
from board import PICTURE, make_product  # noqa: E402
from serving import TOOL, Server  # noqa: E402

BOARDS = os.environ.get("AOI_BOARDS") or os.path.join(ROOT, "..", "..", "shared", "data", "boards")
TOOLS = os.environ.get("AOI_TOOLS") or os.path.join(ROOT, "..", "..", "shared", "tools")
PRODUCT = "20003548"
ROUNDS = 7
PICTURES = 3
CLIENTS = 8
BOARDS_EACH = 4  # of a client


def check(name, good, said=""):
    """What tests would count."""
    if not good:
        raise SystemExit(f"not so: {name}: {said}")


serving.check = check


def seconds(work, *arguments):
    begin = time.monotonic()
    work(*arguments)
    return time.monotonic() - begin


def inspect(server, session, body=None):
    """A connection each, as the old clients do."""
    answer = server.ask("POST", f"/api/session/{session}/inspect", body or {"image_filename": "image"})
    if answer.status != 200:
        raise SystemExit(f"no inspection: {answer}")
    return answer


def waiting_rois():
    counts = (2, 5, 10, 20)
    with Server("--workers", "1") as one, Server("--workers", "10") as ten:
        speedups = []
        for n in counts:
            rois = [{"idx": i + 1, "type": "sleep", "coords": [0, 0, 8, 8], "ms": 50} for i in range(n)]
            sessions = []
            for server in (one, ten):
                sessions.append(server.session(make_product(server, f"wait{n}", rois=rois)))
                server.put(sessions[-1], "image", PICTURE)
                inspect(server, sessions[-1])
            speedups.append(statistics.median(
                seconds(inspect, one, sessions[0]) / seconds(inspect, ten, sessions[1]) for _ in range(3)))
    print("http rois=" + ",".join(map(str, counts)), "ms=50 workers=10",
          "speedup=" + ",".join(f"{value:.2f}" for value in speedups), flush=True)


def compose(folder):
    """Boards as a client's OpenCV would write them. Returns the product's folder and the pictures."""
    import cv2

    subprocess.run([os.path.join(TOOLS, "compose-frames"), os.path.join(BOARDS, PRODUCT), "--out", folder, "--ordinary",
                    "--count", str(PICTURES)], check=True)
    pictures = os.path.join(folder, "pictures")
    os.makedirs(pictures)
    for name in sorted(os.listdir(os.path.join(folder, "frames"))):
        path = os.path.join(folder, "frames", name)
        cv2.imwrite(os.path.join(pictures, name.replace(".png", ".jpg")), cv2.imread(path))
        os.remove(path)
    return os.path.join(folder, "product", PRODUCT), [os.path.join(pictures, name) for name in sorted(os.listdir(pictures))]


def whole_picture(server, path):
    session = server.session(PRODUCT)
    shutil.copy(path, os.path.join(server.shared, "sessions", session, "input", "image"))
    with open(path, "rb") as file:
        inline = {"image": base64.b64encode(file.read()).decode()}
    inspect(server, session)
    ratios, inline_ratios, answers = [], [], []
    for _ in range(ROUNDS):
        whole = seconds(subprocess.run, ["djpeg", "-outfile", "/dev/null", path])
        answers.append(seconds(inspect, server, session))
        ratios.append(answers[-1] / whole)
        inline_ratios.append(seconds(inspect, server, session, inline) / whole)
    print(f"http product={PRODUCT} answer_ms={1000 * statistics.median(answers):.0f}",
          f"relative_to_djpeg={statistics.median(ratios):.2f} of_base64={statistics.median(inline_ratios):.2f}", flush=True)


def ask_often(server, session, n):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=300)
    for _ in range(n):
        server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "image"}, connection=connection)


def run_at_once(works):
    threads = [threading.Thread(target=work[0], args=work[1:]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_tool(product, pictures):
    subprocess.run([TOOL, "run", product, *pictures, "--jobs", "1", "--quiet", "--json", "-"], stdout=subprocess.DEVNULL, check=False)


def many_clients(server, product, pictures):
    sessions = [server.session(PRODUCT) for _ in range(CLIENTS)]
    for i, session in enumerate(sessions):
        shutil.copy(pictures[i % len(pictures)], os.path.join(server.shared, "sessions", session, "input", "image"))
        inspect(server, session)
    boards = CLIENTS * BOARDS_EACH
    half = [pictures[i % len(pictures)] for i in range(boards // 2)]
    ratios, rates = [], []
    for _ in range(3):
        by_tool = seconds(run_at_once, [(run_tool, product, half)] * 2)
        by_clients = seconds(run_at_once, [(ask_often, server, session, BOARDS_EACH) for session in sessions])
        ratios.append(by_tool / by_clients)
        rates.append(boards / by_clients)
    print(f"http clients={CLIENTS} boards_per_s={statistics.median(rates):.1f}",
          f"relative_to_two_aoi_run={statistics.median(ratios):.2f}", flush=True)


def in_groups(server, product, path):
    """Two pictures for a board, relative to one with all its ROIs."""
    name = PRODUCT + "g"
    folder = shutil.copytree(product, os.path.join(server.products, name))
    with open(os.path.join(folder, f"rois_config_{PRODUCT}.json"), encoding="utf-8") as file:
        rois = json.load(file)
    os.remove(file.name)
    for i, roi in enumerate(rois):
        roi.update(focus=1 + i % 2, exposure=10)
    make_product(server, name, rois=rois)
    session, one = server.session(name), server.session(PRODUCT)
    for folder in (session, one):
        shutil.copy(path, os.path.join(server.shared, "sessions", folder, "input", "image"))
    pictures = {str(i): {"focus": i, "exposure": 10, "rois": [], "image_filename": "image"} for i in (1, 2)}
    ratios = []
    for _ in range(ROUNDS):
        both = seconds(server.ask, "POST", "/process_grouped_inspection", {"session_id": session, "captured_images": pictures})
        ratios.append(both / seconds(inspect, server, one))
    print(f"http groups=2 relative_to_one={statistics.median(ratios):.2f}", flush=True)


def boards():
    for needed in (os.path.join(TOOLS, "compose-frames"), os.path.join(BOARDS, PRODUCT), shutil.which("djpeg") or "djpeg"):
        if not os.path.exists(needed):
            print(f"SKIP http product={PRODUCT} no {needed}")
            return
    with tempfile.TemporaryDirectory(prefix="aoi-bench-") as folder, Server() as server:
        product, pictures = compose(folder)
        shutil.copytree(product, os.path.join(server.products, PRODUCT))
        whole_picture(server, pictures[0])
        in_groups(server, product, pictures[0])
        many_clients(server, product, pictures)


waiting_rois()
boards()
