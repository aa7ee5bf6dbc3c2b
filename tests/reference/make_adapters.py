# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the LoRA adapters of tests/data/adapters with PEFT, on the checkpoints of tests/data/checkpoints.

Run from the root of the project, after make_checkpoints.py; names of cases make these alone:
    .deps/reference/bin/python tests/reference/make_adapters.py [NAME ...]

reference.json: sequences with the natural-log probability of each token from the second on, from PEFT's own forward pass
(not merged) in float32 on weights cast up from the base's type; beside it how far the base alone is from them. A folder
without it must be refused. Everything is seeded.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

DATA = Path(__file__).resolve().parents[1] / "data"
OUT = DATA / "adapters"

# name: (base, options of LoraConfig, written as adapter_model.bin)
CASES = {
    "neox_list": ("neox_f32", dict(r=4, lora_alpha=8, target_modules=["query_key_value", "dense"]), False),
    "neox_all_linear_bias": ("neox_sequential_f16", dict(r=3, lora_alpha=5, target_modules="all-linear", bias="all"),
                             False),
    "qwen3_patterns_rslora": ("qwen3_f32", dict(r=4, lora_alpha=16, use_rslora=True, target_modules=["q_proj", "v_proj",
                                                                                               "down_proj"],
                                                rank_pattern={"v_proj": 2},
                                                alpha_pattern={"layers.1.mlp.down_proj": 3, "v_proj": 7}), False),
    "qwen3_regex_bin": ("qwen3_sharded_f16", dict(r=2, lora_alpha=4, target_modules=r".*layers\.1\..*(gate|up)_proj"),
                        True),
    "qwen3_embedding_head": ("qwen3_f32", dict(r=2, lora_alpha=4, target_modules=["embed_tokens", "k_proj"],
                                               modules_to_save=["lm_head"]), False),
    "refused_dora": ("qwen3_f32", dict(r=2, target_modules=["q_proj"], use_dora=True), False),
    "refused_tied": ("qwen3_tied_bf16", dict(r=2, target_modules=["embed_tokens"]), False),
    "gpt2_conv1d": ("gpt2_f32", dict(r=3, lora_alpha=6, target_modules=["c_attn", "c_proj", "c_fc"],
                                     fan_in_fan_out=True), False),
    "opt_projections": ("opt_post_f32", dict(r=2, lora_alpha=4, target_modules=["q_proj", "out_proj", "fc1", "project_out"]),
                        False),
    "llama_gqa": ("llama3_sharded_bf16", dict(r=2, lora_alpha=6, target_modules=["q_proj", "k_proj", "o_proj", "up_proj",
                                                                               "gate_proj", "down_proj"]), False),
    "olmo2_all_linear": ("olmo2_f32", dict(r=2, lora_alpha=3, target_modules="all-linear"), False),
}


def draw(model, generator):
    """Gives the adapter's weights values: PEFT begins with B = 0, which changes nothing."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if not weight.requires_grad:
                continue
            noise = torch.randn(weight.shape, generator=generator)
            if "lora_" in name:
                weight.copy_(0.25 * noise)
            else:
                weight.add_(0.1 * noise)


def log_probabilities(model, ids):
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([ids])).logits[0, :-1].double()
    return torch.log_softmax(logits, 1).gather(1, torch.tensor(ids[1:])[:, None])[:, 0]


def make(name, number):
    base_name, options, as_bin = CASES[name]
    base_folder = DATA / "checkpoints" / base_name
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    base = AutoModelForCausalLM.from_pretrained(base_folder, dtype=torch.float32).eval()
    model = get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", **options))
    draw(model, torch.Generator().manual_seed(500 + number))
    model.save_pretrained(folder, safe_serialization=not as_bin)
    (folder / "README.md").unlink(missing_ok=True)
    config = json.loads((folder / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = f"../../checkpoints/{base_name}"
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    if name.startswith("refused"):
        return
    plain = AutoModelForCausalLM.from_pretrained(base_folder, dtype=torch.float32).eval()
    again = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base_folder, dtype=torch.float32), folder).eval()
    sequences, shift = [], 0.0
    for sequence in json.loads((base_folder / "reference.json").read_text())["sequences"][2:4]:
        values = log_probabilities(again, sequence["ids"])
        shift = max(shift, (values - log_probabilities(plain, sequence["ids"])).abs().max().item())
        sequences.append({"ids": sequence["ids"], "log_probability": [float(f"{v:.9g}") for v in values.tolist()]})
    reference = {"sequences": sequences, "largest_shift": float(f"{shift:.3g}")}
    (folder / "reference.json").write_text(json.dumps(reference, separators=(",", ":")).replace(',"', ',\n"') + "\n")
    print(f"{name:24} the adapter moves log p by up to {shift:.2f}")


def main():
    torch.set_num_threads(1)
    for number, name in enumerate(CASES):
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            make(name, number)


if __name__ == "__main__":
    main()
