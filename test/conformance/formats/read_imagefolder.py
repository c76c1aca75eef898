"""Reads one metadata.jsonl of all labels with Hugging Face's datasets, and compares its boxes with the canonical label."""

import json
import os

import numpy as np
from expected import is_dropped, upright_box
from PIL import Image


def read_imagefolder(cases, folder, check, readings, name):
    os.environ.update(HF_HOME=f"{folder}/cache", HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1", HF_DATASETS_DISABLE_PROGRESS_BARS="1")
    import datasets  # only now: it reads these once

    root = f"{folder}/{name}"
    with open(f"{root}/metadata.jsonl", encoding="utf-8") as file:
        pictures = [json.loads(line)["file_name"] for line in file]
    units = {f"{number}/{unit['id']}": (case, unit) for number, case in enumerate(cases) for unit in case["units"]}
    for picture in pictures:
        path = f"{root}/{picture}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Image.new("L", (8, 8)).save(path, format="png")
    rows = datasets.load_dataset("imagefolder", data_dir=root, split="train").cast_column("image", datasets.Image(decode=False))
    readings[name, "datasets"] += len(rows)
    whole = {"name": "metadata.jsonl"}
    check(f"{name}: every image is there", whole, len(rows) == len(pictures), f"{len(rows)} of {len(pictures)}")
    with open(f"{root}/id2label.json", encoding="utf-8") as file:
        classes = json.load(file)
    for row in rows:
        number, unit_id, *_ = os.path.relpath(row["image"]["path"], root).split("/")
        case, unit = units.get(f"{number}/{unit_id}", (None, None))
        if unit is None:
            check(f"{name}: without a size, nothing is in it", whole, row["objects"]["bbox"] == [], f"{number}/{unit_id}")
            continue
        dropped = {o.get("annotation") for o in case["omitted"][name.replace("imagefolder", "yolo")] if is_dropped(o)}
        kept = [a for a in unit["annotations"] if a["id"] not in dropped]
        found = row["objects"]
        names_found = [classes[str(n)] for n in found["categories"]]
        check(f"{name}: classes", case, names_found == [a["category"] for a in kept], unit_id)
        for annotation, box in zip(kept, found["bbox"]):
            expected, deviation = upright_box(annotation, unit)
            off = np.abs(np.subtract(box, expected)).max()
            check(f"{name}: box within 1e-6 px", case, off < 1e-6 + deviation, f"{annotation['id']}: {off}")
