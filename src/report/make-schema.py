#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""make-schema.py FRAME PART...: prints the JSON Schema of results. FRAME has what every ROI has; each part,
TYPE.schema.json, says which members of an ROI and which values an inspector adds. To them comes what all have."""
import copy
import json
import os
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def new_roi(other, name, part):
    """An ROI as one of an unknown type, with the part's members before those that come last."""
    roi = copy.deepcopy(other)
    last = {key: roi["properties"].pop(key) for key in ("error", "aoi")}
    roi["description"] = part["description"]
    roi["additionalProperties"] = False
    roi["properties"].update(part["properties"])
    roi["properties"].update(last)
    roi["properties"]["aoi"] = {"$ref": f"#/$defs/roi-aoi-{name}"}
    roi["required"] = roi["required"] + part["required"]
    return roi


def add_part(defs, name, part):
    extension = copy.deepcopy(defs["roi-aoi-other"])
    extension["properties"]["values"] = {"$ref": f"#/$defs/values-{name}"}
    defs[f"roi-{name}"] = new_roi(defs["roi-other"], name, part)
    defs[f"roi-aoi-{name}"] = extension
    defs[f"values-{name}"] = {"type": "object", "required": [], "additionalProperties": False, **part["values"]}


def choose(names):
    """Which of the definitions is that of a ROI, by its type."""
    if not names:
        return {"$ref": "#/$defs/roi-other"}
    return {"if": {"properties": {"roi_type_name": {"const": names[0]}}},
            "then": {"$ref": f"#/$defs/roi-{names[0]}"},
            "else": choose(names[1:])}


def main():
    schema = read(sys.argv[1])
    names = []
    for path in sys.argv[2:]:
        names.append(os.path.basename(path).removesuffix(".schema.json"))
        add_part(schema["$defs"], names[-1], read(path))
    schema["$defs"]["roi"].update(choose(names))
    json.dump(schema, sys.stdout, indent=2, ensure_ascii=False)
    print()


main()
