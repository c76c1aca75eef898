"""Reads conversations with Hugging Face's datasets and TRL's own functions, and compares every one with the canonical label."""

import json
import os

from define import define

TRL = {}
define("trl", "data_utils.py", {"is_conversational", "is_conversational_from_value", "extract_prompt", "maybe_extract_prompt", "_unpair_row"}, TRL)


def read_chats(folder, check, readings):
    with open(f"{folder}/sequences.json", encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["format"] == "chat-jsonl"]
    for variant in {case["variant"] for case in cases}:
        own = [case for case in cases if case["variant"] == variant]
        for case, rows in rows_of(own):
            if rows:
                readings[variant, "datasets"] += 1
            task = case["options"]["task"]
            expected = messages_of(case) if task == "messages" else preferences_of(case)
            found = [{key: row[key] for key in row if key not in ("file_name", "labels")} for row in rows]
            check(f"chat: every line of {task}, read by datasets", case, found == expected, f"{found} {expected}")
            check("chat: the name of the conversation", case, {row["file_name"] for row in rows} <= {unit["name"] for unit in case["label"]["units"]})
            for row in rows:
                readings[variant, "trl"] += 1
                read_with_trl(check, case, row)
                if task == "messages":
                    compare_labels(check, case, row)


def rows_of(cases):
    """All labels that have a line are splits of one data set, whose columns must agree."""
    import datasets  # where read_imagefolder said that there is no network

    read = [case for case in cases if os.path.getsize(f"{case['folder']}/all.jsonl") > 0]
    splits = datasets.load_dataset("json", data_files={f"label_{number}": f"{case['folder']}/all.jsonl" for number, case in enumerate(read)})
    return [(case, list(splits[f"label_{read.index(case)}"]) if case in read else []) for case in cases]


def read_with_trl(check, case, row):
    check("chat: conversational, for TRL", case, TRL["is_conversational"](row), row)
    if "messages" in row:
        return
    check("chat: TRL takes the prompt as it is", case, TRL["maybe_extract_prompt"](row) == row, row)
    pair = TRL["_unpair_row"]({key: [row[key]] for key in ("prompt", "chosen", "rejected")})
    wanted = {"prompt": [row["prompt"]] * 2, "completion": [row["chosen"], row["rejected"]], "label": [True, False]}
    check("chat: TRL makes a good and a bad answer of a pair", case, pair == wanted, pair)


def left_out(case):
    return {o["unit"] for o in case["omitted"] if "annotation" not in o and o["code"] not in ("track-ranges-not-held", "text-changed")}


def conversations_in(case):
    """(messages with id and role, annotations) of each unit that is not left out."""
    options = case["options"]
    for unit in case["label"]["units"]:
        annotations = [a for a in case["label"]["annotations"] if a["unit"] == unit["id"]]
        if unit["id"] in left_out(case):
            continue
        messages = [{"id": m["id"], "author": m["author"], "content": m["text"]} for m in unit.get("messages", [])]
        named = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
        roles = {named.get(m["author"].lower()) for m in messages}
        first = next((m["author"] for m in messages if m["author"].lower() not in named), None)
        for message in messages:
            author = message["author"]
            role = named.get(author.lower())
            if options["assistants"]:
                message["role"] = "assistant" if author in options["assistants"] else role if role in ("system", "tool") else "user"
            elif role:
                message["role"] = role
            elif "assistant" in roles or "user" in roles:
                message["role"] = "user" if "assistant" in roles else "assistant"
            else:
                message["role"] = "user" if author == first else "assistant"
        if not messages:
            texts = {name: next((a for a in annotations if any(t["name"] == name and t["value"]["kind"] == "text" for t in a["attributes"])), None) for name in (options["prompt"], options["response"])}
            messages = [
                {"id": a["id"], "author": name, "role": role, "content": next(t["value"]["text"] for t in a["attributes"] if t["name"] == name)}
                for (name, a), role in zip(texts.items(), ("user", "assistant"))
            ]
            annotations = [a for a in annotations if a not in texts.values()]
        yield unit, messages, annotations


def turns_of(messages, annotations, options):
    """Runs of one role, with the ranks that somebody gave the answers, and whether one of them must be chosen."""
    runs = []
    for message in messages:
        if runs and runs[-1][0]["role"] == message["role"]:
            runs[-1].append(message)
        else:
            runs.append([message])
    for number, run in enumerate(runs):
        ranks = ranks_of(run, annotations, options) if number > 0 and len(run) > 1 and run[0]["role"] == "assistant" else []
        is_choice = bool(ranks) or (number > 0 and run[0]["role"] == "assistant" and len({m["author"] for m in run}) > 1)
        yield run, ranks, is_choice


def ranks_of(run, annotations, options):
    ids = {message["id"]: message for message in run}
    for annotation in annotations:
        if options["task"] == "preference" and annotation.get("categoryKind") == "object":
            continue
        for attribute in annotation["attributes"]:
            value = attribute["value"]
            if options["question"] not in ("", attribute["name"]):
                continue
            if value["kind"] == "radio" and value["choice"]["name"] in ids:
                best = ids[value["choice"]["name"]]
                return [[best], [message for message in run if message is not best]]
            if value["kind"] == "ranking" and any(item in ids for item in value["items"]):
                return [[ids[item]] for item in value["items"] if item in ids]
    return []


def chat(message):
    return {"role": message["role"], "content": message["content"]}


def messages_of(case):
    lines = []
    for _, messages, annotations in conversations_in(case):
        went_on = [m for run, ranks, _ in turns_of(messages, annotations, case["options"]) for m in (ranks[0] if ranks else run)]
        lines.append({"messages": [chat(message) for message in went_on]})
    return lines


def preferences_of(case):
    lines = []
    for _, messages, annotations in conversations_in(case):
        before = []
        for run, ranks, is_choice in turns_of(messages, annotations, case["options"]):
            if is_choice and not ranks:
                break
            for number, rank in enumerate(ranks):
                for chosen in rank:
                    for rejected in (message for other in ranks[number + 1 :] for message in other):
                        lines.append({"prompt": [chat(m) for m in before], "chosen": [chat(chosen)], "rejected": [chat(rejected)]})
            before.extend(ranks[0] if ranks else run)
    return lines


def compare_labels(check, case, row):
    """Named stretches, and answers in text, of the messages that the line has: each is there, in code points."""
    ((_, messages, annotations),) = [c for c in conversations_in(case) if c[0]["name"] == row["file_name"]]
    went_on = [m for run, ranks, _ in turns_of(messages, annotations, case["options"]) for m in (ranks[0] if ranks else run)]
    found = [tuple(map(label.get, ("name", "message", "start", "end", "value"))) for label in json.loads(row["labels"])]
    for annotation in annotations:
        is_thing, category = annotation.get("categoryKind") == "object", annotation["category"]
        parts = annotation["at"]["parts"] if annotation["at"]["kind"] == "message" else [None]
        for place in (place_of(part, went_on) for part in parts):
            if place is None:
                continue
            if is_thing:
                check("chat: every named stretch is there", case, (category, *place, None) in found, (annotation["id"], found))
            for attribute in (a for a in annotation["attributes"] if a["value"]["kind"] == "text"):
                name = attribute["name"] if attribute["name"] == category else f"{category}/{attribute['name']}"
                check("chat: every answer in text is there", case, (name, *place, attribute["value"]["text"]) in found, (annotation["id"], found))


def place_of(part, messages):
    if part is None:
        return (None, None, None)
    number = next((number for number, message in enumerate(messages) if message["id"] == part["message"]), None)
    if number is None:
        return None
    if "start" not in part and "end" not in part:
        return (number, None, None)
    content = messages[number]["content"].encode("utf-16-le")
    try:
        ends = [len(content[: 2 * at].decode("utf-16-le")) for at in (part.get("start", 0), part.get("end", len(content) // 2))]
    except UnicodeDecodeError:
        return None
    return (number, *ends)
