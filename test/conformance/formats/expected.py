"""What the image shows of an annotation of the canonical label, computed by shapely and numpy."""

import numpy as np
import shapely
from shapely import affinity

CURVE_DEVIATION = 0.05  # pixels between a curve and its straight pieces, as lib/label/ellipse.ts and curve.ts say
NEGLIGIBLE = 1e-6  # pixels and square pixels, as lib/label/visible-part.ts says


def is_dropped(omission):
    """Some omissions tell of a part, or of a property; these tell of the whole annotation."""
    codes = ("place-not-held", "shape-not-held", "shapeless-object-not-held", "classification-not-held", "outside-image", "no-area", "too-many-classes")
    is_part = omission["code"] in ("outside-image", "no-area") and "detail" in omission
    return omission["code"] in codes and not is_part


def is_crowd(annotation):
    return any(a["name"] == "is_crowd" and a["value"].get("number") == 1 for a in annotation["attributes"])


def row_major(counts, unit):
    values = np.arange(len(counts)) % 2
    return np.repeat(values, counts).reshape(unit["height"], unit["width"]).astype(np.uint8)


def upright_box(annotation, unit):
    """Left, top, width, height of the box around what the image shows of a shape, and how far a file's may be from it, in pixels."""
    shape = annotation["shape"]
    if shape["kind"] == "mask":
        down, across = np.nonzero(row_major(annotation["pixels"], unit))
        return [across.min(), down.min(), np.ptp(across) + 1, np.ptp(down) + 1], 0
    if shape["kind"] == "skeleton" and "box" in shape:
        return upright_box({**annotation, "shape": {"kind": "box", **shape["box"]}}, unit)
    if shape["kind"] == "skeleton":
        labelled = np.array([(k["x"], k["y"]) for k in shape["keypoints"] if k["visibility"] > 0])
        inside = labelled[((labelled >= 0) & (labelled <= (unit["width"], unit["height"]))).all(axis=1)]
        return [*inside.min(axis=0), *np.ptp(inside, axis=0)], 0
    expected = Expected(annotation, unit)
    return expected.bounds(), 2 * expected.deviation


def turned_corners(annotation, unit):
    """Of a box, and of a skeleton: what the image shows of it, cut along its own sides; clockwise, first its own top left."""
    shape = annotation["shape"]
    box = shape if shape["kind"] == "box" else shape.get("box")
    if box is None:
        return upright_corners(annotation, unit)
    drawn = next(outer_rings({**box, "kind": "box"}))
    visible = shapely.intersection(drawn, shapely.box(0, 0, unit["width"], unit["height"]))
    lying = affinity.rotate(visible, -box["rotationDegrees"], origin=(0, 0))
    return np.array(affinity.rotate(ring_around(lying), box["rotationDegrees"], origin=(0, 0)).coords[:4])


def upright_corners(annotation, unit):
    (x, y, width, height), _ = upright_box(annotation, unit)
    return np.array(ring_around(shapely.box(x, y, x + width, y + height)).coords[:4])


def ring_around(geometry):
    left, top, right, bottom = geometry.bounds
    return shapely.LinearRing([(left, top), (right, top), (right, bottom), (left, bottom)])


class Expected:
    def __init__(self, annotation, unit):
        self.pixels = None if annotation.get("pixels") is None else row_major(annotation["pixels"], unit)
        self.frame = shapely.box(0, 0, unit["width"], unit["height"])
        self.kind = annotation["shape"]["kind"]
        self.outer = [] if self.kind == "mask" else list(outer_rings(annotation["shape"]))
        self.has_holes = self.kind == "polygon" and any(len(rings) > 1 for rings in annotation["shape"]["polygons"])
        self.deviation = CURVE_DEVIATION if self.kind in ("ellipse", "path") else 0
        self.is_simple = all(ring.is_valid for ring in self.outer)
        self.visible = [shapely.intersection(even_odd(ring), self.frame) for ring in self.outer]

    def area(self):
        """Parts that overlap count once."""
        return shapely.union_all(self.visible).area

    def bounds(self):
        """Of what is inside; a ring that only crosses itself outside has its bounds there all the same."""
        left, top, right, bottom = shapely.union_all([part for part in self.visible if part.area >= NEGLIGIBLE]).bounds
        return [left, top, right - left, bottom - top]

    def edge_length(self):
        return sum(part.length for part in self.visible) + sum(ring.length for ring in self.outer if not self.is_simple)

    def edge_pixels(self):
        """A position is moved by at most a tenth of a pixel, an edge by half a cell more: only pixels on edges differ."""
        return 2 * self.edge_length() + 8

    def area_tolerance(self):
        """Exact for one simple ring; where rings cross, COCO's area is that of the pixels."""
        if len(self.visible) == 1 and self.is_simple:
            return (1e-6 + self.deviation) * (1 + self.edge_length())
        return self.edge_length() + 4

    def is_negligible(self):
        if self.kind == "mask" or self.has_holes:
            return self.pixels.sum() == 0
        if not self.is_simple:
            return self.pixels.sum() == 0
        _, _, width, height = self.bounds()
        return self.area() < 2 * NEGLIGIBLE or not min(width, height) >= 2 * NEGLIGIBLE


def outer_rings(shape):
    if shape["kind"] == "box":
        x, y = shape["x"], shape["y"]
        upright = shapely.box(x, y, x + shape["width"], y + shape["height"])
        # With y down, shapely's counter-clockwise is clockwise on the screen.
        yield affinity.rotate(upright, shape["rotationDegrees"], origin=(x + shape["width"] / 2, y + shape["height"] / 2))
    elif shape["kind"] == "ellipse":
        circle = shapely.Point(0, 0).buffer(1, quad_segs=2000)
        lying = affinity.scale(circle, shape["radiusX"], shape["radiusY"], origin=(0, 0))
        turned = affinity.rotate(lying, shape["rotationDegrees"], origin=(0, 0))
        yield affinity.translate(turned, shape["x"], shape["y"])
    elif shape["kind"] == "path":
        vertices = shape["vertices"]
        yield shapely.Polygon([at for before, to in zip([vertices[-1], *vertices], vertices) for at in curve(before, to)])
    else:
        for rings in shape["polygons"]:
            yield shapely.Polygon(rings[0])


def curve(before, to, pieces=2000):
    """Positions of a cubic Bezier curve, by De Casteljau: https://en.wikipedia.org/wiki/De_Casteljau%27s_algorithm"""
    start, end = (before["x"], before["y"]), (to["x"], to["y"])
    points = np.array([start, before.get("controlAfter", start), to.get("controlBefore", end), end], dtype=float)
    for step in range(1, pieces + 1):
        level = points
        while len(level) > 1:
            level = level[:-1] + (level[1:] - level[:-1]) * step / pieces
        yield tuple(level[0])


def even_odd(ring):
    """On a grid of a billionth of a pixel: numbers like 1e-200 make slivers that no label has."""
    valid = ring if ring.is_valid else shapely.make_valid(ring, method="linework")
    with np.errstate(divide="ignore", invalid="ignore"):  # GEOS divides by the length of such slivers
        return shapely.set_precision(valid, 1e-9)
