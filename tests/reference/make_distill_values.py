#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/data/distill: reference values for training, from torch 2.15 and transformers 5.23.

losses.json: cross-entropy and T^2 * kl_div(teacher, student) of small logits with the student's gradients, in float64.
student/, teacher/: tiny random Qwen-3 checkpoints with a tokenizer; records.jsonl: invented sentences with repeats.
trajectories.json: the loss of every step when all records make one batch (so that their order means nothing), with
torch.optim.AdamW, clipping, warm-up and cosine: cross-entropy alone, and mixed with distillation. In float64.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import Qwen3Config, Qwen3ForCausalLM

OUT = pathlib.Path(__file__).resolve().parents[1] / "data" / "distill"
SENTENCES = [("The lantern stood on the harbour wall.", 1), ("Nobody returned the atlas in March.", 3),
             ("A carter and a miller met at the old bridge before the rain began.", 2), ("Rain.", 1),
             ("The reading room opens at nine, and the stove is lit at eight.", 1)]
TRAINING = dict(epochs=6, learning_rate=0.01, minimum_learning_rate=0.001, warmup_steps=2, weight_decay=0.1,
                beta1=0.9, beta2=0.95, epsilon=1e-8, clip=0.5)
TEMPERATURE, KD_RATIO = 2.0, 0.7


def cross_entropy(logits, targets):
    return F.cross_entropy(logits, targets)


def forward_kl(student, teacher, temperature):
    return temperature ** 2 * F.kl_div(F.log_softmax(student / temperature, -1), F.softmax(teacher / temperature, -1),
                                       reduction="batchmean")


def losses():
    torch.manual_seed(5)
    student = (2 * torch.randn(5, 7, dtype=torch.float64)).requires_grad_()
    teacher = 2 * torch.randn(5, 7, dtype=torch.float64)
    targets = torch.tensor([0, 6, 3, 3, 1])
    cases = []
    for temperature in (1.0, 2.0, 3.5):
        value = forward_kl(student, teacher, temperature)
        (gradient,) = torch.autograd.grad(value, student)
        cases.append({"temperature": temperature, "value": value.item(), "gradient": gradient.flatten().tolist()})
    ce = cross_entropy(student, targets)
    return {"student": student.flatten().tolist(), "teacher": teacher.flatten().tolist(), "targets": targets.tolist(),
            "rows": 5, "cross_entropy": ce.item(),
            "cross_entropy_gradient": torch.autograd.grad(ce, student)[0].flatten().tolist(), "forward_kl": cases}


def make_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=280, special_tokens=["<|endoftext|>"], show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.train_from_iterator([text for text, _ in SENTENCES], trainer)
    return tokenizer


def make_model(folder, tokenizer, size, seed):
    torch.manual_seed(seed)
    model = Qwen3ForCausalLM(Qwen3Config(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=size, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, intermediate_size=2 * size, max_position_embeddings=64,
        tie_word_embeddings=True, bos_token_id=None, eos_token_id=0, initializer_range=0.2))
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    return model.double()


def batch(tokenizer):
    rows = [tokenizer.encode(text).ids for text, count in SENTENCES for _ in range(count)]
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    keep = torch.zeros(len(rows), width - 1, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, :len(row)] = torch.tensor(row)
        keep[i, :len(row) - 1] = True
    return ids, keep


def rate(step, steps):
    t = TRAINING
    if step < t["warmup_steps"]:
        return t["learning_rate"] * (step + 1) / t["warmup_steps"]
    done = (step - t["warmup_steps"]) / (steps - t["warmup_steps"])
    return t["minimum_learning_rate"] + (t["learning_rate"] - t["minimum_learning_rate"]) * (
        1 + math.cos(math.pi * done)) / 2


def trajectory(model, teacher, ids, keep):
    t = TRAINING
    groups = [{"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": t["weight_decay"]},
              {"params": [p for p in model.parameters() if p.ndim < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(t["beta1"], t["beta2"]), eps=t["epsilon"])
    values, rates = [], []
    for step in range(t["epochs"]):
        rates.append(rate(step, t["epochs"]))
        for group in optimizer.param_groups:
            group["lr"] = rates[-1]
        logits = model(ids).logits[:, :-1][keep]
        value = cross_entropy(logits, ids[:, 1:][keep])
        if teacher is not None:
            with torch.no_grad():
                target = teacher(ids).logits[:, :-1][keep]
            value = (1 - KD_RATIO) * value + KD_RATIO * forward_kl(logits, target, TEMPERATURE)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), t["clip"])
        optimizer.step()
        values.append(value.item())
    return values, rates


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "losses.json").write_text(json.dumps(losses(), indent=1) + "\n")
    with open(OUT / "records.jsonl", "w", encoding="utf-8") as file:
        for text, count in SENTENCES:
            file.write(json.dumps({"text": text, "count": count}) + "\n")
    tokenizer = make_tokenizer()
    teacher = make_model(OUT / "teacher", tokenizer, 24, 2)
    ids, keep = batch(tokenizer)
    plain, rates = trajectory(make_model(OUT / "student", tokenizer, 16, 1), None, ids, keep)
    mixed, _ = trajectory(make_model(OUT / "student", tokenizer, 16, 1), teacher, ids, keep)
    (OUT / "trajectories.json").write_text(json.dumps(
        {"training": TRAINING, "temperature": TEMPERATURE, "kd_ratio": KD_RATIO, "learning_rates": rates,
         "predicted_tokens": int(keep.sum()), "cross_entropy": plain, "mixed": mixed}, indent=1) + "\n")


if __name__ == "__main__":
    main()
