"""Reads the tables with pandas as their README says, and compares every cell with the canonical label."""

import json

import pandas
from expected import is_dropped, upright_box

TEXTS = ("label", "unit", "annotation", "category", "track")
EDGES = ("left", "top", "right", "bottom")


def text_of(cell):
    """What a cell says: a text that a spreadsheet could run begins with an apostrophe of its own."""
    return cell.removeprefix("'")


def number_of(cell):
    return None if cell == "" else float(cell)


def read_csv(case, check, readings):
    label = case["label"]
    shown = {unit["id"]: unit for unit in case["units"]}
    for unit in label["units"]:
        path = case["csv"].get(unit["id"])
        annotations = [a for a in label["annotations"] if a["unit"] == unit["id"]]
        if path is None:
            left_out = [l for l in label.get("leftOut", []) if l.get("unit") in (None, unit["id"])]
            check("CSV: only a unit of which objects were left out has no file", case, not annotations and left_out, unit["id"])
            continue
        table = pandas.read_csv(path, keep_default_na=False, dtype=dict.fromkeys(TEXTS, str))
        rows = table.to_dict("records")
        readings["csv", "pandas"] += 1
        check_stretches(check, case, table, annotations)
        check("CSV rows", case, len(rows) == len(annotations), f"{len(rows)} in {path}")
        drawn = {a["id"]: a for a in shown.get(unit["id"], {"annotations": []})["annotations"]}
        for row, annotation in zip(rows, annotations):
            check_row(check, case, unit, row, annotation)
            check_edges(check, case, shown.get(unit["id"]), row, drawn.get(annotation["id"]), annotation)


def check_stretches(check, case, table, annotations):
    """Of audio, time series and texts, a row each, made as the README says."""
    if table.empty:
        return
    place = table["place"].map(json.loads)
    stretches = table.assign(stretch=place.map(lambda at: at.get("ranges", [at]))).explode("stretch")
    stretches = stretches.assign(start=stretches["stretch"].str.get("start"), end=stretches["stretch"].str.get("end"))
    wanted = [(r["start"], r["end"]) for a in annotations for r in a["at"].get("ranges", [a["at"]]) if "start" in r]
    found = [(start, end) for start, end in zip(stretches["start"], stretches["end"]) if start is not None and start == start]
    check("CSV: stretches, as pandas takes them apart", case, found == wanted, f"{found} {wanted}")


def check_row(check, case, unit, row, annotation):
    shape, where = annotation.get("shape"), annotation["id"]
    texts = (case["label"]["source"]["label"], unit["name"], annotation["id"], annotation["category"], annotation.get("track", ""))
    found = tuple(text_of(row[column]) for column in TEXTS)
    check("CSV texts", case, found == texts, f"{found} {texts}")
    kind = annotation.get("categoryKind", "object" if shape else "classification")
    words = (unit["media"], kind, shape["kind"] if shape else "")
    check("CSV words", case, (row["media"], row["kind"], row["shape"]) == words, f"{where}: {words}")
    numbers = (unit.get("width"), unit.get("height"), annotation.get("confidence"))
    check("CSV numbers", case, tuple(number_of(row[c]) for c in ("width", "height", "confidence")) == numbers, f"{where}: {numbers}")
    check("CSV geometry", case, (json.loads(row["geometry"]) if row["geometry"] else None) == shape, where)
    check("CSV attributes", case, json.loads(row["attributes"]) == annotation["attributes"], where)
    check("CSV relations", case, json.loads(row["relations"]) == annotation.get("relations", []), where)
    check("CSV places", case, json.loads(row["place"]) == annotation["at"], where)


def check_edges(check, case, unit, row, drawn, annotation):
    """`unit` and `drawn`: of an image whose size is known, with the pixels of each annotation."""
    edges = [number_of(row[column]) for column in EDGES]
    shape = annotation.get("shape")
    if edges == [None] * 4:
        kinds = ("box", "polygon", "ellipse", "path", "mask", "skeleton")
        is_boxed = unit is not None and shape is not None and shape["kind"] in kinds
        dropped = {o.get("annotation") for o in case["omitted"]["yolo"] if is_dropped(o)}
        check("CSV: only what has no box has no edges", case, not is_boxed or annotation["id"] in dropped, annotation["id"])
        return
    if drawn is None:
        return  # a frame, or a page: its pixels are not computed here
    (x, y, width, height), deviation = upright_box(drawn, unit)
    off = max(abs(a - b) for a, b in zip(edges, (x, y, x + width, y + height)))
    check("CSV edges within 1e-6 px", case, off < 1e-6 + deviation, f"{annotation['id']}: {off}")
