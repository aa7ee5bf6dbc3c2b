// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/scatter_layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::ui {
namespace {

constexpr std::uint32_t kSparse = 2; // records in a cell up to which they are outliers
constexpr double kMargin = 0.04;

void widen(double& low, double& high) {
    if (!(low <= high)) {
        low = 0;
        high = 1;
    }
    const double margin = high > low ? (high - low) * kMargin : std::max(std::abs(low) * 0.1, 0.5);
    low -= margin;
    high += margin;
}

bool isMemorized(const ScatterData& data, std::size_t i) {
    return i < data.region.size() && data.region[i] != kNoRegion && data.region[i] != 0;
}

// Cell of a record in the view, or -1 outside.
int cellOf(const ScatterData& data, const ScatterView& view, std::size_t i) {
    const double x = axisUnits(data.x[i], data.xLog);
    const double y = axisUnits(data.y[i], data.yLog);
    if (!(x >= view.xLow && x <= view.xHigh && y >= view.yLow && y <= view.yHigh))
        return -1;
    const int column = static_cast<int>((x - view.xLow) / (view.xHigh - view.xLow) * ScatterLayers::kColumns);
    const int row = static_cast<int>((y - view.yLow) / (view.yHigh - view.yLow) * ScatterLayers::kRows);
    return std::min(row, ScatterLayers::kRows - 1) * ScatterLayers::kColumns +
           std::min(column, ScatterLayers::kColumns - 1);
}

} // namespace

double axisUnits(double value, bool logarithmic) {
    if (!std::isfinite(value) || (logarithmic && value <= 0))
        return std::numeric_limits<double>::quiet_NaN();
    return logarithmic ? std::log10(value) : value;
}

ScatterView fullView(const ScatterData& data) {
    constexpr double kHuge = std::numeric_limits<double>::infinity();
    ScatterView view{kHuge, -kHuge, kHuge, -kHuge};
    const std::size_t n = std::min(data.x.size(), data.y.size());
    for (std::size_t i = 0; i < n; ++i) {
        const double x = axisUnits(data.x[i], data.xLog);
        const double y = axisUnits(data.y[i], data.yLog);
        if (std::isnan(x) || std::isnan(y))
            continue;
        view.xLow = std::min(view.xLow, x);
        view.xHigh = std::max(view.xHigh, x);
        view.yLow = std::min(view.yLow, y);
        view.yHigh = std::max(view.yHigh, y);
    }
    widen(view.xLow, view.xHigh);
    widen(view.yLow, view.yHigh);
    return view;
}

ScatterLayers layersOf(const ScatterData& data, const ScatterView& view) {
    ScatterLayers layers;
    const std::size_t n = std::min(data.x.size(), data.y.size());
    std::vector<int> cells(n);
    std::size_t visible = 0;
    std::size_t memorized = 0;
    for (std::size_t i = 0; i < n; ++i) {
        cells[i] = cellOf(data, view, i);
        visible += cells[i] >= 0 ? 1 : 0;
        memorized += cells[i] >= 0 && isMemorized(data, i) ? 1 : 0;
    }
    const bool all = visible <= kDrawAllLimit;
    const bool memorizedExact = memorized <= kDrawAllLimit;
    if (!all) {
        layers.density.assign(static_cast<std::size_t>(ScatterLayers::kColumns) * ScatterLayers::kRows, 0);
        for (std::size_t i = 0; i < n; ++i)
            if (cells[i] >= 0 && !(memorizedExact && isMemorized(data, i)))
                ++layers.density[static_cast<std::size_t>(cells[i])];
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (cells[i] < 0)
            continue;
        const bool isExact = all || (memorizedExact && isMemorized(data, i)) ||
                             layers.density[static_cast<std::size_t>(cells[i])] <= kSparse;
        if (isExact)
            layers.exact.push_back(i);
        else
            ++layers.inDensity;
    }
    for (std::uint32_t& count : layers.density)
        count = count <= kSparse ? 0 : count;
    return layers;
}

std::uint8_t shownRegion(const ScatterData& data, std::size_t record) {
    return record < data.region.size() && !data.modelNames[0].isEmpty() ? data.region[record] : kNoRegion;
}

std::shared_ptr<const PreparedScatter> prepareScatter(ScatterData data) {
    auto prepared = std::make_shared<PreparedScatter>();
    ScatterCounts& counts = prepared->counts;
    counts.records = std::min(data.x.size(), data.y.size());
    for (std::size_t i = 0; i < counts.records; ++i) {
        if (!std::isfinite(data.x[i]) || !std::isfinite(data.y[i])) {
            ++counts.notFinite;
        } else if ((data.xLog && data.x[i] <= 0) || (data.yLog && data.y[i] <= 0)) {
            ++counts.notPositive;
        } else {
            ++counts.plotted;
            ++prepared->totals[shownRegion(data, i)];
        }
    }
    prepared->full = fullView(data);
    prepared->layers = layersOf(data, prepared->full);
    counts.exact = prepared->layers.exact.size();
    prepared->data = std::move(data);
    return prepared;
}

ScatterCounts scatterCounts(const ScatterData& data) {
    return prepareScatter(data)->counts;
}

} // namespace retort::ui
