// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/findings.h"
#include "core/audit/findings_json_parts.h"

#include "core/membership/attack.h"

#include <algorithm>

namespace retort::audit {

namespace {

constexpr int kSchema = 1;

Json toJson(const AuditFacts& facts) {
    return {{"title", facts.title},
            {"organisation", facts.organisation},
            {"auditor", facts.auditor},
            {"access", facts.access},
            {"audience", facts.audience},
            {"primary_attack", facts.primaryAttack},
            {"version", facts.version},
            {"plan_hash", facts.planHash},
            {"seed", facts.seed},
            {"sample", facts.sample},
            {"store_text", facts.storeText},
            {"prefix_tokens", facts.prefixTokens},
            {"suffix_tokens", facts.suffixTokens},
            {"stride_tokens", facts.strideTokens},
            {"max_tokens", facts.maxTokens},
            {"windows", facts.windows},
            {"target_fpr", facts.targetFpr},
            {"criteria", facts.criteria}};
}

AuditFacts factsFrom(const Json& value) {
    AuditFacts facts;
    value.at("title").get_to(facts.title);
    value.at("organisation").get_to(facts.organisation);
    value.at("auditor").get_to(facts.auditor);
    value.at("access").get_to(facts.access);
    value.at("audience").get_to(facts.audience);
    value.at("primary_attack").get_to(facts.primaryAttack);
    value.at("version").get_to(facts.version);
    value.at("plan_hash").get_to(facts.planHash);
    value.at("seed").get_to(facts.seed);
    value.at("sample").get_to(facts.sample);
    value.at("store_text").get_to(facts.storeText);
    value.at("prefix_tokens").get_to(facts.prefixTokens);
    value.at("suffix_tokens").get_to(facts.suffixTokens);
    facts.strideTokens = value.value("stride_tokens", 0); // absent in audits of version 0.1.0
    value.at("max_tokens").get_to(facts.maxTokens);
    value.at("windows").get_to(facts.windows);
    value.at("target_fpr").get_to(facts.targetFpr);
    value.at("criteria").get_to(facts.criteria);
    return facts;
}

Json toJson(const ModelFinding& model) {
    return {{"name", model.name},
            {"role", model.role},
            {"family", model.family},
            {"recipe", model.recipe},
            {"parameters", model.parameters},
            {"vocabulary", model.vocabulary},
            {"context_length", model.contextLength},
            {"weights_hash", model.weightsHash},
            {"tokenizer_hash", model.tokenizerHash},
            {"other_tokenizer", model.otherTokenizer},
            {"precision", model.precision},
            {"instruction_set", model.instructionSet},
            {"threads", model.threads},
            {"held_out_loss", optionalJson(model.heldOutLoss)}};
}

ModelFinding modelFrom(const Json& value) {
    ModelFinding model;
    value.at("name").get_to(model.name);
    value.at("role").get_to(model.role);
    value.at("family").get_to(model.family);
    value.at("recipe").get_to(model.recipe);
    value.at("parameters").get_to(model.parameters);
    value.at("vocabulary").get_to(model.vocabulary);
    value.at("context_length").get_to(model.contextLength);
    value.at("weights_hash").get_to(model.weightsHash);
    value.at("tokenizer_hash").get_to(model.tokenizerHash);
    model.otherTokenizer = value.value("other_tokenizer", false); // absent in older audits
    value.at("precision").get_to(model.precision);
    value.at("instruction_set").get_to(model.instructionSet);
    value.at("threads").get_to(model.threads);
    model.heldOutLoss = optionalNumber(value.at("held_out_loss"));
    return model;
}

Json toJson(const DataFinding& data) {
    return {{"name", data.name},          {"records", data.records},
            {"scored", data.scored},      {"excluded", data.excluded},
            {"seen_by", data.seenBy},     {"split", data.split},
            {"clusters", data.clusters},  {"extraction_excluded", data.extractionExcluded},
            {"truncated", data.truncated}};
}

DataFinding dataFrom(const Json& value) {
    DataFinding data;
    value.at("name").get_to(data.name);
    value.at("records").get_to(data.records);
    value.at("scored").get_to(data.scored);
    value.at("excluded").get_to(data.excluded);
    value.at("seen_by").get_to(data.seenBy);
    value.at("split").get_to(data.split);
    value.at("clusters").get_to(data.clusters);
    value.at("extraction_excluded").get_to(data.extractionExcluded);
    value.at("truncated").get_to(data.truncated);
    return data;
}

Json toJson(const std::vector<CountOf>& counts) {
    Json list = Json::array();
    for (const CountOf& count : counts)
        list.push_back({{"name", count.name}, {"records", count.records}, {"memorized", count.memorized}});
    return list;
}

std::vector<CountOf> countsFrom(const Json& list) {
    std::vector<CountOf> counts;
    for (const Json& value : list)
        counts.push_back({value.at("name"), value.at("records"), value.at("memorized")});
    return counts;
}

Json toJson(const ExtractionFinding& finding) {
    return {{"model", finding.model},
            {"data", finding.data},
            {"window", finding.window},
            {"records", finding.records},
            {"memorized", finding.memorized},
            {"rate", finding.rate},
            {"interval", finding.interval ? toJson(*finding.interval) : Json(nullptr)},
            {"windows_tried", finding.windowsTried},
            {"rechecked", finding.rechecked},
            {"by_repeats", toJson(finding.byRepeats)},
            {"by_type", toJson(finding.byType)}};
}

ExtractionFinding extractionFrom(const Json& value) {
    ExtractionFinding finding;
    value.at("model").get_to(finding.model);
    value.at("data").get_to(finding.data);
    value.at("window").get_to(finding.window);
    value.at("records").get_to(finding.records);
    value.at("memorized").get_to(finding.memorized);
    value.at("rate").get_to(finding.rate);
    if (!value.at("interval").is_null())
        finding.interval = intervalFrom(value.at("interval"));
    value.at("windows_tried").get_to(finding.windowsTried);
    value.at("rechecked").get_to(finding.rechecked);
    finding.byRepeats = countsFrom(value.at("by_repeats"));
    finding.byType = countsFrom(value.at("by_type"));
    return finding;
}

Json toJson(const MembershipFinding& finding) {
    Json value = {{"model", finding.model},
                  {"data", finding.data},
                  {"against", finding.against},
                  {"kind", finding.kind},
                  {"attack", finding.attack}};
    value.update(stats::toJson(finding.evaluation));
    value["p_value"] = optionalJson(finding.pValue);
    value["adjusted_p_value"] = optionalJson(finding.adjustedPValue);
    value["beyond_access"] = finding.beyondAccess;
    value["comparison_only"] = finding.comparisonOnly;
    value["population"] = finding.population;
    value["external"] = finding.external;
    value["per_byte"] = finding.perByte;
    return value;
}

Result<MembershipFinding> membershipFrom(const Json& value) {
    RETORT_TRY(stats::Evaluation evaluation, stats::evaluationFromJson(value, "membership"));
    return MembershipFinding{value.at("model"),
                             value.at("data"),
                             value.at("against"),
                             value.at("kind"),
                             value.at("attack"),
                             std::move(evaluation),
                             optionalNumber(value.at("p_value")),
                             optionalNumber(value.at("adjusted_p_value")),
                             value.value("beyond_access", false), // the last five: absent in old audits
                             value.value("comparison_only", false),
                             value.value("population", std::uint64_t{0}),
                             value.value("external", false),
                             value.value("per_byte", false)};
}

Json toJson(const Gate& gate) {
    return {{"id", gate.id},         {"question", gate.question}, {"data", gate.data},
            {"model", gate.model},   {"outcome", gate.outcome},   {"rule", gate.rule},
            {"inputs", gate.inputs}, {"sentence", gate.sentence}};
}

Gate gateFrom(const Json& value) {
    return {value.at("id"),      value.at("question"), value.at("data"),   value.at("model"),
            value.at("outcome"), value.at("rule"),     value.at("inputs"), value.at("sentence")};
}

Json toJson(const Verdict& verdict) {
    return {{"question", verdict.question},
            {"verdict", verdict.verdict},
            {"sentence", verdict.sentence},
            {"details", verdict.details},
            {"criterion", verdict.criterion ? Json(*verdict.criterion) : Json(nullptr)}};
}

Verdict verdictFrom(const Json& value) {
    Verdict verdict{value.at("question"), value.at("verdict"), value.at("sentence"), value.at("details"), {}};
    if (!value.at("criterion").is_null())
        verdict.criterion = value.at("criterion").get<std::string>();
    return verdict;
}

template <class T>
Json listJson(const std::vector<T>& items) {
    Json list = Json::array();
    for (const T& item : items)
        list.push_back(toJson(item));
    return list;
}

template <class T, class Read>
void readList(const Json& list, std::vector<T>& items, Read read) {
    for (const Json& value : list)
        items.push_back(read(value));
}

} // namespace

Json toJson(const Findings& findings) {
    return {{"schema", kSchema},
            {"audit", toJson(findings.audit)},
            {"models", listJson(findings.models)},
            {"data", listJson(findings.data)},
            {"extraction", listJson(findings.extraction)},
            {"overlap", listJson(findings.overlap)},
            {"further_extraction", listJson(findings.furtherExtraction)},
            {"membership", listJson(findings.membership)},
            {"membership_groups", listJson(findings.membershipGroups)},
            {"best_of", listJson(findings.bestOf)},
            {"agreement", listJson(findings.agreement)},
            {"passes", listJson(findings.passes)},
            {"slot_test", listJson(findings.slotTest)},
            {"prediction", nullptr},
            {"gates", listJson(findings.gates)},
            {"verdicts", listJson(findings.verdicts)},
            {"warnings", findings.warnings},
            {"not_shown", findings.notShown},
            {"claims", listJson(findings.claims)},
            {"selftest", findings.selftest ? toJson(*findings.selftest) : Json(nullptr)},
            {"specification_curve", listJson(findings.specificationCurves)}};
}

Result<Findings> findingsFromJson(const Json& document) {
    try {
        if (document.at("schema") != kSchema)
            return fail(ErrorCode::Unsupported, "the findings have schema {}, this version reads {}",
                        document.at("schema").dump(), kSchema);
        Findings findings;
        findings.audit = factsFrom(document.at("audit"));
        readList(document.at("models"), findings.models, modelFrom);
        readList(document.at("data"), findings.data, dataFrom);
        readList(document.at("extraction"), findings.extraction, extractionFrom);
        readList(document.at("overlap"), findings.overlap, overlapFrom);
        // Absent in audits of earlier versions.
        for (const Json& value : document.value("membership_groups", Json::array())) {
            RETORT_TRY(GroupFinding finding, groupFindingFrom(value));
            findings.membershipGroups.push_back(std::move(finding));
        }
        readList(document.value("best_of", Json::array()), findings.bestOf, bestOfFrom);
        readList(document.value("agreement", Json::array()), findings.agreement, agreementFrom);
        readList(document.value("further_extraction", Json::array()), findings.furtherExtraction,
                 furtherExtractionFrom);
        for (const Json& value : document.at("membership")) {
            RETORT_TRY(MembershipFinding finding, membershipFrom(value));
            findings.membership.push_back(std::move(finding));
        }
        // Absent in audits before there were further passes.
        readList(document.value("passes", Json::array()), findings.passes, passFindingFrom);
        readList(document.value("slot_test", Json::array()), findings.slotTest, slotFindingFrom);
        readList(document.at("gates"), findings.gates, gateFrom);
        readList(document.at("verdicts"), findings.verdicts, verdictFrom);
        document.at("warnings").get_to(findings.warnings);
        document.at("not_shown").get_to(findings.notShown);
        if (document.contains("claims")) // absent in older audits
            readList(document.at("claims"), findings.claims, claimFrom);
        if (const auto selftest = document.find("selftest");
            selftest != document.end() && !selftest->is_null())
            findings.selftest = selftestFrom(*selftest);
        if (document.contains("specification_curve"))
            readList(document.at("specification_curve"), findings.specificationCurves, curveFrom);
        return findings;
    } catch (const Json::exception& error) {
        return fail(ErrorCode::InvalidInput, "the stored findings can't be read: {}", error.what());
    }
}

bool isPrimary(const AuditFacts& facts, const MembershipFinding& finding) {
    const auto tested = membership::testedAttack(finding.attack);
    return tested && tested->chosen.name == facts.primaryAttack && !isApart(finding) &&
           (tested->reference.empty() || finding.pValue);
}

bool isApart(const MembershipFinding& finding) {
    return finding.beyondAccess || finding.comparisonOnly;
}

std::string_view headlineWindow(const std::vector<std::string>& windows) {
    return std::find(windows.begin(), windows.end(), "stride") == windows.end() ? "first" : "stride";
}

std::string curveName(const std::string& model, const std::string& data, const std::string& attack) {
    return fmt::format("roc/{}/{}/{}", model, data, attack);
}

} // namespace retort::audit
