// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/finding_ids.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace retort::audit {

namespace {

class Ids {
public:
    // Parts that say nothing are left out; a second finding of the same name is spoken of with the first.
    void add(std::initializer_list<std::string_view> parts) {
        std::string id;
        for (const std::string_view part : parts) {
            if (part.empty())
                continue;
            if (!id.empty())
                id += '/';
            id += part;
        }
        if (std::find(m_ids.begin(), m_ids.end(), id) == m_ids.end())
            m_ids.push_back(std::move(id));
    }
    std::vector<std::string> take() { return std::move(m_ids); }

private:
    std::vector<std::string> m_ids;
};

} // namespace

std::vector<std::string> findingIds(const Findings& findings) {
    Ids ids;
    for (const Verdict& verdict : findings.verdicts)
        ids.add({"verdict", verdict.question});
    for (const DataFinding& data : findings.data)
        ids.add({"data", data.name});
    for (const ExtractionFinding& finding : findings.extraction)
        ids.add({"extraction", finding.model, finding.data, finding.window});
    for (const OverlapFinding& finding : findings.overlap)
        ids.add({"overlap", finding.data, finding.window});
    for (const FurtherExtraction& finding : findings.furtherExtraction)
        ids.add({"further_extraction", finding.model, finding.data});
    for (const MembershipFinding& finding : findings.membership)
        ids.add({"membership", finding.model, finding.data, finding.attack});
    for (const GroupFinding& finding : findings.membershipGroups)
        ids.add({"membership_groups", finding.model, finding.data});
    for (const BestOfFinding& finding : findings.bestOf)
        ids.add({"best_of", finding.model, finding.data});
    for (const AgreementFinding& finding : findings.agreement)
        ids.add({"agreement", finding.model, finding.data});
    for (const SlotFinding& finding : findings.slotTest)
        ids.add({"slot_test", finding.model, finding.data, finding.type});
    for (const Gate& gate : findings.gates)
        ids.add({"gate", gate.id, gate.question, gate.model, gate.data});
    return ids.take();
}

} // namespace retort::audit
