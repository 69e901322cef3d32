#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A day of the old clients, which rest-check plays against a server of this build. Speaks TAP."""
import os
import subprocess

from serving import Server, check, done, skip

player = os.path.join(os.environ.get("AOI_TOOLS", ""), "rest-check")


def play():
    with Server() as server:
        said = subprocess.run([player, server.base, server.products, server.shared], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=280).stdout.decode()
        for line in said.splitlines():
            if line.startswith("ok "):
                check(line[3:], True)
            elif line.startswith("FAIL "):
                check(line[5:].split(":")[0], False, line)
        check("all of it was played", said.rstrip().endswith(", 0 failed"), said[-1000:])


if os.access(player, os.X_OK):
    play()
else:
    skip("the day of the old clients", "rest-check is not in the folder that AOI_TOOLS names")
done()
