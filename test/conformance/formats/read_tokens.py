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
    page = {"page": datasets.Value("int64")} if case["options"]["boxes"] else {}
    features = {"file_name": text, **page, "tokens": datasets.List(text), places: datasets.List(datasets.List(datasets.Value("int64")))}
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
    kept = [a for a in case["label"]["annotations"] if ("shape" in a or a["at"]["kind"] == "tokens") and a["id"] not in dropped]
    documents = [u for u in case["label"]["units"] if u["media"] == "document"]
    compare_documents(check, case, documents, kept, [row for row in rows if row["file_name"] in {u["name"] for u in documents}])
    rows = [row for row in rows if row["file_name"] not in {u["name"] for u in documents}]
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


UNMARKED = ("text-differs", "no-length", "overlap", "shape-unknown", "size-unknown", "text-unknown")


def marked_in(unit, annotation):
    """Ids of the words that an annotation marks: those it names, or those whose centre is in its box."""
    if annotation["at"]["kind"] == "tokens":
        return {token for group in annotation["at"]["groups"] for token in group["tokens"]}
    number = annotation["at"]["page"]
    size = next(size for size in unit["pageSizes"] if size["page"] == number)
    (x, y, width, height), _ = upright_box(annotation, size)
    words = [word for page in unit["layout"] if page["page"] == number for word in page["words"]]
    centres = [(word["id"], (word["box"][0] + word["box"][2]) / 2 * size["width"], (word["box"][1] + word["box"][3]) / 2 * size["height"]) for word in words]
    return {word for word, across, down in centres if x <= across <= x + width and y <= down <= y + height}


def compare_documents(check, case, units, kept, rows):
    """All words of each page of a text layer, with their own boxes, and the class of what marks them."""
    left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] in ("layout-unknown", "coordinates-not-held", "unit-left-out")}
    unmarked = {o.get("annotation") for o in case["omitted"] if o["code"] in UNMARKED}
    kept, expected = [a for a in kept if a["id"] not in unmarked], []
    for unit in (u for u in units if u["id"] not in left_out):
        classes = {word: a["category"] for a in kept if a["unit"] == unit["id"] for word in marked_in(unit, a)}
        for page in unit["layout"]:
            words = [word for word in page["words"] if words_of(word["text"])]
            if words:
                expected.append((unit["name"], page["page"], words, [classes.get(word["id"], "O") for word in words]))
    check("documents: pages with a word", case, [(row["file_name"], row["page"]) for row in rows] == [(name, page) for name, page, _, _ in expected], len(rows))
    for row, (_, _, words, classes) in zip(rows, expected):
        check("documents: words, read by datasets", case, row["tokens"] == [" ".join(words_of(word["text"])) for word in words], row["tokens"])
        check("documents: boxes in thousandths, read by datasets", case, row["bboxes"] == [[int(1000 * edge + 1e-6) for edge in word["box"]] for word in words], row["bboxes"])
        check("documents: classes of words, read by datasets", case, [tag[2:] or tag for tag in row["ner_tags"]] == classes, row["ner_tags"])
