// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/further_extraction.h"

#include "core/audit/findings_json_parts.h"

namespace retort::audit {

namespace {

Json toJson(const VerbatimCount& count) {
    return {{"records", count.records}, {"verbatim", count.verbatim}, {"truncated", count.truncated}};
}

Json toJson(const ContinuationFinding& finding) {
    Json given = Json::array();
    for (const GivenTeacher& entry : finding.givenTeacher)
        given.push_back({{"threshold", entry.threshold},
                         {"records", entry.records},
                         {"accuracy", optionalJson(entry.accuracy)}});
    return {{"records", finding.records},
            {"nearly_memorized", finding.nearlyMemorized},
            {"accuracy", finding.accuracy},
            {"gap", optionalJson(finding.gap)},
            {"given_teacher", std::move(given)}};
}

ContinuationFinding continuationFrom(const Json& value) {
    ContinuationFinding finding;
    value.at("records").get_to(finding.records);
    value.at("nearly_memorized").get_to(finding.nearlyMemorized);
    value.at("accuracy").get_to(finding.accuracy);
    finding.gap = optionalNumber(value.at("gap"));
    for (const Json& entry : value.at("given_teacher"))
        finding.givenTeacher.push_back(
            {entry.at("threshold"), entry.at("records"), optionalNumber(entry.at("accuracy"))});
    return finding;
}

Json toJson(const ExposureFinding& finding) {
    return {{"canaries", finding.canaries},
            {"references", finding.references},
            {"mean", finding.mean},
            {"largest", finding.largest},
            {"limit", finding.limit}};
}

} // namespace

Json toJson(const FurtherExtraction& finding) {
    Json discoverable = Json::array();
    for (const DiscoverableCount& count : finding.discoverable)
        discoverable.push_back(
            {{"queries", count.queries}, {"chance", count.chance}, {"records", count.records}});
    return {{"model", finding.model},
            {"data", finding.data},
            {"records", finding.records},
            {"suffix_token_accuracy", finding.suffixTokenAccuracy},
            {"greedy_match_tokens", finding.greedyMatchTokens},
            {"longest_match", finding.longestMatch},
            {"discoverable", std::move(discoverable)},
            {"verbatim", finding.verbatim ? toJson(*finding.verbatim) : Json(nullptr)},
            {"continuation", finding.continuation ? toJson(*finding.continuation) : Json(nullptr)},
            {"exposure", finding.exposure ? toJson(*finding.exposure) : Json(nullptr)}};
}

FurtherExtraction furtherExtractionFrom(const Json& value) {
    FurtherExtraction finding;
    value.at("model").get_to(finding.model);
    value.at("data").get_to(finding.data);
    value.at("records").get_to(finding.records);
    value.at("suffix_token_accuracy").get_to(finding.suffixTokenAccuracy);
    value.at("greedy_match_tokens").get_to(finding.greedyMatchTokens);
    value.at("longest_match").get_to(finding.longestMatch);
    for (const Json& count : value.at("discoverable"))
        finding.discoverable.push_back({count.at("queries"), count.at("chance"), count.at("records")});
    if (const Json& verbatim = value.at("verbatim"); !verbatim.is_null())
        finding.verbatim = {verbatim.at("records"), verbatim.at("verbatim"), verbatim.at("truncated")};
    if (const Json& continuation = value.at("continuation"); !continuation.is_null())
        finding.continuation = continuationFrom(continuation);
    if (const Json& exposure = value.at("exposure"); !exposure.is_null())
        finding.exposure = {exposure.at("canaries"), exposure.at("references"), exposure.at("mean"),
                            exposure.at("largest"), exposure.at("limit")};
    return finding;
}

} // namespace retort::audit
