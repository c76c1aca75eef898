"""Makes the media beside it: pip install imageio-ffmpeg==0.6.0 nibabel==5.4.2 pydicom==3.0.2, then `python make.py`."""

import gzip
import os
import subprocess
from math import cos, sin

import imageio_ffmpeg
import nibabel
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian

os.chdir(os.path.dirname(os.path.abspath(__file__)))
UID = "1.2.826.0.1.3680043.8.498"


def ffmpeg(*options):
    common = ["-loglevel", "error", "-y", "-fflags", "+bitexact", "-flags", "+bitexact"]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *common[:2], *options[:-1], *common[2:], options[-1]], check=True)


def videos():
    picture = ["-f", "lavfi", "-i", "color=gray:size=32x24:rate=30000/1001:duration=1"]
    h264 = ["-an", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-x264-params", "info=0", "-pix_fmt", "yuv420p"]
    ffmpeg(*picture, *h264, "moov-at-end.mp4")
    again = ["-i", "moov-at-end.mp4", "-c", "copy"]
    ffmpeg(*again, "-movflags", "+faststart", "moov-first.mp4")
    ffmpeg(*again, "-movflags", "frag_keyframe+empty_moov", "fragments.mp4")
    ffmpeg("-display_rotation", "90", *again, "turned.mov")
    ffmpeg(*again, "matroska.mkv")
    ffmpeg("-i", "moov-at-end.mp4", "-vf", "setsar=4/3", *h264, "wide-pixels.mp4")
    ffmpeg("-i", "moov-at-end.mp4", "-vf", "setsar=4/3", *h264, "wide-pixels.mkv")
    uneven = ["-vf", "select='not(eq(mod(n,7),3))'", "-fps_mode", "vfr"]
    ffmpeg("-i", "moov-at-end.mp4", *uneven, *h264, "uneven.mp4")
    ffmpeg("-i", "moov-at-end.mp4", *uneven, *h264, "uneven.mkv")
    ffmpeg("-f", "lavfi", "-i", "color=gray:size=32x24:rate=25:duration=4", *h264, "four-seconds.mp4")
    ffmpeg(*picture, *h264, "-g", "10", "key-frames.mp4")
    ffmpeg("-ss", "0.5", "-i", "key-frames.mp4", "-c", "copy", "cut-without-encoding.mp4")
    os.remove("key-frames.mp4")
    ffmpeg("-i", "moov-at-end.mp4", "-c:v", "libvpx", "video.webm")


def audio():
    for ending in ("wav", "flac", "mp3", "ogg", "m4a"):
        ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "0.5", f"audio.{ending}")
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "0.5", "-write_xing", "0", "no-header.mp3")


def nifti():
    a, b = 0.1, 0.3
    turned = np.array([[cos(b), -sin(b), 0], [sin(b), cos(b), 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cos(a), -sin(a)], [0, sin(a), cos(a)]])
    affine = np.eye(4)
    affine[:3, :3] = turned @ np.diag([-0.9, 1.1, 2.5])
    affine[:3, 3] = 12.5, -30, 7
    voxels = np.zeros((6, 5, 4), np.uint8)
    for name, kind in (("nifti-1", nibabel.Nifti1Image), ("nifti-2", nibabel.Nifti2Image)):
        for form in ("sform", "qform", "neither"):
            image = kind(voxels, affine)
            image.set_sform(affine if form == "sform" else None, int(form == "sform"))
            image.set_qform(affine if form == "qform" else None, int(form == "qform"))
            nibabel.save(image, f"{name}-{form}.nii.gz")
    image = nibabel.Nifti1Image(voxels, affine)
    image.set_sform(affine, 1)
    image.set_qform(np.diag([2, 2, 2, 1]), 2)  # the other one, which does not count
    nibabel.save(image, "both-forms.nii")
    nibabel.save(nibabel.Nifti1Image(voxels, affine, nibabel.Nifti1Header(endianness=">")), "big-endian.nii")
    nibabel.save(nibabel.Nifti1Image(np.zeros((3, 3, 3, 2), np.uint8), affine), "four-dimensions.nii.gz")
    image.header.set_xyzt_units("micron")
    nibabel.save(image, "micrometres.nii.gz")
    with gzip.GzipFile("zeros.nii.gz", "wb", mtime=0) as file:
        file.write(bytes(1 << 24))


def dicom_file(uid, sop_class, syntax):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = sop_class, uid, syntax
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID, data.SOPInstanceUID = sop_class, uid
    data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = f"{UID}.1", f"{UID}.2", f"{UID}.3"
    data.PatientName, data.PatientID, data.Modality = "Test^Anna", "7", "CT"
    data.Rows, data.Columns = 5, 6
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation, data.SamplesPerPixel = 8, 8, 7, 0, 1
    data.PhotometricInterpretation = "MONOCHROME2"
    return data


ORIENTATION = [cos(0.3), sin(0.3), 0, -sin(0.3), cos(0.3), 0]


def dicom():
    os.makedirs("series", exist_ok=True)
    for index in range(4):
        data = dicom_file(f"{UID}.4.{index + 1}", CTImageStorage, ImplicitVRLittleEndian if index == 2 else ExplicitVRLittleEndian)
        data.ImagePositionPatient = ["-12.5", "30.25", f"{7 + 2.5 * index}"]
        data.ImageOrientationPatient = [f"{value:.10f}" for value in ORIENTATION]
        data.PixelSpacing, data.SliceThickness = ["1.1", "0.9"], "2.5"
        data.PixelData = bytes(30)
        data.save_as(f"series/{'dacb'[index]}.dcm", enforce_file_format=True)
    data = dicom_file(f"{UID}.5", EnhancedCTImageStorage, ExplicitVRLittleEndian)
    data.NumberOfFrames = 4
    shared, orientation, measures = Dataset(), Dataset(), Dataset()
    orientation.ImageOrientationPatient = [f"{value:.10f}" for value in ORIENTATION]
    measures.PixelSpacing, measures.SliceThickness = ["1.1", "0.9"], "2.5"
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [orientation], [measures]
    data.SharedFunctionalGroupsSequence = [shared]
    frames = []
    for index in range(4):
        frame, plane = Dataset(), Dataset()
        plane.ImagePositionPatient = ["-12.5", "30.25", f"{14.5 - 2.5 * index}"]
        frame.PlanePositionSequence = [plane]
        frames.append(frame)
    data.PerFrameFunctionalGroupsSequence = frames
    data.PixelData = bytes(120)
    data.save_as("four-frames.dcm", enforce_file_format=True)


videos()
audio()
nifti()
dicom()
