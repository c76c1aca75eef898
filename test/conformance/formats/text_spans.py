"""The names of a text as the canonical label has them, in code points, and which texts have a line."""

import re
import unicodedata


def code_points(text, utf16):
    """Undefined inside a character: half of it cannot be decoded."""
    try:
        return len(text.encode("utf-16-le")[: 2 * utf16].decode("utf-16-le"))
    except UnicodeDecodeError:
        return None


def is_blank(character):
    return character.isspace() or character == "\ufeff" or unicodedata.category(character) == "Cc"


def without_width(character):
    return unicodedata.category(character) == "Cf"


def spans_of(label, unit):
    """Each stretch without white space at its ends, in code points: (start, end, class), in the order of the label."""
    text, spans = unit["text"], []
    for annotation in label["annotations"]:
        if annotation["unit"] != unit["id"] or annotation["at"]["kind"] != "text" or annotation.get("categoryKind") != "object":
            continue
        ranges, marked = annotation["at"]["ranges"], annotation["at"].get("text")
        found = text.encode("utf-16-le")[2 * ranges[0]["start"] : 2 * ranges[0]["end"]].decode("utf-16-le", "replace")
        if marked is not None and len(ranges) == 1 and re.sub(r"\\[nr]|\s", "", marked) != re.sub(r"\\[nr]|\s", "", found):
            continue
        for at in ranges:
            start, end = code_points(text, at["start"]), code_points(text, at["end"])
            if start is None or end is None:
                continue
            while start < end and is_blank(text[start]):
                start += 1
            while end > start and is_blank(text[end - 1]):
                end -= 1
            if start < end:
                spans.append((start, end, annotation["category"]))
    return spans


def utf16_length(text):
    """Which of two names is longer is counted in UTF-16 units, though they are in code points here: an emoji makes a difference."""
    return lambda start, end: len(text[start:end].encode("utf-16-le"))


def longest(spans, width):
    kept = []
    for span in sorted(spans, key=lambda s: (-width(s[0], s[1]), s[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def units_in(case):
    """The texts that have a line: those of which something is known, unless all of it was left out."""
    left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] != "track-ranges-not-held"}
    return [unit for unit in case["label"]["units"] if unit["id"] not in left_out]
