"""Reads lines and rows of named entities with spaCy, and compares every one with the canonical label."""

import json
import re
import unicodedata
import warnings

import spacy
from spacy.training import Example
from spacy.training.converters import conll_ner_to_docs

nlp = spacy.blank("xx")


def code_points(text, utf16):
    """Undefined inside a character: half of it cannot be decoded."""
    try:
        return len(text.encode("utf-16-le")[: 2 * utf16].decode("utf-16-le"))
    except UnicodeDecodeError:
        return None


def is_blank(character):
    return character.isspace() or character == "\ufeff" or unicodedata.category(character) == "Cc"


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


def longest(spans, width=lambda start, end: end - start):
    kept = []
    for span in sorted(spans, key=lambda s: (-width(s[0], s[1]), s[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def units_in(case):
    """The texts that have a line: those of which something is known, unless all of it was left out."""
    left_out = {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] != "track-ranges-not-held"}
    return [unit for unit in case["label"]["units"] if unit["id"] not in left_out]


def read_spacy(check, case, readings):
    with open(f"{case['folder']}/all.jsonl", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file.read().split("\n") if line]
    units, options = units_in(case), case["options"]
    check("spaCy: a line for each text that is not left out", case, len(lines) == len(units), f"{len(lines)} of {len(units)}")
    for line, unit in zip(lines, units):
        text = line.pop("text")
        check("spaCy: the text", case, text == unit["text"], unit["id"])
        spans = spans_of(case["label"], unit)
        if options["spans"] == "entities":
            # The same length is counted in UTF-16 units there, in code points here, which differ where one of them has an emoji.
            utf16 = lambda start, end: len(text[start:end].encode("utf-16-le"))
            expected = longest(spans, utf16)
            found = [tuple(entity) for entity in line["entities"]]
        else:
            expected, found = spans, [tuple(span) for span in line["spans"][options["key"]]]
        check("spaCy: spans in code points", case, found == expected, f"{unit['id']}: {found} {expected}")
        doc = nlp.make_doc(text)
        aligned = [span for span in expected if doc.char_span(span[0], span[1]) is not None]
        if options["spans"] == "spans":
            line = {"spans": {options["key"]: aligned}}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # W030: spans that cut a token of this pipeline
            reference = Example.from_dict(doc, line).reference
        readings[case["variant"], "spacy"] += 1
        read = reference.ents if options["spans"] == "entities" else reference.spans[options["key"]]
        read = [(span.start_char, span.end_char, span.label_) for span in read]
        check("spaCy: what it trains on", case, sorted(read) == sorted(aligned), f"{unit['id']}: {read} {aligned}")


def word(name):
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff]", lambda c: f"_{ord(c[0]):02x}", name)


def read_conll(check, case, readings):
    with open(f"{case['folder']}/all.conll", encoding="utf-8", newline="") as file:
        content = file.read()
    units = units_in(case)
    check("CoNLL: a document for each text that is not left out", case, content.count("-DOCSTART- -X- O O\n\n") == len(units), len(units))
    docs = list(conll_ner_to_docs(content, no_print=True)) if content else []
    units = [unit for unit in units if not all(is_blank(c) or unicodedata.category(c) == "Cf" for c in unit["text"])]
    check("CoNLL: spaCy reads every document that has a token", case, len(docs) == len(units), f"{len(docs)} of {len(units)}")
    for doc, unit in zip(docs, units):
        readings["conll", "spacy"] += 1
        text, places, at = unit["text"], [], 0
        for token in doc:
            start = text.index(token.text, at)
            check("CoNLL: nothing visible between tokens", case, all(is_blank(c) or unicodedata.category(c) == "Cf" for c in text[at:start]), token.text)
            at = start + len(token.text)
            places.append((start, at))
        starts, ends = {start for start, _ in places}, {end for _, end in places}
        aligned = [span for span in spans_of(case["label"], unit) if span[0] in starts and span[1] in ends]
        expected = [(start, end, word(name)) for start, end, name in longest(aligned, lambda start, end: len(text[start:end].encode("utf-16-le")))]
        found = [(places[ent.start][0], places[ent.end - 1][1], ent.label_) for ent in doc.ents]
        check("CoNLL: names, read by spaCy", case, found == expected, f"{unit['id']}: {found} {expected}")
