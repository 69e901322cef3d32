#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""api.py GI-DOCGEN CONFIG GIR INCLUDE LIBRARY PREFIX: what a library exports is what the introspection data declare
of, and all of that is documented. GIR is the one with the comments completed, of which the pages are made; names
that are missing there have no comment at all. Speaks TAP."""
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

C = "{http://www.gtk.org/introspection/c/1.0}identifier"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}get-type"
number = 0


def case(name, problems):
    global number
    number += 1
    for problem in problems:
        print(f"# {problem}")
    print(f"{'not ok' if problems else 'ok'} {number} {name}")


def exported(library):
    """Version by symbol."""
    listing = subprocess.run(["nm", "-D", "--defined-only", library], check=True, stdout=subprocess.PIPE, text=True)
    for line in listing.stdout.splitlines():
        kind, symbol = line.split()[-2:]
        if kind != "A":
            name, _, version = symbol.partition("@@")
            yield name, version


def introspected(gir):
    for element in ET.parse(gir).iter():
        if element.tag.rpartition("}")[2] in ("function", "method", "constructor"):
            yield element.get(C)
        elif element.get(GLIB):
            yield element.get(GLIB)


def undocumented(gi_docgen, config, gir, include):
    done = subprocess.run([gi_docgen, "check", "--fatal-warnings", "--quiet", "--config", config,
                           "--add-include-path", include, gir], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    problems = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in done.stdout.splitlines() if line]
    return problems or ([] if done.returncode == 0 else ["gi-docgen check failed"])


def main():
    gi_docgen, config, gir, include, library, prefix = sys.argv[1:]
    versions = dict(exported(library))
    public = {name for name, version in versions.items() if re.fullmatch(r"[A-Z]+_\d+", version)}
    private = {name for name, version in versions.items() if re.fullmatch(r"[A-Z]+_PRIVATE_\d+\.\d+\.\d+", version)}
    declared = set(introspected(gir))
    case("only-own-names", [f"{name} is exported" for name in versions if not name.startswith(prefix)])
    case("versions", [f"{name} has the version \"{versions[name]}\"" for name in set(versions) - public - private])
    case("api-is-introspected", [f"{name} is in a header, not in the introspection data" for name in public - declared]
         + [f"{name} is introspected, but in no header" for name in declared - public])
    case("documented", undocumented(gi_docgen, config, gir, include))
    print(f"1..{number}")
    sys.exit(0 if public and declared else "the library has no API")


main()
