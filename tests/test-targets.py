#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""test-targets.py FOLDER TEST|SUITE...: what ninja has to build in FOLDER for these tests, a target a line."""
import json
import os
import sys


def introspect(folder, what):
    with open(os.path.join(folder, "meson-info", f"intro-{what}.json"), encoding="utf-8") as file:
        return json.load(file)


def names_of(test):
    return {test["name"]} | {suite.split(":")[-1] for suite in test["suite"]}


def main():
    folder, *wanted = sys.argv[1:]
    files = {target["id"]: target["filename"] for target in introspect(folder, "targets")}
    tests = introspect(folder, "tests")
    unknown = set(wanted).difference(*map(names_of, tests))
    if unknown:
        sys.exit(f"{folder}: no test or suite {', '.join(sorted(unknown))}")
    needed = {file for test in tests if names_of(test) & set(wanted)
              for target in test["depends"] for file in files[target]}
    print("\n".join(sorted(os.path.relpath(file, folder) for file in needed)))


main()
