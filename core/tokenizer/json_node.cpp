// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/json_node.h"

#include <algorithm>

namespace retort::tokenizer {

Result<JsonNode> JsonNode::parse(simdjson::dom::parser& parser, std::string_view text,
                                 std::string_view where) {
    simdjson::dom::element element;
    if (const auto error = parser.parse(simdjson::padded_string(text)).get(element);
        error != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not valid JSON ({})", where,
                    simdjson::error_message(error));
    JsonNode node(element, std::string(where));
    if (!node.isObject())
        return fail(ErrorCode::InvalidInput, "{}: is not an object", where);
    return node;
}

std::optional<JsonNode> JsonNode::find(std::string_view key) const {
    simdjson::dom::element member;
    if (!m_element.is_object() || m_element.at_key(key).get(member) != simdjson::SUCCESS || member.is_null())
        return std::nullopt;
    return JsonNode(member, fmt::format("{}.{}", m_place, key));
}

Result<JsonNode> JsonNode::at(std::string_view key) const {
    if (auto node = find(key))
        return *std::move(node);
    return fail(ErrorCode::InvalidInput, "{}: has no \"{}\"", m_place, key);
}

Status JsonNode::allow(std::initializer_list<std::string_view> keys) const {
    simdjson::dom::object object;
    if (m_element.get(object) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not an object", m_place);
    std::vector<std::string_view> seen;
    for (const auto& member : object) {
        if (std::find(keys.begin(), keys.end(), member.key) == keys.end())
            return fail(ErrorCode::Unsupported, "{}: has the key \"{}\", which Retort does not know", m_place,
                        member.key);
        if (std::find(seen.begin(), seen.end(), member.key) != seen.end())
            return fail(ErrorCode::InvalidInput, "{}: has the key \"{}\" twice", m_place, member.key);
        seen.push_back(member.key);
    }
    return {};
}

Result<std::string> JsonNode::text() const {
    std::string_view value;
    if (m_element.get(value) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not a text", m_place);
    return std::string(value);
}

Result<std::int32_t> JsonNode::id() const {
    std::int64_t value = -1;
    if (m_element.get(value) != simdjson::SUCCESS || value < 0 || value > kLargestId)
        return fail(ErrorCode::InvalidInput, "{}: is not a token id (a whole number from 0 to {})", m_place,
                    kLargestId);
    return static_cast<std::int32_t>(value);
}

Result<std::vector<JsonNode>> JsonNode::items() const {
    simdjson::dom::array array;
    if (m_element.get(array) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not a list", m_place);
    std::vector<JsonNode> nodes;
    for (const simdjson::dom::element item : array)
        nodes.emplace_back(item, fmt::format("{}[{}]", m_place, nodes.size()));
    return nodes;
}

Result<std::vector<JsonNode>> JsonNode::members() const {
    simdjson::dom::object object;
    if (m_element.get(object) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is not an object", m_place);
    std::vector<JsonNode> nodes;
    for (const auto& member : object)
        nodes.emplace_back(member.value, fmt::format("{}.{}", m_place, member.key), member.key);
    return nodes;
}

Result<std::string> JsonNode::textAt(std::string_view key) const {
    RETORT_TRY(const JsonNode node, at(key));
    return node.text();
}

Result<bool> JsonNode::flagAt(std::string_view key, bool otherwise) const {
    const auto node = find(key);
    if (!node)
        return otherwise;
    bool value = false;
    if (node->m_element.get(value) != simdjson::SUCCESS)
        return fail(ErrorCode::InvalidInput, "{}: is neither true nor false", node->m_place);
    return value;
}

} // namespace retort::tokenizer
