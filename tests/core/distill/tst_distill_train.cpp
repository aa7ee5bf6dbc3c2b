// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/checkpoint/checkpoint.h"
#include "core/distill/train.h"
#include "core/tokenizer/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace retort;

namespace {

const std::filesystem::path kData = std::filesystem::path(RETORT_TEST_DATA) / "distill";

std::string newModel(int seed) {
    return fmt::format(
        "[model]\nhidden_size = 16\nlayers = 1\nheads = 2\nffn_size = 32\ncontext_length = 32\n"
        "seed = {}\ntokenizer = \"{}\"\n[[data]]\npath = \"{}\"\nrepeats = \"count\"\n"
        "[train]\nepochs = 12\nbatch_records = 3\nlearning_rate = 0.02\nweight_decay = 0.01\nthreads = 1\n",
        seed, (kData / "student").string(), (kData / "records.jsonl").string());
}

// The run of trajectories.json: all records in one batch.
std::string referenceRun(const Json& values, bool mixed) {
    const Json& t = values["training"];
    std::string text =
        fmt::format("[model]\ninit = \"{}\"\n[[data]]\npath = \"{}\"\nrepeats = \"count\"\n"
                    "[train]\nepochs = {}\nbatch_records = 100\nlearning_rate = {}\nminimum_learning_rate = "
                    "{}\nwarmup_steps = {}\n"
                    "weight_decay = {}\nbeta1 = {}\nbeta2 = {}\nepsilon = {}\nclip = {}\nthreads = 1\n",
                    (kData / "student").string(), (kData / "records.jsonl").string(), t["epochs"].get<int>(),
                    t["learning_rate"].get<double>(), t["minimum_learning_rate"].get<double>(),
                    t["warmup_steps"].get<int>(), t["weight_decay"].get<double>(), t["beta1"].get<double>(),
                    t["beta2"].get<double>(), t["epsilon"].get<double>(), t["clip"].get<double>());
    if (mixed)
        text += fmt::format("[distill]\nteacher = \"{}\"\ntemperature = {:.1f}\nkd_ratio = {}\n",
                            (kData / "teacher").string(), values["temperature"].get<double>(),
                            values["kd_ratio"].get<double>());
    return text;
}

Result<distill::TrainingSummary> runText(const std::string& text, const std::filesystem::path& directory,
                                         std::vector<distill::TrainingProgress>* steps = nullptr,
                                         std::stop_token stop = {}) {
    RETORT_TRY(const distill::Recipe recipe, distill::parseRecipe(text, kData / "recipe.toml"));
    const auto progress = [&](const distill::TrainingProgress& step) {
        if (steps)
            steps->push_back(step);
    };
    return distill::train(recipe, directory, progress, std::move(stop));
}

QString messageOf(const Result<distill::TrainingSummary>& result) {
    return result ? QString() : QString::fromStdString(result.error().message);
}

} // namespace

class TestTrain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void losesAsTorchDoes_data() {
        QTest::addColumn<bool>("mixed");
        QTest::newRow("cross-entropy") << false;
        QTest::newRow("cross-entropy and distillation") << true;
    }

    void losesAsTorchDoes() {
        QFETCH(bool, mixed);
        const auto values = readJsonFile(kData / "trajectories.json");
        QVERIFY(values.has_value());
        std::vector<distill::TrainingProgress> steps;
        const auto summary = runText(referenceRun(*values, mixed), at("out"), &steps);
        QVERIFY2(summary.has_value(), qPrintable(messageOf(summary)));
        const Json& expected = (*values)[mixed ? "mixed" : "cross_entropy"];
        QCOMPARE(steps.size(), expected.size());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const double wanted = expected[i].get<double>();
            QVERIFY2(std::abs(steps[i].loss - wanted) < 2e-4 * wanted,
                     qPrintable(
                         QStringLiteral("step %1: %2 instead of %3").arg(i).arg(steps[i].loss).arg(wanted)));
            QVERIFY(std::abs(steps[i].learningRate - (*values)["learning_rates"][i].get<double>()) < 1e-15);
        }
        QCOMPARE(summary->tokens, std::uint64_t{6 * 214});
    }

    void writesAnOrdinaryCheckpoint() {
        const auto summary = runText(newModel(1) + "[output]\ndtype = \"f16\"\n", at("out"));
        QVERIFY2(summary.has_value(), qPrintable(messageOf(summary)));
        const auto checkpoint = checkpoint::openCheckpoint(at("out"));
        QVERIFY2(checkpoint.has_value(), checkpoint ? "" : checkpoint.error().message.c_str());
        QVERIFY(checkpoint->warnings.empty());
        QCOMPARE(checkpoint->config.vocabulary, 280);
        QCOMPARE(checkpoint->config.fileDtype, checkpoint::Dtype::F16);
        QCOMPARE(checkpoint::parameterCount(checkpoint->config), summary->parameters);
        const auto mine = tokenizer::Tokenizer::load(at("out"));
        const auto source = tokenizer::Tokenizer::load(kData / "student");
        QVERIFY(mine.has_value() && source.has_value());
        QCOMPARE(mine->fingerprint(), source->fingerprint());
        QVERIFY(std::filesystem::exists(at("out") / "recipe.toml"));
        const auto log = readJsonFile(at("out") / "training.json");
        QVERIFY(log.has_value());
        QCOMPARE((*log)["epochs"].size(), std::size_t{12});
        QCOMPARE(entries(), 1);
    }

    void lossFalls() {
        const auto summary = runText(newModel(1), at("out"));
        QVERIFY2(summary.has_value(), qPrintable(messageOf(summary)));
        QVERIFY(summary->epochs.front().loss > 4.0);
        QVERIFY(summary->epochs.back().loss < 0.6 * summary->epochs.front().loss);
    }

    void equalRunsGiveEqualBytes() {
        for (const auto& [name, seed] : {std::pair("a", 1), std::pair("b", 1), std::pair("c", 2)}) {
            const auto summary = runText(newModel(seed), at(name));
            QVERIFY2(summary.has_value(), qPrintable(messageOf(summary)));
        }
        for (const char* file : {"model.safetensors", "config.json", "training.json", "tokenizer.json"})
            QCOMPARE(*readFile(at("a") / file), *readFile(at("b") / file));
        QVERIFY(*readFile(at("a") / "model.safetensors") != *readFile(at("c") / "model.safetensors"));
    }

    void refusals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("fact");
        const QString model = QString::fromStdString(newModel(1));
        const auto row = [](const char* name, const QString& text, const char* fact) {
            QTest::newRow(name) << text << QString::fromUtf8(fact);
        };
        row("no teacher there", model + QStringLiteral("[distill]\nteacher = \"nowhere\"\n"), "nowhere");
        row("context",
            QString(model).replace(QStringLiteral("threads = 1"), QStringLiteral("max_tokens = 33")),
            "max_tokens");
        row("no such field",
            QString(model).replace(QStringLiteral("repeats ="), QStringLiteral("text = \"body\"\nrepeats =")),
            "body");
    }

    void refusals() {
        QFETCH(QString, text);
        QFETCH(QString, fact);
        const auto summary = runText(text.toStdString(), at("out"));
        QVERIFY(!summary.has_value());
        QVERIFY2(messageOf(summary).contains(fact), qPrintable(messageOf(summary)));
        QCOMPARE(entries(), 0);
    }

    void refusesATeacherWithAnotherTokenizer() {
        const std::filesystem::path teacher = at("teacher");
        std::filesystem::copy(kData / "teacher", teacher);
        auto tokenizer = readFile(teacher / "tokenizer.json");
        QVERIFY(tokenizer.has_value());
        const auto place = tokenizer->find("\"normalizer\": null");
        QVERIFY(place != std::string::npos);
        tokenizer->replace(place, 18, "\"normalizer\": {\"type\": \"NFC\"}");
        QVERIFY(writeFile(teacher / "tokenizer.json", *tokenizer).has_value());
        const auto summary =
            runText(newModel(1) + fmt::format("[distill]\nteacher = \"{}\"\n", teacher.string()), at("out"));
        QVERIFY(!summary.has_value());
        QVERIFY2(messageOf(summary).contains(QStringLiteral("another tokenizer")),
                 qPrintable(messageOf(summary)));
    }

    void refusesAnExistingDirectory() {
        std::filesystem::create_directory(at("out"));
        QVERIFY(writeFile(at("out") / "precious", "x").has_value());
        const auto summary = runText(newModel(1), at("out"));
        QVERIFY(!summary.has_value());
        QCOMPARE(summary.error().code, ErrorCode::Conflict);
        QCOMPARE(*readFile(at("out") / "precious"), std::string("x"));
    }

    void stopsOnRequestAndLeavesNothing() {
        std::stop_source source;
        source.request_stop();
        const auto summary = runText(newModel(1), at("out"), nullptr, source.get_token());
        QVERIFY(!summary.has_value());
        QCOMPARE(summary.error().code, ErrorCode::Cancelled);
        QCOMPARE(entries(), 0);
    }

private:
    [[nodiscard]] std::filesystem::path at(const char* name) const {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }
    [[nodiscard]] int entries() const {
        int count = 0;
        for ([[maybe_unused]] const auto& entry :
             std::filesystem::directory_iterator(m_folder->path().toStdString()))
            ++count;
        return count;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestTrain)
#include "tst_distill_train.moc"
