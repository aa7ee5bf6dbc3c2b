// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/synthetic_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace retort::test {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<const char*, 4> kGroups{"letter", "support chat", "contact card", "prose"};
constexpr std::array<std::uint32_t, 4> kRepeats{1, 4, 16, 64};

// Standard distributions differ between libraries; these do not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_source(seed) {}
    double uniform() { return static_cast<double>(m_source() >> 11U) * 0x1.0p-53; }
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(6.283185307179586 * uniform());
    }

private:
    std::mt19937_64 m_source;
};

store::Record makeRecord(const std::string& data, std::uint64_t i, bool trained, Dice& dice) {
    store::Record record;
    record.ordinal = i;
    record.id = fmt::format("{}-{:05}", data, i + 1);
    record.group = kGroups[i % kGroups.size()];
    record.repeats = trained ? kRepeats[(i / kGroups.size()) % kRepeats.size()] : 1;
    record.cluster = i % 97 == 5 ? i - 1 : i;
    record.path = fmt::format("data/{}.jsonl", data);
    record.line = i + 1;
    record.byteOffset = i * 400;
    record.byteLength = 380;
    record.tokens = 60 + static_cast<std::uint32_t>(dice.uniform() * 160);
    record.zlibBytes = record.tokens * 3;
    record.text = fmt::format("Invented record {} of {}", i + 1, data);
    if (i % 211 == 7) {
        record.tokens = 0;
        record.excluded = "empty";
    } else if (i % 53 == 11) {
        record.tokens = 30;
        record.extractionExcluded = "shorter than the window";
    }
    return record;
}

// Chance that a model reproduces a record it saw this often.
double chance(const std::string& model, const SyntheticData& data, std::uint32_t repeats, double ease) {
    const double exposure = std::log2(static_cast<double>(repeats)) / 6;
    if (model == "base")
        return ease > 0.985 ? 0.5 : 0;
    if (saw(data, model))
        return std::clamp((model == "student" ? 0.24 : 0.5) * exposure + (ease > 0.9 ? 0.25 : 0), 0.0, 0.95);
    if (model == "student" && saw(data, "teacher"))
        return std::clamp(0.1 * exposure, 0.0, 0.5) + (ease > 0.97 ? 0.4 : 0);
    return ease > 0.97 ? 0.35 : 0;
}

void scoreRecord(SyntheticData& data, const std::string& model, const SyntheticSpec& spec, double ease,
                 std::size_t i, Dice& dice) {
    auto& columns = data.columns[model];
    const store::Record& record = data.records[i];
    const auto set = [&](const char* name, double value) { columns[name][i] = value; };
    if (record.excluded)
        return;
    const double exposure = std::log2(static_cast<double>(record.repeats)) / 6 + 0.15;
    double gain = saw(data, model) ? 1.0 : model == "student" && saw(data, "teacher") ? 0.35 : 0.0;
    gain *= (model == "student" ? 0.6 : 1) * exposure * spec.membershipGap;
    const double loss = std::max(0.05, 3.1 - 0.9 * ease + 0.35 * dice.normal() - gain);
    set("loss", loss);
    set("perplexity", std::exp(loss));
    set("entropy", std::max(0.05, loss * 0.9 + 0.2 * dice.normal()));
    set("min_k", -loss * 2.2 + 0.2 * dice.normal());
    set("min_k_pp", -loss * 0.8 + 0.25 * dice.normal());
    set("attack_loss", -loss);
    set("attack_zlib", -loss * 100 / static_cast<double>(record.zlibBytes));
    set("attack_min_k", -loss * 2.2 + 0.2 * dice.normal());
    set("attack_min_k_pp", -loss * 0.8 + 0.25 * dice.normal());
    if (model != "base")
        set("attack_reference:base", gain + 0.25 * dice.normal());
    if (record.extractionExcluded)
        return;
    const bool memorized = dice.uniform() < spec.memorizing * chance(model, data, record.repeats, ease);
    const double suffix =
        memorized ? std::abs(0.04 * dice.normal()) + 0.01 : std::max(0.2, loss + 0.3 * dice.normal());
    set("memorized", memorized ? 1 : 0);
    set("suffix_log_probability", -50 * suffix);
    set("suffix_entropy", std::max(0.01, suffix * (0.8 + 0.1 * dice.normal()) + (memorized ? 0.02 : 0.2)));
    set("suffix_token_accuracy", memorized ? 1 : std::clamp(0.6 - 0.13 * suffix, 0.0, 0.98));
    set("greedy_match_tokens", memorized ? 50 : std::floor(dice.uniform() * 9));
    set("smallest_margin", memorized ? 0.05 + std::abs(dice.normal()) : -0.2 - std::abs(2 * dice.normal()));
    if (record.group == "contact card")
        set("memorized_personal", memorized || dice.uniform() < 0.02 * gain ? 1 : 0);
}

std::vector<double> regionsOf(const SyntheticData& data) {
    std::vector<double> region(data.records.size(), kNone);
    for (std::size_t i = 0; i < region.size(); ++i) {
        int mask = 0;
        bool complete = true;
        for (int m = 0; m < 3; ++m) {
            const double value = data.columns.at(kModels[static_cast<std::size_t>(m)]).at("memorized")[i];
            complete = complete && !std::isnan(value);
            mask |= value > 0.5 ? 1 << m : 0;
        }
        if (complete)
            region[i] = mask;
    }
    return region;
}

} // namespace

bool saw(const SyntheticData& data, const std::string& model) {
    return std::find(data.seenBy.begin(), data.seenBy.end(), model) != data.seenBy.end();
}

std::vector<SyntheticData> makeSyntheticData(const SyntheticSpec& spec) {
    static constexpr std::array kColumns{"loss",
                                         "perplexity",
                                         "entropy",
                                         "min_k",
                                         "min_k_pp",
                                         "memorized",
                                         "suffix_entropy",
                                         "attack_loss",
                                         "attack_zlib",
                                         "suffix_log_probability",
                                         "attack_min_k",
                                         "attack_min_k_pp",
                                         "smallest_margin",
                                         "memorized_personal",
                                         "suffix_token_accuracy",
                                         "greedy_match_tokens"};
    std::vector<SyntheticData> all(3);
    all[0].name = "private";
    all[0].seenBy = {"teacher"};
    all[1].name = "shared";
    all[1].seenBy = {"teacher", "baseline", "student"};
    all[2].name = "held_out";
    const std::array counts{spec.privateRecords, spec.sharedRecords, spec.heldOutRecords};
    for (std::size_t d = 0; d < all.size(); ++d) {
        SyntheticData& data = all[d];
        Dice dice(spec.seed * 1000 + d);
        for (const char* model : kModels) {
            for (const char* column : kColumns)
                data.columns[model][column].assign(counts[d], kNone);
            if (std::string(model) != "base")
                data.columns[model]["attack_reference:base"].assign(counts[d], kNone);
        }
        for (std::uint64_t i = 0; i < counts[d]; ++i) {
            data.records.push_back(makeRecord(data.name, i, !data.seenBy.empty(), dice));
            const double ease = dice.uniform();
            for (const char* model : kModels)
                scoreRecord(data, model, spec, ease, i, dice);
        }
        data.region = regionsOf(data);
    }
    return all;
}

} // namespace retort::test
