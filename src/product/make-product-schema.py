#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""make-product-schema.py FRAME PART...: prints the JSON Schema of ROI files. FRAME has what every ROI may have; each
part, TYPE.product.json, says what the keys of a type may be: everywhere, as the loader reads them in ROIs of any type,
and in ROIs of its own. A key that is null is absent."""
import json
import os
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def or_null(key):
    """The schema of a key, whose value may be null, too."""
    key = dict(key)
    if "enum" in key:
        key["enum"] = key["enum"] + [None]
    elif "anyOf" in key:
        key["anyOf"] = key["anyOf"] + [{"type": "null"}]
    elif "type" in key:
        types = key["type"] if isinstance(key["type"], list) else [key["type"]]
        key["type"] = types if "null" in types else types + ["null"]
    return key


def all_or_null(keys):
    return {name: or_null(key) for name, key in keys.items()}


def is_type(name, part):
    """The type may be a name or a number, under either key."""
    names = {"enum": [part["number"], name]}
    return {"anyOf": [
        {"required": ["type"], "properties": {"type": names}},
        {"required": ["roi_type_name"], "not": {"required": ["type"]}, "properties": {"roi_type_name": names}}]}


def add_part(schema, name, part):
    definitions = schema["$defs"]
    roi = definitions["roi"]
    definitions["kind"]["anyOf"][0]["enum"] += [part["number"], name]
    roi["properties"].update(all_or_null(part["everywhere"]))
    definitions["roi-" + name] = {"title": part["title"], "description": part["description"], "properties": all_or_null(part["own"]),
                                  "x-form": part["form"], "x-number": part["number"]}
    roi["allOf"].append({"if": is_type(name, part), "then": {"$ref": f"#/$defs/roi-{name}"}})


def main():
    schema = read(sys.argv[1])
    definitions = schema["$defs"]
    for name in ("idx", "kind", "coords", "focus", "exposure", "threshold", "rotation", "device"):
        definitions[name] = or_null(definitions[name])
    definitions["roi"]["properties"] = all_or_null(definitions["roi"]["properties"])
    for path in sys.argv[2:]:
        add_part(schema, os.path.basename(path).removesuffix(".product.json"), read(path))
    json.dump(schema, sys.stdout, indent=2, ensure_ascii=False)
    print()


main()
