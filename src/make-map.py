#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""make-map.py NAME SOVERSION VERSION PREFIX HEADER...: prints a linker version script. What the installed
headers declare has the version NAME_SOVERSION. All else that begins with PREFIX is for this project's own
programs of the same release: its version changes with each, and a program of another one does not start."""
import re
import sys

COMMENT_OR_DIRECTIVE = re.compile(r"/\*.*?\*/|^#(?:[^\n]*\\\n)*[^\n]*", re.DOTALL | re.MULTILINE)


def declared(prefix, paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = COMMENT_OR_DIRECTIVE.sub("", file.read())
        yield from re.findall(rf"\b({prefix}[a-z0-9_]+) \(", text)


def main():
    name, soversion, version, prefix, *headers = sys.argv[1:]
    public = sorted(set(declared(prefix, headers)))
    if not public:
        sys.exit("the headers declare nothing")
    print(f"{name}_{soversion} {{\n  global:")
    print("".join(f"    {symbol};\n" for symbol in public), end="")
    print(f"}};\n{name}_PRIVATE_{version} {{\n  global:\n    {prefix}*;\n  local:\n    *;\n}};")


main()
