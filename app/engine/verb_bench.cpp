// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/engine/benchmark.h"

namespace retort::app {

namespace {

Status bench(const engine::EngineOptions& options, double seconds, bool json) {
    Json results = Json::array();
    for (const engine::BenchmarkShape& shape : engine::standardShapes()) {
        for (const engine::Precision precision : {engine::Precision::F32, engine::Precision::BF16}) {
            engine::EngineOptions own = options;
            own.precision = precision;
            RETORT_TRY(Json result, engine::benchmarkScoring(shape, own, seconds));
            results.push_back(std::move(result));
        }
    }
    if (json) {
        fmt::print("{}\n", results.dump(2));
        return {};
    }
    fmt::print("{:<12} {:<5} {:>12} {:>8} {:>12} {:>14} {:>12} {:>10}\n", "shape", "prec.", "tokens/s",
               "head", "statistics", "pass GFLOP/s", "GEMM GFLOP/s", "pass/GEMM");
    for (const Json& result : results)
        fmt::print("{:<12} {:<5} {:>12.0f} {:>7.0f}% {:>11.0f}% {:>14.0f} {:>12.0f} {:>10.2f}\n",
                   result["shape"].get<std::string>(), result["precision"].get<std::string>(),
                   result["tokens_per_second"].get<double>(), 100 * result["head_share"].get<double>(),
                   100 * result["statistics_share"].get<double>(), result["gflops_per_second"].get<double>(),
                   result["gemm_gflops_per_second"].get<double>(), result["efficiency"].get<double>());
    fmt::print("{}, {}, {} threads; head and statistics: share of the threads' time.\n",
               results[0]["library"].get<std::string>(), results[0]["instruction_set"].get<std::string>(),
               results[0]["threads"].get<int>());
    return {};
}

} // namespace

void addBench(CLI::App& app, Action& action) {
    CLI::App* verb = app.add_subcommand("bench", "Speed of the scoring pass on this machine");
    auto options = std::make_shared<engine::EngineOptions>();
    auto seconds = std::make_shared<double>(3.0);
    auto json = std::make_shared<bool>(false);
    verb->add_option("--seconds", *seconds, "Time for each shape and precision (3)");
    verb->add_option("--threads", options->threads, "0: all cores");
    verb->add_flag("--json", *json, "One JSON document on stdout");
    verb->callback([=, &action] {
        action = [=](jobs::ProgressWriter&, jobs::RunControl&) { return bench(*options, *seconds, *json); };
    });
}

} // namespace retort::app
