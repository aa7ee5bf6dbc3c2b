// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audit/review.h"

#include "core/audit/finding_ids.h"
#include "core/corpus/letter_case.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>

namespace retort::audit {

namespace {

constexpr std::string_view kNote = "note";
constexpr std::string_view kJudgement = "judgement";
constexpr std::string_view kSignOff = "sign_off";
constexpr std::string_view kDecision = "decision";
constexpr std::string_view kLock = "lock";
constexpr std::string_view kReveal = "reveal";
constexpr std::string_view kRecordPrefix = "record:";

constexpr std::array<std::string_view, 3> kJudgements = {"accepted", "rejected", "needs_work"};
constexpr std::array<std::string_view, 2> kRoles = {"auditor", "reviewer"};
constexpr std::array<std::string_view, 3> kOutcomes = {"approved", "approved_with_conditions", "rejected"};

template <std::size_t N>
Status requireOneOf(const std::array<std::string_view, N>& names, std::string_view name,
                    std::string_view what) {
    if (std::find(names.begin(), names.end(), name) != names.end())
        return {};
    return fail(ErrorCode::Usage, "'{}' is no {}; it is one of {}", name, what, fmt::join(names, ", "));
}

// The same person, however often the name is spaced or capitalised.
std::string person(std::string_view name) {
    std::string same;
    for (const char letter : corpus::lowerCase(name)) {
        if (std::isspace(static_cast<unsigned char>(letter)) == 0)
            same += letter;
    }
    return same;
}

Status requireName(std::string_view by) {
    if (person(by).empty())
        return fail(ErrorCode::Usage, "an entry needs the name of who makes it");
    return {};
}

tl::unexpected<Error> conflict(const store::AuditFile& audit, std::string_view fact) {
    return fail(ErrorCode::Conflict, "{}: {}", audit.path().string(), fact);
}

Status requireOpen(const store::AuditFile& audit, const Review& review) {
    if (!review.lock)
        return {};
    return conflict(audit, fmt::format("was locked by {} on {}; only notes can be added", review.lock->by,
                                       review.lock->time.substr(0, 10)));
}

Status requireFinished(const store::AuditFile& audit, const Review& review) {
    if (!review.content.empty())
        return {};
    return conflict(audit,
                    "the run has not ended, so there is nothing to sign yet; finish it with run --resume");
}

// "record:DATA/ID" or "record:DATA/ORDINAL" of the chain, as the chain keeps it.
Result<std::string> recordPlace(const store::AuditFile& audit, std::string_view about) {
    const std::string_view rest = about.substr(kRecordPrefix.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos)
        return fail(ErrorCode::Usage, "a record is named record:DATA/ID");
    RETORT_TRY(const auto record, audit.records().byId(rest.substr(0, slash), rest.substr(slash + 1)));
    if (!record)
        return fail(ErrorCode::Usage, "{}: the data set '{}' has no record with that id",
                    audit.path().string(), rest.substr(0, slash));
    return fmt::format("{}{}/{}", kRecordPrefix, rest.substr(0, slash), record->ordinal);
}

Result<std::string> placeOf(const store::AuditFile& audit, std::string_view about) {
    if (about == "audit")
        return std::string(about);
    if (about.starts_with(kRecordPrefix))
        return recordPlace(audit, about);
    RETORT_TRY(const auto stored, audit.results().findings());
    if (!stored)
        return conflict(audit, "has no findings yet; finish the run with run --resume");
    RETORT_TRY(const Json document, parseJson(stored->json, audit.path().string()));
    RETORT_TRY(const Findings findings, findingsFromJson(document));
    const std::vector<std::string> ids = findingIds(findings);
    if (std::find(ids.begin(), ids.end(), about) != ids.end())
        return std::string(about);
    return fail(ErrorCode::Usage, "{}: has no finding '{}'; its findings are {}", audit.path().string(),
                about, fmt::join(ids, ", "));
}

// Adds one event of the chain to what is known.
class Reader {
public:
    explicit Reader(std::map<std::uint64_t, std::string> texts) : m_texts(std::move(texts)) {}

    void add(const store::Event& event) {
        if (event.kind == store::kContentEvent)
            m_review.content = event.hash;
        else if (event.kind == store::kStartEvent)
            m_review.content.clear();
        const auto payload = parseJson(event.payload, "event");
        if (!payload || !payload->is_object())
            return; // a changed payload is for verify() to say
        const auto text = [&](const char* key) { return payload->value(key, std::string()); };
        ReviewEntry entry{event.sequence, event.time, text("by"), text("about"), {}};
        if (const auto remark = m_texts.find(event.sequence); remark != m_texts.end())
            entry.text = remark->second;
        if (event.kind == kNote)
            m_review.notes.push_back(std::move(entry));
        else if (event.kind == kReveal)
            m_review.reveals.push_back(std::move(entry));
        else if (event.kind == kJudgement)
            judged({std::move(entry), text("judgement")});
        else if (event.kind == kSignOff)
            m_review.signOffs.push_back({std::move(entry), text("role"), text("content"), false});
        else if (event.kind == kDecision) {
            m_review.decision = {std::move(entry), text("outcome"), false};
            m_decided = text("content");
        } else if (event.kind == kLock)
            m_review.lock = std::move(entry);
        else if (event.kind == store::kErasureEvent || event.kind == store::kRedactionEvent)
            m_review.erasures.push_back({std::move(entry), payload->value("ordinals", Json::array()).size()});
    }

    Review take() {
        for (SignOff& signOff : m_review.signOffs)
            signOff.current = !m_review.content.empty() && signOff.content == m_review.content;
        if (m_review.decision)
            m_review.decision->current = !m_review.content.empty() && m_decided == m_review.content;
        return std::move(m_review);
    }

private:
    void judged(Judgement judgement) {
        std::erase_if(m_review.judgements,
                      [&](const Judgement& old) { return old.entry.about == judgement.entry.about; });
        m_review.judgements.push_back(std::move(judgement));
    }

    std::map<std::uint64_t, std::string> m_texts;
    std::string m_decided;
    Review m_review;
};

Json toJson(const ReviewEntry& entry) {
    return {{"event", entry.event},
            {"time", entry.time},
            {"by", entry.by},
            {"about", entry.about},
            {"text", entry.text ? Json(*entry.text) : Json(nullptr)}};
}

Json withEntry(const ReviewEntry& entry, std::initializer_list<std::pair<const char*, Json>> more) {
    Json value = toJson(entry);
    for (const auto& [key, content] : more)
        value[key] = content;
    return value;
}

} // namespace

const SignOff* Review::signedBy(std::string_view role) const {
    const auto found = std::find_if(signOffs.rbegin(), signOffs.rend(), [&](const SignOff& signOff) {
        return signOff.role == role && signOff.current;
    });
    return found == signOffs.rend() ? nullptr : &*found;
}

Result<Review> readReview(const store::AuditFile& audit) {
    RETORT_TRY(auto texts, audit.remarks().all());
    RETORT_TRY(const auto events, audit.events().all());
    Reader reader(std::move(texts));
    for (const store::Event& event : events)
        reader.add(event);
    return reader.take();
}

Json toJson(const Review& review) {
    Json document = {{"content", review.content},  {"notes", Json::array()},   {"judgements", Json::array()},
                     {"sign_offs", Json::array()}, {"decision", nullptr},      {"lock", nullptr},
                     {"reveals", Json::array()},   {"erasures", Json::array()}};
    for (const ReviewEntry& note : review.notes)
        document["notes"].push_back(toJson(note));
    for (const Judgement& judgement : review.judgements)
        document["judgements"].push_back(withEntry(judgement.entry, {{"judgement", judgement.judgement}}));
    for (const SignOff& signOff : review.signOffs)
        document["sign_offs"].push_back(
            withEntry(signOff.entry,
                      {{"role", signOff.role}, {"content", signOff.content}, {"current", signOff.current}}));
    if (review.decision)
        document["decision"] = withEntry(review.decision->entry, {{"outcome", review.decision->outcome},
                                                                  {"current", review.decision->current}});
    if (review.lock)
        document["lock"] = toJson(*review.lock);
    for (const ReviewEntry& reveal : review.reveals)
        document["reveals"].push_back(toJson(reveal));
    for (const Erasure& erasure : review.erasures)
        document["erasures"].push_back(withEntry(erasure.entry, {{"records", erasure.records}}));
    return document;
}

Status addNote(const store::AuditFile& audit, const ReviewAuthor& author, std::string_view text) {
    RETORT_CHECK(requireName(author.by));
    if (text.empty())
        return fail(ErrorCode::Usage, "a note needs a text");
    RETORT_TRY(const std::string about, placeOf(audit, author.about));
    return audit.remarks().append(kNote, {{"by", author.by}, {"about", about}}, text);
}

Status judge(const store::AuditFile& audit, const ReviewAuthor& author, std::string_view judgement,
             std::string_view reason) {
    RETORT_CHECK(requireName(author.by));
    RETORT_CHECK(requireOneOf(kJudgements, judgement, "judgement"));
    if (author.about == "audit" || author.about.starts_with(kRecordPrefix))
        return fail(ErrorCode::Usage, "a judgement is about one finding; name it");
    if (reason.empty() && judgement != kJudgements.front())
        return fail(ErrorCode::Usage, "'{}' needs a reason", judgement);
    RETORT_TRY(const Review review, readReview(audit));
    RETORT_CHECK(requireOpen(audit, review));
    RETORT_TRY(const std::string about, placeOf(audit, author.about));
    return audit.remarks().append(kJudgement, {{"by", author.by}, {"about", about}, {"judgement", judgement}},
                                  reason);
}

Status signOff(const store::AuditFile& audit, std::string_view by, std::string_view role) {
    RETORT_CHECK(requireName(by));
    RETORT_CHECK(requireOneOf(kRoles, role, "role"));
    RETORT_TRY(const Review review, readReview(audit));
    RETORT_CHECK(requireOpen(audit, review));
    RETORT_CHECK(requireFinished(audit, review));
    const std::string_view other = role == kRoles[0] ? kRoles[1] : kRoles[0];
    const SignOff* othersSignOff = review.signedBy(other);
    if (othersSignOff && person(othersSignOff->entry.by) == person(by))
        return conflict(audit, fmt::format("{} has signed as {}; a second person must sign as {}",
                                           othersSignOff->entry.by, other, role));
    return audit.remarks().append(
        kSignOff, {{"by", by}, {"about", "audit"}, {"role", role}, {"content", review.content}}, {});
}

Status decide(const store::AuditFile& audit, std::string_view by, std::string_view outcome,
              std::string_view conditions) {
    RETORT_CHECK(requireName(by));
    RETORT_CHECK(requireOneOf(kOutcomes, outcome, "decision"));
    if (conditions.empty() && outcome == kOutcomes[1])
        return fail(ErrorCode::Usage, "'{}' needs the conditions", outcome);
    RETORT_TRY(const Review review, readReview(audit));
    RETORT_CHECK(requireOpen(audit, review));
    RETORT_CHECK(requireFinished(audit, review));
    for (const std::string_view role : kRoles) {
        if (!review.signedBy(role))
            return conflict(audit,
                            fmt::format("a decision needs the {}'s sign-off on the present results", role));
    }
    if (outcome != kOutcomes[2]) {
        for (const Judgement& judgement : review.judgements) {
            if (judgement.judgement == "needs_work")
                return conflict(
                    audit, fmt::format("can't be approved while '{}' needs work", judgement.entry.about));
        }
    }
    return audit.remarks().append(
        kDecision, {{"by", by}, {"about", "audit"}, {"outcome", outcome}, {"content", review.content}},
        conditions);
}

Status lock(const store::AuditFile& audit, std::string_view by) {
    RETORT_CHECK(requireName(by));
    RETORT_TRY(const Review review, readReview(audit));
    RETORT_CHECK(requireOpen(audit, review));
    RETORT_CHECK(requireFinished(audit, review));
    return audit.remarks().append(kLock, {{"by", by}, {"about", "audit"}, {"content", review.content}}, {});
}

Status recordReveal(const store::AuditFile& audit, const ReviewAuthor& author, std::string_view reason) {
    RETORT_CHECK(requireName(author.by));
    if (reason.empty())
        return fail(ErrorCode::Usage, "revealing masked text needs a reason");
    RETORT_TRY(const std::string about, placeOf(audit, author.about));
    return audit.remarks().append(kReveal, {{"by", author.by}, {"about", about}}, reason);
}

Status requireRunnable(const store::AuditFile& audit) {
    RETORT_TRY(const Review review, readReview(audit));
    if (!review.erasures.empty())
        return conflict(audit, "records were erased, which a run would read again; start a new audit");
    return requireOpen(audit, review);
}

} // namespace retort::audit
