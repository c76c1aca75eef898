"""Evaluates files of YouTube-VIS with TrackEval against masks that are computed of the canonical label alone: perfect is 1."""

import contextlib
import io
import json
import os

import numpy as np
from expected import outer_rings
from pycocotools import mask as masks
from trackeval import datasets, metrics
from tracks import shapes_of, things_of

HELD = ("box", "ellipse", "polygon", "mask")
CURVES = ("ellipse",)  # of a small one, straight pieces are another mask


def read_youtube_vis(check, case, readings):
    path = f"{case['folder']}/annotations/instances.json"
    with open(path, encoding="utf-8") as file:
        written = json.load(file)
    videos = {video["file_names"][0].split("/")[0]: video for video in written["videos"]}
    units = {case["paths"][u["id"]].replace("/", "_2f"): u for u in case["label"]["units"]}
    left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] not in ("frames-not-chosen", "track-ranges-not-held")}
    wanted = [name for name, unit in units.items() if unit["id"] not in left_out]
    check("YouTube-VIS: all videos but those left out", case, list(videos) == wanted, f"{list(videos)} {wanted}")
    if not videos:
        return
    tracks = [(name, thing, kinds) for name, video in videos.items() for thing, kinds in things_in(case, units[name], video)]
    data_set = evaluated(case, path, [thing for _, thing, _ in tracks])
    readings[case["variant"], "trackeval"] += 1
    for name, video in videos.items():
        check("YouTube-VIS: size and length", case, size_of(video) == size_of(units[name]) and video["length"] == len(video["file_names"]), name)
        raw = data_set.get_raw_seq_data("label", name)
        own = [(thing, kinds) for where, thing, kinds in tracks if where == name]
        compare(check, case, name, written, video, own)
        if any(kind in CURVES for _, kinds in own for kind in kinds):
            continue
        for category in written["categories"]:
            if any(thing["category_id"] == category["id"] for thing, _ in own):
                evaluate(check, case, name, data_set.get_preprocessed_seq_data(raw, category["name"]))


def size_of(video):
    return video["width"], video["height"]


def things_in(case, unit, video):
    """Each thing that is seen, a category of it at a time, as a result of a tracker, and the kinds of its shapes."""
    numbers = {c["name"]: n + 1 for n, c in enumerate(c for c in case["label"]["categories"] if c["kind"] == "object")}
    frames = [int(name.rsplit("/", 1)[1].removesuffix(".jpg")) for name in video["file_names"]]
    found = []
    for drawn, track in things_of(case["label"], unit, HELD):
        last, seen = None, {}
        for frame, shape in shapes_of(drawn, track, max(unit.get("frames", 0), max(frames) + 1)):
            last = drawn.get(frame, last)
            mask = mask_of(shape, unit)
            if frame in frames and mask.any():
                seen.setdefault(last["category"], {})[frames.index(frame)] = (mask, shape["kind"])
        for category, shown in seen.items():
            rles = [masks.encode(np.asfortranarray(shown[n][0])) if n in shown else None for n in range(len(frames))]
            found.append(({"video_id": video["id"], "category_id": numbers[category], "score": 1.0, "segmentations": rles}, {kind for _, kind in shown.values()}))
    return found


def mask_of(shape, unit):
    width, height = size_of(unit)
    if shape["kind"] == "mask":
        return np.repeat(np.arange(len(shape["counts"])) % 2, shape["counts"]).reshape(height, width).astype(np.uint8)

    def inside(rings):
        return masks.decode(masks.merge(masks.frPyObjects([np.ravel(ring).tolist() for ring in rings], height, width))) > 0

    if shape["kind"] != "polygon":
        return inside([list(ring.exterior.coords)[:-1] for ring in outer_rings(shape)]).astype(np.uint8)
    shown = np.zeros((height, width), bool)
    for outer, *holes in shape["polygons"]:
        shown |= inside([outer]) & ~(inside(holes) if holes else np.zeros_like(shown))
    return shown.astype(np.uint8)


def evaluated(case, path, tracks):
    """The file as it is, in the folder where TrackEval looks for one."""
    for below in ("gt/youtube_vis_all", "trackers/youtube_vis_all/label/data"):
        os.makedirs(f"{case['folder']}/{below}")
    os.symlink(path, f"{case['folder']}/gt/youtube_vis_all/instances.json")
    results = [{**t, "segmentations": [r and {**r, "counts": r["counts"].decode()} for r in t["segmentations"]]} for t in tracks]
    with open(f"{case['folder']}/trackers/youtube_vis_all/label/data/results.json", "w", encoding="utf-8") as file:
        json.dump(results, file)
    config = {
        "GT_FOLDER": f"{case['folder']}/gt/", "TRACKERS_FOLDER": f"{case['folder']}/trackers/", "SPLIT_TO_EVAL": "all",
        "PRINT_CONFIG": False, "TRACKERS_TO_EVAL": ["label"],
    }
    with contextlib.redirect_stdout(io.StringIO()):
        return datasets.YouTubeVIS(config)


def compare(check, case, name, written, video, tracks):
    """Every mask, pixel by pixel; its box and area."""
    own = [a for a in written["annotations"] if a["video_id"] == video["id"]]
    order = {t: i for i, t in enumerate(sorted(range(len(tracks)), key=lambda t: first_of(tracks[t][0])))}
    check("YouTube-VIS: as many things", case, len(own) == len(tracks), f"{name}: {len(own)} of {len(tracks)}")
    if len(own) != len(tracks):
        return
    for number, (thing, kinds) in enumerate(tracks):
        annotation = own[order[number]]
        check("YouTube-VIS: category", case, annotation["category_id"] == thing["category_id"], name)
        for n, (rle, expected) in enumerate(zip(annotation["segmentations"], thing["segmentations"])):
            where = f"{name} {n}"
            check("YouTube-VIS: a mask where the thing is seen, else null", case, (rle is None) == (expected is None), where)
            if rle is None or expected is None:
                continue
            rle = masks.frPyObjects(rle, *rle["size"])
            mask = masks.decode(rle)
            off = int((mask != masks.decode(expected)).sum())
            check("YouTube-VIS: pixels = pycocotools", case, off == 0 or any(kind in CURVES for kind in kinds), f"{where}: {off}")
            check("YouTube-VIS: box and area", case, annotation["bboxes"][n] == masks.toBbox(rle).tolist() and annotation["areas"][n] == mask.sum(), where)


def first_of(thing):
    return next(n for n, rle in enumerate(thing["segmentations"]) if rle is not None)


def evaluate(check, case, name, data):
    hota = metrics.HOTA().eval_sequence(data)
    check("YouTube-VIS: HOTA of the label's own masks is 1", case, np.allclose(hota["HOTA"], 1), f"{name}: {hota['HOTA']}")
    with contextlib.redirect_stdout(io.StringIO()):
        clear = metrics.CLEAR().eval_sequence(data)
    check("YouTube-VIS: MOTA of the label's own masks is 1", case, clear["MOTA"] == 1, f"{name}: {clear['MOTA']}")
