// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/bootstrap_draws.h"

#include "core/stats/tie_groups.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

namespace retort::stats {

namespace {

// Draws are computed sixteen at a time: a cluster's weights then lie in one vector register.
constexpr std::size_t kLanes = 16;
constexpr std::uint32_t kStream = 0x41554342; // keeps these numbers apart from other uses of the seed

// Poisson(1) from 32 random bits by inversion: the value is the number of cumulative probabilities not above
// them.
constexpr auto kPoissonLimits = [] {
    std::array<std::uint32_t, 12> limits{};
    double term = 0.36787944117144233; // exp(-1)
    double cumulative = 0;
    for (std::size_t k = 0; k < limits.size(); ++k) {
        cumulative += term;
        limits[k] = static_cast<std::uint32_t>(cumulative * 4294967296.0);
        term /= static_cast<double>(k + 1);
    }
    return limits;
}();

using Words = std::array<std::uint32_t, kLanes>;

// What a scan needs of a ranking. Neighbouring steps of the curve that hold one class only are one step here,
// which changes no sum.
struct Scan {
    struct Step {
        std::uint32_t membersEnd; // in `clusters`; the step's members stand before its non-members
        std::uint32_t end;
    };
    std::vector<std::uint32_t> clusters;
    std::vector<Step> steps;
};

Scan scanOf(const RankedScores& ranked) {
    Scan scan;
    scan.clusters.reserve(ranked.size());
    enum class Kind { None, Members, Nonmembers, Mixed };
    Kind last = Kind::None;
    forEachTieGroup(ranked, [&](std::size_t begin, std::size_t end, std::uint64_t members,
                                std::uint64_t nonmembers) {
        for (const std::uint8_t wanted : {std::uint8_t{1}, std::uint8_t{0}}) {
            for (std::size_t i = begin; i < end; ++i) {
                if (ranked.isMember[i] == wanted)
                    scan.clusters.push_back(ranked.cluster[i]);
            }
        }
        const Kind kind = members == 0 ? Kind::Nonmembers : nonmembers == 0 ? Kind::Members : Kind::Mixed;
        const Scan::Step step{static_cast<std::uint32_t>(begin + members), static_cast<std::uint32_t>(end)};
        if (kind == Kind::Mixed || kind != last)
            scan.steps.push_back(step);
        else if (kind == Kind::Members)
            scan.steps.back() = step;
        else
            scan.steps.back().end = step.end;
        last = kind;
    });
    return scan;
}

// The two loops below are compiled once for each instruction set; they compute in integers, so all agree.
#if defined(__GNUC__)
#define RETORT_INLINE [[gnu::always_inline]] inline
#else
#define RETORT_INLINE inline
#endif

// philox4x32() for sixteen counters at once: lane l has the counter (first + l / 4, 4 block + l % 4).
RETORT_INLINE void weightsOfFour(std::uint64_t seed, std::uint32_t block, std::uint32_t first,
                                 std::uint8_t* weights) {
    // Of 32 bits, so that compilers see a widening product.
    const std::uint32_t kMultiplier0 = 0xD2511F53U;
    const std::uint32_t kMultiplier1 = 0xCD9E8D57U;
    alignas(64) Words x0;
    alignas(64) Words x1;
    alignas(64) Words x2;
    alignas(64) Words x3;
    for (std::uint32_t l = 0; l < kLanes; ++l) {
        x0[l] = first + l / 4;
        x1[l] = 4 * block + l % 4;
        x2[l] = kStream;
        x3[l] = 0;
    }
    auto key0 = static_cast<std::uint32_t>(seed);
    auto key1 = static_cast<std::uint32_t>(seed >> 32U);
    for (int round = 0; round < 10; ++round) {
        for (std::size_t l = 0; l < kLanes; ++l) {
            const std::uint64_t product0 = static_cast<std::uint64_t>(x0[l]) * kMultiplier0;
            const std::uint64_t product1 = static_cast<std::uint64_t>(x2[l]) * kMultiplier1;
            x0[l] = static_cast<std::uint32_t>(product1 >> 32U) ^ x1[l] ^ key0;
            x1[l] = static_cast<std::uint32_t>(product1);
            x2[l] = static_cast<std::uint32_t>(product0 >> 32U) ^ x3[l] ^ key1;
            x3[l] = static_cast<std::uint32_t>(product0);
        }
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    alignas(64) Words packed{};
    for (std::size_t l = 0; l < kLanes; ++l) {
        for (const std::uint32_t limit : kPoissonLimits) {
            packed[l] += (x0[l] >= limit ? 1U : 0U) + (x1[l] >= limit ? 1U << 8U : 0U) +
                         (x2[l] >= limit ? 1U << 16U : 0U) + (x3[l] >= limit ? 1U << 24U : 0U);
        }
    }
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(weights, packed.data(), sizeof packed);
}

RETORT_INLINE void add(const std::uint8_t* weights, Words& sum) {
    for (std::size_t l = 0; l < kLanes; ++l)
        sum[l] += weights[l];
}

// aucs: one value for each of the sixteen draws.
RETORT_INLINE void weightedAucs(const Scan& scan, const std::uint8_t* weights, double* aucs) {
    alignas(64) Words members{};
    alignas(64) Words nonmembers{};
    alignas(64) std::array<std::uint64_t, kLanes> twiceLost{}; // pairs won by the non-member twice, ties once
    constexpr std::size_t kAhead = 24;
    std::size_t i = 0;
    const std::size_t last = scan.clusters.size() - 1;
    const auto take = [&](Words& sum) {
        __builtin_prefetch(weights + kLanes * scan.clusters[std::min(i + kAhead, last)]);
        add(weights + kLanes * scan.clusters[i++], sum);
    };
    for (const Scan::Step& step : scan.steps) {
        alignas(64) Words ofMembers{};
        alignas(64) Words ofNonmembers{};
        while (i < step.membersEnd)
            take(ofMembers);
        while (i < step.end)
            take(ofNonmembers);
        for (std::size_t l = 0; l < kLanes; ++l) {
            twiceLost[l] += std::uint64_t{ofMembers[l]} * (2 * nonmembers[l] + ofNonmembers[l]);
            members[l] += ofMembers[l];
            nonmembers[l] += ofNonmembers[l];
        }
    }
    for (std::size_t l = 0; l < kLanes; ++l) {
        const double pairs = static_cast<double>(members[l]) * static_cast<double>(nonmembers[l]);
        aucs[l] = pairs > 0 ? 1 - static_cast<double>(twiceLost[l]) / (2 * pairs)
                            : std::numeric_limits<double>::quiet_NaN();
    }
}

// weights has room for a multiple of four clusters.
RETORT_INLINE void blockOf(std::span<const Scan> scans, std::uint64_t seed, std::uint32_t block,
                           std::uint32_t clusters, std::uint8_t* weights, double* aucs) {
    for (std::uint32_t first = 0; first < clusters; first += 4)
        weightsOfFour(seed, block, first, weights + kLanes * first);
    for (const Scan& scan : scans) {
        weightedAucs(scan, weights, aucs);
        aucs += kLanes;
    }
}

#undef RETORT_INLINE

using BlockFunction = void (*)(std::span<const Scan>, std::uint64_t, std::uint32_t, std::uint32_t,
                               std::uint8_t*, double*);

void blockPortable(std::span<const Scan> scans, std::uint64_t seed, std::uint32_t block,
                   std::uint32_t clusters, std::uint8_t* weights, double* aucs) {
    blockOf(scans, seed, block, clusters, weights, aucs);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void blockAvx2(std::span<const Scan> scans, std::uint64_t seed, std::uint32_t block,
                                       std::uint32_t clusters, std::uint8_t* weights, double* aucs) {
    blockOf(scans, seed, block, clusters, weights, aucs);
}

[[gnu::target("avx512f,avx512bw,avx512vl,prefer-vector-width=512")]] void
blockAvx512(std::span<const Scan> scans, std::uint64_t seed, std::uint32_t block, std::uint32_t clusters,
            std::uint8_t* weights, double* aucs) {
    blockOf(scans, seed, block, clusters, weights, aucs);
}
#endif

BlockFunction bestBlockFunction() {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return blockAvx512;
    if (__builtin_cpu_supports("avx2"))
        return blockAvx2;
#endif
    return blockPortable;
}

} // namespace

std::vector<std::vector<double>> bootstrapDraws(std::span<const RankedScores> rankings, std::uint64_t seed,
                                                std::uint32_t draws) {
    std::vector<std::vector<double>> values(rankings.size(), std::vector<double>(draws));
    if (rankings.empty() || draws == 0)
        return values;
    std::vector<Scan> scans;
    for (const RankedScores& ranked : rankings)
        scans.push_back(scanOf(ranked));
    const std::uint32_t clusters = rankings.front().clusters;
    const auto blocks = static_cast<std::uint32_t>((draws + kLanes - 1) / kLanes);
    const BlockFunction function = bestBlockFunction();
    const auto work = [&](std::uint32_t first, std::uint32_t step) {
        std::vector<std::uint8_t> weights(kLanes * ((std::size_t{clusters} + 3) / 4 * 4));
        std::vector<double> aucs(kLanes * scans.size());
        for (std::uint32_t block = first; block < blocks; block += step) {
            function(scans, seed, block, clusters, weights.data(), aucs.data());
            for (std::size_t r = 0; r < scans.size(); ++r) {
                for (std::size_t l = 0; l < kLanes && kLanes * block + l < draws; ++l)
                    values[r][kLanes * block + l] = aucs[kLanes * r + l];
            }
        }
    };
    constexpr std::size_t kWorthThreads = 20'000'000;
    const bool threaded = rankings.front().size() * rankings.size() * draws > kWorthThreads;
    const std::uint32_t threads = threaded ? std::clamp(std::thread::hardware_concurrency(), 1U, 16U) : 1;
    {
        std::vector<std::jthread> workers;
        for (std::uint32_t t = 1; t < threads; ++t)
            workers.emplace_back(work, t, threads);
        work(0, threads);
    }
    return values;
}

double quantileOf(std::span<const double> sorted, double probability) {
    if (sorted.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double place = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace retort::stats
