// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What scoring needs besides the model: one block of logits a thread, however large the vocabulary times the
// rows, and no more for many records than for few but their table.
#include "core/base/philox.h"
#include "core/distill/initial_weights.h"
#include "core/engine/environment.h"
#include "core/engine/model_state.h"

#include <QFile>
#include <QtTest>

using retort::engine::Model;
using retort::scores::PassRow;

namespace {

constexpr std::int64_t kVocabulary = 30000;
constexpr std::size_t kRowTokens = 100;
constexpr qint64 kMiB = qint64{1} << 20U;

retort::checkpoint::ModelConfig wideVocabulary() {
    retort::checkpoint::ModelConfig config;
    config.family = retort::checkpoint::Family::Llama;
    config.hiddenSize = 16;
    config.layers = 1;
    config.heads = 2;
    config.kvHeads = 2;
    config.headDim = 8;
    config.ffnSize = 16;
    config.vocabulary = kVocabulary;
    config.contextLength = 128;
    config.activation = retort::checkpoint::Activation::Silu;
    return config;
}

std::vector<PassRow> someRows(std::size_t count) {
    retort::Philox random(4);
    std::vector<PassRow> rows(count);
    for (PassRow& row : rows)
        for (std::size_t i = 0; i < kRowTokens; ++i)
            row.ids.push_back(static_cast<std::int32_t>(random.below(kVocabulary)));
    return rows;
}

qint64 statusBytes(const QByteArray& key) {
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith(key))
            return line.simplified().split(' ').at(1).toLongLong() * 1024;
    return -1;
}

// How far the process's memory rises above what it has now while `rows` are scored; none where the system
// doesn't let the peak be set back.
std::optional<qint64> peakOf(Model& model, const std::vector<PassRow>& rows) {
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (!reset.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || reset.write("5") != 1)
        return std::nullopt;
    const qint64 before = statusBytes("VmRSS:");
    if (!model.score(rows))
        throw std::runtime_error("scoring failed");
    return statusBytes("VmHWM:") - before;
}

} // namespace

class TestScoringMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dependsOnNeitherRecordsNorVocabulary() {
        constexpr int kThreads = 2;
        const auto config = wideVocabulary();
        const auto model = retort::engine::makeModel(config, retort::distill::initialWeights(config, 1),
                                                     {.threads = kThreads})
                               .value();
        const std::vector<PassRow> few = someRows(20);
        const std::vector<PassRow> many = someRows(80);
        const auto ofFew = peakOf(*model, few); // first: later ones find buffers that the allocator kept
        const auto ofMany = peakOf(*model, many);
        if (!ofFew || !ofMany)
            QSKIP("the system doesn't let the peak of memory be measured");
        qInfo("%lld and %lld bytes beside the model", *ofFew, *ofMany);
        const qint64 block = retort::engine::kHeadTile * kVocabulary * qint64{sizeof(float)};
        QVERIFY(*ofFew > block / 2);
        // All logits would be sixteen blocks for the few and sixty-two for the many. Which holes the threads
        // leave each other in the heap is chance: one block a thread is the rule, 3.6 were seen on a busy
        // machine.
        const qint64 bound = 5 * kThreads * block + 16 * kMiB;
        QVERIFY2(*ofFew < bound, qPrintable(QString("%1 MiB").arg(*ofFew / kMiB)));
        const qint64 table = qint64(many.size() * kRowTokens) * 20;
        QVERIFY2(*ofMany < bound + table, qPrintable(QString("%1 MiB").arg(*ofMany / kMiB)));
    }
};

// As in the program, whose environment settles what the allocator keeps.
int main(int argc, char** argv) {
    retort::engine::ensureEngineEnvironment(argv);
    QCoreApplication application(argc, argv);
    TestScoringMemory test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_scoring_memory.moc"
