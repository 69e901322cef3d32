# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoipublish against a web server."""
import os
import random
import signal
import ssl

from children import PATIENCE, free_port, until
from publish_station import LONG, QUEUED, Station, deliver_rest, hear_trouble, make_certificates, make_own
from webhook import Server


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
    station = Station(folder, f"https://localhost:{port}/boards", f"ca-file={os.path.relpath(folder)}/ca.pem")
    hear_trouble(station, "it has expired")
    server.stop()
    server = start("good")
    station.hear("event=(string)recovered")
    assert b"absolute path" not in station.said, station.said
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
        uri, more = f"https://localhost:{port}/boards", f"ca-file={folder}/ca.pem {own}"
        station = Station(folder, uri, more, n=20)
        assert station.process.wait(PATIENCE) == 0
        deliver_rest(folder, uri, station.queued(), lambda: server.got, more)
    server.stop()
