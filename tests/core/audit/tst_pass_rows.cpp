// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rows of further passes and of the slot test, by what their tokens decode to.
#include "core/audit/pass_forecast.h"
#include "core/audit/pass_rows.h"
#include "core/audit/slots.h"
#include "tests/app/program.h"

#include <QtTest/QTest>

#include <algorithm>
#include <set>

using namespace retort;
using namespace retort::audit;
using retort::test::writeText;
using scores::PassKind;

namespace {

template <class T>
T valueOf(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

QByteArray line(const QByteArray& id, const QByteArray& text) {
    return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}\n";
}

} // namespace

class TestPassRows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void names();
    void lowerCase();
    void prefixStandsBeforeTheRecord();
    void prefixIsCutFromTheFront();
    void recordsThatServeAreLeftOut();
    void membersComeFromWhatTheModelSaw();
    void tooFewRecordsForAPrefix();
    void neighboursDependOnTheRecordAlone();
    void excludedRecordsKeepTheirRows();
    void onlyTheResponseIsChanged();
    void whoTakesPasses();
    void slotsAndTheirReasons();
    void slotRowsFillEveryPlace();
    void slotsAreDrawnBySeed();
    void slotsFitTheContext();

private:
    // A plan over the files in the folder, prepared.
    PreparedAudit prepared(const QByteArray& data, const QByteArray& membership = {},
                           const QByteArray& more = {});
    [[nodiscard]] std::string textOf(const PreparedAudit& audit, const scores::PassRow& row,
                                     std::size_t first = 0) const {
        return audit.tokenizers.front().tokenizer.decode(std::span(row.ids).subspan(first), false);
    }
    [[nodiscard]] static PassRows rowsOf(const PassMaterial& material, const PreparedAudit& audit,
                                         const scores::PassRequest& request, std::size_t data) {
        return material.rows(request, audit.plan.models.front(), audit.data[data]);
    }

    QTemporaryDir m_folder;
};

void TestPassRows::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QDir folder(m_folder.path());
    retort::test::copyCheckpoint(folder, "neox_f32", "student"); // 128 tokens of context
    retort::test::copyCheckpoint(folder, "neox_f32", "base");
    QByteArray seen;
    QByteArray held;
    for (int i = 0; i < 6; ++i) {
        const QByteArray number = QByteArray::number(i);
        seen += line("s" + number, "Seen Text " + number + " here alpha beta");
        held += line("h" + number, "Held Out " + number + " there gamma delta");
    }
    writeText(m_folder.filePath("seen.jsonl"), seen);
    writeText(m_folder.filePath("held.jsonl"), held);
}

PreparedAudit TestPassRows::prepared(const QByteArray& data, const QByteArray& membership,
                                     const QByteArray& more) {
    const QString file = m_folder.filePath("plan.toml");
    writeText(file, "[models.student]\npath = \"student\"\n" + data + "[membership]\n" + membership + more);
    return valueOf(prepare(valueOf(readPlan(file.toStdString())), [](std::string_view) {}));
}

constexpr const char* kTwoSets = R"([data.seen]
path = "seen.jsonl"
seen_by = ["student"]
[data.held]
path = "held.jsonl"
)";

void TestPassRows::names() {
    QCOMPARE(passName({.kind = PassKind::Lowercase}), std::string("lowercase"));
    QCOMPARE(passName({.kind = PassKind::NonmemberPrefix, .shots = 7}), std::string("nonmember_prefix:7"));
    QCOMPARE(passName({.kind = PassKind::MemberPrefix, .shots = 7}), std::string("member_prefix:7"));
    QCOMPARE(passName({.kind = PassKind::Neighbours, .variants = 9}), std::string("neighbours:9"));
    QCOMPARE(passName({.kind = PassKind::Perturbed, .variants = 4, .sigma = 0.005}),
             std::string("perturbed:4,0.005"));
    const PreparedAudit audit =
        prepared(kTwoSets, "attacks = [\"recall:2\", \"loss\", \"con_recall:2\", \"con_recall:2,0.5\"]\n");
    const auto requests = requestedPasses(audit.plan); // each once
    QCOMPARE(requests.size(), 2U);
    QVERIFY(requests[0].kind == PassKind::NonmemberPrefix && requests[1].kind == PassKind::MemberPrefix);
}

void TestPassRows::lowerCase() {
    const PreparedAudit audit = prepared(kTwoSets, "attacks = [\"loss\", \"lowercase\"]\n");
    const PassMaterial material(audit);
    const PassRows rows = rowsOf(material, audit, {.kind = PassKind::Lowercase}, 0);
    QCOMPARE(rows.size(), 6U);
    const scores::PassRow row = rows.row(3);
    QCOMPARE(textOf(audit, row), std::string("seen text 3 here alpha beta"));
    QCOMPARE(row.firstPredicted, 1U);
}

void TestPassRows::prefixStandsBeforeTheRecord() {
    const PreparedAudit audit = prepared(kTwoSets, "attacks = [\"loss\", \"recall:2\"]\n");
    const PassMaterial material(audit);
    const PassRows rows = rowsOf(material, audit, {.kind = PassKind::NonmemberPrefix, .shots = 2}, 0);
    const scores::PassRow row = rows.row(1);
    const std::string own = "Seen Text 1 here alpha beta";
    const std::string text = textOf(audit, row);
    QVERIFY(text.ends_with(own));
    QCOMPARE(text.size(), own.size() + 2 * std::string("Held Out 0 there gamma delta").size());
    QVERIFY(text.starts_with("Held Out"));
    // The first own token that the record alone predicts.
    QCOMPARE(row.firstPredicted, static_cast<std::uint32_t>(text.size() - own.size() + 1));
    QCOMPARE(
        row.ids,
        rowsOf(PassMaterial(audit), audit, {.kind = PassKind::NonmemberPrefix, .shots = 2}, 0).row(1).ids);
}

void TestPassRows::prefixIsCutFromTheFront() {
    QByteArray longText(100, 'x');
    writeText(m_folder.filePath("long.jsonl"), line("fits", longText) + line("full", longText + longText));
    const PreparedAudit audit = prepared(QByteArray(kTwoSets) + R"([data.long]
path = "long.jsonl"
seen_by = ["student"]
)",
                                         "attacks = [\"loss\", \"recall:2\"]\n");
    const PassMaterial material(audit);
    const PassRows rows = rowsOf(material, audit, {.kind = PassKind::NonmemberPrefix, .shots = 2}, 2);
    QCOMPARE(rows.row(0).ids.size(), 128U);
    QVERIFY(textOf(audit, rows.row(0)).starts_with(" there gamma delta" + std::string(10, 'x')) ||
            textOf(audit, rows.row(0)).find("there gamma delta" + std::string(100, 'x')) !=
                std::string::npos);
    QCOMPARE(rows.leftOut()[1], std::string("no room for a prefix in the context"));
    QCOMPARE(rows.row(1).ids.size(), 1U);
    QCOMPARE(rows.row(1).firstPredicted, 1U); // nothing is predicted
}

void TestPassRows::recordsThatServeAreLeftOut() {
    // A near copy in the set that the model saw goes with the shot.
    QByteArray copies;
    for (int i = 0; i < 6; ++i)
        copies +=
            line("c" + QByteArray::number(i), "HELD out " + QByteArray::number(i) + " there gamma delta");
    writeText(m_folder.filePath("copies.jsonl"), copies);
    const PreparedAudit audit = prepared(QByteArray(kTwoSets) + R"([data.copies]
path = "copies.jsonl"
seen_by = ["student"]
)",
                                         "attacks = [\"loss\", \"recall:2\"]\n");
    const PassMaterial material(audit);
    const scores::PassRequest request{.kind = PassKind::NonmemberPrefix, .shots = 2};
    const auto held = rowsOf(material, audit, request, 1).leftOut();
    const auto copied = rowsOf(material, audit, request, 2).leftOut();
    QCOMPARE(std::count(held.begin(), held.end(), std::string()), 4);
    QCOMPARE(held, copied);
    const auto seen = rowsOf(material, audit, request, 0).leftOut();
    QCOMPARE(std::count(seen.begin(), seen.end(), std::string()), 6);
}

void TestPassRows::membersComeFromWhatTheModelSaw() {
    const PreparedAudit audit = prepared(QByteArray("[models.base]\npath = \"base\"\n") + kTwoSets,
                                         "attacks = [\"loss\", \"con_recall:2\"]\n");
    const PassMaterial material(audit);
    const scores::PassRequest request{.kind = PassKind::MemberPrefix, .shots = 2};
    const PassRows student = material.rows(request, *audit.plan.model("student"), audit.data[1]);
    QVERIFY(textOf(audit, student.row(0)).starts_with("Seen Text"));
    const PassRows base = material.rows(request, *audit.plan.model("base"), audit.data[1]);
    QVERIFY(!base.any());
    QCOMPARE(base.leftOut()[0], std::string("no records to take a prefix from"));
}

void TestPassRows::tooFewRecordsForAPrefix() {
    const PreparedAudit audit = prepared(kTwoSets, "attacks = [\"loss\", \"recall:4\"]\n");
    const PassMaterial material(audit);
    const PassRows rows = rowsOf(material, audit, {.kind = PassKind::NonmemberPrefix, .shots = 4}, 0);
    QVERIFY(!rows.any());
    QCOMPARE(rows.leftOut()[5], std::string("too few records to take a prefix from and test the rest"));
}

void TestPassRows::neighboursDependOnTheRecordAlone() {
    const QByteArray attacks = "attacks = [\"loss\", \"neighbours:3\"]\n";
    const PreparedAudit audit = prepared(kTwoSets, attacks);
    const PassMaterial material(audit);
    const scores::PassRequest request{.kind = PassKind::Neighbours, .variants = 3};
    const PassRows rows = rowsOf(material, audit, request, 0);
    QCOMPARE(rows.size(), 18U);
    std::set<std::string> variants;
    for (const std::uint64_t variant : {0, 1, 2}) {
        const std::string text = textOf(audit, rows.row(6 * variant + 4));
        QVERIFY(text != "Seen Text 4 here alpha beta");
        QVERIFY(text.find(" 4 ") != std::string::npos); // numbers are no words
        variants.insert(text);
    }
    QVERIFY(variants.size() > 1);
    const std::string before = textOf(audit, rows.row(6 + 4));
    const PreparedAudit other = prepared(kTwoSets, attacks, "[audit]\nseed = 2\n");
    const PassMaterial otherMaterial(other);
    std::set<std::string> otherVariants;
    for (const std::uint64_t variant : {0, 1, 2})
        otherVariants.insert(textOf(other, rowsOf(otherMaterial, other, request, 0).row(6 * variant + 4)));
    QVERIFY(otherVariants != variants);
    QCOMPARE(textOf(audit, rows.row(6 + 4)), before); // asked for again, after others
}

void TestPassRows::excludedRecordsKeepTheirRows() {
    const PreparedAudit audit =
        prepared(kTwoSets, "attacks = [\"loss\", \"lowercase\", \"mope:2\"]\n", "[audit]\nsample = 3\n");
    const PassMaterial material(audit);
    for (const scores::PassRequest& request : requestedPasses(audit.plan)) {
        const PassRows rows = rowsOf(material, audit, request, 0);
        QCOMPARE(rows.size(), 6U * request.variants);
        int empty = 0;
        for (std::uint64_t i = 0; i < 6; ++i) {
            const scores::PassRow row = rows.row(i);
            empty += row.firstPredicted == row.ids.size() ? 1 : 0;
            QVERIFY(rows.leftOut()[static_cast<std::size_t>(i)].empty());
        }
        QCOMPARE(empty, 3);
        if (request.kind == PassKind::Perturbed) {
            for (std::uint64_t i = 0; i < 6; ++i)
                QCOMPARE(rows.row(6 + i).ids,
                         audit.data[0].tokens().recordRow(static_cast<std::size_t>(i)).ids);
        }
    }
}

void TestPassRows::onlyTheResponseIsChanged() {
    QByteArray lines;
    for (int i = 0; i < 4; ++i) {
        const QByteArray who = i < 2 ? "Anna" : "Bernard";
        lines += "{\"id\":\"" + QByteArray::number(i) + "\",\"q\":\"ASK " + who + "? \",\"a\":\"THE " + who +
                 " Answer " + QByteArray::number(i) + "\",\"who\":\"" + who + "\"}\n";
    }
    writeText(m_folder.filePath("qa.jsonl"), lines);
    const PreparedAudit audit = prepared(R"([data.qa]
path = "qa.jsonl"
seen_by = ["student"]
prompt = "q"
response = "a"
subject = "who"
)",
                                         "attacks = [\"loss\", \"lowercase\"]\nslot_test = true\n");
    const PassMaterial material(audit);
    const scores::PassRow row = rowsOf(material, audit, {.kind = PassKind::Lowercase}, 0).row(1);
    QCOMPARE(textOf(audit, row), std::string("ASK Anna? the anna answer 1"));
    QCOMPARE(row.firstPredicted, 10U);
    // The name is filled in in the prompt too, and the response begins where it now does.
    const auto sets = valueOf(findSlots(audit));
    QCOMPARE(sets[0].slots.size(), 4U);
    const scores::PassRow other = slotRow(audit, audit.plan.models.front(), audit.data[0], sets[0], 1);
    QCOMPARE(textOf(audit, other), std::string("ASK Bernard? THE Bernard Answer 0"));
    QCOMPARE(other.firstPredicted, 13U);
}

void TestPassRows::whoTakesPasses() {
    const PreparedAudit audit = prepared(QByteArray("[models.base]\npath = \"base\"\n[[models.reference]]\n"
                                                    "name = \"ref\"\npath = \"base\"\n") +
                                             kTwoSets,
                                         "attacks = [\"loss\", \"lowercase\"]\n");
    const auto takes = [&](const char* model, std::size_t data) {
        return takesPasses(audit.plan, *audit.plan.model(model), audit.data[data].plan);
    };
    QVERIFY(takes("student", 0) && takes("student", 1));
    QVERIFY(takes("base", 0) && takes("base", 1)); // the control
    QVERIFY(!takes("ref", 0) && !takes("ref", 1));
    const auto tokens = valueOf(furtherTokens(audit));
    QVERIFY(tokens[0] > 0);
    QCOMPARE(tokens[0], tokens[1]);
    QCOMPARE(tokens[2], 0U);
}

constexpr const char* kCode = "slot_test = true\n[personal.patterns]\ncode = \"code ([A-Z]+[0-9]*)\"\n";

void TestPassRows::slotsAndTheirReasons() {
    writeText(m_folder.filePath("codes.jsonl"),
              line("a", "first has code ABCD and ends") +
                  line("b", "second has code EFGH and ends, see EFGH") +
                  line("c", "third has code IJKL then code IJKL again") + line("d", "fourth has no number") +
                  line("e", "fifth has code MNOP, see mail me@example.org"));
    const PreparedAudit audit = prepared(R"([data.codes]
path = "codes.jsonl"
seen_by = ["student"]
)",
                                         kCode);
    const auto sets = valueOf(findSlots(audit));
    const SlotSet& set = sets[0];
    QCOMPARE(set.found.at("code"), 4U);
    QCOMPARE(set.found.at("e-mail"), 1U);
    QCOMPARE(set.leftOut.at("a part of it stands elsewhere in the record"), 1U); // second
    QCOMPARE(set.leftOut.at("no other value of its type"), 1U);                  // the address
    QCOMPARE(set.slots.size(), 3U);
    QCOMPARE(set.slots[1].places.size(), 2U);
    QCOMPARE(set.slots[0].others.size(), 3U);
    QCOMPARE(set.rows(), 12U);
    QVERIFY(std::find(set.slots[0].others.begin(), set.slots[0].others.end(), "ABCD") ==
            set.slots[0].others.end());
}

void TestPassRows::slotRowsFillEveryPlace() {
    const PreparedAudit audit = prepared(R"([data.codes]
path = "codes.jsonl"
seen_by = ["student"]
)",
                                         kCode);
    const auto sets = valueOf(findSlots(audit));
    const PreparedData& data = audit.data[0];
    QCOMPARE(textOf(audit, slotRow(audit, audit.plan.models.front(), data, sets[0], 0)),
             std::string("first has code ABCD and ends"));
    QCOMPARE(textOf(audit, slotRow(audit, audit.plan.models.front(), data, sets[0], 4)),
             std::string("third has code IJKL then code IJKL again"));
    for (std::uint64_t i = 5; i < 8; ++i) {
        const std::string& value = sets[0].slots[1].others[static_cast<std::size_t>(i - 5)];
        QCOMPARE(textOf(audit, slotRow(audit, audit.plan.models.front(), data, sets[0], i)),
                 "third has code " + value + " then code " + value + " again");
        QCOMPARE(slotRow(audit, audit.plan.models.front(), data, sets[0], i).firstPredicted, 1U);
    }
    QCOMPARE(textOf(audit, slotRow(audit, audit.plan.models.front(), data, sets[0], 8)),
             std::string("fifth has code MNOP, see mail me@example.org"));
}

void TestPassRows::slotsAreDrawnBySeed() {
    QByteArray lines;
    for (int i = 0; i < 150; ++i)
        lines +=
            line("n" + QByteArray::number(i), "record has code Q" + QByteArray::number(1000 + i) + " in it");
    writeText(m_folder.filePath("many.jsonl"), lines);
    const QByteArray data = "[data.many]\npath = \"many.jsonl\"\nseen_by = [\"student\"]\n";
    const PreparedAudit audit = prepared(data, "slots = 40\n", kCode);
    const auto set = valueOf(findSlots(audit))[0];
    QCOMPARE(set.slots.size(), 40U);
    QCOMPARE(set.leftOut.at("not drawn"), 110U);
    for (const Slot& slot : set.slots) {
        QCOMPARE(slot.others.size(), 99U);
        QCOMPARE(std::set(slot.others.begin(), slot.others.end()).size(), 99U);
    }
    const auto same = valueOf(findSlots(audit))[0];
    const auto other =
        valueOf(findSlots(prepared(data, "slots = 40\n", QByteArray(kCode) + "[audit]\nseed = 3\n")))[0];
    const auto records = [](const SlotSet& slots) {
        std::vector<std::size_t> numbers;
        for (const Slot& slot : slots.slots)
            numbers.push_back(slot.record);
        return numbers;
    };
    QCOMPARE(records(same), records(set));
    QCOMPARE(same.slots[7].others, set.slots[7].others);
    QVERIFY(records(other) != records(set));
}

// No row is ever cut: a longer value must not be scored over less text.
void TestPassRows::slotsFitTheContext() {
    writeText(m_folder.filePath("long_codes.jsonl"),
              line("short", "has code A1 and " + QByteArray(100, 'x')) +
                  line("long", "has code LONGER123456789 and more") +
                  line("end", QByteArray(110, 'y') + " has code B2"));
    const PreparedAudit audit = prepared(R"([data.codes]
path = "long_codes.jsonl"
seen_by = ["student"]
)",
                                         kCode);
    const auto set = valueOf(findSlots(audit))[0];
    QCOMPARE(set.leftOut.at("no room for other values"), 1U);
    QCOMPARE(set.slots.size(), 2U);
    const PreparedData& data = audit.data[0];
    std::set<std::size_t> tails;
    for (std::uint64_t i = 0; i < 1 + set.slots[0].others.size(); ++i) {
        const std::string text = textOf(audit, slotRow(audit, audit.plan.models.front(), data, set, i));
        QVERIFY(text.size() <= 128);
        tails.insert(static_cast<std::size_t>(std::count(text.begin(), text.end(), 'x')));
    }
    QCOMPARE(tails.size(), 1U);
}

QTEST_GUILESS_MAIN(TestPassRows)
#include "tst_pass_rows.moc"
