// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/prepare.h"

#include "core/audit/external_scores.h"
#include "core/audit/phrases.h"
#include "core/audit/roles.h"
#include "core/audit/sample.h"
#include "core/audit/tokenizer_notes.h"
#include "core/corpus/duplicates.h"
#include "core/membership/attack.h"

#include <algorithm>
#include <map>
#include <set>

namespace retort::audit {

namespace {

Result<PreparedModel> prepareModel(const ModelPlan& plan) {
    auto opened = checkpoint::openCheckpoint(plan.path, plan.adapter);
    if (!opened)
        return within(fmt::format("model \"{}\"", plan.name), opened.error());
    RETORT_TRY(const checkpoint::CheckpointFolders folders, checkpoint::findFolders(plan.path, plan.adapter));
    RETORT_TRY(checkpoint::Fingerprint fingerprint, checkpoint::fingerprint(folders));
    return PreparedModel{plan, std::move(*opened), std::move(fingerprint)};
}

// The distinct tokenizers of the models, that of `examined` first; models and plan learn which one is theirs.
Result<std::vector<PreparedTokenizer>> openTokenizers(std::vector<PreparedModel>& models,
                                                      std::string_view examined) {
    std::vector<PreparedTokenizer> tokenizers;
    const auto first = std::ranges::find(
        models, examined, [](const auto& model) -> const std::string& { return model.plan.name; });
    const auto open = [&](PreparedModel& model) -> Status {
        RETORT_TRY(tokenizer::Tokenizer own, tokenizer::Tokenizer::load(model.checkpoint.tokenizer));
        if (own.vocabularySize() > model.checkpoint.config.vocabulary)
            return fail(
                ErrorCode::InvalidInput,
                "{}: the tokenizer has ids up to {}, the model's vocabulary ends at {}; the checkpoint holds "
                "files of two different models",
                model.plan.path.string(), own.vocabularySize() - 1, model.checkpoint.config.vocabulary - 1);
        const auto known = std::ranges::find_if(tokenizers, [&](const PreparedTokenizer& other) {
            return other.tokenizer.fingerprint() == own.fingerprint();
        });
        if (known != tokenizers.end()) {
            model.plan.tokenizer = known->name;
            return {};
        }
        model.plan.tokenizer = tokenizers.empty() ? std::string() : toHex(own.fingerprint());
        tokenizers.push_back({model.plan.tokenizer, std::move(own), {}});
        return {};
    };
    RETORT_CHECK(open(*first));
    for (PreparedModel& model : models)
        RETORT_CHECK(open(model));
    return tokenizers;
}

Result<std::int64_t> commonMaxTokens(const Plan& plan, const std::vector<PreparedModel>& models) {
    const auto smallest = std::min_element(models.begin(), models.end(), [](const auto& a, const auto& b) {
        return a.checkpoint.config.contextLength < b.checkpoint.config.contextLength;
    });
    const std::int64_t context = smallest->checkpoint.config.contextLength;
    if (plan.maxTokens > context)
        return fail(ErrorCode::Usage, "{}: extraction.max_tokens is {}, but {} reads no more than {} tokens",
                    plan.file.string(), plan.maxTokens, smallest->plan.path.string(), context);
    return plan.maxTokens > 0 ? plan.maxTokens : context;
}

// Texts are given to records that came as token ids by the first tokenizer, whose ids they are; the others
// cut these texts.
Result<Tokenization> tokenizeSet(const PreparedTokenizer& tokenizer, std::vector<corpus::Record>& records,
                                 const std::vector<std::string>& leftOut, const Plan& plan,
                                 std::uint32_t maxTokens) {
    Tokenization tokens;
    tokens.tokenizer = tokenizer.name;
    tokens.records.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        corpus::TokenizedRecord& made = tokens.records.emplace_back();
        if (tokenizer.name.empty()) {
            corpus::giveText(tokenizer.tokenizer, records[i]);
            made = corpus::tokenizeRecord(tokenizer.tokenizer, records[i], maxTokens);
        } else if (leftOut[i].empty()) {
            made = corpus::tokenizeText(tokenizer.tokenizer, records[i].text, records[i].responseBegin,
                                        maxTokens);
        }
        if (!leftOut[i].empty())
            made.excluded = leftOut[i];
    }
    RETORT_CHECK(layWindows(tokens, records, plan));
    return tokens;
}

Result<PreparedData> prepareData(const DataPlan& dataPlan, const PreparedAudit& audit) {
    const Plan& plan = audit.plan;
    RETORT_TRY(const corpus::DataSource source, dataSourceOf(dataPlan));
    auto read = corpus::readRecords(source);
    if (!read)
        return within(fmt::format("data set \"{}\"", dataPlan.name), read.error());
    PreparedData data;
    data.plan = dataPlan;
    data.records = std::move(read->records);
    data.summary = std::move(read->summary);
    std::vector<std::string> leftOut(data.records.size());
    for (const std::size_t left : leftOutOfSample(data.records, plan.sample, plan.seed))
        leftOut[left] = "not in the sample";
    for (const PreparedTokenizer& tokenizer : audit.tokenizers) {
        RETORT_TRY(Tokenization tokens, tokenizeSet(tokenizer, data.records, leftOut, plan,
                                                    static_cast<std::uint32_t>(audit.maxTokens)));
        data.tokenizations.push_back(std::move(tokens));
        for (std::size_t i = 0; i < leftOut.size(); ++i)
            leftOut[i] = data.excluded(i);
    }
    return data;
}

void numberClusters(std::vector<PreparedData>& sets) {
    std::vector<std::string_view> texts;
    for (const PreparedData& data : sets) {
        for (const corpus::Record& record : data.records)
            texts.emplace_back(record.text);
    }
    const std::vector<std::uint32_t> clusters = corpus::duplicateClusters(texts);
    std::size_t next = 0;
    for (PreparedData& data : sets) {
        data.clusters.assign(clusters.begin() + static_cast<std::ptrdiff_t>(next),
                             clusters.begin() + static_cast<std::ptrdiff_t>(next + data.records.size()));
        next += data.records.size();
    }
}

Status countFrequencies(PreparedAudit& audit, const LogLine& log) {
    const Plan& plan = audit.plan;
    const bool needed = std::ranges::any_of(plan.attacks, [](const std::string& name) {
        const auto attack = membership::chooseAttack(name);
        return attack && attack->attack->needsFrequencies;
    });
    if (!needed)
        return {};
    log("counting the tokens of the frequency corpus");
    corpus::DataSource source;
    source.paths = plan.frequencyCorpus;
    for (PreparedTokenizer& tokenizer : audit.tokenizers) {
        const bool tested = std::ranges::any_of(plan.models, [&](const ModelPlan& model) {
            return model.tokenizer == tokenizer.name && isTested(plan, model);
        });
        if (!tested)
            continue;
        auto counted = corpus::tokenFrequencies(tokenizer.tokenizer, source);
        if (!counted)
            return within("frequency_corpus", counted.error());
        tokenizer.frequencies = std::move(*counted);
    }
    const corpus::ReadSummary& read = audit.tokenizers.front().frequencies.source;
    for (const std::string& warning : read.warnings)
        audit.warnings.push_back(fmt::format("frequency_corpus: {}", warning));
    if (!read.excluded.empty())
        audit.warnings.push_back(fmt::format(
            "frequency_corpus: {} rows hold nothing to count and are left out.", read.excluded.size()));
    return {};
}

void warnOfImplausibleRoles(PreparedAudit& audit) {
    const auto parameters = [&](std::string_view name) -> std::int64_t {
        const PreparedModel* model = audit.model(name);
        return model ? checkpoint::parameterCount(model->checkpoint.config) : 0;
    };
    const std::int64_t teacher = parameters("teacher");
    const std::int64_t student = parameters("student");
    const std::int64_t baseline = parameters("baseline");
    const auto count = [](std::int64_t number) { return countText(static_cast<std::uint64_t>(number)); };
    if (teacher > 0 && student > teacher)
        audit.warnings.push_back(
            phrase("warning.student_larger", {{"student", count(student)}, {"teacher", count(teacher)}}));
    if (baseline > 0 && student > 0 && baseline != student)
        audit.warnings.push_back(
            phrase("warning.sizes_differ", {{"baseline", count(baseline)}, {"student", count(student)}}));
    std::map<std::string, std::string> owners;
    for (const PreparedModel& model : audit.models) {
        const auto [other, isNew] = owners.emplace(model.fingerprint.weights, model.plan.name);
        if (!isNew)
            audit.warnings.push_back(
                phrase("warning.same_weights", {{"first", other->second}, {"second", model.plan.name}}));
        for (const std::string& warning : model.checkpoint.warnings)
            audit.warnings.push_back(fmt::format("{}: {}", model.plan.name, warning));
    }
}

} // namespace

Result<corpus::DataSource> dataSourceOf(const DataPlan& plan) {
    corpus::DataSource source;
    source.paths = plan.paths;
    source.textField = plan.textField;
    source.idField = plan.idField;
    source.groupField = plan.groupField;
    source.subjectField = plan.subjectField;
    source.repeatsField = plan.repeatsField;
    for (const auto& [type, field] : plan.personalFields)
        source.personalFields.push_back({type, field});
    source.idOptional = !plan.idNamed;
    source.promptField = plan.promptField;
    source.contextField = plan.contextField;
    source.responseField = plan.responseField;
    if (plan.templateText.empty()) {
        RETORT_TRY(source.promptTemplate, corpus::promptTemplateFromName(plan.templateName));
    } else {
        RETORT_TRY(source.promptTemplate, corpus::promptTemplateFromText(plan.templateText));
    }
    RETORT_TRY(source.textRows, corpus::textRowsFromName(plan.rows));
    RETORT_TRY(source.tokenType, corpus::tokenFileTypeFromName(plan.tokenType));
    source.rowTokens = plan.rowTokens;
    if (plan.endToken >= 0)
        source.endToken = static_cast<std::int32_t>(plan.endToken);
    source.allowedMalformed = plan.allowMalformed;
    return source;
}

std::vector<store::Record> PreparedData::storeRecords() const {
    std::vector<store::Record> rows;
    rows.reserve(records.size() + summary.excluded.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        const corpus::Record& record = records[i];
        store::Record row;
        row.ordinal = i;
        row.id = record.id;
        row.group = record.group.value_or("");
        row.repeats = static_cast<std::uint32_t>(record.repeats);
        row.cluster = clusters[i];
        row.path = record.path.string();
        row.line = record.line;
        row.byteOffset = record.byteOffset;
        row.byteLength = record.byteLength;
        row.tokens = tokens().records[i].scoredTokens();
        row.truncated = tokens().records[i].truncated;
        row.zlibBytes = tokens().records[i].zlibBytes;
        if (!excluded(i).empty())
            row.excluded = excluded(i);
        else if (!tokens().extractionExcluded[i].empty())
            row.extractionExcluded = tokens().extractionExcluded[i];
        row.text = record.text;
        if (!record.subjects.empty())
            row.subject = fmt::format("{}", fmt::join(record.subjects, "; "));
        rows.push_back(std::move(row));
    }
    for (const corpus::ExcludedRow& lost : summary.excluded) {
        store::Record row;
        row.ordinal = rows.size();
        row.id = lost.id;
        // Unreadable rows duplicate nothing: numbers of their own, beyond those of the texts.
        row.cluster = UINT32_MAX + rows.size();
        row.path = lost.path.string();
        row.line = lost.line;
        row.excluded = lost.reason;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<double> PreparedData::column(const Tokenization& tokens,
                                         double (*value)(const corpus::TokenizedRecord&)) const {
    std::vector<double> values;
    for (const corpus::TokenizedRecord& record : tokens.records)
        values.push_back(value(record));
    values.resize(records.size() + summary.excluded.size());
    return values;
}

const Tokenization& PreparedData::tokens(const ModelPlan& model) const {
    return *std::ranges::find(tokenizations, model.tokenizer, &Tokenization::tokenizer);
}

std::size_t PreparedData::scored() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(tokens().records, &std::string::empty, &corpus::TokenizedRecord::excluded));
}

const PreparedModel* PreparedAudit::model(std::string_view name) const {
    const auto found = std::find_if(models.begin(), models.end(),
                                    [&](const PreparedModel& m) { return m.plan.name == name; });
    return found == models.end() ? nullptr : &*found;
}

const PreparedTokenizer& PreparedAudit::tokenizer(const ModelPlan& model) const {
    return *std::ranges::find(tokenizers, model.tokenizer, &PreparedTokenizer::name);
}

std::uint64_t PreparedAudit::predictedTokens(const ModelPlan& model) const {
    std::uint64_t total = 0;
    for (const PreparedData& set : data)
        total += set.tokens(model).predictedTokens();
    return total;
}

Result<PreparedAudit> prepare(const Plan& plan, const LogLine& log) {
    RETORT_CHECK(checkScoreFiles(plan));
    std::vector<PreparedModel> models;
    for (const ModelPlan& model : plan.models) {
        log(fmt::format("opening {} ({})", model.name, model.path.string()));
        RETORT_TRY(PreparedModel prepared, prepareModel(model));
        models.push_back(std::move(prepared));
    }
    RETORT_TRY(std::vector<PreparedTokenizer> tokenizers, openTokenizers(models, examinedModel(plan)));
    RETORT_TRY(const std::int64_t maxTokens, commonMaxTokens(plan, models));
    PreparedAudit audit{plan, std::move(models), std::move(tokenizers), maxTokens, {}, {}};
    for (std::size_t i = 0; i < audit.models.size(); ++i)
        audit.plan.models[i].tokenizer = audit.models[i].plan.tokenizer;
    for (const DataPlan& data : plan.data) {
        log(fmt::format("reading data set {}", data.name));
        RETORT_TRY(PreparedData prepared, prepareData(data, audit));
        for (const std::string& warning : prepared.summary.warnings)
            audit.warnings.push_back(fmt::format("data set {}: {}", data.name, warning));
        audit.data.push_back(std::move(prepared));
    }
    if (plan.memoryLimit != "0")
        audit.warnings.push_back(phrase("warning.no_memory_limit"));
    RETORT_CHECK(countFrequencies(audit, log));
    log("looking for duplicates");
    numberClusters(audit.data);
    warnOfImplausibleRoles(audit);
    for (std::string& note : tokenizerNotes(audit.plan))
        audit.warnings.push_back(std::move(note));
    return audit;
}

} // namespace retort::audit
