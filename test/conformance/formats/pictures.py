"""Reads pictures with Pillow and hotcoco, and compares them with the masks that pycocotools makes of the canonical label."""

import contextlib
import io
import json

import numpy as np
from expected import is_crowd, is_dropped, row_major
from hotcoco.panoptic import pq_compute
from PIL import Image
from pycocotools import mask as masks

FREE = 1  # the last value of a picture of classes or instances is never used


def covered(annotation, unit):
    """By pycocotools from the label's own positions, not clipped; of a turned box and of curves by the rings of this project."""
    height, width = unit["height"], unit["width"]

    def ring(positions):
        flat = [float(value) for position in positions for value in position]
        return masks.decode(masks.frPyObjects([flat], height, width))[:, :, 0] > 0

    shape = annotation["shape"]
    box = shape if shape["kind"] == "box" else shape.get("box") if shape["kind"] == "skeleton" else None
    if box and box["rotationDegrees"] % 360 == 0:
        left, top, right, bottom = box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]
        return ring([(left, top), (right, top), (right, bottom), (left, bottom)])
    if shape["kind"] == "polygon":
        whole = np.zeros((height, width), bool)
        for outer, *holes in shape["polygons"]:
            part = ring(outer)
            for hole in holes:
                part &= ~ring(hole)
            whole |= part
        return whole
    return row_major(annotation["pixels"], unit) > 0


def voc_colour_map():
    """As `color_map` of PASCAL VOC's devkit makes it, by numpy."""
    index = np.arange(256)
    colours = np.zeros((256, 3), int)
    for bit in range(8):
        for channel in range(3):
            colours[:, channel] |= ((index >> (3 * bit + channel)) & 1) << (7 - bit)
    return colours.ravel().tolist()


def painted_annotations(unit, omitted):
    dropped = {o.get("annotation") for o in omitted if is_dropped(o)}
    return [a for a in unit["annotations"] if a["id"] not in dropped]


def composite(layers, unit):
    """The last is on top. What is seen, and what each lost to other values: nothing, a part, or all."""
    canvas = np.zeros((unit["height"], unit["width"]), np.int64)
    for value, mask in layers:
        canvas[mask] = value
    kept = [(canvas[mask] == value) for value, mask in layers]
    return canvas, [None if all_kept.all() else "in part" if all_kept.any() else "wholly covered" for all_kept in kept]


def check_overlaps(check, what, case, kept, lost, omitted):
    reported = {o["annotation"]: o["detail"] for o in omitted if o["code"] == "overlap"}
    expected = {a["id"]: detail for a, detail in zip(kept, lost) if detail}
    check(f"{what}: overlaps", case, {a: reported[a] for a in reported if a in {k["id"] for k in kept}} == expected, f"{reported} {expected}")


def read_masks(check, case, unit, name, readings):
    options, omitted = case["options"][name], case["omitted"][name]
    is_instance, depth = options["kind"] == "instance", options["depth"]
    with Image.open(unit["pictures"][name]) as picture:
        found = np.array(picture)
        mode, palette, text = picture.mode, picture.getpalette(), getattr(picture, "text", {})
    readings[name, "Pillow"] += 1
    kept = painted_annotations(unit, omitted)
    numbers = [case["classes"].index(a["category"]) + 1 for a in kept]
    values = list(range(1, len(kept) + 1)) if is_instance else numbers
    expected, lost = composite(list(zip(values, [covered(a, unit) for a in kept])), unit)
    check(f"{name}: Pillow = pycocotools", case, np.array_equal(found, expected), unit["id"])
    check(f"{name}: mode", case, mode == ("P" if depth == 8 else "I;16"), mode)
    check(f"{name}: last value unused", case, found.max() <= 2**depth - 1 - FREE, unit["id"])
    check_overlaps(check, name, case, kept, lost, [o for o in omitted if o["unit"] == unit["id"]])
    if depth == 8:
        check(f"{name}: palette of PASCAL VOC", case, palette == voc_colour_map(), unit["id"])
    if is_instance:
        check(f"{name}: categories of instances", case, json.loads(text["Comment"]) == [a["category"] for a in kept], unit["id"])


def read_panoptic(check, case, unit, name, readings):
    options, omitted = case["options"][name], case["omitted"][name]
    path, picture_path = unit["pictures"][name].split("|")
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    with Image.open(picture_path) as picture:
        found = np.array(picture.convert("RGB")).astype(np.int64) @ (1, 256, 65536)
    categories = {c["id"]: c for c in document["categories"]}
    annotation = document["annotations"][0]
    check(f"{name}: file_name", case, picture_path.endswith(f"/panoptic/{annotation['file_name']}"), unit["id"])
    check(f"{name}: things", case, all(c["isthing"] == (c["name"] not in options["stuff"]) for c in categories.values()), unit["id"])

    kept = painted_annotations(unit, omitted)
    segment_of = {}
    keys = [a["category"] if a["category"] in options["stuff"] else ("thing", a["id"]) for a in kept]
    values = [segment_of.setdefault(key, len(segment_of) + 1) for key in keys]
    expected, lost = composite(list(zip(values, [covered(a, unit) for a in kept])), unit)
    category_of = dict(zip(values, (a["category"] for a in kept)))
    check_overlaps(check, name, case, kept, lost, [o for o in omitted if o["unit"] == unit["id"]])
    infos = annotation["segments_info"]
    seen = [value for value in sorted(category_of) if (expected == value).any()]
    check(f"{name}: a segment for each that is seen", case, len(infos) == len(seen), f"{len(infos)} of {len(seen)}")
    for info, value in zip(infos, seen):
        pixels = expected == value
        check(f"{name}: pixels = pycocotools", case, np.array_equal(found == info["id"], pixels), info)
        check(f"{name}: category", case, categories[info["category_id"]]["name"] == category_of[value], info)
        down, across = np.nonzero(pixels)
        box = [across.min(), down.min(), np.ptp(across) + 1, np.ptp(down) + 1]
        check(f"{name}: area and bbox", case, info["area"] == pixels.sum() and info["bbox"] == box, info)
    check(f"{name}: nothing elsewhere", case, np.array_equal(found > 0, expected > 0), unit["id"])

    if any(not info["iscrowd"] for info in infos):
        folder = picture_path.removesuffix(f"/{annotation['file_name']}")
        with contextlib.redirect_stdout(io.StringIO()):
            quality = pq_compute(path, path, folder, folder)
        readings[name, "hotcoco"] += 1
        check(f"{name}: hotcoco, PQ 1.0 against itself", case, abs(quality["All"]["pq"] - 1) < 1e-9, quality["All"])
