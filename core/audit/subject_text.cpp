// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/phrases.h"
#include "core/audit/subject_search.h"

#include <algorithm>

namespace retort::audit {

namespace {

constexpr int kSchema = 1;

Json optionalText(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

Json sourceJson(const SubjectSource& source) {
    return {{"data", source.data},
            {"field", source.field},
            {"way", source.way.empty() ? Json(nullptr) : Json(source.way)},
            {"searched", source.searched},
            {"not_searched", source.notSearched},
            {"note", source.note.empty() ? Json(nullptr) : Json(source.note)}};
}

Json modelJson(const SubjectModel& model) {
    Json memorized = Json::object();
    for (const auto& [window, verdict] : model.memorized)
        memorized[window] = verdict;
    Json details = Json::array();
    for (const SubjectDetail& detail : model.details)
        details.push_back({{"type", detail.type}, {"memorized", detail.memorized}});
    Json scores = Json::array();
    for (const SubjectScore& score : model.scores)
        scores.push_back(
            {{"attack", score.attack},
             {"score", score.score},
             {"above_held_out", score.aboveHeldOut ? Json(*score.aboveHeldOut) : Json(nullptr)}});
    return {{"model", model.name},
            {"saw", model.saw},
            {"memorized", std::move(memorized)},
            {"details", std::move(details)},
            {"scores", std::move(scores)},
            {"slot_rank", model.slotRank ? Json(*model.slotRank) : Json(nullptr)},
            {"slot_candidates", model.slotCandidates ? Json(*model.slotCandidates) : Json(nullptr)}};
}

Json recordJson(const SubjectRecord& record, SubjectTexts texts) {
    Json matches = Json::array();
    for (const SubjectMatch& match : record.matches)
        matches.push_back({{"field", match.field},
                           {"term", match.term},
                           {"spelling", corpus::spellingName(match.spelling)}});
    Json models = Json::array();
    for (const SubjectModel& model : record.models)
        models.push_back(modelJson(model));
    Json same = Json::array();
    for (const auto& [data, id] : record.sayTheSame)
        same.push_back({{"data", data}, {"id", id}});
    Json value = {{"data", record.data},
                  {"id", record.id},
                  {"ordinal", record.ordinal},
                  {"group", record.group},
                  {"file", record.path},
                  {"line", record.line},
                  {"byte_offset", record.byteOffset},
                  {"byte_length", record.byteLength},
                  {"repeats", record.repeats},
                  {"excluded", optionalText(record.excluded)},
                  {"extraction_excluded", optionalText(record.extractionExcluded)},
                  {"seen_by", record.seenBy},
                  {"matches", std::move(matches)},
                  {"models", std::move(models)},
                  {"says_the_same", std::move(same)}};
    const bool revealed = texts == SubjectTexts::Revealed;
    value["text"] = optionalText(revealed ? record.text : record.maskedText);
    value["text_masked"] = !revealed;
    if (revealed)
        value["subjects"] = record.subjects;
    return value;
}

std::string sourceLine(const SubjectSource& source) {
    std::string text = fmt::format("  {}, {}: ", source.data, source.field);
    if (source.way.empty())
        return text +
               fmt::format("{} records not searched. {}\n", countText(source.notSearched), source.note);
    const char* way = source.way == "stored"       ? "as the audit holds it"
                      : source.way == "keyed_hash" ? "by keyed hash"
                                                   : "read again from the data files";
    text += fmt::format("{} records, {}", countText(source.searched), way);
    if (source.notSearched > 0)
        text += fmt::format("; {} not searched", countText(source.notSearched));
    return text + (source.note.empty() ? ".\n" : ". " + source.note + "\n");
}

std::string placeText(const SubjectRecord& record) {
    std::string text = record.path.empty() ? std::string("place not known") : record.path;
    if (record.line > 0)
        text += fmt::format(", line {}", record.line);
    if (record.byteLength > 0)
        text += fmt::format(", bytes {} to {}", record.byteOffset, record.byteOffset + record.byteLength);
    return text;
}

std::string modelLines(const SubjectModel& model) {
    std::string text = fmt::format("    {}{}:", model.name, model.saw ? " (trained on it)" : "");
    for (const auto& [window, memorized] : model.memorized)
        text += fmt::format(" {} {};", window, memorized ? "MEMORIZED" : "did not come out");
    for (const SubjectDetail& detail : model.details)
        text += fmt::format(" {} {};", detail.type, detail.memorized ? "CAME OUT" : "did not come out");
    if (model.slotRank)
        text += fmt::format(" slot rank {} beside {} others;", countText(*model.slotRank),
                            countText(*model.slotCandidates));
    for (const SubjectScore& score : model.scores) {
        text += fmt::format(" {} {}", score.attack, numberText(score.score));
        text += score.aboveHeldOut
                    ? fmt::format(" (above {} of held-out records);", percentText(*score.aboveHeldOut))
                    : std::string(";");
    }
    if (text.back() == ':')
        return text + " no results\n";
    text.pop_back();
    return text + "\n";
}

std::string recordLines(const SubjectRecord& record, SubjectTexts texts) {
    std::string text = fmt::format("\n{}, {}\n  {}\n", record.data, record.id, placeText(record));
    std::vector<std::string> matches;
    for (const SubjectMatch& match : record.matches)
        matches.push_back(
            fmt::format("term {} in {} ({})", match.term, match.field, corpus::spellingName(match.spelling)));
    text += fmt::format("  found: {}\n  seen by {}; {} times in the data\n", fmt::join(matches, ", "),
                        record.seenBy.empty() ? "nobody" : fmt::format("{}", fmt::join(record.seenBy, ", ")),
                        countText(record.repeats));
    if (record.excluded)
        text += fmt::format("  not scored: {}\n", *record.excluded);
    else if (record.extractionExcluded)
        text += fmt::format("  no extraction tried: {}\n", *record.extractionExcluded);
    for (const SubjectModel& model : record.models)
        text += modelLines(model);
    for (const auto& [data, id] : record.sayTheSame)
        text += fmt::format("  says the same: {}, {}\n", data, id);
    const bool revealed = texts == SubjectTexts::Revealed;
    const auto& shown = revealed ? record.text : record.maskedText;
    text += shown ? fmt::format("  text{}: {}\n", revealed ? "" : " (masked)", *shown)
                  : std::string("  text: not at hand\n");
    if (revealed && !record.subjects.empty())
        text += fmt::format("  subject: {}\n", fmt::join(record.subjects, "; "));
    return text;
}

} // namespace

Json toJson(const SubjectSearch& search, SubjectTexts texts) {
    Json sources = Json::array();
    for (const SubjectSource& source : search.sources)
        sources.push_back(sourceJson(source));
    Json records = Json::array();
    for (const SubjectRecord& record : search.records)
        records.push_back(recordJson(record, texts));
    return {{"schema", kSchema},
            {"sentence", search.sentence},
            {"sources", std::move(sources)},
            {"records", std::move(records)}};
}

std::string describe(const SubjectSearch& search, SubjectTexts texts) {
    std::string text = search.sentence + "\n\nSearched\n";
    for (const SubjectSource& source : search.sources) {
        if (!source.way.empty())
            text += sourceLine(source);
    }
    if (std::ranges::any_of(search.sources, [](const SubjectSource& source) { return source.way.empty(); }))
        text += "\nCould not be searched\n";
    for (const SubjectSource& source : search.sources) {
        if (source.way.empty())
            text += sourceLine(source);
    }
    for (const SubjectRecord& record : search.records)
        text += recordLines(record, texts);
    return text;
}

} // namespace retort::audit
