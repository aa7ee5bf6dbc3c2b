// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/slots.h"

#include "core/audit/pass_rows.h"
#include "core/base/philox.h"
#include "core/corpus/duplicates.h"
#include "core/tokenizer/characters.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace retort::audit {

namespace {

constexpr std::size_t kShortestPart = 3; // characters; shorter words stand everywhere

// Values of one type over all data sets: as normalised, and as first written.
using Values = std::map<std::string, std::string>;

// A detail with its places, before it is settled whether it can be tested.
struct Found {
    Slot slot;
    std::string normalized;
    std::string written;
    bool oneSpelling = true;
};

using FoundSet = std::vector<Found>; // of one data set, by record, then place

std::vector<std::string> partsOf(std::string_view value) {
    std::vector<std::string> parts;
    std::string part;
    std::size_t characters = 0;
    const auto end = [&] {
        if (characters >= kShortestPart)
            parts.push_back(part);
        part.clear();
        characters = 0;
    };
    for (std::size_t at = 0; at < value.size();) {
        const tokenizer::CodePoint c = tokenizer::firstCodePoint(value.substr(at));
        if (tokenizer::isWordCharacter(c.value)) {
            part += value.substr(at, c.length);
            ++characters;
        } else {
            end();
        }
        at += c.length;
    }
    end();
    return parts;
}

// The text with every place replaced by `value`.
std::string filled(std::string_view text, const Slot& slot, std::string_view value) {
    std::string out;
    std::size_t kept = 0;
    for (const auto& [begin, end] : slot.places) {
        out += text.substr(kept, begin - kept);
        out += value;
        kept = end;
    }
    return out.append(text.substr(kept, slot.textEnd - kept));
}

// Whether a word of the value stands in the text beside its places.
bool standsElsewhere(const std::string& text, const Found& found) {
    const auto rest = partsOf(corpus::normalizedForClusters(filled(text, found.slot, " ")));
    const std::set<std::string> words(rest.begin(), rest.end());
    const auto parts = partsOf(found.normalized);
    return std::any_of(parts.begin(), parts.end(),
                       [&](const std::string& part) { return words.contains(part); });
}

// Byte range of the record's text that all models score.
std::pair<std::uint64_t, std::uint64_t> textOfAll(const PreparedData& data, std::size_t record) {
    std::pair<std::uint64_t, std::uint64_t> range{0, data.records[record].text.size()};
    for (const Tokenization& tokenization : data.tokenizations) {
        const corpus::TokenizedRecord& tokens = tokenization.records[record];
        if (tokens.excluded.empty())
            range = {std::max(range.first, tokens.textBegin), std::min(range.second, tokens.textEnd)};
    }
    return range;
}

// The details of one record. Places in a prompt are filled too, but a detail that stands only there is none.
Status findInRecord(const PreparedData& data, std::size_t record, const corpus::PersonalPatterns& patterns,
                    FoundSet& out) {
    const auto [textBegin, textEnd] = textOfAll(data, record);
    const std::string& text = data.records[record].text;
    RETORT_TRY(const auto spans,
               corpus::findPersonalData(text, personalValues(data.records[record]), patterns));
    std::map<std::pair<std::string, std::string>, Found> byValue;
    for (const corpus::PersonalSpan& span : spans) {
        if (span.end > textEnd)
            continue;
        std::string written = text.substr(span.begin, span.end - span.begin);
        std::string normalized = corpus::normalizedForClusters(written);
        Found& found = byValue[{span.type, normalized}];
        found.oneSpelling = found.slot.places.empty() || (found.oneSpelling && found.written == written);
        found.slot.record = record;
        found.slot.type = span.type;
        found.slot.textEnd = textEnd;
        found.slot.places.emplace_back(span.begin, span.end);
        found.normalized = std::move(normalized);
        found.written = std::move(written);
    }
    std::vector<Found> details;
    for (auto& [key, found] : byValue) {
        if (found.slot.places.back().first >= textBegin)
            details.push_back(std::move(found));
    }
    std::sort(details.begin(), details.end(),
              [](const Found& a, const Found& b) { return a.slot.places < b.slot.places; });
    std::move(details.begin(), details.end(), std::back_inserter(out));
    return {};
}

// Cuts the scored text so that it fits with the longest value of the type in every place; a token has a byte
// at least. It must fit for every model. False if that would cut a place away.
bool makeRoom(const PreparedAudit& prepared, const PreparedData& data, std::size_t longest, Slot& slot) {
    const auto limit = static_cast<std::size_t>(prepared.maxTokens);
    for (const Tokenization& tokenization : data.tokenizations) {
        const corpus::TokenizedRecord& tokens = tokenization.records[slot.record];
        const std::size_t reserve = (longest + 2) * slot.places.size() + tokens.added.size();
        if (!tokens.excluded.empty() || tokens.ids.size() + reserve <= limit)
            continue;
        if (limit <= reserve)
            return false;
        slot.textEnd = std::min<std::size_t>(slot.textEnd, tokens.spans[limit - reserve].first);
    }
    return slot.textEnd >= slot.places.back().second;
}

// Why the detail can't be tested, or empty.
std::string leaveOut(const PreparedAudit& prepared, const PreparedData& data, const Values& values,
                     Found& found) {
    if (values.size() < 2)
        return "no other value of its type";
    if (!found.oneSpelling)
        return "spelled in several ways";
    if (standsElsewhere(data.records[found.slot.record].text, found))
        return "a part of it stands elsewhere in the record";
    std::size_t longest = 0;
    for (const auto& [normalized, written] : values)
        longest = std::max(longest, written.size());
    return makeRoom(prepared, data, longest, found.slot) ? "" : "no room for other values";
}

// `count` of the items, drawn without replacement; the rest is dropped.
template <class T>
void draw(std::vector<T>& items, std::size_t count, Philox random) {
    count = std::min(count, items.size());
    for (std::size_t i = 0; i < count; ++i)
        std::swap(items[i], items[i + static_cast<std::size_t>(random.below(items.size() - i))]);
    items.resize(count);
}

// Values that don't stand in the record, whichever of them is the true one.
void drawOthers(const PreparedAudit& prepared, const PreparedData& data, const Values& values, Found& found) {
    const corpus::Record& record = data.records[found.slot.record];
    const std::string text = corpus::normalizedForClusters(record.text);
    std::vector<const std::string*> pool;
    for (const auto& [normalized, written] : values) {
        if (text.find(normalized) == std::string::npos)
            pool.push_back(&written);
    }
    draw(pool, kSlotOthers,
         Philox(prepared.plan.seed,
                drawStream("slot " + found.slot.type + " " + found.normalized, data.plan.name, record.id)));
    for (const std::string* written : pool)
        found.slot.others.push_back(*written);
}

SlotSet chooseSlots(const PreparedAudit& prepared, const PreparedData& data,
                    const std::map<std::string, Values>& values, FoundSet details) {
    SlotSet set;
    std::vector<Found> fit;
    for (Found& found : details) {
        ++set.found[found.slot.type];
        const Values& ofType = values.at(found.slot.type);
        if (const std::string reason = leaveOut(prepared, data, ofType, found); !reason.empty()) {
            ++set.leftOut[reason];
            continue;
        }
        fit.push_back(std::move(found));
    }
    const std::size_t before = fit.size();
    draw(fit, static_cast<std::size_t>(prepared.plan.slotLimit),
         Philox(prepared.plan.seed, drawStream("slots", data.plan.name, "")));
    if (fit.size() < before)
        set.leftOut["not drawn"] = before - fit.size();
    std::sort(fit.begin(), fit.end(), [](const Found& a, const Found& b) {
        return std::tie(a.slot.record, a.slot.places) < std::tie(b.slot.record, b.slot.places);
    });
    for (Found& found : fit) {
        const Values& ofType = values.at(found.slot.type);
        drawOthers(prepared, data, ofType, found);
        if (found.slot.others.empty()) {
            ++set.leftOut["no other value of its type"];
            continue;
        }
        found.slot.value = drawStream(found.slot.type, found.normalized, "");
        set.slots.push_back(std::move(found.slot));
    }
    return set;
}

} // namespace

std::uint64_t SlotSet::rows() const {
    std::uint64_t rows = 0;
    for (const Slot& slot : slots)
        rows += 1 + slot.others.size();
    return rows;
}

Result<std::vector<SlotSet>> findSlots(const PreparedAudit& prepared) {
    RETORT_TRY(const corpus::PersonalPatterns patterns, personalPatterns(prepared.plan));
    std::vector<FoundSet> found(prepared.data.size());
    std::map<std::string, Values> values;
    for (std::size_t i = 0; i < prepared.data.size(); ++i) {
        const PreparedData& data = prepared.data[i];
        for (std::size_t record = 0; record < data.records.size(); ++record) {
            if (!data.excluded(record).empty())
                continue;
            const auto status = findInRecord(data, record, patterns, found[i]);
            if (!status)
                return within(
                    fmt::format("{}:{}", data.records[record].path.string(), data.records[record].line),
                    status.error());
        }
        for (const Found& detail : found[i])
            values[detail.slot.type].emplace(detail.normalized, detail.written);
    }
    std::vector<SlotSet> sets;
    for (std::size_t i = 0; i < prepared.data.size(); ++i)
        sets.push_back(chooseSlots(prepared, prepared.data[i], values, std::move(found[i])));
    return sets;
}

scores::PassRow slotRow(const PreparedAudit& prepared, const ModelPlan& model, const PreparedData& data,
                        const SlotSet& set, std::uint64_t number) {
    auto slot = set.slots.begin();
    for (; number > slot->others.size(); ++slot)
        number -= 1 + slot->others.size();
    const std::string& text = data.records[slot->record].text;
    const auto& [begin, end] = slot->places.front();
    const std::string value =
        number == 0 ? text.substr(begin, end - begin) : slot->others[static_cast<std::size_t>(number - 1)];
    std::uint64_t responseBegin = data.records[slot->record].responseBegin;
    for (const auto& [placeBegin, placeEnd] : slot->places) {
        // A longer value in the prompt moves the response.
        if (placeEnd <= data.records[slot->record].responseBegin)
            responseBegin = responseBegin + value.size() - (placeEnd - placeBegin);
    }
    return rowOfText(prepared, model, filled(text, *slot, value), responseBegin);
}

} // namespace retort::audit
