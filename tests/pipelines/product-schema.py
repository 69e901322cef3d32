#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""product-schema.py SCHEMA: the schema of ROI files takes what the loader takes, and refuses what it refuses, for each key
of each type with values at and beyond its limits. Speaks TAP."""
import json
import os
import subprocess
import sys
import tempfile

import jsonschema

SCHEMA = os.path.abspath(sys.argv[1])
TOOL = os.environ.get("AOI_TOOL", "aoi")
TYPES = ("fiducial", "barcode", "compare", "ocr", "color", "bad_mark")
# What a schema cannot know: whether a name is one of Tesseract's languages that are installed, or one of GS1's
# identifiers; what depends on other keys.
BEYOND = {"language", "gs1", "text_match", "ignore", "clear", "size"}
# Values of any kind, tried for each key.
ANY = [None, True, False, 0, 1, 2, 3.0, 0.5, -1, 4, 5, 6, 90, 45, 100, 101, 255, 256, 300, 65535, 65536, 2147483647, 2147483648,
       10000, 10001, "", " ", "a", "#e12823", "#e1282", "mobilenet", "golden", "named", "tolerance", "contains", "device", "run",
       "regex", "blue", [], [1], [0, 0, 9, 9], [1, 2, 3], [1, 2, 256], [1.5, 2, 3], ["QRCode"], ["Nothing"], [1, 2],
       [0, 10001], ["01"], {}, {"structure": 1}, {"structure": 5}, {"other": 1}, {"within": "run"}, {"within": "run", "boards": 10001},
       [{"name": "a", "lower": [0, 0, 0], "upper": [9, 9, 9]}], [{"name": "a", "lower": [0, 0, 0]}], [{}]]

n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said).splitlines()[:40]), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def samples(schema):
    """(name, product): each key with each value, in ROIs of its type, and those that all have in one of them."""
    common = [key for key in schema["$defs"]["roi"]["properties"] if key not in ("index", "id", "coordinates", "roi_type_name", "type")]
    for kind in TYPES:
        base = {"idx": 1, "type": kind, "coords": [0, 0, 40, 40]}
        # What is looked at of a device must be more than its mark.
        more = [{"idx": 2, "type": "compare", "coords": [0, 0, 40, 40]}] if kind == "bad_mark" else []
        yield kind, [base, *more]
        for key in [*schema["$defs"]["roi-" + kind]["properties"], *(common if kind == "color" else [])]:
            if key not in BEYOND:
                for value in ANY:
                    yield f"{kind} {key}={json.dumps(value)}", [{**base, key: value}, *more]
    base["type"] = "color"
    for name in ("idx", "type", "coords"):
        yield "without " + name, [{key: value for key, value in base.items() if key != name}]
    for old, new in (("idx", "id"), ("idx", "index"), ("type", "roi_type_name"), ("coords", "coordinates")):
        yield new, [{new if key == old else key: value for key, value in base.items()}]
    for number in (1, 2, 3, 4, 5, 6):
        yield f"type {number}", [{**base, "type": number}, {"idx": 2, "type": "compare", "coords": [0, 0, 40, 40]}]
    for device in (0, 1, 4, 5, 64, 65):
        yield f"device {device}", [{**base, "device_location": device}]
    yield from arrays(base)
    yield "object", {"rois": [base]}
    yield "object without ROIs", {"description": "x"}
    yield "description", {"rois": [base], "description": 3}
    yield "no array", 3
    yield "array form", [[1, 2, [0, 0, 9, 9]], [2, 2, [0, 0, 9, 9], 305, 0.9], [3, 2, [0, 0, 9, 9], 305, 3000, 0.9]]
    yield "short array form", [[1, 2]]
    yield "1001 ROIs", [{**base, "idx": i + 1} for i in range(1001)]


def arrays(base):
    """The keys of an array, each with each value that it may and may not have."""
    array = {"columns": 4, "rows": 3, "pitch": [100, 100], "board": [0, 0, 90, 90]}
    values = {
        "columns": (0, 1, 4, 21, 65, 2.5, "4"), "rows": (0, 1, 16, 65, True), "pitch": ([1, 1], [1], [1, 1, 1], [-1, 5], [65536, 5], 5),
        "board": ([0, 0, 90, 90], [0, 0, 90], [0, 0, 65536, 90], {}), "turn": ([0], [0, 180], [90, 0, 270], [45], [], None, 90),
        "per_board": (True, False, None, 1), "notes": ("x", 3)}
    yield "array", {"rois": [base], "array": array}
    for key, tried in values.items():
        for value in tried:
            yield f"array {key}={value}", {"rois": [base], "array": {**array, key: value}}
    for key in array:
        yield f"array without {key}", {"rois": [base], "array": {name: value for name, value in array.items() if name != key}}
    for value in (None, [], 3, "x"):
        yield f"array={value}", {"rois": [base], "array": value}
    for value in (True, False, None, 1, "x"):
        yield f"skip_marked={value}", {"rois": [base], "skip_marked": value}


def load(folder, products):
    """What the loader says of each: one run of the tool for all."""
    paths = []
    for number, product in enumerate(products):
        paths.append(f"{folder}/rois_config_{number}.json")
        with open(paths[-1], "w", encoding="utf-8") as file:
            json.dump(product, file)
    said = {}
    for at in range(0, len(paths), 500):
        output = subprocess.run([TOOL, "check", "--json", *paths[at:at + 500]], stdout=subprocess.PIPE, check=False).stdout
        for line in output.decode().splitlines():
            opinion = json.loads(line)
            said[opinion["path"]] = opinion["good"]
    check("the loader has an opinion of each product", said.keys() == set(paths), f"{len(said)} of {len(paths)}")
    return [said[path] for path in paths]


def main():
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    names, products = zip(*samples(schema))
    with tempfile.TemporaryDirectory() as folder:
        loads = load(folder, products)
    fits = [validator.is_valid(product) for product in products]
    loose = [name for name, fit, good in zip(names, fits, loads) if fit and not good]
    strict = [name for name, fit, good in zip(names, fits, loads) if good and not fit]
    check("what the loader takes fits the schema", not strict, "\n".join(strict))
    check("what fits the schema the loader takes", not loose, "\n".join(loose))
    check("both take some and refuse some", 100 < sum(loads) < len(loads) - 100, f"{sum(loads)} of {len(loads)}")
    print(f"1..{n_tests}")
    return 1 if n_failed else 0


sys.exit(main())
