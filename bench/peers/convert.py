"""Converts labels with what people use today, and prints the seconds of CPU of the whole process, from its start on.

Imports are inside the functions: a process loads what its conversion needs.
"""

import json
import os
import resource
import sys


def label_studio(format, documents, out, config):
    from label_studio_sdk.converter import Converter

    converter = Converter(config, project_dir=out, download_resources=False)
    converter.convert(documents, f"{out}/{format.lower()}", format, is_dir=False)


def encord_coco(documents, out, ontology):
    from encord.objects.ontology_structure import OntologyStructure
    from encord.utilities.coco.exporter import CocoExporter

    with open(ontology, encoding="utf-8") as file:
        structure = OntologyStructure.from_dict(json.load(file))
    with open(documents, encoding="utf-8") as file:
        rows = json.load(file)
    coco = CocoExporter(rows, structure).export()
    with open(f"{out}/instances.json", "w", encoding="utf-8") as file:
        json.dump(coco, file)


def coco_to_yolo(documents, out, images):
    import supervision

    data_set = supervision.DetectionDataset.from_coco(images, documents)
    data_set.as_yolo(annotations_directory_path=f"{out}/labels", data_yaml_path=f"{out}/data.yaml")


CONVERSIONS = {
    "label-studio-coco": lambda *given: label_studio("COCO", *given),
    "label-studio-yolo": lambda *given: label_studio("YOLO", *given),
    "label-studio-voc": lambda *given: label_studio("VOC", *given),
    "encord-coco": encord_coco,
    "coco-to-yolo": coco_to_yolo,
}

name, documents, out, beside = sys.argv[1:]
os.makedirs(out)
CONVERSIONS[name](documents, out, beside)
files = sum(len(found) for _, _, found in os.walk(out))
usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"seconds": sum(u.ru_utime + u.ru_stime for u in usage), "files": files}))
