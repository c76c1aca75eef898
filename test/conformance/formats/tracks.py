"""Tracks of videos, computed of the canonical label alone."""

import numpy as np
from expected import NEGLIGIBLE, Expected

HELD = ("box", "ellipse", "polygon")


def things_of(label, unit, held):
    """Each thing of a video that is drawn in a shape of these kinds, in the order of the label: its annotations by frame, and its track."""
    things = {}
    for annotation in label["annotations"]:
        if annotation["unit"] != unit["id"] or annotation["at"]["kind"] != "frame" or annotation.get("shape", {}).get("kind") not in held:
            continue
        key = ("track", annotation["track"]) if "track" in annotation else ("annotation", annotation["id"])
        things.setdefault(key, {}).setdefault(annotation["at"]["frame"], annotation)
    listed = {track["id"]: track for track in label.get("tracks", []) if track["unit"] == unit["id"]}
    return [(drawn, listed.get(name) if kind == "track" else None) for (kind, name), drawn in things.items()]


def shapes_of(drawn, track, frames):
    for frame in range(frames):
        if frame in drawn:
            yield frame, drawn[frame]["shape"]
            continue
        if track is None or track["interpolation"] != "linear":
            continue
        ranges = [r for r in track["frames"] if r["start"] <= frame < r["end"]]
        if not ranges:
            continue
        here = [f for f in drawn if ranges[0]["start"] <= f < ranges[0]["end"]]
        before, after = max((f for f in here if f < frame), default=None), min((f for f in here if f > frame), default=None)
        if before is None:
            continue
        shape = drawn[before]["shape"] if after is None else mixed(drawn[before]["shape"], drawn[after]["shape"], (frame - before) / (after - before))
        if shape is not None:
            yield frame, shape


def mixed(one, other, share):
    if one["kind"] != other["kind"] or one["kind"] not in HELD:
        return None
    if one["kind"] == "box" and one["rotationDegrees"] != other["rotationDegrees"]:
        return mixed_box(one, other, share)
    if one["kind"] != "polygon":
        return {key: value if key == "kind" else value + (other[key] - value) * share for key, value in one.items()}
    rings = [(a, b) for a, b in zip(one["polygons"], other["polygons"])]
    if any(len(a[0]) != len(b[0]) for a, b in rings):
        return None
    return {"kind": "polygon", "polygons": [[(np.array(a[0]) + (np.array(b[0]) - np.array(a[0])) * share).tolist()] for a, b in rings]}


def mixed_box(one, other, share):
    """A box that turns: its first corner goes straight, and it turns the shorter way."""

    def first_corner(box):
        angle, across, down = np.radians(box["rotationDegrees"]), box["width"] / 2, box["height"] / 2
        along, side = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        return np.array([box["x"] + across, box["y"] + down]) - across * along - down * side

    turn = (other["rotationDegrees"] - one["rotationDegrees"]) % 360
    mix = {key: one[key] + (other[key] - one[key]) * share for key in ("width", "height")}
    mix["rotationDegrees"] = one["rotationDegrees"] + (turn if turn <= 180 else turn - 360) * share
    corner = first_corner(one) + (first_corner(other) - first_corner(one)) * share
    x, y = corner - first_corner({**mix, "x": 0, "y": 0})
    return {"kind": "box", "x": float(x), "y": float(y), **mix}


def seen_box(shape, unit):
    """The box around the whole shape; None where the image shows nothing of it."""
    if shape["kind"] == "mask":
        runs = np.repeat(np.arange(len(shape["counts"])) % 2, shape["counts"]).reshape(shape["height"], shape["width"])
        down, across = np.nonzero(runs)
        return across.min(), down.min(), np.ptp(across) + 1, np.ptp(down) + 1, 0
    if shape["kind"] == "skeleton":
        points = np.array([(k["x"], k["y"]) for k in shape["keypoints"] if k["visibility"] > 0])
        return *points.min(axis=0), *np.ptp(points, axis=0), 0
    expected = Expected({"shape": shape}, unit)
    if expected.area() < NEGLIGIBLE:
        return None
    left, top, right, bottom = np.array([ring.bounds for ring in expected.outer]).T
    return left.min(), top.min(), right.max() - left.min(), bottom.max() - top.min(), expected.deviation
