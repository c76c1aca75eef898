"""Reads collections with geopandas (GDAL), and compares geometry and class of every feature with the canonical label."""

import json
import os

import geopandas
import numpy as np
import shapely
from expected import Expected, outer_rings
from shapely.geometry import shape as geometry_of

CURVES = ("ellipse", "path")


def drawn(annotation):
    """What is drawn, as shapely has it; None where it has no area, or GeoJSON no place for it."""
    shape = annotation["shape"]
    if shape["kind"] == "geo":
        return geometry_of(shape["geometry"])
    if shape["kind"] == "point":
        return shapely.Point(shape["x"], shape["y"])
    if shape["kind"] == "polyline":
        return shapely.LineString(shape["points"])
    if shape["kind"] == "polygon":
        return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in shape["polygons"]])
    return next(outer_rings({**shape["box"], "kind": "box"} if shape["kind"] == "skeleton" else shape))


def read_geojson(check, case, readings):
    label, pixels = case["label"], case["options"]["coordinates"] == "pixels"
    dropped = {o["annotation"] for o in case["omitted"] if "annotation" in o and "detail" not in o or o["code"] in ("shape-not-held", "shapeless-object-not-held", "classification-not-held", "place-not-held") or o.get("detail", "").startswith("beyond")}
    media = ("image", "geospatial") if pixels else ("geospatial",)
    for unit in (u for u in label["units"] if u["media"] in media and "coordinates" not in u):
        path = f"{case['folder']}/{case['paths'][unit['id']]}.geojson"
        kept = [a for a in label["annotations"] if a["unit"] == unit["id"] and a["id"] not in dropped]
        if not os.path.exists(path):
            check("GeoJSON: only a unit of which nothing can be written has no file", case, not kept, unit["id"])
            continue
        with open(path, encoding="utf-8") as file:
            collection = json.load(file)
        check("GeoJSON: pixels are flagged, and nothing else is", case, ("pixels" in collection) == pixels, path)
        check("GeoJSON: all but the omitted", case, [f["id"] for f in collection["features"]] == [a["id"] for a in kept], path)
        if not kept:
            continue  # an empty collection has no columns
        frame = geopandas.read_file(path)
        readings[case["variant"], "geopandas"] += 1
        check("GeoJSON: longitude and latitude of WGS 84 (GDAL)", case, pixels or frame.crs.to_epsg() == 4326, frame.crs)
        check("GeoJSON: classes", case, list(frame["category"]) == [a["category"] for a in kept], path)
        for annotation, geometry in zip(kept, frame.geometry):
            compare(check, case, annotation, geometry, unit)


def compare(check, case, annotation, geometry, unit):
    expected, kind = drawn(annotation), annotation["shape"]["kind"]
    parts = list(getattr(geometry, "geoms", [geometry]))
    for part in (p for p in parts if p.geom_type == "Polygon" and p.is_valid):
        winds = part.exterior.is_ccw and not any(ring.is_ccw for ring in part.interiors)
        check("GeoJSON: the right-hand rule (shapely)", case, winds, annotation["id"])
    if any(o.get("annotation") == annotation["id"] and o["code"] == "no-area" for o in case["omitted"]):
        return  # a ring of several is not there
    if kind in CURVES:
        distance = shapely.hausdorff_distance(expected.exterior, parts[0].exterior) if kind == "ellipse" else 0
        check("GeoJSON: a curve within a twentieth of a pixel", case, distance <= 0.06, f"{annotation['id']}: {distance}")
        return
    found = geometry if geometry.geom_type.startswith("Multi") or not expected.geom_type.startswith("Multi") else shapely.multipolygons([geometry])
    same = found.normalize().equals_exact(expected.normalize(), 1e-9)
    check("GeoJSON: geometry (GDAL)", case, same, f"{annotation['id']}: {found} {expected}")
