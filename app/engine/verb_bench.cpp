// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/verbs.h"
#include "core/engine/benchmark.h"

#include <algorithm>

namespace retort::app {

namespace {

struct BenchRequest {
    engine::EngineOptions engine;
    std::vector<std::string> shapes;
    std::vector<std::string> precisions;
    double seconds = 3.0;
    bool json = false;
};

bool isAmong(std::string_view name, const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Status bench(const BenchRequest& request) {
    Json results = Json::array();
    for (const engine::BenchmarkShape& shape : engine::standardShapes()) {
        if (!isAmong(shape.name, request.shapes))
            continue;
        for (const std::string& precision : request.precisions) {
            engine::EngineOptions own = request.engine;
            RETORT_TRY(own.precision, engine::precisionFromName(precision));
            RETORT_TRY(Json result, engine::benchmarkScoring(shape, own, request.seconds));
            results.push_back(std::move(result));
        }
    }
    if (request.json) {
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
    auto request = std::make_shared<BenchRequest>();
    request->shapes = {"demo", "pythia-160m"};
    request->precisions = {"f32", "bf16"};
    std::vector<std::string> names;
    for (const engine::BenchmarkShape& shape : engine::standardShapes())
        names.push_back(shape.name);
    verb->add_option("--shape", request->shapes, "Model shapes (demo and pythia-160m)")
        ->check(CLI::IsMember(names));
    verb->add_option("--precision", request->precisions, "f32, bf16 (both)")
        ->check(CLI::IsMember({"f32", "bf16"}));
    verb->add_option("--seconds", request->seconds, "Time for each shape and precision (3)");
    verb->add_option("--threads", request->engine.threads, "0: all cores");
    verb->add_flag("--json", request->json, "One JSON document on stdout");
    verb->callback(
        [=, &action] { action = [=](jobs::ProgressWriter&, jobs::RunControl&) { return bench(*request); }; });
}

} // namespace retort::app
