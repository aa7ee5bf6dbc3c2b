// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/stored_plan.h"

#include "core/store/window_sets.h"

#include <algorithm>

namespace retort::audit {

Result<Plan> storedPlan(const store::AuditFile& audit) {
    RETORT_TRY(store::StoredPlan stored, audit.inputs().plan());
    RETORT_TRY(const auto facts, audit.inputs().volatileFacts());
    const auto place = facts.find("plan");
    auto plan = parsePlan(std::move(stored.text), place == facts.end() ? "plan.toml" : place->second);
    if (!plan)
        return fail(ErrorCode::InvalidInput, "{}: the plan in it can't be read by this version: {}",
                    audit.path().string(), plan.error().message);
    RETORT_TRY(const auto models, audit.inputs().models());
    for (ModelPlan& model : plan->models) {
        const auto known = std::ranges::find(models, model.name, &store::Model::name);
        if (known != models.end())
            model.tokenizer = known->info.value(store::kOtherTokenizer, std::string());
    }
    return plan;
}

} // namespace retort::audit
