// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Typed access to a parsed tokenizer file, with errors that name the place. (simdjson: core/base's reader is
// made for small documents; a vocabulary has 150,000 keys.)
#pragma once

#include "core/base/result.h"

#include <simdjson.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::tokenizer {

// One value of the document; the parser that made it must stay alive and unchanged.
class JsonNode {
public:
    JsonNode(simdjson::dom::element element, std::string place, std::string_view key = {})
        : m_element(element), m_place(std::move(place)), m_key(key) {}
    // The document, which must be an object; `where` names it in messages.
    [[nodiscard]] static Result<JsonNode> parse(simdjson::dom::parser& parser, std::string_view text,
                                                std::string_view where);

    // "tokenizer.json: model.vocab": for messages.
    [[nodiscard]] const std::string& place() const { return m_place; }
    // Under which it stands in an object, where it came from members().
    [[nodiscard]] std::string_view key() const { return m_key; }
    [[nodiscard]] bool isObject() const { return m_element.is_object(); }
    [[nodiscard]] simdjson::dom::element element() const { return m_element; }

    // The member; none when it is absent or null. This node must be an object, otherwise there is none
    // either.
    [[nodiscard]] std::optional<JsonNode> find(std::string_view key) const;
    [[nodiscard]] Result<JsonNode> at(std::string_view key) const;
    // Errors name any key that is not among these, or that comes twice.
    [[nodiscard]] Status allow(std::initializer_list<std::string_view> keys) const;

    [[nodiscard]] Result<std::string> text() const;
    [[nodiscard]] Result<std::int32_t> id() const; // 0 to kLargestId
    [[nodiscard]] Result<std::vector<JsonNode>> items() const;
    [[nodiscard]] Result<std::vector<JsonNode>> members() const; // of an object, in order

    [[nodiscard]] Result<std::string> textAt(std::string_view key) const;
    // Absent or null: `otherwise`.
    [[nodiscard]] Result<bool> flagAt(std::string_view key, bool otherwise) const;

    static constexpr std::int64_t kLargestId = (std::int64_t{1} << 24U) - 1;

private:
    simdjson::dom::element m_element;
    std::string m_place;
    std::string_view m_key;
};

} // namespace retort::tokenizer
