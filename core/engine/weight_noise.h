// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The noise that a perturbed copy of a model has on one weight.
#pragma once

#include "core/engine/model.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace retort::engine {

// Elements 4i to 4i + 3 get the four normals that Box and Muller's method makes of Philox block i under the
// key `seed`, the counter's other words being the copy and the first eight bytes of the SHA-256 of the
// weight's name. `perturbation.sigma` is their deviation.
class WeightNoise {
public:
    WeightNoise(const Perturbation& perturbation, std::string_view weightName);

    // `values` are the elements from number `first` on, in row-major order of the weight as the model has it.
    void addTo(std::span<float> values, std::uint64_t first) const;

private:
    [[nodiscard]] std::array<double, 4> block(std::uint64_t number) const;

    Perturbation m_perturbation;
    std::uint64_t m_stream;
};

} // namespace retort::engine
