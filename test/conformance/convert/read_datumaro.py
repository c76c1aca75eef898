"""Reads data sets that `labelwire convert` made with Datumaro, as its users lay them out: an object in each where it is in COCO's file.

Of COCO's file, which pycocotools has read, the boxes are taken as they are; Datumaro must find them in all four formats.
"""

import glob
import json
import math
import os
import shutil
import sys
import tempfile

from datumaro.components.annotation import AnnotationType
from datumaro.components.dataset import Dataset
from PIL import Image

SIZE = (640, 480)
# Pixels. Datumaro rounds to a hundredth, a corner and a size each; VOC's numbers are whole, each edge rounded outwards.
OFF = {"coco": 0.02, "cvat": 0.02, "yolo": 0.02, "pascal-voc": 1.001, "pascal-voc-zero-based": 1.001}


def main(out):
    with open(f"{out}/coco/annotations/instances.json", encoding="utf-8") as file:
        coco = json.load(file)
    names = {c["id"]: c["name"] for c in coco["categories"]}
    units = {i["id"]: os.path.splitext(i["file_name"])[0] for i in coco["images"]}
    expected = {unit: [] for unit in units.values()}
    for a in coco["annotations"]:
        x, y, width, height = a["bbox"]
        expected[units[a["image_id"]]].append((names[a["category_id"]], (x, y, x + width, y + height)))
    failed = 0
    for name, off in OFF.items():
        with tempfile.TemporaryDirectory() as folder:
            options = LAYOUTS[name](f"{out}/{name}", folder, sorted(units.values()))
            format = {"coco": "coco_instances", "cvat": "cvat", "yolo": "yolo"}.get(name, "voc_detection")
            found = objects_in(Dataset.import_from(folder, format, **options), name)
        pairs = [(unit, want, has) for unit in expected for want, has in matched(expected[unit], found.get(unit, []))]
        wrong = [p for p in pairs if not is_same(*p[1:], off, is_clipped=name != "cvat")]
        print(f"{'FAILED' if wrong else 'ok    '}  {name}, Datumaro: {len(pairs) - len(wrong)} of {len(pairs)} objects" + (f", first: {wrong[0]}" if wrong else ""))
        failed += bool(wrong) or not pairs
    sys.exit(1 if failed else 0)


def lay_out_coco(tree, folder, _units):
    os.makedirs(f"{folder}/annotations")
    os.makedirs(f"{folder}/images/all")
    shutil.copy(f"{tree}/annotations/instances.json", f"{folder}/annotations/instances_all.json")
    return {}


def lay_out_cvat(tree, folder, units):
    for path in glob.glob(f"{tree}/annotations/*.xml"):
        shutil.copy(path, folder)
    pictures(f"{folder}/images", units)
    return {}


def lay_out_yolo(tree, folder, _units):
    shutil.copytree(f"{tree}/labels", f"{folder}/labels/train")
    pictures(f"{folder}/images/train", [name[:-4] for name in os.listdir(f"{tree}/labels")])  # a negative needs no size
    with open(f"{tree}/data.yaml", encoding="utf-8") as file, open(f"{folder}/data.yaml", "w", encoding="utf-8") as copy:
        copy.write(file.read().replace(": images\n", ": images/train\n"))
    return {}


def lay_out_voc(tree, folder, units):
    shutil.copytree(f"{tree}/Annotations", f"{folder}/Annotations")
    shutil.copy(f"{tree}/labelmap.txt", folder)
    os.makedirs(f"{folder}/ImageSets/Main")
    with open(f"{folder}/ImageSets/Main/train.txt", "w", encoding="utf-8") as file:
        file.writelines(f"{unit}\n" for unit in units)
    return {} if tree.endswith("zero-based") else {"coordinate_mode": "voc-one-based"}


LAYOUTS = {"coco": lay_out_coco, "cvat": lay_out_cvat, "yolo": lay_out_yolo, "pascal-voc": lay_out_voc, "pascal-voc-zero-based": lay_out_voc}


def pictures(folder, units):
    os.makedirs(folder)
    for unit in units:
        Image.new("L", SIZE).save(f"{folder}/{unit}.jpg")


def objects_in(data_set, name):
    names = data_set.categories()[AnnotationType.label]
    # Of COCO, an outline and its box are two annotations.
    is_wanted = lambda a: name != "coco" or a.type == AnnotationType.bbox
    return {item.id: [(names[a.label].name, edges(a)) for a in item.annotations if is_wanted(a)] for item in data_set}


def edges(annotation):
    if annotation.type != AnnotationType.rotated_bbox:
        left, top, width, height = annotation.get_bbox()
        return left, top, left + width, top + height
    turn = math.radians(annotation.r)
    across = (annotation.w * abs(math.cos(turn)) + annotation.h * abs(math.sin(turn))) / 2
    down = (annotation.w * abs(math.sin(turn)) + annotation.h * abs(math.cos(turn))) / 2
    return annotation.cx - across, annotation.cy - down, annotation.cx + across, annotation.cy + down


def matched(wanted, found):
    """By class and left edge: a data set's objects have no order."""
    order = lambda object: (object[0], object[1][0], object[1][1])
    wanted, found = sorted(wanted, key=order), sorted(found, key=order)
    return [(w, found[n] if n < len(found) else None) for n, w in enumerate(wanted)] + [(None, f) for f in found[len(wanted):]]


def is_same(want, has, off, is_clipped):
    if want is None or has is None or want[0] != has[0]:
        return False
    reaches_border = any(abs(v - border) < 1e-6 for v, border in zip(want[1], (0, 0, *SIZE)))
    return (reaches_border and not is_clipped) or all(abs(w - h) <= off for w, h in zip(want[1], has[1]))


main(sys.argv[1])
