// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/shared_text.h"

#include <algorithm>
#include <span>

namespace retort::audit {

ByteRange predictedText(const corpus::TokenizedRecord& record, std::size_t predicted) {
    if (predicted == 0 || predicted > record.spans.size())
        return {};
    return {record.spans[record.spans.size() - predicted].first, record.spans.back().second};
}

ByteRange commonText(const ByteRange& a, const ByteRange& b) {
    const std::uint64_t begin = std::max(a.begin, b.begin);
    return {begin, std::max(begin, std::min(a.end, b.end))};
}

TextColumns columnsWithin(const corpus::TokenizedRecord& record, const scores::TokenColumns& row,
                          const ByteRange& range) {
    const std::size_t predicted = std::min(row.size(), record.spans.size());
    const auto spans = std::span(record.spans).last(predicted);
    std::size_t first = 0;
    while (first < spans.size() && spans[first].first < range.begin)
        ++first;
    std::size_t last = spans.size();
    while (last > first && spans[last - 1].second > range.end)
        --last;
    if (first == last)
        return {row.middle(0, 0), 0};
    return {row.last(predicted).middle(first, last - first), spans[last - 1].second - spans[first].first};
}

} // namespace retort::audit
