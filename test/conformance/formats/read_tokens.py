"""Reads lines of tagged tokens with Hugging Face's datasets, and compares every name with the canonical label."""

import json
import os
import re

from expected import is_dropped, upright_box
from read_funsd import text_of
from text_spans import is_blank, longest, spans_of, units_in, utf16_length, without_width


def read_tokens(folder, check, readings):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] == "huggingface-tokens"]
    for variant in {case["variant"] for case in cases}:
        own = [case for case in cases if case["variant"] == variant]
        filled = [case for case in own if os.path.getsize(f"{case['folder']}/all.json") > 0]
        comparing = compare_pages if own[0]["options"]["boxes"] else compare
        for case, rows in rows_of(filled):
            readings[variant, "datasets"] += 1
            comparing(check, case, rows)
        for case in own:
            if case not in filled:
                comparing(check, case, [])


def rows_of(cases):
    """With names as tags all labels are splits of one data set, whose columns must agree; numbers mean a label's own classes."""
    import datasets  # where read_imagefolder said that there is no network

    if cases[0]["options"]["tags"] == "names":
        files = {f"label_{number}": f"{case['folder']}/all.json" for number, case in enumerate(cases)}
        splits = datasets.load_dataset("json", data_files=files)
        return [(case, list(splits[f"label_{number}"])) for number, case in enumerate(cases)]
    return [(case, list(with_names(datasets, case))) for case in cases]


def with_names(datasets, case):
    with open(f"{case['folder']}/id2label.json", encoding="utf-8") as file:
        names = list(json.load(file).values())
    text, places = datasets.Value("string"), "bboxes" if case["options"]["boxes"] else "offsets"
    features = {"file_name": text, "tokens": datasets.List(text), places: datasets.List(datasets.List(datasets.Value("int64")))}
    features = datasets.Features({**features, "ner_tags": datasets.List(datasets.ClassLabel(names=names))})
    for row in datasets.load_dataset("json", data_files=f"{case['folder']}/all.json", split="train", features=features):
        yield {**row, "ner_tags": [names[number] for number in row["ner_tags"]]}


def names_in(row):
    """(start, end, class) of each run of tags, as BIO has them."""
    names = []
    for (start, end), tag in zip(row["offsets"], row["ner_tags"]):
        if tag.startswith("B-"):
            names.append((start, end, tag[2:]))
        elif tag.startswith("I-"):
            names[-1] = (names[-1][0], end, tag[2:])
    return names


def compare(check, case, rows):
    units = [unit for unit in units_in(case) if not all(is_blank(c) or without_width(c) for c in unit["text"])]
    check("tokens: the texts that have a visible character and are not left out", case, list(dict.fromkeys(row["file_name"] for row in rows)) == [unit["name"] for unit in units], len(units))
    for unit in units:
        text, own = unit["text"], [row for row in rows if row["file_name"] == unit["name"]]
        places = [(start, end) for row in own for start, end in row["offsets"]]
        check("tokens: as many tags and places as tokens", case, all(len(row["tokens"]) == len(row["ner_tags"]) == len(row["offsets"]) > 0 for row in own), unit["id"])
        check("tokens: the text at their places", case, [text[start:end] for start, end in places] == [token for row in own for token in row["tokens"]], unit["id"])
        between = [text[end:start] for (_, end), (start, _) in zip([(0, 0), *places], [*places, (len(text), 0)])]
        check("tokens: nothing visible between them", case, all(is_blank(c) or without_width(c) for part in between for c in part), unit["id"])
        starts, ends = {start for start, _ in places}, {end for _, end in places}
        aligned = [span for span in spans_of(case["label"], unit) if span[0] in starts and span[1] in ends]
        expected, found = longest(aligned, utf16_length(text)), [name for row in own for name in names_in(row)]
        check("tokens: names, read by datasets", case, found == expected, f"{unit['id']}: {found} {expected}")


def words_of(text):
    return [word for word in re.split(r"[\s\x00-\x1f\x7f-\x9f\ufeff]+", text) if word]


def compare_pages(check, case, rows):
    """The words of every object in turn, each with the class and, in thousandths, the box of its object."""
    dropped = {o.get("annotation") for o in case["omitted"] if is_dropped(o)}
    kept = [a for a in case["label"]["annotations"] if "shape" in a and a["id"] not in dropped]
    pages = {}
    for unit in (u for u in case["label"]["units"] if u["media"] == "image" and "width" in u and "coordinates" not in u):
        own = [(a, words_of(text_of(a, case["options"]["questions"]))) for a in kept if a["unit"] == unit["id"]]
        if any(words for _, words in own):
            pages[unit["name"]] = (unit, [(a, words) for a, words in own if words])
    check("pages: those with a word", case, [row["file_name"] for row in rows] == list(pages), f"{len(rows)} {list(pages)}")
    for row in rows if len(rows) == len(pages) else []:
        unit, objects = pages[row["file_name"]]
        words = [word for _, words in objects for word in words]
        tags = [f"{'B' if number == 0 else 'I'}-{a['category']}" for a, words in objects for number in range(len(words))]
        check("pages: words, read by datasets", case, row["tokens"] == words, f"{row['tokens']} {words}")
        check("pages: tags, read by datasets", case, row["ner_tags"] == tags, f"{row['ner_tags']} {tags}")
        boxes = iter(row["bboxes"])
        for annotation, own in objects:
            (x, y, width, height), deviation = upright_box(annotation, unit)
            wanted = [1000 * x / unit["width"], 1000 * y / unit["height"], 1000 * (x + width) / unit["width"], 1000 * (y + height) / unit["height"]]
            most = 1 + 1e-5 + 1000 * deviation / min(unit["width"], unit["height"])
            for box in (next(boxes) for _ in own):
                holds = all(0 <= found <= 1000 and found - 1e-5 - most + 1 <= edge < found + most for found, edge in zip(box, wanted))
                check("pages: boxes in thousandths, read by datasets", case, holds, f"{annotation['id']}: {box} {wanted}")
