// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_text.h"
#include "app/cli/verbs.h"
#include "core/audit/review.h"
#include "core/audit/subject_search.h"
#include "core/base/files.h"

#include <unistd.h>

namespace retort::cli {

namespace {

struct Options {
    std::string path;
    std::string query = "-";
    std::string out;
    std::string reveal;
    std::string by;
    bool near = false;
    bool json = false;
};

// Names never stand on the command line, where the shell would remember them.
Result<std::string> readQuery(const Options& options) {
    if (options.query == "-" && isatty(STDIN_FILENO) == 1)
        fmt::print(stderr, "Names, e-mail addresses and ids, one a line; end with Ctrl-D:\n");
    return inputText(options.query);
}

Result<bool> wantsJson(const Options& options) {
    if (options.out.empty())
        return options.json;
    const std::string extension = std::filesystem::path(options.out).extension().string();
    if (extension == ".json")
        return true;
    if (extension == ".txt" && !options.json)
        return false;
    return fail(ErrorCode::Usage, "{}: an extract is .json or, without --json, .txt", options.out);
}

// Before anything is shown: who sees the text of which record, and why.
Status recordReveals(const Options& options, const audit::SubjectSearch& search) {
    RETORT_TRY(const auto audit, store::AuditFile::openToAmend(options.path));
    for (const audit::SubjectRecord& record : search.records) {
        if (record.text || !record.subjects.empty())
            RETORT_CHECK(audit::recordReveal(
                audit, {options.by, fmt::format("record:{}/{}", record.data, record.id)}, options.reveal));
    }
    return {};
}

Status subject(const Options& options) {
    const bool reveals = !options.reveal.empty();
    if (reveals && options.by.empty())
        return fail(ErrorCode::Usage, "--reveal needs --by NAME: the audit keeps who saw the text and why");
    RETORT_TRY(const bool json, wantsJson(options));
    audit::SubjectSearch search;
    {
        RETORT_TRY(const auto audit, store::AuditFile::openReadOnly(options.path));
        RETORT_TRY(const std::string lines, readQuery(options));
        RETORT_TRY(const audit::SubjectQuery query, audit::parseSubjectQuery(lines, options.near));
        RETORT_TRY(search, audit::searchSubject(audit, query));
    }
    if (reveals)
        RETORT_CHECK(recordReveals(options, search));
    const auto texts = reveals ? audit::SubjectTexts::Revealed : audit::SubjectTexts::Masked;
    const std::string content =
        json ? audit::toJson(search, texts).dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
             : audit::describe(search, texts);
    if (options.out.empty()) {
        print(content);
        return {};
    }
    RETORT_CHECK(writeFile(options.out, content, 0600));
    print(search.sentence + "\n");
    return {};
}

} // namespace

void addSubject(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand(
        "subject", "Everything about one person; names, addresses and ids come from stdin, one a line");
    auto options = std::make_shared<Options>();
    verb->add_option("AUDIT", options->path, "The audit file")->required();
    verb->add_option("--query", options->query, "File with the names; - (the default) for stdin");
    verb->add_flag("--fuzzy", options->near,
                   "Also what differs by 1 letter (words of 4 to 7) or 2 (longer): inserted, left out, "
                   "another, or two swapped");
    verb->add_flag("--json", options->json, "One JSON document on stdout");
    verb->add_option("-o,--out", options->out, "The extract to write, .json or .txt, readable by you alone");
    verb->add_option("--reveal", options->reveal,
                     "Show texts unmasked, and the reason why; the audit keeps it");
    verb->add_option("--by", options->by, "With --reveal: your name");
    verb->callback([=, &action] { action = [=] { return subject(*options); }; });
}

} // namespace retort::cli
