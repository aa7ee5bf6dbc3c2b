// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/venn_geometry.h"

#include <unsupported/Eigen/NonLinearOptimization>
#include <unsupported/Eigen/NumericalDiff>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace retort::ui {
namespace {

constexpr double kTau = 2 * std::numbers::pi;

double distance(const Circle& a, const Circle& b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

// Angles on the first circle's edge where it crosses the second.
void addCrossings(const Circle& circle, const Circle& other, std::vector<double>& angles) {
    const double d = distance(circle, other);
    if (d <= 0 || d >= circle.radius + other.radius || d <= std::abs(circle.radius - other.radius))
        return;
    const double cosine =
        (d * d + circle.radius * circle.radius - other.radius * other.radius) / (2 * d * circle.radius);
    const double spread = std::acos(std::clamp(cosine, -1.0, 1.0));
    const double towards = std::atan2(other.y - circle.y, other.x - circle.x);
    for (const double angle : {towards - spread, towards + spread})
        angles.push_back(angle - kTau * std::floor(angle / kTau));
}

// Equal circles would all claim the same arc: only the first of them does.
bool arcIsInside(std::span<const Circle> circles, std::size_t self, double angle) {
    const Circle& own = circles[self];
    const double x = own.x + own.radius * std::cos(angle);
    const double y = own.y + own.radius * std::sin(angle);
    for (std::size_t i = 0; i < circles.size(); ++i) {
        if (i == self)
            continue;
        const bool same =
            distance(circles[i], own) < 1e-12 && std::abs(circles[i].radius - own.radius) < 1e-12;
        if (same ? i < self : std::hypot(x - circles[i].x, y - circles[i].y) > circles[i].radius)
            return false;
    }
    return true;
}

double arcIntegral(const Circle& c, double from, double to) {
    return 0.5 * (c.radius * c.radius * (to - from) +
                  c.radius * (c.x * (std::sin(to) - std::sin(from)) - c.y * (std::cos(to) - std::cos(from))));
}

// Distance of the centres at which two circles share the given area.
double distanceForOverlap(double r1, double r2, double area) {
    double low = std::abs(r1 - r2);
    double high = r1 + r2;
    for (int i = 0; i < 80; ++i) {
        const double middle = (low + high) / 2;
        const std::array pair{Circle{0, 0, r1}, Circle{middle, 0, r2}};
        (intersectionArea(pair) > area ? low : high) = middle;
    }
    return (low + high) / 2;
}

// Six free measures (the rest is position and rotation) against seven region areas.
struct Misfit {
    using Scalar = double;
    using InputType = Eigen::VectorXd;
    using ValueType = Eigen::VectorXd;
    using JacobianType = Eigen::MatrixXd;
    static constexpr int InputsAtCompileTime = Eigen::Dynamic;
    static constexpr int ValuesAtCompileTime = Eigen::Dynamic;

    RegionAreas target{};

    static std::array<Circle, 3> circles(const Eigen::VectorXd& p) {
        return {Circle{0, 0, std::abs(p[3])}, Circle{p[0], 0, std::abs(p[4])},
                Circle{p[1], p[2], std::abs(p[5])}};
    }
    int operator()(const Eigen::VectorXd& p, Eigen::VectorXd& residual) const {
        const RegionAreas drawn = regionAreas(circles(p));
        for (int mask = 1; mask < 8; ++mask)
            residual[mask - 1] =
                drawn[static_cast<std::size_t>(mask)] - target[static_cast<std::size_t>(mask)];
        return 0;
    }
    [[nodiscard]] static int inputs() { return 6; }
    [[nodiscard]] static int values() { return 7; }
};

// Sets as circles of the right area, distances from the pairwise overlaps.
std::array<Circle, 3> firstGuess(const RegionAreas& share) {
    std::array<double, 3> radius{};
    std::array<std::array<double, 3>, 3> apart{};
    const auto common = [&](int sets) {
        double sum = 0;
        for (int mask = 1; mask < 8; ++mask)
            sum += (mask & sets) == sets ? share[static_cast<std::size_t>(mask)] : 0;
        return sum;
    };
    for (std::size_t i = 0; i < 3; ++i)
        radius[i] = std::sqrt(common(1 << i) / std::numbers::pi);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = i + 1; j < 3; ++j) {
            const double shared = common((1 << i) | (1 << j));
            // Empty sets and empty overlaps: touching, with a small gap so that edges do not merge.
            apart[i][j] = shared > 0 ? distanceForOverlap(radius[i], radius[j], shared)
                                     : (radius[i] + radius[j]) * 1.04;
        }
    const double d = std::max(apart[0][1], 1e-9);
    const double x = (apart[0][2] * apart[0][2] - apart[1][2] * apart[1][2] + d * d) / (2 * d);
    const double y = std::sqrt(std::max(0.0, apart[0][2] * apart[0][2] - x * x));
    return {Circle{0, 0, radius[0]}, Circle{apart[0][1], 0, radius[1]}, Circle{x, y, radius[2]}};
}

// Two sets alone, side by side: their overlap is exact.
std::array<Circle, 3> pairOf(const std::array<Circle, 3>& guess, const RegionAreas& share,
                             const std::array<bool, 3>& present) {
    std::array<Circle, 3> circles{};
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < 3; ++i) {
        if (!present[i])
            continue;
        circles[i].radius = guess[i].radius;
        if (first) {
            const double shared = share[(1U << *first) | (1U << i)];
            const double r = guess[*first].radius;
            circles[i].x =
                shared > 0 ? distanceForOverlap(r, guess[i].radius, shared) : (r + guess[i].radius) * 1.04;
        } else {
            first = i;
        }
    }
    return circles;
}

double squaredMisfit(const std::array<Circle, 3>& circles, const RegionAreas& share) {
    const RegionAreas drawn = regionAreas(circles);
    double sum = 0;
    for (std::size_t mask = 1; mask < 8; ++mask)
        sum += (drawn[mask] - share[mask]) * (drawn[mask] - share[mask]);
    return sum;
}

std::array<Circle, 3> improved(const std::array<Circle, 3>& start, const RegionAreas& share) {
    Misfit misfit;
    misfit.target = share;
    Eigen::NumericalDiff<Misfit> withSlope(misfit);
    Eigen::LevenbergMarquardt<Eigen::NumericalDiff<Misfit>> solver(withSlope);
    solver.parameters.maxfev = 400;
    Eigen::VectorXd p(6);
    p << start[1].x, start[2].x, start[2].y, start[0].radius, start[1].radius, start[2].radius;
    solver.minimize(p);
    return Misfit::circles(p);
}

// A flat start (third centre on the line of the others) has no slope upwards, hence the lifted ones.
std::array<Circle, 3> bestFit(const RegionAreas& share) {
    const std::array<Circle, 3> guess = firstGuess(share);
    std::array<Circle, 3> best = guess;
    double bestMisfit = squaredMisfit(guess, share);
    for (const double lift : {0.0, 0.1, 0.25, 0.5}) {
        for (const double squeeze : {1.0, 0.7}) {
            std::array<Circle, 3> start = guess;
            start[1].x *= squeeze;
            start[2].x *= squeeze;
            start[2].y += lift;
            const std::array<Circle, 3> candidate = improved(start, share);
            const double value = squaredMisfit(candidate, share);
            if (value < bestMisfit * 0.999) {
                best = candidate;
                bestMisfit = value;
            }
        }
    }
    if (best[1].x < best[0].x)
        for (Circle& circle : best)
            circle.x = -circle.x;
    if (best[2].y < 0)
        best[2].y = -best[2].y;
    return best;
}

int maskAt(const std::array<Circle, 3>& circles, double x, double y, double& clearance) {
    int mask = 0;
    clearance = 1e9;
    for (std::size_t i = 0; i < 3; ++i) {
        if (circles[i].radius <= 0)
            continue;
        const double away = std::hypot(x - circles[i].x, y - circles[i].y) - circles[i].radius;
        mask |= away < 0 ? 1 << i : 0;
        clearance = std::min(clearance, std::abs(away));
    }
    return mask;
}

std::array<std::optional<Anchor>, 8> findAnchors(const std::array<Circle, 3>& circles) {
    constexpr int kSteps = 96;
    std::array<std::optional<Anchor>, 8> anchors;
    // Each circle's own square is searched, so that small circles are seen as finely as large ones.
    for (const Circle& box : circles) {
        for (int row = 0; row <= kSteps && box.radius > 0; ++row)
            for (int column = 0; column <= kSteps; ++column) {
                const double x = box.x + box.radius * (2.0 * column / kSteps - 1);
                const double y = box.y + box.radius * (2.0 * row / kSteps - 1);
                double clearance = 0;
                const auto mask = static_cast<std::size_t>(maskAt(circles, x, y, clearance));
                if (mask != 0 && (!anchors[mask] || clearance > anchors[mask]->clearance + 1e-12))
                    anchors[mask] = Anchor{x, y, clearance};
            }
    }
    return anchors;
}

} // namespace

double intersectionArea(std::span<const Circle> circles) {
    double area = 0;
    std::vector<double> angles;
    for (std::size_t i = 0; i < circles.size(); ++i) {
        if (circles[i].radius <= 0)
            return 0;
        angles.assign({0.0, kTau});
        for (std::size_t j = 0; j < circles.size(); ++j)
            if (j != i)
                addCrossings(circles[i], circles[j], angles);
        std::sort(angles.begin(), angles.end());
        for (std::size_t k = 0; k + 1 < angles.size(); ++k)
            if (angles[k + 1] > angles[k] && arcIsInside(circles, i, (angles[k] + angles[k + 1]) / 2))
                area += arcIntegral(circles[i], angles[k], angles[k + 1]);
    }
    return std::max(area, 0.0);
}

RegionAreas regionAreas(const std::array<Circle, 3>& circles) {
    std::array<double, 8> common{};
    for (int mask = 1; mask < 8; ++mask) {
        std::vector<Circle> chosen;
        for (int i = 0; i < 3; ++i)
            if ((mask >> i) & 1)
                chosen.push_back(circles[static_cast<std::size_t>(i)]);
        common[static_cast<std::size_t>(mask)] = intersectionArea(chosen);
    }
    RegionAreas areas{};
    areas[7] = common[7];
    for (const std::size_t pair : {3U, 5U, 6U})
        areas[pair] = std::max(0.0, common[pair] - common[7]);
    areas[1] = std::max(0.0, common[1] - common[3] - common[5] + common[7]);
    areas[2] = std::max(0.0, common[2] - common[3] - common[6] + common[7]);
    areas[4] = std::max(0.0, common[4] - common[5] - common[6] + common[7]);
    return areas;
}

VennLayout layoutVenn(const std::array<std::uint64_t, 8>& counts) {
    VennLayout layout;
    double total = 0;
    for (std::size_t mask = 1; mask < 8; ++mask)
        total += static_cast<double>(counts[mask]);
    if (total <= 0)
        return layout;
    std::array<bool, 3> present{};
    for (std::size_t mask = 1; mask < 8; ++mask) {
        layout.countedShare[mask] = static_cast<double>(counts[mask]) / total;
        for (std::size_t i = 0; i < 3; ++i)
            present[i] = present[i] || (((mask >> i) & 1U) != 0 && counts[mask] > 0);
    }
    const bool three = present[0] && present[1] && present[2];
    layout.circles = three ? bestFit(layout.countedShare)
                           : pairOf(firstGuess(layout.countedShare), layout.countedShare, present);

    const RegionAreas drawn = regionAreas(layout.circles);
    double drawnTotal = 0;
    for (const double area : drawn)
        drawnTotal += area;
    for (std::size_t mask = 1; mask < 8; ++mask) {
        layout.drawnShare[mask] = drawnTotal > 0 ? drawn[mask] / drawnTotal : 0;
        layout.largestError =
            std::max(layout.largestError, std::abs(layout.drawnShare[mask] - layout.countedShare[mask]));
    }
    layout.anchors = findAnchors(layout.circles);
    return layout;
}

} // namespace retort::ui
