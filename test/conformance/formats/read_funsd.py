"""Reads forms with docTR's own data set of FUNSD, and compares every word and box with the canonical label."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from define import define
from expected import is_dropped, upright_box


class Downloaded:
    """For docTR's VisionDataset, which downloads the data set of that name; here it is where `root` says."""

    def __init__(self, *_, root, **__):
        self.root = root


DOCTR = {"json": json, "os": os, "Path": Path, "Any": Any, "np": np, "VisionDataset": Downloaded, "convert_target_to_relative": None}
DOCTR["tqdm"] = lambda iterable, **_: iterable
define("doctr", "datasets/funsd.py", {"FUNSD"}, DOCTR)


def read_funsd(folder, check, readings):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] == "funsd"]
    for case in cases:
        forms = forms_of(case)
        for unit in case["label"]["units"]:
            path = f"{case['folder']}/annotations/{case['paths'][unit['id']]}.json"
            if not os.path.exists(path):
                check("FUNSD: left out only with nothing to write", case, unit["media"] != "image" or "width" not in unit or not forms[unit["id"]], unit["id"])
                continue
            with open(path, encoding="utf-8") as file:
                form = json.load(file)["form"]
            compare(check, case, unit, form, forms[unit["id"]])
            # docTR reads no form without a word.
            if any(entry["words"] for entry in form):
                readings[case["variant"], "python-doctr"] += 1
                compare_words(check, case, read_by_doctr(folder, path), forms[unit["id"]])


def read_by_doctr(folder, path):
    root = f"{folder}/funsd"
    below = f"{root}/dataset/training_data"
    shutil.rmtree(root, ignore_errors=True)
    os.makedirs(f"{below}/images")
    os.makedirs(f"{below}/annotations")
    shutil.copy(path, f"{below}/annotations/page.json")
    open(f"{below}/images/page.png", "w").close()
    ((_, target),) = DOCTR["FUNSD"](train=True, root=root).data
    return list(zip(target["labels"], target["boxes"].tolist()))


def forms_of(case):
    """The annotations that each unit's form must have, in order, from the canonical label and what is reported as left out."""
    dropped = {o.get("annotation") for o in case["omitted"] if is_dropped(o)}
    kept = [a for a in case["label"]["annotations"] if "shape" in a and a["id"] not in dropped]
    return {unit["id"]: [(a, unit) for a in kept if a["unit"] == unit["id"]] for unit in case["label"]["units"]}


def text_of(annotation, questions):
    texts = [(a["name"], a["value"]["text"]) for a in annotation["attributes"] if a["value"]["kind"] == "text"]
    asked = next((question for question in questions if any(name == question for name, _ in texts)), None)
    return "\n".join(text for name, text in texts if name == asked)


def compare(check, case, unit, form, expected):
    questions = case["options"]["questions"]
    check("FUNSD: an entry for each object that is not left out", case, len(form) == len(expected), f"{len(form)} of {len(expected)}")
    ids = {annotation["id"]: number for number, (annotation, _) in enumerate(expected)}
    links = [[ids[a["id"]], ids[r["to"]]] for a, _ in expected for r in a.get("relations", []) if r["to"] in ids]
    links += [[ids[r["to"]], ids[a["id"]]] for a, _ in expected for r in a.get("relations", []) if r["to"] in ids and r["bothWays"]]
    for number, (entry, (annotation, _)) in enumerate(zip(form, expected)):
        check("FUNSD: numbers, classes and texts", case, (entry["id"], entry["label"], entry["text"]) == (number, annotation["category"], text_of(annotation, questions)), annotation["id"])
        check("FUNSD: links, at both of their ends", case, sorted(entry["linking"]) == sorted(list(link) for link in {tuple(link) for link in links} if number in link), annotation["id"])
        check_box(check, case, annotation, unit, entry["box"])


def check_box(check, case, annotation, unit, box):
    (x, y, width, height), deviation = upright_box(annotation, unit)
    for found, low, high, size in ((box[0::2], x, x + width, unit["width"]), (box[1::2], y, y + height, unit["height"])):
        holds = 0 <= found[0] < found[1] <= size and -1e-5 - deviation <= low - found[0] < 1 + 1e-5 + deviation and -1e-5 - deviation <= found[1] - high < 1 + 1e-5 + deviation
        check("FUNSD: all pixels that the box touches, and no other", case, holds, f"{annotation['id']}: {box} {[x, y, width, height]}")


def compare_words(check, case, read, expected):
    questions = case["options"]["questions"]
    texts = [(annotation, unit, text_of(annotation, questions)) for annotation, unit in expected]
    joined = "".join("".join(text.split()) for _, _, text in texts)
    check("FUNSD: every word, read by docTR", case, "".join("".join(word.split()) for word, _ in read) == joined, f"{read} {joined}")
    for word, box in read:
        check("FUNSD: a word has no white space", case, word != "" and not any(c in word for c in " \n\t\u00a0\u2028"), word)
        check("FUNSD: whole pixels, read by docTR", case, all(float(edge).is_integer() for edge in box), box)
