#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-targets.py FOLDER TEST|SUITE...: what ninja has to build in FOLDER for these tests, a target a line.
test-targets.py FOLDER --but TEST|SUITE...: all that it builds by default, but for test programs that only these run."""
import json
import os
import sys


def introspect(folder, what):
    with open(os.path.join(folder, "meson-info", f"intro-{what}.json"), encoding="utf-8") as file:
        return json.load(file)


def names_of(test):
    return {test["name"]} | {suite.split(":")[-1] for suite in test["suite"]}


def needed_by(tests):
    return {target for test in tests for target in test["depends"]}


def is_test(target, theirs, folder):
    path = os.path.relpath(target["filename"][0], folder)
    return target["type"] == "executable" and target["id"] in theirs and path.startswith("tests/")


def main():
    folder, *wanted = sys.argv[1:]
    but = wanted[:1] == ["--but"]
    wanted = set(wanted[1:] if but else wanted)
    targets, tests = introspect(folder, "targets"), introspect(folder, "tests")
    unknown = wanted.difference(*map(names_of, tests))
    if unknown:
        sys.exit(f"{folder}: no test or suite {', '.join(sorted(unknown))}")
    chosen = [test for test in tests if names_of(test) & wanted]
    needed = needed_by(chosen)
    if but:
        theirs = needed - needed_by(test for test in tests if test not in chosen)
        needed = {target["id"] for target in targets if target["build_by_default"] and not is_test(target, theirs, folder)}
    print("\n".join(sorted(os.path.relpath(file, folder) for target in targets if target["id"] in needed
                           for file in target["filename"])))


main()
