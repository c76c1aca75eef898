"""Reads lines of answers with pandas, and all those of the format's examples with Hugging Face's datasets, and compares every value."""

import math
import os

import pandas
from PIL import Image


def columns_of(unit):
    """What the line must say, from the canonical label alone."""
    columns = {"file_name": unit["name"], "text": unit.get("text")}

    def add(path, value):
        name, number = path, 2
        while name in columns:
            name, number = f"{path} ({number})", number + 1
        columns[name] = value

    def answer(path, value):
        if value["kind"] == "radio":
            add(path, value["choice"]["name"])
            below(path, [value["choice"]])
        elif value["kind"] == "checklist":
            add(path, [choice["name"] for choice in value["choices"]])
            below(path, value["choices"])
        else:
            add(path, value[{"text": "text", "number": "number", "ranking": "items"}[value["kind"]]])

    def below(path, choices):
        for choice in choices:
            for question in choice["attributes"]:
                answer(f"{path}/{choice['name']}/{question['name']}", question["value"])

    for annotation in unit["answers"]:
        for attribute in annotation["attributes"]:
            category, name = annotation["category"], attribute["name"]
            answer(name if name == category else f"{category}/{name}", attribute["value"])
    return {name: value for name, value in columns.items() if value is not None}


def is_close(row, expected):
    """But for the last digits of numbers: pandas reads them exactly with precise_float, which refuses the smallest of all."""
    return row.keys() == expected.keys() and all(
        math.isclose(row[name], value, rel_tol=1e-12, abs_tol=1e-300) if isinstance(value, float) else row[name] == value for name, value in expected.items()
    )


def read_classification(cases, folder, check, readings):
    for case in cases:
        for unit in case["classification"]:
            if unit["path"] is None:
                check("classification: only units with objects and no answer have no line", case, unit["isObject"] and not any(a["attributes"] for a in unit["answers"]), unit["name"])
                continue
            (row,) = pandas.read_json(unit["path"], lines=True, dtype=False, convert_dates=False).to_dict("records")
            readings["classification", "pandas"] += 1
            check("classification: every column, read by pandas", case, is_close(row, columns_of(unit)), f"{unit['name']}: {row} {columns_of(unit)}")
    read_data_set(cases, folder, check, readings)


def read_data_set(cases, folder, check, readings):
    """One file of the units of all examples, as images where they are images."""
    import datasets  # where read_imagefolder said that there is no network

    own = [unit for case in cases if case["name"].startswith("classification: ") for unit in case["classification"] if unit["path"]]
    root = f"{folder}/classification"
    os.makedirs(f"{root}/images")
    lines = []
    for unit in own:
        with open(unit["path"], encoding="utf-8") as file:
            lines.append(file.read())
    with open(f"{root}/all.jsonl", "w", encoding="utf-8") as file:
        file.write("".join(lines))
    rows = datasets.load_dataset("json", data_files=f"{root}/all.jsonl", split="train")
    readings["classification", "datasets"] += len(rows)
    whole = {"name": "all.jsonl"}
    check("classification: as many rows as lines", whole, len(rows) == len(own), f"{len(rows)} of {len(own)}")
    for row, unit in zip(rows, own):
        found = {name: value for name, value in row.items() if value is not None}
        check("classification: every column, read by datasets", whole, found == columns_of(unit), f"{unit['name']}: {found}")

    pictures = [(unit, line) for unit, line in zip(own, lines) if unit["media"] == "image" and ".." not in unit["name"]]
    with open(f"{root}/images/metadata.jsonl", "w", encoding="utf-8") as file:
        file.write("".join(line for _, line in dict((unit["name"], (unit, line)) for unit, line in pictures).values()))
    expected = {unit["name"]: columns_of(unit) for unit, _ in pictures}
    for name in expected:
        os.makedirs(os.path.dirname(f"{root}/images/{name}"), exist_ok=True)
        Image.new("L", (8, 8)).save(f"{root}/images/{name}")
    rows = datasets.load_dataset("imagefolder", data_dir=f"{root}/images", split="train").cast_column("image", datasets.Image(decode=False))
    check("classification: every image is there", whole, len(rows) == len(expected), f"{len(rows)} of {len(expected)}")
    for row in rows:
        name = os.path.relpath(row["image"]["path"], f"{root}/images")
        found = {"file_name": name, **{key: value for key, value in row.items() if key != "image" and value is not None}}
        check("classification: every column, read by imagefolder", whole, found == expected[name], f"{found} {expected[name]}")
