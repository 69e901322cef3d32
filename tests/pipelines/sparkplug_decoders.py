# SPDX-License-Identifier: LGPL-2.1-or-later
"""Two who read Sparkplug payloads, neither of which is ours: Google's library, told the messages of the specification, and the
decoder of a package registry."""
import json
import subprocess
import tempfile

from children import PATIENCE
from publish_station import Skipped

# Eclipse Sparkplug 3.0, "Sparkplug Payloads": fields of Payload and of Metric by number, with their types.
PAYLOAD = {1: ("timestamp", "UINT64"), 2: ("metrics", "MESSAGE"), 3: ("seq", "UINT64"), 4: ("uuid", "STRING"),
           5: ("body", "BYTES")}
METRIC = {1: ("name", "STRING"), 2: ("alias", "UINT64"), 3: ("timestamp", "UINT64"), 4: ("datatype", "UINT32"),
          5: ("is_historical", "BOOL"), 6: ("is_transient", "BOOL"), 7: ("is_null", "BOOL"), 10: ("int_value", "UINT32"),
          11: ("long_value", "UINT64"), 12: ("float_value", "FLOAT"), 13: ("double_value", "DOUBLE"),
          14: ("boolean_value", "BOOL"), 15: ("string_value", "STRING"), 16: ("bytes_value", "BYTES")}
TYPES = {3: "Int32", 4: "Int64", 8: "UInt64", 11: "Boolean", 12: "String"}
VALUES = {"Int32": "int_value", "Int64": "long_value", "UInt64": "long_value", "Boolean": "boolean_value",
          "String": "string_value"}
REBIRTH = "Node Control/Rebirth"


class Specification:
    """By the package python3-protobuf."""

    def __init__(self):
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
        file = descriptor_pb2.FileDescriptorProto(name="sparkplug.proto", package="specification", syntax="proto2")
        for name, fields in (("Metric", METRIC), ("Payload", PAYLOAD)):
            message = file.message_type.add(name=name)
            for number, (field, kind) in fields.items():
                added = message.field.add(name=field, number=number, type=f"TYPE_{kind}",
                                          label="LABEL_REPEATED" if kind == "MESSAGE" else "LABEL_OPTIONAL")
                if kind == "MESSAGE":
                    added.type_name = ".specification.Metric"
        pool = descriptor_pool.DescriptorPool()
        pool.Add(file)
        descriptor = pool.FindMessageTypeByName("specification.Payload")
        make = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
        self.payload = make(descriptor)

    def read_metric(self, metric):
        kind = TYPES[metric.datatype]
        value = None if metric.is_null else getattr(metric, VALUES[kind])
        assert metric.is_null or metric.HasField(VALUES[kind]), metric
        return {"name": metric.name, "type": kind, "value": value, "isHistorical": metric.is_historical}

    def read(self, topic, data):
        payload = self.payload.FromString(data)
        known = self.payload.FromString(data)
        known.DiscardUnknownFields()
        assert known.SerializeToString() == payload.SerializeToString(), "a field that the specification does not have"
        message = {"topic": topic, "metrics": [self.read_metric(metric) for metric in payload.metrics]}
        return {**message, "seq": payload.seq} if payload.HasField("seq") else message

    def decode(self, said):
        return [self.read(topic, bytes.fromhex(data)) for topic, data in (line.split() for line in said.decode().splitlines())]

    def ask_rebirth(self):
        payload = self.payload(timestamp=1)
        payload.metrics.add(name=REBIRTH, datatype=11, boolean_value=True)
        return payload.SerializeToString()


class Registry:
    """By the package sparkplug-payload of npm, which is installed once."""
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

    def __init__(self, folder):
        self.folder = tempfile.mkdtemp(prefix="decoder-", dir=folder)
        try:
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=1",
                            "--fetch-retry-mintimeout=2000", "sparkplug-payload@1.0.3"],
                           cwd=self.folder, check=True, capture_output=True, timeout=PATIENCE)
        except subprocess.SubprocessError as error:
            raise Skipped(f"npm cannot install the decoder sparkplug-payload: {type(error).__name__}") from error

    def run(self, *words, said=None):
        return subprocess.run(["node", "-e", self.SCRIPT, *words], cwd=self.folder, input=said, check=True,
                              stdout=subprocess.PIPE, timeout=PATIENCE).stdout

    def decode(self, said):
        return [json.loads(line) for line in self.run(said=said).splitlines()]

    def ask_rebirth(self):
        return self.run("rebirth")
