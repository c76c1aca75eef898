"""Reads YOLO's label files with supervision and with Ultralytics' own check, and compares their geometry with the canonical label."""

import os
import re
import tempfile

import numpy as np
import shapely
import supervision
import yaml
from expected import Expected, outer_rings, turned_corners, upright_box, upright_corners
from PIL import Image
from pictures import covered, painted_annotations
from pycocotools import mask as masks
from ultralytics_check import verify_image_label

LARGE = 400  # pixels: of smaller shapes the edge is most of the area
OF_SIDE = 1e-6  # of the image's side: numbers of both packages are of 32 bits


def read_data_yaml(check, case):
    for name, path in case["dataYaml"].items():
        with open(path, encoding="utf-8") as file:
            data = yaml.safe_load(file)
        check(f"{name}: class names (PyYAML)", case, data["names"] == dict(enumerate(case["classes"])))
        options = case["options"][name]
        shape = [options["keypoints"], 3] if options["task"] == "pose" else None
        check(f"{name}: kpt_shape (PyYAML)", case, data.get("kpt_shape") == shape)


def read_yolo(check, case, unit, name, readings):
    path = unit["yolo"] if name == "yolo" else unit["yoloTasks"][name]
    options = case["options"][name]
    kept = painted_annotations(unit, case["omitted"][name])
    if options["task"] in ("detect", "pose"):
        check_inside(check, case, name, path)
    read_with_ultralytics(check, case, unit, name, path, kept, options)
    readings[name, "ultralytics"] += 1
    if options["task"] != "pose":  # supervision reads no keypoints
        read_with_supervision(check, case, unit, name, path, kept, options)
        readings[name, "supervision"] += 1


def read_with_ultralytics(check, case, unit, name, path, kept, options):
    what = f"{name} (ultralytics)"
    keypoints = options["keypoints"] if options["task"] == "pose" else 0
    with tempfile.TemporaryDirectory() as folder:
        picture = f"{folder}/unit.png"
        # Ultralytics takes no image of less than 10 pixels; labels are shares of any.
        Image.new("L", (max(unit["width"], 10), max(unit["height"], 10)), 255).save(picture)
        facts = (keypoints > 0, len(case["classes"]), keypoints, 3 if keypoints else 0, False)
        _, rows, _, outlines, points, missing, found, empty, corrupt, message = verify_image_label((picture, path, "", *facts))
    check(f"{what}: takes the file", case, (missing, found, empty, corrupt) == (0, 1, int(not kept), 0), message)
    if corrupt:
        return
    removed = int(re.search(r"(\d+) duplicate labels removed", message).group(1)) if message else 0
    check(f"{what}: a row for each but the omitted", case, len(rows) + removed == len(kept), f"{len(rows)} of {len(kept)}")
    for index, annotation in enumerate(kept):
        # Without duplicates Ultralytics keeps the order, else it sorts rows.
        number = case["classes"].index(annotation["category"])
        at = [n for n, row in enumerate(rows) if row[0] == number and (removed or n == index)]
        check(f"{what}: class number", case, at, annotation["id"])
        if options["task"] == "segment":
            check_outline(check, what, case, annotation, unit, [outlines[n] for n in at])
            continue
        if options["task"] == "obb":
            off = [corners_off(case, annotation, unit, outlines[n], name) for n in at]
        else:
            off = [box_off(annotation, unit, rows[n][1:]) for n in at]
        check(f"{what}: geometry to 1e-6 of the side", case, min(off, default=1) <= OF_SIDE, f"{annotation['id']}: {off}")
        if options["task"] == "pose":
            expected = expected_keypoints(case, annotation, unit, keypoints)
            off = [np.abs(points[n] - expected).max() for n in at]
            check(f"{what}: keypoints to 1e-6 of the side", case, min(off, default=1) <= OF_SIDE, f"{annotation['id']}: {off}")


def check_inside(check, case, name, path):
    """In 64 bits: older releases of Ultralytics throw an image away for one value above 1."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            x, y, width, height = map(float, line.split()[1:5])
            edges = (x - width / 2, x + width / 2, y - height / 2, y + height / 2)
            check(f"{name}: row inside the image", case, all(-1e-15 <= e <= 1 + 1e-15 for e in edges) and width > 0 < height, line)


def box_off(annotation, unit, row):
    """How far edges are from where they must be, as a share of the image's side, beyond what curves may stray."""
    (left, top, width, height), deviation = upright_box(annotation, unit)
    x, y, across, down = np.asarray(row, float)
    side = np.tile((unit["width"], unit["height"]), 2)
    found = np.array((x - across / 2, y - down / 2, x + across / 2, y + down / 2))
    off = np.abs(found - (left, top, left + width, top + height) / side)
    return (off - deviation / side).max()


def expected_keypoints(case, annotation, unit, count):
    """In the order of the category; a row of zeros where there is none inside the image."""
    rows = np.zeros((count, 3))
    names = (case["templates"][annotation["category"]] or {"keypoints": []})["keypoints"][:count]
    for keypoint in annotation["shape"].get("keypoints", []):
        x, y = keypoint["x"] / unit["width"], keypoint["y"] / unit["height"]
        if keypoint["name"] in names and keypoint["visibility"] > 0 and 0 <= x <= 1 and 0 <= y <= 1:
            rows[names.index(keypoint["name"])] = (x, y, keypoint["visibility"])
    return rows


def check_outline(check, what, case, annotation, unit, outlines):
    """The pixels that pycocotools makes of what Ultralytics read, and those it makes of the label.

    An edge through the centres of pixels may take them or not, after shares of 32 bits: as many as a side may differ there.
    """
    expected = covered(annotation, unit)
    if expected.sum() < LARGE:
        return
    height, width = expected.shape
    side = max(expected.any(axis).sum() for axis in (0, 1))
    edge = edge_of(expected)
    overlaps = []
    for outline in outlines:
        ring = (np.asarray(outline, float) * (width, height)).ravel().tolist()
        mask = masks.decode(masks.frPyObjects([ring], height, width))[:, :, 0] > 0
        off = mask != expected
        is_of_a_side = off.sum() <= side and not (off & ~edge).any()
        overlaps.append(1 if is_of_a_side else (mask & expected).sum() / (mask | expected).sum())
    check(f"{what}: IoU of the outline at least 0.98", case, max(overlaps, default=0) >= 0.98, f"{annotation['id']}: {overlaps}")


def corners_off(case, annotation, unit, shares, name):
    """As `box_off`. Around what is not a box, the corners are those of any box of the smallest area."""
    side = np.array((unit["width"], unit["height"]))
    is_upright = any(o.get("annotation") == annotation["id"] and o["code"] == "rotation-not-held" for o in case["omitted"][name])
    shape = annotation["shape"]
    if is_upright or shape["kind"] in ("box", "skeleton"):
        expected = upright_corners(annotation, unit) if is_upright else turned_corners(annotation, unit)
        deviation = upright_box(annotation, unit)[1] if is_upright else 0
        return (np.abs(shares - expected / side) - deviation / side).max()
    found = shapely.Polygon(np.asarray(shares, float) * side)
    around = visible_positions(annotation, unit)
    deviation = 0.0
    if shape["kind"] != "mask":
        expected = Expected(annotation, unit)
        # Where rings cross or are several, outlines are along the edges of pixels.
        is_exact = expected.is_simple and sum(len(rings) for rings in shape.get("polygons", [[0]])) == 1
        deviation = 2 * expected.deviation if is_exact else 2
    smallest = shapely.oriented_envelope(around)
    too_far = shapely.hausdorff_distance(shapely.union(found, around.convex_hull), found)
    too_large = (found.area - smallest.area) / max(found.length, 1)
    return (max(too_far, too_large) - deviation) / side.max()


def visible_positions(annotation, unit):
    if annotation["shape"]["kind"] != "mask":
        expected = Expected(annotation, unit)
        return shapely.union_all([part for part in expected.visible if part.area > 0])
    down, across = np.nonzero(covered(annotation, unit))
    return shapely.MultiPoint(np.concatenate([np.stack((across + x, down + y), axis=1) for x in (0, 1) for y in (0, 1)]))


def read_with_supervision(check, case, unit, name, path, kept, options):
    what = f"{name} (supervision)"
    found, classes = as_supervision(unit, path, case["dataYaml"][name], options["task"])
    check(f"{what}: class names", case, classes == case["classes"])
    check(f"{what}: all but the omitted", case, len(found) == len(kept), f"{len(found)} of {len(kept)}")
    numbers = [case["classes"].index(a["category"]) for a in kept]
    check(f"{what}: class numbers", case, found.class_id.tolist() == numbers, unit["id"])
    side = np.array((unit["width"], unit["height"]))
    for index, annotation in enumerate(kept[: len(found)]):
        if options["task"] == "segment":
            check_mask(check, what, case, annotation, unit, found.mask[index])
            continue
        if options["task"] == "obb":
            off = corners_off(case, annotation, unit, found.data["xyxyxyxy"][index] / side, name)
        else:
            left, top, right, bottom = found.xyxy[index] / np.tile(side, 2)
            off = box_off(annotation, unit, ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top))
        check(f"{what}: geometry to 1e-6 of the side", case, off <= OF_SIDE, f"{annotation['id']}: {off}")


def as_supervision(unit, path, data_yaml, task):
    """In a folder of its own: supervision wants the image beside its labels, and no two of one name."""
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/images")
        os.makedirs(f"{folder}/labels")
        Image.new("L", (unit["width"], unit["height"])).save(f"{folder}/images/unit.png")
        os.symlink(path, f"{folder}/labels/unit.txt")
        data_set = supervision.DetectionDataset.from_yolo(
            f"{folder}/images", f"{folder}/labels", data_yaml, force_masks=task == "segment", is_obb=task == "obb"
        )
        return next(iter(data_set))[2], data_set.classes


def check_mask(check, what, case, annotation, unit, mask):
    expected = covered(annotation, unit)
    if expected.sum() < LARGE:
        return
    # Pixels that supervision has and the label has not may lie on the edge alone, and the other way round.
    off = (mask != expected) & ~edge_of(expected)
    # Rings are joined by edges that enclose nothing; OpenCV draws each of them, a pixel wide.
    shape = annotation["shape"]
    is_joined = shape["kind"] == "mask" or (shape["kind"] == "polygon" and sum(map(len, shape["polygons"])) > 1)
    bridges = unit["width"] + unit["height"] if is_joined else 0
    check(f"{what}: no pixel is lost, edge aside", case, (off & expected).sum() <= 0.01 * expected.sum(), annotation["id"])
    check(f"{what}: no pixel more, edge and bridges aside", case, (off & mask).sum() <= 0.01 * expected.sum() + bridges, annotation["id"])


def edge_of(mask):
    """The pixels within two of a pixel of the other kind."""
    grown, shrunk = mask.copy(), mask.copy()
    for _ in range(2):
        for axis in (0, 1):
            for step in (1, -1):
                grown |= np.roll(grown, step, axis)
                shrunk &= np.roll(shrunk, step, axis)
    return grown & ~shrunk
