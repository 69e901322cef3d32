#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""complete-gir.py GIR OUTPUT OTHER-GIR... -- HEADER...: the introspection file as gi-docgen wants it. What has
a comment, but no text besides its Returns, is described by that; a constant by the comment behind it; links
become Markdown."""
import re
import sys
import xml.etree.ElementTree as ET

from gtkdoc import C, CORE, FUNCTIONS, Names

CONSTANT = re.compile(r"^#define (\w+) [^\n]*?/\* (.*?) \*/$", re.MULTILINE)


def constants(headers):
    for path in headers:
        with open(path, encoding="utf-8") as file:
            yield from CONSTANT.findall(file.read())


def describe(element, text):
    """With file and line, without which gi-docgen takes no text."""
    if element.find(CORE + "doc") is None and text:
        place = next(child for child in element.iter() if "filename" in child.attrib)
        doc = ET.Element(CORE + "doc", place.attrib)
        doc.text = text
        element.insert(0, doc)


def returned(function):
    doc = function.find(f"{CORE}return-value/{CORE}doc")
    return None if doc is None else "Returns " + doc.text


def main():
    end = sys.argv.index("--")
    gir, output, *others = sys.argv[1:end]
    for prefix, name in (("", "core"), ("c", "c"), ("glib", "glib")):
        ET.register_namespace(prefix, f"http://www.gtk.org/introspection/{name}/1.0")
    tree = ET.parse(gir)
    behind = dict(constants(sys.argv[end + 1:]))
    for element in tree.iter():
        if element.tag in [CORE + tag for tag in FUNCTIONS]:
            describe(element, returned(element))
        elif element.tag == CORE + "constant":
            describe(element, behind.get(element.get(C + "type")))
    names = Names([gir, *others])
    for doc in tree.iter(CORE + "doc"):
        doc.text = names.to_markdown(doc.text)
    tree.write(output, encoding="utf-8", xml_declaration=True)


main()
