// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_text.h"
#include "app/cli/verbs.h"
#include "core/audit/redaction.h"
#include "core/jobs/run_lease.h"

namespace retort::cli {

namespace {

struct Options {
    std::string path;
    std::string dataSet;
    std::string ids = "-";
    std::string by;
    std::string reason;
};

Status erase(const Options& options) {
    audit::ErasureRequest request{options.dataSet, {}, options.by, {}};
    if (!options.reason.empty()) {
        RETORT_TRY(request.reason, inputText(options.reason));
    }
    RETORT_TRY(request.ids, inputLines(options.ids));
    RETORT_TRY(const jobs::RunLease lease, jobs::RunLease::acquire(options.path));
    RETORT_TRY(const store::Erased erased, audit::eraseRecords(options.path, request));
    print(fmt::format(
        "{}: records of {} made blank: {} ({} texts, {} windows, their token statistics and scores"
        "{}{}).\nThe findings stay as they were computed. Copies, exports and reports made before still hold "
        "what they held, and so does the training data.\n",
        options.path, options.dataSet, request.ids.size(), erased.texts, erased.windows,
        erased.remarks.empty() ? "" : fmt::format(", {} remarks", erased.remarks.size()),
        erased.resultSets == 0 ? ""
                               : fmt::format(", {} whole result sets of the slot test", erased.resultSets)));
    return {};
}

} // namespace

void addErase(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("erase", "Take records out of an audit file; the chain says so");
    auto options = std::make_shared<Options>();
    verb->add_option("AUDIT", options->path, "The audit file")->required();
    verb->add_option("--data", options->dataSet, "Data set of the records")->required();
    verb->add_option("--ids", options->ids, "File with an id on each line; - (the default) for stdin");
    verb->add_option("--by", options->by, "Name of who erases")->required();
    verb->add_option("--reason", options->reason, "File with the reason, which should not name the person");
    verb->callback([=, &action] { action = [=] { return erase(*options); }; });
}

} // namespace retort::cli
