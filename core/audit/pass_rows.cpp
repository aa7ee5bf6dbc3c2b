// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/pass_rows.h"

#include "core/audit/roles.h"
#include "core/base/hash.h"
#include "core/base/philox.h"
#include "core/corpus/letter_case.h"
#include "core/membership/attack.h"

#include <algorithm>
#include <array>

namespace retort::audit {

namespace {

using scores::PassKind;
using scores::PassRequest;

constexpr std::string_view kServes = "serves as prefix, or repeats one that does";

bool hasPrefix(const PassRequest& request) {
    return request.kind == PassKind::NonmemberPrefix || request.kind == PassKind::MemberPrefix;
}

std::string_view scoredText(const PreparedData& data, const Tokenization& tokenization, std::size_t record) {
    const corpus::TokenizedRecord& tokens = tokenization.records[record];
    return std::string_view(data.records[record].text)
        .substr(tokens.textBegin, tokens.textEnd - tokens.textBegin);
}

std::size_t smallestContext(const PreparedAudit& prepared) {
    std::int64_t context = prepared.models.front().checkpoint.config.contextLength;
    for (const PreparedModel& model : prepared.models)
        context = std::min<std::int64_t>(context, model.checkpoint.config.contextLength);
    return static_cast<std::size_t>(context);
}

Philox neighbourRandom(const PreparedAudit& prepared, const PreparedData& data, std::size_t record,
                       std::uint32_t variant) {
    return Philox(prepared.plan.seed, drawStream("neighbours", data.plan.name, data.records[record].id),
                  variant);
}

// `shots` records with a loss of the sets that `eligible` names, no two near duplicates, drawn by the seed.
// The draw is the same for every tokenizer, in whose tokens the prefix is given.
template <class Eligible>
PassPrefix drawPrefix(const PreparedAudit& prepared, const ModelPlan& model, std::uint32_t shots,
                      std::string_view purpose, Eligible eligible) {
    std::vector<const corpus::TokenizedRecord*> pool;
    std::vector<std::uint64_t> clusters;
    std::set<std::uint64_t> known;
    for (const PreparedData& data : prepared.data) {
        if (!eligible(data.plan))
            continue;
        for (std::size_t i = 0; i < data.records.size(); ++i) {
            if (data.excluded(i).empty() && known.insert(data.clusters[i]).second) {
                pool.push_back(&data.tokens(model).records[i]);
                clusters.push_back(data.clusters[i]);
            }
        }
    }
    PassPrefix prefix;
    if (pool.size() < 2 * static_cast<std::size_t>(shots)) {
        prefix.missing = pool.empty() ? "no records to take a prefix from"
                                      : "too few records to take a prefix from and test the rest";
        return prefix;
    }
    Philox random(prepared.plan.seed, drawStream(purpose, "", ""), shots);
    for (std::size_t i = 0; i < shots; ++i) {
        const std::size_t drawn = i + static_cast<std::size_t>(random.below(pool.size() - i));
        std::swap(pool[i], pool[drawn]);
        std::swap(clusters[i], clusters[drawn]);
        prefix.ids.insert(prefix.ids.end(), pool[i]->ids.begin(), pool[i]->ids.end());
        prefix.clusters.insert(clusters[i]);
    }
    return prefix;
}

// Whose prefix: a model's own, or that of all models with its tokenizer.
std::tuple<PassKind, std::string, std::uint32_t> prefixKey(const PassRequest& request,
                                                           const ModelPlan& model) {
    return {request.kind, request.kind == PassKind::MemberPrefix ? model.name : model.tokenizer,
            request.shots};
}

} // namespace

std::string passName(const PassRequest& request) {
    switch (request.kind) {
    case PassKind::Lowercase:
        return "lowercase";
    case PassKind::NonmemberPrefix:
        return fmt::format("nonmember_prefix:{}", request.shots);
    case PassKind::MemberPrefix:
        return fmt::format("member_prefix:{}", request.shots);
    case PassKind::Neighbours:
        return fmt::format("neighbours:{}", request.variants);
    case PassKind::Perturbed:
        break;
    }
    return fmt::format("perturbed:{},{}", request.variants, request.sigma);
}

std::vector<PassRequest> requestedPasses(const Plan& plan) {
    std::vector<PassRequest> requests;
    for (const std::string& name : plan.attacks) {
        const auto chosen = membership::chooseAttack(name);
        if (!chosen || chosen->attack->passes == nullptr)
            continue;
        for (const PassRequest& request : chosen->attack->passes(chosen->parameters)) {
            if (std::find(requests.begin(), requests.end(), request) == requests.end())
                requests.push_back(request);
        }
    }
    return requests;
}

bool takesPasses(const Plan& plan, const ModelPlan& model, const DataPlan& data) {
    return data.seenBy.empty() ? isTested(plan, model) : !testKind(plan, model, data).empty();
}

std::uint64_t drawStream(std::string_view purpose, std::string_view data, std::string_view id) {
    return firstNumber(Sha256().updateField(purpose).updateField(data).updateField(id).finish());
}

Json drawIdentity(const PreparedAudit& prepared) {
    Json identity = {
        {"seed", prepared.plan.seed}, {"context", smallestContext(prepared)}, {"drawn_from", Json::array()}};
    for (const PreparedData& data : prepared.data)
        identity["drawn_from"].push_back({data.plan.name, toHex(data.summary.digest), data.plan.seenBy});
    if (prepared.tokenizers.size() > 1) {
        for (const PreparedTokenizer& tokenizer : prepared.tokenizers)
            identity["tokenizers"].push_back(toHex(tokenizer.tokenizer.fingerprint()));
    }
    return identity;
}

scores::PassRow rowOfText(const PreparedAudit& prepared, const ModelPlan& model, std::string_view text,
                          std::uint64_t responseBegin) {
    const corpus::TokenizedRecord tokens =
        corpus::tokenizeText(prepared.tokenizer(model).tokenizer, text, responseBegin,
                             static_cast<std::uint32_t>(prepared.maxTokens));
    return tokens.excluded.empty() ? recordRow(tokens) : emptyRow();
}

std::uint64_t PassRows::size() const {
    return std::uint64_t{m_request.variants} * m_data->records.size();
}

bool PassRows::any() const {
    for (std::size_t i = 0; i < m_leftOut.size(); ++i) {
        if (m_tokens->records[i].excluded.empty() && m_leftOut[i].empty())
            return true;
    }
    return false;
}

std::size_t PassRows::prefixTokens(std::size_t record) const {
    const corpus::TokenizedRecord& tokens = m_tokens->records[record];
    const std::size_t taken = tokens.added.size() + tokens.ids.size();
    const std::size_t context = smallestContext(*m_prepared);
    return std::min(m_prefix->ids.size(), context - std::min(context, taken));
}

std::string PassRows::reason(std::size_t record) const {
    if (!m_data->excluded(record).empty())
        return {};
    if (const std::string& excluded = m_tokens->records[record].excluded; !excluded.empty())
        return excluded;
    if (m_prefix != nullptr) {
        if (!m_prefix->missing.empty())
            return m_prefix->missing;
        if (m_prefix->clusters.contains(m_data->clusters[record]))
            return std::string(kServes);
        return prefixTokens(record) < std::min(kMinPassPrefix, m_prefix->ids.size())
                   ? "no room for a prefix in the context"
                   : std::string();
    }
    if (m_request.kind == PassKind::Neighbours &&
        !corpus::swapWords(scoredText(*m_data, *m_tokens, record), *m_words, kSwappedPercent,
                           neighbourRandom(*m_prepared, *m_data, record, 0)))
        return "no word to replace";
    return {};
}

scores::PassRow PassRows::prefixedRow(std::size_t record) const {
    const corpus::TokenizedRecord& tokens = m_tokens->records[record];
    const std::size_t prefix = prefixTokens(record);
    scores::PassRow row;
    row.ids = tokens.added;
    row.ids.insert(row.ids.end(), m_prefix->ids.end() - static_cast<std::ptrdiff_t>(prefix),
                   m_prefix->ids.end());
    row.ids.insert(row.ids.end(), tokens.ids.begin(), tokens.ids.end());
    row.firstPredicted = static_cast<std::uint32_t>(tokens.added.size() + prefix) + tokens.firstPredicted();
    return row;
}

scores::PassRow PassRows::rowWithText(std::size_t record, std::string_view scored) const {
    std::string text = m_data->records[record].text.substr(0, m_tokens->records[record].textBegin);
    return rowOfText(*m_prepared, *m_model, text.append(scored), m_data->records[record].responseBegin);
}

scores::PassRow PassRows::row(std::uint64_t number) const {
    const auto record = static_cast<std::size_t>(number % m_data->records.size());
    if (!m_tokens->records[record].excluded.empty() || !m_leftOut[record].empty())
        return emptyRow();
    switch (m_request.kind) {
    case PassKind::Lowercase:
        return rowWithText(record, corpus::lowerCase(scoredText(*m_data, *m_tokens, record)));
    case PassKind::NonmemberPrefix:
    case PassKind::MemberPrefix:
        return prefixedRow(record);
    case PassKind::Neighbours: {
        const auto variant = static_cast<std::uint32_t>(number / m_data->records.size());
        return rowWithText(
            record, *corpus::swapWords(scoredText(*m_data, *m_tokens, record), *m_words, kSwappedPercent,
                                       neighbourRandom(*m_prepared, *m_data, record, variant)));
    }
    case PassKind::Perturbed:
        break;
    }
    return m_tokens->recordRow(record);
}

PassMaterial::PassMaterial(const PreparedAudit& prepared) : m_prepared(&prepared) {
    bool swaps = false;
    for (const PassRequest& request : requestedPasses(prepared.plan)) {
        swaps = swaps || request.kind == PassKind::Neighbours;
        addPrefixes(request);
    }
    if (!swaps)
        return;
    std::vector<std::string_view> texts;
    for (const PreparedData& data : prepared.data) {
        for (std::size_t i = 0; i < data.records.size(); ++i) {
            if (data.excluded(i).empty())
                texts.push_back(scoredText(data, data.tokens(), i));
        }
    }
    m_words = corpus::WordFrequencies(texts);
}

void PassMaterial::addPrefixes(const PassRequest& request) {
    for (const ModelPlan& model : m_prepared->plan.models) {
        if (request.kind == PassKind::NonmemberPrefix)
            m_prefixes.try_emplace(prefixKey(request, model),
                                   drawPrefix(*m_prepared, model, request.shots, "nonmember prefix",
                                              [](const DataPlan& data) { return data.seenBy.empty(); }));
        if (request.kind == PassKind::MemberPrefix)
            m_prefixes.try_emplace(prefixKey(request, model),
                                   drawPrefix(*m_prepared, model, request.shots, "member prefix",
                                              [&](const DataPlan& data) { return data.seen(model.name); }));
    }
}

PassRows PassMaterial::rows(const PassRequest& request, const ModelPlan& model,
                            const PreparedData& data) const {
    PassRows rows(*m_prepared, model, data, request);
    rows.m_words = &m_words;
    if (hasPrefix(request))
        rows.m_prefix = &m_prefixes.at(prefixKey(request, model));
    rows.m_leftOut.reserve(data.records.size());
    for (std::size_t i = 0; i < data.records.size(); ++i)
        rows.m_leftOut.push_back(rows.reason(i));
    return rows;
}

std::uint64_t PassRows::forecastTokens() const {
    std::uint64_t tokens = 0;
    for (std::size_t i = 0; i < m_leftOut.size(); ++i) {
        if (m_tokens->records[i].excluded.empty() && m_leftOut[i].empty())
            tokens += m_request.variants *
                      (m_tokens->records[i].ids.size() + (m_prefix != nullptr ? prefixTokens(i) : 0));
    }
    return tokens;
}

} // namespace retort::audit
