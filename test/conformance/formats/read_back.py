"""Reads back what our formats wrote, with pycocotools, PyYAML, supervision, globox and lxml, and compares it with the canonical label.

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
from expected import Expected, is_dropped, row_major, upright_box
from PIL import Image
from pycocotools import mask as masks
from pycocotools.coco import COCO
from read_cvat import read_cvat
from read_pascal_voc import read_pascal_voc

passed, failed = Counter(), Counter()
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
            check_keypoints(case, annotation, found, coco.loadCats(found["category_id"])[0])
            continue
        expected = Expected(annotation, unit)
        mask = coco.annToMask(found)
        runs = unit["writtenPixels"][index]
        check("COCO category, id, crowd", case, (found["category_id"], found["id"], found["iscrowd"])
              == (numbers[annotation["category"]] + 1, index + 1, 0), where)
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


def check_keypoints(case, annotation, found, category):
    """Each keypoint the label says is labelled stands at its place in the category's order; the rest are 0, 0, 0."""
    template = case["templates"][annotation["category"]]
    edges = [[a + 1, b + 1] for a, b in template["edges"]]
    check("COCO keypoints of the category", case, (category["keypoints"], category["skeleton"]) == (template["keypoints"], edges))
    labelled = {k["name"]: k for k in annotation["shape"]["keypoints"] if k["visibility"] > 0}
    rows = np.reshape(found["keypoints"], (-1, 3)).tolist()
    expected = [[labelled[name][key] for key in ("x", "y", "visibility")] if name in labelled else [0, 0, 0]
                for name in template["keypoints"]]
    check("COCO keypoints", case, rows == expected and found["num_keypoints"] == len(labelled), annotation["id"])


def read_yolo(case, unit, folder):
    """In a folder of its own: supervision wants the image beside its labels, and no two of one name."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(f"{folder}/images")
    os.makedirs(f"{folder}/labels")
    Image.new("L", (unit["width"], unit["height"])).save(f"{folder}/images/unit.png")
    shutil.copy(unit["yolo"], f"{folder}/labels/unit.txt")
    data_set = supervision.DetectionDataset.from_yolo(f"{folder}/images", f"{folder}/labels", case["dataYaml"])
    _, _, found = next(iter(data_set))
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
        read_cvat(case, check)
        read_pascal_voc(case, f"{folder}/voc", check)
        for unit in case["units"]:
            if unit["coco"] is None:
                objects_left_of(case, unit, "coco")
            else:
                read_coco(case, unit)
            if unit["yolo"] is None:
                objects_left_of(case, unit, "yolo")
            else:
                read_yolo(case, unit, f"{folder}/yolo")
    print(f"{len(cases)} labels, {sum(len(case['units']) for case in cases)} units")
    print(f"{'check':<46}{'passed':>8}{'failed':>8}")
    for what in sorted(passed | failed):
        print(f"{what:<46}{passed[what]:>8}{failed[what]:>8}")
        if what in first_failures:
            print(f"    first: {first_failures[what]}")
    print(f"{passed.total()} passed, {failed.total()} failed")
    return 1 if failed.total() or not passed.total() else 0


sys.exit(main(sys.argv[1]))
