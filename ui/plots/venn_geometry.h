// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Circles whose overlaps show the sizes of three sets' seven regions: exact for two sets, a least-squares
// best fit for three (three circles have six free measures, the regions seven). Pure geometry, no painting.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace retort::ui {

struct Circle {
    double x = 0, y = 0, radius = 0;
};

// Area common to all the circles; 0 for none. Exact (Green's theorem over the boundary arcs).
[[nodiscard]] double intersectionArea(std::span<const Circle> circles);

// Index: mask of sets (1, 2, 4); [mask] is the area inside exactly those circles, [0] is unused.
using RegionAreas = std::array<double, 8>;
[[nodiscard]] RegionAreas regionAreas(const std::array<Circle, 3>& circles);

// The middle of the widest place of a region and how far it is to the nearest edge.
struct Anchor {
    double x = 0, y = 0, clearance = 0;
};

struct VennLayout {
    std::array<Circle, 3> circles;                // radius 0: the set is empty; total drawn area is about 1
    RegionAreas drawnShare{};                     // of the union's area
    RegionAreas countedShare{};                   // of the union's records
    double largestError = 0;                      // over the regions, |drawn - counted|
    std::array<std::optional<Anchor>, 8> anchors; // absent: the region has no visible area
};

// counts: index by mask as above, [0] is ignored. The first set lies left, the second right, the third below
// (y down).
[[nodiscard]] VennLayout layoutVenn(const std::array<std::uint64_t, 8>& counts);

} // namespace retort::ui
