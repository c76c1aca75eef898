"""Reads lines and rows of named entities with spaCy, and compares every one with the canonical label."""

import json
import re
import warnings

import spacy
from spacy.training import Example
from spacy.training.converters import conll_ner_to_docs
from text_spans import is_blank, longest, spans_of, units_in, utf16_length, without_width

nlp = spacy.blank("xx")


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
            expected = longest(spans, utf16_length(text))
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
    units = [unit for unit in units if not all(is_blank(c) or without_width(c) for c in unit["text"])]
    check("CoNLL: spaCy reads every document that has a token", case, len(docs) == len(units), f"{len(docs)} of {len(units)}")
    for doc, unit in zip(docs, units):
        readings["conll", "spacy"] += 1
        text, places, at = unit["text"], [], 0
        for token in doc:
            start = text.index(token.text, at)
            check("CoNLL: nothing visible between tokens", case, all(is_blank(c) or without_width(c) for c in text[at:start]), token.text)
            at = start + len(token.text)
            places.append((start, at))
        starts, ends = {start for start, _ in places}, {end for _, end in places}
        aligned = [span for span in spans_of(case["label"], unit) if span[0] in starts and span[1] in ends]
        expected = [(start, end, word(name)) for start, end, name in longest(aligned, utf16_length(text))]
        found = [(places[ent.start][0], places[ent.end - 1][1], ent.label_) for ent in doc.ents]
        check("CoNLL: names, read by spaCy", case, found == expected, f"{unit['id']}: {found} {expected}")
