// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"
#include "core/store/audit_file.h"

namespace retort::cli {

namespace {

Status verify(const std::string& path, bool json) {
    RETORT_TRY(const store::AuditFile audit, store::AuditFile::openReadOnly(path));
    RETORT_TRY(const store::VerificationReport report, audit.verification().verify());
    if (json)
        printJson({{"intact", report.intact},
                   {"anchored", report.anchored},
                   {"seal", report.seal},
                   {"problems", report.problems}});
    else if (report.intact)
        print(fmt::format(
            "Every stored value fits its hash and the chain of events.\nAudit seal {}\nThis shows that "
            "the file agrees with a printed or signed seal, not that its author was honest.\n",
            report.seal));
    if (!report.intact)
        return fail(ErrorCode::Gate, "{}: was changed: {}", path, fmt::join(report.problems, "; "));
    if (!report.anchored)
        return fail(ErrorCode::Gate,
                    "{}: the run has not ended, so no event vouches for the whole; finish it with "
                    "run --resume",
                    path);
    return {};
}

} // namespace

void addVerify(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("verify", "Whether an audit file still is what its events say");
    auto path = std::make_shared<std::string>();
    auto json = std::make_shared<bool>(false);
    verb->add_option("AUDIT", *path, "The audit file")->required();
    verb->add_flag("--json", *json, "One JSON document on stdout");
    verb->callback([=, &action] { action = [=] { return verify(*path, *json); }; });
}

} // namespace retort::cli
