// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/compare_parts.h"

#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace retort::audit {

namespace {

using Facts = std::map<std::string, std::string>;

void flatten(const toml::node& node, const std::string& key, Facts& facts) {
    if (const toml::table* table = node.as_table()) {
        for (const auto& [name, child] : *table)
            flatten(child, key.empty() ? std::string(name.str()) : fmt::format("{}.{}", key, name.str()),
                    facts);
        return;
    }
    const toml::array* list = node.as_array();
    if (list && !list->empty() && list->is_homogeneous(toml::node_type::table)) {
        for (std::size_t i = 0; i < list->size(); ++i)
            flatten((*list)[i], fmt::format("{}[{}]", key, i + 1), facts);
        return;
    }
    std::ostringstream text;
    node.visit([&](const auto& value) { text << value; });
    facts[key] = text.str();
}

// Every key that the plan gives, as "extraction.prefix_tokens", with its value as TOML.
Facts planKeys(const Plan& plan) {
    Facts facts;
    flatten(toml::parse(plan.text), {}, facts); // it was parsed when the audit was opened
    return facts;
}

void addChanges(std::string_view kind, const Facts& earlier, const Facts& later,
                std::vector<InputChange>& changes) {
    std::set<std::string> names;
    for (const Facts* facts : {&earlier, &later}) {
        for (const auto& [name, value] : *facts)
            names.insert(name);
    }
    const auto valueOf = [](const Facts& facts, const std::string& name) {
        const auto found = facts.find(name);
        return found == facts.end() ? std::string() : found->second;
    };
    for (const std::string& name : names) {
        std::string before = valueOf(earlier, name);
        std::string now = valueOf(later, name);
        if (before == now)
            continue;
        const std::size_t fact = name.rfind('\n');
        if (fact == std::string::npos)
            changes.push_back({std::string(kind), name, "value", std::move(before), std::move(now)});
        else
            changes.push_back({std::string(kind), name.substr(0, fact), name.substr(fact + 1),
                               std::move(before), std::move(now)});
    }
}

// Keys are name and fact, one a line.
Facts modelFacts(const Findings& findings) {
    Facts facts;
    for (const ModelFinding& model : findings.models) {
        const auto put = [&](std::string_view fact, std::string value) {
            facts[fmt::format("{}\n{}", model.name, fact)] = std::move(value);
        };
        put("role", model.role);
        put("family", model.family);
        put("recipe", model.recipe);
        put("parameters", fmt::format("{}", model.parameters));
        put("weights", model.weightsHash);
        put("tokenizer", model.tokenizerHash);
        put("precision", model.precision);
        put("instruction_set", model.instructionSet);
        put("threads", fmt::format("{}", model.threads));
    }
    return facts;
}

Result<Facts> dataFacts(const ComparedAudit& audit) {
    Facts facts;
    RETORT_TRY(const auto sets, audit.file.inputs().dataSets());
    for (const store::DataSet& set : sets)
        facts[set.name + "\nfingerprint"] = set.fingerprint;
    for (const DataFinding& data : audit.findings.data) {
        const auto put = [&](std::string_view fact, std::string value) {
            facts[fmt::format("{}\n{}", data.name, fact)] = std::move(value);
        };
        put("records", fmt::format("{}", data.records));
        put("scored", fmt::format("{}", data.scored));
        put("seen_by", data.seenBy.empty() ? "nobody" : fmt::format("{}", fmt::join(data.seenBy, ", ")));
        put("split", data.split);
    }
    return facts;
}

} // namespace

Result<std::vector<InputChange>> compareInputs(const AuditPair& pair) {
    std::vector<InputChange> changes;
    const ComparedAudit& earlier = pair.earlier();
    const ComparedAudit& later = pair.later();
    addChanges("program", {{"version", earlier.findings.audit.version}},
               {{"version", later.findings.audit.version}}, changes);
    addChanges("plan", planKeys(earlier.plan), planKeys(later.plan), changes);
    addChanges("model", modelFacts(earlier.findings), modelFacts(later.findings), changes);
    RETORT_TRY(const Facts before, dataFacts(earlier));
    RETORT_TRY(const Facts now, dataFacts(later));
    addChanges("data", before, now, changes);
    return changes;
}

} // namespace retort::audit
