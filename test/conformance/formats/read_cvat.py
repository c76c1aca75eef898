"""Reads back the CVAT files with globox (boxes), pycocotools (masks) and lxml (a DTD, and the rest), and compares them with the canonical label."""

import os

import numpy as np
import shapely
from expected import Expected, curve, is_dropped, row_major
from globox import AnnotationSet
from lxml import etree
from pycocotools import mask as masks
from read_pascal_voc import legal
from shapely import affinity

DTD = etree.DTD(os.path.join(os.path.dirname(__file__), "cvat.dtd"))
ROUNDING = 1e-6  # pixels, half of it on each side


def read_cvat(case, check, readings):
    for unit in case["units"]:
        if unit["id"] in case["cvat"]["files"]:
            read_unit(case, unit, check)
            readings["cvat", "globox"] += 1


def read_unit(case, unit, check):
    path = case["cvat"]["files"][unit["id"]]
    tree = etree.parse(path)
    check("CVAT follows the DTD (lxml)", case, DTD.validate(tree), f"{path}: {DTD.error_log}")
    image = tree.find("image")
    said = (image.get("name"), int(image.get("width")), int(image.get("height")))
    check("CVAT image", case, said == (legal(unit["name"]), unit["width"], unit["height"]), said)

    dropped = {o.get("annotation") for o in case["cvat"]["omitted"] if is_dropped(o)}
    kept = [a for a in unit["annotations"] if a["id"] not in dropped]
    objects = [a for a in kept if a.get("shape") is not None]
    elements = [element for element in image if element.tag != "tag"]
    tags = [legal(a["category"]) for a in kept if a.get("shape") is None]
    check("CVAT tags: all but the omitted", case, [tag.get("label") for tag in image.iter("tag")] == tags, tags)
    names = [legal(a["category"]) for a in objects]
    check("CVAT labels: all but the omitted", case, [element.get("label") for element in elements] == names, names)
    listed = [label.findtext("name") for label in tree.iter("label")]
    check("CVAT labels are in <labels>", case, set(names + tags) <= set(listed), listed)
    for annotation in unit["annotations"]:
        has_area = annotation.get("pixels") is not None and annotation["shape"]["kind"] != "skeleton"
        if annotation["id"] in dropped and has_area:
            expected = Expected(annotation, unit)
            check("CVAT left out: nothing to see", case, expected.is_negligible(), annotation["id"])
    for annotation, element in zip(objects, elements):
        compare(case, unit, annotation, element, check)
    compare_boxes(case, unit, path, objects, check)


def compare_boxes(case, unit, path, objects, check):
    """globox knows no rotation: the box before it."""
    found = AnnotationSet.from_cvat(path)[legal(unit["name"])].boxes
    expected = [a for a in objects if a["shape"]["kind"] == "box"]
    labels = [legal(a["category"]) for a in expected]
    check("CVAT boxes (globox)", case, [box.label for box in found] == labels, labels)
    for annotation, box in zip(expected, found):
        s = annotation["shape"]
        edges = (s["x"], s["y"], s["x"] + s["width"], s["y"] + s["height"])
        off = np.abs(np.subtract((box.xmin, box.ymin, box.xmax, box.ymax), edges)).max()
        check("CVAT box edges (globox)", case, off <= ROUNDING, f"{annotation['id']}: {off}")


def compare(case, unit, annotation, element, check):
    shape, where = annotation["shape"], annotation["id"]
    if element.tag == "mask":
        same = np.array_equal(pixels_of(element, unit), row_major(annotation["pixels"], unit))
        check("CVAT mask = canonical pixels (pycocotools)", case, same, where)
    elif element.tag in ("box", "polygon", "ellipse"):
        expected = Expected(annotation, unit)
        [outer] = expected.outer
        found = area_of(element)
        distance = shapely.hausdorff_distance(shapely.LinearRing(outer.exterior), shapely.LinearRing(found.exterior))
        check(f"CVAT {element.tag}: outline (shapely)", case, distance <= 4 * ROUNDING + expected.deviation + turned(shape),
              f"{where}: {distance}")
    elif element.tag == "polyline":
        line = shape["points"] if shape["kind"] == "polyline" else path_line(shape["vertices"])
        distance = shapely.hausdorff_distance(shapely.LineString(line), shapely.LineString(points_of(element)))
        check("CVAT polyline (shapely)", case, distance <= 2 * ROUNDING + (0.05 if shape["kind"] == "path" else 0), f"{where}: {distance}")
    elif element.tag == "points":
        off = np.abs(np.subtract(points_of(element), [(shape["x"], shape["y"])])).max()
        check("CVAT point", case, off <= ROUNDING, f"{where}: {off}")
    elif element.tag == "skeleton":
        compare_skeleton(case, annotation, element, check)
    else:
        found = sorted(corners_of(element))
        off = np.abs(np.subtract(found, sorted(cuboid_corners(shape)))).max()
        check("CVAT cuboid: corners", case, off <= 2 * ROUNDING, f"{where}: {off}")
        check("CVAT cuboid: back mirrored", case, is_mirrored(element, shape), where)


def turned(shape):
    """An angle is rounded to a millionth of a degree, which moves the ends of a large shape by more than that of a pixel."""
    if shape["kind"] == "box":
        return np.radians(ROUNDING) * np.hypot(shape["width"], shape["height"])
    return np.radians(ROUNDING) * max(shape.get("radiusX", 0), shape.get("radiusY", 0))


def pixels_of(element, unit):
    """Rows of CVAT are columns of COCO: decoded as the mask on its side."""
    left, top, width, height = (int(element.get(name)) for name in ("left", "top", "width", "height"))
    runs = {"size": [width, height], "counts": [int(run) for run in element.get("rle").split(",")]}
    canvas = np.zeros((unit["height"], unit["width"]), dtype=np.uint8)
    canvas[top : top + height, left : left + width] = masks.decode(masks.frPyObjects(runs, width, height)).T
    return canvas


def area_of(element):
    def numbers(*names):
        return [float(element.get(name)) for name in names]

    rotation = float(element.get("rotation", 0))
    if element.tag == "box":
        left, top, right, bottom = numbers("xtl", "ytl", "xbr", "ybr")
        return affinity.rotate(shapely.box(left, top, right, bottom), rotation, origin=((left + right) / 2, (top + bottom) / 2))
    if element.tag == "ellipse":
        x, y, across, down = numbers("cx", "cy", "rx", "ry")
        circle = shapely.Point(0, 0).buffer(1, quad_segs=2000)
        lying = affinity.scale(circle, across, down, origin=(0, 0))
        return affinity.translate(affinity.rotate(lying, rotation, origin=(0, 0)), x, y)
    return shapely.Polygon(points_of(element))


def points_of(element):
    return [tuple(map(float, pair.split(","))) for pair in element.get("points").split(";")]


def path_line(vertices):
    first = (vertices[0]["x"], vertices[0]["y"])
    return [first] + [at for before, to in zip(vertices, vertices[1:]) for at in curve(before, to)]


def compare_skeleton(case, annotation, element, check):
    """Visibility 2, 1 and 0 are nothing, occluded and outside; a keypoint that is not in the label is outside."""
    template = case["templates"][annotation["category"]]["keypoints"]
    if len(set(template)) < len(template):
        return  # of two keypoints of one name, this file does not say which is which
    labelled = {k["name"]: k for k in annotation["shape"]["keypoints"] if k["visibility"] > 0}
    found = [(p.get("label"), p.get("outside"), p.get("occluded")) for p in element.iter("points")]
    expected = [(legal(n), "0" if n in labelled else "1", str(int(n in labelled and labelled[n]["visibility"] == 1)))
                for n in template]
    check("CVAT skeleton: keypoints in order", case, found == expected, f"{annotation['id']}: {found}")
    for name, points in zip(template, element.iter("points")):
        if name in labelled:
            off = np.abs(np.subtract(points_of(points), [(labelled[name]["x"], labelled[name]["y"])])).max()
            check("CVAT skeleton: positions", case, off <= ROUNDING, f"{annotation['id']}: {off}")


def corners_of(element, sides=("1", "2")):
    return [(float(element.get(f"x{at}{side}")), float(element.get(f"y{at}{side}"))) for side in sides for at in ("tl", "bl", "tr", "br")]


def behind(shape, x, y):
    back = shape["back"]
    if back["by"] == "offset":
        return (x + back["x"], y + back["y"])
    point, ratio = back["point"], back["ratio"]
    return (point[0] + ratio * (x - point[0]), point[1] + ratio * (y - point[1]))


def cuboid_corners(shape):
    return [tuple(corner) for corner in shape["front"]] + [behind(shape, x, y) for x, y in shape["front"]]


def is_mirrored(element, shape):
    top_left, bottom_left, top_right, bottom_right = corners_of(element, "1")
    mirrored = [behind(shape, x, y) for x, y in (top_right, bottom_right, top_left, bottom_left)]
    return np.allclose(corners_of(element, "2"), mirrored, rtol=0, atol=4 * ROUNDING)
