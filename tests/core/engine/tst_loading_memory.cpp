// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The most memory that loading takes, measured in a process of its own: this program with "--load DIR
// PRECISION".
#include "core/engine/environment.h"
#include "core/engine/kernel_operations.h"
#include "tests/core/engine/checkpoint_fixtures.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using retort::checkpoint::Dtype;
using retort::checkpoint::ModelConfig;
using retort::engine::Precision;

namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

ModelConfig shape(bool tiedHead) {
    ModelConfig config;
    config.family = retort::checkpoint::Family::Qwen3;
    config.modelType = "qwen3";
    config.hiddenSize = 1024;
    config.layers = 12;
    config.heads = 16;
    config.kvHeads = 8;
    config.headDim = 64;
    config.ffnSize = 3072;
    config.vocabulary = 32000;
    config.contextLength = 2048;
    config.activation = retort::checkpoint::Activation::Silu;
    config.normEpsilon = 1e-6;
    config.tiedHead = tiedHead;
    return config;
}

// A checkpoint of zeros that takes no room on the disk.
void writeCheckpoint(const std::filesystem::path& directory, ModelConfig config, Dtype dtype) {
    config.fileDtype = dtype;
    retort::Json header = retort::Json::object();
    std::int64_t end = 0;
    for (const auto& need : retort::checkpoint::neededTensors(config)) {
        std::int64_t count = retort::checkpoint::itemSize(dtype);
        for (const std::int64_t extent : need.shape)
            count *= extent;
        header[need.name] = {{"dtype", retort::checkpoint::dtypeName(dtype)},
                             {"shape", need.shape},
                             {"data_offsets", {end, end + count}}};
        end += count;
    }
    const std::string text = header.dump();
    const std::filesystem::path file = directory / "model.safetensors";
    {
        std::ofstream out(file, std::ios::binary);
        for (unsigned shift = 0; shift < 64; shift += 8)
            out.put(static_cast<char>((text.size() >> shift) & 0xFFU));
        out << text;
    }
    std::filesystem::resize_file(file, 8 + text.size() + static_cast<std::size_t>(end));
    std::ofstream(directory / "config.json") << retort::checkpoint::toHuggingFaceConfig(config).dump();
}

// Bytes of what is kept for computing: matrices and embedding in the precision, head and vectors in f32.
// Where bf16 is multiplied as f32 the matrices, but not the embedding, are f32.
double computedBytes(const ModelConfig& config, Precision precision) {
    const bool narrow = precision == Precision::BF16 && retort::engine::bf16Products() == "bf16";
    const double matrixBytes = narrow ? 2 : 4;
    const double headBytes = 4.0 * static_cast<double>(config.vocabulary * config.hiddenSize);
    double bytes = config.tiedHead ? headBytes : 0;
    for (const auto& need : retort::checkpoint::neededTensors(config)) {
        double count = 1;
        for (const std::int64_t extent : need.shape)
            count *= static_cast<double>(extent);
        if (need.name == retort::checkpoint::embeddingName(config.family))
            bytes += count * (precision == Precision::F32 ? 4 : 2);
        else if (need.shape.size() < 2 || need.name == retort::checkpoint::headName(config.family))
            bytes += count * 4;
        else
            bytes += count * matrixBytes;
    }
    return bytes;
}

double peakBytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:"))
            return std::stod(line.substr(6)) * 1024;
    }
    return 0;
}

int load(const std::string& directory, const std::string& precision) {
    const double before = peakBytes();
    retort::engine::EngineOptions options;
    options.precision = fixtures::valueOf(retort::engine::precisionFromName(precision));
    const auto model = fixtures::valueOf(retort::engine::Model::load(
        fixtures::valueOf(retort::checkpoint::openCheckpoint(directory)), options));
    fmt::print("{} {}\n", before, peakBytes());
    return 0;
}

} // namespace

class TestLoadingMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void staysWithinTheBound_data() {
        QTest::addColumn<QString>("dtype");
        QTest::addColumn<QString>("precision");
        QTest::addColumn<bool>("tied");
        for (const char* dtype : {"F32", "F16", "BF16"}) {
            for (const char* precision : {"f32", "bf16"})
                QTest::addRow("%s to %s", dtype, precision) << dtype << precision << false;
        }
        QTest::newRow("BF16 to bf16, tied head") << "BF16"
                                                 << "bf16" << true;
    }
    void staysWithinTheBound() {
        QFETCH(QString, dtype);
        QFETCH(QString, precision);
        QFETCH(bool, tied);
        const QTemporaryDir directory;
        const ModelConfig config = shape(tied);
        writeCheckpoint(directory.path().toStdString(), config,
                        *retort::checkpoint::dtypeFromName(dtype.toStdString()));
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(), {"--load", directory.path(), precision});
        QVERIFY(child.waitForFinished(120'000));
        QCOMPARE(child.exitCode(), 0);
        const QList<QByteArray> figures = child.readAllStandardOutput().trimmed().split(' ');
        QCOMPARE(figures.size(), 2);
        const double computed = computedBytes(
            config, fixtures::valueOf(retort::engine::precisionFromName(precision.toStdString())));
        const double peak = figures[1].toDouble();
        qInfo("computed weights %.0f MiB, peak %.0f MiB, of which %.0f MiB before loading",
              computed / kMebibyte, peak / kMebibyte, figures[0].toDouble() / kMebibyte);
        QVERIFY(peak < 1.15 * computed + 256 * kMebibyte);
        QVERIFY(peak > computed);
    }
};

int main(int argc, char** argv) {
    retort::engine::ensureEngineEnvironment(argv);
    if (argc == 4 && std::string_view(argv[1]) == "--load")
        return load(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    TestLoadingMemory test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_loading_memory.moc"
