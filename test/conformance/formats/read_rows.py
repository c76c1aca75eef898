"""Compares what Datumaro read of DOTA and KITTI with the canonical label, and the columns that it does not look at with the specifications."""

import json
import re

import numpy as np
import shapely
from expected import NEGLIGIBLE, Expected, is_dropped, upright_box
from pictures import covered
from shapely import affinity

ROUNDING = 0.0051  # pixels and degrees: Datumaro rounds to two decimals
UNKNOWN = ["-1", "-1", "-1", "-1000", "-1000", "-1000", "-10"]


def read_rows(cases, folder, check, readings):
    with open(f"{folder}/datumaro.json", encoding="utf-8") as file:
        objects = json.load(file)
    for case in cases:
        for variant in case["rows"]:
            for unit in case["units"]:
                dropped = {o.get("annotation") for o in variant["omitted"] if is_dropped(o)}
                kept = [a for a in unit["annotations"] if a["id"] not in dropped]
                path = variant["files"].get(unit["id"])
                if path is None:
                    drawn = [a for a in unit["annotations"] if a.get("shape") is not None]
                    check("left out: a unit of which no object can be written", case, drawn and not kept, unit["id"])
                else:
                    found = objects.get(path)
                    readings[variant["name"], "datumaro"] += found is not None
                    read_unit(check, case, variant, unit, kept, found or [], path)


def read_unit(check, case, variant, unit, kept, found, path):
    name = variant["name"]
    check(f"{name}: all but the omitted", case, len(found) == len(kept), f"{len(found)} of {len(kept)}")
    names = [re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]", lambda c: f"_{ord(c[0]):02x}", a["category"]) for a in kept]
    check(f"{name}: classes", case, [o["category"] for o in found] == names, f"{names}")
    with open(path, encoding="utf-8", newline="") as file:
        rows = [line.split() for line in file]
    for annotation, read, row in zip(kept, found, rows):
        if variant["format"] == "dota":
            check(f"{name}: columns", case, len(row) == 10, " ".join(row))
            check(f"{name}: difficult", case, read["attributes"]["difficulty"] == int(degree(annotation, "difficult") == 1), annotation["id"])
            check_corners(check, case, annotation, unit, read["at"], name)
        else:
            check(f"{name}: columns", case, len(row) == 15 and row[3] == "-10" and row[8:] == UNKNOWN, " ".join(row))
            check_flags(check, case, annotation, variant, read["attributes"], row, name)
            check_box(check, case, annotation, unit, read["at"], name)


def check_box(check, case, annotation, unit, at, name):
    (x, y, width, height), deviation = upright_box(annotation, unit)
    off = np.abs(np.subtract([at["left"], at["top"], at["right"], at["bottom"]], [x, y, x + width, y + height])).max()
    check(f"{name}: box within Datumaro's rounding", case, off < ROUNDING + deviation, f"{annotation['id']}: {off}")


def check_flags(check, case, annotation, variant, read, row, name):
    is_clipped = any(o.get("annotation") == annotation["id"] and o["code"] == "outside-image" for o in variant["omitted"])
    truncated, occluded = degree(annotation, "truncated"), degree(annotation, "occluded")
    occluded = occluded if occluded in (0, 1, 2, 3) else 0
    check(f"{name}: occluded", case, read["occluded"] == (occluded > 0) and float(row[2]) == occluded, annotation["id"])
    check(f"{name}: truncated", case, read["truncated"] == (float(row[1]) > 0) and 0 <= float(row[1]) <= 1, annotation["id"])
    if 0 < truncated <= 1:
        check(f"{name}: truncated as answered", case, float(row[1]) == truncated, annotation["id"])
    elif not is_clipped:
        check(f"{name}: not truncated", case, float(row[1]) == 0, annotation["id"])


def degree(annotation, flag):
    """The number that a question of this name is answered with, 1 for a yes and for a ticked choice of the name."""
    for attribute in annotation["attributes"]:
        value = attribute["value"]
        is_asked = attribute["name"].strip().lower() == flag
        texts = [value[key] if key == "text" else value[key]["name"] for key in ("text", "choice") if key in value]
        if is_asked and "number" in value:
            return value["number"]
        if is_asked and any(text.strip().lower() in ("yes", "true", "1", flag) for text in texts):
            return 1
        if any(choice["name"].strip().lower() == flag for choice in value.get("choices", [])):
            return 1
    return 0


def check_corners(check, case, annotation, unit, at, name):
    """Datumaro has the centre, the length of the first and of the second side, and the direction of the first."""
    upright = shapely.box(at["cx"] - at["w"] / 2, at["cy"] - at["h"] / 2, at["cx"] + at["w"] / 2, at["cy"] + at["h"] / 2)
    box = affinity.rotate(upright, at["r"], origin="center")
    shape = annotation["shape"]
    reach = ROUNDING * (2 + np.radians(np.hypot(at["w"], at["h"])))
    drawn = Expected(annotation, unit) if shape["kind"] in ("box", "polygon", "ellipse", "path") else None
    if shape["kind"] == "box" and drawn.frame.contains(drawn.outer[0]):
        size = np.abs(np.subtract([at["cx"], at["cy"], at["w"], at["h"]], [shape["x"] + shape["width"] / 2, shape["y"] + shape["height"] / 2, shape["width"], shape["height"]])).max()
        check(f"{name}: centre and sides of the box as drawn", case, size < 2 * ROUNDING, f"{annotation['id']}: {size}")
        turn = (at["r"] - shape["rotationDegrees"] + 180) % 360 - 180
        # Of a box a hair wide, the rounding of its corners is the turn.
        is_hair = shape["width"] < 0.1
        check(f"{name}: the first corner is the box's own top left", case, is_hair or abs(turn) < 2 * ROUNDING, f"{annotation['id']}: {turn}")
        return
    if shape["kind"] in ("polygon", "ellipse", "path") and drawn.is_simple:
        visible = shapely.union_all([part for part in drawn.visible if part.area >= NEGLIGIBLE])
        smallest = shapely.oriented_envelope(visible)
        slack = (reach + 2 * drawn.deviation) * (1 + box.length)
        check(f"{name}: the smallest box (shapely)", case, abs(box.area - smallest.area) <= slack, f"{annotation['id']}: {box.area} {smallest.area}")
    if annotation.get("pixels") is None:
        return
    down, across = np.nonzero(covered(annotation, unit))
    inside = shapely.contains_xy(box.buffer(1), across + 0.5, down + 0.5)
    check(f"{name}: around its pixels", case, inside.all(), f"{annotation['id']}: {int((~inside).sum())} outside")
