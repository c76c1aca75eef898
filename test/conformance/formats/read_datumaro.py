"""What Datumaro reads of the files of DOTA and KITTI: `datumaro.json`, the objects of each file, which read_back.py compares;
of videos of CVAT, `datumaro-cvat.json`, the objects of each file by frame.

In one data set a variant, as a trainer has it. Datumaro wants an image beside each file of DOTA, of whatever size.
"""

import json
import os
import shutil
import sys
import tempfile

from datumaro.components.annotation import AnnotationType
from datumaro.components.dataset import Dataset
from PIL import Image

TREES = {"dota": ("train/labelTxt", "train/images"), "kitti": ("training/label_2", "training/image_2")}


def main(folder):
    with open(f"{folder}/cases.json", encoding="utf-8") as file:
        cases = json.load(file)
    files = {}
    for case in cases:
        for variant in case["rows"]:
            files.setdefault((variant["format"], variant["name"]), []).extend(variant["files"].values())
    objects = {}
    for (format, name), paths in files.items():
        objects.update(read(format, paths, f"{folder}/datumaro/{name}"))
    with open(f"{folder}/datumaro.json", "w", encoding="utf-8") as file:
        json.dump(objects, file)
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        sequences = [case for case in json.load(file) if case["format"] == "cvat"]
    videos = [(case, unit) for case in sequences for unit in case["label"]["units"] if unit["media"] == "video"]
    paths = [f"{case['folder']}/annotations/{case['paths'][unit['id']]}.xml" for case, unit in videos]
    with open(f"{folder}/datumaro-cvat.json", "w", encoding="utf-8") as file:
        json.dump({path: read_video(path, folder) for path in paths if os.path.exists(path)}, file)


def read_video(path, folder):
    """From a folder of its own: the name of a folder may mean something to Datumaro."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        shutil.copy(path, f"{own}/video.xml")
        data_set = Dataset.import_from(own, "cvat")
        names = data_set.categories()[AnnotationType.label]
        return [
            {"frame": item.attributes["frame"], "label": names[a.label].name, "kind": a.type.name, "points": list(map(float, a.points)), "attributes": a.attributes}
            for item in data_set
            for a in item.annotations
        ]


def read(format, paths, folder):
    labels, images = TREES[format]
    os.makedirs(f"{folder}/{labels}")
    os.makedirs(f"{folder}/{images}")
    for number, path in enumerate(paths):
        shutil.copy(path, f"{folder}/{labels}/{number}.txt")
        Image.new("L", (1, 1)).save(f"{folder}/{images}/{number}.png")
    data_set = Dataset.import_from(folder, format)
    names = data_set.categories()[AnnotationType.label]
    return {
        paths[int(item.id)]: [
            {"category": names[a.label].name, "attributes": a.attributes, "at": corners(a)} for a in item.annotations
        ]
        for item in data_set
    }


def corners(annotation):
    if annotation.type == AnnotationType.rotated_bbox:
        return {key: float(getattr(annotation, key)) for key in ("cx", "cy", "w", "h", "r")}
    return dict(zip(("left", "top", "right", "bottom"), map(float, annotation.points)))


main(sys.argv[1])
