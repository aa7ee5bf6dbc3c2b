// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plan whose models have different tokenizers, prepared: each model's rows hold its own tokens of one text.
#include "core/audit/claims.h"
#include "core/audit/pass_forecast.h"
#include "core/audit/pass_rows.h"
#include "core/audit/slots.h"
#include "tests/app/program.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace retort;
using namespace retort::audit;
using retort::test::line;
using retort::test::writeText;

namespace {

template <class T>
T valueOf(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

QString textOf(int i) {
    return QStringLiteral("The other clerk signed entry %1 in the end").arg(i);
}

} // namespace

class TestTokenizers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void oneTokenizationEach();
    void windowsAreItsOwn();
    void sampleIsTheSame();
    void passesAreItsOwn();
    void slotsAreTheSameTexts();
    void tokenIdsBelongToTheExaminedModel();
    void saysWhatIsNotApplicable();
    void oneTokenizerNeedsNoNote();
    void rolesToo();
    void secondBaselineMayDiffer();
    void refusesIdsBeyondTheModel();

private:
    Result<PreparedAudit> tried(const QByteArray& more = {}, const QByteArray& models = kReference,
                                const QByteArray& file = "seen.jsonl");
    PreparedAudit prepared(const QByteArray& more = {}, const QByteArray& models = kReference,
                           const QByteArray& file = "seen.jsonl") {
        return valueOf(tried(more, models, file));
    }
    static std::string decoded(const PreparedAudit& audit, const char* model, const scores::PassRow& row) {
        return audit.tokenizer(*audit.plan.model(model)).tokenizer.decode(row.ids, true);
    }

    static constexpr const char* kReference =
        "[[models.reference]]\nname = \"foreign\"\npath = \"foreign\"\n";
    QTemporaryDir m_folder;
};

void TestTokenizers::initTestCase() {
    QVERIFY(m_folder.isValid());
    const QDir folder(m_folder.path());
    for (const char* name : {"student", "foreign", "native"})
        retort::test::copyCheckpoint(folder, "neox_f32", QString::fromLatin1(name));
    writeText(m_folder.filePath("foreign/tokenizer.json"), retort::test::mergedTokenizer());
    QByteArray seen;
    QByteArray held;
    for (int i = 0; i < 6; ++i) {
        seen += line(textOf(i), QString::number(i));
        held += line(textOf(10 + i), QString::number(i));
    }
    seen += line(QStringLiteral("x"), QStringLiteral("short")); // one token and no BOS under the student's
    seen += line(QStringLiteral("the ").repeated(60), QStringLiteral("long"));
    writeText(m_folder.filePath("seen.jsonl"), seen);
    writeText(m_folder.filePath("held.jsonl"), held);
}

Result<PreparedAudit> TestTokenizers::tried(const QByteArray& more, const QByteArray& models,
                                            const QByteArray& file) {
    const QString plan = m_folder.filePath("plan.toml");
    writeText(plan, more + "\n[models.student]\npath = \"student\"\n" + models + "[data.seen]\npath = \"" +
                        file + "\"\nseen_by = [\"student\"]\n[data.held]\npath = \"held.jsonl\"\n");
    return prepare(valueOf(readPlan(plan.toStdString())), [](std::string_view) {});
}

void TestTokenizers::oneTokenizationEach() {
    const PreparedAudit audit =
        prepared({}, QByteArray(kReference) + "[[models.reference]]\nname = \"native\"\npath = \"native\"\n");
    QCOMPARE(audit.tokenizers.size(), 2U);
    const PreparedData& seen = audit.data[0];
    QCOMPARE(seen.tokenizations.size(), 2U);
    const ModelPlan& student = *audit.plan.model("student");
    const ModelPlan& foreign = *audit.plan.model("foreign");
    QVERIFY(student.tokenizer.empty() && audit.plan.model("native")->tokenizer.empty());
    QCOMPARE(foreign.tokenizer, toHex(audit.tokenizers[1].tokenizer.fingerprint()));
    QCOMPARE(audit.model("foreign")->plan.tokenizer, foreign.tokenizer);
    QCOMPARE(&seen.tokens(student), &seen.tokens());
    QCOMPARE(&seen.tokens(*audit.plan.model("native")), &seen.tokens());
    for (std::size_t i = 0; i < 6; ++i) {
        const scores::PassRow own = seen.tokens(student).recordRow(i);
        const scores::PassRow other = seen.tokens(foreign).recordRow(i);
        const std::string text = textOf(static_cast<int>(i)).toStdString();
        QCOMPARE(decoded(audit, "student", own), text);
        QCOMPARE(decoded(audit, "foreign", other), text);
        QCOMPARE(own.ids.size(), text.size());                 // a byte each
        QCOMPARE(other.ids.front(), retort::test::kMergedBos); // after which the first token is predicted
        QCOMPARE(other.firstPredicted, 1U);
        QVERIFY(other.ids.size() < text.size() - 5);
    }
    // What counts for the data set is the examined model's; then nobody has a row.
    QVERIFY(!seen.excluded(6).empty());
    QCOMPARE(seen.tokens(foreign).recordRow(6).ids.size(), 1U);
    QVERIFY(seen.tokens().records[7].truncated && !seen.tokens(foreign).records[7].truncated);
    QCOMPARE(audit.predictedTokens(student),
             seen.tokens().predictedTokens() + audit.data[1].tokens().predictedTokens());
    QVERIFY(audit.predictedTokens(foreign) < audit.predictedTokens(student));
}

void TestTokenizers::windowsAreItsOwn() {
    const PreparedAudit audit =
        prepared("[extraction]\nprefix_tokens = 20\nsuffix_tokens = 20\nwindows = [\"first\", \"stride\"]\n");
    const PreparedData& seen = audit.data[0];
    const Tokenization& foreign = seen.tokens(*audit.plan.model("foreign"));
    QVERIFY(seen.tokens().extractionExcluded[0].empty()); // 41 bytes
    QCOMPARE(foreign.extractionExcluded[0], std::string("too short for the window"));
    QVERIFY(!foreign.windows.empty()); // of the long record
    for (const store::Window& window : foreign.windows) {
        QCOMPARE(window.record, 7U);
        QVERIFY(window.suffixEnd <= foreign.records[7].ids.size());
    }
    const store::Window& later = foreign.windows[foreign.sequenceWindows.front()];
    QCOMPARE(foreign.windowRow(later).ids.size(), 41U); // BOS, prefix, suffix
}

void TestTokenizers::sampleIsTheSame() {
    const PreparedAudit audit = prepared("[audit]\nsample = 3\n");
    const PreparedData& held = audit.data[1];
    const Tokenization& foreign = held.tokens(*audit.plan.model("foreign"));
    std::size_t left = 0;
    for (std::size_t i = 0; i < held.records.size(); ++i) {
        QCOMPARE(foreign.records[i].excluded, held.excluded(i));
        left += held.excluded(i).empty() ? 1 : 0;
    }
    QCOMPARE(left, 3U);
}

void TestTokenizers::passesAreItsOwn() {
    const PreparedAudit audit = prepared("[membership]\nattacks = [\"loss\", \"recall:2\", \"lowercase\"]\n");
    const PassMaterial material(audit);
    const auto rowOf = [&](const char* model, const scores::PassRequest& request) {
        return decoded(audit, model, material.rows(request, *audit.plan.model(model), audit.data[0]).row(1));
    };
    const scores::PassRequest lowercase{.kind = scores::PassKind::Lowercase};
    QCOMPARE(rowOf("student", lowercase), textOf(1).toLower().toStdString());
    QCOMPARE(rowOf("foreign", lowercase), textOf(1).toLower().toStdString());
    const scores::PassRequest prefix{.kind = scores::PassKind::NonmemberPrefix, .shots = 2};
    QCOMPARE(rowOf("foreign", prefix), rowOf("student", prefix)); // the same shots before the same text
    QVERIFY(rowOf("foreign", prefix).ends_with(textOf(1).toStdString()));
    const auto tokens = valueOf(furtherTokens(audit));
    QVERIFY(tokens[0] > 0);
    QCOMPARE(tokens[1], 0U); // nothing is tested of the reference
}

void TestTokenizers::slotsAreTheSameTexts() {
    const PreparedAudit audit = prepared("[membership]\nslot_test = true\n[personal]\npatterns = { entry = "
                                         "\"entry ([0-9])\" }\n");
    const auto sets = valueOf(findSlots(audit));
    QVERIFY(!sets[0].slots.empty());
    for (std::uint64_t row = 0; row < sets[0].rows(); ++row)
        QCOMPARE(decoded(audit, "foreign",
                         slotRow(audit, *audit.plan.model("foreign"), audit.data[0], sets[0], row)),
                 decoded(audit, "student",
                         slotRow(audit, *audit.plan.model("student"), audit.data[0], sets[0], row)));
    const auto tokens = valueOf(furtherTokens(audit));
    QVERIFY(tokens[1] > 0 && tokens[1] < tokens[0]);
}

void TestTokenizers::tokenIdsBelongToTheExaminedModel() {
    writeText(m_folder.filePath("ids.jsonl"), "{\"id\":\"a\",\"text\":[116,104,101,32,116,104,101]}\n");
    const PreparedAudit audit = prepared({}, kReference, "ids.jsonl");
    const PreparedData& seen = audit.data[0];
    QCOMPARE(seen.tokens().records[0].ids, (std::vector<std::int32_t>{116, 104, 101, 32, 116, 104, 101}));
    QCOMPARE(seen.records[0].text, std::string("the the"));
    const Tokenization& foreign = seen.tokens(*audit.plan.model("foreign"));
    QCOMPARE(foreign.records[0].ids.size(), 2U); // "the", " the"
}

void TestTokenizers::saysWhatIsNotApplicable() {
    const PreparedAudit audit = prepared("[membership]\nattacks = [\"loss\", \"wbc\", \"reference\"]\n");
    const auto said = [&](const char* words) {
        return std::ranges::count_if(audit.warnings, [&](const std::string& warning) {
            return warning.find(words) != std::string::npos;
        });
    };
    QCOMPARE(said("foreign has another tokenizer than the student"), 1);
    QCOMPARE(said("Not applicable: the attack wbc on student with the reference foreign"), 1);
    QCOMPARE(said("Not applicable"), 1);
}

void TestTokenizers::oneTokenizerNeedsNoNote() {
    const PreparedAudit audit = prepared("[membership]\nattacks = [\"loss\", \"wbc\"]\n",
                                         "[[models.reference]]\nname = \"native\"\npath = \"native\"\n");
    QCOMPARE(audit.tokenizers.size(), 1U);
    for (const std::string& warning : audit.warnings)
        QVERIFY2(warning.find("okenizer") == std::string::npos, warning.c_str());
}

// The examined model's tokenizer is the one that counts, whatever stands first in the plan.
void TestTokenizers::rolesToo() {
    const PreparedAudit audit =
        prepared({}, "[models.teacher]\npath = \"foreign\"\n[models.baseline]\npath = \"native\"\n"
                     "[models.base]\npath = \"foreign\"\n[models.baseline_2]\npath = \"foreign\"\n");
    QVERIFY(audit.plan.model("student")->tokenizer.empty());
    QVERIFY(audit.plan.model("baseline")->tokenizer.empty());
    QVERIFY(!audit.plan.model("teacher")->tokenizer.empty());
    QCOMPARE(audit.plan.model("base")->tokenizer, audit.plan.model("teacher")->tokenizer);
    QCOMPARE(audit.tokenizers.size(), 2U);
    QVERIFY(std::ranges::any_of(audit.warnings, [](const std::string& warning) {
        return warning.starts_with("Not applicable: the overlap of teacher, comparison model and student");
    }));
}

void TestTokenizers::secondBaselineMayDiffer() {
    const PreparedAudit audit =
        prepared({}, "[models.teacher]\npath = \"native\"\n[models.baseline]\npath = \"native\"\n"
                     "[models.baseline_2]\npath = \"foreign\"\n");
    QVERIFY(std::ranges::any_of(audit.warnings, [](const std::string& warning) {
        return warning.starts_with("Not applicable: the seed floor");
    }));
    QVERIFY(std::ranges::none_of(audit.warnings, [](const std::string& warning) {
        return warning.starts_with("Not applicable: the overlap");
    }));
    for (const Claim& claim : claimsOf(audit.plan)) {
        if (claim.id == "inherited")
            QVERIFY(std::ranges::count(claim.missing, "shared_tokenizer") == 0);
        if (claim.id == "seed_floor")
            QCOMPARE(claim.missing.back(), std::string("baseline_2"));
    }
}

void TestTokenizers::refusesIdsBeyondTheModel() {
    retort::test::copyCheckpoint(QDir(m_folder.path()), "gpt2_f32", "broken"); // 160 ids
    const auto refused = tried({}, "[models.teacher]\npath = \"broken\"\n");
    QVERIFY(!refused.has_value());
    QVERIFY2(refused.error().message.find("broken: the tokenizer has ids up to 255, the model's vocabulary "
                                          "ends at 159") != std::string::npos,
             refused.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestTokenizers)
#include "tst_tokenizers.moc"
