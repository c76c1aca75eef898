"""Reads the tables with pandas, and compares every cell with the canonical label."""

import json

import pandas


def text_of(cell):
    """What a cell says: a text that a spreadsheet could run begins with an apostrophe of its own."""
    return cell.removeprefix("'")


def read_csv(case, check, readings):
    for unit in case["units"]:
        path = case["csv"].get(unit["id"])
        if path is None:
            continue
        table = pandas.read_csv(path, keep_default_na=False)
        readings["csv", "pandas"] += 1
        rows = table.to_dict("records")
        check("CSV rows", case, len(rows) == len(unit["annotations"]), f"{len(rows)} in {path}")
        for row, annotation in zip(rows, unit["annotations"]):
            shape = annotation.get("shape")
            where = annotation["id"]
            check("CSV texts", case, text_of(row["category"]) == annotation["category"] and text_of(row["unit"]) == unit["name"], where)
            check("CSV sizes are numbers", case, (row["width"], row["height"]) == (unit["width"], unit["height"]), where)
            check("CSV geometry", case, (json.loads(row["geometry"]) if row["geometry"] else None) == shape, where)
            check("CSV attributes", case, json.loads(row["attributes"]) == annotation["attributes"], where)
            check("CSV places", case, json.loads(row["place"]) == annotation["at"], where)
