// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/write_report.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/report/finish.h"
#include "ui/report/figures.h"
#include "ui/report/page_style.h"

#include <QGuiApplication>
#include <QHashSeed>

#include <system_error>

namespace retort::ui {
namespace {

constexpr std::size_t kLongestSummary = 240; // bytes of an event's facts

// Qt's PDF engine writes in the order of its hashes, and the plots take the application's font.
class ReportSurroundings {
public:
    ReportSurroundings() : m_font(QGuiApplication::font()) {
        QHashSeed::setDeterministicGlobalSeed();
        QGuiApplication::setFont(reportFont(style::kCell.size, false));
    }
    ~ReportSurroundings() {
        QGuiApplication::setFont(m_font);
        QHashSeed::resetRandomGlobalSeed();
    }
    ReportSurroundings(const ReportSurroundings&) = delete;
    ReportSurroundings& operator=(const ReportSurroundings&) = delete;

private:
    QFont m_font;
};

std::string shortened(std::string text, std::size_t longest) {
    if (text.size() <= longest)
        return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end) + "\xE2\x80\xA6";
}

std::string summaryOf(const store::Event& event) {
    const auto payload = parseJson(event.payload, "event");
    return payload ? shortened(report::scalarMembers(*payload), kLongestSummary) : std::string();
}

bool sameFile(const std::filesystem::path& left, const std::filesystem::path& right) {
    std::error_code ignored;
    return std::filesystem::equivalent(left, right, ignored);
}

Result<audit::Findings> readFindings(const store::AuditFile& audit, std::string& json) {
    RETORT_TRY(const auto stored, audit.results().findings());
    const std::string name = audit.path().filename().string();
    if (!stored)
        return fail(ErrorCode::Conflict,
                    "{}: the audit is not finished, so it has no findings to report; finish it with "
                    "`retort-cli run PLAN -o {} --resume`",
                    name, name);
    json = stored->json;
    RETORT_TRY(const Json document, parseJson(stored->json, "findings in " + name));
    return audit::findingsFromJson(document);
}

} // namespace

Result<std::string> renderReport(const report::Document& document, const PreparedFigures& figures,
                                 const std::string& findingsJson) {
    if (!loadReportFont())
        return fail(ErrorCode::Internal, "the report's own font can't be read; reinstall Retort");
    const ReportSurroundings surroundings;
    RETORT_TRY(Typeset pages, typeset(document, figures));
    pages.finishing.attachments.push_back({"findings.json", "application/json",
                                           "Findings of the audit, as retort-cli show --json prints them",
                                           findingsJson});
    return report::finishPdf({pages.pdf.constData(), static_cast<std::size_t>(pages.pdf.size())},
                             pages.finishing);
}

Result<report::ReportFacts> readReportFacts(const store::AuditFile& audit) {
    report::ReportFacts facts;
    facts.auditFile = audit.path().filename().string();
    RETORT_TRY(facts.seal, audit.events().seal());
    RETORT_TRY(const auto events, audit.events().all());
    for (const store::Event& event : events)
        facts.events.push_back({event.sequence, event.time, event.kind, summaryOf(event)});
    RETORT_TRY(const auto stored, audit.results().findings());
    if (stored)
        facts.inputsHash = stored->inputsHash;
    RETORT_TRY(const auto dataSets, audit.inputs().dataSets());
    for (const store::DataSet& dataSet : dataSets)
        facts.dataFingerprints[dataSet.name] = dataSet.fingerprint;
    RETORT_TRY(facts.machine, audit.inputs().volatileFacts());
    for (auto& [name, value] : facts.machine) {
        // Folders of the machine that ran the audit are nobody's business.
        if (name == "plan")
            value = std::filesystem::path(value).filename().string();
        value = shortened(value, kLongestSummary);
    }
    return facts;
}

Status writeReport(const std::filesystem::path& auditPath, const std::filesystem::path& out) {
    if (sameFile(auditPath, out))
        return fail(ErrorCode::Conflict, "{}: the report can't replace the audit file; choose another name",
                    out.string());
    RETORT_TRY(const store::AuditFile audit, store::AuditFile::openReadOnly(auditPath));
    std::string json;
    RETORT_TRY(const audit::Findings findings, readFindings(audit, json));
    RETORT_TRY(const report::ReportFacts facts, readReportFacts(audit));
    // Before the work, so that an unwritable place is said at once.
    RETORT_TRY(AtomicFile file, AtomicFile::create(out, 0644));
    const report::Document document = report::composeReport(findings, facts);
    RETORT_TRY(const PreparedFigures figures, prepareFigures(document, audit));
    RETORT_TRY(const std::string pdf, renderReport(document, figures, json));
    RETORT_CHECK(file.write(pdf));
    return file.commit();
}

} // namespace retort::ui
