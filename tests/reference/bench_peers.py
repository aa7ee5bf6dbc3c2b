# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times Retort's scoring pass beside transformers on the same machine, model shapes and rows (`./dev bench --peers`).

    python tests/reference/bench_peers.py RETORT_CLI [--shape NAME ...] [--precision P ...] [--rounds N] [--json FILE]

For each shape and precision, in turns, so that whatever else the machine does meets all of them alike:
    ours         retort-cli bench: the whole scoring pass, five statistics for each predicted token
    forward      the model's forward pass alone, logits for all positions, eager PyTorch in inference mode
    statistics   forward plus the same five statistics, operator by operator
    generation   greedy generation of 50 tokens after 50 (the slow way to test extraction)
Weights are random. Rates are tokens a second over rows of 100 tokens, medians of the rounds; generation counts the 100 tokens
of each row too, so that all rates compare as rows a second do.
"""

import argparse
import json
import os
import statistics
import subprocess
import time

import torch
from transformers import AutoModelForCausalLM, GPTNeoXConfig, Qwen3Config

ROW_TOKENS = 100
SHAPES = {
    "pythia-160m": (GPTNeoXConfig(vocab_size=50304, hidden_size=768, num_hidden_layers=12, num_attention_heads=12,
                                  intermediate_size=3072, max_position_embeddings=2048), 20),
    "qwen3-0.6b": (Qwen3Config(vocab_size=151936, hidden_size=1024, num_hidden_layers=28, num_attention_heads=16,
                               num_key_value_heads=8, head_dim=128, intermediate_size=3072,
                               max_position_embeddings=2048, tie_word_embeddings=True), 10),
}
DTYPES = {"f32": torch.float32, "bf16": torch.bfloat16}


def statistics_of(logits, ids):
    """What Retort's pass yields, with PyTorch's operators, in f32 as others compute it."""
    logits = logits[:, :-1].float()
    target = ids[:, 1:, None]
    log_p = torch.log_softmax(logits, -1)
    p = log_p.exp()
    chosen = logits.gather(-1, target)
    mean = (p * log_p).sum(-1)
    variance = (p * log_p.square()).sum(-1) - mean.square()
    rank = 1 + (logits > chosen).sum(-1)
    others = logits.scatter(-1, target, -torch.inf).amax(-1)
    return log_p.gather(-1, target)[..., 0], -mean, variance, rank, chosen[..., 0] - others


def timed(work, tokens):
    begin = time.perf_counter()
    work()
    return tokens / (time.perf_counter() - begin)


def ours(cli, shape, precision, seconds):
    text = subprocess.run([cli, "bench", "--shape", shape, "--precision", precision, "--seconds", str(seconds), "--json"],
                          check=True, capture_output=True, text=True).stdout
    return json.loads(text)[0]


def compare(cli, shape, precision, rounds, seconds):
    config, rows = SHAPES[shape]
    torch.manual_seed(1)
    model = AutoModelForCausalLM.from_config(config, dtype=DTYPES[precision]).eval()
    ids = torch.randint(config.vocab_size, (rows, ROW_TOKENS))
    prompt = ids[:, : ROW_TOKENS // 2].contiguous()
    new = ROW_TOKENS - prompt.shape[1]
    tokens = ids.numel()
    work = {
        "forward": lambda: model(input_ids=ids, use_cache=False).logits,
        "statistics": lambda: statistics_of(model(input_ids=ids, use_cache=False).logits, ids),
        "generation": lambda: model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False,
                                             max_new_tokens=new, min_new_tokens=new, pad_token_id=0),
    }
    rates = {name: [] for name in ["ours", *work]}
    with torch.inference_mode():
        work["forward"]()
        for _ in range(rounds):
            last = ours(cli, shape, precision, seconds)
            rates["ours"].append(last["tokens_per_second"])
            for name, run in work.items():
                rates[name].append(timed(run, tokens))
    median = {name: statistics.median(values) for name, values in rates.items()}
    return {"shape": shape, "precision": precision, "rounds": rounds, "rows": rows, "tokens_per_second": median,
            "ratio": {name: median["ours"] / median[name] for name in work}, "all": rates,
            "instruction_set": last["instruction_set"], "library": last["library"], "threads": last["threads"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--shape", action="append", choices=SHAPES)
    parser.add_argument("--precision", action="append", choices=DTYPES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json")
    options = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    import transformers

    print(f"{'shape':12} {'prec.':5} {'ours':>8} {'forward':>8} {'+ stat.':>8} {'generate':>8}   ours/forward  ours/+stat.  "
          "ours/generate", flush=True)
    results = []
    for shape in options.shape or SHAPES:
        for precision in options.precision or DTYPES:
            result = compare(options.cli, shape, precision, options.rounds, options.seconds)
            rate, ratio = result["tokens_per_second"], result["ratio"]
            print(f"{shape:12} {precision:5} {rate['ours']:8.0f} {rate['forward']:8.0f} {rate['statistics']:8.0f} "
                  f"{rate['generation']:8.0f}   {ratio['forward']:12.2f} {ratio['statistics']:12.2f} "
                  f"{ratio['generation']:14.2f}", flush=True)
            results.append(result)
    last = results[-1]
    print(f"tokens/s, medians of {options.rounds} rounds in turns; ours: {last['library']}, {last['instruction_set']}, "
          f"{last['threads']} threads; peers: transformers {transformers.__version__}, torch {torch.__version__}, "
          f"{torch.get_num_threads()} threads, {torch.backends.cpu.get_cpu_capability()}")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
