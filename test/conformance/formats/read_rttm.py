"""Reads turns with pyannote.database, and compares every one with the canonical label."""

import re

import numpy as np
from pyannote.database import util


NO_NAMES = {"<NA>", "N/A", "#N/A", "NA", "#NA", "NULL", "null", "None", "NaN", "-NaN", "nan", "-nan", "n/a", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"}


def field(name):
    word = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]", lambda c: f"_{ord(c[0]):02x}", name).replace('"', "_22")
    return f"_{ord(word[0]):02x}{word[1:]}" if word in NO_NAMES else word


def speaker_of(annotation, options):
    if options["speaker"] == "category":
        return annotation["category"]
    if options["speaker"] == "object":
        return annotation.get("track", annotation["id"])
    answers = [a["value"] for a in annotation["attributes"] if a["name"] == options["question"]]
    if not answers:
        return ""
    value = answers[0]
    return value.get("text") or (f"{value['number']:g}" if "number" in value else value.get("choice", {}).get("name", ""))


def turns_of(label, unit, options):
    turns = []
    for annotation in label["annotations"]:
        is_object = annotation.get("categoryKind") == "object"
        if annotation["unit"] != unit["id"] or annotation["at"]["kind"] != "time" or not (is_object or options["speaker"] == "question"):
            continue
        speaker = speaker_of(annotation, options)
        for at in annotation["at"]["ranges"]:
            if speaker and at["end"] - at["start"] > 5e-4:
                turns.append((at["start"] / 1000, at["end"] / 1000, field(speaker)))
    return sorted(turns)


def read_rttm(check, case, readings):
    label, folder, options = case["label"], case["folder"], case["options"]
    left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] != "track-ranges-not-held"}
    units = {field(case["paths"][unit["id"]]): unit for unit in label["units"] if unit["id"] not in left_out}
    expected = {name: turns_of(label, unit, options) for name, unit in units.items()}
    check("RTTM: the list names every audio that is not left out", case, util.load_lst(f"{folder}/all.lst") == list(units), list(units))
    for unit in (u for u in label["units"] if u["id"] in left_out and u["media"] == "audio"):
        check("RTTM: left out only with nothing to write", case, turns_of(label, unit, options) == [], unit["id"])
    lengths = {name: unit["durationMs"] / 1000 for name, unit in units.items() if unit.get("durationMs")}
    if lengths:
        evaluated = util.load_uem(f"{folder}/all.uem")
        found = {name: timeline.extent().end for name, timeline in evaluated.items()}
        check("RTTM: all of an audio is evaluated", case, found == lengths, f"{found} {lengths}")
    if not any(expected.values()):
        return  # pandas reads no empty file
    found = util.load_rttm(f"{folder}/all.rttm")
    readings[case["variant"], "pyannote.database"] += 1
    check("RTTM: every audio with turns is there", case, set(found) == {name for name, turns in expected.items() if turns}, list(found))
    for name, annotation in found.items():
        turns = sorted((segment.start, segment.end, speaker) for segment, _, speaker in annotation.itertracks(yield_label=True))
        wanted = expected.get(name, [])
        check("RTTM: as many turns", case, len(turns) == len(wanted), f"{name}: {len(turns)} of {len(wanted)}")
        if len(turns) == len(wanted):
            check("RTTM: speakers", case, sorted(t[2] for t in turns) == sorted(t[2] for t in wanted), name)
            off = np.abs(np.subtract([t[:2] for t in turns], [t[:2] for t in wanted])).max()
            check("RTTM: onset and end within two microseconds", case, off < 2e-6, f"{name}: {off}")
