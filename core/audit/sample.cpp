// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/sample.h"

#include "core/base/philox.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace retort::audit {

namespace {

struct Stratum {
    std::vector<std::size_t> members;
    std::uint64_t quota = 0;
    std::uint64_t remainder = 0; // of size * members over all records
};

void shareOut(std::vector<Stratum*>& strata, std::uint64_t size, std::uint64_t total) {
    std::uint64_t given = 0;
    for (Stratum* stratum : strata) {
        const std::uint64_t product = size * stratum->members.size();
        stratum->quota = product / total;
        stratum->remainder = product % total;
        given += stratum->quota;
    }
    std::stable_sort(strata.begin(), strata.end(),
                     [](const Stratum* a, const Stratum* b) { return a->remainder > b->remainder; });
    for (std::size_t i = 0; given < size; ++i, ++given)
        ++strata[i]->quota;
}

} // namespace

std::vector<std::size_t> leftOutOfSample(const std::vector<corpus::Record>& records, std::uint64_t size,
                                         std::uint64_t seed) {
    if (size == 0 || size >= records.size())
        return {};
    std::map<std::pair<std::string, std::uint64_t>, Stratum> byKey;
    for (std::size_t i = 0; i < records.size(); ++i)
        byKey[{records[i].group.value_or(""), records[i].repeats}].members.push_back(i);
    std::vector<Stratum*> strata;
    for (auto& [key, stratum] : byKey)
        strata.push_back(&stratum);
    shareOut(strata, size, records.size());

    std::vector<std::size_t> left;
    std::uint32_t number = 0;
    for (auto& [key, stratum] : byKey) {
        Philox random(seed, 0, number++);
        std::vector<std::size_t>& members = stratum.members;
        for (std::size_t i = members.size(); i > 1; --i)
            std::swap(members[i - 1], members[random.below(i)]);
        left.insert(left.end(), members.begin() + static_cast<std::ptrdiff_t>(stratum.quota), members.end());
    }
    std::sort(left.begin(), left.end());
    return left;
}

} // namespace retort::audit
