#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""publish.py [KAFKA-MOCK]: aoipublish against real brokers and servers, all on loopback and started here: what was announced by
`aoi-queued` reaches its target at least once, whoever is killed; what keeps it away is told once with what to do. Speaks
TAP."""
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from children import PATIENCE, end_all, free_port, until
from publish_amqp import amqp_away, amqp_delivered, amqp_secure
from publish_http import http_certificate, http_killed, http_own_certificate
from publish_kafka import MOCK, kafka_away, kafka_delivered, kafka_killed, kafka_topic_refused, start_mock
from publish_mqtt import (mqtt_broker_killed, mqtt_certificate, mqtt_delivered, mqtt_login, mqtt_older,
                          mqtt_own_certificate, mqtt_station_killed, mqtt_topic_refused, mqtt_will)
from publish_sparkplug import sparkplug_delivered, sparkplug_reborn, sparkplug_registry
from publish_station import QUEUED, Broker, Skipped, Station, check_all, subscribe
from webhook import Server

OLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../old")


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
        file.write(bytes(8192))
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

NEEDS_PROTOBUF = NEEDS_MOSQUITTO or (None if os.path.exists("/usr/lib/python3/dist-packages/google/protobuf")
                                     else "python3-protobuf is missing")

NEEDS_NPM = NEEDS_PROTOBUF or (None if shutil.which("npm") else "npm, which brings the decoder of its registry, is missing")

NEEDS_KAFKA = None if MOCK else "built without librdkafka"

NEEDS_RABBIT = None if os.path.exists("/usr/lib/rabbitmq/bin/rabbitmq-server") and importlib.util.find_spec("proton") \
    else "rabbitmq-server or python3-qpid-proton is missing"

CASES = [
    (mqtt_delivered, NEEDS_MOSQUITTO), (mqtt_will, NEEDS_MOSQUITTO), (mqtt_station_killed, NEEDS_MOSQUITTO),
    (mqtt_broker_killed, NEEDS_MOSQUITTO), (mqtt_login, NEEDS_MOSQUITTO), (mqtt_topic_refused, NEEDS_MOSQUITTO),
    (mqtt_certificate, NEEDS_MOSQUITTO), (mqtt_own_certificate, NEEDS_MOSQUITTO), (mqtt_older, None),
    (sparkplug_delivered, NEEDS_PROTOBUF), (sparkplug_reborn, NEEDS_PROTOBUF), (sparkplug_registry, NEEDS_NPM),
    (http_killed, None), (http_certificate, None), (http_own_certificate, None),
    (kafka_delivered, NEEDS_KAFKA), (kafka_killed, NEEDS_KAFKA), (kafka_away, NEEDS_KAFKA),
    (kafka_topic_refused, NEEDS_KAFKA),
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
