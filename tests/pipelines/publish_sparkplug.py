# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sparkplug B, read by a decoder that is not ours."""
import json
import os
import signal
import subprocess
import tempfile

from children import PATIENCE, Child, free_port
from publish_station import Broker, Skipped, Station


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
