"""What packages that are not ours read of files of videos, audio and texts, compared with the canonical label.

Writes `sequences-read.json`, the checks and how many files each package has read, which read_back.py counts.
"""

import json
import sys
from collections import Counter

from read_geojson import read_geojson
from read_mot import read_mot
from read_openpcdet import read_openpcdet
from read_rttm import read_rttm
from read_texts import read_conll, read_spacy
from read_youtube_vis import read_youtube_vis

READERS = {"geojson": read_geojson, "mot": read_mot, "openpcdet": read_openpcdet, "rttm": read_rttm, "spacy": read_spacy, "conll": read_conll, "youtube-vis": read_youtube_vis}


def main(folder):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = json.load(file)
    checks, readings = [], Counter()

    def check(what, case, holds, detail=""):
        checks.append([what, case["name"], bool(holds), str(detail)])

    for case in (case for case in cases if case["format"] in READERS):
        READERS[case["format"]](check, case, readings)
    with open(f"{folder}/sequences-read.json", "w", encoding="utf-8") as file:
        json.dump({"checks": checks, "readings": [[*key, count] for key, count in readings.items()]}, file)


main(sys.argv[1])
