"""Reads a release that `labelwire pull` wrote with its pictures, as training code does, with nothing changed in the folder."""

import contextlib
import io
import json
import os
import sys

import datasets
import mlcroissant
import pandas
import ultralytics_check
import yaml
from PIL import Image
from pycocotools.coco import COCO

ultralytics_check.define("data/utils.py", {"img2label_paths"}, ultralytics_check.NAMES)
img2label_paths = ultralytics_check.NAMES["img2label_paths"]

SPLITS = ("train", "val")


def main(folder):
    with open(f"{folder}/facts.json", encoding="utf-8") as file:
        facts = json.load(file)
    pulled = f"{folder}/pulled"
    failures = []

    def check(what, found, expected):
        print(f"{'ok    ' if found == expected else 'FAILED'}  {what}: {found}" + ("" if found == expected else f", not {expected}"))
        if found != expected:
            failures.append(what)

    expected = (facts["images"], facts["objects"])
    check("pull: pictures", (facts["pictures"], facts["notFetched"]), (facts["images"], 0))
    check("Ultralytics: pictures and objects", read_yolo(f"{pulled}/yolo"), expected)
    check("pycocotools: pictures and objects", read_coco(f"{pulled}/coco"), expected)
    check("datasets: pictures and objects", read_imagefolder(f"{pulled}/imagefolder"), expected)
    check("pandas: pictures and objects", read_table(f"{pulled}/annotations.parquet"), expected)
    check("mlcroissant: pictures and objects", read_croissant(f"{pulled}/croissant.json"), expected)
    sys.exit(1 if failures else 0)


def read_yolo(folder):
    """As its loader does: the lists of data.yaml, each picture, and the label that Ultralytics looks for beside it."""
    with open(f"{folder}/data.yaml", encoding="utf-8") as file:
        data = yaml.safe_load(file)
    images = objects = 0
    for split in SPLITS:
        with open(f"{folder}/{data[split]}", encoding="utf-8") as file:
            pictures = [f"{folder}/{line[2:]}" for line in file.read().strip().splitlines()]
        for picture, label in zip(pictures, img2label_paths(pictures)):
            _, rows, _, _, _, missing, _, _, corrupt, message = ultralytics_check.verify_image_label((picture, label, "", False, len(data["names"]), 0, 0, False))
            if missing or corrupt:
                print(message or f"{label} is missing")
                continue
            images += 1
            objects += len(rows)
    return images, objects


def read_coco(folder):
    images = objects = 0
    for split in SPLITS:
        with contextlib.redirect_stdout(io.StringIO()):
            coco = COCO(f"{folder}/annotations/instances_{split}.json")
        for image in coco.loadImgs(coco.getImgIds()):
            with Image.open(f"{folder}/images/{image['file_name']}") as picture:
                images += picture.size == (image["width"], image["height"])
        objects += len(coco.getAnnIds())
    return images, objects


def read_imagefolder(folder):
    images = objects = 0
    for rows in datasets.load_dataset("imagefolder", data_dir=folder).values():
        for row in rows:
            images += row["image"].size[0] > 0
            objects += len(row["objects"]["categories"])
    return images, objects


def read_table(path):
    table = pandas.read_parquet(path)
    return int(table["path"].nunique()), int((table["kind"] == "object").sum())


def read_croissant(path):
    records = list(mlcroissant.Dataset(jsonld=path).records("annotations"))
    return len({record["annotations/path"] for record in records}), sum(record["annotations/kind"] == b"object" for record in records)


if __name__ == "__main__":
    main(*sys.argv[1:])
