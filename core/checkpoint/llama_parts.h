// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What LLaMA shares with the families that came from it, OLMo-2 and Qwen-3.
#pragma once

#include "core/checkpoint/family.h"

namespace retort::checkpoint {

// Key-value heads, norms, rotary positions over whole heads, attention biases; other layer types are
// problems.
void readLlamaParts(const ConfigFields& fields, double classEpsilon, ModelConfig& config);
// A "sliding_window" that these families' classes don't know is a problem unless it is switched off.
void refuseSlidingWindow(const ConfigFields& fields);
void writeLlamaParts(const ModelConfig& config, Json& document);

// q_proj, k_proj, v_proj, norms of queries and keys of these widths (0: none), o_proj.
void addLlamaAttention(const NeedList& list, const ModelConfig& config, std::int64_t queryNorm,
                       std::int64_t keyNorm);
// gate_proj, up_proj, down_proj.
void addLlamaMlp(const NeedList& list, const ModelConfig& config);
void addLlamaFinalNorm(const ModelConfig& config, std::vector<TensorNeed>& needs);
[[nodiscard]] bool isLlamaBuffer(std::string_view name);

// Traits but for sizes, ids and the functions of the family's own.
[[nodiscard]] FamilyTraits llamaStyleTraits(Family family, std::string_view modelType,
                                            std::string_view architecture);

} // namespace retort::checkpoint
