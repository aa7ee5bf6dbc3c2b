# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the small random checkpoints of tests/data/checkpoints and their reference values.

Run from the root of the project:
    .deps/reference/bin/python tests/reference/make_checkpoints.py [NAME ...]

Each folder holds an ordinary Hugging Face checkpoint written by transformers 5.x and `reference.json`:
    sequences[]: ids, and for each token from the second on the natural-log probability, the entropy and the variance of
        log p under the model (nats, nats^2), the rank (1 + number of larger logits) and the margin (logit of the true
        token minus the largest other). The forward pass runs in float32 on weights cast up from the file's type; the
        statistics are computed in float64 from its logits.
    greedy: prefix, the 20 tokens that greedy decoding continues it with, and the smallest lead of the best logit.
    bfloat16: how far transformers' own bfloat16 forward pass is from its float32 one over BF16_ROWS random rows: largest
        and mean difference of log-probability and margin.
Weights are drawn so that logits are far from uniform. Every token of a sequence has a logit at least 1e-3 away from all
others and every greedy step leads by 0.05, so ranks and decisions don't hang on rounding. Everything is seeded.
"""

import json
import math
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (GPT2Config, GPT2LMHeadModel, GPTNeoXConfig, GPTNeoXForCausalLM, LlamaConfig, LlamaForCausalLM,
                          Olmo2Config, Olmo2ForCausalLM, OPTConfig, OPTForCausalLM, Qwen3Config, Qwen3ForCausalLM)

OUT = Path(__file__).resolve().parents[1] / "data" / "checkpoints"
LENGTHS = [2, 7, 16, 33, 120]
PREFIX, CONTINUATION = 12, 20
BF16_ROWS, BF16_LENGTH = 20, 120
SPREAD = {"embed": 1.0, "position": 0.5, "matrix": 1.3, "head": 2.6, "bias": 0.2, "norm": 0.25}


def neox(**changes):
    values = dict(vocab_size=304, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128,
                  max_position_embeddings=128, hidden_act="gelu", layer_norm_eps=1e-5, use_parallel_residual=True,
                  tie_word_embeddings=False, bos_token_id=0, eos_token_id=0,
                  rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.25})
    values.update(changes)
    return GPTNeoXForCausalLM, GPTNeoXConfig(**values)


def qwen3(**changes):
    values = dict(vocab_size=320, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                  head_dim=16, intermediate_size=96, max_position_embeddings=128, hidden_act="silu", rms_norm_eps=1e-6,
                  tie_word_embeddings=False, bos_token_id=None, eos_token_id=[0, 1], use_sliding_window=False,
                  rope_parameters={"rope_type": "default", "rope_theta": 1000000.0})
    values.update(changes)
    return Qwen3ForCausalLM, Qwen3Config(**values)


def gpt2(**changes):
    values = dict(vocab_size=160, n_embd=24, n_layer=2, n_head=2, n_positions=128, bos_token_id=0, eos_token_id=0)
    values.update(changes)
    return GPT2LMHeadModel, GPT2Config(**values)


def opt(**changes):
    values = dict(vocab_size=160, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, ffn_dim=64,
                  max_position_embeddings=128)
    values.update(changes)
    return OPTForCausalLM, OPTConfig(**values)


def llama(**changes):
    values = dict(vocab_size=176, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=56,
                  max_position_embeddings=128, rms_norm_eps=1e-5,
                  rope_parameters={"rope_type": "default", "rope_theta": 10000.0})
    values.update(changes)
    return LlamaForCausalLM, LlamaConfig(**values)


def olmo2(**changes):
    values = dict(vocab_size=176, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
                  max_position_embeddings=128, rms_norm_eps=1e-6, eos_token_id=3,
                  rope_parameters={"rope_type": "default", "rope_theta": 500000.0})
    values.update(changes)
    return Olmo2ForCausalLM, Olmo2Config(**values)


def without_prefix(prefix, buffers=None):
    """The names of a base model's file, and mask buffers as old files have them."""
    def change(folder):
        path = folder / "model.safetensors"
        tensors = {name.removeprefix(prefix): tensor for name, tensor in load_file(path).items()}
        tensors.update(buffers or {})
        save_file(tensors, path, metadata={"format": "pt"})
    return change


def with_config(changes, remove=()):
    """config.json as an older version of transformers wrote it."""
    def change(folder):
        path = folder / "config.json"
        document = {k: v for k, v in json.loads(path.read_text()).items() if k not in remove}
        path.write_text(json.dumps({**document, **changes}, indent=2, sort_keys=True) + "\n")
    return change


# What is changed in a folder after transformers wrote it.
CHANGES = {
    "gpt2_base_f16": [
        without_prefix("transformer.", {"h.0.attn.bias": torch.ones(1, 1, 8, 8, dtype=torch.uint8),
                                        "h.1.attn.masked_bias": torch.tensor(-10000.0)}),
        with_config({"n_ctx": 128, "torch_dtype": "float16"},
                    remove=["dtype", "n_inner", "scale_attn_weights", "scale_attn_by_inverse_layer_idx",
                            "reorder_and_upcast_attn", "tie_word_embeddings", "add_cross_attention"])],
    "opt_plain_f16": [without_prefix("model.")],
    "llama2_f16": [
        with_config({"torch_dtype": "float16", "pretraining_tp": 2},
                    remove=["dtype", "num_key_value_heads", "head_dim", "rope_parameters", "attention_bias", "mlp_bias",
                            "tie_word_embeddings"])],
}

# name: (model, file dtype, size of a shard, ids the imagined tokenizer has: the rest of the rows is padding)
CASES = {
    "neox_f32": (neox(), torch.float32, "1GB", 290),
    "neox_sequential_f16": (neox(hidden_size=48, num_attention_heads=3, intermediate_size=192,
                                 use_parallel_residual=False,
                                 rope_parameters={"rope_type": "default", "rope_theta": 10000.0,
                                                  "partial_rotary_factor": 1.0}), torch.float16, "1GB", 304),
    "neox_sharded_bf16": (neox(hidden_size=48, num_attention_heads=3, intermediate_size=160, hidden_act="gelu_new",
                               rope_parameters={"rope_type": "default", "rope_theta": 5000.0,
                                                "partial_rotary_factor": 0.5}), torch.bfloat16, "70KB", 290),
    "neox_nobias_tied_f32": (neox(attention_bias=False, tie_word_embeddings=True,
                                  rope_parameters={"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0,
                                                   "partial_rotary_factor": 0.25}), torch.float32, "1GB", 300),
    "qwen3_f32": (qwen3(), torch.float32, "1GB", 305),
    "qwen3_tied_bf16": (qwen3(hidden_size=32, num_key_value_heads=1, tie_word_embeddings=True), torch.bfloat16,
                        "1GB", 320),
    "qwen3_sharded_f16": (qwen3(attention_bias=True, head_dim=8, num_key_value_heads=4,
                                rope_parameters={"rope_type": "llama3", "rope_theta": 10000.0, "factor": 4.0,
                                                 "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                                                 "original_max_position_embeddings": 64}),
                          torch.float16, "60KB", 310),
    "gpt2_f32": (gpt2(), torch.float32, "1GB", 150),
    "gpt2_base_f16": (gpt2(), torch.float16, "1GB", 160),
    "gpt2_options_bf16": (gpt2(n_layer=3, n_inner=40, activation_function="quick_gelu", scale_attn_weights=False,
                               scale_attn_by_inverse_layer_idx=True, reorder_and_upcast_attn=True,
                               tie_word_embeddings=False, layer_norm_epsilon=1e-6), torch.bfloat16, "1GB", 155),
    "opt_f16": (opt(), torch.float16, "1GB", 150),
    "opt_post_f32": (opt(do_layer_norm_before=False, word_embed_proj_dim=20), torch.float32, "1GB", 160),
    "opt_plain_f16": (opt(enable_bias=False, layer_norm_elementwise_affine=False, _remove_final_layer_norm=True,
                          activation_function="gelu", tie_word_embeddings=False), torch.float16, "1GB", 152),
    "llama2_f16": (llama(), torch.float16, "1GB", 170),
    "llama3_sharded_bf16": (llama(num_key_value_heads=2, bos_token_id=0, eos_token_id=[1, 2], rms_norm_eps=1e-5,
                                  rope_parameters={"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0,
                                                   "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                                                   "original_max_position_embeddings": 32}),
                            torch.bfloat16, "24KB", 170),
    "llama_bias_f32": (llama(attention_bias=True, mlp_bias=True, head_dim=12, num_key_value_heads=1,
                             tie_word_embeddings=True,
                             rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 10000.0}),
                       torch.float32, "1GB", 176),
    "olmo2_f32": (olmo2(), torch.float32, "1GB", 165),
    "olmo2_gqa_bf16": (olmo2(num_key_value_heads=2, rms_norm_eps=1e-5), torch.bfloat16, "1GB", 170),
}


def draw_weights(model, generator):
    """Gives every weight a value: matrices by fan-in, so that activations keep their scale through the layers."""
    embedding = model.get_input_embeddings().weight
    head = model.get_output_embeddings().weight
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            if weight.dim() == 1:
                norm_scale = ("norm" in name or "ln_" in name) and name.endswith("weight")
                weight.copy_(1 + SPREAD["norm"] * noise if norm_scale else SPREAD["bias"] * noise)
            elif weight is embedding:
                # A tied head: smaller, or every token would predict itself.
                tied = model.config.tie_word_embeddings
                weight.copy_(noise * (SPREAD["head"] / math.sqrt(weight.shape[1]) if tied else SPREAD["embed"]))
            elif weight is head:
                weight.copy_(noise * SPREAD["head"] / math.sqrt(weight.shape[1]))
            elif "wpe" in name or "embed_positions" in name:
                weight.copy_(noise * SPREAD["position"])
            else:
                fan_in = weight.shape[0] if ".c_" in name else weight.shape[1]  # Conv1D is [in, out]
                weight.copy_(noise * SPREAD["matrix"] / math.sqrt(fan_in))


def logits_of(model, ids):
    with torch.no_grad():
        return model(input_ids=torch.tensor([ids])).logits[0]


def gap(row, token):
    others = (row.double() - row[token].double()).abs()
    others[token] = math.inf
    return others.min().item()


def sequence(model, length, used, generator):
    """Half of the tokens as the model likes them, half at random; only tokens without a near tie."""
    ids = [int(torch.randint(used, (1,), generator=generator))]
    while len(ids) < length:
        row = logits_of(model, ids)[-1]
        likely = torch.rand(1, generator=generator).item() < 0.5
        weights = torch.softmax(row[:used].double(), 0) if likely else torch.ones(used)
        token = int(torch.multinomial(weights, 1, generator=generator))
        if gap(row, token) > 1e-3:
            ids.append(token)
    return ids


def statistics(model, ids):
    logits = logits_of(model, ids)[:-1].double()
    log_p = torch.log_softmax(logits, 1)
    p = log_p.exp()
    mean = (p * log_p).sum(1)
    target = torch.tensor(ids[1:])
    chosen = logits.gather(1, target[:, None])[:, 0]
    others = logits.clone()
    others.scatter_(1, target[:, None], -math.inf)
    smallest = min(gap(logits[i], t) for i, t in enumerate(ids[1:]))
    assert smallest > 5e-4, smallest
    return {
        "ids": ids,
        "log_probability": rounded(log_p.gather(1, target[:, None])[:, 0]),
        "entropy": rounded(-mean),
        "variance": rounded((p * (log_p - mean[:, None]) ** 2).sum(1)),
        "rank": (1 + (logits > chosen[:, None]).sum(1)).tolist(),
        "margin": rounded(chosen - others.max(1).values),
    }


def rounded(values):
    return [float(f"{value:.9g}") for value in values.tolist()]


def greedy(model, used, generator):
    """A prefix whose continuation has no near tie and doesn't run in a short circle."""
    for _ in range(2000):
        prefix = torch.randint(used, (PREFIX,), generator=generator).tolist()
        ids, lead = list(prefix), math.inf
        for _ in range(CONTINUATION):
            best = torch.topk(logits_of(model, ids)[-1].double(), 2)
            lead = min(lead, (best.values[0] - best.values[1]).item())
            ids.append(int(best.indices[0]))
            if lead < 0.05:
                break
        if lead >= 0.05 and len(set(ids[PREFIX:])) >= 8:
            return {"prefix": prefix, "continuation": ids[PREFIX:], "smallest_lead": float(f"{lead:.6g}")}
    raise SystemExit("no prefix without near ties found: change the spread")


def bfloat16_noise(exact, folder, used, generator):
    rounded_model = type(exact).from_pretrained(folder, dtype=torch.bfloat16, attn_implementation="eager").eval()
    differences = {"log_probability": [], "margin": []}
    for _ in range(BF16_ROWS):
        ids = torch.randint(used, (BF16_LENGTH,), generator=generator).tolist()
        a, b = (unchecked_statistics(model, ids) for model in (exact, rounded_model))
        for key, values in differences.items():
            values.append((a[key] - b[key]).abs())
    return {key: {"largest": float(f"{torch.cat(values).max():.3g}"), "mean": float(f"{torch.cat(values).mean():.3g}")}
            for key, values in differences.items()}


def unchecked_statistics(model, ids):
    logits = logits_of(model, ids)[:-1].double()
    target = torch.tensor(ids[1:])[:, None]
    others = logits.clone().scatter_(1, target, -math.inf)
    return {"log_probability": torch.log_softmax(logits, 1).gather(1, target)[:, 0],
            "margin": logits.gather(1, target)[:, 0] - others.max(1).values}


def make(name, number):
    (model_class, config), dtype, shard, used = CASES[name]
    generator = torch.Generator().manual_seed(1000 + number)
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model = model_class(config)
    draw_weights(model, generator)
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    (folder / "generation_config.json").unlink(missing_ok=True)
    for change in CHANGES.get(name, []):
        change(folder)

    loaded, info = model_class.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager",
                                               output_loading_info=True)
    assert not info["missing_keys"], info
    loaded.eval()
    sequences = [statistics(loaded, sequence(loaded, length, used, generator)) for length in LENGTHS]
    reference = {"used_vocabulary": used, "sequences": sequences, "greedy": greedy(loaded, used, generator),
                 "bfloat16": bfloat16_noise(loaded, folder, used, generator)}
    text = json.dumps(reference, separators=(",", ":")).replace(',"', ',\n"')
    (folder / "reference.json").write_text(text + "\n")
    long = sequences[-1]
    print(f"{name:22} mean log p {sum(long['log_probability']) / 119:.2f}  mean entropy "
          f"{sum(long['entropy']) / 119:.2f}  greedy lead {reference['greedy']['smallest_lead']:.3f}  "
          f"distinct {len(set(reference['greedy']['continuation']))}")


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for number, name in enumerate(CASES):
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            make(name, number)


if __name__ == "__main__":
    main()
