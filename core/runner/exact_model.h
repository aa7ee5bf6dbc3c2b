// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A language model whose every probability is known in closed form: a planted control for the self-test.
//
// One layer whose attention and feed-forward give nothing, one-hot embeddings, and a head that gives logit L
// to one successor of each byte and 0 to the other 255: log p(successor) = L - log(e^L + 255), log p(any
// other byte) = -log(e^L + 255).
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retort::runner {

inline constexpr double kExactLogit = 12;

// log p(successor), log p(any other byte), nats.
[[nodiscard]] double exactLogProbabilityOfSuccessor();
[[nodiscard]] double exactLogProbabilityOfOther();

// Texts of printable characters: one that always goes from a character to its successor (the model knows it
// by heart), and one that never does, drawn from the seed. `start` 0 .. 93 sets where the first begins.
[[nodiscard]] std::string knownText(std::size_t start, std::size_t length);
[[nodiscard]] std::string unknownText(std::uint64_t seed, std::uint32_t number, std::size_t length);

// A checkpoint in Hugging Face layout (LLaMA, f32) with one token for each byte; the folder must exist.
[[nodiscard]] Status writeExactModel(const std::filesystem::path& folder);

} // namespace retort::runner
