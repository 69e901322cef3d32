# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pipeline that publishes, the broker that most tests of it need, and what is asked of both."""
import os
import re
import shutil
import subprocess
import time

from children import PATIENCE, Child, until

LONG = "AOI_TEST_LONG" in os.environ

SECRET = "correct-horse-battery"

QUEUED = re.compile(rb"aoi-queued, id=\(string\)([0-9a-f-]{36})")


class Skipped(Exception):
    """What is needed is not there."""


class Station(Child):
    """A pipeline that inspects some hundred boards a second."""

    def __init__(self, folder, uri, more="", n=-1, pace=2000):
        super().__init__(["gst-launch-1.0", "-m", *
                          f"videotestsrc num-buffers={n} ! video/x-raw,format=RGB,width=64,height=48 "
                          f"! identity sleep-time={pace} ! aoiinspect post-messages=none station=S1 "
                          f"! aoipublish outbox={folder}/outbox.db uri={uri} timeout=3000000000 {more}".split()])

    def queued(self):
        return set(QUEUED.findall(self.said))


class Broker(Child):
    """A mosquitto, whose log says each message that it got."""

    def __init__(self, folder, port, lines=("allow_anonymous true",), options=()):
        conf = os.path.join(folder, "mosquitto.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write("\n".join((f"listener {port} 127.0.0.1", *options, *lines, "log_type all", "user root", "")))
        super().__init__([shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin"), "-c", conf])
        until(lambda: b" running" in self.said or self.process.poll() is not None, "the broker runs")

    def got(self):
        return set(re.findall(rb"Received PUBLISH from [^\n]*'aoi/([0-9a-f-]{36})'", self.said))


def subscribe(broker, port, topic):
    child = Child(["stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-t", topic, "-q", "1", "-v"])
    broker.hear("Sending SUBACK")
    return child


def check_all(queued, got):
    missing = queued - got
    assert queued, "nothing was announced"
    assert not missing, f"{len(missing)} of {len(queued)} announced boards did not arrive"


def deliver_rest(folder, uri, queued, got, more=""):
    """What waits is delivered by those that come later."""
    end = time.monotonic() + PATIENCE
    while not queued <= got() and time.monotonic() < end:
        last = Station(folder, uri, more, n=1)
        last.process.wait(PATIENCE)
        queued = queued | last.queued()
    check_all(queued, got())
    print(f"# {len(queued)} announced, {len(got())} arrived")


def hear_trouble(station, text):
    """One WARNING, and the pipeline goes on."""
    station.hear(text)
    n = len(station.queued())
    until(lambda: len(station.queued()) >= n + 50, "more boards")
    assert station.said.count(b"WARNING: from element /GstPipeline:pipeline0/GstAoiPublish") == 1, station.said
    assert SECRET.encode() not in station.said


def make_certificates(folder):
    """An authority, and a certificate of the broker that is good and one that has expired. OpenSSL from 3.5 on makes expired
    ones by `ca` alone, which wants a database."""
    def run(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)

    def write(name, *lines):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=CA",
        "-days", "10")
    write("ext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    write("index")
    write("ca.conf", "[ca]", "default_ca = own", "[own]", "database = index", "new_certs_dir = .", "policy = any",
          "default_md = sha256", "rand_serial = yes", "[any]", "commonName = supplied")
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    run("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "good.pem",
        "-days", "10", "-extfile", "ext")
    run("ca", "-batch", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", "server.csr", "-out",
        "expired.pem", "-notext", "-startdate", "20200101000000Z", "-enddate", "20200102000000Z", "-extfile", "ext")


def make_own(folder):
    """Our certificate and its key, in one file, and the same in two."""
    with open(f"{folder}/own.pem", "w", encoding="utf-8") as own:
        for name in ("good.pem", "server.key"):
            with open(f"{folder}/{name}", encoding="utf-8") as file:
                own.write(file.read())
    return f"certificate-file={folder}/own.pem", f"certificate-file={folder}/good.pem key-file={folder}/server.key"
