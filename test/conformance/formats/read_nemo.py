"""Reads manifests with NeMo's own parser and with Hugging Face's datasets, and compares every line with the canonical label."""

import json
import os
from collections import defaultdict
from os.path import expanduser
from types import SimpleNamespace
from urllib.parse import urlparse

from define import define


class LocalFile:
    """For NeMo's DataStoreObject, which downloads what is not a file."""

    def __init__(self, path):
        self.get = lambda: path


NEMO = {"json": json, "os": os, "defaultdict": defaultdict, "expanduser": expanduser, "urlparse": urlparse, "DataStoreObject": LocalFile}
NEMO["logging"] = SimpleNamespace(debug=lambda *_: None)  # it raises an error for whatever it logs as one
define("nemo", "utils/data_utils.py", {"is_datastore_path"}, NEMO)
define("nemo", "collections/common/parts/preprocessing/manifest.py", {"item_iter", "__parse_item", "is_tarred_dataset", "get_full_path"}, NEMO)
item_iter = NEMO["item_iter"]


def read_nemo(folder, check, readings):
    import datasets  # where read_imagefolder said that there is no network

    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] == "nemo"]
    for case in cases:
        path, expected = f"{case['folder']}/manifest.json", lines_of(case)
        audio = audio_of(case)
        found = [(item["audio_file"], item["offset"], item["duration"], item["text"]) for item in item_iter(path)]
        wanted = [(audio.get(name, name), *rest) for name, *rest, _, _ in expected]
        check("NeMo: every transcribed stretch, read by NeMo", case, close(found, wanted), f"{found} {wanted}")
        for annotation in unwritten(case):
            check("NeMo: what is not in the manifest is reported", case, annotation in left_out(case), annotation)
        if not found:
            continue
        readings[case["variant"], "nemo-toolkit"] += 1
        rows = datasets.load_dataset("json", data_files=path, split="train")
        readings[case["variant"], "datasets"] += 1
        rows = [(row["audio_filepath"], row["offset"], row["duration"], row["text"], row.get("category"), row.get("channel")) for row in rows]
        check("NeMo: every column, read by datasets", case, close(rows, expected), f"{rows} {expected}")


def audio_of(case):
    """NeMo looks for an audio beside the manifest, and takes the name as it is where there is none: those of the examples are there."""
    names = [unit["name"] for unit in case["label"]["units"] if case["name"].startswith("nemo: ") and ".." not in unit["name"]]
    paths = {name: os.path.abspath(f"{case['folder']}/{name}") for name in names}
    for path in paths.values():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").close()
    return paths


def close(found, expected):
    """Times to a microsecond; all else exactly."""
    times = (1, 2)
    return len(found) == len(expected) and all(
        abs(a - b) < 1.1e-6 if column in times else a == b for one, other in zip(found, expected) for column, (a, b) in enumerate(zip(one, other))
    )


def left_out(case):
    return {o["annotation"] for o in case["omitted"] if "annotation" in o and o["code"] not in ("track-not-held", "relations-not-held")}


def unwritten(case):
    units = {unit["id"]: unit for unit in case["label"]["units"] if unit["media"] == "audio"}
    return [a["id"] for a in case["label"]["annotations"] if a["unit"] in units and not list(line_of(a, units[a["unit"]], case["options"]["questions"]))]


def lines_of(case):
    """From the canonical label alone: (file, offset, duration, text, class, channel), the units in their order, and each by offset."""
    lines = []
    for unit in case["label"]["units"]:
        own = [line for a in case["label"]["annotations"] if a["unit"] == unit["id"] and unit["media"] == "audio" for line in line_of(a, unit, case["options"]["questions"])]
        lines.extend(sorted(own, key=lambda line: line[1]))
    return lines


def line_of(annotation, unit, questions):
    attributes, at = annotation["attributes"], annotation["at"]
    asked = next((a["name"] for q in questions for a in attributes if a["name"] == q or q == "#transcript" and q in a["name"]), None)
    answers = [a["value"] for a in attributes if a["name"] == asked]
    ranges = at["ranges"] if at["kind"] == "time" else [{"start": 0, "end": unit["durationMs"]}] if "durationMs" in unit else []
    if len(answers) != 1 or answers[0]["kind"] != "text" or len(ranges) != 1 or ranges[0]["end"] - ranges[0]["start"] < 5e-4:
        return
    category = annotation["category"] if annotation.get("categoryKind") == "object" else None
    yield (unit["name"], ranges[0]["start"] / 1000, (ranges[0]["end"] - ranges[0]["start"]) / 1000, answers[0]["text"], category, at.get("channel"))
