"""Reads what `labelwire convert` made of many labels: COCO's file with pycocotools, each file of YOLO with Ultralytics' own check.

Both must hold as many images and objects as the summary of the command says.
"""

import contextlib
import glob
import io
import json
import sys
import tempfile
import time

from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
import ultralytics_check

ultralytics_check.define("data/utils.py", {"img2label_paths"}, ultralytics_check.NAMES)
img2label_paths = ultralytics_check.NAMES["img2label_paths"]

# Codes of annotations that are in no file at all, where they have no detail.
LOST = {"outside-image", "no-area", "shape-not-held", "place-not-held"}


def main(summary_path, out):
    with open(summary_path, encoding="utf-8") as file:
        summary = json.load(file)
    failures = []

    def check(what, found, expected):
        print(f"{'ok    ' if found == expected else 'FAILED'}  {what}: {found}" + ("" if found == expected else f", not {expected}"))
        if found != expected:
            failures.append(what)

    formats = {f["format"]: f for f in summary["formats"]}
    start = time.monotonic()
    read_coco(check, f"{out}/coco/annotations/instances.json", *counts(summary, formats["coco"]))
    print(f"        in {time.monotonic() - start:.1f} s")
    start = time.monotonic()
    read_yolo(check, f"{out}/yolo", len(summary["classes"]), *counts(summary, formats["yolo"]))
    print(f"        in {time.monotonic() - start:.1f} s")
    sys.exit(1 if failures else 0)


def counts(summary, format):
    """Images and objects that the files must have: one image a label, but for what is omitted whole."""
    number = lambda codes: sum(o["count"] for o in format["omitted"] if o["code"] in codes and "detail" not in o)
    return summary["labels"] - number({"size-unknown"}), summary["annotations"] - number(LOST)


def read_coco(check, path, images, objects):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(path)
    check("COCO: images that pycocotools reads", len(coco.getImgIds()), images)
    check("COCO: annotations", len(coco.getAnnIds()), objects)
    perfect = [
        {"image_id": a["image_id"], "category_id": a["category_id"], "bbox": a["bbox"], "segmentation": coco.annToRLE(a), "score": 1.0}
        for a in coco.dataset["annotations"]
    ]
    for kind, omit in (("bbox", "segmentation"), ("segm", "bbox")):
        with contextlib.redirect_stdout(io.StringIO()):
            found = coco.loadRes([{k: v for k, v in p.items() if k != omit} for p in perfect])
            evaluation = COCOeval(coco, found, kind)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        check(f"COCO: AP of perfect predictions, {kind}", round(float(evaluation.stats[0]), 6), 1.0)


def read_yolo(check, folder, classes, images, objects):
    files = sorted(glob.glob(f"{folder}/labels/**/*.txt", recursive=True))
    check("YOLO: files", len(files), images)
    rows = taken = empty = 0
    messages = []
    with tempfile.TemporaryDirectory() as pictures:
        picture = f"{pictures}/unit.png"
        Image.new("L", (640, 480), 255).save(picture)
        for path in files:
            _, found, _, _, _, missing, is_found, is_empty, corrupt, message = ultralytics_check.verify_image_label(
                (picture, path, "", False, classes, 0, 0, False)
            )
            rows += 0 if found is None else len(found)
            taken += is_found and not corrupt and not missing
            empty += is_empty
            if message:
                messages.append(message)
    check("YOLO: files that Ultralytics takes", taken, images)
    check("YOLO: rows", rows, objects)
    check("YOLO: warnings", messages[:3], [])
    pictures = [f"{folder}/images/{path[len(folder) + len('/labels/'):-4]}.jpg" for path in files]
    check("YOLO: labels where Ultralytics looks for them", sum(a == b for a, b in zip(img2label_paths(pictures), files)), images)
    print(f"        {empty} files without rows")


main(*sys.argv[1:])
