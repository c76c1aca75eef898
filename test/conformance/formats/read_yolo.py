"""Reads YOLO's outlines and oriented boxes with supervision, and compares them with the pixels of the canonical label."""

import os
import shutil

import numpy as np
import shapely
import supervision
from expected import is_dropped
from PIL import Image
from pictures import covered

LARGE = 400  # pixels: of smaller shapes the edge, which supervision draws a pixel wide, is most of the area


def read_yolo_task(check, case, unit, name, folder, readings):
    found = as_supervision(unit, unit["yoloTasks"][name], case["dataYaml"], folder, is_obb=name == "yolo-obb")
    readings[name, "supervision"] += 1
    dropped = {o.get("annotation") for o in case["omitted"][name] if is_dropped(o)}
    kept = [a for a in unit["annotations"] if a["id"] not in dropped]
    check(f"{name}: all but the omitted", case, len(found) == len(kept), f"{len(found)} of {len(kept)}")
    numbers = [case["classes"].index(a["category"]) for a in kept]
    check(f"{name}: class numbers", case, found.class_id.tolist() == numbers, unit["id"])
    for index, annotation in enumerate(kept):
        if name == "yolo-obb":
            check_corners(check, case, annotation, unit, found.data["xyxyxyxy"][index], name)
        else:
            check_outline(check, case, annotation, unit, found.mask[index], name)


def check_outline(check, case, annotation, unit, mask, name):
    expected = covered(annotation, unit)
    if expected.sum() < LARGE:
        return
    # Pixels that supervision has and the label has not may lie on the edge alone, and the other way round.
    edge = outline(expected)
    off = (mask != expected) & ~edge
    # Rings are joined by edges that enclose nothing; OpenCV draws each of them, a pixel wide.
    shape = annotation["shape"]
    is_joined = shape["kind"] == "mask" or (shape["kind"] == "polygon" and sum(map(len, shape["polygons"])) > 1)
    bridges = unit["width"] + unit["height"] if is_joined else 0
    check(f"{name}: no pixel is lost, edge aside", case, (off & expected).sum() <= 0.01 * expected.sum(), annotation["id"])
    check(f"{name}: no pixel more, edge and bridges aside", case, (off & mask).sum() <= 0.01 * expected.sum() + bridges, annotation["id"])


def outline(mask):
    """The pixels within two of a pixel of the other kind."""
    grown, shrunk = mask.copy(), mask.copy()
    for _ in range(2):
        for axis in (0, 1):
            for step in (1, -1):
                grown |= np.roll(grown, step, axis)
                shrunk &= np.roll(shrunk, step, axis)
    return grown & ~shrunk


def check_corners(check, case, annotation, unit, corners, name):
    box = shapely.Polygon(np.asarray(corners, float))
    shape = annotation["shape"]
    frame = shapely.box(0, 0, unit["width"], unit["height"])
    if shape["kind"] == "box":
        drawn = shapely.box(shape["x"], shape["y"], shape["x"] + shape["width"], shape["y"] + shape["height"])
        drawn = shapely.affinity.rotate(drawn, shape["rotationDegrees"], origin="center")
        if frame.contains(drawn):
            # supervision's numbers are of 32 bits
            off = box.symmetric_difference(drawn).area
            check(f"{name}: the box as drawn", case, off < 1e-3 * (1 + drawn.length), f"{annotation['id']}: {off}")
            return
    if annotation.get("pixels") is None:
        return
    down, across = np.nonzero(covered(annotation, unit))
    inside = shapely.contains_xy(box.buffer(1), across + 0.5, down + 0.5)
    is_lost = any(o.get("annotation") == annotation["id"] and o["code"] == "rotation-not-held" for o in case["omitted"][name])
    check(f"{name}: around its pixels", case, is_lost or inside.all(), f"{annotation['id']}: {int((~inside).sum())} outside")


def as_supervision(unit, path, data_yaml, folder, is_obb):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(f"{folder}/images")
    os.makedirs(f"{folder}/labels")
    Image.new("L", (unit["width"], unit["height"])).save(f"{folder}/images/unit.png")
    shutil.copy(path, f"{folder}/labels/unit.txt")
    data_set = supervision.DetectionDataset.from_yolo(
        f"{folder}/images", f"{folder}/labels", data_yaml, force_masks=not is_obb, is_obb=is_obb
    )
    return next(iter(data_set))[2]
