"""Evaluates sequences of MOT with TrackEval against tracks that are computed of the canonical label alone: perfect is 1."""

import contextlib
import csv
import io
import os

import numpy as np
from trackeval import datasets, metrics
from tracks import HELD, seen_box, shapes_of, things_of

ROUNDING = 2e-6  # pixels: a file has millionths


def read_mot(check, case, readings):
    if case["options"]["base"] != 1:
        return  # TrackEval has no word for where pixels are counted from
    with open(f"{case['folder']}/seqmap.txt", encoding="utf-8", newline="") as file:
        names = [row[0] for row in csv.reader(file)][1:]
    units = {case["paths"][unit["id"]]: unit for unit in case["label"]["units"]}
    left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o}
    check("MOT: the list has all sequences but those left out", case, names == [p for p, u in units.items() if u["id"] not in left_out], names)
    if not names:
        return
    for name in names:
        write_tracks(f"{case['folder']}/trackers/label/data/{name}.txt", tracks_of(case["label"], units[name], case["options"]))
    config = {
        "GT_FOLDER": case["folder"], "TRACKERS_FOLDER": f"{case['folder']}/trackers", "SEQMAP_FILE": f"{case['folder']}/seqmap.txt",
        "SKIP_SPLIT_FOL": True, "DO_PREPROC": False, "PRINT_CONFIG": False, "TRACKERS_TO_EVAL": ["label"],
    }
    with contextlib.redirect_stdout(io.StringIO()):
        data_set = datasets.MotChallenge2DBox(config)
    for name in names:
        unit = units[name]
        check("MOT: length of the sequence, read by TrackEval", case, data_set.seq_lengths[name] == unit["frames"], name)
        raw = data_set.get_raw_seq_data("label", name)
        readings[case["variant"], "trackeval"] += 1
        compare(check, case, unit, raw, tracks_of(case["label"], unit, case["options"]))
        if sum(len(ids) for ids in raw["gt_ids"]) > 0:
            evaluate(check, case, name, data_set.get_preprocessed_seq_data(raw, "pedestrian"), unit)


def compare(check, case, unit, raw, tracks):
    """Boxes as TrackEval has them, by frame, within the rounding of the file; those around a curve within its straight pieces."""
    numbers = {c["name"]: n + 1 for n, c in enumerate(c for c in case["label"]["categories"] if c["kind"] == "object")}
    for frame in range(unit["frames"]):
        expected = [(row, thing) for thing, rows in tracks for row in rows if row[0] == frame]
        found = raw["gt_dets"][frame]
        check("MOT: as many boxes in a frame", case, len(found) == len(expected), f"{unit['id']} {frame}: {len(found)} of {len(expected)}")
        if len(found) != len(expected):
            continue
        check("MOT: classes", case, list(raw["gt_classes"][frame]) == [numbers[thing["category"]] for _, thing in expected], f"{unit['id']} {frame}")
        for box, ((_, left, top, width, height, deviation), _) in zip(found, expected):
            off = np.abs(box - [left + 1, top + 1, width, height]).max()
            check("MOT: box, as the label has it", case, off < ROUNDING + 2 * deviation, f"{unit['id']} {frame}: {box} {off}")


def evaluate(check, case, name, data, unit):
    kinds = {a["shape"]["kind"] for a in case["label"]["annotations"] if a["unit"] == unit["id"] and "shape" in a}
    if not kinds <= {"box", "polygon"}:
        return  # of a small ellipse, straight pieces are another box
    hota = metrics.HOTA().eval_sequence(data)
    check("MOT: HOTA of the label's own tracks is 1", case, np.allclose(hota["HOTA"], 1), f"{name}: {hota['HOTA']}")
    with contextlib.redirect_stdout(io.StringIO()):
        clear = metrics.CLEAR().eval_sequence(data)
    check("MOT: MOTA of the label's own tracks is 1", case, clear["MOTA"] == 1, f"{name}: {clear['MOTA']}")


def write_tracks(path, tracks):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        for number, (_, rows) in enumerate(tracks):
            for frame, left, top, width, height, _ in rows:
                file.write(f"{frame + 1},{number + 1},{left + 1:.6f},{top + 1:.6f},{width:.6f},{height:.6f},1,-1,-1,-1\n")


def tracks_of(label, unit, options):
    """Each thing, and the frames in which somebody sees it: (frame, left, top, width, height, deviation)."""
    held = (*HELD, "mask", "skeleton") if options["shapes"] == "hull" else ("box",)
    tracks = []
    for drawn, track in things_of(label, unit, held):
        shapes = shapes_of(drawn, track, unit["frames"])
        rows = [(frame, *box) for frame, shape in shapes if (box := seen_box(shape, unit)) is not None]
        tracks.append((next(iter(drawn.values())), rows))
    return tracks
