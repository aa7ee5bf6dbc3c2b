// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/subject_search.h"
#include "tests/core/audit/subject_audit.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace retort;
using namespace retort::audit;
using namespace retort::audit::testing;

namespace {

SubjectSearch search(const SubjectAudit& audit, const std::string& lines, bool near = false) {
    const store::AuditFile file = must(store::AuditFile::openReadOnly(audit.path()));
    return must(searchSubject(file, must(parseSubjectQuery(lines, near))));
}

QStringList idsOf(const SubjectSearch& found) {
    QStringList ids;
    for (const SubjectRecord& record : found.records)
        ids.append(QString::fromStdString(record.id));
    return ids;
}

const SubjectSource& source(const SubjectSearch& found, const std::string& data, const std::string& field,
                            const std::string& way) {
    const auto place = std::ranges::find_if(found.sources, [&](const SubjectSource& entry) {
        return entry.data == data && entry.field == field && entry.way == way;
    });
    if (place == found.sources.end())
        throw std::runtime_error("no source " + data + " " + field + " " + way);
    return *place;
}

std::string matchesOf(const SubjectRecord& record) {
    std::string text;
    for (const SubjectMatch& match : record.matches)
        text += match.field + std::to_string(match.term) + ":" +
                std::string(corpus::spellingName(match.spelling)) + " ";
    return text;
}

const QStringList kAll = {QStringLiteral("p0"), QStringLiteral("p1"), QStringLiteral("p3"),
                          QStringLiteral("for-anna-mueller")};

} // namespace

class TestSubjectSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void describesRecords();
    void masks();
    void filesGone();
    void filesChanged();
    void keyDropped();
    void planUnreadable();
    void nearOnlyWhenAsked();
    void nothingFound();
    void tokenIds();
    void queries_data();
    void queries();
    void leavesNoTrace();
};

void TestSubjectSearch::finds_data() {
    QTest::addColumn<bool>("storeText");
    QTest::newRow("stored texts") << true;
    QTest::newRow("texts by reference") << false;
}

void TestSubjectSearch::finds() {
    QFETCH(bool, storeText);
    const SubjectAudit audit(storeText);
    const SubjectSearch found = search(audit, "Anna Müller\n\nanna@example.org\n");
    QCOMPARE(idsOf(found), kAll);
    QCOMPARE(matchesOf(found.records[3]), std::string("id1:marks "));
    QCOMPARE(matchesOf(found.records[1]), std::string("text1:order "));
    const std::string first = matchesOf(found.records[0]);
    for (const char* match : {"subject1:exact ", "text1:exact ", "text2:exact ", "personal_fields2:exact "})
        QVERIFY2(first.find(match) != std::string::npos, first.c_str());
    QCOMPARE(source(found, "private", "text", storeText ? "stored" : "files").searched, 5U);
    QCOMPARE(source(found, "private", "personal_fields", "files").searched, 5U);
    QCOMPARE(source(found, "held", "text", storeText ? "stored" : "files").notSearched, 0U);
    if (!storeText)
        QVERIFY(source(found, "private", "subject", "keyed_hash").note.find("spell") != std::string::npos);
    QVERIFY2(found.sentence.find("terms: 4.") != std::string::npos, found.sentence.c_str());
}

void TestSubjectSearch::describesRecords() {
    const SubjectAudit audit(false);
    const SubjectSearch found = search(audit, "Anna Müller");
    const SubjectRecord& record = found.records.front();
    QCOMPARE(record.line, 1U);
    QVERIFY(record.byteLength > 50);
    QVERIFY(record.path.ends_with("private.jsonl"));
    QCOMPARE(record.seenBy, std::vector<std::string>{"teacher"});
    QCOMPARE(record.sayTheSame.size(), 1U);
    QCOMPARE(record.sayTheSame.front(), std::pair(std::string("private"), std::string("p3")));
    QCOMPARE(record.models.size(), 2U);
    QVERIFY(record.models[0].saw);
    QVERIFY(record.models[0].memorized.empty());
    const SubjectModel& student = record.models[1];
    QVERIFY(!student.saw);
    QCOMPARE(student.memorized,
             (std::vector<std::pair<std::string, bool>>{{"first", false}, {"personal", true}}));
    QCOMPARE(student.details.size(), 2U);
    QCOMPARE(student.details[0].type, std::string("name"));
    QVERIFY(student.details[0].memorized);
    QVERIFY(!student.details[1].memorized);
    QCOMPARE(student.scores.size(), 1U);
    QCOMPARE(student.scores[0].attack, std::string("loss"));
    QCOMPARE(*student.scores[0].aboveHeldOut, 0.75);                     // -1.5 among -4, -3, -2, -1
    QCOMPARE(*found.records[1].models[1].scores[0].aboveHeldOut, 0.375); // -3: one below, one tie
    QCOMPARE(*student.slotRank, 3U);
    QCOMPARE(*student.slotCandidates, 99U);
    const Json document = toJson(found, SubjectTexts::Masked);
    QVERIFY(document.at("records").at(0).at("models").at(1).at("memorized").at("personal").get<bool>());
    QVERIFY(describe(found, SubjectTexts::Masked).find("slot rank 3 beside 99 others") != std::string::npos);
}

void TestSubjectSearch::masks() {
    const SubjectAudit audit(false);
    const SubjectSearch found = search(audit, "Anna Müller");
    QVERIFY(found.records[0].text->find("Müller") != std::string::npos);
    for (const std::string& shown :
         {toJson(found, SubjectTexts::Masked).dump(), describe(found, SubjectTexts::Masked)}) {
        QVERIFY(shown.find("lives here") != std::string::npos);
        for (const char* personal : {"Müller", "anna@example.org", "Mueller, Anna"})
            QVERIFY2(shown.find(personal) == std::string::npos, personal);
    }
    const std::string revealed = toJson(found, SubjectTexts::Revealed).dump();
    QVERIFY(revealed.find("Anna Müller lives here") != std::string::npos);
    QVERIFY(describe(found, SubjectTexts::Revealed).find("anna@example.org") != std::string::npos);
}

// Only whole subject fields are left, by their hashes.
void TestSubjectSearch::filesGone() {
    const SubjectAudit audit(false);
    QVERIFY(QFile::remove(audit.file(QStringLiteral("private.jsonl"))));
    const SubjectSearch found = search(audit, "müller anna");
    QCOMPARE(idsOf(found),
             (QStringList{QStringLiteral("p0"), QStringLiteral("p3"), QStringLiteral("for-anna-mueller")}));
    QVERIFY(!found.records[0].text);
    const SubjectSource& texts = source(found, "private", "text", "");
    QCOMPARE(texts.notSearched, 5U);
    QVERIFY2(texts.note.find("private.jsonl") != std::string::npos, texts.note.c_str());
    QVERIFY2(found.sentence.find("could not be searched") != std::string::npos, found.sentence.c_str());
    QVERIFY(describe(found, SubjectTexts::Masked).find("Could not be searched") != std::string::npos);
}

// p0 still fits its hash; p2 speaks of Anna now, but that isn't what was audited.
void TestSubjectSearch::filesChanged() {
    const SubjectAudit audit(false);
    std::string lines = audit.read(QStringLiteral("private.jsonl"));
    lines.replace(lines.find("The meeting"), 11, "Anna Müller");
    audit.write(QStringLiteral("private.jsonl"), lines);
    const SubjectSearch found = search(audit, "Anna Müller");
    QCOMPARE(idsOf(found), kAll);
    const SubjectSource& texts = source(found, "private", "text", "files");
    QVERIFY2(texts.note.find("1 of the records found") != std::string::npos, texts.note.c_str());
}

void TestSubjectSearch::keyDropped() {
    const SubjectAudit audit(false);
    must(must(store::AuditFile::openForRun(audit.path())).records().dropKey());
    const SubjectSearch unchanged = search(audit, "Anna Müller");
    QCOMPARE(idsOf(unchanged), kAll); // the files' fingerprint vouches for them
    QVERIFY(source(unchanged, "private", "subject", "").note.find("key") != std::string::npos);
    audit.write(QStringLiteral("private.jsonl"), audit.read(QStringLiteral("private.jsonl")) +
                                                     "{\"id\":\"new\",\"name\":\"x\",\"text\":\"y\"}\n");
    const SubjectSearch changed = search(audit, "Anna Müller");
    QCOMPARE(idsOf(changed), QStringList{QStringLiteral("for-anna-mueller")});
    QCOMPARE(source(changed, "private", "text", "").notSearched, 5U);
}

void TestSubjectSearch::planUnreadable() {
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("a.retort")).toStdString();
    const store::AuditFile audit = must(store::AuditFile::create(path, {"[future]\nkey = 1\n", false}));
    store::DataSet set;
    set.name = "d";
    must(audit.inputs().putDataSet(set));
    std::vector<store::Record> records(1);
    records[0].id = "Anna";
    must(audit.records().append("d", records));
    const SubjectSearch found = must(searchSubject(audit, must(parseSubjectQuery("anna", false))));
    QCOMPARE(idsOf(found), QStringList{QStringLiteral("Anna")});
    QVERIFY(source(found, "d", "text", "").note.find("plan") != std::string::npos);
}

void TestSubjectSearch::nearOnlyWhenAsked() {
    const SubjectAudit audit(false);
    QVERIFY(search(audit, "Carla Diez").records.empty());
    const SubjectSearch found = search(audit, "Carla Diez", true);
    QCOMPARE(idsOf(found), QStringList{QStringLiteral("p2")});
    QCOMPARE(matchesOf(found.records[0]), std::string("subject1:near "));
}

void TestSubjectSearch::nothingFound() {
    const SubjectAudit audit(true);
    const SubjectSearch found = search(audit, "Zacharias Quillfeather");
    QVERIFY(found.records.empty());
    QVERIFY2(found.sentence.find("Nothing was found") != std::string::npos, found.sentence.c_str());
    QVERIFY(found.sentence.find("Quillfeather") == std::string::npos);
}

// Without the tokenizer token ids can't be spelled out, and that is said.
void TestSubjectSearch::tokenIds() {
    QTemporaryDir folder;
    const QString data = folder.filePath(QStringLiteral("ids.jsonl"));
    QFile file(data);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"id\":\"a\",\"text\":[1,2,3]}\n{\"id\":\"b\",\"text\":[4,5]}\n");
    file.close();
    const std::string plan = "[models]\nstudent = {path='s'}\n[data.ids]\npath = 'ids.jsonl'\n";
    const store::AuditFile audit = must(
        store::AuditFile::create(folder.filePath(QStringLiteral("b.retort")).toStdString(), {plan, false}));
    store::DataSet set;
    set.name = "ids";
    set.paths = {data.toStdString()};
    must(audit.inputs().putDataSet(set));
    std::vector<store::Record> records(2);
    records[0].id = "a";
    records[1].id = "b";
    records[1].ordinal = 1;
    must(audit.records().append("ids", records));
    const SubjectSearch found = must(searchSubject(audit, must(parseSubjectQuery("anna", false))));
    const SubjectSource& texts = source(found, "ids", "text", "");
    QCOMPARE(texts.notSearched, 2U);
    QVERIFY2(texts.note.find("tokenizer") != std::string::npos, texts.note.c_str());
}

void TestSubjectSearch::queries_data() {
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("said"); // empty: two terms
    QTest::newRow("two") << QByteArray("\xEF\xBB\xBF"
                                       "Anna\r\n\r\nBert Vogel")
                         << QByteArray();
    QTest::newRow("empty") << QByteArray("\n \n") << QByteArray("the query is empty");
    QTest::newRow("short") << QByteArray("Anna\nq\n") << QByteArray("line 2 of the query has fewer");
    QTest::newRow("not UTF-8") << QByteArray("Quill\xFF\n") << QByteArray("line 1 of the query is not UTF-8");
}

void TestSubjectSearch::queries() {
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, said);
    const auto query = parseSubjectQuery(lines.toStdString(), false);
    QCOMPARE(query.has_value(), said.isEmpty());
    if (query) {
        QCOMPARE(query->terms.size(), 2U);
        return;
    }
    QVERIFY(query.error().code == ErrorCode::Usage);
    QVERIFY2(query.error().message.find(said.toStdString()) != std::string::npos,
             query.error().message.c_str());
    QVERIFY(query.error().message.find("Quill") == std::string::npos);
}

void TestSubjectSearch::leavesNoTrace() {
    const SubjectAudit audit(false);
    const std::string before = audit.read(QStringLiteral("a.retort"));
    QVERIFY(before.size() > 1000);
    (void)search(audit, "Quillfeather\nAnna Müller");
    QCOMPARE(audit.read(QStringLiteral("a.retort")), before);
    const QStringList files =
        QDir(QFileInfo(audit.file(QStringLiteral("a.retort"))).path()).entryList(QDir::Files, QDir::Name);
    QCOMPARE(files, (QStringList{QStringLiteral("a.retort"), QStringLiteral("held.jsonl"),
                                 QStringLiteral("plan.toml"), QStringLiteral("private.jsonl")}));
}

QTEST_GUILESS_MAIN(TestSubjectSearch)
#include "tst_subject_search.moc"
