"""Reads boxes of point clouds as OpenPCDet's template for data sets does, by numpy's float32, and compares every one with the canonical label.

OpenPCDet is in no registry: the reading is what its `get_label` does, and counts as that of no package.
"""

import math
import os
import re

import numpy as np


def word(name):
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff/]", lambda c: f"_{ord(c[0]):02x}", name)


def get_label(path):
    boxes, names = [], []
    with open(path, encoding="utf-8") as file:
        for line in file.readlines():
            fields = line.strip().split(" ")
            boxes.append(fields[:-1])
            names.append(fields[-1])
    return np.array(boxes, dtype=np.float32), np.array(names)


def leans(angle):
    return abs(math.remainder(angle, 2 * math.pi)) > math.pi / 4


def expected_of(case):
    """Sample → boxes with their classes, in the order of the label."""
    samples = {}
    for annotation in case["label"]["annotations"]:
        shape, at = annotation.get("shape"), annotation["at"]
        if not shape or shape["kind"] != "cuboid" or at["kind"] not in ("whole", "frame"):
            continue
        if any(round(side, 6) == 0 for side in shape["size"]) or any(leans(angle) for angle in shape["orientation"][:2]):
            continue
        frame = f"--{at['frame']:06d}" if at["kind"] == "frame" else ""
        box = [*shape["position"], *shape["size"], shape["orientation"][2]]
        samples.setdefault(word(case["paths"][annotation["unit"]]) + frame, []).append((box, word(annotation["category"])))
    return samples


def read_openpcdet(check, case, _readings):
    expected = expected_of(case)
    with open(f"{case['folder']}/ImageSets/all.txt", encoding="utf-8") as file:
        listed = [line.strip() for line in file.readlines()]
    check("OpenPCDet: the list names every cloud with a box", case, sorted(listed) == sorted(expected), listed)
    for name in listed:
        path = f"{case['folder']}/labels/{name}.txt"
        check("OpenPCDet: the file of a name of the list", case, os.path.exists(path), name)
        boxes, names = get_label(path)
        check("OpenPCDet: seven numbers a box", case, boxes.shape == (len(names), 7), f"{name}: {boxes.shape}")
        wanted = expected.get(name, [])
        check("OpenPCDet: classes", case, list(names) == [category for _, category in wanted], f"{name}: {names}")
        if boxes.shape == (len(wanted), 7):
            off = np.abs(boxes - np.array([box for box, _ in wanted], dtype=np.float32)).max()
            check("OpenPCDet: boxes, as the label has them", case, off < 1e-4, f"{name}: {off}")
