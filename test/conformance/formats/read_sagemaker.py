"""Reads one augmented manifest of all labels with panlabel, and compares its boxes with the canonical label."""

import json
import os
import subprocess
import sys

import numpy as np
from expected import is_dropped, upright_box


def read_sagemaker(cases, folder, check, readings):
    root = f"{folder}/sagemaker"
    manifest, converted = f"{root}/output.manifest", f"{root}/converted.json"
    program = os.path.join(os.path.dirname(sys.executable), "panlabel")
    whole = {"name": "output.manifest"}
    command = [program, "convert", "--from", "sagemaker", "--to", "ir-json", "--input", manifest, "--output", converted]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    check("SageMaker: panlabel converts without a loss", whole, run.returncode == 0, run.stderr)
    if run.returncode != 0:
        return
    with open(converted, encoding="utf-8") as file:
        found = json.load(file)
    with open(manifest, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    readings["sagemaker", "panlabel"] += len(found["images"])
    check("SageMaker: every image is there", whole, len(found["images"]) == len(lines), f"{len(found['images'])} of {len(lines)}")
    names = {category["id"]: category["name"] for category in found["categories"]}
    boxes = {image["id"]: [] for image in found["images"]}
    for annotation in found["annotations"]:
        boxes[annotation["image_id"]].append(annotation)
    images = {tuple(image["file_name"].split("/")[:2]): image for image in found["images"]}
    for number, case in enumerate(cases):
        for unit in case["units"]:
            dropped = {o.get("annotation") for o in case["omitted"]["yolo"] if is_dropped(o)}
            kept = [a for a in unit["annotations"] if a["id"] not in dropped]
            image = images.get((str(number), unit["id"]))
            if image is None:
                left = [a["id"] for a in kept]
                check("SageMaker: only units of which no object can be written are not there", case, unit["yolo"] is None and not left, unit["id"])
                continue
            check("SageMaker: size", case, (image["width"], image["height"]) == (unit["width"], unit["height"]), unit["id"])
            rows = boxes[image["id"]]
            check("SageMaker: classes", case, [names[row["category_id"]] for row in rows] == [a["category"] for a in kept], unit["id"])
            for row, annotation in zip(rows, kept):
                (x, y, width, height), deviation = upright_box(annotation, unit)
                edges = np.array([row["bbox"][edge] for edge in ("xmin", "ymin", "xmax", "ymax")])
                grown = np.array([x, y, x + width, y + height]) - edges
                grown[2:] *= -1  # how far each edge is outside what is seen
                is_tight = (grown > -1e-6 - deviation).all() and (grown < 1 + 1e-6 + deviation).all()
                check("SageMaker: box of the pixels that are touched", case, is_tight and (edges == edges.round()).all(), f"{annotation['id']}: {grown}")
