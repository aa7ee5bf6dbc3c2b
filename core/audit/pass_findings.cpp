// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/pass_findings.h"

#include <array>
#include <utility>

namespace retort::audit {

namespace {

using scores::PassKind;

constexpr std::array<std::pair<PassKind, std::string_view>, 5> kKinds = {
    {{PassKind::Lowercase, "lowercase"},
     {PassKind::NonmemberPrefix, "nonmember_prefix"},
     {PassKind::MemberPrefix, "member_prefix"},
     {PassKind::Neighbours, "neighbours"},
     {PassKind::Perturbed, "perturbed"}}};

std::string_view kindName(PassKind kind) {
    for (const auto& [known, name] : kKinds) {
        if (known == kind)
            return name;
    }
    return "";
}

} // namespace

Json toJson(const PassFinding& finding) {
    return {{"model", finding.model},
            {"data", finding.data},
            {"pass", finding.pass},
            {"kind", kindName(finding.request.kind)},
            {"variants", finding.request.variants},
            {"shots", finding.request.shots},
            {"sigma", finding.request.sigma},
            {"records", finding.records},
            {"done", finding.done},
            {"left_out", finding.leftOut}};
}

PassFinding passFindingFrom(const Json& value) {
    PassFinding finding;
    value.at("model").get_to(finding.model);
    value.at("data").get_to(finding.data);
    value.at("pass").get_to(finding.pass);
    for (const auto& [kind, name] : kKinds) {
        if (value.at("kind") == name)
            finding.request.kind = kind;
    }
    value.at("variants").get_to(finding.request.variants);
    value.at("shots").get_to(finding.request.shots);
    value.at("sigma").get_to(finding.request.sigma);
    value.at("records").get_to(finding.records);
    value.at("done").get_to(finding.done);
    value.at("left_out").get_to(finding.leftOut);
    return finding;
}

Json toJson(const SlotFinding& finding) {
    return {{"model", finding.model},
            {"data", finding.data},
            {"type", finding.type},
            {"found", finding.found},
            {"slots", finding.tried},
            {"left_out", finding.leftOut},
            {"candidates", finding.candidates},
            {"candidates_least", finding.candidatesLeast},
            {"rank_one", finding.rankOne},
            {"tested", finding.tested},
            {"tested_rank_one", finding.testedRankOne},
            {"expected_rank_one", finding.expectedRankOne},
            {"p_value", finding.pValue},
            {"mean_rank", finding.meanRank},
            {"mean_rank_p_value", finding.meanRankPValue},
            {"sentence", finding.sentence}};
}

SlotFinding slotFindingFrom(const Json& value) {
    SlotFinding finding;
    value.at("model").get_to(finding.model);
    value.at("data").get_to(finding.data);
    value.at("type").get_to(finding.type);
    value.at("found").get_to(finding.found);
    value.at("slots").get_to(finding.tried);
    value.at("left_out").get_to(finding.leftOut);
    value.at("candidates").get_to(finding.candidates);
    value.at("candidates_least").get_to(finding.candidatesLeast);
    value.at("rank_one").get_to(finding.rankOne);
    value.at("tested").get_to(finding.tested);
    value.at("tested_rank_one").get_to(finding.testedRankOne);
    value.at("expected_rank_one").get_to(finding.expectedRankOne);
    value.at("p_value").get_to(finding.pValue);
    value.at("mean_rank").get_to(finding.meanRank);
    value.at("mean_rank_p_value").get_to(finding.meanRankPValue);
    value.at("sentence").get_to(finding.sentence);
    return finding;
}

} // namespace retort::audit
