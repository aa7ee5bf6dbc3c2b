// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Exposure of planted canaries (Carlini et al. 2019, arXiv 1802.08232): how early a canary comes in a list of
// like texts that were never in the training data, ordered by how little they surprise the model.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace retort::memorization {

// For each canary log2(references + 1) - log2(rank), rank = 1 + references with a loss not above the
// canary's: ties put references first. 0: no better than the worst, at most log2(references + 1). The
// candidates are the references and the canary itself. NaN for a canary with a NaN loss; references with one
// are left out.
[[nodiscard]] std::vector<double> exposures(std::span<const double> canaryLosses,
                                            std::span<const double> referenceLosses);

// The largest exposure that so many references can show.
[[nodiscard]] double largestExposure(std::size_t references);

} // namespace retort::memorization
