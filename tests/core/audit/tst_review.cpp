// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/finding_ids.h"
#include "core/audit/review.h"
#include "tests/tools/synthetic_audit.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace retort;
using namespace retort::audit;

class TestReview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void idsAreUniqueAndNameEveryVerdict();
    void notesComeBack();
    void recordsAreNamedByPlace();
    void laterJudgementReplacesEarlier();
    void entriesThatSayNothingAreRefused_data();
    void entriesThatSayNothingAreRefused();
    void twoPersonsSign();
    void decisionNeedsBothSignOffs();
    void conditionsAndOpenWorkCount();
    void newResultsOutdateSignOffs();
    void lockedAuditTakesNotesOnly();
    void unfinishedRunCanNotBeSigned();
    void textsStayOutOfTheChain();

private:
    store::AuditFile open() const {
        auto audit = store::AuditFile::openToAmend(m_path);
        if (!audit)
            throw std::runtime_error(audit.error().message);
        return std::move(*audit);
    }
    Review review() const { return *readReview(open()); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
    Findings m_findings;
};

namespace {

bool refused(const Status& status, ErrorCode code, std::string_view part) {
    if (!status && status.error().code == code && status.error().message.find(part) != std::string::npos)
        return true;
    qWarning("%s", status ? "not refused" : status.error().message.c_str());
    return false;
}

const std::string kFinding = "verdict/extraction";

} // namespace

void TestReview::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("a.retort")).toStdString();
    m_findings = *test::writeSyntheticAudit(m_path, {20, 20, 40});
}

void TestReview::idsAreUniqueAndNameEveryVerdict() {
    const auto ids = findingIds(m_findings);
    QCOMPARE(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
    for (const Verdict& verdict : m_findings.verdicts)
        QVERIFY(std::find(ids.begin(), ids.end(), "verdict/" + verdict.question) != ids.end());
    for (const char* id : {"membership_groups/student/private", "agreement/student/private"})
        QVERIFY2(std::find(ids.begin(), ids.end(), id) != ids.end(), id);
    QVERIFY(ids.size() > m_findings.verdicts.size() + m_findings.data.size());
}

void TestReview::notesComeBack() {
    QVERIFY(addNote(open(), {"A. Auditor", "audit"}, "Looked at it.").has_value());
    QVERIFY(addNote(open(), {"B. Reviewer", kFinding}, "Why so few?").has_value());
    const Review found = review();
    QCOMPARE(found.notes.size(), std::size_t{2});
    QCOMPARE(found.notes[0].by, std::string("A. Auditor"));
    QCOMPARE(*found.notes[1].text, std::string("Why so few?"));
    QCOMPARE(found.notes[1].about, kFinding);
    QVERIFY(!found.notes[1].time.empty());
}

void TestReview::recordsAreNamedByPlace() {
    const auto audit = open();
    const auto records = *audit.records().range("private", 7, 1);
    QVERIFY(recordReveal(audit, {"A", "record:private/" + records[0].id}, "complaint 12").has_value());
    QCOMPARE(review().reveals.at(0).about, std::string("record:private/7"));
    QVERIFY(refused(addNote(audit, {"A", "record:private/nobody"}, "x"), ErrorCode::Usage, "no record"));
}

void TestReview::laterJudgementReplacesEarlier() {
    QVERIFY(judge(open(), {"B", kFinding}, "needs_work", "no base model").has_value());
    QVERIFY(judge(open(), {"B", "verdict/membership"}, "accepted", "").has_value());
    QVERIFY(judge(open(), {"B", kFinding}, "accepted", "").has_value());
    const Review found = review();
    QCOMPARE(found.judgements.size(), std::size_t{2});
    QCOMPARE(found.judgements.back().entry.about, kFinding);
    QCOMPARE(found.judgements.back().judgement, std::string("accepted"));
}

void TestReview::entriesThatSayNothingAreRefused_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("message");
    QTest::newRow("no name") << 0 << "needs the name";
    QTest::newRow("no note") << 1 << "needs a text";
    QTest::newRow("unknown finding") << 2 << "has no finding 'verdict/everything'; its findings are verdict/";
    QTest::newRow("no reason") << 3 << "needs a reason";
    QTest::newRow("unknown judgement") << 4 << "accepted, rejected, needs_work";
    QTest::newRow("judged as a whole") << 5 << "about one finding";
    QTest::newRow("reveal without reason") << 6 << "needs a reason";
    QTest::newRow("unknown role") << 7 << "auditor, reviewer";
}

void TestReview::entriesThatSayNothingAreRefused() {
    QFETCH(int, which);
    QFETCH(QString, message);
    const auto audit = open();
    const auto events = audit.events().all()->size();
    const Status outcomes[] = {
        addNote(audit, {" ", "audit"}, "x"),
        addNote(audit, {"A", "audit"}, ""),
        addNote(audit, {"A", "verdict/everything"}, "x"),
        judge(audit, {"A", kFinding}, "rejected", ""),
        judge(audit, {"A", kFinding}, "fine", "x"),
        judge(audit, {"A", "audit"}, "accepted", ""),
        recordReveal(audit, {"A", "audit"}, ""),
        signOff(audit, "A", "owner"),
    };
    QVERIFY(refused(outcomes[which], ErrorCode::Usage, message.toStdString()));
    QCOMPARE(audit.events().all()->size(), events);
}

void TestReview::twoPersonsSign() {
    QVERIFY(signOff(open(), "A. Auditor", "auditor").has_value());
    QVERIFY(refused(signOff(open(), " a.AUDITOR", "reviewer"), ErrorCode::Conflict, "a second person"));
    QVERIFY(signOff(open(), "B. Reviewer", "reviewer").has_value());
    const Review found = review();
    QCOMPARE(found.signOffs.size(), std::size_t{2});
    QVERIFY(found.signedBy("auditor") && found.signedBy("reviewer"));
    QCOMPARE(found.signedBy("reviewer")->content, found.content);
}

void TestReview::decisionNeedsBothSignOffs() {
    QVERIFY(refused(decide(open(), "C", "approved", ""), ErrorCode::Conflict, "the auditor's sign-off"));
    QVERIFY(signOff(open(), "A", "auditor").has_value());
    QVERIFY(refused(decide(open(), "C", "approved", ""), ErrorCode::Conflict, "the reviewer's sign-off"));
    QVERIFY(signOff(open(), "B", "reviewer").has_value());
    QVERIFY(decide(open(), "C", "approved", "").has_value());
    QCOMPARE(review().decision->outcome, std::string("approved"));
    QVERIFY(review().decision->current);
}

void TestReview::conditionsAndOpenWorkCount() {
    QVERIFY(signOff(open(), "A", "auditor").has_value());
    QVERIFY(signOff(open(), "B", "reviewer").has_value());
    QVERIFY(refused(decide(open(), "C", "approved_with_conditions", ""), ErrorCode::Usage, "conditions"));
    QVERIFY(judge(open(), {"B", kFinding}, "needs_work", "unclear").has_value());
    QVERIFY(refused(decide(open(), "C", "approved", ""), ErrorCode::Conflict, kFinding));
    QVERIFY(decide(open(), "C", "rejected", "").has_value());
    QVERIFY(judge(open(), {"B", kFinding}, "accepted", "").has_value());
    QVERIFY(decide(open(), "C", "approved_with_conditions", "Filter the output.").has_value());
    QCOMPARE(*review().decision->entry.text, std::string("Filter the output."));
}

void TestReview::newResultsOutdateSignOffs() {
    QVERIFY(signOff(open(), "A", "auditor").has_value());
    QVERIFY(signOff(open(), "B", "reviewer").has_value());
    QVERIFY(decide(open(), "C", "approved", "").has_value());
    const auto audit = open();
    QVERIFY(audit.events().append(store::kStartEvent, {{"run", 2}}).has_value());
    QVERIFY(!review().signedBy("auditor"));
    QVERIFY(audit.verification().anchor().has_value());
    const Review found = review();
    QVERIFY(!found.signedBy("auditor") && !found.decision->current);
    QCOMPARE(found.signOffs.size(), std::size_t{2});
    QVERIFY(signOff(open(), "A", "reviewer").has_value()); // the earlier sign-off doesn't bind any more
}

void TestReview::lockedAuditTakesNotesOnly() {
    QVERIFY(requireRunnable(open()).has_value());
    QVERIFY(lock(open(), "C").has_value());
    const auto audit = open();
    QVERIFY(refused(requireRunnable(audit), ErrorCode::Conflict, "was locked by C"));
    QVERIFY(refused(judge(audit, {"B", kFinding}, "accepted", ""), ErrorCode::Conflict, "locked"));
    QVERIFY(refused(signOff(audit, "B", "reviewer"), ErrorCode::Conflict, "locked"));
    QVERIFY(refused(decide(audit, "B", "rejected", ""), ErrorCode::Conflict, "locked"));
    QVERIFY(refused(lock(audit, "B"), ErrorCode::Conflict, "locked"));
    QVERIFY(addNote(audit, {"B", "audit"}, "afterwards").has_value());
    QVERIFY(audit.verification().verify()->anchored);
}

void TestReview::unfinishedRunCanNotBeSigned() {
    const auto audit = open();
    QVERIFY(audit.events().append(store::kStartEvent, {{"run", 2}}).has_value());
    QVERIFY(refused(signOff(audit, "A", "auditor"), ErrorCode::Conflict, "has not ended"));
    QVERIFY(refused(lock(audit, "A"), ErrorCode::Conflict, "has not ended"));
    QVERIFY(addNote(audit, {"A", "audit"}, "still running").has_value());
}

void TestReview::textsStayOutOfTheChain() {
    const auto audit = open();
    QVERIFY(addNote(audit, {"A", "audit"}, "Erika Musterfrau called").has_value());
    QVERIFY(judge(audit, {"A", kFinding}, "rejected", "Erika Musterfrau is in it").has_value());
    const auto events = *audit.events().all();
    for (const store::Event& event : events)
        QVERIFY(event.payload.find("Erika") == std::string::npos);
    QVERIFY(toJsonLine(toJson(review())).find("Erika Musterfrau is in it") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
