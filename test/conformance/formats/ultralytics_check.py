"""Ultralytics' own check of an image and its label, which decides what it trains on, unchanged out of the installed package."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import define as defined
import numpy as np
from PIL import Image, ImageOps


def define(module, wanted, known):
    defined.define("ultralytics", module, wanted, known)


NAMES = {"os": os, "np": np, "Path": Path, "Any": Any, "Image": Image, "ImageOps": ImageOps}
NAMES["torch"] = SimpleNamespace(Tensor=type(None))  # whether an array is one of torch is asked, and none is
define("utils/ops.py", {"segments2boxes", "xyxy2xywh", "empty_like"}, NAMES)
define("data/utils.py", {"verify_image_label", "check_image", "exif_size", "IMG_FORMATS", "VID_FORMATS", "FORMATS_HELP_MSG"}, NAMES)
verify_image_label = NAMES["verify_image_label"]
