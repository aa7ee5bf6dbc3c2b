#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo's checkpoints know, computed with transformers 5.x instead of Retort: mean loss, exact greedy 50 + 50
extraction by teacher forcing and by generation, the seven regions, AUC of the loss. Run from the root:

    .deps/reference/bin/python tests/reference/check_demo_models.py [MODELS-FOLDER]
"""

import collections
import json
import pathlib
import sys

import torch
from sklearn.metrics import roc_auc_score
from transformers import AutoModelForCausalLM, AutoTokenizer

DEMO = pathlib.Path(__file__).resolve().parents[2] / "resources" / "demo"
MODELS = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO / "models"
SEEN = {"teacher": ("private", "shared"), "baseline": ("shared",), "student": ("shared",), "base": ("base",)}


def records(name):
    with open(DEMO / "data" / f"{name}.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@torch.no_grad()
def measure(model, rows):
    """For each row of ids: mean loss, and whether the suffix is the greedy one (None when the row is too short)."""
    out = []
    for start in range(0, len(rows), 64):
        part = rows[start:start + 64]
        ids = torch.zeros(len(part), max(map(len, part)), dtype=torch.long)
        for i, row in enumerate(part):
            ids[i, :len(row)] = torch.tensor(row)
        log_p = model(input_ids=ids).logits.log_softmax(-1)
        for i, row in enumerate(part):
            picked = log_p[i, :len(row) - 1].gather(1, ids[i, 1:len(row), None])
            exact = None if len(row) < 100 else bool((log_p[i, 49:99].argmax(-1) == ids[i, 50:100]).all())
            out.append((-picked.mean().item(), exact))
    return out


@torch.no_grad()
def generated_agrees(model, rows, results):
    """Real greedy decoding of every memorized row and of 20 others."""
    positive = [i for i, (_, exact) in enumerate(results) if exact]
    negative = [i for i, (_, exact) in enumerate(results) if exact is False][:20]
    for i in positive + negative:
        made = model.generate(torch.tensor([rows[i][:50]]), max_new_tokens=50, min_new_tokens=50, do_sample=False,
                              pad_token_id=0)
        if (made[0, 50:].tolist() == rows[i][50:100]) != results[i][1]:
            return False
    return True


def main():
    torch.set_num_threads(1)
    data = {name: records(name) for name in ("private", "shared", "base", "held_out")}
    found = {}
    for name in SEEN:
        tokenizer = AutoTokenizer.from_pretrained(MODELS / name)
        model = AutoModelForCausalLM.from_pretrained(MODELS / name, dtype=torch.float32).eval()
        parameters = sum(p.numel() for p in model.parameters())
        print(f"{name}: {parameters} parameters")
        for split, rows in data.items():
            ids = tokenizer([row["text"] for row in rows], add_special_tokens=False)["input_ids"]
            found[name, split] = results = measure(model, ids)
            by_count = {}
            for count in (1, 4, 16, 64):
                verdicts = [e for (_, e), row in zip(results, rows) if row["count"] == count and e is not None]
                if verdicts:
                    by_count[count] = f"{sum(verdicts)}/{len(verdicts)}"
            loss = sum(value for value, _ in results) / len(results)
            checked = generated_agrees(model, ids, results)
            print(f"  {split}: loss {loss:.4f}, memorized by repeats {by_count}, generation agrees: {checked}")
        for split in ("private", "shared", "base"):
            members = [-value for value, _ in found[name, split]]
            others = [-value for value, _ in found[name, "held_out"]]
            auc = roc_auc_score([1] * len(members) + [0] * len(others), members + others)
            print(f"  AUC of the loss, {split} against held_out: {auc:.4f}{'' if split in SEEN[name] else ' (unseen)'}")
    regions = collections.Counter()
    for teacher, baseline, student in zip(*(found[name, "shared"] for name in ("teacher", "baseline", "student"))):
        if teacher[1] is not None:
            regions["".join(letter for letter, (_, exact) in zip("TBS", (teacher, baseline, student)) if exact)] += 1
    print("regions on shared:", dict(regions))


if __name__ == "__main__":
    main()
