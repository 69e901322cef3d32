#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""plant.py SCRIPT BUILD: pipelines/plant.sh, with few stations for a moment. Speaks TAP."""
import re
import shutil
import subprocess
import sys

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


def main():
    missing = find_missing()
    if missing:
        print(f"SKIP plant {missing}", file=sys.stderr)
        print(f"1..0 # SKIP {missing}")
        return
    done = subprocess.run([sys.argv[1], "--built", sys.argv[2], "--seconds", str(SECONDS), "--rois", str(ROIS),
                           *(str(n) for n in LINES)], check=False, text=True, capture_output=True, timeout=240)
    print("".join(f"# {line}\n" for line in (done.stdout + done.stderr).splitlines()), end="")
    figures = read_figures(done.stdout)
    print(f"{'ok' if done.returncode == 0 and not done.stderr else 'not ok'} 1 - it ends well")
    for i, n in enumerate(LINES, 2):
        good = n in figures and is_whole(figures[n], n)
        print(f"{'ok' if good else 'not ok'} {i} - {n} lines: no board is lost or doubled")
    print(f"1..{len(LINES) + 1}")


main()
