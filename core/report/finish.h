// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finishing of a typeset PDF: outline, internal links, tags with alternative text, metadata, attachments,
// text that copies right, and bytes that depend on nothing but the input.
//
// Tags: the typesetter draws an off-page line (see tagMark()) where a tagged part begins and where it ends;
// the line is replaced by a marked-content operator and never shows. Parts don't nest on the page; tags nest
// by `parent`.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::report {

// Lengths are PDF points, from the lower left corner of the page; pages count from 0.
struct Destination {
    std::string name;
    int page = 0;
    double top = 0;
};

struct OutlineEntry {
    std::string title;
    int level = 1;      // 1: section, 2: within the section before it
    std::string target; // name of a destination
};

struct Link {
    int page = 0;
    double left = 0, bottom = 0, right = 0, top = 0;
    std::string target; // name of a destination; an unknown one makes no link
};

// One element of the document's structure, in reading order.
struct Tag {
    std::string type;        // H1, H2, P, L, LI, Table, TR, TH, TD, Figure, Caption, Sect, TOC, TOCI, ...
    int parent = -1;         // index of an earlier tag; -1: the document itself
    std::string alternative; // text for those who can't see a figure
};

struct Attachment {
    std::string name;
    std::string mediaType;
    std::string description;
    std::string bytes;
};

struct Finishing {
    std::string title, author, subject, creator;
    std::string language = "en-GB";
    std::string created; // "2026-01-31T12:34:56.789Z"; empty: no date
    std::vector<Destination> destinations;
    std::vector<OutlineEntry> outline;
    std::vector<Link> links;
    std::vector<Tag> tags;
    std::vector<Attachment> attachments;
};

inline constexpr int kMarkEnd = -2;      // ends the part begun last
inline constexpr int kMarkArtifact = -1; // running heads, rules, backgrounds: not part of the text
// Where the off-page line for the tag of this index (or one of the two constants) begins, in units of the
// content stream; it must end one unit further left.
[[nodiscard]] std::pair<int, int> tagMark(int tag);

// `typeset`: a PDF whose pages hold tag marks. Returns the finished file; the same input gives the same
// bytes. Errors: InvalidInput when the PDF can't be read.
[[nodiscard]] Result<std::string> finishPdf(std::string_view typeset, const Finishing& finishing);

} // namespace retort::report
