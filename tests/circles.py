#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""circles.py BUILD: checks that no source files of the libraries, the plugin and the tool need one another in
a circle, by the symbols that their objects define and need. An object and its properties (gstaoix.c and
gstaoix-properties.c) count as one; its type and its debug category may be named by all its parts. Prints the
circles and exits 1 if there are any."""
import os
import re
import subprocess
import sys

TARGETS = (
    ("src/libaoi.so.", "src/libaoi-kernels.a."),
    ("src/libaoi-store.a.",),
    ("src/database/libaoistore.so.",),
    ("src/publish/libaoi-publish.a.",),
    ("plugin/lib/libgstaoi.so.",),
    ("plugin/module/libgstaoiplugin.so.",),
    ("pipelines/aoi/aoi.p",),
)


def objects(build, prefixes):
    for prefix in prefixes:
        folder = os.path.join(build, os.path.dirname(prefix))
        for name in os.listdir(folder):
            if name.startswith(os.path.basename(prefix)) and name.endswith(".p"):
                for path in sorted(os.listdir(os.path.join(folder, name))):
                    if path.endswith(".o"):
                        yield os.path.join(folder, name, path)


def source_of(path):
    name = os.path.basename(path).replace(".._", "").replace("meson-generated_", "")
    return re.sub(r"(-properties)?\.(c|cpp)\.o$", "", name)


def needs(paths):
    """Who needs whom, by name of the source."""
    defined, needed = {}, {}
    for path in paths:
        source = source_of(path)
        lines = subprocess.run(["nm", path], capture_output=True, text=True, check=True).stdout.splitlines()
        for words in map(str.split, lines):
            if len(words) == 3 and words[1] in "TDRBVC":
                defined[words[2]] = source
            elif len(words) == 2 and words[0] == "U" and not words[1].endswith(("_get_type", "_debug")):
                needed.setdefault(source, set()).add(words[1])
    return {source: {defined[symbol] for symbol in symbols if symbol in defined} - {source}
            for source, symbols in needed.items()}


def reachable(graph, start):
    seen, todo = set(), list(graph.get(start, ()))
    while todo:
        source = todo.pop()
        if source not in seen:
            seen.add(source)
            todo.extend(graph.get(source, ()))
    return seen


def circles(graph):
    beyond = {source: reachable(graph, source) for source in graph}
    return {frozenset(other for other in beyond[source] if source in beyond.get(other, ()))
            for source in graph if source in beyond[source]}


def main():
    found, n_objects = [], 0
    for prefixes in TARGETS:
        paths = list(objects(sys.argv[1], prefixes))
        n_objects += len(paths)
        found += circles(needs(paths))
    for circle in found:
        print("need one another:", " ".join(sorted(circle)))
    print(f"{n_objects} objects, {len(found)} circles")
    sys.exit(1 if found or not n_objects else 0)


main()
