# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference values of core/stats, from scikit-learn, scipy and definitions written out in full (no midranks).

Run: python tests/reference/make_stats_reference.py; writes tests/data/stats/*.json.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import optimize, stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (average_precision_score, balanced_accuracy_score, cohen_kappa_score, jaccard_score,
                             roc_auc_score, roc_curve)
from sklearn.preprocessing import StandardScaler

OUT = Path(__file__).resolve().parents[1] / "data" / "stats"


def kernel(members, nonmembers):
    """Every pair: 1 where the member is higher, 1/2 for a tie."""
    x = np.asarray(members)[:, None]
    y = np.asarray(nonmembers)[None, :]
    return (x > y) + 0.5 * (x == y)


def delong(score, label):
    psi = kernel(score[label == 1], score[label == 0])
    m, n = psi.shape
    return psi.mean(), psi.mean(1).var(ddof=1) / m + psi.mean(0).var(ddof=1) / n


def delong_covariance(a, b, label):
    pa = kernel(a[label == 1], a[label == 0])
    pb = kernel(b[label == 1], b[label == 0])
    m, n = pa.shape
    return np.cov(pa.mean(1), pb.mean(1))[0, 1] / m + np.cov(pa.mean(0), pb.mean(0))[0, 1] / n


def obuchowski(score, label, cluster):
    psi = kernel(score[label == 1], score[label == 0])
    auc = psi.mean()
    m, n = psi.shape
    v10, v01 = psi.mean(1), psi.mean(0)
    cm, cn = cluster[label == 1], cluster[label == 0]
    names = np.unique(cluster)
    x = np.array([(v10[cm == c] - auc).sum() for c in names])
    y = np.array([(v01[cn == c] - auc).sum() for c in names])
    i10, i01, i = len(np.unique(cm)), len(np.unique(cn)), len(names)
    s10 = i10 / ((i10 - 1) * m) * (x**2).sum()
    s01 = i01 / ((i01 - 1) * n) * (y**2).sum()
    s11 = i / (i - 1) * (x * y).sum()
    return auc, s10 / m + s01 / n + 2 * s11 / (m * n)


def logit_interval(auc, variance):
    z = stats.norm.ppf(0.975)
    centre = math.log(auc / (1 - auc))
    half = z * math.sqrt(variance) / (auc * (1 - auc))
    return [1 / (1 + math.exp(-(centre - half))), 1 / (1 + math.exp(-(centre + half)))]


def make_auc(rng):
    cases = []
    for name, m, n, digits, shift in [
        ("continuous", 60, 80, None, 0.4),
        ("ties", 70, 50, 1, 0.7),
        ("many ties", 40, 45, 0, 0.5),
        ("below half", 90, 30, 2, -0.6),
        ("strong", 50, 200, None, 2.5),
    ]:
        label = rng.permutation(np.r_[np.ones(m, int), np.zeros(n, int)])
        score = rng.normal(size=m + n) + shift * label
        second = 0.6 * score + 0.8 * rng.normal(size=m + n)
        if digits is not None:
            score, second = np.round(score, digits), np.round(second, digits)
        # Duplicates share a cluster and, mostly, a score; some clusters cross the classes.
        cluster = rng.integers(0, (m + n) * 2 // 3, size=m + n)
        for c in np.unique(cluster):
            score[cluster == c] = score[cluster == c][0] + (rng.random((cluster == c).sum()) < 0.3)
        auc, variance = delong(score, label)
        assert abs(auc - roc_auc_score(label, score)) < 1e-12
        cauc, cvariance = obuchowski(score, label, cluster)
        auc2, variance2 = delong(second, label)
        z = (auc - auc2) / math.sqrt(variance + variance2 - 2 * delong_covariance(score, second, label))
        fpr, tpr, _ = roc_curve(label, score, drop_intermediate=True)
        cases.append(
            dict(
                name=name, scores=score.tolist(), second=second.tolist(), labels=label.tolist(), clusters=cluster.tolist(),
                auc=auc, variance=variance, interval=logit_interval(auc, variance),
                average_precision=average_precision_score(label, score),
                clustered_variance=cvariance, second_auc=auc2, p_value=2 * stats.norm.sf(abs(z)),
                roc_false=np.rint(fpr * n).astype(int).tolist(), roc_true=np.rint(tpr * m).astype(int).tolist(),
            )
        )
    return cases


def beta_binomial_tail(x, m, a, b):
    """Exact in integers for whole a and b."""
    total = Fraction(0)
    whole = math.comb(m + a + b - 1, m)
    for i in range(x, m + 1):
        total += Fraction(math.comb(i + a - 1, i) * math.comb(m - i + b - 1, m - i), whole)
    return float(total)


def make_beta_binomial():
    grid = [(0, 5, 1, 3), (1, 5, 1, 3), (5, 5, 2, 9), (30, 200, 6, 95), (3, 200, 6, 95), (12, 200, 11, 190),
            (200, 200, 2, 1999), (40, 300, 2, 1000), (150, 300, 150, 151), (7, 500, 6, 1995), (25, 500, 6, 1995)]
    return [dict(successes=x, trials=m, a=a, b=b, tail=beta_binomial_tail(x, m, a, b)) for x, m, a, b in grid]


def wilson(p, n, z):
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return centre - half, centre + half


def make_intervals():
    cp = []
    for x, n in [(0, 10), (10, 10), (1, 1), (3, 20), (7, 5000), (1, 1000000), (999, 1000)]:
        ci = stats.binomtest(x, n).proportion_ci(0.95, "exact")
        wi = stats.binomtest(x, n).proportion_ci(0.95, "wilson")
        cp.append(dict(x=x, n=n, clopper_pearson=[ci.low, ci.high], wilson=[wi.low, wi.high]))
    newcombe = []
    z = stats.norm.ppf(0.975)
    for x1, n1, x2, n2 in [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 0, 20), (10, 10, 0, 10)]:
        p1, p2 = x1 / n1, x2 / n2
        (l1, u1), (l2, u2) = wilson(p1, n1, z), wilson(p2, n2, z)
        d = p1 - p2
        newcombe.append(dict(x1=x1, n1=n1, x2=x2, n2=n2, interval=[
            d - math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), d + math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)]))
    mcnemar = [dict(b=b, c=c, p=min(1.0, 2 * stats.binom.cdf(min(b, c), b + c, 0.5)))
               for b, c in [(0, 1), (5, 5), (1, 9), (40, 5), (300, 350), (0, 60)]]
    fisher = [dict(x1=x1, n1=n1, x2=x2, n2=n2,
                   p=float(stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]], "greater")[1]))
              for x1, n1, x2, n2 in [(3, 10, 1, 10), (0, 10, 2, 10), (10, 10, 0, 10), (20, 700, 0, 700),
                                     (39, 645, 0, 4853), (5, 20, 90, 400), (0, 5, 0, 5)]]
    return dict(proportions=cp, newcombe=newcombe, mcnemar=mcnemar, fisher_greater=fisher)


def make_power():
    cases = []
    for m, n, target in [(1000, 1000, "0.01"), (5000, 5000, "0.001"), (30, 400, "0.05"), (3, 100, "0.05")]:
        k = int(Fraction(target) * n)
        tail = stats.betabinom.sf(np.arange(min(m, 1000) + 1) - 1, m, k + 1, n - k)
        c = next((i for i, p in enumerate(tail) if p <= 0.05), None)
        t = None if c is None else optimize.brentq(lambda t: stats.binom.sf(c - 1, m, t) - 0.8, 1e-9, 1 - 1e-9, xtol=1e-13)
        cases.append(dict(members=m, nonmembers=n, target=target, tpr=t))
    return cases


def make_logistic(rng):
    cases = []
    for name, standardise, c, rows, columns in [("raw", False, 1.0, 120, 4), ("standardised", True, 1.0, 150, 5),
                                                ("weak penalty", True, 100.0, 90, 3)]:
        x = rng.normal(size=(rows, columns)) * np.array([1, 10, 0.1, 3, 1])[:columns] + np.array([0, 50, 0, -2, 1])[:columns]
        x[rng.random(x.shape) < 0.2] = 0
        y = (rng.random(rows) < 1 / (1 + np.exp(-(x[:, 0] + 5 * x[:, 2])))).astype(int)
        scaler = StandardScaler().fit(x) if standardise else None
        z = scaler.transform(x) if standardise else x
        fit = LogisticRegression(C=c, tol=1e-12, max_iter=100000, solver="newton-cholesky").fit(z, y)
        w = fit.coef_[0] / (scaler.scale_ if standardise else 1)
        b = fit.intercept_[0] - (w @ scaler.mean_ if standardise else 0)
        cases.append(dict(name=name, standardise=standardise, c=c, rows=x.tolist(), labels=y.tolist(), weights=w.tolist(), intercept=b))
    return cases


def philox(seed, counter):
    """Philox 4x32-10 of Salmon et al. 2011."""
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    c = list(counter)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k0, p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k1, p0 & 0xFFFFFFFF]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c


def dense(values):
    numbers = {}
    return np.array([numbers.setdefault(v, len(numbers)) for v in values])


def bootstrap_aucs(scores, label, cluster, seed, draws):
    """One row a score: AUC of each draw under Poisson(1) weights of clusters."""
    names = dense(cluster)
    psi = [kernel(s[label == 1], s[label == 0]) for s in scores]
    out = np.empty((len(scores), draws))
    for d in range(draws):
        words = np.array([philox(seed, (c, d // 4, 0x41554342, 0))[d % 4] for c in range(names.max() + 1)])
        weight = stats.poisson.ppf((words + 0.5) / 2**32, 1)[names]
        wm, wn = weight[label == 1], weight[label == 0]
        for a, p in enumerate(psi):
            out[a, d] = wm @ p @ wn / (wm.sum() * wn.sum())
    return out


def best_of(scores, label, cluster, seed, draws):
    found = [obuchowski(s, label, cluster) for s in scores]
    auc, s = np.array([f[0] for f in found]), np.sqrt([f[1] for f in found])
    largest = ((bootstrap_aucs(scores, label, cluster, seed, draws) - auc[:, None]) / s[:, None]).max(0)
    t = (auc - 0.5) / s
    critical = np.quantile(largest, 0.95)
    return dict(best=int(t.argmax()), critical=critical, lower=(auc - critical * s).tolist(),
                p_values=[(1 + int((largest >= x).sum())) / (draws + 1) for x in t])


def balanced(score, label, cluster, seed):
    names = dense(cluster)
    key = []
    for c in range(names.max() + 1):
        word = philox(seed, (0, 0x42414C41, c, 0))
        key.append(((word[0] << 32) | word[1], c))
    turn, half = {}, {}
    for _, c in sorted(key):
        kind = frozenset(label[names == c].tolist())
        half[c] = turn.get(kind, 0)
        turn[kind] = 1 - half[c]
    halves = np.array([half[c] for c in names])
    thresholds, predicted = [], np.zeros(len(score), int)
    for h in (0, 1):
        s, y = score[halves == h], label[halves == h]
        values = [balanced_accuracy_score(y, s > t) for t in np.unique(s)]
        thresholds.append(np.unique(s)[np.flatnonzero(np.isclose(values, max(values), rtol=0, atol=1e-12)).max()])
        predicted[halves != h] = score[halves != h] > thresholds[-1]
    z = stats.norm.ppf(0.975)

    def effective(y):
        sizes = np.unique(names[label == y], return_counts=True)[1]
        return sizes.sum() ** 2 / (sizes**2).sum()

    p1, p2 = predicted[label == 1].mean(), predicted[label == 0].mean()
    (l1, u1), (l2, u2) = wilson(p1, effective(1), z), wilson(p2, effective(0), z)
    d = p1 - p2
    interval = [(1 + d - math.hypot(p1 - l1, u2 - p2)) / 2, (1 + d + math.hypot(u1 - p1, p2 - l2)) / 2]
    return dict(value=balanced_accuracy_score(label, predicted), thresholds=thresholds, interval=interval)


def make_resampling(auc_cases):
    cases = []
    for case in auc_cases:
        label, cluster = np.array(case["labels"]), np.array(case["clusters"])
        scores = [np.array(case["scores"]), np.array(case["second"])]
        aucs = bootstrap_aucs(scores[:1], label, cluster, 77, 50)[0]
        cases.append(dict(name=case["name"], bootstrap=np.quantile(aucs, [0.025, 0.975]).tolist(),
                          best_of=best_of(scores, label, cluster, (5 << 32) + 9, 60),
                          balanced=balanced(scores[0], label, cluster, 3)))
    return cases


def make_agreement(rng):
    cases = []
    for n, digits, m in [(50, None, 10), (80, 0, 20), (200, 1, 1)]:
        first = rng.normal(size=n)
        second = first + rng.normal(size=n)
        if digits is not None:
            first, second = np.round(first, digits), np.round(second, digits)
        top = first >= np.sort(first)[-m]
        named = second > 0.5
        cases.append(dict(first=first.tolist(), second=second.tolist(), m=m, top=top.astype(int).tolist(),
                          named=named.astype(int).tolist(), jaccard=jaccard_score(top, named),
                          kappa=cohen_kappa_score(top, named), spearman=stats.spearmanr(first, second).statistic))
    return cases


def main():
    rng = np.random.default_rng(20260101)
    OUT.mkdir(parents=True, exist_ok=True)
    auc = make_auc(rng)
    for name, value in [("auc", auc), ("beta_binomial", make_beta_binomial()), ("intervals", make_intervals()),
                        ("power", make_power()), ("logistic", make_logistic(rng)),
                        ("resampling", make_resampling(auc)), ("agreement", make_agreement(rng))]:
        text = json.dumps(value, separators=(",", ":"))
        (OUT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
