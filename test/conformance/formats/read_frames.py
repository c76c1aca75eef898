"""Reads frames of videos, pictures of a data set of their own, with pycocotools and with Ultralytics' own check.

What must be in each frame is computed of the canonical label alone.
"""

import contextlib
import io
import json
import os
import tempfile

import numpy as np
from expected import upright_box
from PIL import Image
from pycocotools.coco import COCO
from read_yolo import OF_SIDE, box_off
from tracks import HELD, seen_box, shapes_of, things_of
from ultralytics_check import verify_image_label



def read_frames(folder, check, readings):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] in ("coco", "yolo")]
    for case in cases:
        for unit in (u for u in case["label"]["units"] if u["media"] == "video" and "coordinates" not in u):
            if any(o["unit"] == unit["id"] and o["code"].endswith("-unknown") and "annotation" not in o for o in case["omitted"]):
                continue  # its size, or the number of its frames
            kinds = {a["shape"]["kind"] for a in case["label"]["annotations"] if a["unit"] == unit["id"] and "shape" in a}
            if kinds & {"mask", "skeleton", "path"}:
                continue  # what is between two of them is not computed here
            frames = frames_of(case, unit)
            (read_coco_frames if case["format"] == "coco" else read_yolo_frames)(check, case, unit, frames, readings)


def frames_of(case, unit):
    """Each frame that is chosen: the category, the shape and the track of all that is seen in it."""
    things = [(list(drawn.values()), list(shapes_of(drawn, track, unit["frames"]))) for drawn, track in things_of(case["label"], unit, HELD)]
    frames = case["options"]["frames"]
    keys = {a["at"]["frame"] for drawn, _ in things for a in drawn if a.get("keyFrame") is not False}
    chosen = sorted(keys) if frames == "keys" else range(0, unit["frames"], 1 if frames == "every" else frames)
    seen = {frame: [] for frame in chosen}
    for drawn, shapes in things:
        for frame, shape in shapes:
            if frame in seen and seen_box(shape, unit) is not None:
                seen[frame].append({"category": drawn[0]["category"], "shape": shape, "track": drawn[0].get("track")})
    return seen


def is_marked(case, unit, frame):
    """Whether the label says that something is in the frame: a file may not say that nothing is."""
    own = [a for a in case["label"]["annotations"] if a["unit"] == unit["id"] and a.get("categoryKind") != "classification"]
    tracks = {a.get("track") for a in own}
    ranges = [r for t in case["label"].get("tracks", []) if t["unit"] == unit["id"] and t["id"] in tracks for r in t["frames"]]
    return any(a["at"].get("frame") == frame for a in own) or any(r["start"] <= frame < r["end"] for r in ranges)


def check_frames(check, case, unit, frames, found):
    what = f"{case['variant']}: a picture for each chosen frame, but those of which all is lost"
    wanted = [frame for frame, seen in frames.items() if seen or not is_marked(case, unit, frame)]
    check(what, case, sorted(found) == wanted, f"{unit['id']}: {sorted(found)} {wanted}")


def read_coco_frames(check, case, unit, frames, readings):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(f"{case['folder']}/annotations/instances.json")
    readings[case["variant"], "pycocotools"] += 1
    start = f"{case['paths'][unit['id']]}/"
    images = {int(i["file_name"].removeprefix(start).removesuffix(".jpg")): i for i in coco.imgs.values() if i["file_name"].startswith(start)}
    check_frames(check, case, unit, frames, images)
    for frame, image in images.items():
        where = f"{unit['id']} {frame}"
        check("COCO frames: size", case, (image["width"], image["height"]) == (unit["width"], unit["height"]), where)
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
        seen = frames.get(frame, [])
        names = [(coco.cats[a["category_id"]]["name"], a["attributes"].get("track_id")) for a in annotations]
        check("COCO frames: what is seen, as often as it is", case, names == [(s["category"], s["track"]) for s in seen], where)
        for found, thing in zip(annotations, seen):
            expected, deviation = upright_box(thing, unit)
            off = np.abs(np.subtract(edges_of(found["bbox"]), edges_of(expected))).max()
            check("COCO frames: the shape, interpolated", case, off < 1e-5 + deviation, f"{where}: {off}")
            mask = coco.annToMask(found)
            check("COCO frames: a mask as large as the frame", case, mask.shape == (unit["height"], unit["width"]), where)


def edges_of(box):
    left, top, width, height = box
    return left, top, left + width, top + height


def read_yolo_frames(check, case, unit, frames, readings):
    labels = f"{case['folder']}/labels/{case['paths'][unit['id']]}"
    found = {int(name.removesuffix(".txt")): f"{labels}/{name}" for name in os.listdir(labels)} if os.path.isdir(labels) else {}
    check_frames(check, case, unit, frames, found)
    classes = [c["name"] for c in case["label"]["categories"] if c["kind"] == "object"]
    with tempfile.TemporaryDirectory() as folder:
        picture = f"{folder}/frame.png"
        Image.new("L", (unit["width"], unit["height"]), 255).save(picture)
        for frame, path in found.items():
            where, seen = f"{unit['id']} {frame}", frames.get(frame, [])
            _, rows, _, _, _, missing, there, empty, corrupt, message = verify_image_label((picture, path, "", False, len(classes), 0, 0, False))
            readings[case["variant"], "ultralytics"] += 1
            taken = (missing, there, empty, corrupt) == (0, 1, int(not seen), 0)
            check("YOLO frames: Ultralytics takes the file", case, taken and (message or len(rows) == len(seen)), f"{where}: {message}")
            if message:
                continue  # it has removed one of two that are equal
            for row, thing in zip(rows, seen):
                check("YOLO frames: class", case, classes[int(row[0])] == thing["category"], where)
                off = box_off(thing, unit, row[1:])
                check("YOLO frames: the shape, interpolated, to 1e-6 of the side", case, off <= OF_SIDE, f"{where}: {off}")
