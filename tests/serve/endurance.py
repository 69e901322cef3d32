#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many inspections over HTTP by several clients and sessions, while products are saved: memory stays flat, no descriptor is
left over. AOI_ENDURANCE=100000 for a long run by hand. Speaks TAP."""
import json
import os
import re
import threading
import time

from board import PICTURE, color_roi, make_product
from serving import Server, check, done

N = int(os.environ.get("AOI_ENDURANCE", "100000" if "AOI_TEST_LONG" in os.environ else "2000"))
N_CLIENTS, N_PRODUCTS = 6, 3
# The first part fills caches and arenas of the allocator.
WARM = max(500, N // 10)
# Saves a minute, and by how much memory may grow, in MiB: of one megabyte each 100,000 inspections nothing would be left.
RELOADS, GROWTH = 10, 8


class Meter:
    def __init__(self, server):
        self.folder = f"/proc/{server.process.pid}"

    def memory(self):
        """MiB that are its own."""
        with open(self.folder + "/status", encoding="utf-8") as status:
            return int(re.search(r"RssAnon:\s+(\d+)", status.read())[1]) / 1024

    def descriptors(self):
        return sorted(self.name(n) for n in os.listdir(self.folder + "/fd"))

    def name(self, n):
        try:
            return re.sub(r"\d+", "N", os.readlink(f"{self.folder}/fd/{n}"))
        except OSError:
            return "gone"

    def threads(self):
        return len(os.listdir(self.folder + "/task"))


class Load:
    """Clients that inspect, each in sessions of its own, of which it opens a new one now and then."""

    def __init__(self, server):
        self.server, self.lock = server, threading.Lock()
        self.left, self.wrong = 0, []

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0

    def client(self, number):
        connection, n = self.server.connect(), 0
        product = f"p{number % N_PRODUCTS}"
        session = None
        while self.take():
            if n % 50 == 0:
                if session:
                    self.server.ask("POST", f"/api/session/{session}/close", connection=connection)
                if n % 200 == 0:
                    connection.close()
                session = self.server.session(product)
                self.server.put(session, "board.png", PICTURE)
            n += 1
            answer = self.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"}, connection=connection)
            if answer.status != 200 or not answer.json["overall_result"]["passed"]:
                self.wrong.append(str(answer))
        self.server.ask("POST", f"/api/session/{session}/close", connection=connection)
        connection.close()

    def run(self, n):
        self.left = n
        threads = [threading.Thread(target=self.client, args=(i,)) for i in range(N_CLIENTS)]
        for thread in threads:
            thread.start()
        return threads


def save(server, n):
    """The next revision of a product, which must count for the next board."""
    name = f"p{n % N_PRODUCTS}"
    tag = server.ask("GET", f"/v1/products/{name}").headers["etag"]
    rois = [color_roi(more=n, min_pixel_percentage=5 + n % 7)]
    return server.ask("PUT", f"/v1/products/{name}", raw=json.dumps(rois).encode(), headers={"If-Match": tag}).status == 200


def inspect(server, load, n, meter, saves):
    """Saves go on while boards are inspected, and a few for a short run."""
    memory, begin = [], time.monotonic()
    pause = 60 / RELOADS if N > 5000 else 0.2
    threads = load.run(n)
    for thread in threads:
        while thread.is_alive():
            thread.join(pause)
            saves.append(save(server, len(saves)))
            memory.append(meter.memory())
    return memory, time.monotonic() - begin


def main():
    with Server("--workers", "2") as server:
        for i in range(N_PRODUCTS):
            make_product(server, f"p{i}")
        meter, load, saves = Meter(server), Load(server), []
        inspect(server, load, WARM, meter, saves)
        before, names, threads = meter.memory(), meter.descriptors(), meter.threads()
        memory, seconds = inspect(server, load, N, meter, saves)
        check(f"{N} boards of {N_CLIENTS} clients are inspected, {len(saves)} saves meanwhile ({N / seconds:.0f} boards/s)",
              not load.wrong and all(saves) and len(saves) > 2, load.wrong[:3])
        after = meter.memory()
        print(f"# {before:.1f} MiB before, at most {max(memory):.1f}, {after:.1f} after")
        check(f"memory is flat: {before:.1f} MiB, then {after:.1f}", after - before < GROWTH, memory[-50:])
        left = [name for name in meter.descriptors() if name not in names]
        check("no descriptor is left over", len(meter.descriptors()) <= len(names) + 1 and not left, (names, meter.descriptors()))
        check("no thread either", meter.threads() <= threads + 4, (threads, meter.threads()))
        check("no session, and no folder of one", os.listdir(os.path.join(server.shared, "sessions")) == [])
    done()


main()
