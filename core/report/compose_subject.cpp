// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was audited: models, data, the release.
#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>

namespace retort::report {
namespace {

const audit::ModelFinding& modelNamed(const audit::Findings& findings, const std::string& name) {
    return *std::find_if(findings.models.begin(), findings.models.end(),
                         [&name](const audit::ModelFinding& model) { return model.name == name; });
}

std::uint64_t sum(const std::map<std::string, std::uint64_t>& counts) {
    std::uint64_t total = 0;
    for (const auto& [reason, number] : counts)
        total += number;
    return total;
}

Table exclusions(const audit::Findings& findings) {
    Table table{"table-exclusions",
                "Exclusions by reason",
                {{"Data set", false}, {"Excluded from", false}, {"Reason", false}, {"Records", true}},
                {},
                ""};
    for (const audit::DataFinding& data : findings.data) {
        for (const auto& [reason, number] : data.excluded)
            table.rows.push_back({data.name, "everything", underscoresToSpaces(reason), count(number)});
        for (const auto& [reason, number] : data.extractionExcluded)
            table.rows.push_back({data.name, "extraction only", underscoresToSpaces(reason), count(number)});
    }
    return table;
}

Table whoSawWhat(const audit::Findings& findings) {
    const std::vector<std::string> models = modelOrder(findings);
    Table table{"table-seen-by", "Who was trained on what, as declared", {{"Data set", false}}, {}, ""};
    for (const std::string& model : models)
        table.columns.push_back({modelWords(model), false});
    table.columns.push_back({"Split", false});
    for (const audit::DataFinding& data : findings.data) {
        std::vector<Text> row{data.name};
        for (const std::string& model : models) {
            const bool saw = std::find(data.seenBy.begin(), data.seenBy.end(), model) != data.seenBy.end();
            row.emplace_back(saw ? "trained on it" : kAbsent);
        }
        row.emplace_back(data.split);
        table.rows.push_back(std::move(row));
    }
    table.note =
        "Split: how the data set was divided from the held-out one. Only a random split rules out that time "
        "or source alone tells them apart; the text-only check tests for it.";
    return table;
}

} // namespace

Section composeSubject(const Source& source) {
    Section section{"subject", "Subject of the audit", "", false, {}};
    const auto has = [&source](const char* name) {
        return std::any_of(source.findings.models.begin(), source.findings.models.end(),
                           [name](const audit::ModelFinding& model) { return model.name == name; });
    };
    const bool all = has("teacher") && has("baseline") && has("student");
    section.blocks.emplace_back(
        Paragraph{all ? phrases::kSubjectLead : phrases::kSubjectLeadPartial, ParagraphStyle::Lead});
    Table table{
        "table-models",
        "Models",
        {{"Model", false},
         {"Role", false},
         {"Family", false},
         {"Parameters", true},
         {"Vocabulary", true},
         {"Context", true},
         {"Precision", false},
         {"Held-out loss", true}},
        {},
        "Held-out loss: mean over the records nobody saw, in nats per token; lower is a better model."};
    const std::vector<std::string> order = modelOrder(source.findings);
    for (const std::string& name : order) {
        const audit::ModelFinding& model = modelNamed(source.findings, name);
        table.rows.push_back(
            {modelWords(name), modelWords(model.role), model.family, parameters(model.parameters),
             count(static_cast<std::uint64_t>(std::max<std::int64_t>(model.vocabulary, 0))),
             count(static_cast<std::uint64_t>(std::max<std::int64_t>(model.contextLength, 0))),
             model.precision, decimals(model.heldOutLoss, 3)});
    }
    section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(Heading{"recipes", "Recipes and hashes"});
    for (const std::string& name : order) {
        const audit::ModelFinding& model = modelNamed(source.findings, name);
        KeyValues values;
        values.rows.emplace_back("Model", Text().addStrong(modelWords(name)));
        values.rows.emplace_back("Recipe", model.recipe.empty() ? phrases::kNotSupplied : model.recipe);
        values.rows.emplace_back("Weights (SHA-256)", model.weightsHash);
        values.rows.emplace_back("Tokenizer (SHA-256)",
                                 model.tokenizerHash +
                                     (model.otherTokenizer ? "; another than the examined model's" : ""));
        section.blocks.emplace_back(std::move(values));
    }
    section.blocks.emplace_back(Paragraph{phrases::kLicenceNotSupplied, ParagraphStyle::Note});
    return section;
}

Section composeData(const Source& source) {
    const audit::Findings& findings = source.findings;
    Section section{"data", "Data, and who saw what", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kDataLead, ParagraphStyle::Lead});
    Table table{"table-data",
                "Records in = records scored + records excluded",
                {{"Data set", false},
                 {"Records in", true},
                 {"Scored", true},
                 {"Excluded", true},
                 {"Too short to extract", true},
                 {"Distinct texts", true},
                 {"Cut at the limit", true}},
                {},
                ""};
    table.note =
        fmt::format("Records are cut at {} tokens. \"Too short to extract\" counts scored records without a "
                    "window of first tokens; they still count for membership.",
                    count(static_cast<std::uint64_t>(std::max<std::int64_t>(findings.audit.maxTokens, 0))));
    for (const audit::DataFinding& data : findings.data)
        table.rows.push_back({data.name, count(data.records), count(data.scored), count(sum(data.excluded)),
                              count(sum(data.extractionExcluded)), count(data.clusters),
                              count(data.truncated)});
    section.blocks.emplace_back(std::move(table));
    Table reasons = exclusions(findings);
    if (reasons.rows.empty())
        section.blocks.emplace_back(Paragraph{phrases::kNoExclusions, ParagraphStyle::Body});
    else
        section.blocks.emplace_back(std::move(reasons));
    section.blocks.emplace_back(Heading{"seen-by", "Who saw what"});
    section.blocks.emplace_back(Paragraph{phrases::kSeenByLead, ParagraphStyle::Body});
    section.blocks.emplace_back(whoSawWhat(findings));
    if (!source.facts.dataFingerprints.empty()) {
        section.blocks.emplace_back(Heading{"data-hashes", "Hashes of the data files"});
        KeyValues hashes;
        for (const auto& [name, fingerprint] : source.facts.dataFingerprints)
            hashes.rows.emplace_back(name, fingerprint);
        section.blocks.emplace_back(std::move(hashes));
    }
    section.blocks.emplace_back(Paragraph{phrases::kDataNotSupplied, ParagraphStyle::Note});
    return section;
}

Section composeRelease(const Source& source) {
    const std::string& access = source.findings.audit.access;
    Section section{"release", "Release context", "", false, {}};
    section.blocks.emplace_back(Paragraph{phrases::kReleaseLead, ParagraphStyle::Lead});
    KeyValues values;
    values.rows.emplace_back("Access given", access.empty() ? phrases::kNotNamed : access);
    values.rows.emplace_back("Audience", source.findings.audit.audience.empty()
                                             ? phrases::kNotNamed
                                             : source.findings.audit.audience);
    section.blocks.emplace_back(std::move(values));
    const bool numbers = access == "probabilities" || access == "weights";
    const char* possible = "possible";
    const char* impossible = "not with this access";
    section.blocks.emplace_back(
        Table{"table-access",
              "What the declared access makes possible",
              {{"Attack", false}, {"Needs", false}, {"With this release", false}},
              {{"Extraction with a known beginning", "generated text", possible},
               {"Membership by loss, zlib ratio, Min-K%, reference", "probabilities of given tokens",
                numbers ? possible : impossible},
               {"Membership by Min-K%++", "the whole distribution over the vocabulary",
                access == "weights" ? possible
                : numbers           ? "possible if all probabilities are returned"
                                    : impossible},
               {"Attacks on weights or gradients", "the weights",
                access == "weights" ? "possible; not tested here" : impossible}},
              "An attacker is assumed to hold the beginning of a record (extraction) or the whole record "
              "(membership), and to ask as often as the audit did. Limits on queries or filters on answers "
              "were not part "
              "of the test."});
    return section;
}

} // namespace retort::report
