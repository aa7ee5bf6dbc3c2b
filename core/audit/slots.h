// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The slots of the slot test: personal details in records, each with other values of its type that could
// stand there (core/membership/slot_test.h ranks them). What is drawn depends on the plan's seed and on the
// record.
#pragma once

#include "core/audit/prepare.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace retort::audit {

inline constexpr std::size_t kSlotOthers = 99;

// One detail of one record. It may stand in several places, which are filled together: a place left as it is
// would give the true value away.
struct Slot {
    std::size_t record = 0;
    std::string type;
    std::uint64_t value = 0; // number of the true value among its audit's values, for telling equal ones
    std::vector<std::pair<std::size_t, std::size_t>> places; // byte ranges in the record's text, ascending
    std::size_t textEnd = 0; // of the text that is scored, after the cut that leaves room for all values
    std::vector<std::string> others; // kSlotOthers of them, or all there are
};

// Of one data set.
struct SlotSet {
    std::vector<Slot> slots;                      // by record
    std::map<std::string, std::uint64_t> found;   // by type: slots in records with a loss
    std::map<std::string, std::uint64_t> leftOut; // reason: count; found = slots + left out

    [[nodiscard]] std::uint64_t rows() const; // one for every true value and every other
};

// One for each data set, at most plan.slotLimit slots each. Values count as equal if they are after
// normalisation (NFC, case, white space). Left out: a value whose type has no other one in the data, one of
// which a part (a word of three characters or more) stands elsewhere in the record, one spelled in several
// ways, and one for which the context leaves no room. Slots are the same for models of every tokenizer.
// Errors: those of findPersonalData.
[[nodiscard]] Result<std::vector<SlotSet>> findSlots(const PreparedAudit& prepared);

// Row `number` of the set: slot by slot, the true value first, then the others. The whole scored text is
// predicted.
[[nodiscard]] scores::PassRow slotRow(const PreparedAudit& prepared, const ModelPlan& model,
                                      const PreparedData& data, const SlotSet& set, std::uint64_t number);

} // namespace retort::audit
