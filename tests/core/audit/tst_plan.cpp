// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/plan.h"

#include <QtTest/QTest>

using retort::audit::parsePlan;
using retort::audit::Plan;

class TestPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEverything();
    void defaults();
    void acceptsPrimaryAttack_data();
    void acceptsPrimaryAttack();
    void refuses_data();
    void refuses();
};

void TestPlan::readsEverything() {
    const auto plan = parsePlan(R"([audit]
title = "T"
sample = 100
store_text = true
primary_attack = "zlib"
seed = 9
[release]
access = "weights"
[criteria]
personal_details_extracted = 0
extraction_rate = 0.0001
[models.student]
path = "s"
[models.teacher]
path = "/abs/t"
recipe = "long"
[[models.reference]]
name = "other"
path = "r"
[data.zeta]
path = ["a.jsonl", "b.jsonl"]
seen_by = ["teacher", "other"]
split = "date"
group = "g"
personal_fields = { IBAN = "account", customer = "meta.no" }
[data.alpha]
path = "c.jsonl"
[extraction]
prefix_tokens = 32
stride_tokens = 8
windows = ["first", "stride", "personal"]
[personal]
patterns = { customer = "C-[0-9]+", badge = '\bB[0-9]\b' }
[membership]
attacks = ["loss", "paper_2508_07054", "min_k:10"]
frequency_corpus = ["text"]
target_fpr = [0.01]
[[membership.scores]]
name = "mimir_loss"
path = "loss_results.json"
model = "student"
data = ["zeta"]
match = "order"
[compute]
precision = "bf16"
threads = 2
)",
                                "/folder/plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
    QCOMPARE(plan->models.size(), 3U);
    QCOMPARE(plan->models[0].name, std::string("teacher"));
    QCOMPARE(plan->models[0].path.string(), std::string("/abs/t"));
    QCOMPARE(plan->models[1].path.string(), std::string("/folder/s"));
    QCOMPARE(plan->models[2].role, std::string("reference"));
    QCOMPARE(plan->data[0].name, std::string("zeta")); // the order of the file, not of the alphabet
    QCOMPARE(plan->data[0].paths.size(), 2U);
    QVERIFY(plan->data[0].seen("other") && !plan->data[0].seen("student"));
    using Fields = std::vector<std::pair<std::string, std::string>>;
    QCOMPARE(plan->data[0].personalFields, (Fields{{"IBAN", "account"}, {"customer", "meta.no"}}));
    QCOMPARE(plan->heldOut().size(), 1U);
    QCOMPARE(plan->criteria.at("extraction_rate"), 0.0001);
    QCOMPARE(plan->prefixTokens, 32);
    QCOMPARE(plan->suffixTokens, 50);
    QCOMPARE(plan->strideTokens, 8);
    QCOMPARE(plan->personalPatterns.size(), 2U);
    QCOMPARE(plan->personalPatterns[1].second, std::string("C-[0-9]+"));
    QCOMPARE(plan->attacks,
             (std::vector<std::string>{"loss", "min_k", "min_k_pp", "zlib", "reference", "min_k:10"}));
    QCOMPARE(plan->presets, std::vector<std::string>{"paper_2508_07054"});
    QCOMPARE(plan->frequencyCorpus.front().string(), std::string("/folder/text"));
    QCOMPARE(plan->externalScores.size(), 1U);
    QCOMPARE(plan->externalScores[0].path.string(), std::string("/folder/loss_results.json"));
    QCOMPARE(plan->externalScores[0].match, std::string("order"));
    QCOMPARE(plan->precision, std::string("bf16"));
    QCOMPARE(plan->sample, 100U);
}

void TestPlan::defaults() {
    const auto plan = parsePlan("[models.student]\npath='m'\n[data.d]\npath='d.jsonl'\n", "plan.toml");
    QVERIFY(plan);
    QCOMPARE(plan->primaryAttack, std::string("loss"));
    QCOMPARE(plan->attacks.size(), 5U);
    QCOMPARE(plan->targetFpr, (std::vector<double>{0.001, 0.01, 0.05}));
    QCOMPARE(plan->data[0].textField, std::string("text"));
    QCOMPARE(
        parsePlan("[models.student]\npath='m'\n[data.d]\npath='d.jsonl'\n[extraction]\nsuffix_tokens = 7\n",
                  "plan.toml")
            ->strideTokens,
        7);
    QVERIFY(!plan->data[0].idNamed);
    QCOMPARE(plan->data[0].allowMalformed, 0.01);
    QCOMPARE(plan->hash.size(), 64U);
}

// The primary attack may come with a preset; without any attack there is nothing to be primary.
void TestPlan::acceptsPrimaryAttack_data() {
    QTest::addColumn<QString>("membership");
    QTest::newRow("with a preset") << QStringLiteral("attacks = ['paper_2508_07054']");
    QTest::newRow("no attack") << QStringLiteral("attacks = []");
}

void TestPlan::acceptsPrimaryAttack() {
    QFETCH(QString, membership);
    const auto plan = parsePlan("[models.student]\npath='m'\n[data.d]\npath='d.jsonl'\n[membership]\n" +
                                    membership.toStdString(),
                                "plan.toml");
    QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
}

void TestPlan::refuses_data() {
    QTest::addColumn<QString>("more");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* more, const char* said) {
        QTest::newRow(name) << QString::fromLatin1(more) << QString::fromLatin1(said);
    };
    row("unknown key", "[audit]\ntitel = 'x'\n", "plan.toml:6");
    row("unknown table", "[audits]\n", "audits");
    row("unknown role", "[models.pupil]\npath = 'x'\n", "pupil");
    row("text for a number", "[audit]\nseed = 'one'\n", "whole number");
    row("negative", "[audit]\nsample = -1\n", "from 0");
    row("unknown attack", "[membership]\nattacks = ['magic']\n", "magic");
    row("attack's argument", "[membership]\nattacks = ['min_k:0']\n", "from 1 to 100");
    row("primary attack not run", "[membership]\nattacks = ['zlib', 'min_k']\n",
        "plan.toml:6: membership.attacks lacks \"loss\", the primary_attack of [audit]");
    row("primary attack with another argument",
        "[audit]\nprimary_attack = 'min_k:10'\n[membership]\nattacks = ['min_k']\n",
        "make one of min_k the primary_attack");
    row("primary attack beside the default ones", "[audit]\nprimary_attack = 'surp'\n",
        "membership.attacks lacks \"surp\"");
    row("no frequency corpus", "[membership]\nattacks = ['dc_pdd']\n", "frequency_corpus");
    row("presets are named", "[membership]\nattacks = ['paper']\n", "paper_2508_07054");
    row("primary for comparison only", "[audit]\nprimary_attack = 'min_k_code_2508_07054'\n",
        "for comparison only");
    row("unknown primary attack", "[audit]\nprimary_attack = 'magic'\n", "is not one of loss, zlib");
    row("rate of one", "[membership]\ntarget_fpr = [1.0]\n", "target_fpr");
    row("unknown choice", "[release]\naccess = 'all'\n", "probabilities");
    row("unknown window", "[extraction]\nwindows = ['whole']\n", "whole");
    row("window twice", "[extraction]\nwindows = ['stride', 'stride']\n", "twice");
    row("no step", "[extraction]\nstride_tokens = 0\n", "from 1");
    row("zero suffix", "[extraction]\nsuffix_tokens = 0\n", "from 1");
    row("unknown reader", "[data.e]\npath = 'e'\nseen_by = ['ghost']\n", "ghost");
    row("no path", "[data.e]\nseen_by = []\n", "path");
    row("two templates", "[data.e]\npath = 'e'\ntemplate = 'alpaca'\ntemplate_text = '{prompt}'\n",
        "give one of the two");
    row("unknown rows", "[data.e]\npath = 'e'\nrows = 'chapter'\n", "paragraph");
    row("token type", "[data.e]\npath = 'e'\ntoken_type = 'int8'\n", "uint16");
    row("share above one", "[data.e]\npath = 'e'\nallow_malformed = 5\n", "allow_malformed");
    row("reference twice",
        "[[models.reference]]\nname='a'\npath='x'\n[[models.reference]]\nname='a'\npath='y'\n", "taken");
    row("prompt alone", "[data.e]\npath = 'e'\nprompt = 'q'\n", "response");
    row("response alone", "[data.e]\npath = 'e'\nresponse = 'a'\n", "prompt");
    row("text and response", "[data.e]\npath = 'e'\ntext = 't'\nprompt = 'q'\nresponse = 'a'\n", "text");
    row("personal fields of another shape", "[data.e]\npath = 'e'\npersonal_fields = ['x']\n",
        "must be a table");
    row("empty personal field", "[data.e]\npath = 'e'\npersonal_fields = { x = '' }\n",
        "data.e.personal_fields.x");
    row("broken pattern", "[personal]\npatterns = { x = 'a(b' }\n", "personal.patterns.x");
    row("empty pattern", "[personal]\npatterns = { x = '' }\n", "empty");
    row("pattern of another shape", "[personal]\npatterns = ['x']\n", "patterns");
    row("scores of no model", "[[membership.scores]]\nname='t'\npath='x'\n", "model");
    row("scores under an attack's name", "[[membership.scores]]\nname='loss'\nmodel='student'\npath='x'\n",
        "is an attack of this program");
    row("scores with a blank", "[[membership.scores]]\nname='a b'\nmodel='student'\npath='x'\n", "letters");
    row("scores of a held-out set",
        "[[membership.scores]]\nname='t'\nmodel='student'\npath='x'\ndata=['d']\n", "that a model saw");
    row("broken", "[audit\n", "TOML");
}

void TestPlan::refuses() {
    QFETCH(QString, more);
    QFETCH(QString, said);
    const auto plan =
        parsePlan("[models.student]\npath='m'\n[data.d]\npath='d.jsonl'\n" + more.toStdString(), "plan.toml");
    QVERIFY(!plan);
    QVERIFY(plan.error().code == retort::ErrorCode::Usage);
    const QString message = QString::fromStdString(plan.error().message);
    QVERIFY2(message.contains(said) && message.contains(QStringLiteral("plan.toml")), qPrintable(message));
}

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
