// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plan of an audit (TOML): what is examined, with which models and data, and which limits were fixed
// beforehand. Every key but the paths has a default; an unknown key is refused with its line.
#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::audit {

struct ModelPlan {
    std::string name; // teacher, baseline, student, base, baseline_2, or a reference's name
    std::string role; // teacher, baseline, student, base, baseline_2, reference
    std::filesystem::path path;
    std::filesystem::path adapter; // a LoRA adapter on it; empty: none
    std::string recipe;            // free text for the report
    // Not in the file, known once prepare() has opened the checkpoint: empty where the tokenizer is the
    // examined model's, else its fingerprint.
    std::string tokenizer = {};
};

struct DataPlan {
    std::string name;
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> seenBy; // names of models
    std::string split = "unknown";   // random, date, unknown
    std::string textField = "text";
    std::string idField = "id";
    std::string groupField, subjectField, repeatsField;              // empty: none
    std::vector<std::pair<std::string, std::string>> personalFields; // kind of detail and field, by kind
    bool idNamed = false; // in the plan: then every row must have one
    std::string promptField, contextField, responseField, templateName;
    std::string templateText;    // the user's own template, instead of a named one
    std::string rows = "line";   // of plain text: line, paragraph, file
    std::string tokenType;       // of .bin files: uint16, uint32
    std::uint64_t rowTokens = 0; // of one long row of token ids; 0: none given
    std::int64_t endToken = -1;  // -1: none given
    double allowMalformed = 0.01;
    std::string canaryReferences; // of planted canaries: the data set of like texts that were never planted

    [[nodiscard]] bool seen(std::string_view model) const;
};

// Scores of another tool (docs/formats/score-files.md), tested like an attack of this program.
struct ScoresPlan {
    std::string name; // in findings and columns
    std::filesystem::path path;
    std::string model;             // name of the model they are about
    std::vector<std::string> data; // sets of the members; empty: every set that a model saw
    std::string attack;            // which of several in the file; empty: the only one
    std::string format;            // csv, jsonl, mimir, fast-mia; empty: told from the content
    std::string direction;         // higher, lower; empty: the layout's own
    std::string match = "id";      // id, order
};

struct Plan {
    std::filesystem::path file;
    std::string text; // the file's content, stored in the audit
    std::string hash; // SHA-256 of the text, hex

    std::string title = "Audit", organisation, auditor;
    std::uint64_t sample = 0;
    bool storeText = false;
    std::string primaryAttack = "loss";
    std::uint64_t seed = 1;
    std::string plausibility = "stop"; // stop, warn, off: what a look at a sample before the run may do
    bool selftest = false;             // the whole instrument on models with a known answer before the run

    std::string access = "probabilities"; // text, probabilities, weights
    std::string audience;
    std::map<std::string, double> criteria;

    std::vector<ModelPlan> models; // in the order teacher, baseline, student, baseline_2, base, references
    std::vector<DataPlan> data;    // in the order of the file

    int prefixTokens = 50;
    int suffixTokens = 50;
    int strideTokens = 50;      // suffix_tokens where the plan doesn't say
    std::int64_t maxTokens = 0; // 0: the smallest context among the models
    std::vector<std::string> windows = {"first"};
    std::vector<std::pair<std::string, std::string>> personalPatterns; // kind and regular expression, by name
    std::vector<std::uint64_t> queries = {1, 100, 10'000}; // of (n, p)-discoverable extraction: the n
    double chance = 0.5;                                   // and the p
    bool continuations = false; // decode what the models say after the prefix of the window `first`

    std::vector<std::string> attacks = {"loss", "zlib", "min_k", "min_k_pp", "reference"};
    std::vector<std::string> presets;                   // those that the plan named among its attacks
    std::vector<std::filesystem::path> frequencyCorpus; // general text for attacks that weigh tokens by it
    std::vector<double> targetFpr = {0.001, 0.01, 0.05};
    std::vector<ScoresPlan> externalScores; // in the order of the file
    bool slotTest = false;                  // rank names and numbers in records among others of their type
    std::uint64_t slotLimit = 200;          // of each data set, at most

    std::string device = "auto";
    std::string precision = "f32";
    int threads = 0;
    std::string memoryLimit = "0";

    [[nodiscard]] const ModelPlan* model(std::string_view name) const;
    // The data sets nobody saw, to which members are compared; references of canaries are none of them.
    [[nodiscard]] std::vector<const DataPlan*> heldOut() const;
};

// Relative paths are taken from the folder of the file. Errors (ErrorCode::Usage) name file, line and key.
[[nodiscard]] Result<Plan> readPlan(const std::filesystem::path& file);
[[nodiscard]] Result<Plan> parsePlan(std::string text, const std::filesystem::path& file);

} // namespace retort::audit
