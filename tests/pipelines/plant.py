#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""plant.py SCRIPT BUILD: pipelines/plant.sh, with few stations for a moment. Speaks TAP."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import postgresql

LINES, SECONDS, ROIS = (2, 5), 1, 10


def find_missing():
    if postgresql.find() is None:
        return "PostgreSQL is not installed"
    if shutil.which("mosquitto_sub") is None:
        return "mosquitto and mosquitto-clients are not installed"
    return None


def read_figures(said):
    """Of each number of lines, what the script prints of it."""
    figures = {}
    for line in said.splitlines():
        if line.startswith("plant "):
            pairs = dict(re.findall(r"(\S+)=(\S+)", line))
            figures.setdefault(int(pairs["lines"]), {}).update(pairs)
    return figures


def is_whole(figures, lines):
    """Each board is stored and delivered, and the time of none is unknown. Each station inspects one before time is measured. So
    little is computed here that a kernel which counts by ticks may have seen none of it."""
    n = lines * (SECONDS + 1)
    return [int(figures[key]) for key in ("boards", "stored", "delivered", "lost")] == [n, n, n, 0] \
        and all(float(figures[key]) > 0 for key in ("median-ms", "p99-ms", "rows/s", "database-bytes", "message-bytes")) \
        and float(figures["cpus"]) >= 0


def run(*options):
    done = subprocess.run([sys.argv[1], "--built", sys.argv[2], "--seconds", str(SECONDS), *options],
                          check=False, text=True, capture_output=True, timeout=240)
    print("".join(f"# {line}\n" for line in (done.stdout + done.stderr).splitlines()), end="")
    return done.returncode == 0 and not done.stderr, read_figures(done.stdout)


def record(folder):
    """Results of boards of two ROIs."""
    path = os.path.join(folder, "results.ndjson")
    os.mkdir(os.path.join(folder, "board"))
    with open(os.path.join(folder, "board/rois_config_board.json"), "w", encoding="utf-8") as file:
        json.dump([{"idx": i, "type": 4, "coords": [0, 0, 8, 8], "device_location": 1, "expected_color": [0, 0, 0]}
                   for i in (1, 2)], file)
    subprocess.run(["gst-launch-1.0", "-q", *"videotestsrc num-buffers=3 ! video/x-raw,format=RGB,width=64,height=48 ! aoiinspect "
                    f"product={folder}/board ! aoijson ! filesink location={path}".split()], check=True, timeout=60)
    return path


def main():
    missing = find_missing()
    if missing:
        print(f"SKIP plant {missing}", file=sys.stderr)
        print(f"1..0 # SKIP {missing}")
        return
    good, figures = run("--rois", str(ROIS), *(str(n) for n in LINES))
    print(f"{'ok' if good else 'not ok'} 1 - it ends well")
    for i, n in enumerate(LINES, 2):
        good = n in figures and is_whole(figures[n], n)
        print(f"{'ok' if good else 'not ok'} {i} - {n} lines: no board is lost or doubled")
    with tempfile.TemporaryDirectory(prefix="aoi-plant-") as folder:
        good, figures = run("--results", record(folder), "2")
    print(f"{'ok' if good and is_whole(figures[2], 2) and figures[2]['rois'] == '2' else 'not ok'} {len(LINES) + 2} "
          "- results that were recorded are repeated")
    print(f"1..{len(LINES) + 2}")


main()
