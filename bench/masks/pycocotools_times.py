"""Microseconds of CPU that pycocotools (C) takes for each of the tasks of bench/masks.ts, on the masks in the file named."""

import json
import sys
import time

import numpy as np
from pycocotools import mask

ROUNDS = 7
ROUND_SECONDS = 0.15


def microseconds_a_mask(work, count):
    """The median of the rounds; each goes through all masks until its time is over."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        passes, start = 0, time.process_time()
        while time.process_time() - start < ROUND_SECONDS:
            work()
            passes += 1
        rounds.append((time.process_time() - start) / passes / count * 1e6)
    return sorted(rounds)[ROUNDS // 2]


with open(sys.argv[1], encoding="utf-8") as file:
    data = json.load(file)
width, height = data["width"], data["height"]
flat = [[value for position in ring for value in position] for ring in data["rings"]]
counted = [{"size": [height, width], "counts": counts} for counts in data["columns"]]
coded = [{"size": [height, width], "counts": text.encode()} for text in data["texts"]]
bitmaps = [np.asfortranarray(mask.decode(code)) for code in coded]

tasks = {
    "encode": lambda: [mask.frPyObjects(runs, height, width) for runs in counted],
    "decode": lambda: [mask.area(code) for code in coded],
    "coco-to-rows": lambda: [mask.decode(code) for code in coded],
    "rows-to-coco": lambda: [mask.encode(bitmap) for bitmap in bitmaps],
    "rasterise": lambda: [mask.frPyObjects([ring], height, width) for ring in flat],
}
made = {
    "encode": [code["counts"].decode() for code in tasks["encode"]()],
    "rasterise": [codes[0]["counts"].decode() for codes in tasks["rasterise"]()],
}
for task, texts in made.items():
    if texts != data["texts"]:
        sys.exit(f"pycocotools and Labelwire differ in {task}: the times would compare nothing.")
print(json.dumps({name: microseconds_a_mask(work, len(flat)) for name, work in tasks.items()}))
