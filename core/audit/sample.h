// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A quick look instead of a full audit: a seeded sample, stratified by group and number of repeats.
#pragma once

#include "core/corpus/records.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace retort::audit {

// Indices, ascending, of the records that a sample of `size` leaves out; none if size is 0 or not smaller
// than the number of records. Strata (group, repeats) keep their shares to within one record, largest
// remainders first; within a stratum the seed decides.
[[nodiscard]] std::vector<std::size_t> leftOutOfSample(const std::vector<corpus::Record>& records,
                                                       std::uint64_t size, std::uint64_t seed);

} // namespace retort::audit
