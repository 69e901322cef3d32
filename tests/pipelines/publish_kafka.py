# SPDX-License-Identifier: LGPL-2.1-or-later
"""aoipublish against librdkafka's mock of a cluster, the program that is the first argument."""
import random
import re
import signal
import sys

from children import PATIENCE, Child, free_port, until
from publish_station import LONG, QUEUED, Skipped, Station, check_all, deliver_rest, hear_trouble

MOCK = sys.argv[1] if len(sys.argv) > 1 else None


def kafka_got(mock):
    return set(re.findall(rb"^id=([0-9a-f-]{36}) station=S1 ", mock.said, re.MULTILINE))


def start_mock():
    mock = Child([MOCK, "boards"])
    mock.hear("servers=")
    return mock, re.search(rb"servers=(\S+)", mock.said)[1].decode()


def tell(mock, command):
    mock.process.stdin.write(f"{command}\n".encode())
    mock.process.stdin.flush()


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
        for command in ("down", "up"):
            tell(mock, command)
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


def can_be_refused(mock):
    """The mock lists partitions of a topic that it refuses, as no broker does. Some releases of librdkafka end the process then:
    https://github.com/confluentinc/librdkafka/issues/4907."""
    version = tuple(int(number) for number in re.search(rb"version=(\d+)\.(\d+)", mock.said).groups())
    return version < (2, 1) or version >= (2, 10)


def kafka_topic_refused(folder):
    """It is not there, then it is not for us, until somebody lets us write to it."""
    mock, servers = start_mock()
    tell(mock, "hide")
    station = Station(folder, f"kafka://{servers}/boards")
    hear_trouble(station, 'there is no topic "boards"')
    if can_be_refused(mock):
        tell(mock, "refuse")
        station.hear('lets this user not write to topic "boards": let it, or change topic or user')
    tell(mock, "let")
    station.hear("event=(string)recovered")
    queued = station.queued()
    until(lambda: queued <= kafka_got(mock), "boards")
    station.end(signal.SIGKILL)
    mock.end()
    if not can_be_refused(mock):
        raise Skipped("a topic that is refused: this librdkafka does not bear the mock's answer; one that is missing is tested")
