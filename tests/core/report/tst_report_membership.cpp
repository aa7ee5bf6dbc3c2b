// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the report says of membership beyond one attack: groups, other measures, the best of several attacks,
// agreement with memorization.
#include "core/report/compose.h"
#include "core/report/format.h"

#include <QTest>

#include <algorithm>

using namespace retort;
using namespace retort::report;

namespace {

using Words = std::vector<std::string>;

stats::Evaluation evaluation(double auc, std::uint64_t members = 120) {
    stats::Evaluation result;
    result.members = members;
    result.nonmembers = 240;
    result.auc = auc;
    result.aucInterval = {auc - 0.05, auc + 0.05};
    result.smallestDetectableAuc = 0.581;
    return result;
}

audit::GroupFinding groupsOf(const char* model, double letters) {
    audit::GroupFinding finding{model, "private", "held_out", "indirect", "loss", {}};
    finding.evaluation.groups = {{"chats", evaluation(0.5)}, {"letters", evaluation(letters)}};
    finding.evaluation.suppressedGroups = 2;
    finding.evaluation.suppressedRecords = 31;
    return finding;
}

audit::Findings sampleFindings() {
    audit::Findings findings;
    findings.audit.primaryAttack = "loss";
    for (const char* name : {"student", "teacher", "base"}) {
        audit::ModelFinding model;
        model.name = model.role = name;
        findings.models.push_back(model);
    }
    audit::MembershipFinding test{"student", "private",       "held_out", "indirect",
                                  "loss",    evaluation(0.6), 0.01,       {}};
    test.evaluation.prAuc = 0.412;
    test.evaluation.balancedAccuracy = stats::BalancedAccuracy{.value = 0.571, .interval = {0.52, 0.62}};
    audit::MembershipFinding older = test; // from before these were computed
    older.attack = "zlib";
    older.evaluation.prAuc.reset();
    older.evaluation.balancedAccuracy.reset();
    audit::MembershipFinding apart = test;
    apart.attack = "mope";
    apart.beyondAccess = true;
    findings.membership = {test, older, apart};
    findings.membershipGroups = {groupsOf("student", 0.7), groupsOf("base", 0.52)};
    findings.bestOf = {{"student",
                        "private",
                        "held_out",
                        "zlib",
                        1400,
                        {{"loss", 0.6, 0.56, 0.02}, {"zlib", 0.64, 0.58, 0.0004}},
                        {"rmia"}}};
    findings.agreement = {{"student", "private", "loss", 1220, 87, 0.05, 0.023, std::nullopt},
                          {"teacher", "private", "loss", 1220, 319, 0.31, 0.28, 0.44}};
    return findings;
}

std::optional<Table> find(const Document& document, const std::string& section, const std::string& id) {
    for (const Section& part : document.sections) {
        for (const Block& block : part.blocks) {
            const auto* table = std::get_if<Table>(&block);
            if (part.id == section && table && table->id == id)
                return *table;
        }
    }
    return std::nullopt;
}

Words words(const std::vector<Text>& row) {
    Words texts;
    for (const Text& cell : row)
        texts.push_back(plainText(cell));
    return texts;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class TestReportMembership : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void groupsBesideTheOtherModels() {
        const auto table = find(composeReport(sampleFindings(), {}), "membership", "table-groups-private");
        QVERIFY(table.has_value());
        QCOMPARE(table->columns.back().title, std::string("AUC, base model"));
        QCOMPARE(words(table->rows.at(1)),
                 (Words{"letters", "120", "240", "0.700", "0.650 to 0.750", "0.581", "0.520"}));
        QVERIFY2(holds(table->note, "groups 2, records in them 31"), table->note.c_str());
    }

    void onlySmallGroups() {
        audit::Findings findings = sampleFindings();
        for (audit::GroupFinding& finding : findings.membershipGroups)
            finding.evaluation.groups.clear();
        const Document document = composeReport(findings, {});
        QVERIFY(!find(document, "membership", "table-groups-private"));
        const auto section = std::ranges::find(document.sections, "membership", &Section::id);
        QVERIFY(std::ranges::any_of(section->blocks, [](const Block& block) {
            const auto* paragraph = std::get_if<Paragraph>(&block);
            return paragraph &&
                   plainText(paragraph->text).starts_with("private: Not shown, for fewer than 10");
        }));
    }

    void ofManyGroupsTheLargest() {
        audit::Findings findings = sampleFindings();
        auto& groups = findings.membershipGroups[0].evaluation.groups;
        groups.clear();
        for (std::uint64_t i = 0; i < 45; ++i)
            groups.push_back({fmt::format("group {:02}", i), evaluation(0.5, 10 + i)});
        const auto table = find(composeReport(findings, {}), "membership", "table-groups-private");
        QCOMPARE(table->rows.size(), std::size_t{40});
        QCOMPARE(words(table->rows.front()).front(), std::string("group 05"));
        QVERIFY2(holds(table->note, "the 40 largest of 45 groups"), table->note.c_str());
    }

    void bestOfSeveralAttacks() {
        const auto table = find(composeReport(sampleFindings(), {}), "membership", "table-best-of");
        QVERIFY(table.has_value());
        QCOMPARE(words(table->rows.at(0)), (Words{"private", "loss", "1,400", "0.600", "0.560", "0.020"}));
        QCOMPARE(words(table->rows.at(1)),
                 (Words{"private", attackWords("zlib") + " best", "1,400", "0.640", "0.580", "< 0.001"}));
        QVERIFY2(holds(table->note, "evaluated on other records: " + attackWords("rmia")),
                 table->note.c_str());
    }

    void agreementWithMemorization() {
        const auto table = find(composeReport(sampleFindings(), {}), "membership", "table-agreement");
        QVERIFY(table.has_value());
        QCOMPARE(words(table->rows.at(0)),
                 (Words{"teacher", "private", "loss", "1,220", "319", "0.310", "0.280", "0.440"}));
        QCOMPARE(words(table->rows.at(1)),
                 (Words{"student", "private", "loss", "1,220", "87", "0.050", "0.023", kAbsent}));
    }

    void otherMeasuresInTheAppendix() {
        const auto table = find(composeReport(sampleFindings(), {}), "full-membership", "table-measures");
        QVERIFY(table.has_value());
        QCOMPARE(table->rows.size(), std::size_t{1}); // neither the older nor the one that is shown apart
        QCOMPARE(words(table->rows.at(0)),
                 (Words{"student", "private", "loss", "0.412", "0.333", "0.571", "0.520 to 0.620"}));
    }

    void nothingWhereThereIsNothing() {
        audit::Findings findings = sampleFindings();
        findings.membershipGroups.clear();
        findings.bestOf.clear();
        findings.agreement.clear();
        const Document document = composeReport(findings, {});
        for (const Section& part : document.sections) {
            for (const Block& block : part.blocks) {
                const auto* heading = std::get_if<Heading>(&block);
                QVERIFY(part.id != "membership" || !heading);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestReportMembership)
#include "tst_report_membership.moc"
