#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""schema.py ROOT SCHEMA: the schema of results is a schema, describes every key, refuses what is not as aoijson
writes it, and has the keys that the guide, the page of messages and src/aoi-result.h have. Speaks TAP."""
import copy
import json
import os
import re
import sys

import jsonschema

ROOT, SCHEMA = map(os.path.abspath, sys.argv[1:])
TYPES = ("barcode", "compare", "ocr", "color", "bad_mark")
# What the guide's table of the JSON names besides keys.
WORDS = {"idx", "pass", "fail", "error", "timeout", "null", "skip_marked", "marked"}
ROI = {"roi_id": 1, "device_id": 1, "roi_type_name": "compare", "passed": True, "coordinates": [0, 0, 9, 9],
       "match_result": "Match", "ai_similarity": 0.95, "threshold": 0.9,
       "aoi": {"status": "pass", "reason": None, "score": 0.95, "threshold": 0.9,
               "values": {"golden": "best_golden.jpg", "shift-x": 0.5}, "time_ms": 0.3}}
COUNTS = {"total_rois": 1, "passed_rois": 1, "failed_rois": 0}
DEVICE = {**COUNTS, "device_passed": True, "barcode": "N/A", "results": [ROI]}
LINE = {"roi_results": [ROI], "device_summaries": {"1": DEVICE},
        "overall_result": {"passed": True, **COUNTS}, "processing_time": 0.01, "timestamp": 1696348800.123,
        "session_id": "", "product_name": "x",
        "aoi": {"format": 1, "frame": 0, "width": 9, "height": 9, "revision": "0" * 64, "complete": True,
                "reason": None, "workers": 2, "wait_ms": 0.1, "inspect_ms": 0.2, "total_ms": 0.3}}

n_tests = n_failed = 0


def check(name, good, said=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not good
    if not good:
        print("".join(f"# {line}\n" for line in str(said).splitlines()), end="")
    print(f"{'ok' if good else 'not ok'} {n_tests} - {name}", flush=True)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def objects(schema, path="$"):
    """All objects of a schema that say which keys there are, each with its path."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema and "additionalProperties" in schema:
            yield path, schema
        for key, part in schema.items():
            yield from objects(part, f"{path}.{key}")
    elif isinstance(schema, list):
        for i, part in enumerate(schema):
            yield from objects(part, f"{path}[{i}]")


def is_described(schema, part):
    reference = part.get("$ref", "")
    return "description" in part or "description" in schema["$defs"].get(reference.removeprefix("#/$defs/"), {})


def check_schema(schema):
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
        problem = None
    except jsonschema.SchemaError as error:
        problem = error
    check("it is a schema", problem is None, problem)
    undescribed = [f"{path}.{key}" for path, part in objects(schema) for key, value in part["properties"].items()
                   if not is_described(schema, value)]
    check("every key is described", not undescribed, undescribed)
    loose = [path for path, part in objects(schema) if part["additionalProperties"] is not False]
    check("only an application's own ROI takes other keys", loose == ["$.$defs.roi-other"], loose)


def damage(change):
    line = copy.deepcopy(LINE)
    change(line)
    return line


def set_roi(line, **keys):
    line["roi_results"][0].update(keys)


def check_refused(schema):
    validator = jsonschema.Draft202012Validator(schema)
    errors = [error.message for error in validator.iter_errors(LINE)]
    check("a right line is valid", not errors, errors)
    skipped = damage(lambda line: line["aoi"].update(skipped_devices=[2], skipped=[
        {**ROI, "device_id": 2, "passed": False, "aoi": {**ROI["aoi"], "status": "skipped", "reason": "device 2 is marked bad"}}]))
    check("a right line with a skipped device is valid", validator.is_valid(skipped), list(validator.iter_errors(skipped)))
    failed = {"passed": False, "total_rois": 1, "passed_rois": 0, "failed_rois": 1}
    cases = {
        "a new key": lambda line: line.update(new=1),
        "a new key below aoi": lambda line: line["aoi"].update(new=1),
        "a new key of a ROI": lambda line: set_roi(line, new=1),
        "a new key of a ROI below aoi": lambda line: line["roi_results"][0]["aoi"].update(new=1),
        "a new value of a type": lambda line: line["roi_results"][0]["aoi"]["values"].update(new=1),
        "a new key of a device": lambda line: line["device_summaries"]["1"].update(new=1),
        "a key of another type": lambda line: set_roi(line, barcode_values=[]),
        "no verdict": lambda line: line.pop("overall_result"),
        "no verdict of a ROI": lambda line: line["roi_results"][0].pop("passed"),
        "a word for a number": lambda line: set_roi(line, ai_similarity="0.95"),
        "a fraction of a ROI": lambda line: set_roi(line, roi_id=1.5),
        "a device without a number": lambda line: line["device_summaries"].update(x=line["device_summaries"]["1"]),
        "another format": lambda line: line["aoi"].update(format=2),
        "a code kept for no reason": lambda line: line["aoi"].update(
            links={"1": {"code": "A", "linked": False, "reason": None}}),
        "a code linked in spite of a reason": lambda line: line["aoi"].update(
            links={"1": {"code": "A", "linked": True, "reason": "answer is null"}}),
        "a group without a board": lambda line: line["aoi"].update(group=1),
        "a pass of a status that is none": lambda line: line["roi_results"][0]["aoi"].update(status="timeout"),
        "a fail of a status that is a pass": lambda line: (set_roi(line, passed=False),
                                                           line["overall_result"].update(failed)),
        "a pass with an error": lambda line: set_roi(line, error="no memory"),
        "a board that passes with a bad ROI": lambda line: set_roi(line, passed=False, aoi={
            **ROI["aoi"], "status": "fail"}),
        "a board that passes without ROIs": lambda line: (line["overall_result"].update(total_rois=0),
                                                          line["roi_results"].clear()),
        "a board that passes incomplete": lambda line: line["aoi"].update(complete=False),
        "a device that was skipped and passed": lambda line: line["aoi"].update(
            skipped_devices=[2], skipped=[{**ROI, "device_id": 2}]),
        "an ROI that failed and was skipped": lambda line: line["aoi"].update(
            skipped=[{**ROI, "passed": False, "aoi": {**ROI["aoi"], "status": "fail"}}]),
        "a board that passes with a skipped ROI": lambda line: set_roi(line, passed=False, aoi={
            **ROI["aoi"], "status": "skipped"}),
        "no device that was skipped": lambda line: line["aoi"].update(skipped_devices=[]),
        "a board that passes with a reason": lambda line: line["aoi"].update(reason="too dark"),
    }
    for name, change in cases.items():
        check(f"refused: {name}", not validator.is_valid(damage(change)))


def keys_of(part):
    return set(part["properties"])


def check_guide(schema):
    text = read("plugin/docs/guide/messages-and-json.md")
    section = text[text.index("\n## JSON\n"):]
    rows = "".join(line for line in section.splitlines(keepends=True) if line.startswith("|"))
    named = {word.removesuffix("[]") for word in re.findall(r"`([a-z_]+(?:\[\])?)`", rows)}
    values = set().union(*(keys_of(schema["$defs"][f"values-{kind}"]) for kind in TYPES))
    keys = set().union(*(keys_of(part) for _, part in objects(schema))) - values
    check("the guide has all keys", keys <= named, keys - named)
    check("and no others", named <= keys | WORDS, named - keys - WORDS)
    fields = set(re.findall(r"`([a-z-]+)`", read("plugin/lib/gstaoimessage.c")))
    check("the values are in the table of the message's fields", values <= fields, values - fields)
    check("the guide names the version", f"`{schema['$id']}`" in section and "`format`: 1" in section)


def check_sources(schema):
    defined = dict(re.findall(r'#define AOI_VALUE_\w+ "([a-z-]+)" /\* (\w+):', read("src/aoi-result.h")))
    types = {"s": "string", "d": "number", "b": "boolean", "as": "string", "ad": "number", "ai": "integer"}
    described = {}
    for kind in TYPES:
        described.update(schema["$defs"][f"values-{kind}"]["properties"])
    check("it has the values of src/aoi-result.h", set(defined) == set(described), set(defined) ^ set(described))
    wrong = [key for key, part in described.items() if types[defined[key]] not in json.dumps(part)
             and "enum" not in part or (part.get("type") == "array") != defined[key].startswith("a")]
    check("of the same types", not wrong, wrong)
    version = re.search(r"#define FORMAT_VERSION (\d+)", read("src/report/aoi-report-json.c")).group(1)
    check("and the version that is written", schema["$id"].endswith(f":{version}")
          and schema["$defs"]["inspection"]["properties"]["format"]["const"] == int(version), version)


def main():
    schema = json.loads(read(SCHEMA))
    check_schema(schema)
    check_refused(schema)
    check_guide(schema)
    check_sources(schema)
    print(f"1..{n_tests}")
    sys.exit(1 if n_failed else 0)


main()
