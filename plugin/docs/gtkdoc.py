# SPDX-License-Identifier: LGPL-2.1-or-later
"""Comments of gtk-doc as the Markdown of gi-docgen, which knows none of its #Type, %CONSTANT and function()."""
import re
import xml.etree.ElementTree as ET

CORE = "{http://www.gtk.org/introspection/core/1.0}"
C = "{http://www.gtk.org/introspection/c/1.0}"
TYPES = ("record", "enumeration", "bitfield", "callback", "class")
FUNCTIONS = {"function": "func", "method": "method", "constructor": "ctor"}
MARKS = re.compile(r"(`[^`]*`)|#(\w+)([.:][\w-]+)?|%(\w+)|@(\w+)|\b(\w+) ?\(\)")
SECTION = re.compile(r"/\*\*\n \* SECTION:(\S+)\n(.*?)^ \*/", re.DOTALL | re.MULTILINE)


def functions_of(namespace, element, scope):
    """Pairs of a C name and what links to it."""
    for tag, fragment in FUNCTIONS.items():
        for function in element.findall(CORE + tag):
            if "moved-to" not in function.attrib:
                yield function.get(C + "identifier"), f"[{fragment}@{scope}.{function.get('name')}]"


class Names:
    """What links lead to, by C name: the symbols of introspection files, and pages."""

    def __init__(self, girs):
        self.links = {}
        self.pages = {}
        for gir in girs:
            namespace = ET.parse(gir).getroot().find(CORE + "namespace")
            self.add(namespace, namespace.get("name"))

    def add(self, namespace, name):
        self.links.update(functions_of(namespace, namespace, name))
        for constant in namespace.findall(CORE + "constant"):
            self.links[constant.get(C + "type")] = f"[const@{name}.{constant.get('name')}]"
        for tag in TYPES:
            for element in namespace.findall(CORE + tag):
                scope = f"{name}.{element.get('name')}"
                self.links[element.get(C + "type")] = f"[type@{scope}]"
                self.links.update(functions_of(namespace, element, scope))

    def mark(self, match):
        code, kind, member, constant, argument, function = match.groups()
        if code:
            return code
        if kind and not member:
            return self.pages.get(kind) or self.links.get(kind) or f"`{kind}`"
        if function:
            return self.links.get(function) or f"`{function}()`"
        return self.links.get(constant) or f"`{constant or argument or kind + member}`"

    def to_markdown(self, text):
        """Code blocks stay as they are."""
        parts = re.split(r"(\|\[.*?\]\|)", text, flags=re.DOTALL)
        for i, part in enumerate(parts):
            if i % 2 == 1:
                parts[i] = "```" + part[2:-2] + "```\n\n"
            else:
                parts[i] = MARKS.sub(self.mark, part)
        return "".join(parts)


def sections(paths):
    """Name, title, short description and text of each SECTION comment."""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            source = file.read()
        for name, comment in SECTION.findall(source):
            text = re.sub(r"^ \* ?", "", comment, flags=re.MULTILINE)
            head, _, text = text.partition("\n\n")
            fields = dict(re.findall(r"^@(\w+): (.*)$", head, re.MULTILINE))
            yield name, fields["title"], fields["short_description"], text
