"""Reads lines of tagged tokens with Hugging Face's datasets, and compares every name with the canonical label."""

import json
import os

from text_spans import is_blank, longest, spans_of, units_in, utf16_length, without_width


def read_tokens(folder, check, readings):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] == "huggingface-tokens"]
    for variant in {case["variant"] for case in cases}:
        own = [case for case in cases if case["variant"] == variant]
        filled = [case for case in own if os.path.getsize(f"{case['folder']}/all.json") > 0]
        for case, rows in rows_of(filled):
            readings[variant, "datasets"] += 1
            compare(check, case, rows)
        for case in own:
            if case not in filled:
                compare(check, case, [])


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
    text = datasets.Value("string")
    features = {"file_name": text, "tokens": datasets.List(text), "offsets": datasets.List(datasets.List(datasets.Value("int64")))}
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
