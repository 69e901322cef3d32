# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sparkplug B, read by decoders that are not ours."""
import os
import signal
import subprocess

from children import PATIENCE, Child, free_port
from publish_station import Broker, Station
from sparkplug_decoders import Registry, Specification


def hear_sparkplug(folder, port):
    """A broker, and who hears all of its group."""
    broker = Broker(folder, port)
    sub = Child(["stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-t", "spBv1.0/aoi/#", "-q", "1",
                 "-F", "%t %x"])
    broker.hear("Sending SUBACK")
    return sub


def decode(decoder, said):
    """What was heard: kind of each message, and its metrics' values."""
    messages = decoder.decode(said)
    for message in messages:
        message["kind"] = message["topic"].split("/")[2]
        message["values"] = {metric["name"]: metric.get("value") for metric in message["metrics"]}
        message["types"] = {metric["name"]: metric["type"] for metric in message["metrics"]}
    return messages


def check_sessions(messages):
    """Each begins with births, counts, and ends with the death of its birth."""
    bd_seq, seq = None, None
    for message in messages:
        if message["kind"] == "NBIRTH":
            bd_seq, seq = message["values"]["bdSeq"], 0
            assert message["values"]["Node Control/Rebirth"] is False
            assert message["types"]["bdSeq"] == "Int64" and message["types"]["Node Control/Rebirth"] == "Boolean"
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
    sub = hear_sparkplug(folder, port)
    last = Station(folder, f"mqtt://127.0.0.1:{port}", "station=S1 format=sparkplug stop-timeout=30000000000", n=20,
                   pace=100000)
    assert last.process.wait(PATIENCE) == 0
    sub.hear("/NDEATH/")
    messages = decode(Specification(), sub.end())
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


def hear_rebirth(folder, decoder):
    """What is heard of a station that `decoder` asks for its births, and that is killed then."""
    port = free_port()
    sub = hear_sparkplug(folder, port)
    station = Station(folder, f"mqtt://127.0.0.1:{port}", "station=a/b format=sparkplug", pace=20000)
    sub.hear("/DDATA/")
    with open(os.path.join(folder, "rebirth"), "wb") as file:
        file.write(decoder.ask_rebirth())
    subprocess.run(["mosquitto_pub", "-p", str(port), "-t", "spBv1.0/aoi/NCMD/a%2Fb", "-f", file.name], check=True)
    sub.hear("/NBIRTH/a%2Fb", 2)
    sub.hear("/DBIRTH/a%2Fb/inspection", 2)
    station.end(signal.SIGKILL)
    sub.hear("/NDEATH/a%2Fb")
    return sub.end()


def sparkplug_reborn(folder):
    """Who asks hears the births again; the death of who is killed is said by the broker."""
    decoder = Specification()
    messages = decode(decoder, hear_rebirth(folder, decoder))
    check_sessions(messages)
    births = [message["values"]["bdSeq"] for message in messages if message["kind"] == "NBIRTH"]
    assert births[0] == births[1] and boards_of(messages)


def sum_up(messages):
    return [(message["topic"], message.get("seq"),
             [(metric["name"], metric["type"], metric.get("value"), bool(metric.get("isHistorical")))
              for metric in message["metrics"]])
            for message in messages]


def sparkplug_registry(folder):
    """The decoder of a package registry is understood, and reads what the other one does."""
    registry = Registry(folder)
    said = hear_rebirth(folder, registry)
    for read, other in zip(sum_up(registry.decode(said)), sum_up(Specification().decode(said)), strict=True):
        assert read == other, (read, other)
