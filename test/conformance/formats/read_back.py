"""Reads back what our formats wrote, with pycocotools, PyYAML, supervision, globox, lxml, Pillow, hotcoco, pandas, datasets and panlabel, and compares it with the canonical label.

numpy and shapely compute the expected geometry from the canonical label alone.
"""

import contextlib
import io
import json
import os
import shutil
import sys
from collections import Counter

import numpy as np
import supervision
import yaml
from expected import Expected, is_crowd, is_dropped, row_major, upright_box
from pictures import read_masks, read_panoptic, read_segmentations
from PIL import Image
from pycocotools import mask as masks
from pycocotools.coco import COCO
from read_classification import read_classification
from read_csv import read_csv
from read_imagefolder import read_imagefolder
from read_pascal_voc import read_pascal_voc
from read_sagemaker import read_sagemaker
from read_yolo_tasks import read_yolo_task

passed, failed = Counter(), Counter()
readings = Counter()  # (variant of a format, package): files that the package has read
first_failures = {}


def check(what, case, holds, detail=""):
    (passed if holds else failed)[what] += 1
    if not holds:
        first_failures.setdefault(what, f"{case['name']}: {detail}")


def objects_left_of(case, unit, format):
    """A unit without a file: it has objects, and each of them is reported as omitted."""
    dropped = {o.get("annotation") for o in case["omitted"][format] if is_dropped(o)}
    objects = [a["id"] for a in unit["annotations"] if a.get("shape") is not None]
    left = [a for a in objects if a not in dropped]
    check("left out: a unit of which no object can be written", case, objects and not left, f"{unit['id']}: {left}")


def read_coco(case, unit):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(unit["coco"])
    readings["coco", "pycocotools"] += 1
    numbers = {name: number for number, name in enumerate(case["classes"])}
    categories = sorted((numbers[name] + 1, name) for name in case["categories"])
    check("COCO categories", case, [(c["id"], c["name"]) for c in coco.loadCats(coco.getCatIds())] == categories)
    image = coco.loadImgs(coco.getImgIds())[0]
    expected_image = (unit["name"], unit["width"], unit["height"])
    check("COCO image", case, (image["file_name"], image["width"], image["height"]) == expected_image)

    dropped = {o.get("annotation") for o in case["omitted"]["coco"] if is_dropped(o)}
    kept = [a for a in unit["annotations"] if a["id"] not in dropped]
    for annotation in unit["annotations"]:
        if annotation.get("pixels") is not None and annotation["id"] in dropped:
            check("COCO left out: nothing to see", case, Expected(annotation, unit).is_negligible(), annotation["id"])
    written = coco.loadAnns(coco.getAnnIds())
    check("COCO annotations: all but the omitted", case, len(written) == len(kept), f"{len(written)} of {len(kept)}")
    for index, (annotation, found) in enumerate(zip(kept, written)):
        where = annotation["id"]
        if annotation["shape"]["kind"] == "skeleton":
            check_keypoints(case, unit, annotation, found, coco.loadCats(found["category_id"])[0])
            continue
        expected = Expected(annotation, unit)
        mask = coco.annToMask(found)
        runs = unit["writtenPixels"][index]
        check("COCO category, id, crowd", case, (found["category_id"], found["id"], found["iscrowd"])
              == (numbers[annotation["category"]] + 1, index + 1, int(is_crowd(annotation))), where)
        if runs is None:
            exact = row_major(annotation["pixels"], unit)
            check("COCO RLE = canonical pixels", case, np.array_equal(mask, exact), where)
            check("COCO RLE area", case, masks.area(found["segmentation"]) == found["area"] == exact.sum(), where)
            box = masks.toBbox(found["segmentation"]).tolist()
            check("COCO RLE bbox", case, box == found["bbox"], f"{where}: {box} {found['bbox']}")
        else:
            check("COCO polygon: annToMask = rasterise", case, np.array_equal(mask, row_major(runs, unit)), where)
            differing = int((mask != row_major(annotation["pixels"], unit)).sum())
            check("COCO polygon = canonical pixels, edge aside", case, differing <= expected.edge_pixels(), f"{where}: {differing}")
            check("COCO polygon area = shapely", case, abs(found["area"] - expected.area()) <= expected.area_tolerance(),
                  f"{where}: {found['area']} {expected.area()}")
            box = expected.bounds()
            check("COCO polygon bbox = shapely", case, np.allclose(found["bbox"], box, rtol=0, atol=1e-5 + 2 * expected.deviation), f"{where}: {found['bbox']} {box}")


def check_keypoints(case, unit, annotation, found, category):
    """Each labelled keypoint inside the image that the category has is at its place in the category's order; the rest are 0, 0, 0."""
    template = case["templates"][annotation["category"]] or {"keypoints": category["keypoints"], "edges": []}
    edges = [[a + 1, b + 1] for a, b in template["edges"]]
    check("COCO keypoints of the category", case, (category["keypoints"], category["skeleton"]) == (template["keypoints"], edges))
    inside = [k for k in annotation["shape"]["keypoints"] if 0 <= k["x"] <= unit["width"] and 0 <= k["y"] <= unit["height"]]
    labelled = {k["name"]: k for k in inside if k["visibility"] > 0 and k["name"] in template["keypoints"]}
    rows = np.reshape(found["keypoints"], (-1, 3)).tolist()
    expected = [[labelled[name][key] for key in ("x", "y", "visibility")] if name in labelled else [0, 0, 0]
                for name in template["keypoints"]]
    check("COCO keypoints", case, rows == expected and found["num_keypoints"] == len(labelled), annotation["id"])


def read_whole(folder):
    """One file of all labels: as many as in a file for each, numbered from 1 without a gap, each annotation at an image."""
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(f"{folder}/instances.json")
    with open(f"{folder}/whole.json", encoding="utf-8") as file:
        expected = json.load(file)
    whole = {"name": "instances.json"}
    for what, found in (("images", coco.getImgIds()), ("annotations", coco.getAnnIds())):
        check(f"COCO whole: {what} of all labels", whole, sorted(found) == list(range(1, expected[what] + 1)), f"{len(found)} of {expected[what]}")
    for annotation in coco.loadAnns(coco.getAnnIds()):
        if not annotation["segmentation"]:
            continue  # a skeleton
        image = coco.imgs[annotation["image_id"]]
        mask = coco.annToMask(annotation)
        check("COCO whole: each mask is as large as its image", whole, mask.shape == (image["height"], image["width"]), annotation["id"])


def read_yolo(case, unit, folder):
    """In a folder of its own: supervision wants the image beside its labels, and no two of one name."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(f"{folder}/images")
    os.makedirs(f"{folder}/labels")
    Image.new("L", (unit["width"], unit["height"])).save(f"{folder}/images/unit.png")
    shutil.copy(unit["yolo"], f"{folder}/labels/unit.txt")
    data_set = supervision.DetectionDataset.from_yolo(f"{folder}/images", f"{folder}/labels", case["dataYaml"])
    _, _, found = next(iter(data_set))
    readings["yolo", "supervision"] += 1
    check("YOLO class names (supervision)", case, data_set.classes == case["classes"])

    dropped = {o.get("annotation") for o in case["omitted"]["yolo"] if is_dropped(o)}
    kept = [a for a in unit["annotations"] if a["id"] not in dropped]
    check("YOLO rows: all but the omitted", case, len(found) == len(kept), f"{len(found)} of {len(kept)}")
    for annotation, box, number in zip(kept, found.xyxy.tolist(), found.class_id.tolist()):
        (x, y, width, height), deviation = upright_box(annotation, unit)
        off = max(abs(a - b) for a, b in zip(box, (x, y, x + width, y + height)))
        check("YOLO box within 1e-4 px", case, off < 1e-4 + deviation, f"{annotation['id']}: {off}")
        check("YOLO class number", case, number == case["classes"].index(annotation["category"]), annotation["id"])
    with open(unit["yolo"], encoding="utf-8") as file:
        for line in file:
            _, x, y, width, height = map(float, line.split())
            edges = (x - width / 2, x + width / 2, y - height / 2, y + height / 2)
            check("YOLO row inside the image", case, all(-1e-15 <= e <= 1 + 1e-15 for e in edges) and width > 0 < height, line)


def main(folder):
    with open(f"{folder}/cases.json", encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        with open(case["dataYaml"], encoding="utf-8") as file:
            names = yaml.safe_load(file)["names"]
        check("YOLO class names (PyYAML)", case, names == dict(enumerate(case["classes"])))
        read_pascal_voc(case, f"{folder}/voc", check, readings)
        read_csv(case, check, readings)
        for unit in case["units"]:
            if unit["coco"] is None:
                objects_left_of(case, unit, "coco")
            else:
                read_coco(case, unit)
            if unit["yolo"] is None:
                objects_left_of(case, unit, "yolo")
            else:
                read_yolo(case, unit, f"{folder}/yolo")
            for name, path in unit["yoloTasks"].items():
                if path is None:
                    objects_left_of(case, unit, name)
                else:
                    read_yolo_task(check, case, unit, name, f"{folder}/yolo", readings)
            for name, path in unit["pictures"].items():
                if path is None:
                    objects_left_of(case, unit, name)
                elif name.startswith("masks"):
                    read_masks(check, case, unit, name, readings)
                elif name in ("coco-polygons", "coco-rle"):
                    read_segmentations(check, case, unit, name, readings)
                else:
                    read_panoptic(check, case, unit, name, readings)
    read_whole(folder)
    read_imagefolder(cases, folder, check, readings)
    read_classification(cases, folder, check, readings)
    read_sagemaker(cases, folder, check, readings)
    with open(f"{folder}/readers.json", encoding="utf-8") as file:
        claimed = {(variant["name"], reader) for variant in json.load(file) for reader in variant["readers"]}
    for name, reader in sorted(claimed | set(readings)):
        is_true = (name, reader) in claimed and readings[name, reader] > 0
        check("readers: those the format names, and no other", {"name": name}, is_true, reader)
    print(f"{len(cases)} labels, {sum(len(case['units']) for case in cases)} units")
    print(f"{'check':<60}{'passed':>8}{'failed':>8}")
    for what in sorted(passed | failed):
        print(f"{what:<60}{passed[what]:>8}{failed[what]:>8}")
        if what in first_failures:
            print(f"    first: {first_failures[what]}")
    print(f"{passed.total()} passed, {failed.total()} failed")
    return 1 if failed.total() or not passed.total() else 0


sys.exit(main(sys.argv[1]))
