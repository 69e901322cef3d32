#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""json-lines.py SCHEMA PATH...: each line of these files, and of the .ndjson files in these folders, is valid.

Tests keep the inspections that they obtain there. No line at all is a failure."""
import functools
import json
import os
import sys

import jsonschema

ROI = "#/$defs/roi"
SHOWN = 20


def make_validator(schema):
    """A validator of the schema that checks each ROI once, though it stands in two places of a line and
    often in many lines."""
    jsonschema.Draft202012Validator.check_schema(schema)
    plain = jsonschema.Draft202012Validator(schema)

    @functools.lru_cache(maxsize=None)
    def is_valid_roi(text):
        return plain.evolve(schema={"$ref": ROI}).is_valid(json.loads(text))

    def check_ref(validator, ref, instance, parent):
        if ref == ROI and is_valid_roi(json.dumps(instance)):
            return ()
        return jsonschema.Draft202012Validator.VALIDATORS["$ref"](validator, ref, instance, parent)

    return jsonschema.validators.extend(jsonschema.Draft202012Validator, {"$ref": check_ref})(schema)


def refuse_constant(text):
    raise ValueError(f"{text} is no JSON")


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError("a key is there twice")
    return dict(pairs)


def problem_of(validator, line):
    """What is wrong with a line, or None."""
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=refuse_constant, object_pairs_hook=unique_keys)
    except ValueError as error:
        return str(error)
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    return f"{error.json_path}: {error.message[:300]}" if error else None


def find_files(paths):
    for path in paths:
        if os.path.isdir(path):
            yield from sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".ndjson"))
        else:
            yield path


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        validator = make_validator(json.load(file))
    n_lines = n_bad = 0
    files = list(find_files(sys.argv[2:]))
    for path in files:
        with open(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                n_lines += 1
                problem = problem_of(validator, line)
                n_bad += problem is not None
                if problem and n_bad <= SHOWN:
                    print(f"{path}:{number}: {problem}")
    print(f"{n_lines} lines of {len(files)} files, {n_bad} not valid")
    sys.exit(1 if n_bad or not n_lines else 0)


main()
