#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""make-pages.py CONFIG OUTPUT INSPECT PLUGIN GIR... -- SOURCE... -- GUIDE...: a page for each SECTION comment in the
sources, that of an element with the output of `gst-inspect-1.0`, a page for each page of the guide, and the
configuration of gi-docgen, with a list of the pages in place of %PAGES%, and of the pictures of the guide in place of
%PICTURES%."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from gtkdoc import Names, sections


def inspect(program, plugin, element):
    """The output of gst-inspect-1.0 for an element of this build's plugin, not of an installed one."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "GST_PLUGIN_PATH": os.path.dirname(plugin), "LC_ALL": "C.UTF-8",
               "GST_REGISTRY": os.path.join(folder, "registry")}
        text = subprocess.run([program, "--no-colors", element], env=env, check=True,
                              stdout=subprocess.PIPE, text=True).stdout
    return text.replace(plugin, os.path.basename(plugin))


def guide_page(path, page_of_source):
    """Name and Markdown of a page of the guide, whose links lead to pages instead of files."""
    def link(match):
        text, target, anchor = match.groups(default="")
        name = os.path.basename(target)
        if name.endswith(".jpg"):
            return f"[{text}]({name})"
        if name.endswith(".c"):
            return f"[{text}]({page_of_source[name]}.html)"
        return text if name == "README.md" else f"[{text}](guide-{name.removesuffix('.md')}.html{anchor})"

    with open(path, encoding="utf-8") as file:
        text = file.read()
    title = re.match(r"# (.*)\n", text)[1]
    text = re.sub(r"\[([^\]]*)\]\(([^:)#\s]+)(#[^)\s]*)?\)", link, text)
    return f"guide-{os.path.basename(path)}", f"Title: {title}\n\n{text}"


def quote(names):
    return ", ".join(f'"{name}"' for name in names)


def main():
    end = sys.argv.index("--")
    config, output, program, plugin, *girs = sys.argv[1:end]
    sources, guide = sys.argv[end + 1:], []
    if "--" in sources:
        sources, guide = sources[:sources.index("--")], sources[sources.index("--") + 1:]
    pictures = [path for path in guide if path.endswith(".jpg")]
    page_of_source = {os.path.basename(path): name for path in sources for name, *_ in sections([path])}
    found = sorted(sections(sources))
    names = Names(girs)
    for name, title, _, _ in found:
        names.pages[name.removeprefix("element-")] = f"[{title}]({name}.html)"
    pages = dict(guide_page(path, page_of_source) for path in guide if path not in pictures)
    for name, title, short, text in found:
        page = f"Title: {title}\n\n# {title}\n\n{short[0].upper()}{short[1:]}.\n\n{names.to_markdown(text)}"
        if name.startswith("element-"):
            page += f"\n## gst-inspect-1.0\n\n```\n{inspect(program, plugin, title)}```\n"
        pages[name + ".md"] = page
    for name, page in pages.items():
        with open(os.path.join(os.path.dirname(output), name), "w", encoding="utf-8") as file:
            file.write(page)
    for path in pictures:
        shutil.copy(path, os.path.dirname(output))
    with open(config, encoding="utf-8") as file:
        text = file.read().replace("%PAGES%", quote(pages)).replace("%PICTURES%", quote(map(os.path.basename, pictures)))
    with open(output, "w", encoding="utf-8") as file:
        file.write(text)


main()
