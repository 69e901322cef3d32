#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints what it costs aoi serve to show frames of 7716x5360 pixels.

tiles: milliseconds from a request to its answer: the first one of a frame, which makes its levels; those of reduced levels; those
of full size. listeners: percent of a CPU that the server takes more while 20 listen to events and fetch each live picture, beside
what it takes to inspect 7.15 frames a second; the median of several pairs of runs."""
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "serve"))
from serving import Server  # noqa: E402

WIDTH, HEIGHT = 7716, 5360
LISTENERS = 20
PAIRS, SECONDS = 5, 10
TICKS = os.sysconf("SC_CLK_TCK")
LISTEN = """
import http.client, json, sys
host, port = sys.argv[1], int(sys.argv[2])
events = http.client.HTTPConnection(host, port)
events.request("GET", "/v1/events")
stream, pictures, n = events.getresponse(), http.client.HTTPConnection(host, port), 0
print("listens", flush=True)
for line in iter(stream.readline, b""):
    if line.startswith(b'data: {"frame"'):
        pictures.request("GET", json.loads(line[6:])["picture"])
        answer = pictures.getresponse()
        assert answer.status == 200 and len(answer.read()) > 1000
"""


def draw():
    """A frame with structure at all sizes: noise upon squares. Bytes of a mosaic."""
    source = random.Random(41)
    noise = source.randbytes(1 << 20)
    rows = []
    for y in range(HEIGHT):
        base = bytes((40 + 90 * (x // 193 + y // 171 & 1)) for x in range(0, WIDTH, 4))
        at = source.randrange(len(noise) - WIDTH)
        row = int.from_bytes(noise[at:at + WIDTH], "little") & int.from_bytes(b"\x3f" * WIDTH, "little")
        wide = b"".join(bytes((b,)) * 4 for b in base)[:WIDTH]
        rows.append((int.from_bytes(wide, "little") + row).to_bytes(WIDTH, "little"))
    return b"".join(rows)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def time_tile(server, connection, path):
    begin = time.perf_counter()
    answer = server.ask("GET", path, connection=connection)
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer}")
    return 1e3 * (time.perf_counter() - begin)


def bench_tiles(frame):
    with Server() as server:
        firsts, reduced, full = [], [], []
        for _ in range(5):
            connection = server.connect()
            answer = server.ask("POST", "/v1/frames?mosaic=gbrg", raw=b"P5\n%d %d\n255\n" % (WIDTH, HEIGHT) + frame)
            facts = answer.json
            path, last = f"/v1/frames/{facts['id']}/tile", facts["max_zoom"]
            firsts.append(time_tile(server, connection, f"{path}/0/0/0"))
            for zoom in range(last):
                cell = 1 << last - zoom
                for y in range(-(-HEIGHT // (256 * cell))):
                    for x in range(-(-WIDTH // (256 * cell))):
                        reduced.append(time_tile(server, connection, f"{path}/{zoom}/{x}/{y}"))
            full += [time_tile(server, connection, f"{path}/{last}/{x}/{y}") for y in range(0, 21, 2) for x in range(0, 30, 3)]
            server.ask("DELETE", f"/v1/frames/{facts['id']}")
            connection.close()
    print(f"frames tiles={len(reduced)} first-ms={statistics.median(firsts):.1f} p50-ms={statistics.median(reduced):.2f} "
          f"p99-ms={percentile(reduced, .99):.2f} max-ms={max(reduced):.2f} full-p99-ms={percentile(full, .99):.2f}", flush=True)


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(server):
    """Percent of a CPU, and frames a second."""
    begin, used = time.monotonic(), cpu_seconds(server.process.pid)
    frames = server.ask("GET", "/v1/source").json["frames"]
    time.sleep(SECONDS)
    seconds = time.monotonic() - begin
    return (100 * (cpu_seconds(server.process.pid) - used) / seconds,
            (server.ask("GET", "/v1/source").json["frames"] - frames) / seconds)


def make_product(server):
    rois = [{"idx": i + 1, "type": 4, "coords": [200 * i, 100, 200 * i + 150, 250], "device_location": 1,
             "color_match": "tolerance", "expected_color": [90, 90, 90]} for i in range(20)]
    os.makedirs(os.path.join(server.products, "p"))
    with open(os.path.join(server.products, "p", "rois_config_p.json"), "w", encoding="utf-8") as file:
        json.dump(rois, file)


def record(frame, folder):
    """A recording that is played again and again: the memory of its frames is used anew, as a camera's is."""
    raw, recording = (os.path.join(folder, name) for name in ("frame-00000", "recording"))
    with open(raw, "wb") as file:
        file.write(frame)
    subprocess.run(["gst-launch-1.0", "-q", "multifilesrc", f"location={raw}", "loop=true", "num-buffers=4",
                    f"caps=video/x-bayer,format=gbrg,width={WIDTH},height={HEIGHT},framerate=143/20", "!", "aoirecord",
                    f"location={recording}"], check=True)
    return recording


def bench_listeners(frame):
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        source = f"launch:aoireplay location={record(frame, folder)} loop=true ! identity sleep-time=130000"
        with Server("--source", source, "--product", "p") as server:
            make_product(server)
            while server.ask("GET", "/v1/frames/last").status != 200:
                time.sleep(.05)
            alone, listened = [], []
            for _ in range(PAIRS):
                alone.append(measure(server))
                listeners = [subprocess.Popen([sys.executable, "-c", LISTEN, server.host, str(server.port)], stdout=subprocess.PIPE)
                             for _ in range(LISTENERS)]
                for listener in listeners:
                    listener.stdout.readline()
                listened.append(measure(server))
                for listener in listeners:
                    if listener.poll() is not None:
                        raise SystemExit("a listener has ended")
                    listener.terminate()
                    listener.wait()
                    listener.stdout.close()
    more = statistics.median(b[0] - a[0] for a, b in zip(alone, listened))
    print(f"frames listeners={LISTENERS} inspection-percent={statistics.median(a[0] for a in alone):.1f} "
          f"listeners-percent={more:.1f} frames-per-s={statistics.median(b[1] for b in listened):.2f}", flush=True)


def main():
    frame = draw()
    bench_tiles(frame)
    bench_listeners(frame)


main()
