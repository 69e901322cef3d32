# SPDX-License-Identifier: LGPL-2.1-or-later
"""The fake GigE camera of Aravis, in a network of its own, and a station on it."""
import os
import re
import shutil
import subprocess
import sys

from board import color_roi, make_product
from serving import Server, check

TOOL = shutil.which("arv-fake-gv-camera-0.8")
DESCRIPTION = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "pipelines", "fake-camera.xml")
CAPS = "video/x-raw,format=GRAY8,width=512,height=256"


def enter_network():
    """Begins the program anew in a network that no other test uses, where that is possible."""
    if "AOI_OWN_NETWORK" not in os.environ and subprocess.run(
            ["unshare", "-rn", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
        os.environ["AOI_OWN_NETWORK"] = "yes"
        os.execvp("unshare", ["unshare", "-rn", sys.executable, "-B", *sys.argv])
    if "AOI_OWN_NETWORK" in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=False)


class Camera:
    def __init__(self, serial="A1", description=None):
        more = ["-g", description] if description else []
        self.process = subprocess.Popen([TOOL, "-i", "127.0.0.1", "-s", serial, *more], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


# What Aravis logs of a camera that falls silent while it is opened, before it goes on as it should: tests/camera/camera-log.c
# says more.
OF_ARAVIS = ("CRITICAL **: arv_", "g_ascii_strcasecmp: assertion 's1 != NULL'", "g_file_get_contents: assertion 'filename != NULL'")


class Station(Server):
    """On the camera, by a file. Criticals are looked for at the end."""

    def __init__(self, properties, reconnect=100, rois=None, station=""):
        self.properties, self.rois, self.station = f"{properties} reconnect={reconnect}", rois or [color_roi()], station
        super().__init__(env={"G_DEBUG": ""})

    def start(self):
        path = os.path.join(self.folder, "station.ini")
        make_product(self, "p", rois=self.rois)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[station]\n{self.station}[source]\nsource=camera:127.0.0.1\nproduct=p\ncaps={CAPS}\nproperties={self.properties}\n")
        self.options = (path,)
        super().start()

    def stop(self):
        code = super().stop()
        said = [line for line in self.said().splitlines()
                if "CRITICAL" in line and not any(text in re.sub(r"\*\*: [0-9:.]+: ", "**: ", line) for text in OF_ARAVIS)]
        check("no part of the station is asked what it cannot do", not said, said)
        return code
