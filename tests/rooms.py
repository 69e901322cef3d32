#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""rooms.py [ROOT]: checks every include of the sources against the table tests/rooms and prints what breaks
it by file and line. Exits 0 if nothing does, 1 if something does, 2 if the table itself is wrong."""
import os
import re
import sys

PARTS = ("src", "plugin", "pipelines/aoi", "pipelines/serve")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')


class TableError(Exception):
    pass


def read_table(path):
    """The folders in the order of the table, what each may include, and whose the installed headers are."""
    allowed, owner = {}, {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if len(words) < 3 or words[1] != "->":
                raise TableError(f"{path}:{number}: a line is FOLDER -> FOLDER..., not {line.strip()!r}")
            folder, names = words[0], words[2:]
            for name in names:
                if name.endswith(".h"):
                    owner[name] = folder
                elif name != "-" and name not in allowed:
                    raise TableError(f"{path}:{number}: {name} must stand above {folder}: arrows go one way")
            below = {name for name in names if name in allowed}
            allowed[folder] = below.union(*(allowed[name] for name in below))
    return allowed, owner


def sources(root, part):
    for folder, _, names in os.walk(os.path.join(root, part)):
        for name in sorted(names):
            if name.endswith((".c", ".h", ".cpp")):
                yield os.path.relpath(os.path.join(folder, name), root)


def part_of(path):
    return next(part for part in PARTS if path.startswith(part + "/"))


def room_of(path, allowed, owner):
    """The longest folder of the table that holds the file; an installed header's is the one that names it."""
    if os.path.basename(path) in owner:
        return owner[os.path.basename(path)]
    folder = os.path.dirname(path)
    while folder and folder not in allowed:
        folder = os.path.dirname(folder)
    return folder


def resolve(root, path, name):
    """The file that is meant: from the root of the file's own part, or of a part below it."""
    for part in reversed(PARTS[:PARTS.index(part_of(path)) + 1]):
        found = os.path.join(part, name)
        if os.path.isfile(os.path.join(root, found)):
            return found
    return None


def problems(root, allowed, owner):
    for part in PARTS:
        for path in sources(root, part):
            room = room_of(path, allowed, owner)
            if not room:
                yield f"{path}:1: no line of the table has its folder"
                continue
            with open(os.path.join(root, path), encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    match = INCLUDE.match(line)
                    if match:
                        problem = judge(root, path, room, match.group(1), allowed, owner)
                        if problem:
                            yield f"{path}:{number}: {problem}"


def judge(root, path, room, name, allowed, owner):
    if name.startswith(".") or "/.." in name:
        return f'"{name}" is not written from the root of its part'
    target = resolve(root, path, name)
    if target is None:
        return None if name.endswith(("-resources.h", ".pb-c.h")) else f'"{name}" is no file from the root of a part'
    other = room_of(target, allowed, owner)
    if other != room and other not in allowed[room]:
        return f"{room} may not include {other} ({name})"
    return None


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")
    try:
        allowed, owner = read_table(os.path.join(root, "tests/rooms"))
    except (OSError, TableError) as error:
        print(error)
        sys.exit(2)
    found = list(problems(root, allowed, owner))
    print("\n".join(found) or "every include is as tests/rooms says")
    sys.exit(1 if found else 0)


main()
