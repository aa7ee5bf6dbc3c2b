// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/agreement_findings.h"

#include "core/audit/findings_json_parts.h"

namespace retort::audit {

Json toJson(const AgreementFinding& finding) {
    return {{"model", finding.model},
            {"data", finding.data},
            {"attack", finding.attack},
            {"records", finding.records},
            {"memorized", finding.memorized},
            {"jaccard", optionalJson(finding.jaccard)},
            {"kappa", optionalJson(finding.kappa)},
            {"spearman", optionalJson(finding.spearman)}};
}

Json toJson(const BestOfFinding& finding) {
    Json attacks = Json::array();
    for (const BestOfFinding::Attack& attack : finding.attacks)
        attacks.push_back({{"attack", attack.name},
                           {"auc", attack.auc},
                           {"lower_bound", attack.lowerBound},
                           {"p_value", attack.pValue}});
    return {{"model", finding.model},     {"data", finding.data},       {"against", finding.against},
            {"best", finding.best},       {"records", finding.records}, {"attacks", std::move(attacks)},
            {"left_out", finding.leftOut}};
}

AgreementFinding agreementFrom(const Json& value) {
    return {value.at("model"),
            value.at("data"),
            value.at("attack"),
            value.at("records"),
            value.at("memorized"),
            optionalNumber(value.at("jaccard")),
            optionalNumber(value.at("kappa")),
            optionalNumber(value.at("spearman"))};
}

BestOfFinding bestOfFrom(const Json& value) {
    BestOfFinding finding;
    value.at("model").get_to(finding.model);
    value.at("data").get_to(finding.data);
    value.at("against").get_to(finding.against);
    value.at("best").get_to(finding.best);
    value.at("records").get_to(finding.records);
    value.at("left_out").get_to(finding.leftOut);
    for (const Json& attack : value.at("attacks"))
        finding.attacks.push_back(
            {attack.at("attack"), attack.at("auc"), attack.at("lower_bound"), attack.at("p_value")});
    return finding;
}

} // namespace retort::audit
