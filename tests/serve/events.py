# SPDX-License-Identifier: LGPL-2.1-or-later
"""Waits for what becomes of the source of `aoi serve`."""
import time


def wait_for(what, seconds=20):
    """What it says as soon as that is true, or at last."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found or time.monotonic() > end:
            return found
        time.sleep(.02)


def ask_source(server, **wanted):
    """What is known of the source, as soon as that is so."""
    def look():
        answer = server.ask("GET", "/v1/source").json
        last.append(answer)
        return answer if all(answer[key] == value for key, value in wanted.items()) else None

    last = []
    return wait_for(look) or last[-1]


def next_of(listener, kind, good=lambda data: True):
    for _, name, data in iter(listener.next, None):
        if name == kind and good(data):
            return data
    return None
