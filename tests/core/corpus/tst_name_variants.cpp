// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/folded_words.h"
#include "core/corpus/name_variants.h"

#include <QtTest/QTest>

#include <algorithm>
#include <set>

using namespace retort;
using namespace retort::corpus;

class TestNameVariants : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void findsAll();
    void refuses_data();
    void refuses();
    void kinds();
    void spellings();
    void distance_data();
    void distance();
};

namespace {

void row(const char* name, const char* term, bool near, const char* text, const char* found,
         const char* spelling) {
    QTest::newRow(name) << QByteArray(term) << near << QByteArray(text) << QByteArray(found)
                        << QByteArray(spelling);
}

} // namespace

void TestNameVariants::finds_data() {
    QTest::addColumn<QByteArray>("term");
    QTest::addColumn<bool>("near");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("found"); // empty: nothing
    QTest::addColumn<QByteArray>("spelling");
    row("exact", "Anna Schmidt", false, "so Anna Schmidt came", "Anna Schmidt", "exact");
    row("case", "anna schmidt", false, "ANNA SCHMIDT", "ANNA SCHMIDT", "case");
    row("over two lines", "Anna Schmidt", false, "Anna\nSchmidt", "Anna\nSchmidt", "joined");
    row("umlaut written out in the text", "Müller", false, "Frau Mueller", "Mueller", "marks");
    row("umlaut written out in the term", "Mueller", false, "Frau Müller", "Müller", "marks");
    row("umlaut left out", "Muller", false, "MÜLLER", "MÜLLER", "marks");
    row("decomposed", "M\xC3\xBCller", false, "Mu\xCC\x88ller", "Mu\xCC\x88ller", "marks");
    row("sharp s", "Strauß", false, "STRAUSS", "STRAUSS", "marks");
    row("Spanish", "José Núñez", false, "JOSE NUNEZ", "JOSE NUNEZ", "marks");
    row("o with stroke", "Søren Kjær", false, "Soeren Kjaer", "Soeren Kjaer", "marks");
    row("o with stroke as o", "Soren Kjaer", false, "Søren Kjær", "Søren Kjær", "marks");
    row("Greek capitals", "Παπαδόπουλος", false, "ΠΑΠΑΔΟΠΟΥΛΟΣ", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "marks");
    row("last name first", "Anna Schmidt", false, "Schmidt, Anna", "Schmidt, Anna", "order");
    row("three parts", "Anna Maria Vogel", false, "Vogel, Anna Maria", "Vogel, Anna Maria", "order");
    row("initial", "Anna Schmidt", false, "by A. Schmidt", "A. Schmidt", "initials");
    row("initial behind", "Anna Schmidt", false, "Schmidt A", "Schmidt A", "initials");
    row("initial between", "Anna Schmidt", false, "Anna M. Schmidt", "Anna M. Schmidt", "initials");
    row("initial in the term", "A. Schmidt", false, "Anna Schmidt", "Anna Schmidt", "initials");
    row("hyphen for space", "Anna Maria Vogel", false, "Anna-Maria Vogel", "Anna-Maria Vogel", "joined");
    row("nothing for hyphen", "Anna-Maria Vogel", false, "Annamaria Vogel", "Annamaria Vogel", "joined");
    row("hyphen for nothing", "Annamaria Vogel", false, "Anna-Maria Vogel", "Anna-Maria Vogel", "joined");
    row("no apostrophe", "O'Brien", false, "OBrien", "OBrien", "joined");
    row("other apostrophe", "O'Brien", false,
        "O\xE2\x80\x99"
        "Brien",
        "O\xE2\x80\x99"
        "Brien",
        "joined");
    row("in an address", "Anna Schmidt", false, "<anna.schmidt@example.org>", "anna.schmidt", "joined");
    row("part of a longer word", "Schmidt", false, "Schmidtke", "", "");
    row("parts of longer words", "Ann Smith", false, "Joann Smithers", "", "");
    row("two sentences", "John Smith", false, "I met Smith. John left", "", "");
    row("initials alone", "Anna Schmidt", false, "A. S.", "", "");
    row("one part alone", "Anna Schmidt", false, "Anna came", "", "");
    row("another name between", "Anna Schmidt", false, "Anna Vogel Schmidt", "", "");
    row("too far apart", "Anna Schmidt", false, "Anna --------- Schmidt", "", "");
    row("e-mail", "Anna@Example.org", false, "to <anna@example.org>.", "anna@example.org", "case");
    row("end of another e-mail", "anna@example.org", false, "joanna@example.org", "", "");
    row("beginning of another e-mail", "anna@example.org", false, "anna@example.organic", "", "");
    row("near e-mail", "anna@example.org", true, "ana@example.org", "ana@example.org", "near");
    row("separators", "DE89 3704 0044", false, "IBAN DE8937040044!", "DE8937040044", "joined");
    row("other separators", "C1234-5", false, "c-1234.5", "c-1234.5", "joined");
    row("longer id", "C-1234", false, "C-12345", "", "");
    row("near id", "C-1234", true, "C-1235", "C-1235", "near");
    row("swapped letters", "Schmidt", true, "Schmitd", "Schmitd", "near");
    row("swapped letters, not asked", "Schmidt", false, "Schmitd", "", "");
    row("one letter of four", "Anna", true, "Anne", "Anne", "near");
    row("three letters are too short", "Bob", true, "Rob", "", "");
    row("two of seven", "Schmidt", true, "Schnitt", "", "");
    row("two of eight", "Schmidts", true, "Schnitts", "Schnitts", "near");
    row("two in all", "Anna Schmidts", true, "Anne Schnitts", "", "");
    row("near and in another order", "Anna Schmidt", true, "Schmitt Anna", "Schmitt Anna", "near");
}

void TestNameVariants::finds() {
    QFETCH(QByteArray, term);
    QFETCH(bool, near);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, found);
    QFETCH(QByteArray, spelling);
    const auto made = Term::make(term.toStdString(), near);
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const std::string searched = text.toStdString();
    const std::vector<FoundTerm> places = made->find(searched);
    QCOMPARE(places.size(), found.isEmpty() ? 0U : 1U);
    if (found.isEmpty())
        return;
    QCOMPARE(QByteArray::fromStdString(searched.substr(places[0].begin, places[0].end - places[0].begin)),
             found);
    QCOMPARE(std::string(spellingName(places[0].spelling)), spelling.toStdString());
}

void TestNameVariants::findsAll() {
    const Term term = Term::make("Anna Schmidt", false).value();
    const std::string text = "Anna Schmidt, A. Schmidt; Schmidt Anna. Anna Schmidt";
    const std::vector<FoundTerm> places = term.find(text);
    QCOMPARE(places.size(), 4U);
    for (std::size_t i = 1; i < places.size(); ++i)
        QVERIFY(places[i].begin >= places[i - 1].end);
    QVERIFY(term.find("").empty());
}

void TestNameVariants::refuses_data() {
    QTest::addColumn<QByteArray>("term");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("empty") << QByteArray() << QByteArray("fewer than two");
    QTest::newRow("one letter") << QByteArray("  q ") << QByteArray("fewer than two");
    QTest::newRow("no letters") << QByteArray("?!-") << QByteArray("fewer than two");
    QTest::newRow("not UTF-8") << QByteArray("Zanzibar \xFF") << QByteArray("not UTF-8");
    QTest::newRow("long") << QByteArray(201, 'q') << QByteArray("200 bytes");
    QTest::newRow("nine words") << QByteArray("aa bb cc dd ee ff gg hh qq") << QByteArray("8 words");
}

void TestNameVariants::refuses() {
    QFETCH(QByteArray, term);
    QFETCH(QByteArray, said);
    const auto made = Term::make(term.toStdString(), false);
    QVERIFY(!made);
    QVERIFY(made.error().code == ErrorCode::Usage);
    QVERIFY(made.error().message.find(said.toStdString()) != std::string::npos);
    QVERIFY(made.error().message.find("Zanzibar") == std::string::npos);
    QVERIFY(made.error().message.find("qq") == std::string::npos);
}

void TestNameVariants::kinds() {
    QVERIFY(Term::make("Anna Schmidt", false)->kind() == TermKind::Name);
    QVERIFY(Term::make("a1@example.org", false)->kind() == TermKind::Email);
    QVERIFY(Term::make("C-1234", false)->kind() == TermKind::Identifier);
}

void TestNameVariants::spellings() {
    const std::vector<std::string> all = Term::make("Anna Müller", false)->spellings();
    QCOMPARE(all.front(), std::string("Anna Müller"));
    QCOMPARE(std::set<std::string>(all.begin(), all.end()).size(), all.size());
    for (const char* expected : {"anna müller", "ANNA MÜLLER", "Müller, Anna", "Müller Anna", "A. Müller",
                                 "Müller A.", "Anna Mueller", "Anna Muller", "Mueller, Anna", "Anna-Müller"})
        QVERIFY2(std::ranges::count(all, expected) == 1, expected);
    // Each is found by the term itself.
    const Term term = Term::make("Anna Müller", false).value();
    for (const std::string& spelling : all)
        QVERIFY2(term.find(spelling).size() == 1, spelling.c_str());
    const std::vector<std::string> ids = Term::make("DE89 3704", false)->spellings();
    QVERIFY(std::ranges::count(ids, "DE893704") == 1);
    QVERIFY(std::ranges::count(ids, "de89 3704") == 1);
}

void TestNameVariants::distance_data() {
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<std::size_t>("expected"); // optimal string alignment, at most 3
    QTest::newRow("same") << QByteArray("abcd") << QByteArray("abcd") << std::size_t{0};
    QTest::newRow("inserted") << QByteArray("abd") << QByteArray("abcd") << std::size_t{1};
    QTest::newRow("replaced") << QByteArray("axcd") << QByteArray("abcd") << std::size_t{1};
    QTest::newRow("swapped") << QByteArray("abdc") << QByteArray("abcd") << std::size_t{1};
    QTest::newRow("swapped and edited between") << QByteArray("ca") << QByteArray("abc") << std::size_t{3};
    QTest::newRow("code points") << QByteArray("αβγ") << QByteArray("αδγ") << std::size_t{1};
    QTest::newRow("beyond") << QByteArray("aaaaaaaa") << QByteArray("bbbbbbbb") << std::size_t{4};
    QTest::newRow("lengths") << QByteArray("a") << QByteArray("aaaaaaaa") << std::size_t{4};
}

void TestNameVariants::distance() {
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, second);
    QFETCH(std::size_t, expected);
    QCOMPARE(alignmentDistance(first.toStdString(), second.toStdString(), 3), expected);
    QCOMPARE(alignmentDistance(second.toStdString(), first.toStdString(), 3), expected);
}

QTEST_GUILESS_MAIN(TestNameVariants)
#include "tst_name_variants.moc"
