"""
Reads releases that the build made and `labelwire pull` wrote with their pictures, as training code does, with nothing changed in
the folders, and compares them with the rectangles that the labels were drawn from.
"""

import contextlib
import glob
import io
import json
import os
import sys
from urllib.parse import unquote

import datasets
import mlcroissant
import numpy as np
import pandas
import ultralytics_check
import webdataset
import yaml
from hotcoco.panoptic import pq_compute
from PIL import Image
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

ultralytics_check.define("data/utils.py", {"img2label_paths"}, ultralytics_check.NAMES)
img2label_paths = ultralytics_check.NAMES["img2label_paths"]

SPLITS = ("train", "val")
CLASSES = ("boat", "buoy: red", "Straße")


def main(folder):
    with open(f"{folder}/facts.json", encoding="utf-8") as file:
        facts = json.load(file)
    files, samples = f"{folder}/files", f"{folder}/samples"
    truth = Truth(facts)
    failures = []

    def check(what, found, expected):
        print(f"{'ok    ' if found == expected else 'FAILED'}  {what}: {found}" + ("" if found == expected else f", not {expected}"))
        if found != expected:
            failures.append(what)

    expected = (len(truth.objects), sum(map(len, truth.objects.values())))
    for name, pictures in zip(("files", "samples"), facts["pulled"]):
        check(f"pull {name}: pictures", (pictures["pictures"], pictures["notFetched"]), (expected[0], 0))
    check("Ultralytics: pictures and objects", read_yolo(f"{files}/yolo"), expected)
    check("pycocotools: pictures and objects", read_coco(f"{files}/coco"), expected)
    for kind in ("bbox", "segm"):
        check(f"pycocotools: AP of {kind}, by split", average_precision(f"{files}/coco", kind, truth), (1.0, 1.0))
    check("hotcoco: panoptic quality of things, by split", panoptic_quality(f"{files}/coco-panoptic", folder, truth), (1.0, 1.0))
    check("datasets: pictures and objects", read_imagefolder(f"{files}/imagefolder"), expected)
    check("pandas: pictures and objects", read_table(f"{files}/annotations.parquet"), expected)
    check("mlcroissant: pictures and objects", read_croissant(f"{files}/croissant.json"), expected)
    check("webdataset: YOLO, pictures and objects", read_yolo_samples(f"{samples}/yolo", truth), expected)
    check("webdataset: COCO, pictures and boxes that are right", read_coco_samples(f"{samples}/coco", truth), expected)
    check("webdataset: panoptic, pictures and segments", read_panoptic_samples(f"{samples}/coco-panoptic"), expected)
    check("datasets of webdataset: YOLO, pictures and objects", load_yolo_samples(f"{samples}/yolo"), expected)
    sys.exit(1 if failures else 0)


class Truth:
    """What the labels were drawn from: rectangles of whole pixels, by the name of the picture."""

    def __init__(self, facts):
        self.size = (facts["height"], facts["width"])
        self.objects = {each["name"]: each["objects"] for each in facts["truth"]}

    def mask(self, drawn):
        pixels = np.zeros(self.size, dtype=np.uint8)
        for left, top, width, height in drawn["rectangles"]:
            pixels[top : top + height, left : left + width] = 1
        return pixels

    def box(self, drawn):
        down, across = np.nonzero(self.mask(drawn))
        return [int(each) for each in (across.min(), down.min(), np.ptp(across) + 1, np.ptp(down) + 1)]

    def coco(self, names):
        """The pictures of a split as a data set of their own, made of nothing that the release has."""
        annotations = []
        for image, name in enumerate(names, 1):
            for drawn in self.objects[name]:
                rle = masks.encode(np.asfortranarray(self.mask(drawn)))
                annotations.append({"id": len(annotations) + 1, "image_id": image, "category_id": CLASSES.index(drawn["category"]) + 1, "iscrowd": 0, "segmentation": rle, "area": int(masks.area(rle)), "bbox": self.box(drawn)})
        data = COCO()
        data.dataset = {
            "info": {},
            "images": [{"id": image, "file_name": name, "height": self.size[0], "width": self.size[1]} for image, name in enumerate(names, 1)],
            "categories": [{"id": number, "name": name} for number, name in enumerate(CLASSES, 1)],
            "annotations": annotations,
        }
        with contextlib.redirect_stdout(io.StringIO()):
            data.createIndex()
        return data


def average_precision(folder, kind, truth):
    """Of the release as predictions of the labels: 1 where each object is found, by class, and nothing else is."""
    scores = []
    for split in SPLITS:
        with contextlib.redirect_stdout(io.StringIO()):
            written = COCO(f"{folder}/annotations/instances_{split}.json")
            names = [image["file_name"] for image in written.loadImgs(written.getImgIds())]
            expected = truth.coco(names)
            own = {image["id"]: number for number, image in enumerate(written.loadImgs(written.getImgIds()), 1)}
            found = [
                {"image_id": own[each["image_id"]], "category_id": each["category_id"], "score": 0.9, "bbox": each["bbox"], "segmentation": written.annToRLE(each)}
                for each in written.loadAnns(written.getAnnIds())
            ]
            scoring = COCOeval(expected, expected.loadRes([{key: each[key] for key in ("image_id", "category_id", "score", kind if kind == "bbox" else "segmentation")} for each in found]), kind)
            scoring.evaluate()
            scoring.accumulate()
            scoring.summarize()
        scores.append(round(float(scoring.stats[0]), 6) if len(found) == len(expected.getAnnIds()) else f"{len(found)} objects")
    return tuple(scores)


def panoptic_quality(folder, work, truth):
    """Of the pictures of segments of each split, against those that the rectangles make."""
    scores = []
    for split in SPLITS:
        expected, found = (f"{work}/panoptic-{name}-{split}" for name in ("expected", "found"))
        os.makedirs(expected)
        data = {"images": [], "annotations": [], "categories": [{"id": number, "name": name, "isthing": 1, "color": [number, 0, 0], "supercategory": name} for number, name in enumerate(CLASSES, 1)]}
        written = {**data, "images": data["images"], "annotations": []}
        for image, path in enumerate(sorted(glob.glob(f"{folder}/{split}/annotations/**/*.json", recursive=True)), 1):
            with open(path, encoding="utf-8") as file:
                document = json.load(file)
            name, annotation = document["images"][0]["file_name"], document["annotations"][0]
            data["images"].append({"id": image, "file_name": name, "height": truth.size[0], "width": truth.size[1]})
            written["annotations"].append({**annotation, "image_id": image})
            pixels = np.zeros((*truth.size, 3), dtype=np.uint8)
            infos = []
            for number, drawn in enumerate(truth.objects[name], 1):
                mask = truth.mask(drawn)
                pixels[mask > 0] = (number, 0, 0)
                infos.append({"id": number, "category_id": CLASSES.index(drawn["category"]) + 1, "iscrowd": 0, "area": int(mask.sum()), "bbox": truth.box(drawn)})
            Image.fromarray(pixels).save(f"{expected}/{image}.png")
            data["annotations"].append({"image_id": image, "file_name": f"{image}.png", "segments_info": infos})
        for path, document in ((expected, data), (found, written)):
            with open(f"{path}.json", "w", encoding="utf-8") as file:
                json.dump(document, file)
        with contextlib.redirect_stdout(io.StringIO()):
            quality = pq_compute(f"{expected}.json", f"{found}.json", expected, f"{folder}/{split}/panoptic")
        scores.append(round(quality["Things"]["pq"], 6))
    return tuple(scores)


def samples_of(folder):
    for split in SPLITS:
        yield from webdataset.WebDataset(sorted(glob.glob(f"{folder}/{split}-*.tar")), shardshuffle=False, empty_check=False).decode("pil")


def read_yolo_samples(folder, truth):
    """Names come out of the keys, whatever dots and folders are in them."""
    images = objects = 0
    for sample in samples_of(folder):
        name = f"{unquote(sample['__key__'])}.png"
        images += name in truth.objects and sample["png"].size == truth.size[::-1]
        objects += len(sample["txt"].splitlines())
    return images, objects


def read_coco_samples(folder, truth):
    images = objects = 0
    for sample in samples_of(folder):
        document = sample["json"]
        name = document["images"][0]["file_name"]
        images += unquote(sample["__key__"]) + ".png" == name and sample["png"].size == truth.size[::-1]
        found = sorted((each["category_id"], *each["bbox"]) for each in document["annotations"])
        expected = sorted((CLASSES.index(drawn["category"]) + 1, *truth.box(drawn)) for drawn in truth.objects[name])
        objects += len(found) if found == expected else 0
    return images, objects


def read_panoptic_samples(folder):
    images = objects = 0
    for sample in samples_of(folder):
        segments = np.array(sample["panoptic.png"].convert("RGB")).astype(np.int64) @ (1, 256, 65536)
        images += sample["png"].size == segments.shape[::-1]
        objects += sum(bool((segments == info["id"]).any()) for info in sample["json"]["annotations"][0]["segments_info"])
    return images, objects


def load_yolo_samples(folder):
    images = objects = 0
    for rows in datasets.load_dataset("webdataset", data_files={split: f"{folder}/{split}-*.tar" for split in SPLITS}).values():
        for row in rows:
            images += row["png"].size[0] > 0
            objects += len(row["txt"].splitlines())
    return images, objects


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
