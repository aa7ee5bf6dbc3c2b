// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/audit/redaction.h"

namespace retort::cli {

namespace {

Status redact(const std::string& path, const std::string& output, bool keepIds) {
    RETORT_TRY(const store::Erased erased, audit::redact(path, output, keepIds));
    print(fmt::format(
        "{}: without {} texts, {} token tables, {} remarks, and the key of all hashes; ids {}.\n"
        "Groups, the plan's text and the names of people who signed stay. Findings are those of "
        "the original.\n",
        output, erased.texts, erased.resultSets, erased.remarks.size(), keepIds ? "kept" : "replaced"));
    return {};
}

} // namespace

void addRedact(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("redact", "A copy without personal text, token tables and keys");
    auto path = std::make_shared<std::string>();
    auto output = std::make_shared<std::string>();
    auto keepIds = std::make_shared<bool>(false);
    verb->add_option("AUDIT", *path, "The audit file")->required();
    verb->add_option("-o", *output, "The copy")->required();
    verb->add_flag("--keep-ids", *keepIds, "Keep the records' ids; they must not be personal");
    verb->callback([=, &action] { action = [=] { return redact(*path, *output, *keepIds); }; });
}

} // namespace retort::cli
