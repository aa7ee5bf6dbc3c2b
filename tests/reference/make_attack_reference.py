# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Membership scores of random rows, written independently of the program from the attacks' definitions.

Run: python tests/reference/make_attack_reference.py; writes tests/data/attacks/scores.json.

Every row comes from real next-token distributions over 40 tokens, so that entropy and variance belong to the
log-probabilities; they are rounded to float32 before they are used, as the program stores them.
"""
import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[1] / "data" / "attacks"
VOCABULARY = 40
WBC_WINDOWS = [2, 3, 4, 6, 9, 13, 18, 25, 32, 40]


def row(rng, ids, peak):
    """Columns of one text under one model: a true token is likelier the higher `peak`."""
    logits = rng.normal(0, 2, (len(ids), VOCABULARY))
    logits[np.arange(len(ids)), ids] += peak
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    p = np.exp(log_p)
    mu = (p * log_p).sum(axis=1)
    variance = (p * log_p**2).sum(axis=1) - mu**2
    columns = {
        "log_probability": log_p[np.arange(len(ids)), ids],
        "entropy": -mu,
        "variance": variance,
    }
    return {name: np.float32(values) for name, values in columns.items()}


def lowest(values, percent):
    count = max(1, len(values) * percent // 100)
    return np.sort(values)[:count].mean()


def highest(values, percent):
    count = max(1, len(values) * percent // 100)
    return np.sort(values)[::-1][:count].mean()


def surp(log_p, entropy, percent, threshold):
    chosen = np.argsort(log_p, kind="stable")[: max(1, len(log_p) * percent // 100)]
    chosen = [i for i in chosen if entropy[i] < threshold]
    return log_p[chosen].mean() if chosen else -100.0


def sliding(log_p, width):
    width = min(width, len(log_p))
    return max(log_p[i : i + width].mean() for i in range(len(log_p) - width + 1))


def wbc(target, reference):
    shares = []
    for width in WBC_WINDOWS:
        kernel = np.ones(min(width, len(target)))
        losses = [np.convolve(-values, kernel, mode="valid") for values in (target, reference)]
        shares.append((losses[1] > losses[0]).mean())
    return np.mean(shares)


def dc_pdd(log_p, ids, frequencies, a):
    _, first = np.unique(ids, return_index=True)
    divergences = np.exp(log_p[first]) * np.log(1 / frequencies[ids[first]])
    return np.minimum(divergences, a).mean()


def rmia_ratio(target, references, a):
    out = np.mean([np.exp(reference.mean()) for reference in references])
    return np.exp(target.mean()) / (((1 + a) * out + (1 - a)) / 2)


def scores(target, references, ids, frequencies):
    log_p = np.float64(target["log_probability"])
    entropy = np.float64(target["entropy"])
    sigma = np.sqrt(np.maximum(np.float64(target["variance"]), 1e-6))
    others = [np.float64(reference["log_probability"]) for reference in references]
    standardised = (log_p + entropy) / sigma
    return {
        "loss": log_p.mean(),
        "min_k": lowest(log_p, 20),
        "min_k:10": lowest(log_p, 10),
        "min_k:60": lowest(log_p, 60),
        "min_k_pp": lowest(standardised, 20),
        "min_k_pp:5": lowest(standardised, 5),
        "surp": surp(log_p, entropy, 40, 2.0),
        "surp:70,1.5": surp(log_p, entropy, 70, 1.5),
        "sliding_window": sliding(log_p, 50),
        "sliding_window:7": sliding(log_p, 7),
        "pac_distance": lowest(log_p, 30) - highest(log_p, 5),
        "pac_distance:50,50": lowest(log_p, 50) - highest(log_p, 50),
        "reference": log_p.mean() - others[0].mean(),
        "reference_ratio": -(-log_p.mean()) / (-others[0].mean()),
        "wbc": wbc(log_p, others[0]),
        "dc_pdd": dc_pdd(log_p, ids, frequencies, 0.01),
        "dc_pdd:2.5": dc_pdd(log_p, ids, frequencies, 2.5),
        "rmia": rmia_ratio(log_p, others, 0.3),
        "rmia:1": rmia_ratio(log_p, others, 1.0),
        "lira": log_p.mean() - np.mean([other.mean() for other in others]),
        "min_k_code_2508_07054": lowest(np.exp(log_p), 20),
        "min_k_pp_code_2508_07054": lowest((np.exp(log_p) + entropy) / sigma, 20),
    }


def main():
    rng = np.random.default_rng(20260705)
    counts = rng.integers(0, 5000, VOCABULARY)
    counts[3] = 0
    frequencies = (counts + 1) / (counts.sum() + VOCABULARY)
    cases = []
    for length in [1, 2, 3, 5, 17, 64, 130]:
        ids = rng.integers(0, VOCABULARY, length)
        target = row(rng, ids, peak=3)
        references = [row(rng, ids, peak=peak) for peak in (1.5, 2.0, 2.5)]
        as_lists = lambda columns: {name: [float(v) for v in values] for name, values in columns.items()}
        cases.append(
            {
                "ids": ids.tolist(),
                "target": as_lists(target),
                "references": [as_lists(reference)["log_probability"] for reference in references],
                "scores": {name: float(v) for name, v in scores(target, references, ids, frequencies).items()},
            }
        )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "scores.json").write_text(json.dumps({"frequencies": frequencies.tolist(), "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
