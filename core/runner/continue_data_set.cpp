// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/continue_data_set.h"

#include "core/audit/further_extraction.h"
#include "core/memorization/continuation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort::runner {

namespace {

// Prompts decoded between two commits.
constexpr std::size_t kPromptsAtATime = 512;
constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

struct Asked {
    const store::Window* window = nullptr;
    std::uint32_t matched = 0; // tokens of the suffix that greedy decoding is known to reproduce
};

std::span<const std::int32_t> suffixOf(const audit::Tokenization& tokens, const store::Window& window) {
    return std::span(tokens.records[window.record].ids)
        .subspan(window.suffixBegin, window.suffixEnd - window.suffixBegin);
}

// Added BOS, prefix, and what of the suffix comes anyway.
std::vector<std::int32_t> promptOf(const audit::Tokenization& tokenization, const Asked& asked) {
    const corpus::TokenizedRecord& tokens = tokenization.records[asked.window->record];
    std::vector<std::int32_t> prompt = tokens.added;
    prompt.insert(prompt.end(), tokens.ids.begin() + asked.window->prefixBegin,
                  tokens.ids.begin() + asked.window->suffixBegin + asked.matched);
    return prompt;
}

class Continuing {
public:
    Continuing(engine::Model& engine, const audit::ModelPlan& model, const audit::PreparedData& data,
               store::AuditFile& audit)
        : m_engine(engine), m_model(model.name), m_data(data), m_tokens(data.tokens(model)), m_audit(audit) {}

    // What is still to be said, those that are nearly right first, so that a group ends at about one length.
    Status begin() {
        RETORT_CHECK(load(audit::kContinuationAccuracy, m_accuracy));
        RETORT_CHECK(load(audit::kContinuationDistance, m_distance));
        RETORT_TRY(const auto matched,
                   m_audit.results().column(m_data.plan.name, m_model, "greedy_match_tokens"));
        if (!matched) // no record is long enough for a window
            return {};
        for (const store::Window& window : m_tokens.windows) {
            if (window.kind != store::WindowKind::First)
                continue;
            ++m_windows;
            if (std::isnan(m_distance[window.record]))
                m_asked.push_back({&window, static_cast<std::uint32_t>((*matched)[window.record])});
        }
        std::stable_sort(m_asked.begin(), m_asked.end(),
                         [](const Asked& a, const Asked& b) { return a.matched > b.matched; });
        return {};
    }

    [[nodiscard]] std::size_t windows() const { return m_windows; }
    [[nodiscard]] std::size_t missing() const { return m_asked.size(); }

    Status continueGroup(std::size_t first, std::size_t count, const std::stop_token& stop) {
        std::vector<const Asked*> open;
        std::vector<std::vector<std::int32_t>> prompts;
        std::size_t longest = 0;
        for (const Asked& asked : std::span(m_asked).subspan(first, count)) {
            const std::size_t suffix = suffixOf(m_tokens, *asked.window).size();
            if (asked.matched == suffix) {
                set(asked, {});
                continue;
            }
            open.push_back(&asked);
            prompts.push_back(promptOf(m_tokens, asked));
            longest = std::max(longest, suffix - asked.matched);
        }
        if (!open.empty()) {
            engine::GenerateOptions options;
            options.maxNewTokens = longest;
            RETORT_TRY(const auto said, m_engine.generate(prompts, options, stop));
            for (std::size_t i = 0; i < open.size(); ++i)
                set(*open[i], said[i]);
        }
        RETORT_CHECK(
            m_audit.results().putColumn(m_data.plan.name, m_model, audit::kContinuationAccuracy, m_accuracy));
        return m_audit.results().putColumn(m_data.plan.name, m_model, audit::kContinuationDistance,
                                           m_distance);
    }

private:
    Status load(std::string_view name, std::vector<double>& values) {
        RETORT_TRY(auto column, m_audit.results().column(m_data.plan.name, m_model, name));
        values = column
                     ? *std::move(column)
                     : std::vector<double>(m_data.records.size() + m_data.summary.excluded.size(), kAbsent);
        return {};
    }

    void set(const Asked& asked, const std::vector<std::int32_t>& said) {
        const auto suffix = suffixOf(m_tokens, *asked.window);
        std::vector<std::int32_t> continuation(suffix.begin(), suffix.begin() + asked.matched);
        continuation.insert(continuation.end(), said.begin(), said.end());
        const auto scores = memorization::continuationScores(continuation, suffix);
        m_accuracy[asked.window->record] = scores.accuracy;
        m_distance[asked.window->record] = scores.editDistance;
    }

    engine::Model& m_engine;
    std::string_view m_model;
    const audit::PreparedData& m_data;
    const audit::Tokenization& m_tokens;
    store::AuditFile& m_audit;
    std::vector<double> m_accuracy;
    std::vector<double> m_distance;
    std::vector<Asked> m_asked;
    std::size_t m_windows = 0;
};

} // namespace

Status continueDataSet(engine::Model& engine, const audit::ModelPlan& model, const audit::PreparedData& data,
                       store::AuditFile& audit, const jobs::JobList& jobList, jobs::ProgressWriter& progress,
                       jobs::RunControl& control) {
    Continuing continuing(engine, model, data, audit);
    RETORT_CHECK(continuing.begin());
    std::uint64_t done = continuing.windows() - continuing.missing();
    RETORT_TRY(const jobs::Job job, jobList.ensure(jobs::JobKind::Continue, model.name, data.plan.name,
                                                   continuing.windows(), "records"));
    if (continuing.missing() == 0)
        return jobList.end(job.id, jobs::JobState::Done);
    RETORT_CHECK(jobList.start(job.id));
    progress.begin(fmt::format("continue {} {}", model.name, data.plan.name), continuing.windows(), "records",
                   done);
    const auto work = [&]() -> Status {
        for (std::size_t first = 0; first < continuing.missing(); first += kPromptsAtATime) {
            RETORT_CHECK(control.checkpoint());
            const std::size_t count = std::min(kPromptsAtATime, continuing.missing() - first);
            RETORT_CHECK(continuing.continueGroup(first, count, control.token()));
            done += count;
            progress.progress(done);
            RETORT_CHECK(jobList.progress(job.id, done));
        }
        return {};
    };
    const Status status = work();
    const bool cancelled = !status && status.error().code == ErrorCode::Cancelled;
    const jobs::JobState state = status      ? jobs::JobState::Done
                                 : cancelled ? jobs::JobState::Cancelled
                                             : jobs::JobState::Failed;
    RETORT_CHECK(jobList.end(job.id, state, status ? std::string() : status.error().message));
    return status;
}

} // namespace retort::runner
