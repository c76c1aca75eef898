"""What packages that are not ours read of label maps and segmentations, voxel by voxel, compared with the canonical label.

Writes `volumes-read.json`, the checks and how many files each package has read, which read_back.py counts.
"""

import json
import os
import sys
import warnings
from collections import Counter

import highdicom
import nibabel
import numpy as np
import pydicom
import SimpleITK
from nnunetv2.utilities.utils import get_filenames_of_train_images_and_targets
from pycocotools import mask as coco
from tracks import shapes_of, things_of

warnings.filterwarnings("ignore", category=UserWarning)
HELD = ("box", "ellipse", "polygon", "mask")
LEFT_OUT = ("geometry-unknown", "media-not-held", "unit-left-out")
LONGEST_NAME = 63
FLIPS = {"stored": (1, 1), "mirrored-x": (-1, 1), "mirrored-y": (1, -1), "turned": (-1, -1)}


def main(folder):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = json.load(file)
    checks, readings = [], Counter()

    def check(what, case, holds, detail=""):
        checks.append([what, case["name"], bool(holds), str(detail)])

    for case in (case for case in cases if case["format"] in READERS):
        below, ending, read = READERS[case["format"]]
        left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] in LEFT_OUT}
        if case["format"] == "nifti":
            read_data_set(check, case, left_out, readings)
        for unit in case["label"]["units"]:
            path = f"{case['folder']}/{below}/{case['paths'][unit['id']]}{ending}"
            check("volumes: a file of each unit that is not left out", case, os.path.exists(path) == (unit["id"] not in left_out), path)
            if os.path.exists(path):
                read(check, case, unit, path, readings)
    with open(f"{folder}/volumes-read.json", "w", encoding="utf-8") as file:
        json.dump({"checks": checks, "readings": [[*key, count] for key, count in readings.items()]}, file)


def read_data_set(check, case, left_out, readings):
    listed = get_filenames_of_train_images_and_targets(case["folder"])
    readings[case["variant"], "nnunetv2"] += 1
    held = [unit for unit in case["label"]["units"] if unit["id"] not in left_out]
    labels = [f"{case['folder']}/labels/{case['paths'][unit['id']]}.nii.gz" for unit in held]
    check("NIfTI: the label maps, as nnU-Net finds them", case, [found["label"] for found in listed.values()] == labels, listed)
    images = [[f"{case['folder']}/images/{unit['name']}"] for unit in held]
    is_plain = all(is_plain_name(unit["name"], case["paths"][unit["id"]]) for unit in held)
    check("NIfTI: the images, as nnU-Net finds them", case, not is_plain or [found["images"] for found in listed.values()] == images, listed)


def is_plain_name(name, path):
    return os.path.normpath(name) == name and "$" not in name and name.startswith(path)


def read_nifti(check, case, unit, path, readings):
    image = nibabel.load(path)
    readings[case["variant"], "nibabel"] += 1
    geometry = unit["geometry"]
    affine, voxels = np.array(geometry["affine"]), np.zeros(geometry["size"], int)
    numbers = {c["name"]: n + 1 for n, c in enumerate(c for c in case["label"]["categories"] if c["kind"] == "object")}

    def add(category, frame, pixels):
        voxels[:, :, frame][pixels.T] = numbers[category]

    is_exact = paint(case["label"], unit, add)
    if "dicom" in geometry and np.linalg.det(affine[:3, :3]) < 0:  # ITK stacks a series upwards
        voxels = voxels[:, :, ::-1]
        affine = affine @ np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, -1, voxels.shape[2] - 1], [0, 0, 0, 1]])
    right, down = FLIPS["stored" if "dicom" in geometry else case["options"]["shown"]]
    voxels = voxels[::right, ::down]
    found = np.asanyarray(image.dataobj)
    check("NIfTI: affine, as the source has it", case, np.allclose(image.affine, affine, atol=1e-4), image.affine)
    check("NIfTI: its place is said by sform alone", case, (int(image.header["sform_code"]), int(image.header["qform_code"])) == (1, 0))
    check("NIfTI: whole numbers without a sign", case, found.dtype.kind == "u", found.dtype)
    check("NIfTI: as many voxels as the source has", case, found.shape == voxels.shape, found.shape)
    check("NIfTI: voxels, those of the label's masks", case, not is_exact or (found == voxels).all(), unit["id"])
    itk = SimpleITK.ReadImage(path)
    readings[case["variant"], "SimpleITK"] += 1
    check("NIfTI: voxels, as ITK has them", case, (SimpleITK.GetArrayFromImage(itk).T == found).all(), unit["id"])
    last = [side - 1 for side in itk.GetSize()]
    place = np.array(itk.TransformIndexToPhysicalPoint(last)) * (-1, -1, 1)
    check("NIfTI: the place of the last voxel, as ITK has it", case, np.allclose(place, (affine @ [*last, 1])[:3], atol=1e-3), place)


def read_segmentation(check, case, unit, path, readings):
    data = pydicom.dcmread(path)
    readings[case["variant"], "pydicom"] += 1
    segmentation = highdicom.seg.segread(path)
    readings[case["variant"], "highdicom"] += 1
    names = [c["name"] for c in case["label"]["categories"] if c["kind"] == "object"]
    labels = [segmentation.get_segment_description(number).segment_label for number in segmentation.segment_numbers]
    is_named = len(labels) == len(names) and all(a == b or len(b) > LONGEST_NAME or "\\" in b for a, b in zip(labels, names))
    check("SEG: a segment for each class", case, is_named, labels)
    width, height, depth = unit["geometry"]["size"]
    expected = np.zeros((len(names), depth, height, width), bool)

    def add(category, frame, pixels):
        expected[names.index(category), frame] |= pixels

    is_exact = paint(case["label"], unit, add)
    uids = {s["frame"]: s["id"] for s in unit["slices"]}
    instances = [uids[frame] for frame in range(depth)]
    is_one_file = depth > 1 and len(set(instances)) == 1
    found = np.zeros_like(expected)
    lps = np.diag([-1, -1, 1, 1]) @ np.array(unit["geometry"]["affine"])
    for pixels, groups in zip(data.pixel_array.reshape(-1, height, width), data.PerFrameFunctionalGroupsSequence):
        source = groups.DerivationImageSequence[0].SourceImageSequence[0]
        frame = source.ReferencedFrameNumber - 1 if is_one_file else instances.index(source.ReferencedSOPInstanceUID)
        found[groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber - 1, frame] = pixels
        place = np.array(groups.PlanePositionSequence[0].ImagePositionPatient, float)
        check("SEG: the place of a frame is that of its source", case, np.allclose(place, (lps @ [0, 0, frame, 1])[:3], atol=1e-6), place)
    check("SEG: pixels, those of the label's masks", case, not is_exact or (found == expected).all(), unit["id"])
    overlap = bool((expected.sum(axis=0) > 1).any())
    check("SEG: whether segments overlap", case, not is_exact or (data.SegmentsOverlap == "YES") == overlap, data.SegmentsOverlap)
    volume = segmentation.get_volume(combine_segments=False)
    check("SEG: as many pixels in the volume that highdicom makes", case, int(volume.array.sum()) == int(found.sum()), unit["id"])
    marked = np.argwhere(found.any(axis=0))
    if len(marked) > 0:
        frame, row, column = marked[0]
        index = np.round(np.linalg.inv(volume.affine) @ lps @ [column, row, frame, 1])[:3].astype(int)
        check("SEG: a pixel is where the source has it, as highdicom says", case, volume.array[tuple(index)].any(), f"{unit['id']}: {index}")


def paint(label, unit, add):
    """Calls `add` with what each annotation covers of its slice, in the order of the label; whether that is exact."""
    width, height, depth = unit["geometry"]["size"]
    is_exact = True
    on_slices = [a for a in label["annotations"] if "view" not in a["at"]]  # others are on another plane
    for drawn, track in things_of({**label, "annotations": on_slices}, unit, HELD):
        for frame, shape in shapes_of(drawn, track, depth):
            if shape["kind"] == "ellipse":  # which straight pieces a curve has is ours to say
                is_exact = False
            else:
                add(drawn[max(f for f in drawn if f <= frame)]["category"], frame, pixels_of(shape, width, height))
    return is_exact


def pixels_of(shape, width, height):
    if shape["kind"] == "mask":
        return np.repeat(np.arange(len(shape["counts"])) % 2 == 1, shape["counts"]).reshape(height, width)
    polygons = [[corners(shape)]] if shape["kind"] == "box" else shape["polygons"]
    pixels = np.zeros((height, width), bool)
    for outer, *holes in polygons:
        inside = ring(outer, width, height)
        for hole in holes:
            inside &= ~ring(hole, width, height)
        pixels |= inside
    return pixels


def ring(positions, width, height):
    runs = coco.frPyObjects([np.array(positions, float).ravel().tolist()], height, width)
    return coco.decode(runs)[:, :, 0].astype(bool)


def corners(box):
    angle = np.radians(box["rotationDegrees"])
    middle = np.array([box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])
    along = np.array([np.cos(angle), np.sin(angle)]) * box["width"] / 2
    down = np.array([-np.sin(angle), np.cos(angle)]) * box["height"] / 2
    return [middle - along - down, middle + along - down, middle + along + down, middle - along + down]


READERS = {"nifti": ("labels", ".nii.gz", read_nifti), "dicom-seg": ("segmentations", ".dcm", read_segmentation)}

main(sys.argv[1])
