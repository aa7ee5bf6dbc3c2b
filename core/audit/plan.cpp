// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/plan.h"

#include "core/base/files.h"
#include "core/base/hash.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>

namespace retort::audit {

namespace {

constexpr std::array kRoles = {"teacher", "baseline", "student", "baseline_2", "base"};

// Reads the keys of one table; remembers which were asked for, so that the others can be refused.
class TableReader {
public:
    TableReader(const toml::table& table, std::string name, const std::filesystem::path& file)
        : m_table(table), m_name(std::move(name)), m_file(file) {}

    template <class T>
    Status read(std::string_view key, T& value) {
        const toml::node* node = take(key);
        if (!node)
            return {};
        return convert(*node, key, value);
    }

    Status choice(std::string_view key, std::string& value, std::initializer_list<std::string_view> allowed) {
        RETORT_CHECK(read(key, value));
        if (m_table.contains(key) && std::find(allowed.begin(), allowed.end(), value) == allowed.end())
            return wrong(*m_table.get(key), key,
                         fmt::format("\"{}\" is not one of {}", value, fmt::join(allowed, ", ")));
        return {};
    }

    template <class T>
    Status atLeast(std::string_view key, T& value, T smallest) {
        RETORT_CHECK(read(key, value));
        if (value < smallest)
            return wrong(*m_table.get(key), key, fmt::format("{} is below {}", value, smallest));
        return {};
    }

    const toml::node* take(std::string_view key) {
        m_known.insert(std::string(key));
        return m_table.get(key);
    }

    [[nodiscard]] Status refuseUnknown() const {
        for (const auto& [key, node] : m_table) {
            if (!m_known.contains(std::string(key.str())))
                return fail(ErrorCode::Usage, "{}:{}: [{}] has the unknown key \"{}\"; known are {}",
                            m_file.string(), node.source().begin.line, m_name, key.str(),
                            fmt::join(m_known, ", "));
        }
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> wrong(const toml::node& node, std::string_view key,
                                              std::string_view fact) const {
        return fail(ErrorCode::Usage, "{}:{}: {}{}{}: {}", m_file.string(), node.source().begin.line, m_name,
                    m_name.empty() ? "" : ".", key, fact);
    }

    [[nodiscard]] const toml::table& table() const { return m_table; }

private:
    Status convert(const toml::node& node, std::string_view key, std::string& value) const {
        const auto text = node.value_exact<std::string>();
        if (!text)
            return wrong(node, key, "must be a text in quotes");
        value = *text;
        return {};
    }

    Status convert(const toml::node& node, std::string_view key, bool& value) const {
        const auto truth = node.value_exact<bool>();
        if (!truth)
            return wrong(node, key, "must be true or false");
        value = *truth;
        return {};
    }

    Status convert(const toml::node& node, std::string_view key, std::int64_t& value) const {
        const auto number = node.value_exact<std::int64_t>();
        if (!number)
            return wrong(node, key, "must be a whole number");
        value = *number;
        return {};
    }

    Status convert(const toml::node& node, std::string_view key, std::uint64_t& value) const {
        std::int64_t number = 0;
        RETORT_CHECK(convert(node, key, number));
        if (number < 0)
            return wrong(node, key, "must not be negative");
        value = static_cast<std::uint64_t>(number);
        return {};
    }

    Status convert(const toml::node& node, std::string_view key, int& value) const {
        std::int64_t number = 0;
        RETORT_CHECK(convert(node, key, number));
        if (number < 0 || number > 1'000'000)
            return wrong(node, key, "must lie between 0 and 1,000,000");
        value = static_cast<int>(number);
        return {};
    }

    Status convert(const toml::node& node, std::string_view key, std::vector<std::string>& values) const {
        const toml::array* array = node.as_array();
        if (!array)
            return wrong(node, key, "must be a list of texts");
        values.clear();
        for (const toml::node& item : *array) {
            RETORT_CHECK(convert(item, key, values.emplace_back()));
        }
        return {};
    }

    Status convert(const toml::node& node, std::string_view key, std::vector<double>& values) const {
        const toml::array* array = node.as_array();
        if (!array)
            return wrong(node, key, "must be a list of numbers");
        values.clear();
        for (const toml::node& item : *array) {
            const auto number = item.value<double>();
            if (!number)
                return wrong(item, key, "must be a list of numbers");
            values.push_back(*number);
        }
        return {};
    }

    const toml::table& m_table;
    std::string m_name;
    const std::filesystem::path& m_file;
    std::set<std::string> m_known;
};

// One member of the plan's root as a table reader; an absent table reads as an empty one.
class RootReader {
public:
    RootReader(const toml::table& root, const std::filesystem::path& file)
        : m_reader(root, "", file), m_file(file) {}

    Result<TableReader> table(std::string_view key) {
        const toml::node* node = m_reader.take(key);
        if (!node)
            return TableReader(m_empty, std::string(key), m_file);
        if (!node->is_table())
            return m_reader.wrong(*node, key, "must be a table");
        return TableReader(*node->as_table(), std::string(key), m_file);
    }

    [[nodiscard]] Status refuseUnknown() const {
        for (const auto& [key, node] : m_reader.table()) {
            static const std::set<std::string_view> known = {"audit", "release",    "criteria",   "models",
                                                             "data",  "extraction", "membership", "compute"};
            if (!known.contains(key.str()))
                return fail(ErrorCode::Usage, "{}:{}: unknown key \"{}\"; known are {}", m_file.string(),
                            node.source().begin.line, key.str(), fmt::join(known, ", "));
        }
        return {};
    }

private:
    TableReader m_reader;
    toml::table m_empty;
    const std::filesystem::path& m_file;
};

std::filesystem::path resolved(const std::filesystem::path& folder, const std::string& path) {
    const std::filesystem::path given(path);
    return (given.is_absolute() ? given : folder / given).lexically_normal();
}

Status readAuditTable(TableReader table, Plan& plan) {
    RETORT_CHECK(table.read("title", plan.title));
    RETORT_CHECK(table.read("organisation", plan.organisation));
    RETORT_CHECK(table.read("auditor", plan.auditor));
    RETORT_CHECK(table.read("sample", plan.sample));
    RETORT_CHECK(table.read("store_text", plan.storeText));
    RETORT_CHECK(table.choice("primary_attack", plan.primaryAttack,
                              {"loss", "zlib", "min_k", "min_k_pp", "reference"}));
    RETORT_CHECK(table.read("seed", plan.seed));
    return table.refuseUnknown();
}

Status readReleaseTable(TableReader table, Plan& plan) {
    RETORT_CHECK(table.choice("access", plan.access, {"text", "probabilities", "weights"}));
    RETORT_CHECK(table.read("audience", plan.audience));
    return table.refuseUnknown();
}

Status readCriteria(TableReader table, Plan& plan) {
    for (const std::string_view key : {"personal_details_extracted", "extraction_rate"}) {
        const toml::node* node = table.take(key);
        if (!node)
            continue;
        const auto number = node->value<double>();
        if (!number || *number < 0)
            return table.wrong(*node, key, "must be a number that is not negative");
        plan.criteria[std::string(key)] = *number;
    }
    return table.refuseUnknown();
}

Result<ModelPlan> readModel(TableReader table, std::string name, std::string role,
                            const std::filesystem::path& folder, const std::filesystem::path& file) {
    ModelPlan model;
    model.name = std::move(name);
    model.role = std::move(role);
    std::string path;
    RETORT_CHECK(table.read("path", path));
    if (model.role == "reference")
        RETORT_CHECK(table.read("name", model.name));
    RETORT_CHECK(table.read("recipe", model.recipe));
    RETORT_CHECK(table.refuseUnknown());
    if (path.empty())
        return fail(ErrorCode::Usage, "{}: model \"{}\" has no path", file.string(), model.name);
    if (model.name.empty())
        return fail(ErrorCode::Usage, "{}: a reference model has no name", file.string());
    model.path = resolved(folder, path);
    return model;
}

Status readModels(TableReader table, Plan& plan, const std::filesystem::path& folder) {
    for (const std::string role : kRoles) {
        const toml::node* node = table.take(role);
        if (!node)
            continue;
        if (!node->is_table())
            return table.wrong(*node, role, "must be a table");
        TableReader reader(*node->as_table(), "models." + role, plan.file);
        RETORT_TRY(ModelPlan model, readModel(std::move(reader), role, role, folder, plan.file));
        plan.models.push_back(std::move(model));
    }
    if (const toml::node* node = table.take("reference")) {
        const toml::array* array = node->as_array();
        if (!array || !array->is_homogeneous(toml::node_type::table))
            return table.wrong(*node, "reference", "must be written as [[models.reference]]");
        for (const toml::node& item : *array) {
            TableReader reader(*item.as_table(), "models.reference", plan.file);
            RETORT_TRY(ModelPlan model, readModel(std::move(reader), "", "reference", folder, plan.file));
            if (plan.model(model.name))
                return table.wrong(item, "reference.name", fmt::format("\"{}\" is taken", model.name));
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

Result<DataPlan> readDataSet(TableReader table, const std::string& name, const toml::table& content,
                             const Plan& plan, const std::filesystem::path& folder) {
    DataPlan data;
    data.name = name;
    std::vector<std::string> paths(1);
    if (content.contains("path") && content.get("path")->is_array())
        RETORT_CHECK(table.read("path", paths));
    else
        RETORT_CHECK(table.read("path", paths.front()));
    RETORT_CHECK(table.read("seen_by", data.seenBy));
    RETORT_CHECK(table.choice("split", data.split, {"random", "date", "unknown"}));
    RETORT_CHECK(table.read("text", data.textField));
    RETORT_CHECK(table.read("id", data.idField));
    RETORT_CHECK(table.read("group", data.groupField));
    RETORT_CHECK(table.read("subject", data.subjectField));
    RETORT_CHECK(table.read("repeats", data.repeatsField));
    RETORT_CHECK(table.read("prompt", data.promptField));
    RETORT_CHECK(table.read("context", data.contextField));
    RETORT_CHECK(table.read("response", data.responseField));
    RETORT_CHECK(table.choice("template", data.templateName, {"", "alpaca"}));
    RETORT_CHECK(table.refuseUnknown());
    if (paths.empty() || paths.front().empty())
        return fail(ErrorCode::Usage, "{}: data set \"{}\" has no path", plan.file.string(), name);
    for (const std::string& path : paths)
        data.paths.push_back(resolved(folder, path));
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

Status readData(TableReader table, Plan& plan, const std::filesystem::path& folder) {
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
            return table.wrong(*node, name, "must be a table");
        TableReader reader(*node->as_table(), "data." + name, plan.file);
        RETORT_TRY(DataPlan data, readDataSet(std::move(reader), name, *node->as_table(), plan, folder));
        plan.data.push_back(std::move(data));
    }
    if (plan.data.empty())
        return fail(ErrorCode::Usage, "{}: no data set: add a [data.NAME] with path and seen_by",
                    plan.file.string());
    return {};
}

Status readExtraction(TableReader table, Plan& plan) {
    RETORT_CHECK(table.atLeast("prefix_tokens", plan.prefixTokens, 1));
    RETORT_CHECK(table.atLeast("suffix_tokens", plan.suffixTokens, 1));
    RETORT_CHECK(table.atLeast("max_tokens", plan.maxTokens, std::int64_t{0}));
    RETORT_CHECK(table.read("windows", plan.windows));
    for (const std::string& window : plan.windows) {
        if (window == "stride")
            return fail(ErrorCode::Usage,
                        "{}: extraction.windows: \"stride\" is not available in this version; "
                        "use \"first\" and \"personal\"",
                        plan.file.string());
        if (window != "first" && window != "personal")
            return fail(ErrorCode::Usage, "{}: extraction.windows: \"{}\" is not one of first, personal",
                        plan.file.string(), window);
    }
    return table.refuseUnknown();
}

Status readMembership(TableReader table, Plan& plan) {
    RETORT_CHECK(table.read("attacks", plan.attacks));
    static const std::set<std::string_view> known = {"loss", "zlib", "min_k", "min_k_pp", "reference"};
    for (const std::string& attack : plan.attacks) {
        if (!known.contains(attack))
            return fail(ErrorCode::Usage, "{}: membership.attacks: \"{}\" is not one of {}",
                        plan.file.string(), attack, fmt::join(known, ", "));
    }
    RETORT_CHECK(table.read("target_fpr", plan.targetFpr));
    for (const double target : plan.targetFpr) {
        if (!(target > 0 && target < 1))
            return fail(ErrorCode::Usage, "{}: membership.target_fpr: {} does not lie between 0 and 1",
                        plan.file.string(), target);
    }
    return table.refuseUnknown();
}

Status readCompute(TableReader table, Plan& plan) {
    RETORT_CHECK(table.read("device", plan.device));
    RETORT_CHECK(table.choice("precision", plan.precision, {"f32", "bf16"}));
    RETORT_CHECK(table.read("threads", plan.threads));
    RETORT_CHECK(table.read("memory_limit", plan.memoryLimit));
    return table.refuseUnknown();
}

Status readRoot(const toml::table& root, Plan& plan) {
    RootReader reader(root, plan.file);
    RETORT_CHECK(reader.refuseUnknown());
    const std::filesystem::path folder = std::filesystem::absolute(plan.file).parent_path();
    RETORT_TRY(TableReader auditTable, reader.table("audit"));
    RETORT_CHECK(readAuditTable(std::move(auditTable), plan));
    RETORT_TRY(TableReader release, reader.table("release"));
    RETORT_CHECK(readReleaseTable(std::move(release), plan));
    RETORT_TRY(TableReader criteria, reader.table("criteria"));
    RETORT_CHECK(readCriteria(std::move(criteria), plan));
    RETORT_TRY(TableReader models, reader.table("models"));
    RETORT_CHECK(readModels(std::move(models), plan, folder));
    RETORT_TRY(TableReader data, reader.table("data"));
    RETORT_CHECK(readData(std::move(data), plan, folder));
    RETORT_TRY(TableReader extraction, reader.table("extraction"));
    RETORT_CHECK(readExtraction(std::move(extraction), plan));
    RETORT_TRY(TableReader membership, reader.table("membership"));
    RETORT_CHECK(readMembership(std::move(membership), plan));
    RETORT_TRY(TableReader compute, reader.table("compute"));
    return readCompute(std::move(compute), plan);
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
        if (set.seenBy.empty())
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
