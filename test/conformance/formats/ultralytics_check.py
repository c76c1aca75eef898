"""Ultralytics' own check of an image and its label, which decides what it trains on, unchanged out of the installed package.

Its functions alone are run: importing the package needs torch, which is several gigabytes.
"""

import __future__
import ast
import os
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from PIL import Image, ImageOps

ROOT = Path(next(iter(find_spec("ultralytics").submodule_search_locations)))


def define(module, wanted, known):
    """Runs the functions and constants of these names in a module, and nothing else of it."""
    path = ROOT / module
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if names_of(node) & wanted]
    missing = wanted - set().union(*map(names_of, tree.body))
    if missing:
        raise ImportError(f"{path} must define {sorted(missing)}, but does not. Look at what the new release of ultralytics calls it.")
    # Names of types that are only in annotations are not looked up.
    exec(compile(tree, path, "exec", __future__.annotations.compiler_flag), known)


def names_of(node):
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


NAMES = {"os": os, "np": np, "Path": Path, "Any": Any, "Image": Image, "ImageOps": ImageOps}
NAMES["torch"] = SimpleNamespace(Tensor=type(None))  # whether an array is one of torch is asked, and none is
define("utils/ops.py", {"segments2boxes", "xyxy2xywh", "empty_like"}, NAMES)
define("data/utils.py", {"verify_image_label", "check_image", "exif_size", "IMG_FORMATS", "VID_FORMATS", "FORMATS_HELP_MSG"}, NAMES)
verify_image_label = NAMES["verify_image_label"]
