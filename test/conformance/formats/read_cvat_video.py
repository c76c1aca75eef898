"""Compares what Datumaro read of videos of CVAT with tracks that are computed of the canonical label alone."""

import json

import numpy as np
from tracks import seen_box, shapes_of, things_of

ROUNDING = 0.0051  # pixels and degrees: Datumaro rounds to two decimals
READ = {"box": ("bbox", "rotated_bbox"), "polygon": ("polygon",)}  # it passes over ellipses
HELD = ("box", "ellipse", "polygon", "skeleton")


def read_cvat_videos(folder, check, readings):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] == "cvat"]
    with open(f"{folder}/datumaro-cvat.json", encoding="utf-8") as file:
        objects = json.load(file)
    for case in cases:
        for unit in (u for u in case["label"]["units"] if u["media"] == "video" and u.get("frames", 0) in range(1000)):
            path = f"{case['folder']}/annotations/{case['paths'][unit['id']]}.xml"
            if path in objects:
                readings["cvat", "datumaro"] += 1
                compare(check, case, unit, objects[path])
            else:
                left_out = any(o["unit"] == unit["id"] and "annotation" not in o for o in case["omitted"])
                check("CVAT video: only what is left out has no file", case, left_out, path)


def compare(check, case, unit, objects):
    """Every shape that is seen, as often as it is; and where a thing goes, one that is outside."""
    seen, gone = [], []
    lost = {o["annotation"] for o in case["omitted"] if o["code"] == "holes-not-held"}
    for drawn, track in things_of(case["label"], unit, HELD):
        shapes = [(frame, shape) for frame, shape in shapes_of(drawn, track, unit["frames"]) if seen_box(shape, unit) is not None]
        shapes = [(frame, {**shape["box"], "kind": "box"} if shape["kind"] == "skeleton" else shape) for frame, shape in shapes if frame not in drawn or drawn[frame]["id"] not in lost]
        label = next(iter(drawn.values()))["category"]
        for kind, wanted in READ.items():
            own = {frame: shape for frame, shape in shapes if shape["kind"] == kind}
            seen += [(frame, label, shape, wanted) for frame, shape in own.items()]
            gone += [frame + 1 for frame in own if frame + 1 not in own and frame + 1 < unit["frames"]]
    objects = [o for o in objects if any(o["kind"] in kinds for kinds in READ.values())]
    found = [o for o in objects if not o["attributes"]["outside"]]
    check("CVAT video: as many shapes as the label has (Datumaro)", case, len(found) == len(seen), f"{unit['id']}: {len(found)} of {len(seen)}")
    outside = sorted(o["frame"] for o in objects if o["attributes"]["outside"])
    check("CVAT video: outside where a thing goes, and nowhere else", case, outside == sorted(gone), f"{unit['id']}: {outside} {sorted(gone)}")
    for frame, label, shape, kinds in seen:
        here = [o for o in found if o["frame"] == frame and o["label"] == label and o["kind"] in kinds]
        off = min((np.abs(np.subtract(o["points"], points_of(shape, o["kind"]))).max() for o in here if len(o["points"]) == len(points_of(shape, o["kind"]))), default=np.inf)
        check("CVAT video: the shape, within Datumaro's rounding", case, off < ROUNDING, f"{unit['id']} {frame}: {off}")


def points_of(shape, kind):
    if shape["kind"] == "polygon":
        return np.array(shape["polygons"][0][0]).flatten()
    x, y, width, height = (shape[key] for key in ("x", "y", "width", "height"))
    if kind == "bbox":
        return [x, y, x + width, y + height]
    return [x + width / 2, y + height / 2, width, height, round(shape["rotationDegrees"], 6) % 360]
