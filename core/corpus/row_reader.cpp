// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/row_reader.h"

#include <fmt/format.h>

#include <optional>

namespace retort::corpus {

namespace {

// None when the member is absent or null.
std::optional<simdjson::dom::element> member(const simdjson::dom::object& row, const std::string& key) {
    simdjson::dom::element value;
    if (key.empty() || row.at_key(key).get(value) != simdjson::SUCCESS || value.is_null())
        return std::nullopt;
    return value;
}

// Labels may be texts or whole numbers; a number is spelled in decimal.
std::optional<std::string> label(const simdjson::dom::element& value) {
    std::string_view text;
    std::int64_t number = 0;
    std::uint64_t large = 0;
    if (value.get(text) == simdjson::SUCCESS)
        return std::string(text);
    if (value.get(number) == simdjson::SUCCESS)
        return std::to_string(number);
    if (value.get(large) == simdjson::SUCCESS)
        return std::to_string(large);
    return std::nullopt;
}

std::string missing(const std::string& key) {
    return fmt::format("no field \"{}\"", key);
}

// The text of a field; `problem` is set when the row has none.
std::string textOf(const simdjson::dom::object& row, const std::string& key, std::string& problem) {
    const auto value = member(row, key);
    std::string_view text;
    if (!value)
        problem = missing(key);
    else if (value->get(text) != simdjson::SUCCESS)
        problem = fmt::format("field \"{}\" is not a text", key);
    return std::string(text);
}

std::string promptText(PromptTemplate form, std::string_view prompt, std::string_view context) {
    if (form == PromptTemplate::None)
        return fmt::format("{}{}", prompt, context);
    if (context.empty())
        return fmt::format(
            "Below is an instruction that describes a task. Write a response that appropriately "
            "completes the request.\n\n### Instruction:\n{}\n\n### Response:\n",
            prompt);
    return fmt::format(
        "Below is an instruction that describes a task, paired with an input that provides further "
        "context. Write a response that appropriately completes the request.\n\n"
        "### Instruction:\n{}\n\n### Input:\n{}\n\n### Response:\n",
        prompt, context);
}

} // namespace

RowOutcome RowReader::read(std::string_view row) {
    RowOutcome outcome;
    simdjson::dom::element element;
    simdjson::dom::object object;
    const auto error = m_parser.parse(row.data(), row.size()).get(element);
    if (error == simdjson::UTF8_ERROR)
        outcome.problem = "not UTF-8";
    else if (error != simdjson::SUCCESS)
        outcome.problem = "not JSON";
    else if (element.get(object) != simdjson::SUCCESS)
        outcome.problem = "not a JSON object";
    outcome.malformed = !outcome.problem.empty();
    if (outcome.malformed)
        return outcome;
    Record& record = outcome.record;
    outcome.problem = readLabels(object, record);
    if (outcome.problem.empty())
        outcome.problem = readRepeats(object, record);
    if (outcome.problem.empty())
        outcome.problem = readText(object, record);
    outcome.malformed = !outcome.problem.empty();
    if (!outcome.malformed && record.text.size() == record.responseBegin)
        outcome.problem = record.text.empty() ? "empty" : "empty response";
    return outcome;
}

std::string RowReader::readText(const simdjson::dom::object& row, Record& record) const {
    std::string problem;
    if (m_source.responseField.empty()) {
        record.text = textOf(row, m_source.textField, problem);
        return problem;
    }
    const std::string prompt = textOf(row, m_source.promptField, problem);
    std::string context;
    if (problem.empty() && member(row, m_source.contextField))
        context = textOf(row, m_source.contextField, problem);
    if (!problem.empty())
        return problem;
    const std::string response = textOf(row, m_source.responseField, problem);
    record.text = promptText(m_source.promptTemplate, prompt, context);
    record.responseBegin = record.text.size();
    record.text += response;
    return problem;
}

std::string RowReader::readLabels(const simdjson::dom::object& row, Record& record) const {
    if (!m_source.idField.empty()) {
        const auto value = member(row, m_source.idField);
        if (!value)
            return missing(m_source.idField);
        const auto id = label(*value);
        if (!id || id->empty())
            return fmt::format("field \"{}\" is neither a text nor a whole number", m_source.idField);
        record.id = *id;
    }
    if (const auto value = member(row, m_source.groupField)) {
        record.group = label(*value);
        if (!record.group)
            return fmt::format("field \"{}\" is neither a text nor a whole number", m_source.groupField);
    }
    const auto subject = member(row, m_source.subjectField);
    if (!subject)
        return {};
    simdjson::dom::array list;
    if (subject->get(list) != simdjson::SUCCESS) {
        const auto name = label(*subject);
        if (!name)
            return fmt::format("field \"{}\" is neither a text nor a list of texts", m_source.subjectField);
        record.subjects.push_back(*name);
        return {};
    }
    for (const simdjson::dom::element item : list) {
        const auto name = label(item);
        if (!name)
            return fmt::format("field \"{}\" is neither a text nor a list of texts", m_source.subjectField);
        record.subjects.push_back(*name);
    }
    return {};
}

std::string RowReader::readRepeats(const simdjson::dom::object& row, Record& record) const {
    if (m_source.repeatsField.empty())
        return {};
    const auto value = member(row, m_source.repeatsField);
    if (!value)
        return missing(m_source.repeatsField);
    std::int64_t repeats = 0;
    if (value->get(repeats) != simdjson::SUCCESS || repeats < 1)
        return fmt::format("field \"{}\" is not a whole number of at least 1", m_source.repeatsField);
    record.repeats = static_cast<std::uint64_t>(repeats);
    return {};
}

} // namespace retort::corpus
