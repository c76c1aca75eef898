"""Reads {"width", "height", "counts"}, row by row and background first, and prints Label Studio's code of that mask,
as Label Studio's own SDK makes it."""

import json
import sys

import numpy
from label_studio_sdk.converter.brush import mask2rle

mask = json.load(sys.stdin)
runs = [numpy.full(run, 255 * (index % 2), dtype=numpy.uint8) for index, run in enumerate(mask["counts"])]
pixels = numpy.concatenate(runs).reshape(mask["height"], mask["width"])
json.dump(mask2rle(pixels), sys.stdout)
