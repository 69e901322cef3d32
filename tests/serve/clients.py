#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A day of the old clients, which rest-check plays against a server of this build; in the long run eight at once, each with
products of its own. Speaks TAP."""
import os
import subprocess

from serving import Server, check, done, skip

player = os.path.join(os.environ.get("AOI_TOOLS", ""), "rest-check")
N_PLAYERS = 8 if "AOI_TEST_LONG" in os.environ else 1


def start(server):
    return subprocess.Popen([player, server.base, server.products, server.shared], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)


def is_of_another(line, number, pids):
    """A player asks for the products, and then looks which there are: another player may have made one meanwhile."""
    return any(line == f"FAIL products: rest_check_{pid} is missing" for pid in pids if pid != pids[number])


def judge(said, number, pids):
    head = f"client {number}: " if N_PLAYERS > 1 else ""
    n_failed = 0
    for line in said.splitlines():
        if line.startswith("ok "):
            check(head + line[3:], True)
        elif line.startswith("FAIL "):
            n_failed += 1
            check(head + line[5:].split(":")[0], is_of_another(line, number, pids), line)
    check(head + "all of it was played", said.rstrip().endswith(f", {n_failed} failed"), said[-1000:])


def play():
    with Server() as server:
        players = [start(server) for _ in range(N_PLAYERS)]
        pids = [process.pid for process in players]
        for number, process in enumerate(players):
            judge(process.communicate(timeout=280)[0].decode(), number, pids)


if os.access(player, os.X_OK):
    play()
else:
    skip("the day of the old clients", "rest-check is not in the folder that AOI_TOOLS names")
done()
