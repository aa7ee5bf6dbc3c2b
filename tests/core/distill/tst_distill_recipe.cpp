// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distill/initial_weights.h"
#include "core/distill/recipe.h"
#include "core/distill/schedule.h"

#include <QTest>

using namespace retort;

namespace {

const std::string kSmallest = "[model]\nhidden_size = 16\nlayers = 2\nheads = 4\nffn_size = 32\n"
                              "tokenizer = \"words\"\n[[data]]\npath = \"a.jsonl\"\n";

Result<distill::Recipe> parse(const std::string& text) {
    return distill::parseRecipe(text, "/home/me/recipe.toml");
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsInDefaults() {
        const auto recipe = parse(kSmallest);
        QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().message.c_str());
        QCOMPARE(recipe->model.config.family, checkpoint::Family::Qwen3);
        QCOMPARE(recipe->model.config.kvHeads, 4);
        QCOMPARE(recipe->model.config.headDim, 4);
        QVERIFY(recipe->model.config.tiedHead);
        QCOMPARE(recipe->model.tokenizer.string(), std::string("/home/me/words"));
        QCOMPARE(recipe->data.front().paths.front().string(), std::string("/home/me/a.jsonl"));
        QVERIFY(!recipe->distill);
        QCOMPARE(recipe->dtype, checkpoint::Dtype::F32);
    }

    void makesEveryFamily_data() {
        QTest::addColumn<QString>("family");
        for (const checkpoint::Family family : checkpoint::allFamilies()) {
            const std::string name(checkpoint::familyName(family));
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }

    // A new model has what its class says, and its configuration file reads as the same model.
    void makesEveryFamily() {
        QFETCH(QString, family);
        const QString text = QString::fromStdString(kSmallest)
                                 .replace("hidden_size = 16", "hidden_size = 64")
                                 .replace("[model]", "[model]\nfamily = \"" + family + "\"");
        const auto recipe = parse(text.toStdString());
        QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().message.c_str());
        checkpoint::ModelConfig config = recipe->model.config;
        config.vocabulary = 50;
        QCOMPARE(QString::fromStdString(config.modelType), family);
        QCOMPARE(config.contextLength, std::int64_t{256});
        QVERIFY(!config.bosId && config.eosIds.empty());
        const auto network = engine::makeNetwork(config, distill::initialWeights(config, 1));
        QVERIFY2(network.has_value(), network ? "" : network.error().message.c_str());
        const auto written = checkpoint::parseModelConfig(checkpoint::toHuggingFaceConfig(config), "written");
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        QVERIFY(checkpoint::neededTensors(*written) == checkpoint::neededTensors(config));
    }

    void readsEveryKey() {
        const auto recipe = parse("[model]\ninit = \"../start\"\n[[data]]\npath = [\"a.jsonl\", "
                                  "\"/b.jsonl\"]\ntext = \"t\"\nrepeats = \"n\"\n"
                                  "[[data]]\npath = \"c.jsonl\"\n[train]\nepochs = 7\nbatch_records = "
                                  "5\nmax_tokens = 60\nlearning_rate = 1e-3\n"
                                  "minimum_learning_rate = 1e-5\nwarmup_steps = 4\nweight_decay = 0.1\nbeta1 "
                                  "= 0.8\nbeta2 = 0.9\nepsilon = 1e-7\n"
                                  "clip = 0\nseed = 9\nthreads = 2\n[distill]\nteacher = "
                                  "\"big\"\ntemperature = 3\nkd_ratio = 0.25\n"
                                  "[output]\ndtype = \"bf16\"\n");
        QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().message.c_str());
        QCOMPARE(recipe->model.init->string(), std::string("/home/start"));
        QCOMPARE(recipe->model.tokenizer.string(), std::string("/home/start"));
        QCOMPARE(recipe->data.size(), std::size_t{2});
        QCOMPARE(recipe->data[0].paths[1].string(), std::string("/b.jsonl"));
        QCOMPARE(recipe->data[0].repeatsField, std::string("n"));
        QCOMPARE(recipe->train.epochs, 7);
        QCOMPARE(recipe->train.beta2, 0.9);
        QCOMPARE(recipe->train.clip, 0.0);
        QCOMPARE(recipe->train.seed, std::uint64_t{9});
        QCOMPARE(recipe->distill->temperature, 3.0);
        QCOMPARE(recipe->distill->kdRatio, 0.25);
        QCOMPARE(recipe->dtype, checkpoint::Dtype::BF16);
    }

    void refuses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("fact");
        const QString small = QString::fromStdString(kSmallest);
        const auto row = [](const char* name, const QString& text, const char* line, const char* fact) {
            QTest::newRow(name) << text << QString::fromUtf8(line) << QString::fromUtf8(fact);
        };
        row("unknown key", small + QStringLiteral("[train]\nepocs = 3\n"), ":10:", "unknown key \"epocs\"");
        row("unknown table", small + QStringLiteral("[training]\nepochs = 3\n"),
            ":9:", "unknown \"training\"");
        row("wrong type", small + QStringLiteral("[train]\nepochs = \"3\"\n"), ":10:", "train.epochs");
        row("zero epochs", small + QStringLiteral("[train]\nepochs = 0\n"), ":10:", "train.epochs");
        row("not a number", small + QStringLiteral("[train]\nlearning_rate = nan\n"),
            ":10:", "train.learning_rate");
        row("minimum above rate", small + QStringLiteral("[train]\nminimum_learning_rate = 1.0\n"),
            ":10:", "minimum");
        row("ratio", small + QStringLiteral("[distill]\nteacher = \"t\"\nkd_ratio = 1.5\n"),
            ":11:", "kd_ratio");
        row("no teacher", small + QStringLiteral("[distill]\ntemperature = 2.0\n"), ":9:", "teacher");
        row("dtype", small + QStringLiteral("[output]\ndtype = \"int8\"\n"), ":10:", "int8");
        row("not TOML", QStringLiteral("[model\n"), ":1:", "not TOML");
        row("no data", QStringLiteral("[model]\ninit = \"d\"\n"), "recipe.toml:", "[[data]]");
        row("no path", QStringLiteral("[model]\ninit = \"d\"\n[[data]]\ntext = \"t\"\n"), ":3:", "data.path");
        row("no model", QStringLiteral("[[data]]\npath = \"a\"\n"), "recipe.toml:", "[model]");
        row("no size", QStringLiteral("[model]\nlayers = 1\n[[data]]\npath = \"a\"\n"), ":1:", "hidden_size");
        row("size beside init", QStringLiteral("[model]\ninit = \"d\"\nlayers = 1\n[[data]]\npath = \"a\"\n"),
            ":3:", "model.layers");
        row("heads",
            QString(small).replace(QStringLiteral("heads = 4"), QStringLiteral("heads = 4\nkv_heads = 3")),
            ":5:", "kv_heads");
        row("family",
            QString(small).replace(QStringLiteral("[model]"), QStringLiteral("[model]\nfamily = \"bert\"")),
            ":2:", "bert");
    }

    void refuses() {
        QFETCH(QString, text);
        QFETCH(QString, line);
        QFETCH(QString, fact);
        const auto recipe = parse(text.toStdString());
        QVERIFY(!recipe.has_value());
        QCOMPARE(recipe.error().code, ErrorCode::Usage);
        const QString message = QString::fromStdString(recipe.error().message);
        QVERIFY2(message.contains(line) && message.contains(fact), qPrintable(message));
    }

    void learningRateWarmsUpAndFallsAsACosine() {
        distill::TrainRecipe train;
        train.learningRate = 1.0;
        train.minimumLearningRate = 0.2;
        train.warmupSteps = 4;
        QCOMPARE(distill::learningRateAt(train, 0, 12), 0.25);
        QCOMPARE(distill::learningRateAt(train, 3, 12), 1.0);
        QCOMPARE(distill::learningRateAt(train, 4, 12), 1.0);
        QCOMPARE(distill::learningRateAt(train, 8, 12), 0.6);
        QCOMPARE(distill::learningRateAt(train, 10, 12), 0.2 + 0.8 * 0.5 * (1.0 - std::sqrt(0.5)));
        train.warmupSteps = 20;
        QCOMPARE(distill::learningRateAt(train, 9, 10), 0.5);
    }
};

QTEST_APPLESS_MAIN(TestRecipe)
#include "tst_distill_recipe.moc"
