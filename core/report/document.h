// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report as plain values: sections of blocks. Whoever typesets it (PDF, preview, web page) decides on
// looks alone; every word and number is here. Text is UTF-8 and never markup.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace retort::report {

struct Run {
    std::string text;
    bool strong = false;
    std::string target; // id of a section, table or figure this text leads to; empty: none
};

struct Text {
    std::vector<Run> runs;

    Text() = default;
    Text(std::string words) : runs{{std::move(words), false, {}}} {}
    Text(const char* words) : Text(std::string(words)) {}
    Text& add(std::string words);
    Text& addStrong(std::string words);
    Text& addLink(std::string words, std::string target);
};
[[nodiscard]] std::string plainText(const Text& text);

struct Heading { // within a section
    std::string id;
    std::string text;
};

enum class ParagraphStyle { Body, Lead, Note };

struct Paragraph {
    Text text;
    ParagraphStyle style = ParagraphStyle::Body;
};

struct List {
    std::vector<Text> items;
    bool compact = false; // set smaller
};

// Names on the left, values on the right.
struct KeyValues {
    std::vector<std::pair<std::string, Text>> rows;
};

struct Column {
    std::string title;
    bool numeric = false; // right-aligned
    bool whole = false;   // short text that should not be broken into lines
};

struct Table {
    std::string id;
    std::string caption;
    std::vector<Column> columns;
    std::vector<std::vector<Text>> rows; // each as long as columns
    std::string note;
};

enum class Tone { Neutral, Alert, Caution, Muted };

// A boxed statement: a verdict, a warning.
struct Callout {
    Tone tone = Tone::Neutral;
    std::string label; // a word or two: "leakage demonstrated"
    std::string title;
    Text text;
    std::vector<std::string> details;
};

// Counts in the seven exclusive regions of teacher, comparison model and student.
struct VennFigure {
    std::string data, window;
    std::uint64_t teacher = 0, baseline = 0, student = 0;
    std::uint64_t teacherBaseline = 0, teacherStudent = 0, baselineStudent = 0, all = 0, none = 0;
};

struct RocSeries {
    std::string label;
    std::string curve; // name in the audit file
    std::uint64_t members = 0, nonmembers = 0;
};

// Drawn twice, side by side: linear, and logarithmic on both axes.
struct RocFigure {
    std::vector<RocSeries> series;
};

// One point per record of the data set: entropy against perplexity of the model, coloured by region.
struct ScatterFigure {
    std::string data, window, model;
};

struct Figure {
    std::string id;
    std::string caption;
    std::string alternative; // what the figure shows, for those who can't see it
    std::variant<VennFigure, RocFigure, ScatterFigure> content;
};

using Block = std::variant<Heading, Paragraph, List, KeyValues, Table, Callout, Figure>;

struct Section {
    std::string id;
    std::string title;
    std::string number; // "1", "A"; empty: the title page
    bool newPage = false;
    std::vector<Block> blocks;
};

struct Document {
    std::string kicker; // kind of document, above the title
    std::string title;  // the audit's
    std::string organisation;
    std::string runningHead; // left part of every page's head
    std::string seal;        // hex, the audit seal
    std::string author;
    std::string creator;           // program and version
    std::string date;              // ISO 8601, of the last event: the report's own date
    std::vector<Section> sections; // the first one is the title page, without a number
};

} // namespace retort::report
