"""Reads back what our formats wrote, with packages that are not ours, and compares it with the canonical label.

A module a family of formats. numpy and shapely compute the expected geometry from the canonical label alone.
"""

import json
import sys
from collections import Counter

from expected import is_dropped
from pictures import read_masks, read_panoptic
from read_chats import read_chats
from read_classification import read_classification
from read_coco import read_coco, read_segmentations, read_whole
from read_csv import read_csv
from read_cvat import read_cvat
from read_cvat_video import read_cvat_videos
from read_frames import read_frames
from read_funsd import read_funsd
from read_imagefolder import read_imagefolder
from read_nemo import read_nemo
from read_pascal_voc import read_pascal_voc
from read_rows import read_rows
from read_sagemaker import read_sagemaker
from read_tokens import read_tokens
from read_yolo import read_data_yaml, read_yolo

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


def reader_of(name):
    """Of the files of a unit, by the variant of their format."""
    if name.startswith("yolo"):
        return read_yolo
    if name.startswith("masks"):
        return read_masks
    if name.startswith("coco-panoptic"):
        return read_panoptic
    return read_coco if name == "coco" else read_segmentations


def read_elsewhere(file_name):
    """What another script found, in an environment of its own."""
    with open(file_name, encoding="utf-8") as file:
        found = json.load(file)
    for what, name, holds, detail in found["checks"]:
        check(what, {"name": name}, holds, detail)
    for variant, package, count in found["readings"]:
        readings[variant, package] += count


def main(folder):
    with open(f"{folder}/cases.json", encoding="utf-8") as file:
        cases = json.load(file)
    for case in cases:
        read_data_yaml(check, case)
        read_pascal_voc(case, f"{folder}/voc", check, readings)
        read_csv(case, check, readings)
        read_cvat(case, check, readings)
        for unit in case["units"]:
            files = {"coco": unit["coco"], "yolo": unit["yolo"], **unit["yoloTasks"], **unit["pictures"]}
            for name, path in files.items():
                if path is None:
                    objects_left_of(case, unit, name)
                else:
                    reader_of(name)(check, case, unit, name, readings)
    read_whole(check, folder)
    read_rows(cases, folder, check, readings)
    read_classification(cases, folder, check, readings)
    read_sagemaker(cases, folder, check, readings)
    for name in ("imagefolder", "imagefolder-boxes"):
        read_imagefolder(cases, folder, check, readings, name)
    read_elsewhere(f"{folder}/sequences-read.json")
    read_elsewhere(f"{folder}/volumes-read.json")
    read_tokens(folder, check, readings)
    read_nemo(folder, check, readings)
    read_chats(folder, check, readings)
    read_funsd(folder, check, readings)
    read_cvat_videos(folder, check, readings)
    read_frames(folder, check, readings)
    with open(f"{folder}/readers.json", encoding="utf-8") as file:
        claimed = {(variant["name"], reader) for variant in json.load(file) for reader in variant["readers"]}
    for name, reader in sorted(claimed | set(readings)):
        is_true = (name, reader) in claimed and readings[name, reader] > 0
        check("readers: those the format names, and no other", {"name": name}, is_true, reader)
    for (name, reader), count in sorted(readings.items()):
        print(f"{name + ', ' + reader:<60}{count:>8} files")
    print(f"{len(cases)} labels, {sum(len(case['units']) for case in cases)} units")
    print(f"{'check':<60}{'passed':>8}{'failed':>8}")
    for what in sorted(passed | failed):
        print(f"{what:<60}{passed[what]:>8}{failed[what]:>8}")
        if what in first_failures:
            print(f"    first: {first_failures[what]}")
    print(f"{passed.total()} passed, {failed.total()} failed")
    return 1 if failed.total() or not passed.total() else 0


sys.exit(main(sys.argv[1]))
