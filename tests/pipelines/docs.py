#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""docs.py SOURCE...: each gst-launch-1.0 line in the SECTION comments of the elements parses, and those that need
no file, camera or screen run to their end. What the guide says is run by guide.py. Speaks TAP."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

NEEDS = re.compile(r"product=|location=\S*%|aravissrc|camerasrc|v4l2src|autovideosink|xvimagesink|tcp")


def launch_lines(path):
    """What stands behind gst-launch-1.0 in |[ ... ]| or ``` ... ```, with continued lines joined."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^ \* ?", "", file.read(), flags=re.MULTILINE)
    for block in re.findall(r"\|\[.*?\]\||^```.*?^```", text, re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line) if "gst-launch-1.0 " in line else []
            if "gst-launch-1.0" in words:
                behind = words[words.index("gst-launch-1.0") + 1:]
                yield [word for word in behind if not word.startswith("-")]


def parse(args):
    """Nothing, or why the line is no pipeline here."""
    try:
        Gst.parse_launchv(args)
    except GLib.Error as error:
        absent = error.matches(Gst.ParseError.quark(), Gst.ParseError.NO_SUCH_ELEMENT)
        ours = re.search(r'"aoi', error.message)
        return f"# SKIP {error.message}" if absent and not ours else error.message
    return None


def run(args):
    try:
        done = subprocess.run(["gst-launch-1.0", "-q", *args], timeout=100, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired:
        return "did not end"
    return None if done.returncode == 0 else done.stderr


def report(number, name, problem):
    if problem and not problem.startswith("# SKIP"):
        print("".join(f"# {line}\n" for line in problem.splitlines()), end="")
        print(f"not ok {number} {name}")
    else:
        print(f"ok {number} {name} {problem or ''}".rstrip())


def main():
    Gst.init(None)
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.abspath(path) for path in sys.argv[1:]]
        os.chdir(folder)
        for path in files:
            for i, args in enumerate(launch_lines(path), 1):
                number += 1
                problem = parse(args)
                if problem is None and "num-buffers=" in " ".join(args) and not NEEDS.search(" ".join(args)):
                    problem = run(args)
                report(number, f"{os.path.basename(path)}/{i}", problem)
    print(f"1..{number}")
    sys.exit(0 if number > 0 else "no launch line in any file")


main()
