// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/row_reader.h"

#include <simdjson.h>

#include <charconv>

namespace retort::corpus {

namespace {

using columns::Field;

constexpr std::string_view kNotUtf8 = "not UTF-8";

bool isUtf8(std::string_view text) {
    return simdjson::validate_utf8(text.data(), text.size());
}

bool isAbsent(const Field& field) {
    const auto* cell = std::get_if<columns::Untyped>(&field);
    return std::holds_alternative<columns::Absent>(field) || (cell != nullptr && cell->text.empty());
}

std::optional<std::string_view> textIn(const Field& field) {
    if (const auto* text = std::get_if<std::string_view>(&field))
        return *text;
    if (const auto* cell = std::get_if<columns::Untyped>(&field))
        return cell->text;
    return std::nullopt;
}

// Labels may be texts or whole numbers; a number is spelled in decimal.
std::optional<std::string> labelIn(const Field& field) {
    if (const auto text = textIn(field))
        return std::string(*text);
    if (const auto* number = std::get_if<columns::WholeNumber>(&field))
        return number->digits;
    return std::nullopt;
}

// One reading of one row; each step sets the problem at most once.
class Row {
public:
    Row(const DataSource& source, RowFields& fields, Record& record)
        : m_source(source), m_fields(fields), m_record(record) {}

    std::string read() {
        for (const auto step :
             {&Row::readId, &Row::readGroup, &Row::readSubjects, &Row::readPersonal, &Row::readRepeats}) {
            if (m_problem.empty())
                (this->*step)();
        }
        if (m_problem.empty())
            m_source.responseField.empty() ? readPlain() : readResponse();
        return std::move(m_problem);
    }

private:
    Field field(FieldRole role, std::size_t personal = 0) {
        const std::size_t number = fieldNumber(role, personal);
        return fieldName(m_source, number).empty() ? Field(columns::Absent()) : m_fields.field(number);
    }
    [[nodiscard]] const std::string& name(FieldRole role, std::size_t personal = 0) const {
        return fieldName(m_source, fieldNumber(role, personal));
    }

    void wrong(FieldRole role, std::string_view fact, std::size_t personal = 0) {
        m_problem = fmt::format("field \"{}\" is {}", name(role, personal), fact);
    }
    void missing(FieldRole role) { m_problem = fmt::format("no field \"{}\"", name(role)); }

    // The label of a role, or none; well-formed UTF-8.
    std::optional<std::string> label(FieldRole role, const Field& value) {
        auto text = labelIn(value);
        if (!text)
            wrong(role, "neither a text nor a whole number");
        else if (!isUtf8(*text))
            wrong(role, kNotUtf8);
        return text;
    }

    void readId() {
        const Field value = field(FieldRole::Id);
        if (isAbsent(value)) {
            if (!m_source.idField.empty() && isRequired(m_source, fieldNumber(FieldRole::Id)))
                missing(FieldRole::Id);
            return;
        }
        const auto id = label(FieldRole::Id, value);
        if (m_problem.empty() && id->empty())
            wrong(FieldRole::Id, "neither a text nor a whole number");
        if (m_problem.empty())
            m_record.id = *id;
    }

    void readGroup() {
        const Field value = field(FieldRole::Group);
        if (!isAbsent(value))
            m_record.group = label(FieldRole::Group, value);
    }

    // One label or a list of them.
    std::vector<std::string> labels(FieldRole role, std::size_t personal = 0) {
        const Field value = field(role, personal);
        std::vector<std::string> found;
        if (isAbsent(value))
            return found;
        if (const auto* numbers = std::get_if<columns::WholeList>(&value)) {
            for (const std::int64_t number : *numbers)
                found.push_back(std::to_string(number));
        } else if (const auto* texts = std::get_if<columns::TextList>(&value)) {
            found = *texts;
        } else if (auto one = labelIn(value)) {
            found.push_back(*std::move(one));
        } else {
            wrong(role, "neither a text nor a list of texts", personal);
        }
        for (const std::string& text : found) {
            if (!isUtf8(text))
                wrong(role, kNotUtf8, personal);
        }
        return found;
    }

    void readSubjects() { m_record.subjects = labels(FieldRole::Subject); }

    void readPersonal() {
        for (std::size_t i = 0; i < m_source.personalFields.size() && m_problem.empty(); ++i) {
            for (std::string& value : labels(FieldRole::Personal, i))
                m_record.personal.push_back({m_source.personalFields[i].type, std::move(value)});
        }
    }

    void readRepeats() {
        if (m_source.repeatsField.empty())
            return;
        const Field value = field(FieldRole::Repeats);
        if (isAbsent(value))
            return missing(FieldRole::Repeats);
        std::string_view digits;
        if (const auto* number = std::get_if<columns::WholeNumber>(&value))
            digits = number->digits;
        else if (const auto* cell = std::get_if<columns::Untyped>(&value))
            digits = cell->text;
        std::int64_t repeats = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), repeats);
        if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || repeats < 1)
            return wrong(FieldRole::Repeats, "not a whole number of at least 1");
        m_record.repeats = static_cast<std::uint64_t>(repeats);
    }

    std::string text(FieldRole role) {
        const Field value = field(role);
        const auto found = textIn(value);
        if (std::holds_alternative<columns::Absent>(value))
            missing(role);
        else if (!found)
            wrong(role, "not a text");
        else if (!isUtf8(*found))
            wrong(role, kNotUtf8);
        return std::string(m_problem.empty() ? *found : std::string_view());
    }

    void readPlain() {
        const Field value = field(FieldRole::Text);
        const auto* tokens = std::get_if<columns::WholeList>(&value);
        if (tokens == nullptr) {
            m_record.text = text(FieldRole::Text);
            return;
        }
        m_record.tokens.reserve(tokens->size());
        for (const std::int64_t token : *tokens)
            m_record.tokens.push_back(tokenId(token));
    }

    void readResponse() {
        const std::string prompt = text(FieldRole::Prompt);
        std::string context;
        if (m_problem.empty() && !isAbsent(field(FieldRole::Context)))
            context = text(FieldRole::Context);
        if (!m_problem.empty())
            return;
        const std::string response = text(FieldRole::Response);
        m_record.text = m_source.promptTemplate.fill(prompt, context);
        m_record.responseBegin = m_record.text.size();
        m_record.text += response;
    }

    const DataSource& m_source;
    RowFields& m_fields;
    Record& m_record;
    std::string m_problem;
};

} // namespace

std::int32_t tokenId(std::int64_t value) {
    return value < 0 || value > std::numeric_limits<std::int32_t>::max() ? -1
                                                                         : static_cast<std::int32_t>(value);
}

std::size_t fieldCount(const DataSource& source) {
    return fieldNumber(FieldRole::Personal, source.personalFields.size());
}

const std::string& fieldName(const DataSource& source, std::size_t field) {
    static const std::string none;
    if (field >= fieldNumber(FieldRole::Personal))
        return source.personalFields[field - fieldNumber(FieldRole::Personal)].field;
    const bool response = !source.responseField.empty();
    switch (static_cast<FieldRole>(field)) {
    case FieldRole::Text:
        return response ? none : source.textField;
    case FieldRole::Id:
        return source.idField;
    case FieldRole::Group:
        return source.groupField;
    case FieldRole::Subject:
        return source.subjectField;
    case FieldRole::Repeats:
        return source.repeatsField;
    case FieldRole::Prompt:
        return response ? source.promptField : none;
    case FieldRole::Context:
        return response ? source.contextField : none;
    case FieldRole::Response:
        return source.responseField;
    case FieldRole::Personal:
        break;
    }
    return none;
}

bool isRequired(const DataSource& source, std::size_t field) {
    if (field == fieldNumber(FieldRole::Id))
        return !source.idOptional;
    return field != fieldNumber(FieldRole::Group) && field != fieldNumber(FieldRole::Subject) &&
           field != fieldNumber(FieldRole::Context) && field < fieldNumber(FieldRole::Personal);
}

void readRow(const DataSource& source, RowFields& fields, RowOutcome& outcome) {
    Record& record = outcome.record;
    outcome.problem = Row(source, fields, record).read();
    outcome.malformed = !outcome.problem.empty();
    if (!outcome.malformed && record.tokens.empty() && record.text.size() == record.responseBegin)
        outcome.problem = record.text.empty() ? "empty" : "empty response";
}

void readBareText(std::string text, RowOutcome& outcome) {
    if (!isUtf8(text))
        return outcome.refuse(std::string(kNotUtf8));
    if (text.find('\0') != std::string::npos)
        return outcome.refuse("holds a NUL byte");
    outcome.record.text = std::move(text);
    if (outcome.record.text.empty())
        outcome.problem = "empty";
}

} // namespace retort::corpus
