#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""make-pages.py CONFIG OUTPUT INSPECT PLUGIN GIR... -- SOURCE...: a page for each SECTION comment in the sources,
that of an element with what `gst-inspect-1.0` tells of it, and the configuration of gi-docgen, with a list of
the pages in place of %PAGES%."""
import os
import subprocess
import sys
import tempfile

from gtkdoc import Names, sections


def inspect(program, plugin, element):
    """Of this build's plugin, whatever is installed."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GST_PLUGIN_PATH": os.path.dirname(plugin), "LC_ALL": "C.UTF-8",
               "GST_REGISTRY": os.path.join(folder, "registry")}
        text = subprocess.run([program, "--no-colors", element], env=env, check=True,
                              stdout=subprocess.PIPE, text=True).stdout
    return text.replace(plugin, os.path.basename(plugin))


def main():
    cut = sys.argv.index("--")
    config, output, program, plugin, *girs = sys.argv[1:cut]
    found = sorted(sections(sys.argv[cut + 1:]))
    names = Names(girs)
    for name, title, _, _ in found:
        names.pages[name.removeprefix("element-")] = f"[{title}]({name}.html)"
    for name, title, short, text in found:
        page = f"Title: {title}\n\n# {title}\n\n{short[0].upper()}{short[1:]}.\n\n{names.to_markdown(text)}"
        if name.startswith("element-"):
            page += f"\n## gst-inspect-1.0\n\n```\n{inspect(program, plugin, title)}```\n"
        with open(os.path.join(os.path.dirname(output), name + ".md"), "w", encoding="utf-8") as file:
            file.write(page)
    with open(config, encoding="utf-8") as file:
        text = file.read().replace("%PAGES%", ", ".join(f'"{name}.md"' for name, *_ in found))
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)


main()
