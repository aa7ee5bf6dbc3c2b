// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/prepare.h"

#include "core/audit/external_scores.h"
#include "core/audit/phrases.h"
#include "core/audit/sample.h"
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

// The one tokenizer of all models; a model with another one is refused by name.
Result<tokenizer::Tokenizer> commonTokenizer(const std::vector<PreparedModel>& models) {
    RETORT_TRY(tokenizer::Tokenizer common, tokenizer::Tokenizer::load(models.front().checkpoint.tokenizer));
    for (const PreparedModel& model : models) {
        RETORT_TRY(const tokenizer::Tokenizer own, tokenizer::Tokenizer::load(model.checkpoint.tokenizer));
        if (own.fingerprint() != common.fingerprint())
            return fail(
                ErrorCode::Unsupported,
                "{}: the tokenizer differs from that of {}; this version compares models that share one "
                "tokenizer, so leave one of the two out of the plan",
                model.plan.path.string(), models.front().plan.path.string());
        if (own.vocabularySize() > model.checkpoint.config.vocabulary)
            return fail(
                ErrorCode::InvalidInput,
                "{}: the tokenizer has ids up to {}, the model's vocabulary ends at {}; the checkpoint holds "
                "files of two different models",
                model.plan.path.string(), own.vocabularySize() - 1, model.checkpoint.config.vocabulary - 1);
    }
    return common;
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

store::WindowKind storedKind(corpus::WindowKind kind) {
    switch (kind) {
    case corpus::WindowKind::First:
        return store::WindowKind::First;
    case corpus::WindowKind::Stride:
        return store::WindowKind::Stride;
    case corpus::WindowKind::Personal:
        break;
    }
    return store::WindowKind::Personal;
}

Status layWindows(PreparedData& data, const Plan& plan) {
    RETORT_TRY(const corpus::PersonalPatterns patterns, personalPatterns(plan));
    const auto wants = [&](std::string_view kind) {
        return std::find(plan.windows.begin(), plan.windows.end(), kind) != plan.windows.end();
    };
    const auto prefix = static_cast<std::uint32_t>(plan.prefixTokens);
    const auto suffix = static_cast<std::uint32_t>(plan.suffixTokens);
    const auto stride = static_cast<std::uint32_t>(plan.strideTokens);
    const auto add = [&](std::size_t record, const corpus::Window& window) {
        store::Window stored;
        stored.record = record;
        stored.kind = storedKind(window.kind);
        stored.type = window.type;
        stored.prefixBegin = window.prefixBegin;
        stored.suffixBegin = window.suffixBegin;
        stored.suffixEnd = window.suffixEnd;
        // A window that begins with the record sees what the record's own pass sees.
        if (window.prefixBegin > 0) {
            stored.sequence = static_cast<std::int64_t>(data.sequenceWindows.size());
            data.sequenceWindows.push_back(data.windows.size());
        }
        data.windows.push_back(std::move(stored));
    };
    data.extractionExcluded.resize(data.records.size());
    for (std::size_t i = 0; i < data.records.size(); ++i) {
        if (!data.excluded[i].empty())
            continue;
        const auto first = corpus::firstWindow(data.tokenized[i], prefix, suffix);
        if (!first && (wants("first") || wants("stride")))
            data.extractionExcluded[i] = "too short for the window";
        if (first && wants("first"))
            add(i, *first);
        if (wants("stride")) {
            for (const corpus::Window& window :
                 corpus::strideWindows(data.tokenized[i], prefix, suffix, stride))
                add(i, window);
        }
        if (wants("personal")) {
            const corpus::Record& record = data.records[i];
            const auto personal = corpus::personalWindows(data.tokenized[i], record.text,
                                                          personalValues(record), patterns, prefix);
            if (!personal)
                return within(fmt::format("{}:{}", record.path.string(), record.line), personal.error());
            for (const corpus::Window& window : *personal)
                add(i, window);
        }
    }
    return {};
}

Result<PreparedData> prepareData(const DataPlan& dataPlan, const Plan& plan,
                                 const tokenizer::Tokenizer& tokenizer, std::int64_t maxTokens) {
    RETORT_TRY(const corpus::DataSource source, dataSourceOf(dataPlan));
    auto read = corpus::readRecords(source);
    if (!read)
        return within(fmt::format("data set \"{}\"", dataPlan.name), read.error());
    PreparedData data;
    data.plan = dataPlan;
    data.records = std::move(read->records);
    data.summary = std::move(read->summary);
    data.excluded.resize(data.records.size());
    for (const std::size_t left : leftOutOfSample(data.records, plan.sample, plan.seed))
        data.excluded[left] = "not in the sample";
    data.tokenized.reserve(data.records.size());
    for (std::size_t i = 0; i < data.records.size(); ++i) {
        corpus::giveText(tokenizer, data.records[i]);
        data.tokenized.push_back(
            corpus::tokenizeRecord(tokenizer, data.records[i], static_cast<std::uint32_t>(maxTokens)));
        if (data.excluded[i].empty())
            data.excluded[i] = data.tokenized[i].excluded;
    }
    RETORT_CHECK(layWindows(data, plan));
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
    auto counted = corpus::tokenFrequencies(audit.tokenizer, source);
    if (!counted)
        return within("frequency_corpus", counted.error());
    audit.frequencies = std::move(*counted);
    for (const std::string& warning : audit.frequencies.source.warnings)
        audit.warnings.push_back(fmt::format("frequency_corpus: {}", warning));
    if (const std::size_t excluded = audit.frequencies.source.excluded.size(); excluded > 0)
        audit.warnings.push_back(
            fmt::format("frequency_corpus: {} rows hold nothing to count and are left out.", excluded));
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

std::vector<corpus::PersonalValue> personalValues(const corpus::Record& record) {
    std::vector<corpus::PersonalValue> values;
    for (const std::string& subject : record.subjects)
        values.push_back({std::string(corpus::kName), subject});
    values.insert(values.end(), record.personal.begin(), record.personal.end());
    return values;
}

Result<corpus::PersonalPatterns> personalPatterns(const Plan& plan) {
    corpus::PersonalPatterns patterns;
    for (const auto& [type, pattern] : plan.personalPatterns)
        RETORT_CHECK(patterns.add(type, pattern));
    return patterns;
}

scores::PassRow recordRow(const corpus::TokenizedRecord& tokens) {
    scores::PassRow row;
    row.ids = tokens.added;
    row.ids.insert(row.ids.end(), tokens.ids.begin(), tokens.ids.end());
    row.firstPredicted = static_cast<std::uint32_t>(tokens.added.size()) + tokens.firstPredicted();
    return row;
}

scores::PassRow PreparedData::recordRow(std::size_t record) const {
    if (!excluded[record].empty())
        return {{0}, 1}; // keeps rows and records aligned; nothing of it is predicted
    return audit::recordRow(tokenized[record]);
}

scores::PassRow PreparedData::windowRow(const store::Window& window) const {
    const corpus::TokenizedRecord& tokens = tokenized[window.record];
    corpus::Window shape;
    shape.prefixBegin = window.prefixBegin;
    shape.suffixBegin = window.suffixBegin;
    shape.suffixEnd = window.suffixEnd;
    scores::PassRow row;
    row.ids = corpus::windowIds(tokens, shape);
    row.firstPredicted = static_cast<std::uint32_t>(row.ids.size()) - shape.suffixTokens();
    return row;
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
        row.tokens = tokenized[i].scoredTokens();
        row.truncated = tokenized[i].truncated;
        row.zlibBytes = tokenized[i].zlibBytes;
        if (!excluded[i].empty())
            row.excluded = excluded[i];
        else if (!extractionExcluded[i].empty())
            row.extractionExcluded = extractionExcluded[i];
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

std::vector<double> PreparedData::promptTokens() const {
    if (plan.responseField.empty())
        return {};
    std::vector<double> counts;
    for (const corpus::TokenizedRecord& record : tokenized)
        counts.push_back(record.firstScored);
    counts.resize(records.size() + summary.excluded.size());
    return counts;
}

std::size_t PreparedData::scored() const {
    return static_cast<std::size_t>(std::count_if(excluded.begin(), excluded.end(),
                                                  [](const std::string& reason) { return reason.empty(); }));
}

const PreparedModel* PreparedAudit::model(std::string_view name) const {
    const auto found = std::find_if(models.begin(), models.end(),
                                    [&](const PreparedModel& m) { return m.plan.name == name; });
    return found == models.end() ? nullptr : &*found;
}

std::uint64_t PreparedAudit::predictedTokens() const {
    std::uint64_t total = 0;
    for (const PreparedData& set : data) {
        for (std::size_t i = 0; i < set.records.size(); ++i) {
            if (set.excluded[i].empty())
                total += set.tokenized[i].ids.size();
        }
        for (const std::size_t i : set.sequenceWindows)
            total += set.windows[i].suffixEnd - set.windows[i].prefixBegin;
    }
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
    RETORT_TRY(tokenizer::Tokenizer tokenizer, commonTokenizer(models));
    RETORT_TRY(const std::int64_t maxTokens, commonMaxTokens(plan, models));
    PreparedAudit audit{plan, std::move(models), std::move(tokenizer), maxTokens, {}, {}, {}};
    for (const DataPlan& data : plan.data) {
        log(fmt::format("reading data set {}", data.name));
        RETORT_TRY(PreparedData prepared, prepareData(data, plan, audit.tokenizer, maxTokens));
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
    return audit;
}

} // namespace retort::audit
