# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoipublish against mosquitto, and against a broker that knows MQTT 3.1.1 only."""
import json
import os
import random
import re
import signal
import socketserver
import subprocess
import threading

from children import PATIENCE, free_port, until
from publish_station import (LONG, QUEUED, SECRET, Broker, Station, check_all, deliver_rest, hear_trouble, make_certificates, make_own, subscribe)


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


def mqtt_own_certificate(folder):
    """A broker that wants to see who we are."""
    make_certificates(folder)
    port = free_port()
    broker = Broker(folder, port, options=(f"certfile {folder}/good.pem", f"keyfile {folder}/server.key",
                                           f"cafile {folder}/ca.pem", "require_certificate true"))
    for own in make_own(folder):
        uri, more = f"mqtts://localhost:{port}", f"ca-file={folder}/ca.pem {own} topic=aoi/{{id}}"
        station = Station(folder, uri, more, n=20)
        assert station.process.wait(PATIENCE) == 0
        deliver_rest(folder, uri, station.queued(), broker.got, more)
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
