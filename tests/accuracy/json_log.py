# SPDX-License-Identifier: LGPL-2.1-or-later
"""The JSON that tests obtain, kept so that tests/json-lines.py can validate all of it at once."""
import os
import shutil
import sys
import threading

_opened = []
_lock = threading.Lock()


def keep(path):
    """Adds the inspections in a file to the folder AOI_JSON_LOG, if that is set, in a file of the program's
    name that begins anew with each run."""
    folder = os.environ.get("AOI_JSON_LOG")
    if not folder:
        return
    os.makedirs(folder, exist_ok=True)
    log = os.path.join(folder, os.path.basename(sys.argv[0]) + ".ndjson")
    with _lock, open(path, "rb") as lines, open(log, "ab" if _opened else "wb") as file:
        shutil.copyfileobj(lines, file)
        _opened.append(log)
