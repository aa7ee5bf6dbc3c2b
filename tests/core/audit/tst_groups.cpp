// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Membership by group: what is shown, what is only counted, and where there is nothing to compare with.
#include "tests/core/audit/small_audit.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace retort;
using namespace retort::audit;
using namespace retort::audit::testing;

namespace {

constexpr std::size_t kRecords = 60;

// Letters: 0 .. 29, chats: 30 .. 49, nine rare ones, and the last record in no group.
std::string groupOf(std::size_t i) {
    if (i < 30)
        return "letters";
    if (i < 50)
        return "chats";
    return i < 59 ? "rare" : "";
}

std::string planText(const std::string& heldOutGroup, const std::string& more = {}) {
    return "[models]\nstudent = {path = 's'}\nbase = {path = 'b'}\n[data]\n"
           "seen = {path = 'seen.jsonl', seen_by = ['student'], split = 'random', group = 'kind'}\n"
           "held = {path = 'held.jsonl'" +
           heldOutGroup + "}\n" + more;
}

// Letters of the training data score a deviation higher, all else is noise.
Findings assessed(const std::string& plan, bool heldOutHasGroups) {
    SmallSet seen;
    seen.name = "seen";
    seen.records = kRecords;
    seen.group = groupOf;
    SmallSet held;
    held.name = "held";
    held.records = kRecords;
    if (heldOutHasGroups)
        held.group = groupOf;
    SmallAudit audit(plan, {seen, held});
    for (const char* model : {"student", "base"}) {
        std::vector<double> members = normals(kRecords, 0, 1);
        for (std::size_t i = 0; i < 30; ++i)
            members[i] += 5;
        audit.putLoss(model, "seen", members);
        audit.putLoss(model, "held", normals(kRecords, 0, 2));
    }
    return audit.assess();
}

} // namespace

class TestGroups : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsLargeGroupsAndCountsSmallOnes() {
        const Findings findings = assessed(planText(", group = 'kind'"), true);
        QCOMPARE(findings.membershipGroups.size(), std::size_t{2}); // student, and base as control
        const GroupFinding& finding = findings.membershipGroups[0];
        QCOMPARE(finding.model, std::string("student"));
        QCOMPARE(finding.attack, std::string("loss"));
        const stats::GroupEvaluation& groups = finding.evaluation;
        QCOMPARE(groups.groups.size(), std::size_t{2}); // by name
        QCOMPARE(groups.groups[0].name, std::string("chats"));
        QCOMPARE(groups.groups[0].evaluation.members, std::uint64_t{20});
        QVERIFY(groups.groups[0].evaluation.auc < 0.75);
        QCOMPARE(groups.groups[1].name, std::string("letters"));
        QVERIFY(groups.groups[1].evaluation.auc > 0.99);
        QCOMPARE(groups.suppressedGroups, std::uint64_t{1});
        QCOMPARE(groups.suppressedRecords, std::uint64_t{18});
        QCOMPARE(groups.withoutGroup, std::uint64_t{2});
        QCOMPARE(
            suppressedSentence(finding),
            std::string("Not shown, for fewer than 10 records in the training data or fewer than 10 held "
                        "out: groups 1, records in them 18. Records without a group: 2."));
        QVERIFY(toJsonLine(toJson(findings)).find("rare") == std::string::npos);
    }

    void saysWhenAllAreShown() {
        GroupFinding finding{"student", "seen", "held", "direct", "loss", {}};
        QCOMPARE(suppressedSentence(finding),
                 std::string("Every record with a score is in a group that is shown."));
    }

    void onlyThePrimaryAttack() {
        const Findings findings =
            assessed(planText(", group = 'kind'",
                              "[audit]\nprimary_attack = 'zlib'\n[membership]\nattacks = ['loss', 'zlib']\n"),
                     true);
        QVERIFY(!findings.membership.empty());      // loss, of which there are scores
        QVERIFY(findings.membershipGroups.empty()); // zlib, of which there are none
    }

    void saysWhereHeldOutDataHaveNoGroups() {
        const Findings findings = assessed(planText(""), false);
        QVERIFY(findings.membershipGroups.empty());
        QVERIFY(std::ranges::any_of(findings.warnings, [](const std::string& warning) {
            return warning.starts_with("seen: membership is not shown by group");
        }));
    }
};

QTEST_APPLESS_MAIN(TestGroups)
#include "tst_groups.moc"
