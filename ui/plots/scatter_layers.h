// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which records of a scatter are drawn as points and which only as density, and the density's cells. No
// painting.
#pragma once

#include "ui/plots/scatter_plot.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace retort::ui {

// A window onto the data, in axis units (log10 on a log axis).
struct ScatterView {
    double xLow = 0, xHigh = 1, yLow = 0, yHigh = 1;
};

struct ScatterLayers {
    static constexpr int kColumns = 256;
    static constexpr int kRows = 192;
    std::vector<std::size_t> exact; // indices into the data, to be drawn as points
    std::vector<std::uint32_t>
        density; // kColumns * kRows counts, first row at yLow; empty: everything is exact
    std::size_t inDensity = 0;
};

// Axis units of a value; NaN when it has no place on the axis.
[[nodiscard]] double axisUnits(double value, bool logarithmic);
// The smallest window with all plottable records and a small margin.
[[nodiscard]] ScatterView fullView(const ScatterData& data);
// Records inside the view: all exact up to kDrawAllLimit; above that the memorized ones (as long as they are
// within the limit) and those in nearly empty cells are exact, the rest is density.
[[nodiscard]] ScatterLayers layersOf(const ScatterData& data, const ScatterView& view);

// Data with everything its full view needs, so that showing it costs the GUI thread nothing but painting.
struct PreparedScatter {
    ScatterData data;
    ScatterCounts counts;
    ScatterView full;
    ScatterLayers layers;                  // of the full view
    std::array<std::size_t, 256> totals{}; // plottable records by region
};
// Any thread.
[[nodiscard]] std::shared_ptr<const PreparedScatter> prepareScatter(ScatterData data);
// The record's region as it is distinguished in the drawing; kNoRegion where it is not.
[[nodiscard]] std::uint8_t shownRegion(const ScatterData& data, std::size_t record);

} // namespace retort::ui
