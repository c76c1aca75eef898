"""Reads COCO's files with pycocotools, and compares them with the canonical label."""

import contextlib
import io
import json

import numpy as np
from expected import Expected, is_crowd, is_dropped, row_major
from pictures import covered, painted_annotations
from pycocotools import mask as masks
from pycocotools.coco import COCO


def read_coco(check, case, unit, name, readings):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(unit["coco"])
    readings[name, "pycocotools"] += 1
    numbers = {name: number for number, name in enumerate(case["classes"])}
    categories = sorted((numbers[name] + 1, name) for name in case["categories"])
    check("COCO categories", case, [(c["id"], c["name"]) for c in coco.loadCats(coco.getCatIds())] == categories)
    image = coco.loadImgs(coco.getImgIds())[0]
    expected_image = (unit["name"], unit["width"], unit["height"])
    check("COCO image", case, (image["file_name"], image["width"], image["height"]) == expected_image)

    dropped = {o.get("annotation") for o in case["omitted"][name] if is_dropped(o)}
    kept = [a for a in unit["annotations"] if a["id"] not in dropped]
    for annotation in unit["annotations"]:
        if annotation.get("pixels") is not None and annotation["id"] in dropped:
            check("COCO left out: nothing to see", case, Expected(annotation, unit).is_negligible(), annotation["id"])
    written = coco.loadAnns(coco.getAnnIds())
    check("COCO annotations: all but the omitted", case, len(written) == len(kept), f"{len(written)} of {len(kept)}")
    for index, (annotation, found) in enumerate(zip(kept, written)):
        where = annotation["id"]
        if annotation["shape"]["kind"] == "skeleton":
            check_keypoints(check, case, unit, annotation, found, coco.loadCats(found["category_id"])[0])
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


def check_keypoints(check, case, unit, annotation, found, category):
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


def read_whole(check, folder):
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


def read_segmentations(check, case, unit, name, readings):
    """COCO files of one kind of segmentation: what has no pixels of its own in the default is compared pixel for pixel."""
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(unit["pictures"][name])
    readings[name, "pycocotools"] += 1
    kept = painted_annotations(unit, case["omitted"][name])
    found = coco.loadAnns(coco.getAnnIds())
    check(f"{name}: all but the omitted", case, len(found) == len(kept), f"{len(found)} of {len(kept)}")
    for annotation, written in zip(kept, found):
        shape = annotation["shape"]
        if shape["kind"] == "skeleton":
            continue
        is_list = isinstance(written["segmentation"], list)
        check(f"{name}: kind", case, is_list == (name == "coco-polygons" and not is_crowd(annotation)), annotation["id"])
        is_outline = is_list and shape["kind"] != "mask" and not any(len(rings) > 1 for rings in shape.get("polygons", []))
        if is_outline:
            continue  # clipped as in the default file, where its pixels are compared
        mask = coco.annToMask(written)
        check(f"{name}: pixels = pycocotools", case, np.array_equal(mask, covered(annotation, unit)), annotation["id"])
        down, across = np.nonzero(mask)
        box = [across.min(), down.min(), np.ptp(across) + 1, np.ptp(down) + 1]
        check(f"{name}: area and bbox", case, written["area"] == mask.sum() and written["bbox"] == box, annotation["id"])
