// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/plan.h"

#include "core/audit/plan_membership.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/toml_section.h"
#include "core/corpus/personal_data.h"
#include "core/membership/attack.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace retort::audit {

namespace {

constexpr std::array kRoles = {"teacher", "baseline", "student", "baseline_2", "base"};

Status readAuditTable(TomlSection table, Plan& plan) {
    RETORT_CHECK(table.text("title", plan.title));
    RETORT_CHECK(table.text("organisation", plan.organisation));
    RETORT_CHECK(table.text("auditor", plan.auditor));
    RETORT_CHECK(table.whole("sample", plan.sample, 0));
    RETORT_CHECK(table.truth("store_text", plan.storeText));
    RETORT_CHECK(table.text("primary_attack", plan.primaryAttack));
    const auto attack = membership::chooseAttack(plan.primaryAttack);
    if (!attack)
        return table.wrong("primary_attack", attack.error().message);
    if (attack->attack->comparisonOnly)
        return table.wrong("primary_attack",
                           fmt::format("can't be {}: it is for comparison only", attack->name));
    RETORT_CHECK(table.whole("seed", plan.seed, 0));
    RETORT_CHECK(table.choice("plausibility", plan.plausibility, {"stop", "warn", "off"}));
    RETORT_CHECK(table.truth("selftest", plan.selftest));
    return table.refuseUnknown();
}

Status readReleaseTable(TomlSection table, Plan& plan) {
    RETORT_CHECK(table.choice("access", plan.access, {"text", "probabilities", "weights"}));
    RETORT_CHECK(table.text("audience", plan.audience));
    return table.refuseUnknown();
}

Status readCriteria(TomlSection table, Plan& plan) {
    for (const std::string_view key : {"personal_details_extracted", "extraction_rate"}) {
        double limit = 0;
        RETORT_CHECK(table.number(key, limit, 0, 1e12));
        if (table.has(key))
            plan.criteria[std::string(key)] = limit;
    }
    return table.refuseUnknown();
}

Result<ModelPlan> readModel(TomlSection table, std::string name, std::string role) {
    ModelPlan model;
    model.name = std::move(name);
    model.role = std::move(role);
    RETORT_CHECK(table.path("path", model.path));
    RETORT_CHECK(table.path("adapter", model.adapter));
    if (model.role == "reference")
        RETORT_CHECK(table.text("name", model.name));
    RETORT_CHECK(table.text("recipe", model.recipe));
    RETORT_CHECK(table.refuseUnknown());
    if (model.path.empty())
        return table.wrong("path", "is missing: the folder of the checkpoint");
    if (model.name.empty())
        return table.wrong("name", "is missing");
    return model;
}

Status readModels(TomlSection table, Plan& plan) {
    for (const std::string role : kRoles) {
        const toml::node* node = table.take(role);
        if (!node)
            continue;
        if (!node->is_table())
            return table.wrong(role, "must be a table");
        TomlSection reader(*node->as_table(), "models." + role, plan.file);
        RETORT_TRY(ModelPlan model, readModel(std::move(reader), role, role));
        plan.models.push_back(std::move(model));
    }
    if (const toml::node* node = table.take("reference")) {
        const toml::array* array = node->as_array();
        if (!array || !array->is_homogeneous(toml::node_type::table))
            return table.wrong("reference", "must be written as [[models.reference]]");
        for (const toml::node& item : *array) {
            TomlSection reader(*item.as_table(), "models.reference", plan.file);
            RETORT_TRY(ModelPlan model, readModel(std::move(reader), "", "reference"));
            if (plan.model(model.name))
                return table.wrong("reference", fmt::format("names \"{}\", which is taken", model.name));
            plan.models.push_back(std::move(model));
        }
    }
    RETORT_CHECK(table.refuseUnknown());
    const bool anySubject = plan.model("teacher") || plan.model("baseline") || plan.model("student");
    if (!anySubject)
        return fail(ErrorCode::Usage, "{}: [models] needs a teacher, a baseline or a student with a path",
                    plan.file.string());
    return {};
}

// How the files are written, beyond the names of fields.
Status readForm(TomlSection& table, DataPlan& data) {
    RETORT_CHECK(table.text("template_text", data.templateText));
    RETORT_CHECK(table.choice("rows", data.rows, {"line", "paragraph", "file"}));
    RETORT_CHECK(table.choice("token_type", data.tokenType, {"", "uint16", "uint32"}));
    RETORT_CHECK(table.whole("row_tokens", data.rowTokens, 1));
    RETORT_CHECK(table.whole("end_token", data.endToken, 0));
    RETORT_CHECK(table.number("allow_malformed", data.allowMalformed, 0, 1));
    data.idNamed = table.has("id");
    if (!data.templateText.empty() && !data.templateName.empty())
        return table.wrong("template_text", "can't stand beside template: give one of the two");
    return {};
}

Status readPersonalFields(TomlSection& table, const Plan& plan, DataPlan& data) {
    const toml::node* node = table.take("personal_fields");
    if (!node)
        return {};
    if (!node->is_table())
        return table.wrong("personal_fields", "must be a table: a field for each kind of detail");
    TomlSection fields(*node->as_table(), table.name() + ".personal_fields", plan.file);
    for (const auto& [type, value] : *node->as_table()) {
        std::string field;
        RETORT_CHECK(fields.text(type.str(), field));
        if (field.empty())
            return fields.wrong(type.str(), "is empty: the name of a field is needed");
        data.personalFields.emplace_back(type.str(), std::move(field));
    }
    return {};
}

Result<DataPlan> readDataSet(TomlSection table, const std::string& name, const Plan& plan) {
    DataPlan data;
    data.name = name;
    RETORT_CHECK(table.paths("path", data.paths));
    RETORT_CHECK(table.texts("seen_by", data.seenBy));
    RETORT_CHECK(table.choice("split", data.split, {"random", "date", "unknown"}));
    RETORT_CHECK(table.text("text", data.textField));
    RETORT_CHECK(table.text("id", data.idField));
    RETORT_CHECK(table.text("group", data.groupField));
    RETORT_CHECK(table.text("subject", data.subjectField));
    RETORT_CHECK(table.text("repeats", data.repeatsField));
    RETORT_CHECK(table.text("prompt", data.promptField));
    RETORT_CHECK(table.text("context", data.contextField));
    RETORT_CHECK(table.text("response", data.responseField));
    RETORT_CHECK(table.choice("template", data.templateName, {"", "alpaca"}));
    RETORT_CHECK(readPersonalFields(table, plan, data));
    RETORT_CHECK(table.text("canary_references", data.canaryReferences));
    RETORT_CHECK(readForm(table, data));
    RETORT_CHECK(table.refuseUnknown());
    if (data.paths.empty())
        return table.wrong("path", "is missing: a file, a folder, or a list of them");
    if (data.responseField.empty()) {
        for (const std::string_view key : {"prompt", "context", "template", "template_text"}) {
            if (table.has(key))
                return table.wrong(key, "needs a response beside it: the field that is scored");
        }
    } else if (data.promptField.empty()) {
        return table.wrong("response", "needs a prompt beside it: the field that stands before");
    } else if (table.has("text")) {
        return table.wrong("text", "can't stand beside a response: the text is made of prompt and response");
    }
    for (const std::string& model : data.seenBy) {
        if (!plan.model(model))
            return fail(ErrorCode::Usage,
                        "{}: data.{}.seen_by names \"{}\", which is no model of this plan; its models are {}",
                        plan.file.string(), name, model, [&] {
                            std::vector<std::string> names;
                            for (const ModelPlan& known : plan.models)
                                names.push_back(known.name);
                            return fmt::format("{}", fmt::join(names, ", "));
                        }());
    }
    return data;
}

Status checkCanaries(const DataPlan& canaries, const Plan& plan) {
    if (canaries.canaryReferences.empty())
        return {};
    const auto references = std::find_if(plan.data.begin(), plan.data.end(), [&](const DataPlan& data) {
        return data.name == canaries.canaryReferences;
    });
    if (references == plan.data.end() || !references->seenBy.empty() || canaries.seenBy.empty())
        return fail(
            ErrorCode::Usage,
            "{}: data.{}.canary_references must name a data set of this plan that nobody saw, and the "
            "canaries' seen_by the models they were planted in",
            plan.file.string(), canaries.name);
    return {};
}

Status readData(TomlSection table, Plan& plan) {
    // toml++ orders keys by name; the plan's order is the order of their lines.
    std::vector<std::pair<std::string, const toml::node*>> sets;
    for (const auto& [key, node] : table.table())
        sets.emplace_back(std::string(key.str()), &node);
    std::sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
        const auto& left = a.second->source().begin;
        const auto& right = b.second->source().begin;
        return std::pair(left.line, left.column) < std::pair(right.line, right.column);
    });
    for (const auto& [name, node] : sets) {
        if (!node->is_table())
            return table.wrong(name, "must be a table");
        TomlSection reader(*node->as_table(), "data." + name, plan.file);
        RETORT_TRY(DataPlan data, readDataSet(std::move(reader), name, plan));
        plan.data.push_back(std::move(data));
    }
    for (const DataPlan& canaries : plan.data)
        RETORT_CHECK(checkCanaries(canaries, plan));
    if (plan.data.empty())
        return fail(ErrorCode::Usage, "{}: no data set: add a [data.NAME] with path and seen_by",
                    plan.file.string());
    return {};
}

// The n and p of (n, p)-discoverable extraction.
Status readQueries(TomlSection& table, Plan& plan) {
    std::vector<double> queries(plan.queries.begin(), plan.queries.end());
    RETORT_CHECK(table.numbers("queries", queries, 0, 1e15));
    plan.queries.clear();
    for (const double count : queries) {
        if (count != std::floor(count))
            return table.wrong("queries", "must be a list of whole numbers");
        plan.queries.push_back(static_cast<std::uint64_t>(count));
    }
    RETORT_CHECK(table.number("chance", plan.chance, 0, 1));
    if (plan.chance <= 0 || plan.chance >= 1)
        return table.wrong("chance", "must lie between 0 and 1");
    return {};
}

Status readExtraction(TomlSection table, Plan& plan) {
    RETORT_CHECK(table.whole("prefix_tokens", plan.prefixTokens, 1));
    RETORT_CHECK(table.whole("suffix_tokens", plan.suffixTokens, 1));
    plan.strideTokens = plan.suffixTokens;
    RETORT_CHECK(table.whole("stride_tokens", plan.strideTokens, 1));
    RETORT_CHECK(table.whole("max_tokens", plan.maxTokens, 0));
    RETORT_CHECK(table.truth("continuations", plan.continuations));
    RETORT_CHECK(readQueries(table, plan));
    RETORT_CHECK(table.texts("windows", plan.windows));
    for (const std::string& window : plan.windows) {
        if (window != "first" && window != "stride" && window != "personal")
            return fail(ErrorCode::Usage,
                        "{}: extraction.windows: \"{}\" is not one of first, stride, personal",
                        plan.file.string(), window);
        if (std::count(plan.windows.begin(), plan.windows.end(), window) > 1)
            return fail(ErrorCode::Usage, "{}: extraction.windows: names \"{}\" twice", plan.file.string(),
                        window);
    }
    return table.refuseUnknown();
}

// Patterns are tried here, so that a wrong one is refused with its line before anything is read.
Status readPersonal(TomlSection table, Plan& plan) {
    const toml::node* node = table.take("patterns");
    RETORT_CHECK(table.refuseUnknown());
    if (!node)
        return {};
    if (!node->is_table())
        return table.wrong("patterns", "must be a table: a regular expression for each kind of detail");
    TomlSection patterns(*node->as_table(), "personal.patterns", plan.file);
    for (const auto& [key, value] : *node->as_table()) {
        std::string pattern;
        RETORT_CHECK(patterns.text(key.str(), pattern));
        if (pattern.empty())
            return patterns.wrong(key.str(), "is empty: a regular expression is needed");
        corpus::PersonalPatterns tried;
        if (const Status status = tried.add(std::string(key.str()), pattern); !status)
            return patterns.wrong(key.str(), status.error().message);
        plan.personalPatterns.emplace_back(key.str(), std::move(pattern));
    }
    return {};
}

Status readCompute(TomlSection table, Plan& plan) {
    RETORT_CHECK(table.text("device", plan.device));
    RETORT_CHECK(table.choice("precision", plan.precision, {"f32", "bf16"}));
    RETORT_CHECK(table.whole("threads", plan.threads, 0));
    RETORT_CHECK(table.text("memory_limit", plan.memoryLimit));
    return table.refuseUnknown();
}

using SectionReader = Status (*)(TomlSection, Plan&);

// In this order, because data sets name models. An absent table reads as an empty one.
constexpr std::array<std::pair<std::string_view, SectionReader>, 9> kSections = {
    {{"audit", readAuditTable},
     {"release", readReleaseTable},
     {"criteria", readCriteria},
     {"models", readModels},
     {"data", readData},
     {"extraction", readExtraction},
     {"personal", readPersonal},
     {"membership", readMembership},
     {"compute", readCompute}}};

Status readRoot(const toml::table& root, Plan& plan) {
    TomlSection sections(root, "", plan.file);
    for (const auto& [name, read] : kSections)
        sections.take(name);
    RETORT_CHECK(sections.refuseUnknown());
    const toml::table empty;
    for (const auto& [name, read] : kSections) {
        const toml::node* node = sections.take(name);
        if (node && !node->is_table())
            return sections.wrong(name, "must be a table");
        RETORT_CHECK(read(TomlSection(node ? *node->as_table() : empty, std::string(name), plan.file), plan));
    }
    return {};
}

} // namespace

bool DataPlan::seen(std::string_view model) const {
    return std::find(seenBy.begin(), seenBy.end(), model) != seenBy.end();
}

const ModelPlan* Plan::model(std::string_view name) const {
    const auto found =
        std::find_if(models.begin(), models.end(), [&](const ModelPlan& m) { return m.name == name; });
    return found == models.end() ? nullptr : &*found;
}

std::vector<const DataPlan*> Plan::heldOut() const {
    std::vector<const DataPlan*> sets;
    for (const DataPlan& set : data) {
        const bool isReference = std::any_of(data.begin(), data.end(), [&](const DataPlan& other) {
            return other.canaryReferences == set.name;
        });
        if (set.seenBy.empty() && !isReference)
            sets.push_back(&set);
    }
    return sets;
}

Result<Plan> parsePlan(std::string text, const std::filesystem::path& file) {
    Plan plan;
    plan.file = file;
    plan.text = std::move(text);
    plan.hash = toHex(sha256(plan.text));
    try {
        const toml::table root = toml::parse(plan.text, file.string());
        RETORT_CHECK(readRoot(root, plan));
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::Usage, "{}:{}: is not valid TOML: {}", file.string(),
                    error.source().begin.line, error.description());
    }
    return plan;
}

Result<Plan> readPlan(const std::filesystem::path& file) {
    RETORT_TRY(std::string text, readFile(file, 16U << 20U));
    return parsePlan(std::move(text), file);
}

} // namespace retort::audit
