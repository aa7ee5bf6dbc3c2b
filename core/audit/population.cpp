// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/population.h"

#include "core/audit/derive.h"
#include "core/base/philox.h"
#include "core/membership/attack.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::audit {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kPopulationStream = 0x504f50; // apart from other draws with the plan's seed

// The ratios of the population, ascending; absent ones left out.
Result<std::vector<double>> populationRatios(const store::AuditFile& audit, const Plan& plan,
                                             const std::string& model, const std::string& column) {
    std::vector<double> ratios;
    for (const DataPlan* data : plan.heldOut()) {
        RETORT_TRY(const std::vector<store::Record> records, audit.records().all(data->name));
        RETORT_TRY(const auto values, audit.results().column(data->name, model, column));
        if (!values)
            continue;
        for (const store::Record& record : records) {
            const double ratio = (*values)[record.ordinal];
            if (inPopulation(plan.seed, record.cluster) && !std::isnan(ratio))
                ratios.push_back(ratio);
        }
    }
    std::ranges::sort(ratios);
    return ratios;
}

double shareBelow(const std::vector<double>& sorted, double ratio) {
    if (std::isnan(ratio) || sorted.empty())
        return kAbsent;
    const auto below = std::ranges::lower_bound(sorted, ratio) - sorted.begin();
    return static_cast<double>(below) / static_cast<double>(sorted.size());
}

Status rankColumn(store::AuditFile& audit, const Plan& plan, const std::string& model,
                  const std::string& column) {
    RETORT_TRY(const std::vector<double> population, populationRatios(audit, plan, model, column));
    for (const DataPlan& data : plan.data) {
        RETORT_TRY(auto values, audit.results().column(data.name, model, column));
        if (!values)
            continue;
        RETORT_TRY(const std::vector<store::Record> records, audit.records().all(data.name));
        for (const store::Record& record : records) {
            double& value = (*values)[record.ordinal];
            const bool drawn = data.seenBy.empty() && inPopulation(plan.seed, record.cluster);
            value = drawn ? kAbsent : shareBelow(population, value);
        }
        RETORT_CHECK(audit.results().putColumn(data.name, model, column, *values));
    }
    return {};
}

} // namespace

bool inPopulation(std::uint64_t seed, std::uint64_t cluster) {
    return (Philox(seed, cluster, kPopulationStream).next() & 1U) != 0;
}

Status rankInPopulation(store::AuditFile& audit, const Plan& plan, const ModelPlan& model) {
    for (const std::string& name : plan.attacks) {
        const membership::ChosenAttack attack = membership::chooseAttack(name).value();
        if (attack.attack->ranksInPopulation)
            RETORT_CHECK(rankColumn(audit, plan, model.name, attackColumn(name)));
    }
    return {};
}

} // namespace retort::audit
