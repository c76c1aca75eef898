"""Reads back the VOC files with supervision, globox and lxml (a DTD), pictures of segmentation with Pillow, and compares them with the canonical label."""

import os
import shutil

import numpy as np
import supervision
from expected import is_dropped, upright_box
from globox import Annotation
from lxml import etree
from PIL import Image
from pictures import composite, covered, voc_colour_map

DTD = etree.DTD(os.path.join(os.path.dirname(__file__), "pascal-voc.dtd"))


def read_pascal_voc(case, folder, check, readings):
    for voc in case["voc"]:
        for unit in case["units"]:
            if unit["id"] in voc["files"]:
                read_unit(case, voc, unit, folder, check, readings)


def read_unit(case, voc, unit, folder, check, readings):
    path = voc["files"][unit["id"]]
    base, is_integer = voc["options"]["base"], voc["options"]["numbers"] == "integers"
    check("VOC follows the DTD (lxml)", case, DTD.validate(etree.parse(path)), path)
    # What pictures of segmentation do not show for its number still has its box.
    dropped = {o.get("annotation") for o in voc["omitted"] if is_dropped(o) and o["code"] != "too-many-classes"}
    kept = [a for a in unit["annotations"] if a["id"] not in dropped]
    names = [legal(a["category"]) for a in kept]

    if voc["options"]["segmentation"]:
        read_segmentation(case, voc, unit, kept, path, check, readings)
    boxes = Annotation.from_pascal_voc(path).boxes
    readings[voc["name"], "globox"] += 1
    check("VOC classes (globox)", case, [box.label for box in boxes] == names, f"{names}")
    as_globox = [(b.xmin - base, b.ymin - base, b.xmax, b.ymax) for b in boxes]
    compare("VOC box (globox)", case, as_globox, kept, unit, base, is_integer, check)
    if base == 0:
        return
    found, classes = as_supervision(path, unit, folder)
    readings[voc["name"], "supervision"] += 1
    check("VOC classes (supervision)", case, [classes[number] for number in found.class_id] == names, f"{names}")
    compare("VOC box (supervision)", case, found.xyxy.tolist(), kept, unit, base, is_integer, check)


def read_segmentation(case, voc, unit, kept, path, check, readings):
    """Each pixel has the number of its class, and of its object, in the colours of VOC; a unit without such pixels has no picture."""
    tree = os.path.dirname(voc["labelMap"])
    name = os.path.relpath(path, f"{tree}/Annotations")[: -len(".xml")]
    hidden = {o.get("annotation") for o in voc["omitted"] if o["code"] == "too-many-classes"}
    masks = [(a, covered(a, unit)) for a in kept if a["shape"]["kind"] != "skeleton" and a["id"] not in hidden]
    masks = [(a, mask) for a, mask in masks if mask.any()]
    segmented = etree.parse(path).findtext("segmented")
    check("VOC segmented (lxml)", case, segmented == str(int(bool(masks))), segmented)
    values = {
        "SegmentationClass": [(case["classes"].index(a["category"]) + 1, mask) for a, mask in masks],
        "SegmentationObject": [(number, mask) for number, (_, mask) in enumerate(masks, 1)],
    }
    for folder, layers in values.items():
        picture = f"{tree}/{folder}/{name}.png"
        check(f"VOC {folder}: where an object has pixels", case, os.path.exists(picture) == bool(masks), picture)
        if not masks or not os.path.exists(picture):
            continue
        with Image.open(picture) as image:
            readings[voc["name"], "Pillow"] += 1
            check(f"VOC {folder}: colours (Pillow)", case, image.mode == "P" and image.getpalette() == voc_colour_map(), picture)
            same = np.array_equal(np.asarray(image), composite(layers, unit)[0])
        check(f"VOC {folder}: pixels (Pillow)", case, same, picture)


def as_supervision(path, unit, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(f"{folder}/images")
    os.makedirs(f"{folder}/annotations")
    Image.new("L", (unit["width"], unit["height"])).save(f"{folder}/images/unit.png")
    shutil.copy(path, f"{folder}/annotations/unit.xml")
    data_set = supervision.DetectionDataset.from_pascal_voc(f"{folder}/images", f"{folder}/annotations")
    return next(iter(data_set))[2], data_set.classes


def compare(what, case, boxes, kept, unit, base, is_integer, check):
    """Whole pixels are those that the visible part touches: never smaller than it, and less than a pixel larger a side."""
    check(f"{what}: all but the omitted", case, len(boxes) == len(kept), f"{len(boxes)} of {len(kept)}")
    for annotation, (left, top, right, bottom) in zip(kept, boxes):
        (x, y, width, height), deviation = upright_box(annotation, unit)
        slack = 1e-4 + deviation  # supervision's numbers are of 32 bits
        for start, end, first, extent in ((x, x + width, left, right), (y, y + height, top, bottom)):
            most = slack + (1 if is_integer or (base == 1 and end - start < 1 + slack) else 0)
            off = (start - first, extent - end)
            check(f"{what}: edges", case, all(-slack <= o <= most for o in off), f"{annotation['id']}: {off}")


def legal(name):
    """Characters that XML lacks are `_` and two hex digits."""
    return "".join(c if c in "\t\n\r" or 0x20 <= ord(c) < 0xD800 or 0xE000 <= ord(c) < 0xFFFE or ord(c) > 0xFFFF
                   else f"_{ord(c):02x}" for c in name)
