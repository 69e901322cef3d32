#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""publish.py [KAFKA-MOCK]: aoipublish against real brokers and servers, all on loopback and started here: what was announced by
`aoi-queued` reaches its target at least once, whoever is killed; what keeps it away is told once with what to do. Speaks
TAP."""
import glob
import importlib.util
import itertools
import json
import os
import random
import re
import shutil
import signal
import socketserver
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from children import PATIENCE, Child, end_all, free_port, until
from webhook import Server

LONG = "AOI_TEST_LONG" in os.environ
OLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../old")
SECRET = "correct-horse-battery"
MOCK = sys.argv[1] if len(sys.argv) > 1 else None
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


def mqtt_delivered(folder):
    port = free_port()
    broker = Broker(folder, port)
    sub = subscribe(broker, port, "aoi/#")
    said = Station(folder, f"mqtt://127.0.0.1:{port}", "station=S1", n=30)
    assert said.process.wait(PATIENCE) == 0
    sub.hear('aoi/S1/state {"state":"offline"}')
    lines = re.findall(rb"^aoi/S1/-/board (\{.*\})$", sub.end(), re.MULTILINE)
    broker.end()
    assert b'aoi/S1/state {"state":"online"}' in sub.said
    assert {json.loads(line)["aoi"]["id"].encode() for line in lines} == said.queued() and len(lines) == 30, \
        f"{len(lines)} lines, {len(said.queued())} announced"


def mqtt_will(folder):
    """A station that is killed is seen to be dead."""
    port = free_port()
    broker = Broker(folder, port)
    sub = subscribe(broker, port, "aoi/+/state")
    station = Station(folder, f"mqtt://127.0.0.1:{port}", "station=S1")
    sub.hear('aoi/S1/state {"state":"online"}')
    station.end(signal.SIGKILL)
    sub.hear('aoi/S1/state {"state":"offline"}')
    sub.end()
    broker.end()


def mqtt_station_killed(folder):
    rand = random.Random(15)
    port = free_port()
    broker = Broker(folder, port)
    queued = set()
    for _ in range(200 if LONG else 20):
        station = Station(folder, f"mqtt://127.0.0.1:{port}", "topic=aoi/{id}")
        n = rand.choice((0, 1, 5, 50))
        until(lambda: len(QUEUED.findall(station.said)) >= n, "boards")
        station.end(signal.SIGKILL)
        queued |= station.queued()
    deliver_rest(folder, f"mqtt://127.0.0.1:{port}", queued, broker.got, "topic=aoi/{id}")
    broker.end()


def mqtt_broker_killed(folder):
    rand = random.Random(16)
    port = free_port()
    station = Station(folder, f"mqtt://127.0.0.1:{port}", "topic=aoi/{id}")
    station.hear("see that it runs")
    got = set()
    for _ in range(20 if LONG else 5):
        broker = Broker(folder, port)
        n = len(got) + rand.choice((1, 50, 200))
        until(lambda: len(got | broker.got()) >= n, "boards")
        broker.end(signal.SIGKILL)
        got |= broker.got()
    broker = Broker(folder, port)
    station.end(signal.SIGINT)
    deliver_rest(folder, f"mqtt://127.0.0.1:{port}", station.queued(), lambda: got | broker.got(), "topic=aoi/{id}")
    assert station.said.count(b"event=(string)recovered") >= 1
    broker.end()


class Decoder:
    """Sparkplug payloads, by a library that is not ours."""
    SCRIPT = """
const sparkplug = require('sparkplug-payload').get('spBv1.0');
if (process.argv[1] === 'rebirth')
  process.stdout.write(sparkplug.encodePayload({ timestamp: Date.now(), metrics:
    [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }] }));
else
  for (const line of require('fs').readFileSync(0, 'latin1').split('\\n').filter(line => line)) {
    const [topic, hex] = line.split(' ');
    const payload = sparkplug.decodePayload(Buffer.from(hex, 'hex'));
    console.log(JSON.stringify({ topic, ...payload }, (key, value) => value && value.low !== undefined ?
      value.low + 4294967296 * value.high : value));
  }
"""

    folder = problem = None

    def __init__(self):
        """Installed once."""
        if Decoder.folder is None:
            Decoder.folder = tempfile.TemporaryDirectory(prefix="aoi-decoder-")
            try:
                subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "sparkplug-payload@1.0.3"],
                               cwd=Decoder.folder.name, check=True, capture_output=True, timeout=PATIENCE)
            except subprocess.SubprocessError as error:
                Decoder.problem = f"npm cannot install the decoder sparkplug-payload: {type(error).__name__}"
        if Decoder.problem:
            raise Skipped(Decoder.problem)

    def run(self, *words, said=None):
        return subprocess.run(["node", "-e", self.SCRIPT, *words], cwd=self.folder.name, input=said, check=True,
                              stdout=subprocess.PIPE, timeout=PATIENCE).stdout

    def decode(self, said):
        messages = [json.loads(line) for line in self.run(said=said).splitlines()]
        for message in messages:
            message["kind"] = message["topic"].split("/")[2]
            message["values"] = {metric["name"]: metric.get("value") for metric in message["metrics"]}
        return messages


def hear_sparkplug(folder, port):
    """A broker, who hears all of its group, and the decoder of what is heard."""
    decoder = Decoder()
    broker = Broker(folder, port)
    sub = Child(["stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-t", "spBv1.0/aoi/#", "-q", "1",
                 "-F", "%t %x"])
    broker.hear("Sending SUBACK")
    return sub, decoder


def check_sessions(messages):
    """Each begins with births, counts, and ends with the death of its birth."""
    bd_seq, seq = None, None
    for message in messages:
        if message["kind"] == "NBIRTH":
            bd_seq, seq = message["values"]["bdSeq"], 0
            assert message["values"]["Node Control/Rebirth"] is False
        if message["kind"] == "NDEATH":
            assert message["values"]["bdSeq"] == bd_seq and "seq" not in message, message
            seq = None
        elif message["kind"] != "NCMD":
            assert message["seq"] == seq, (message, seq)
            seq = (seq + 1) % 256


def boards_of(messages):
    return {message["values"]["Inspection/Id"].encode() for message in messages if message["kind"] == "DDATA"}


def sparkplug_delivered(folder):
    """What waited while the broker was away is history; what comes then is not."""
    port = free_port()
    first = Station(folder, f"mqtt://127.0.0.1:{port}", "station=S1 format=sparkplug", n=300)
    assert first.process.wait(PATIENCE) == 0
    sub, decoder = hear_sparkplug(folder, port)
    last = Station(folder, f"mqtt://127.0.0.1:{port}", "station=S1 format=sparkplug stop-timeout=30000000000", n=20,
                   pace=100000)
    assert last.process.wait(PATIENCE) == 0
    sub.hear("/NDEATH/")
    messages = decoder.decode(sub.end())
    check_sessions(messages)
    assert [message["kind"] for message in messages[:2]] == ["NBIRTH", "DBIRTH"]
    names = set(messages[1]["values"])
    data = [message for message in messages if message["kind"] == "DDATA"]
    assert all(set(message["values"]) == names for message in data)
    assert boards_of(messages) == first.queued() | last.queued()
    history = {message["values"]["Inspection/Id"].encode() for message in data
               if all(metric.get("isHistorical") for metric in message["metrics"])}
    assert first.queued() <= history and not last.queued() <= history, len(history)
    assert data[-1]["values"]["Counters/Boards"] == len(data)
    assert all(message["values"]["Inspection/Verdict"] in ("fail", "not inspected") for message in data)


def sparkplug_reborn(folder):
    """Who asks hears the births again; the death of who is killed is said by the broker."""
    port = free_port()
    sub, decoder = hear_sparkplug(folder, port)
    station = Station(folder, f"mqtt://127.0.0.1:{port}", "station=a/b format=sparkplug", pace=20000)
    sub.hear("/DDATA/")
    with open(os.path.join(folder, "rebirth"), "wb") as file:
        file.write(decoder.run("rebirth"))
    subprocess.run(["mosquitto_pub", "-p", str(port), "-t", "spBv1.0/aoi/NCMD/a%2Fb", "-f", file.name], check=True)
    sub.hear("/NBIRTH/a%2Fb", 2)
    sub.hear("/DBIRTH/a%2Fb/inspection", 2)
    station.end(signal.SIGKILL)
    sub.hear("/NDEATH/a%2Fb")
    messages = decoder.decode(sub.end())
    check_sessions(messages)
    births = [message["values"]["bdSeq"] for message in messages if message["kind"] == "NBIRTH"]
    assert births[0] == births[1] and boards_of(messages)


def hear_trouble(station, text):
    """One WARNING, and the pipeline goes on."""
    station.hear(text)
    n = len(station.queued())
    until(lambda: len(station.queued()) >= n + 50, "more boards")
    assert station.said.count(b"WARNING: from element /GstPipeline:pipeline0/GstAoiPublish") == 1, station.said
    assert SECRET.encode() not in station.said


def mqtt_login(folder):
    """A wrong password, which is then put right: it is read again."""
    port = free_port()
    passwords = os.path.join(folder, "passwords")
    secret = os.path.join(folder, "secret")
    open(passwords, "w", encoding="utf-8").close()
    os.chmod(passwords, 0o600)
    subprocess.run(["mosquitto_passwd", "-b", passwords, "aoi", SECRET], check=True)
    with open(secret, "w", encoding="utf-8") as file:
        file.write("wrong\n")
    broker = Broker(folder, port, ["allow_anonymous false", f"password_file {passwords}"])
    station = Station(folder, f"mqtt://aoi@127.0.0.1:{port}", f"password-file={secret} topic=aoi/{{id}}")
    hear_trouble(station, "see user and password-file")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(SECRET + "\n")
    station.hear("event=(string)recovered")
    queued = station.queued()
    until(lambda: queued <= broker.got(), "boards")
    station.end(signal.SIGKILL)
    broker.end()


def mqtt_topic_refused(folder):
    port = free_port()
    rules = os.path.join(folder, "acl")
    with open(rules, "w", encoding="utf-8") as file:
        file.write("topic readwrite plant/#\n")
    os.chmod(rules, 0o600)
    broker = Broker(folder, port, ["allow_anonymous true", f"acl_file {rules}"])
    station = Station(folder, f"mqtt://127.0.0.1:{port}", "topic=aoi/{id}")
    hear_trouble(station, "lets this user not write to topics such as")
    station.end(signal.SIGKILL)
    broker.end()


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


def mqtt_certificate(folder):
    make_certificates(folder)
    port = free_port()

    def start(certificate):
        return Broker(folder, port, options=(f"certfile {folder}/{certificate}.pem", f"keyfile {folder}/server.key",
                                             f"cafile {folder}/ca.pem"))
    broker = start("expired")
    station = Station(folder, f"mqtts://localhost:{port}", f"ca-file={folder}/ca.pem topic=aoi/{{id}}")
    hear_trouble(station, "certificates have not expired")
    broker.end()
    broker = start("good")
    station.hear("event=(string)recovered")
    queued = station.queued()
    until(lambda: queued <= broker.got(), "boards")
    station.end(signal.SIGKILL)
    stranger = Station(folder, f"mqtts://localhost:{port}", "target=other")
    hear_trouble(stranger, "who signed it")
    stranger.end(signal.SIGKILL)
    broker.end()


def make_own(folder):
    """Our certificate and its key, in one file, and the same in two."""
    with open(f"{folder}/own.pem", "w", encoding="utf-8") as own:
        for name in ("good.pem", "server.key"):
            with open(f"{folder}/{name}", encoding="utf-8") as file:
                own.write(file.read())
    return f"certificate-file={folder}/own.pem", f"certificate-file={folder}/good.pem key-file={folder}/server.key"


def mqtt_own_certificate(folder):
    """A broker that wants to see who we are."""
    make_certificates(folder)
    port = free_port()
    broker = Broker(folder, port, options=(f"certfile {folder}/good.pem", f"keyfile {folder}/server.key",
                                           f"cafile {folder}/ca.pem", "require_certificate true"))
    for own in make_own(folder):
        station = Station(folder, f"mqtts://localhost:{port}", f"ca-file={folder}/ca.pem {own} topic=aoi/{{id}}", n=20)
        assert station.process.wait(PATIENCE) == 0
        until(lambda: station.queued() <= broker.got(), "boards")
    stranger = Station(folder, f"mqtts://localhost:{port}", f"target=other ca-file={folder}/ca.pem")
    hear_trouble(stranger, "encrypted connection")
    stranger.end(signal.SIGKILL)
    broker.end()


class OldBroker(socketserver.ThreadingTCPServer):
    """Speaks MQTT 3.1.1 alone, and as much of it as a publisher needs."""
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        self.versions, self.got = [], set()
        super().__init__(("127.0.0.1", 0), OldBroker.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(socketserver.StreamRequestHandler):
        def packet(self):
            head = self.rfile.read(1)
            length = shift = 0
            while head:
                byte = self.rfile.read(1)[0]
                length |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    return head[0], self.rfile.read(length)
            return 0, b""

        def handle(self):
            kind, body = self.packet()
            assert kind == 0x10, kind
            version = body[6]
            self.server.versions.append(version)
            self.wfile.write(b"\x20\x02\x00" + (b"\x00" if version == 4 else b"\x01"))
            while version == 4 and kind:
                kind, body = self.packet()
                if kind >> 4 == 3:
                    n = int.from_bytes(body[:2], "big")
                    self.server.got |= set(re.findall(rb'"id": ?"([0-9a-f-]{36})"', body[4 + n:]))
                    self.wfile.write(b"\x40\x02" + body[2 + n:4 + n])


def mqtt_older(folder):
    with OldBroker() as broker:
        station = Station(folder, f"mqtt://127.0.0.1:{broker.server_address[1]}", n=20)
        assert station.process.wait(PATIENCE) == 0
        check_all(station.queued(), broker.got)
        assert broker.versions == [5, 4], broker.versions
        broker.shutdown()


def http_killed(folder):
    rand = random.Random(17)
    port = free_port()
    queued, got = set(), set()
    server = Server(port, got)
    for _ in range(100 if LONG else 10):
        station = Station(folder, f"http://127.0.0.1:{port}/boards")
        n = rand.choice((0, 1, 5, 50))
        until(lambda: len(QUEUED.findall(station.said)) >= n, "boards")
        if rand.random() < 0.5:
            server.stop()
            server = Server(port, got)
        station.end(signal.SIGKILL)
        queued |= station.queued()
    deliver_rest(folder, f"http://127.0.0.1:{port}/boards", queued, lambda: got)
    server.stop()


def http_certificate(folder):
    make_certificates(folder)
    port = free_port()

    def start(name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/server.key")
        return Server(port, context=context)
    server = start("expired")
    station = Station(folder, f"https://localhost:{port}/boards", f"ca-file={folder}/ca.pem")
    hear_trouble(station, "it has expired")
    server.stop()
    server = start("good")
    station.hear("event=(string)recovered")
    station.end(signal.SIGKILL)
    server.stop()


def http_own_certificate(folder):
    """A server that wants to see who we are."""
    make_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/good.pem", f"{folder}/server.key")
    context.load_verify_locations(f"{folder}/ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    port = free_port()
    server = Server(port, context=context)
    for own in make_own(folder):
        station = Station(folder, f"https://localhost:{port}/boards", f"ca-file={folder}/ca.pem {own}", n=20)
        assert station.process.wait(PATIENCE) == 0
        check_all(station.queued(), server.got)
    server.stop()


def kafka_got(mock):
    return set(re.findall(rb"^id=([0-9a-f-]{36}) station=S1 ", mock.said, re.MULTILINE))


def start_mock():
    mock = Child([MOCK, "boards"])
    mock.hear("servers=")
    return mock, re.search(rb"servers=(\S+)", mock.said)[1].decode()


def kafka_delivered(folder):
    mock, servers = start_mock()
    station = Station(folder, f"kafka://{servers}/boards", n=30)
    assert station.process.wait(PATIENCE) == 0
    until(lambda: station.queued() <= kafka_got(mock), "boards")
    check_all(station.queued(), kafka_got(mock))
    mock.end()


def kafka_killed(folder):
    """The station is killed, and the brokers go away and come back."""
    rand = random.Random(18)
    mock, servers = start_mock()
    queued = set()
    for _ in range(50 if LONG else 5):
        station = Station(folder, f"kafka://{servers}/boards")
        until(lambda: len(QUEUED.findall(station.said)) >= rand.choice((1, 50)), "boards")
        for command in (b"down\n", b"up\n"):
            mock.process.stdin.write(command)
            mock.process.stdin.flush()
            n = len(station.queued())
            until(lambda: len(station.queued()) >= n + 20, "more boards")
        station.end(signal.SIGKILL)
        queued |= station.queued()
    deliver_rest(folder, f"kafka://{servers}/boards", queued, lambda: kafka_got(mock))
    mock.end()


def kafka_away(folder):
    station = Station(folder, f"kafka://127.0.0.1:{free_port()}/boards")
    hear_trouble(station, "no broker can be reached")
    station.end(signal.SIGKILL)


def is_native():
    """Whether RabbitMQ speaks AMQP 1.0 by itself, as from 4.0 on; its plugin has nothing to set then."""
    versions = [path.rsplit("-", 1)[-1] for path in glob.glob("/usr/lib/rabbitmq/lib/rabbitmq_server-*")]
    return max(int(version.split(".")[0]) for version in versions) >= 4


class Rabbit(Child):
    """RabbitMQ with its AMQP 1.0, in a folder of its own."""

    def __init__(self, folder, port, more=""):
        def write(name, text):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        write("plugins", "[].\n" if is_native() else "[rabbitmq_amqp1_0].\n")
        write("rabbit.conf", f"listeners.tcp.1 = 127.0.0.1:{port}\n"
              + ("" if is_native() else "amqp1_0.default_user = guest\n") + more)
        self.names = (free_port(), free_port())
        super().__init__(["/usr/lib/rabbitmq/bin/rabbitmq-server"], start_new_session=True, env={
            **os.environ, "HOME": folder, "RABBITMQ_NODENAME": f"aoi{port}@localhost",
            "RABBITMQ_MNESIA_BASE": f"{folder}/db", "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins", "RABBITMQ_CONFIG_FILE": f"{folder}/rabbit.conf",
            "ERL_EPMD_PORT": str(self.names[0]), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(self.names[1])})
        self.hear("completed with", patience=10 * PATIENCE)

    def end(self, number=signal.SIGTERM):
        """With the daemon of names that it has started, which leaves its session: told by its port."""
        said = super().end(number)
        subprocess.run(["epmd", "-port", str(self.names[0]), "-kill"], check=False, capture_output=True)
        return said


def amqp_receive(port, n):
    from proton.utils import BlockingConnection
    connection = BlockingConnection(f"127.0.0.1:{port}", timeout=PATIENCE, allowed_mechs="ANONYMOUS")
    receiver = connection.create_receiver("/queue/cfx", credit=10)
    for _ in range(n) if n is not None else itertools.count():
        message = receiver.receive(timeout=PATIENCE)
        receiver.accept()
        yield message, json.loads(bytes(message.body))
    connection.close()


def amqp_delivered(folder):
    """Boards in CFX envelopes, between the messages of stations that come and go; the broker is away at first. RabbitMQ
    4.0 has two addresses for a queue: one that makes it, and one for when it is there."""
    port = free_port()
    station = Station(folder, f"amqp://127.0.0.1:{port}", "topic=/queue/cfx station=S1", n=5)
    assert station.process.wait(PATIENCE) == 0
    rabbit = Rabbit(folder, port)
    queued = station.queued()
    for address in ("/queue/cfx", "/queues/cfx" if is_native() else "/queue/cfx"):
        later = Station(folder, f"amqp://127.0.0.1:{port}", f"topic={address} station=S1 stop-timeout=30000000000", n=1)
        assert later.process.wait(PATIENCE) == 0
        queued |= later.queued()
    names, ids = [], set()
    for message, envelope in amqp_receive(port, len(queued) + 8):
        assert message.subject == f"aoiinspect.S1.{envelope['MessageName']}", message.subject
        assert message.properties["cfx-message"] == envelope["MessageName"]
        assert envelope["Source"] == "aoiinspect.S1" and message.id == envelope["UniqueID"]
        names.append(envelope["MessageName"].rsplit(".", 1)[-1])
        if names[-1] == "UnitsInspected":
            ids.add(envelope["UniqueID"].encode())
            unit, = envelope["MessageBody"]["InspectedUnits"]
            assert unit["OverallResult"] == "Failed" and envelope["MessageBody"]["InspectionMethod"] == "AOI"
    assert ids == queued and names[:2] == ["EndpointConnected", "StationStateChanged"], names
    assert names[-2:] == ["StationStateChanged", "EndpointShuttingDown"], names
    lost = Station(folder, f"amqp://127.0.0.1:{port}", "topic=/queues/none target=none station=S1", pace=20000)
    hear_trouble(lost, "there is no such address")
    lost.end(signal.SIGKILL)
    rabbit.end()


def amqp_secure(folder):
    """Encrypted, with a certificate that has expired at first, and a password that is wrong at first."""
    make_certificates(folder)
    ports = free_port(), free_port()
    password = os.path.join(folder, "password")

    def write_password(text):
        with open(password, "w", encoding="utf-8") as file:
            file.write(text)

    def start(certificate):
        return Rabbit(folder, ports[0], f"listeners.ssl.1 = 127.0.0.1:{ports[1]}\n"
                      f"ssl_options.cacertfile = {folder}/ca.pem\nssl_options.certfile = {folder}/{certificate}.pem\n"
                      f"ssl_options.keyfile = {folder}/server.key\n")
    write_password(SECRET)
    rabbit = start("expired")
    station = Station(folder, f"amqps://localhost:{ports[1]}",
                      f"topic=/queue/cfx station=S1 user=guest password-file={password} ca-file={folder}/ca.pem",
                      pace=20000)
    hear_trouble(station, "certificates have not expired")
    rabbit.end()
    rabbit = start("good")
    station.hear("the broker does not let us in")
    write_password("guest\n")
    station.hear("event=(string)recovered")
    queued = station.queued()
    assert SECRET.encode() not in station.said
    got = set()
    for message, _ in amqp_receive(ports[0], None):
        got.add(message.id.encode())
        if queued <= got:
            break
    station.end(signal.SIGKILL)
    rabbit.end()


def amqp_away(folder):
    station = Station(folder, f"amqp://127.0.0.1:{free_port()}", "topic=/queue/cfx")
    hear_trouble(station, "the broker cannot be reached")
    station.end(signal.SIGKILL)


def two_targets(folder):
    """Over one outbox, of which one is away."""
    port = free_port()
    server = Server(port)
    station = Station(folder, f"http://127.0.0.1:{port}/boards", n=30)
    other = Station(folder, f"http://127.0.0.1:{free_port()}/boards", n=30)
    assert station.process.wait(PATIENCE) == other.process.wait(PATIENCE) == 0
    check_all(station.queued(), server.got)
    assert server.got == station.queued()
    server.stop()


def damaged(folder):
    with open(os.path.join(folder, "outbox.db"), "wb") as file:
        file.write(b"this is no database, but a note\n" * 200)
    port = free_port()
    server = Server(port)
    station = Station(folder, f"http://127.0.0.1:{port}/boards", n=10)
    assert station.process.wait(PATIENCE) == 0
    station.hear("is damaged")
    check_all(station.queued(), server.got)
    assert any(".damaged-" in name for name in os.listdir(folder))
    server.stop()


def older_outbox(folder):
    """What an earlier release has left is delivered, and what is for others stays; the outbox of a newer one is refused."""
    path = os.path.join(folder, "outbox.db")
    with open(os.path.join(OLD, "outbox-1.sql"), encoding="utf-8") as file:
        script = file.read()
    with sqlite3.connect(path) as outbox:
        outbox.executescript(script)
        left = {row[0].encode() for row in outbox.execute("SELECT id FROM message WHERE target = 1 AND refused IS NULL")}
    outbox.close()
    port = free_port()
    server = Server(port)
    station = Station(folder, f"http://127.0.0.1:{port}/boards", "target=mes", n=5)
    assert station.process.wait(PATIENCE) == 0
    check_all(station.queued() | left, server.got)
    assert len(left) == 2 and len(server.got) == 7
    with sqlite3.connect(path) as outbox:
        rows = outbox.execute("SELECT name, waiting, refused FROM target ORDER BY number").fetchall()
        assert rows == [("mes", 0, 1), ("other", 1, 0)], rows
        outbox.execute("PRAGMA user_version = 99")
    outbox.close()
    newer = Station(folder, f"http://127.0.0.1:{port}/boards", "target=mes", n=5)
    assert newer.process.wait(PATIENCE) != 0
    newer.hear("of a newer release")
    server.stop()


# Texts by which codes could break what they pass through.
HOSTILE = ["'; DROP TABLE board; --", "\"\\ $1 ?1 %s %n {id}", "a/#/+/$SYS/%41", "line\nbreak\t\x01\x7f", "\x85\x9f\ufdd0\uffff",
           "\U0001f600 </script>", "\"'" * 2048]


def inspect_hostile(folder, code, sinks):
    """Returns the id of a board with this code."""
    sinks = [word for sink in sinks for word in f"t. ! queue ! {sink} outbox={folder}/outbox.db".split()]
    done = subprocess.run(
        ["gst-launch-1.0", "-m", "videotestsrc", "num-buffers=1", "!", "video/x-raw,format=RGB,width=64,height=48", "!",
         "aoiinspect", "post-messages=none", f"product={folder}/board", "station=S+1 #'\"",
         'device-barcode="' + re.sub(r'([\\"])', r"\\\1", code) + '"', "!", "tee", "name=t", *sinks],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE)
    (board,) = set(QUEUED.findall(done.stdout))
    return board


def hostile_texts(folder):
    """They reach each target, and the database, as they are, or in topics as the guide says."""
    os.mkdir(os.path.join(folder, "board"))
    with open(os.path.join(folder, "board/rois_config_board.json"), "w", encoding="utf-8") as file:
        json.dump([{"idx": 1, "type": 4, "coords": [0, 0, 8, 8], "device_location": 1, "expected_color": [0, 0, 0]}], file)
    broker_port, boards = free_port(), {}
    broker = Broker(folder, broker_port)
    sub = subscribe(broker, broker_port, "aoi/#")
    server = Server(free_port(), check=lambda board: boards.update({board["aoi"]["id"].encode(): board}))
    mock, servers = start_mock()
    sinks = [f"aoistore database={folder}/boards.db"] + [f"aoipublish stop-timeout=30000000000 {target}" for target in (
        f"uri=mqtt://127.0.0.1:{broker_port} topic=aoi/{{station}}/{{code}}/{{id}}",
        f"uri=http://127.0.0.1:{server.server_address[1]}/boards", f"uri=kafka://{servers}/boards")]
    for text in HOSTILE:
        # What begins with a quote is another text to gst-launch.
        code = "C" + text
        board = inspect_hostile(folder, code, sinks)
        with sqlite3.connect(f"{folder}/boards.db") as database:
            assert database.execute("SELECT station, code FROM board WHERE id = ?", (board.decode(),)).fetchall() == [
                ("S+1 #'\"", code)], code
        database.close()
        assert boards[board]["device_summaries"]["1"]["barcode"] == code, boards[board]
        until(lambda: b"\n" in (sub.said.split(board, 1) + [b""])[1], f"a message of MQTT for {code!r}")
        topic = re.search(rb"^aoi/(.*)/" + board + rb" \{", sub.said, re.MULTILINE)[1].decode()
        assert urllib.parse.unquote(topic) == f"S+1 #'\"/{code}" and topic.count("/") == 1, topic
        until(lambda: re.search(b"id=" + board + rb" station=S\+1 #'\" [^\n]* key=" + re.escape(code.encode()) + b" bytes=",
                                mock.said), f"a message of Kafka for {code!r}")
    with sqlite3.connect(f"{folder}/outbox.db") as outbox:
        rows = outbox.execute("SELECT waiting, refused FROM target").fetchall()
    outbox.close()
    assert rows == [(0, 0)] * 3, rows
    sub.end()
    for server_or_child in (broker, mock):
        server_or_child.end()
    server.stop()


NEEDS_MOSQUITTO = None if shutil.which("mosquitto_sub") else "mosquitto and mosquitto-clients are missing"
NEEDS_NPM = NEEDS_MOSQUITTO or (None if shutil.which("npm") else "npm is missing")
NEEDS_KAFKA = None if MOCK else "built without librdkafka"
NEEDS_RABBIT = None if os.path.exists("/usr/lib/rabbitmq/bin/rabbitmq-server") and importlib.util.find_spec("proton") \
    else "rabbitmq-server or python3-qpid-proton is missing"
CASES = [
    (mqtt_delivered, NEEDS_MOSQUITTO), (mqtt_will, NEEDS_MOSQUITTO), (mqtt_station_killed, NEEDS_MOSQUITTO),
    (mqtt_broker_killed, NEEDS_MOSQUITTO), (mqtt_login, NEEDS_MOSQUITTO), (mqtt_topic_refused, NEEDS_MOSQUITTO),
    (mqtt_certificate, NEEDS_MOSQUITTO), (mqtt_own_certificate, NEEDS_MOSQUITTO), (mqtt_older, None),
    (sparkplug_delivered, NEEDS_NPM), (sparkplug_reborn, NEEDS_NPM), (http_killed, None), (http_certificate, None),
    (http_own_certificate, None),
    (kafka_delivered, NEEDS_KAFKA), (kafka_killed, NEEDS_KAFKA), (kafka_away, NEEDS_KAFKA),
    (amqp_delivered, NEEDS_RABBIT), (amqp_secure, NEEDS_RABBIT), (amqp_away, None), (two_targets, None), (damaged, None),
    (older_outbox, None), (hostile_texts, NEEDS_MOSQUITTO or NEEDS_KAFKA),
]


def run(number, case, needs):
    name = case.__name__.replace("_", "/", 1)
    if needs:
        print(f"ok {number} {name} # SKIP {needs}", flush=True)
        return
    problem = None
    with tempfile.TemporaryDirectory(prefix="aoi-publish-") as folder:
        try:
            case(folder)
        except Skipped as skipped:
            needs = skipped
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            problem = f"{type(error).__name__}: {error}"
        end_all()
    for line in (problem or "").splitlines():
        print("# " + line)
    if needs:
        print(f"ok {number} {name} # SKIP {needs}", flush=True)
        return
    print(f"{'not ok' if problem else 'ok'} {number} {name}", flush=True)


def main():
    wanted = [case for case in CASES if not sys.argv[2:] or case[0].__name__ in sys.argv[2:]]
    print(f"1..{len(wanted)}")
    for number, (case, needs) in enumerate(wanted, 1):
        run(number, case, needs)


if __name__ == "__main__":
    main()
