#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""count-cases.py LOG NAME: the test cases in meson's LOG (testlog.json), a line each: verdict, name, reason.

Meson's JUnit file says nothing of a program that crashed, timed out, ended early, or ended with an
error after its last case, as sanitizers do. So the cases are counted from what each program printed,
and one that meson does not call good is a failure, even if all its cases are good. The reason of a failure
is the end of what was printed before it: often nothing else of a log is kept."""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b *(\d*) *(?:- )?(.*?)(?: *# *(SKIP|TODO)\b *(.*))?$", re.IGNORECASE)
SKIP_ALL = re.compile(r"^1\.\.0\b *(?:# *SKIP\b *)?(.*)$", re.IGNORECASE)
# Of what was said of a failure, bytes and lines: of tracebacks and reports the end says most.
SAID_LENGTH, SAID_LINES = 1000, 20


def end_of(lines):
    said = " | ".join(line for line in (" ".join(line.split()) for line in lines[-SAID_LINES:]) if line)
    return said[-SAID_LENGTH:]


def cases_of(output):
    said = []
    for line in output.splitlines():
        if case := CASE.match(line):
            failed, number, name, directive, reason = case.groups()
            skipped = (directive or "").upper() == "SKIP"
            yield "fail" if failed else "skip" if skipped else "pass", name or number, reason or (end_of(said) if failed else "")
            said.clear()
        elif skip := SKIP_ALL.match(line):
            yield "skip", "all", skip.group(1)
        else:
            said.append(line.lstrip("# "))


def program_cases(test):
    result, cases = test["result"], list(cases_of(test.get("stdout", "")))
    verdicts = [verdict for verdict, _, _ in cases]
    if result == "OK" and not cases:  # speaks no TAP: its exit status is the case
        return [("pass", "program", "")]
    explained = {"OK": "fail" not in verdicts, "FAIL": "fail" in verdicts, "SKIP": "skip" in verdicts}
    if not explained.get(result):
        said = f"{result}, exit status {test.get('returncode')}, {len(cases)} cases"
        if stderr := end_of(test.get("stderr", "").splitlines()):
            said += " | " + stderr
        cases.append(("fail", "program", said))
    return cases


def main():
    path, run = sys.argv[1:]
    cases = 0
    with open(path, encoding="utf-8") as log:
        for test in map(json.loads, log):
            program = test["name"].split(" / ")[-1]
            for verdict, name, reason in program_cases(test):
                cases += 1
                print(f"{verdict}\t{run}/{program}/{name.lstrip('/')}\t{reason}")
    if cases == 0:
        sys.exit(f"{path}: no test case")


main()
