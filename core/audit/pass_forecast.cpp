// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/pass_forecast.h"

#include "core/audit/pass_rows.h"
#include "core/audit/slots.h"

namespace retort::audit {

namespace {

std::uint64_t slotTokens(const Tokenization& tokenization, const SlotSet& set) {
    std::uint64_t tokens = 0;
    for (const Slot& slot : set.slots)
        tokens += (1 + slot.others.size()) * tokenization.records[slot.record].ids.size();
    return tokens;
}

} // namespace

Result<std::vector<std::uint64_t>> furtherTokens(const PreparedAudit& prepared) {
    std::vector<SlotSet> slots;
    if (prepared.plan.slotTest) {
        RETORT_TRY(slots, findSlots(prepared));
    }
    const PassMaterial material(prepared);
    std::vector<std::uint64_t> tokens;
    for (const ModelPlan& model : prepared.plan.models) {
        std::uint64_t own = 0;
        for (std::size_t i = 0; i < slots.size(); ++i)
            own += slotTokens(prepared.data[i].tokens(model), slots[i]);
        for (const PreparedData& data : prepared.data) {
            if (!takesPasses(prepared.plan, model, data.plan))
                continue;
            for (const scores::PassRequest& request : requestedPasses(prepared.plan))
                own += material.rows(request, model, data).forecastTokens();
        }
        tokens.push_back(own);
    }
    return tokens;
}

} // namespace retort::audit
