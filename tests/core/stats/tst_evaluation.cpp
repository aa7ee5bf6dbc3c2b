// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/evaluation.h"
#include "tests/core/stats/reference.h"

#include <limits>

using namespace retort;
using namespace retort::stats;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

} // namespace

class TestEvaluation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysOfTheContract() {
        ScoreSet set;
        for (int i = 0; i < 300; ++i) {
            set.scores.push_back(i % 7 + (i % 3 == 0 ? 2 : 0));
            set.isMember.push_back(i % 3 == 0 ? 1 : 0);
            set.ids.push_back("r" + std::to_string(i));
        }
        set.scores[3] = kNan;
        set.scores[4] = kInf;
        const std::vector<double> targets{0.001, 0.01, 0.05};
        const auto evaluation = evaluate(set, targets);
        QVERIFY(evaluation.has_value());
        QCOMPARE(evaluation->members, std::uint64_t{99});
        QCOMPARE(evaluation->nonmembers, std::uint64_t{200});
        QCOMPARE(evaluation->nonfinite, (std::vector<std::string>{"r3", "r4"}));
        QCOMPARE(evaluation->operatingPoints[0].status, PointStatus::Refused);
        QCOMPARE(evaluation->operatingPoints[1].status, PointStatus::Exploratory);
        QCOMPARE(evaluation->operatingPoints[2].status, PointStatus::Ok);

        const Json json = toJson(*evaluation);
        for (const char* key :
             {"members", "nonmembers", "auc", "auc_interval", "operating_points", "nonfinite", "warnings",
              "auc_bootstrap_interval", "roc_band", "pr_auc", "balanced_accuracy"})
            QVERIFY2(json.contains(key) && !json.at(key).is_null(), key);
        for (const char* key : {"target_fpr", "threshold", "true_positives", "false_positives",
                                "achieved_fpr", "fpr_interval", "tpr", "tpr_interval", "p_value", "status"}) {
            QVERIFY2(json.at("operating_points")[0].contains(key), key);
            QVERIFY2(!json.at("operating_points")[2].at(key).is_null(), key);
        }
        QVERIFY(json.at("operating_points")[0].at("threshold").is_null());
        QCOMPARE(json.at("operating_points")[0].at("nonmembers_needed").get<int>(), 1000);

        const auto text = parseJson(json.dump(), "test");
        QVERIFY(text.has_value());
        const auto back = evaluationFromJson(*text, "test");
        QVERIFY(back.has_value());
        QCOMPARE(toJson(*back).dump(), json.dump());
    }

    // Documents of versions that had no such keys are read as before.
    void laterKeysMayBeAbsent() {
        const ScoreSet set{{1, 0, 3, 2}, {0, 0, 1, 1}, {}, {}};
        Json json = toJson(*evaluate(set, std::vector<double>{0.5}));
        for (const char* key : {"auc_bootstrap_interval", "roc_band", "pr_auc", "balanced_accuracy"})
            json.erase(key);
        const auto back = evaluationFromJson(json, "old");
        QVERIFY(back.has_value());
        QVERIFY(!back->aucBootstrapInterval && !back->rocBand && !back->prAuc && !back->balancedAccuracy);
        QVERIFY(toJson(*back).at("pr_auc").is_null());
    }

    void infiniteThresholdTravels() {
        const ScoreSet set{{kInf, kInf, 1, 0, 3, 2}, {0, 0, 0, 0, 1, 1}, {}, {}};
        const auto evaluation = evaluate(set, std::vector<double>{0.25});
        QVERIFY(evaluation.has_value());
        const Json json = toJson(*evaluation);
        QCOMPARE(json.at("operating_points")[0].at("threshold").get<std::string>(), std::string("inf"));
        QCOMPARE(evaluationFromJson(json, "test")->operatingPoints[0].threshold, kInf);
    }

    void warnsOfTheUnusual() {
        const ScoreSet set{{1, 1, 1, 1}, {0, 1, 0, 1}, {5, 5, 6, 7}, {}};
        const auto evaluation = evaluate(set, std::vector<double>{0.1});
        QVERIFY(evaluation.has_value());
        QCOMPARE(evaluation->crossingClusters, std::uint64_t{1});
        QCOMPARE(evaluation->warnings.size(), std::size_t{3});
        QVERIFY(!evaluate(set, std::vector<double>{1.5}).has_value());
        QVERIFY(!evaluationFromJson(Json::object(), "broken").has_value());
    }
};

QTEST_APPLESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
