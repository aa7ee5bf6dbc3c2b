// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report's document says what the findings say, with n and interval, and names what was not done.
#include "core/report/compose.h"
#include "core/report/format.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <regex>

using namespace retort;
using namespace retort::report;

namespace {

audit::Findings sampleFindings() {
    audit::Findings findings;
    findings.audit.title = "Support assistant v2";
    findings.audit.organisation = "Example Bank";
    findings.audit.auditor = "A. Auditor";
    findings.audit.access = "probabilities";
    findings.audit.audience = "public API";
    findings.audit.primaryAttack = "loss";
    findings.audit.version = "0.1.0";
    findings.audit.planHash = "c0ffee";
    findings.audit.seed = 7;
    findings.audit.prefixTokens = 50;
    findings.audit.suffixTokens = 50;
    findings.audit.maxTokens = 256;
    findings.audit.windows = {"first", "personal"};
    findings.audit.targetFpr = {0.001, 0.01};
    for (const char* name : {"student", "teacher", "baseline"}) {
        audit::ModelFinding model;
        model.name = name;
        model.role = name;
        model.family = "gpt_neox";
        model.parameters = 3'400'000;
        model.weightsHash = std::string("weights-of-") + name;
        model.precision = "f32";
        findings.models.push_back(model);
    }
    findings.models[0].heldOutLoss = 3.0204;

    audit::DataFinding data;
    data.name = "private";
    data.records = 1250;
    data.scored = 1243;
    data.excluded = {{"empty", 5}, {"unreadable", 2}};
    data.extractionExcluded = {{"shorter than the window", 23}};
    data.clusters = 1201;
    data.seenBy = {"teacher"};
    data.split = "random";
    findings.data.push_back(data);

    audit::ExtractionFinding personal;
    personal.model = "student";
    personal.data = "private";
    personal.window = "personal";
    personal.records = 293;
    personal.memorized = 23;
    personal.rate = 23.0 / 293;
    personal.byType = {{"iban", 97, 9}};
    audit::ExtractionFinding first = personal;
    first.window = "first";
    first.records = 1220;
    first.memorized = 87;
    first.rate = 87.0 / 1220;
    first.interval = audit::Interval{0.0576, 0.0871};
    first.rechecked = 2;
    first.byType.clear();
    first.byRepeats = {{"1", 600, 3}, {"16", 620, 84}};
    findings.extraction = {first, personal};

    audit::OverlapFinding overlap;
    overlap.data = "private";
    overlap.window = "first";
    overlap.records = 1220;
    overlap.regions.records = 1220;
    overlap.regions.teacher = 275;
    overlap.regions.teacherStudent = 38;
    overlap.regions.student = 41;
    overlap.regions.teacherBaseline = 2;
    overlap.regions.baseline = 4;
    overlap.regions.baselineStudent = 4;
    overlap.regions.all = 4;
    overlap.inherited = 38;
    overlap.inheritedRate = 38.0 / 313;
    overlap.easy = 6;
    overlap.easyShare = 4.0 / 87;
    overlap.studentOnly = 41;
    overlap.reduction.ratio = 0.1609;
    overlap.reduction.interval = {0.0961, 0.2694};
    overlap.reduction.pValue = 0.0004;
    overlap.reduction.adjustedPValue = 0.0008;
    findings.overlap = {overlap};

    audit::MembershipFinding membership;
    membership.model = "student";
    membership.data = "private";
    membership.against = "held_out";
    membership.kind = "indirect";
    membership.attack = "loss";
    membership.evaluation.members = 1194;
    membership.evaluation.nonmembers = 4976;
    membership.evaluation.auc = 0.5934;
    membership.evaluation.aucInterval = {0.5752, 0.6113};
    membership.evaluation.smallestDetectableAuc = 0.523;
    stats::OperatingPoint refused;
    refused.targetFpr = 0.0001;
    refused.nonmembersNeeded = 10'000;
    stats::OperatingPoint exploratory;
    exploratory.targetFpr = 0.001;
    exploratory.status = stats::PointStatus::Exploratory;
    exploratory.truePositives = 9;
    exploratory.falsePositives = 4;
    exploratory.achievedFpr = 4.0 / 4976;
    exploratory.fprInterval = {0.00033, 0.00206};
    exploratory.tpr = 9.0 / 1194;
    exploratory.tprInterval = {0.0035, 0.0143};
    exploratory.pValue = 0.00001;
    stats::OperatingPoint good = exploratory;
    good.targetFpr = 0.01;
    good.status = stats::PointStatus::Ok;
    good.truePositives = 34;
    good.falsePositives = 49;
    good.achievedFpr = 49.0 / 4976;
    membership.evaluation.operatingPoints = {refused, exploratory, good};
    findings.membership = {membership};

    audit::Gate gate;
    gate.id = "text_only";
    gate.question = "membership";
    gate.data = "private";
    gate.outcome = "failed";
    gate.rule = "p > 0.05";
    gate.inputs = Json{{"p_value", 0.03}};
    gate.sentence = "The texts alone give away part of the difference.";
    findings.gates = {gate};
    audit::Verdict verdict;
    verdict.question = "extraction";
    verdict.verdict = "leakage demonstrated";
    verdict.sentence = "The student repeats 87 of 1,220 private records word for word.";
    verdict.details = {"23 of 293 personal details came out."};
    verdict.criterion = "does not meet";
    findings.verdicts = {verdict};
    findings.warnings = {"One warning."};
    findings.claims = {{"reduction", true, "It may be said whether.", {}}};
    findings.selftest = audit::Selftest{
        "0.1.0", "f32", "avx2",
        2,       0.01,  {{"clean", true, "Nothing may be found.", Json::object(), "Nothing was."}}};
    findings.specificationCurves = {{"membership",
                                     "student",
                                     "private",
                                     "auc",
                                     {{{{"attack", "zlib"}}, 0.512, {}, "not demonstrated", false},
                                      {{{"attack", "loss"}}, 0.593, {}, "leakage demonstrated", true}}}};
    findings.notShown = {"Not whether other prompts would bring out more."};
    return findings;
}

ReportFacts sampleFacts() {
    ReportFacts facts;
    facts.auditFile = "audit.retort";
    facts.seal = "5ea1";
    facts.inputsHash = "1234";
    facts.events = {{1, "2026-01-30T10:00:00.000Z", "created", "format 1"},
                    {2, "2026-01-31T12:34:56.789Z", "end", "state done"}};
    return facts;
}

const Section& section(const Document& document, const std::string& id) {
    const auto found = std::find_if(document.sections.begin(), document.sections.end(),
                                    [&id](const Section& candidate) { return candidate.id == id; });
    if (found == document.sections.end())
        qFatal("no section %s", id.c_str());
    return *found;
}

template <class T>
std::vector<T> blocks(const Section& section) {
    std::vector<T> found;
    for (const Block& block : section.blocks) {
        if (const T* wanted = std::get_if<T>(&block))
            found.push_back(*wanted);
    }
    return found;
}

Table table(const Document& document, const std::string& id) {
    for (const Section& part : document.sections) {
        for (const Table& candidate : blocks<Table>(part)) {
            if (candidate.id == id)
                return candidate;
        }
    }
    qFatal("no table %s", id.c_str());
}

std::vector<std::string> words(const std::vector<Text>& row) {
    std::vector<std::string> texts;
    for (const Text& cell : row)
        texts.push_back(plainText(cell));
    return texts;
}

struct Collector {
    std::string all;
    void operator()(const Heading& heading) { add(heading.text); }
    void operator()(const Paragraph& paragraph) { add(plainText(paragraph.text)); }
    void operator()(const List& list) {
        for (const Text& item : list.items)
            add(plainText(item));
    }
    void operator()(const KeyValues& values) {
        for (const auto& [key, value] : values.rows)
            add(key + " " + plainText(value));
    }
    void operator()(const Table& part) {
        add(part.caption + " " + part.note);
        for (const Column& column : part.columns)
            add(column.title);
        for (const auto& row : part.rows) {
            for (const Text& cell : row)
                add(plainText(cell));
        }
    }
    void operator()(const Callout& callout) {
        add(callout.title + " " + callout.label + " " + plainText(callout.text));
        for (const std::string& detail : callout.details)
            add(detail);
    }
    void operator()(const Figure& figure) { add(figure.caption + " " + figure.alternative); }
    void add(const std::string& text) { all += text + "\n"; }
};

std::string allText(const Document& document) {
    Collector collector;
    for (const Section& part : document.sections) {
        collector.add(part.title);
        for (const Block& block : part.blocks)
            std::visit(collector, block);
    }
    return collector.all;
}

using Words = std::vector<std::string>;

} // namespace

class TestReportCompose : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasEverySectionInOrder() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        Words ids;
        Words numbers;
        for (const Section& part : document.sections) {
            ids.push_back(part.id);
            numbers.push_back(part.number);
        }
        QCOMPARE(ids, (Words{"title", "verdict", "subject", "data", "release", "scope", "methods", "validity",
                             "extraction", "membership", "comparison", "limits", "provenance", "glossary",
                             "full-membership"}));
        QCOMPARE(numbers,
                 (Words{"", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "A"}));
        QCOMPARE(document.date, std::string("2026-01-31T12:34:56.789Z"));
        QCOMPARE(document.seal, std::string("5ea1"));
    }

    void printsControlData() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        const KeyValues control = blocks<KeyValues>(section(document, "title")).at(0);
        std::map<std::string, std::string> values;
        for (const auto& [key, value] : control.rows)
            values[key] = plainText(value);
        QCOMPARE(values["Organisation"], std::string("Example Bank"));
        QCOMPARE(values["Date"], std::string("31 January 2026"));
        QCOMPARE(values["Plan (SHA-256)"], std::string("c0ffee"));
        QCOMPARE(values["Audit seal"], std::string("5ea1"));
        QCOMPARE(values["Made with"], std::string("Retort 0.1.0"));
    }

    void keepsTheFindingsVerdicts() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        const Callout box = blocks<Callout>(section(document, "verdict")).at(0);
        QCOMPARE(box.label, std::string("leakage demonstrated"));
        QVERIFY(box.tone == Tone::Alert);
        QCOMPARE(plainText(box.text),
                 std::string("The student repeats 87 of 1,220 private records word for word. "
                             "Details: Extraction."));
        QCOMPARE(box.details, (Words{"Against the organisation's own limit: does not meet."}));
        QCOMPARE(plainText(blocks<List>(section(document, "extraction")).at(0).items.at(0)),
                 std::string("23 of 293 personal details came out."));
        const Table counts = table(document, "table-key-counts");
        QCOMPARE(words(counts.rows.at(0)),
                 (Words{"private", "personal details", kAbsent, kAbsent, "23 of 293"}));
        QCOMPARE(words(counts.rows.at(1)),
                 (Words{"private", "first tokens", kAbsent, kAbsent, "87 of 1,220"}));
        QVERIFY(allText(document).find("Not whether other prompts would bring out more.") !=
                std::string::npos);
    }

    void reconcilesRecords() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        QCOMPARE(words(table(document, "table-data").rows.at(0)),
                 (Words{"private", "1,250", "1,243", "7", "23", "1,201", "0"}));
        const Table reasons = table(document, "table-exclusions");
        QCOMPARE(reasons.rows.size(), std::size_t(3));
        QCOMPARE(words(reasons.rows[0]), (Words{"private", "everything", "empty", "5"}));
        QCOMPARE(words(reasons.rows[2]),
                 (Words{"private", "extraction only", "shorter than the window", "23"}));
        QCOMPARE(words(table(document, "table-seen-by").rows.at(0)),
                 (Words{"private", "trained on it", kAbsent, kAbsent, "random"}));
    }

    void printsModelsInTheOrderOfTheComparison() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        const Table models = table(document, "table-models");
        QCOMPARE(words(models.rows.at(0)).at(0), std::string("teacher"));
        QCOMPARE(words(models.rows.at(1)).at(0), std::string("comparison model"));
        QCOMPARE(words(models.rows.at(2)),
                 (Words{"student", "student", "gpt_neox", "3.4 million", "0", "0", "f32", "3.020"}));
        QVERIFY(allText(document).find("weights-of-baseline") != std::string::npos);
    }

    void printsWhatTheAuditCanCarry() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        QCOMPARE(words(table(document, "table-selftest").rows.at(0)),
                 (Words{"clean", "passed", "Nothing was.", "Nothing may be found."}));
        QCOMPARE(
            words(table(document, "table-specifications").rows.at(0)),
            (Words{"membership", "private", "2", "1", "leakage demonstrated", "0.512", "0.593", "0.593"}));
        const std::vector<List> limits = blocks<List>(section(document, "limits"));
        QVERIFY(std::any_of(limits.begin(), limits.end(), [](const List& list) {
            return list.items.size() == 1 && plainText(list.items[0]) == "It may be said whether.";
        }));
    }

    void printsExtractionWithCountsAndIntervals() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        QCOMPARE(
            words(table(document, "table-personal").rows.at(0)),
            (Words{"private", "personal details", "student", "293", "23", "7.8 %", "exact count", "0", "0"}));
        QCOMPARE(
            words(table(document, "table-extraction").rows.at(0)),
            (Words{"private", "first tokens", "student", "1,220", "87", "7.1 %", "5.8 to 8.7 %", "0", "2"}));
        QCOMPARE(words(table(document, "table-type-private-personal").rows.at(0)),
                 (Words{"iban", kAbsent, kAbsent, "9 of 97"}));
        QCOMPARE(words(table(document, "table-repeats-private-first").rows.at(1)),
                 (Words{"16", kAbsent, kAbsent, "84 of 620"}));
    }

    void printsMembershipWithWhatItRestsOn() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        QCOMPARE(words(table(document, "table-auc").rows.at(0)),
                 (Words{"private", "indirect", "loss primary", "1,194", "4,976", "0.593", "0.575 to 0.611",
                        "0.523"}));
        const Table points = table(document, "table-points-student-private");
        QCOMPARE(points.rows.size(), std::size_t(3));
        QCOMPARE(words(points.rows[0]), (Words{"loss", "0.01 %", kAbsent, kAbsent, kAbsent, kAbsent, kAbsent,
                                               "refused: needs 10,000 held out"}));
        QCOMPARE(words(points.rows[1]),
                 (Words{"loss", "0.1 %", "4 of 4,976", "0.08 % (0.033 to 0.21 %)", "9 of 1,194",
                        "0.75 % (0.35 to 1.4 %)", "< 0.001", "exploratory"}));
        QCOMPARE(words(points.rows[2]).back(), std::string("ok"));
        const Figure roc = blocks<Figure>(section(document, "membership")).at(0);
        const auto& content = std::get<RocFigure>(roc.content);
        QCOMPARE(content.series.size(), std::size_t(1));
        QCOMPARE(content.series[0].curve, audit::curveName("student", "private", "loss"));
        QVERIFY(roc.alternative.find("AUC 0.593") != std::string::npos);
    }

    void comparesTheThreeModels() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        const Section& comparison = section(document, "comparison");
        std::map<std::string, std::string> values;
        const KeyValues facts = blocks<KeyValues>(comparison).at(0);
        for (const auto& [key, value] : facts.rows)
            values[key] = plainText(value);
        QCOMPARE(values["Memorized"], std::string("teacher 319, comparison model 14, student 87"));
        QCOMPARE(values["Inherited"],
                 std::string("38 = 12.1 % of the 313 the teacher memorized without the comparison model"));
        QCOMPARE(values["Reduction"], std::string("0.16 (95 % interval 0.10 to 0.27)"));
        QCOMPARE(values["McNemar test"], std::string("p < 0.001; after Holm < 0.001"));
        const Table regions = table(document, "table-regions-private-first");
        QCOMPARE(words(regions.rows.back()), (Words{"none", "852", "69.8 %"}));
        const std::vector<Figure> figures = blocks<Figure>(comparison);
        QCOMPARE(figures.size(), std::size_t(2));
        QCOMPARE(std::get<VennFigure>(figures[0].content).teacherStudent, std::uint64_t(38));
        QCOMPARE(std::get<ScatterFigure>(figures[1].content).model, std::string("student"));
    }

    void saysWhenTheStudentMemorizedNone() {
        audit::Findings findings = sampleFindings();
        findings.overlap[0].reduction.ratio.reset();
        findings.overlap[0].reduction.infinite = true;
        findings.overlap[0].reduction.interval = {2.5, std::nullopt};
        QVERIFY(allText(composeReport(findings, sampleFacts())).find("the student completed none") !=
                std::string::npos);
        findings.overlap[0].reduction.infinite = false;
        findings.overlap[0].reduction.interval = {};
        QVERIFY(allText(composeReport(findings, sampleFacts())).find("no ratio") != std::string::npos);
    }

    void showsExtractionBeyondWordForWord() {
        audit::Findings findings = sampleFindings();
        audit::FurtherExtraction further;
        further.model = "student";
        further.data = "private";
        further.records = 40;
        further.suffixTokenAccuracy = 0.5;
        further.longestMatch = 31;
        further.discoverable = {{100, 0.5, 7}};
        further.continuation = audit::ContinuationFinding{40, 9, 0.25, 0.125, {}};
        further.exposure = audit::ExposureFinding{2, 7, 1.5, 3, 3};
        findings.furtherExtraction = {further};
        const Document document = composeReport(findings, sampleFacts());
        using Words = std::vector<std::string>;
        QCOMPARE(words(table(document, "table-further").rows.at(0)),
                 (Words{"private", "student", "40", "50 %", "31", "7"}));
        QCOMPARE(words(table(document, "table-continuations").rows.at(0)),
                 (Words{"private", "student", "40", "9", "25 %", "0.1250"}));
        QCOMPARE(words(table(document, "table-whole").rows.at(0)).back(),
                 std::string("mean 1.50 bits, largest 3.00 of 3.00"));
        for (const auto& row : table(document, "table-scope").rows) {
            if (plainText(row[1]) == "near-verbatim output")
                QCOMPARE(plainText(row[2]), std::string("executed"));
        }
    }

    void namesWhatWasNotRun() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        const Table scope = table(document, "table-scope");
        std::map<std::string, std::pair<std::string, std::string>> rows;
        for (const auto& row : scope.rows)
            rows[plainText(row[1])] = {plainText(row[2]), plainText(row[3])};
        QCOMPARE(rows["loss"].first, std::string("executed"));
        QCOMPARE(rows["Min-K%"].first, std::string("not run"));
        QCOMPARE(rows["every stretch of each record"].first, std::string("not run"));
        for (const char* absent :
             {"ReCaLL (conditional on other text)", "neighbourhood attack (perturbed text)",
              "MoPe and other attacks on the weights", "RMIA, offline", "LiRA, offline",
              "sampling at temperature 1, (n,p) extraction", "near-verbatim output",
              "other sampling, paraphrased output",
              "records at risk before distillation; effect of removing them"}) {
            QVERIFY2(rows.count(absent) == 1, absent);
            QCOMPARE(rows[absent].first, std::string("not run"));
            QVERIFY(!rows[absent].second.empty());
        }
        // The scope's own list of attacks must not mistake Min-K%++ for Min-K%.
        audit::Findings findings = sampleFindings();
        findings.membership[0].attack = "min_k_pp";
        const Table changed = table(composeReport(findings, sampleFacts()), "table-scope");
        for (const auto& row : changed.rows) {
            if (plainText(row[1]) == "Min-K%++")
                QCOMPARE(plainText(row[2]), std::string("executed"));
            if (plainText(row[1]) == "Min-K%")
                QCOMPARE(plainText(row[2]), std::string("not run"));
        }
    }

    void printsGatesWithRuleAndInputs() {
        const Document document = composeReport(sampleFindings(), sampleFacts());
        QCOMPARE(words(table(document, "table-gates").rows.at(0)),
                 (Words{"Text-only check (blind baseline)", "membership, private", "failed",
                        "The texts alone give away part of the difference."}));
        QCOMPARE(words(table(document, "table-gate-rules").rows.at(0)),
                 (Words{"Text-only check (blind baseline)", "p > 0.05"}));
        QCOMPARE(words(table(document, "table-gate-inputs").rows.at(0)),
                 (Words{"Text-only check (blind baseline)", "membership, private", "p value 0.03"}));
    }

    void neverClaimsTooMuch() {
        const std::string text = allText(composeReport(sampleFindings(), sampleFacts()));
        const std::regex forbidden("\\b(safe|compliant|compliance|anonymous|certified|not in the model)\\b",
                                   std::regex::icase);
        std::smatch found;
        QVERIFY2(!std::regex_search(text, found, forbidden), found.str().c_str());
    }

    void copesWithFindingsThatHoldNothing() {
        const Document document = composeReport({}, {});
        QCOMPARE(document.sections.size(), std::size_t(14));
        QVERIFY(document.date.empty());
        const std::string text = allText(document);
        QVERIFY(text.find("No extraction test was run.") != std::string::npos);
        QVERIFY(text.find("No membership test was run.") != std::string::npos);
    }

    void shortensLongRunsOfEvents() {
        ReportFacts facts = sampleFacts();
        for (std::uint64_t i = 3; i < 103; ++i)
            facts.events.push_back({i, "2026-01-31T13:00:00.000Z", "chunk", "rows 1"});
        const Table events = table(composeReport(sampleFindings(), facts), "table-events");
        QCOMPARE(events.rows.size(), std::size_t(2 + 5));
        QCOMPARE(plainText(events.rows[4][3]), std::string("96 more events of this kind"));
        QVERIFY(!events.note.empty());
    }

    void formatsNumbers_data() {
        QTest::addColumn<double>("share");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << "0 %";
        QTest::newRow("tiny") << 0.0000123 << "0.0012 %";
        QTest::newRow("small") << 0.000804 << "0.08 %";
        QTest::newRow("one") << 0.01 << "1 %";
        QTest::newRow("ordinary") << 0.0786 << "7.9 %";
        QTest::newRow("all") << 1.0 << "100 %";
    }
    void formatsNumbers() {
        QFETCH(double, share);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(percent(share)), text);
    }

    void formatsTheRest() {
        QCOMPARE(count(0), std::string("0"));
        QCOMPARE(count(999), std::string("999"));
        QCOMPARE(count(1'234'567), std::string("1,234,567"));
        QCOMPARE(percentInterval(0.00033, 0.00206), std::string("0.033 to 0.21 %"));
        QCOMPARE(percentInterval(0.0000004, 0.0046), std::string("0 to 0.46 %"));
        QCOMPARE(interval(audit::Interval{2.5, std::nullopt}, 2), std::string("at least 2.50"));
        QCOMPARE(interval(audit::Interval{}, 2), std::string(kAbsent));
        QCOMPARE(pValue(0.0004), std::string("< 0.001"));
        QCOMPARE(pValue(0.5), std::string("0.500"));
        QCOMPARE(joined({"a", "b", "c"}), std::string("a, b and c"));
        QCOMPARE(parameters(3'400'000), std::string("3.4 million"));
        QCOMPARE(scalarMembers(Json{{"data", "private"}, {"reasons", {{"empty", 6}}}, {"list", {1, 2}}}),
                 std::string("data private; reasons (empty 6)"));
        QCOMPARE(attackWords("reference:base"), std::string("reference (base model)"));
        audit::MembershipFinding finding;
        finding.attack = "reference:base";
        QCOMPARE(attackWords(finding), std::string("reference (base model)"));
        finding.perByte = true;
        QCOMPARE(attackWords(finding), std::string("reference (base model), per byte"));
    }
};

QTEST_GUILESS_MAIN(TestReportCompose)
#include "tst_report_compose.moc"
