// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From stored token tables to membership findings, with every attack that needs no further pass.
#include "core/audit/assess_parts.h"
#include "core/audit/derive.h"
#include "core/audit/population.h"
#include "core/audit/presets.h"
#include "core/base/philox.h"
#include "core/membership/attack.h"

#include <QtTest/QTest>

#include <QTemporaryDir>

#include <cmath>
#include <map>
#include <set>

using namespace retort;
using namespace retort::audit;

namespace {

constexpr std::size_t kRecords = 60;
constexpr std::size_t kTokens = 12;

std::string planText(std::string_view access, std::string_view attacks) {
    return fmt::format(R"([release]
access = "{}"
[models]
student = {{path = "s"}}
base = {{path = "b"}}
[[models.reference]]
name = "first"
path = "f"
[[models.reference]]
name = "second"
path = "g"
[data]
private = {{path = "p", seen_by = ["student"]}}
held = {{path = "h"}}
[membership]
attacks = [{}]
frequency_corpus = "corpus.txt"
target_fpr = [0.5]
)",
                       access, attacks);
}

Plan planOf(std::string_view access = "probabilities", const std::string& attacks = {}) {
    std::string names = attacks;
    for (const membership::Attack& attack : membership::attacks()) {
        if (attacks.empty() && !attack.passes)
            names += fmt::format("\"{}\", ", attack.name);
    }
    auto plan = parsePlan(planText(access, names), "plan.toml");
    if (!plan)
        qFatal("%s", plan.error().message.c_str());
    return std::move(*plan);
}

// The student predicts the private set better; everything else is noise.
scores::TokenTable tableOf(std::uint64_t stream, double gain) {
    Philox dice(11, stream);
    scores::TokenTable table = scores::TokenTable::sized(std::vector<std::uint32_t>(kRecords, kTokens));
    for (std::size_t i = 0; i < table.tokens(); ++i) {
        table.logProbability[i] = static_cast<float>(-std::abs(3 + dice.normal() - gain));
        table.entropy[i] = static_cast<float>(1 + dice.uniform() * 2);
        table.variance[i] = static_cast<float>(0.5 + dice.uniform());
        table.rank[i] = 1;
    }
    return table;
}

PreparedData preparedOf(const DataPlan& plan) {
    PreparedData data;
    data.plan = plan;
    data.tokenizations.emplace_back();
    for (std::size_t i = 0; i < kRecords; ++i) {
        corpus::TokenizedRecord record;
        for (std::uint32_t t = 0; t <= kTokens; ++t) {
            record.ids.push_back(static_cast<std::int32_t>((i + t * t) % 20));
            record.spans.emplace_back(3 * t, 3 * t + 3);
        }
        record.zlibBytes = 40;
        data.tokenizations.front().records.push_back(std::move(record));
    }
    return data;
}

// Empty if there is none.
std::vector<double> column(const store::AuditFile& file, std::string_view data, std::string_view model,
                           std::string_view attack) {
    const auto values = file.results().column(data, model, attackColumn(attack));
    return values ? values->value_or(std::vector<double>()) : std::vector<double>();
}

} // namespace

class TestAttackColumns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyAttackHasItsColumn();
    void populationIsLeftOutAndCounted();
    void onlyThePrimaryAttackIsConfirmatory();
    void beyondAccessIsShownApart();
    void saysWhatWasNotRun();
    void presetsNameAttacks();

private:
    store::AuditFile derived(const Plan& plan, const char* name);
    Findings assessed(store::AuditFile& file, const Plan& plan) {
        AuditView view(file, plan);
        Findings findings;
        const Status status = assessMembership(file, view, findings);
        if (!status)
            qFatal("%s", status.error().message.c_str());
        return findings;
    }

    QTemporaryDir m_folder;
    std::vector<double> m_frequencies = std::vector<double>(20, 0.05);
};

void TestAttackColumns::initTestCase() {
    QVERIFY(m_folder.isValid());
}

store::AuditFile TestAttackColumns::derived(const Plan& plan, const char* name) {
    const auto must = [](const auto& result) {
        if (!result)
            qFatal("%s", result.error().message.c_str());
    };
    auto file = store::AuditFile::create(m_folder.filePath(QString::fromLatin1(name)).toStdString(),
                                         {plan.text, false});
    must(file);
    for (const ModelPlan& model : plan.models) {
        store::Model row;
        row.name = model.name;
        row.role = model.role;
        must(file->inputs().putModel(row));
    }
    std::uint64_t stream = 0;
    for (const DataPlan& data : plan.data) {
        store::DataSet row;
        row.name = data.name;
        row.seenBy = data.seenBy;
        must(file->inputs().putDataSet(row));
        std::vector<store::Record> records(kRecords);
        for (std::size_t i = 0; i < kRecords; ++i) {
            records[i].ordinal = i;
            records[i].id = fmt::format("r{}", i);
            records[i].cluster = (data.name == "held" ? kRecords : 0) + i;
            records[i].tokens = kTokens + 1;
            records[i].zlibBytes = 40;
        }
        must(file->records().append(data.name, records));
        must(file->records().complete(data.name));
        for (const ModelPlan& model : plan.models) {
            store::ResultSet set;
            set.key = toHex(sha256(model.name + data.name));
            set.model = model.name;
            set.dataSet = data.name;
            set.kind = "record";
            set.rows = kRecords;
            set.chunks = 1;
            must(file->chunks().declare(set));
            const double gain = data.seen(model.name) ? 1.5 : 0;
            must(file->chunks().putChunk(set.key, 0, 0, tableOf(++stream, gain)));
        }
    }
    for (const ModelPlan& model : plan.models) {
        for (const DataPlan& data : plan.data)
            must(deriveAttacks(*file, plan, model, preparedOf(data), m_frequencies));
        must(rankInPopulation(*file, plan, model));
    }
    return std::move(*file);
}

void TestAttackColumns::everyAttackHasItsColumn() {
    const Plan plan = planOf();
    const store::AuditFile file = derived(plan, "all.retort");
    const ModelPlan& student = *plan.model("student");
    std::size_t columns = 0;
    for (const std::string& attack : plan.attacks) {
        for (const DataPlan& data : plan.data) {
            const auto tried = triedAttacks(plan, *membership::chooseAttack(attack), student, data);
            QVERIFY2(!tried.empty(), attack.c_str());
            for (const auto& [name, references] : tried) {
                const std::vector<double> values = column(file, data.name, "student", name);
                QVERIFY2(values.size() == kRecords, name.c_str());
                const bool ranked = membership::findAttack(attack)->ranksInPopulation;
                for (const double value : values)
                    QVERIFY2(std::isfinite(value) || (ranked && data.name == "held"), name.c_str());
                ++columns;
            }
        }
    }
    // Three attacks have a column for each of three references.
    QCOMPARE(columns, 2 * (plan.attacks.size() + 3 * 2));
    // A reference that is tested itself is none of its own.
    QVERIFY(column(file, "held", "base", "reference:base").empty());
    QVERIFY(!column(file, "held", "base", "reference:first").empty());
}

void TestAttackColumns::populationIsLeftOutAndCounted() {
    const Plan plan = planOf("probabilities", R"("rmia", "rmia:1", "loss")");
    store::AuditFile file = derived(plan, "population.retort");
    std::uint64_t drawn = 0;
    const auto values = column(file, "held", "student", "rmia");
    for (std::size_t i = 0; i < kRecords; ++i) {
        const bool inside = inPopulation(plan.seed, kRecords + i);
        QCOMPARE(std::isnan(values[i]), inside);
        drawn += inside ? 1 : 0;
    }
    QVERIFY(drawn > kRecords / 4 && drawn < kRecords * 3 / 4);
    // Members are compared with that many others, so their shares have it as denominator.
    for (const double share : column(file, "private", "student", "rmia")) {
        const double count = share * static_cast<double>(drawn);
        QVERIFY(share >= 0 && share <= 1 && std::abs(count - std::round(count)) < 1e-9);
    }
    for (const MembershipFinding& finding : assessed(file, plan).membership) {
        const bool ranked = finding.attack != "loss";
        QCOMPARE(finding.population, ranked ? drawn : 0U);
        QCOMPARE(finding.evaluation.nonmembers + finding.population, kRecords);
        QCOMPARE(finding.evaluation.members, kRecords);
        QVERIFY(finding.evaluation.nonfinite.empty());
    }
}

void TestAttackColumns::onlyThePrimaryAttackIsConfirmatory() {
    const Plan plan = planOf();
    store::AuditFile file = derived(plan, "primary.retort");
    const Findings findings = assessed(file, plan);
    std::set<std::string> attacks;
    for (const MembershipFinding& finding : findings.membership) {
        QCOMPARE(finding.pValue.has_value(), finding.attack == "loss");
        QVERIFY(!finding.beyondAccess);
        QCOMPARE(finding.comparisonOnly, finding.attack.find("code_2508_07054") != std::string::npos);
        if (finding.model == "student")
            attacks.insert(finding.attack);
    }
    QCOMPARE(attacks.size(), plan.attacks.size() + 3 * 2);
    Findings loaded;
    loaded.membership = findings.membership;
    const auto again = findingsFromJson(toJson(loaded));
    QVERIFY(again.has_value());
    for (std::size_t i = 0; i < findings.membership.size(); ++i) {
        QCOMPARE(again->membership[i].comparisonOnly, findings.membership[i].comparisonOnly);
        QCOMPARE(again->membership[i].population, findings.membership[i].population);
    }
    QCOMPARE(membershipVerdict(plan, findings, "membership", "direct").verdict,
             std::string("leakage demonstrated"));
}

void TestAttackColumns::beyondAccessIsShownApart() {
    const Plan plan = planOf("text", R"("loss", "min_k")");
    store::AuditFile file = derived(plan, "text.retort");
    const Findings findings = assessed(file, plan);
    QCOMPARE(findings.membership.size(), 4U); // student and base
    for (const MembershipFinding& finding : findings.membership) {
        QVERIFY(finding.beyondAccess && isApart(finding) && !finding.pValue);
        QVERIFY(finding.evaluation.auc > 0);
    }
    const auto again = findingsFromJson(toJson(findings));
    QVERIFY(again && again->membership[0].beyondAccess);
    const Verdict verdict = membershipVerdict(plan, findings, "membership", "direct");
    QCOMPARE(verdict.verdict, std::string("not tested"));
    QVERIFY(verdict.sentence.find("needs more than this release gives") != std::string::npos);
    QVERIFY(std::ranges::any_of(findings.warnings, [](const std::string& warning) {
        return warning.find("loss (probabilities), min_k (probabilities)") != std::string::npos;
    }));
}

void TestAttackColumns::saysWhatWasNotRun() {
    Plan plan = planOf("probabilities", R"("paper_2508_07054_code", "lira")");
    QCOMPARE(plan.presets, std::vector<std::string>{"paper_2508_07054_code"});
    std::erase_if(plan.models, [](const ModelPlan& model) { return model.role == "reference"; });
    store::AuditFile file = derived(plan, "few.retort");
    const Findings findings = assessed(file, plan);
    const auto said = [&](std::string_view words) {
        return std::ranges::any_of(findings.warnings, [&](const std::string& warning) {
            return warning.find(words) != std::string::npos;
        });
    };
    QVERIFY(said("The attack lira was not run: it needs 2 references"));
    QVERIFY(said("min_k_code_2508_07054, min_k_pp_code_2508_07054 repeat what published code computes"));
    QVERIFY(said("compresses the text of the model's most probable tokens"));
    QVERIFY(std::ranges::none_of(findings.membership,
                                 [](const MembershipFinding& finding) { return finding.attack == "lira"; }));
}

void TestAttackColumns::presetsNameAttacks() {
    for (const Preset& preset : presets()) {
        QVERIFY(findPreset(preset.name) == &preset && !membership::findAttack(preset.name));
        for (const std::string_view name : preset.attacks)
            QVERIFY(membership::chooseAttack(name).has_value());
    }
    QCOMPARE(
        withPresetsExpanded({"surp", "paper_2508_07054", "loss", "min_k:10"}),
        (std::vector<std::string>{"surp", "loss", "min_k", "min_k_pp", "zlib", "reference", "min_k:10"}));
}

QTEST_GUILESS_MAIN(TestAttackColumns)
#include "tst_attack_columns.moc"
