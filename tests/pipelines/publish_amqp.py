# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoipublish against RabbitMQ."""
import glob
import itertools
import json
import os
import signal
import subprocess

from children import PATIENCE, Child, free_port
from publish_station import SECRET, Station, hear_trouble, make_certificates


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
    """Encrypted, with a certificate that has expired at first, of which the broker need not be one, and a password that is
    wrong at first."""
    make_certificates(folder)
    ports = free_port(), free_port()
    password = os.path.join(folder, "password")

    def write_password(text):
        with open(password, "w", encoding="utf-8") as file:
            file.write(text)

    write_password(SECRET)
    expired = Child(["openssl", "s_server", "-accept", f"127.0.0.1:{ports[1]}", "-cert", f"{folder}/expired.pem", "-key",
                     f"{folder}/server.key"])
    expired.hear("ACCEPT")
    station = Station(folder, f"amqps://localhost:{ports[1]}",
                      f"topic=/queue/cfx station=S1 user=guest password-file={password} ca-file={folder}/ca.pem",
                      pace=20000)
    hear_trouble(station, "certificates have not expired")
    expired.end()
    rabbit = Rabbit(folder, ports[0], f"listeners.ssl.1 = 127.0.0.1:{ports[1]}\n"
                    f"ssl_options.cacertfile = {folder}/ca.pem\nssl_options.certfile = {folder}/good.pem\n"
                    f"ssl_options.keyfile = {folder}/server.key\n")
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
