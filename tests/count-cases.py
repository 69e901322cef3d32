#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""count-cases.py JUNIT NAME: the test cases in what meson wrote, a line each: verdict, name, reason.

A program that died, timed out or said nothing is a failed case of its own."""
import re
import sys
import xml.etree.ElementTree as ET


def verdict(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "fail"
    return "skip" if case.find("skipped") is not None else "pass"


def skip_reasons(suite):
    """What a TAP program said behind "# SKIP", by the number of its case."""
    out = suite.findtext("system-out") or ""
    return dict(re.findall(r"^ok (\d+) .*?# SKIP ?(.*)$", out, re.MULTILINE | re.IGNORECASE))


def main():
    path, run = sys.argv[1:]
    cases = 0
    for suite in ET.parse(path).getroot().iter("testsuite"):
        found = list(suite.iter("testcase"))
        if int(suite.get("errors") or 0) and all(verdict(c) != "fail" for c in found):
            print(f"fail\t{run}/{suite.get('name')}\tended without a verdict")
        reasons = skip_reasons(suite)
        for case in found:
            cases += 1
            program = suite.get("name").split(" / ")[-1]
            print(f"{verdict(case)}\t{run}/{program}/{case.get('name')}", end="\t")
            print(reasons.get(case.get("name").split()[0], ""))
    if cases == 0:
        sys.exit(f"{path}: no test case")


main()
