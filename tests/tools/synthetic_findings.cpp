// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/synthetic_findings.h"

#include "core/memorization/overlap.h"
#include "tests/tools/synthetic_membership.h"

#include <fmt/format.h>

#include <cmath>

namespace retort::test {
namespace {

using audit::Findings;

memorization::Verdict verdictOf(double value) {
    if (std::isnan(value))
        return memorization::Verdict::None;
    return value > 0.5 ? memorization::Verdict::Memorized : memorization::Verdict::NotMemorized;
}

Result<audit::OverlapFinding> overlapOf(const SyntheticData& data, const std::string& window) {
    const std::string column = window == "personal" ? "memorized_personal" : "memorized";
    std::array<std::vector<memorization::Verdict>, 3> verdicts;
    std::vector<std::uint64_t> clusters;
    for (std::size_t m = 0; m < 3; ++m)
        for (const double value : data.columns.at(kModels[m]).at(column))
            verdicts[m].push_back(verdictOf(value));
    for (const store::Record& record : data.records)
        clusters.push_back(record.cluster);
    RETORT_TRY(const memorization::Overlap counted,
               memorization::overlap(verdicts[0], verdicts[1], verdicts[2], clusters));
    audit::OverlapFinding overlap;
    overlap.data = data.name;
    overlap.window = window;
    overlap.records = counted.regions.records;
    overlap.regions = counted.regions;
    overlap.inherited = counted.regions.inherited();
    overlap.inheritedRate = counted.regions.inheritedRate();
    overlap.easy = counted.regions.easy();
    overlap.easyShare = counted.regions.easyShare();
    overlap.studentOnly = counted.regions.studentOnly();
    overlap.reduction.ratio = counted.reduction.ratio.ratio;
    overlap.reduction.infinite = counted.reduction.ratio.infinite;
    overlap.reduction.interval = {counted.reduction.ratio.lower, counted.reduction.ratio.upper};
    overlap.reduction.pValue = counted.reduction.pValue;
    overlap.reduction.adjustedPValue = std::min(1.0, counted.reduction.pValue * 2);
    return overlap;
}

audit::ExtractionFinding extractionOf(const SyntheticData& data, const std::string& model,
                                      const std::string& window) {
    audit::ExtractionFinding finding;
    finding.model = model;
    finding.data = data.name;
    finding.window = window;
    const bool personal = window == "personal";
    const auto& verdicts = data.columns.at(model).at(personal ? "memorized_personal" : "memorized");
    std::map<std::uint32_t, audit::CountOf> byRepeats;
    std::map<std::string, audit::CountOf> byType;
    static constexpr std::array kTypes{"email", "phone", "iban"};
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        if (std::isnan(verdicts[i]))
            continue;
        const std::uint64_t memorized = verdicts[i] > 0.5 ? 1 : 0;
        ++finding.records;
        finding.memorized += memorized;
        auto& repeats = byRepeats[data.records[i].repeats];
        repeats.name = std::to_string(data.records[i].repeats);
        ++repeats.records;
        repeats.memorized += memorized;
        auto& type = byType[kTypes[i % kTypes.size()]];
        type.name = kTypes[i % kTypes.size()];
        ++type.records;
        type.memorized += memorized;
    }
    finding.windowsTried = finding.records;
    finding.rechecked = finding.records / 400;
    finding.rate = finding.records > 0
                       ? static_cast<double>(finding.memorized) / static_cast<double>(finding.records)
                       : 0;
    for (const auto& [repeats, count] : byRepeats)
        finding.byRepeats.push_back(count);
    if (personal)
        for (const auto& [type, count] : byType)
            finding.byType.push_back(count);
    return finding;
}

audit::DataFinding dataFindingOf(const SyntheticData& data) {
    audit::DataFinding finding;
    finding.name = data.name;
    finding.seenBy = data.seenBy;
    finding.split = "random";
    finding.records = data.records.size();
    for (const store::Record& record : data.records) {
        if (record.excluded) {
            ++finding.excluded[*record.excluded];
            continue;
        }
        ++finding.scored;
        finding.clusters += record.cluster == record.ordinal ? 1 : 0;
        if (record.extractionExcluded)
            ++finding.extractionExcluded[*record.extractionExcluded];
    }
    return finding;
}

void addFacts(Findings& findings, const SyntheticSpec& spec) {
    findings.audit.title = "Support assistant v2";
    findings.audit.organisation = "Example Bank";
    findings.audit.auditor = "A. Auditor";
    findings.audit.access = "probabilities";
    findings.audit.audience = "public API";
    findings.audit.primaryAttack = "loss";
    findings.audit.version = "0.1.0";
    findings.audit.planHash = std::string(64, 'a');
    findings.audit.seed = spec.seed;
    findings.audit.prefixTokens = 50;
    findings.audit.suffixTokens = 50;
    findings.audit.maxTokens = 256;
    findings.audit.windows = {"first", "personal"};
    findings.audit.targetFpr = {0.001, 0.01, 0.05};
    findings.audit.criteria = {{"personal_details_extracted", 0}, {"extraction_rate", 0.0001}};
    double loss = 2.9;
    for (const std::string name : kModels) {
        audit::ModelFinding model;
        model.name = model.role = name;
        model.family = "gpt_neox";
        model.recipe = name == "base"      ? "pretrained"
                       : name == "student" ? "distilled 3 epochs"
                                           : "fine-tuned 3 epochs";
        model.parameters = name == "student" ? 1'900'000 : 3'400'000;
        model.vocabulary = 4096;
        model.contextLength = 256;
        model.weightsHash = std::string(64, name[0]);
        model.tokenizerHash = std::string(64, '0');
        model.precision = "f32";
        model.instructionSet = "avx2";
        model.threads = 2;
        model.heldOutLoss = loss += 0.04;
        findings.models.push_back(model);
    }
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    return fmt::format("{:.2f} %",
                       whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

const audit::ExtractionFinding* extractionFor(const Findings& findings, const char* window) {
    for (const auto& finding : findings.extraction)
        if (finding.model == "student" && finding.data == "private" && finding.window == window)
            return &finding;
    return nullptr;
}

void addVerdicts(Findings& findings) {
    const auto* first = extractionFor(findings, "first");
    const auto* personal = extractionFor(findings, "personal");
    const bool leaks = first->memorized > 0;
    findings.verdicts.push_back(
        {"extraction",
         leaks ? "leakage demonstrated" : "not demonstrated",
         fmt::format("The student repeats {} of {} private records word for word ({}).", first->memorized,
                     first->records, percent(first->memorized, first->records)),
         {fmt::format("{} of {} personal details tested came out of the student.", personal->memorized,
                      personal->records)},
         leaks ? "does not meet" : "meets"});
    const audit::OverlapFinding& overlap = findings.overlap.front();
    findings.verdicts.push_back(
        {"origin",
         overlap.inherited > 0 ? "leakage demonstrated" : "not demonstrated",
         fmt::format("{} records are in teacher and student, not in the comparison model (no cause proven).",
                     overlap.inherited),
         {fmt::format("{} records are memorized by teacher and comparison model: easy text.", overlap.easy)},
         std::nullopt});
    for (const char* kind : {"direct", "indirect"}) {
        for (const audit::MembershipFinding& finding : findings.membership) {
            if (finding.model != "student" || finding.kind != kind || finding.attack != "loss")
                continue;
            const bool found = finding.evaluation.aucInterval.lower > 0.5;
            const stats::OperatingPoint& point = finding.evaluation.operatingPoints[1];
            findings.verdicts.push_back(
                {std::string(kind) == "direct" ? "membership" : "indirect_membership",
                 found ? "leakage demonstrated" : "not demonstrated",
                 fmt::format(
                     "An outsider finds {:.1f} of 100 training records while wrongly naming at most 1 in 100 "
                     "others.",
                     100 * point.tpr),
                 {fmt::format("AUC {:.3f}, 95 % interval {:.3f} to {:.3f}.", finding.evaluation.auc,
                              finding.evaluation.aucInterval.lower, finding.evaluation.aucInterval.upper)},
                 std::nullopt});
        }
    }
}

void addGates(Findings& findings) {
    findings.gates = {
        {"power", "membership", "shared", "student", "passed", "smallest detectable AUC at most 0.55",
         Json{{"smallest_detectable_auc", 0.52}}, "An AUC of 0.52 or more would have been noticed."},
        {"duplicates", "membership", "shared", "student", "passed", "no cluster crosses the border",
         Json{{"crossing", 0}}, "No text stands in the training data and among the held-out records."},
        {"text_only", "membership", "shared", "student", "failed", "p > 0.05", Json{{"p_value", 0.03}},
         "The texts alone give away part of the difference (p 0.030); the attack still adds to it."},
        {"control", "extraction", "private", "student", "passed", "members minus non-members above 0",
         Json{{"difference", 0.04}}, "Held-out records came out less often than training records."}};
    findings.warnings = {"The comparison set holds 5,000 records: rates below 0.2 % are exploratory.",
                         "Six records of private are empty and were excluded."};
    findings.notShown = {"Not whether other prompts would bring out more.",
                         "Not what a model does after further training.",
                         "Not that a record which did not come out has left no trace."};
}

} // namespace

Result<SyntheticFindings> makeSyntheticFindings(const SyntheticSpec& spec,
                                                const std::vector<SyntheticData>& data) {
    SyntheticFindings result;
    Findings& findings = result.findings;
    addFacts(findings, spec);
    for (const SyntheticData& one : data) {
        findings.data.push_back(dataFindingOf(one));
        for (const char* model : kModels)
            for (const char* window : {"first", "personal"})
                findings.extraction.push_back(extractionOf(one, model, window));
        for (const char* window : {"first", "personal"}) {
            RETORT_TRY(audit::OverlapFinding overlap, overlapOf(one, window));
            findings.overlap.push_back(std::move(overlap));
        }
        if (!one.seenBy.empty())
            RETORT_CHECK(addMembership(result.findings, result.curves, data, one));
    }
    addVerdicts(findings);
    addGates(findings);
    return result;
}

} // namespace retort::test
