// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/compose.h"

#include "core/report/compose_parts.h"
#include "core/report/format.h"
#include "core/report/phrases.h"

#include <algorithm>

namespace retort::report {

std::vector<std::string> modelOrder(const audit::Findings& findings) {
    std::vector<std::string> order;
    for (const char* first : {"teacher", "baseline", "student"}) {
        if (std::any_of(findings.models.begin(), findings.models.end(),
                        [first](const audit::ModelFinding& model) { return model.name == first; }))
            order.emplace_back(first);
    }
    for (const audit::ModelFinding& model : findings.models) {
        if (std::find(order.begin(), order.end(), model.name) == order.end())
            order.push_back(model.name);
    }
    return order;
}

std::string examinedModel(const audit::Findings& findings) {
    const std::vector<std::string> order = modelOrder(findings);
    for (const char* role : {"student", "teacher"}) {
        if (std::find(order.begin(), order.end(), role) != order.end())
            return role;
    }
    return order.empty() ? std::string() : order.front();
}

std::string questionWords(std::string_view question, const std::string& model) {
    if (question == "extraction")
        return fmt::format("Can training text be pulled out of the {}, word for word?", modelWords(model));
    if (question == "origin")
        return "Whose doing is it: the teacher's, the text's, or the student's own?";
    if (question == "membership")
        return "Can an outsider tell who was in the training data?";
    if (question == "indirect_membership")
        return "Does the student betray records that only its teacher saw?";
    if (question == "prediction")
        return "Which records are at risk before distilling?";
    std::string words = underscoresToSpaces(question);
    if (!words.empty() && words[0] >= 'a' && words[0] <= 'z')
        words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

List verdictDetails(const audit::Findings& findings, const std::vector<std::string_view>& questions) {
    List list;
    for (const audit::Verdict& verdict : findings.verdicts) {
        if (std::find(questions.begin(), questions.end(), verdict.question) == questions.end())
            continue;
        for (const std::string& detail : verdict.details)
            list.items.emplace_back(detail);
    }
    return list;
}

std::string modelList(const std::vector<std::string>& models) {
    std::vector<std::string> words;
    for (const std::string& model : models)
        words.push_back(modelWords(model));
    return words.empty() ? "nobody" : joined(words);
}

Document composeReport(const audit::Findings& findings, const ReportFacts& facts) {
    const Source source{findings, facts};
    Document document;
    document.kicker = phrases::kKicker;
    document.title = findings.audit.title.empty() ? "Audit without a title" : findings.audit.title;
    document.organisation = findings.audit.organisation;
    document.runningHead = document.title;
    document.seal = facts.seal;
    document.author = findings.audit.auditor;
    document.creator = fmt::format("Retort {}", findings.audit.version);
    if (!facts.events.empty())
        document.date = facts.events.back().time;

    int number = 0;
    document.sections.push_back(composeTitle(source));
    for (const auto compose : {composeVerdict, composeSubject, composeData, composeRelease, composeScope,
                               composeMethods, composeValidity, composeExtraction, composeMembership,
                               composeComparison, composeLimits, composeProvenance, composeGlossary}) {
        Section section = compose(source);
        section.number = std::to_string(++number);
        document.sections.push_back(std::move(section));
    }
    if (!findings.membership.empty()) {
        Section appendix = composeFullMembership(source);
        appendix.number = "A";
        appendix.newPage = true;
        document.sections.push_back(std::move(appendix));
    }
    return document;
}

} // namespace retort::report
