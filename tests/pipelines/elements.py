#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""elements.py FAKE-CAMERA SOURCE...: what `gst-inspect-1.0` shows of each feature of the plugin. Every element
has a launch line there, which is run, and one in the SECTION comment of its source; its properties have a
text, a default and say when they may be set, and that comment describes them. In a network of its own, for the camera. Speaks TAP."""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

if "AOI_OWN_NETWORK" not in os.environ and subprocess.run(
        ["unshare", "-rn", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
    os.environ["AOI_OWN_NETWORK"] = "yes"
    os.execvp("unshare", ["unshare", "-rn", sys.executable, *sys.argv])

import gi  # noqa: E402

gi.require_version("Gst", "1.0")
from gi.repository import GObject, Gst  # noqa: E402

WHEN = Gst.PARAM_MUTABLE_READY | Gst.PARAM_MUTABLE_PAUSED | Gst.PARAM_MUTABLE_PLAYING
PLUGIN = "aoiplugin"
DETAILS = ("long-name", "klass", "description", "author")


def inspect(name):
    return subprocess.run(["gst-inspect-1.0", "--no-colors", name], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def check_details(feature, shown_by):
    """An element is shown by its name, a device provider in its plugin only."""
    text = inspect(shown_by)
    if feature.get_name() not in text:
        yield f"gst-inspect-1.0 {shown_by} does not show it"
    for detail in DETAILS:
        if not feature.get_metadata(detail):
            yield f"has no {detail}"
        elif detail == "description" and shown_by == feature.get_name() and feature.get_metadata(detail) not in text:
            yield f"gst-inspect-1.0 does not show its {detail}"


def check_property(pspec, element):
    text = pspec.blurb
    if not text or text in (pspec.name, pspec.nick):
        yield "has no text"
    if not pspec.flags & GObject.ParamFlags.READABLE:
        yield "cannot be read"
    if pspec.flags & GObject.ParamFlags.WRITABLE and not (
            pspec.flags & (WHEN | GObject.ParamFlags.CONSTRUCT_ONLY)):
        yield "does not say when it may be set"
    fixed = not GObject.type_is_a(pspec.value_type, GObject.TYPE_BOXED)
    if fixed and element.get_property(pspec.name) != pspec.default_value:
        yield f"is {element.get_property(pspec.name)}, not its default {pspec.default_value}"


def own_properties(factory):
    element = factory.create(None)
    return element, [pspec for pspec in element.list_properties() if pspec.owner_type == element.__gtype__]


def check_properties(factory):
    element, own = own_properties(factory)
    for pspec in own:
        yield from (f"{pspec.name} {problem}" for problem in check_property(pspec, element))


def check_section(factory, sources):
    name = factory.get_name()
    section = re.search(rf"/\*\*\n \* SECTION:element-{name}\n.*?\*/", sources, re.DOTALL)
    if not section:
        yield "has no SECTION comment"
    elif not any(name in block for block in re.findall(r"\|\[.*?gst-launch-1\.0.*?\]\|", section[0], re.DOTALL)):
        yield "its SECTION comment has no launch line with it"
    for pspec in own_properties(factory)[1] if section else ():
        if f"`{pspec.name}`" not in section[0]:
            yield f"its SECTION comment does not describe {pspec.name}"


def start_camera(script):
    if "AOI_OWN_NETWORK" in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    return subprocess.Popen([script], stdout=subprocess.DEVNULL)


def check_example(factory, script):
    """Runs what `gst-inspect-1.0` shows, in the order of elements: aoireplay plays what aoirecord wrote."""
    name = factory.get_name()
    shown = re.search(r"^ *Example +(gst-launch-1\.0 .*)$", inspect(name), re.MULTILINE)
    if not shown or name not in shown[1]:
        yield "gst-inspect-1.0 shows no launch line with it"
        return
    camera = start_camera(script) if "camerasrc" in shown[1] else None
    try:
        done = subprocess.run(shlex.split(shown[1]), timeout=120, check=False, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            yield f"{shown[1]}: {done.stderr}"
    except subprocess.TimeoutExpired:
        yield f"{shown[1]}: did not end"
    finally:
        if camera:
            camera.terminate()
            camera.wait()


class Tap:
    def __init__(self):
        self.number = 0

    def case(self, name, problems, skip=None):
        self.number += 1
        problems = [] if skip else list(problems)
        for line in "\n".join(problems).splitlines():
            print("# " + line)
        print(f"{'not ok' if problems else 'ok'} {self.number} {name}{' # SKIP ' + skip if skip else ''}", flush=True)


def main():
    script = os.path.abspath(sys.argv[1])
    sources = "".join(open(path, encoding="utf-8").read() for path in sys.argv[2:])
    Gst.init(None)
    features = Gst.Registry.get().get_feature_list_by_plugin(PLUGIN)
    no_camera = None if shutil.which("arv-fake-gv-camera-0.8") else "package aravis-tools is missing"
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for feature in sorted(features, key=lambda feature: feature.get_name()):
            name = feature.get_name()
            feature = feature.load()
            if isinstance(feature, Gst.ElementFactory):
                tap.case(f"{name}/details", check_details(feature, name))
                tap.case(f"{name}/properties", check_properties(feature))
                tap.case(f"{name}/section", check_section(feature, sources))
                tap.case(f"{name}/example", check_example(feature, script), no_camera if "camera" in name else None)
            elif isinstance(feature, Gst.DeviceProviderFactory):
                tap.case(f"{name}/details", check_details(feature, PLUGIN))
            else:
                tap.case(f"{name}/known", [f"is a {type(feature).__name__}, which nothing here checks"])
    print(f"1..{tap.number}")
    sys.exit(0 if features else "the plugin has no feature")


main()
