// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizer/tokenizer_json_steps.h"

#include "core/tokenizer/characters.h"

#include <map>

namespace retort::tokenizer {

namespace {

template <class Step>
using Made = Result<std::unique_ptr<const Step>>;
template <class Step>
using Readers = std::map<std::string, Made<Step> (*)(const JsonNode&), std::less<>>;

// Appends a step, or each of those in a "Sequence", whose list is the member `list`.
template <class Step>
Status readSteps(const JsonNode& node, std::string_view what, std::string_view list,
                 const Readers<Step>& readers, std::vector<std::unique_ptr<const Step>>& out) {
    RETORT_TRY(const std::string type, node.textAt("type"));
    if (type == "Sequence") {
        RETORT_CHECK(node.allow({"type", list}));
        RETORT_TRY(const JsonNode members, node.at(list));
        RETORT_TRY(const auto items, members.items());
        for (const JsonNode& item : items)
            RETORT_CHECK(readSteps(item, what, list, readers, out));
        return {};
    }
    const auto reader = readers.find(type);
    if (reader == readers.end())
        return unknownType(node, what, type);
    RETORT_TRY(auto step, reader->second(node));
    out.push_back(std::move(step));
    return {};
}

Result<Regex> readPattern(const JsonNode& node) {
    if (const auto pattern = node.find("Regex")) {
        RETORT_TRY(const std::string text, pattern->text());
        return Regex::compile(text, pattern->place());
    }
    const auto literal = node.find("String");
    if (!literal)
        return fail(ErrorCode::Unsupported, "{}: is neither a Regex nor a String", node.place());
    RETORT_TRY(const std::string text, literal->text());
    if (text.empty())
        return fail(ErrorCode::Unsupported, "{}: is empty", literal->place());
    return Regex::literal(text);
}

// A member that must be one character.
Result<std::string> readCharacter(const JsonNode& node, std::string_view key) {
    RETORT_TRY(const JsonNode member, node.at(key));
    RETORT_TRY(std::string text, member.text());
    if (text.empty() || characterLength(text.front()) != text.size())
        return fail(ErrorCode::InvalidInput, "{}: is not one character", member.place());
    return text;
}

Result<std::size_t> readCount(const JsonNode& node, std::string_view key) {
    RETORT_TRY(const JsonNode member, node.at(key));
    RETORT_TRY(const std::int32_t count, member.id());
    return static_cast<std::size_t>(count);
}

// Normalizers.

template <UnicodeNormalizer::Form form>
Made<Normalizer> readForm(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type"}));
    return std::make_unique<const UnicodeNormalizer>(form);
}

Made<Normalizer> readPrepend(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "prepend"}));
    RETORT_TRY(std::string text, node.textAt("prepend"));
    return std::make_unique<const PrependNormalizer>(std::move(text));
}

Made<Normalizer> readReplaceNormalizer(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "pattern", "content"}));
    RETORT_TRY(const JsonNode patternNode, node.at("pattern"));
    RETORT_TRY(Regex pattern, readPattern(patternNode));
    RETORT_TRY(std::string content, node.textAt("content"));
    return std::make_unique<const ReplaceNormalizer>(std::move(pattern), std::move(content));
}

Made<Normalizer> readStripNormalizer(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "strip_left", "strip_right"}));
    RETORT_TRY(const bool left, node.flagAt("strip_left", false));
    RETORT_TRY(const bool right, node.flagAt("strip_right", false));
    return std::make_unique<const StripNormalizer>(left, right);
}

Made<Normalizer> readLowercase(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type"}));
    return std::make_unique<const LowercaseNormalizer>();
}

// Pre-tokenizers.

Made<PreTokenizer> readSplit(const JsonNode& node) {
    static const std::map<std::string, SplitBehavior, std::less<>> kBehaviors = {
        {"Removed", SplitBehavior::Removed},
        {"Isolated", SplitBehavior::Isolated},
        {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
        {"MergedWithNext", SplitBehavior::MergedWithNext},
        {"Contiguous", SplitBehavior::Contiguous}};
    RETORT_CHECK(node.allow({"type", "pattern", "behavior", "invert"}));
    RETORT_TRY(const JsonNode patternNode, node.at("pattern"));
    RETORT_TRY(Regex pattern, readPattern(patternNode));
    RETORT_TRY(const std::string behavior, node.textAt("behavior"));
    RETORT_TRY(const bool invert, node.flagAt("invert", false));
    const auto place = kBehaviors.find(behavior);
    if (place == kBehaviors.end())
        return unknownType(node, "split behavior", behavior);
    return std::make_unique<const SplitPreTokenizer>(std::move(pattern), place->second, invert);
}

Made<PreTokenizer> readDigits(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "individual_digits"}));
    RETORT_TRY(const bool individual, node.flagAt("individual_digits", false));
    RETORT_TRY(Regex pattern, Regex::compile("\\p{N}", node.place()));
    const auto behavior = individual ? SplitBehavior::Isolated : SplitBehavior::Contiguous;
    return std::make_unique<const SplitPreTokenizer>(std::move(pattern), behavior, false);
}

Made<PreTokenizer> readWhitespaceSplit(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type"}));
    RETORT_TRY(Regex pattern, Regex::compile("\\s", node.place()));
    return std::make_unique<const SplitPreTokenizer>(std::move(pattern), SplitBehavior::Removed, false);
}

Made<PreTokenizer> readCharDelimiterSplit(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "delimiter"}));
    RETORT_TRY(const std::string delimiter, readCharacter(node, "delimiter"));
    return std::make_unique<const SplitPreTokenizer>(Regex::literal(delimiter), SplitBehavior::Removed,
                                                     false);
}

Made<PreTokenizer> readByteLevel(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "add_prefix_space", "trim_offsets", "use_regex"}));
    RETORT_TRY(const bool addPrefixSpace, node.flagAt("add_prefix_space", true));
    RETORT_TRY(const bool useRegex, node.flagAt("use_regex", true));
    std::optional<Regex> pattern;
    if (useRegex) {
        RETORT_TRY(pattern, Regex::compile(ByteLevelPreTokenizer::kPattern, node.place()));
    }
    return std::make_unique<const ByteLevelPreTokenizer>(std::move(pattern), addPrefixSpace);
}

struct Metaspace {
    std::string replacement;
    MetaspacePreTokenizer::Prepend prepend = MetaspacePreTokenizer::Prepend::Always;
    bool split = true;
};

// Pre-tokenizer and decoder have the same members. Files of tokenizers before 0.15 have add_prefix_space in
// place of prepend_scheme.
Result<Metaspace> readMetaspace(const JsonNode& node) {
    using Prepend = MetaspacePreTokenizer::Prepend;
    static const std::map<std::string, Prepend, std::less<>> kSchemes = {
        {"always", Prepend::Always}, {"first", Prepend::First}, {"never", Prepend::Never}};
    RETORT_CHECK(
        node.allow({"type", "replacement", "str_rep", "add_prefix_space", "prepend_scheme", "split"}));
    Metaspace metaspace;
    RETORT_TRY(metaspace.replacement, readCharacter(node, "replacement"));
    RETORT_TRY(metaspace.split, node.flagAt("split", true));
    RETORT_TRY(const bool addPrefixSpace, node.flagAt("add_prefix_space", true));
    if (const auto scheme = node.find("prepend_scheme")) {
        RETORT_TRY(const std::string name, scheme->text());
        const auto place = kSchemes.find(name);
        if (place == kSchemes.end())
            return unknownType(*scheme, "prepend scheme", name);
        metaspace.prepend = place->second;
        if (!addPrefixSpace && metaspace.prepend != Prepend::Never)
            return fail(ErrorCode::InvalidInput, "{}: add_prefix_space contradicts prepend_scheme",
                        node.place());
    } else if (!addPrefixSpace) {
        metaspace.prepend = Prepend::Never;
    }
    return metaspace;
}

Made<PreTokenizer> readMetaspacePreTokenizer(const JsonNode& node) {
    RETORT_TRY(Metaspace made, readMetaspace(node));
    return std::make_unique<const MetaspacePreTokenizer>(std::move(made.replacement), made.prepend,
                                                         made.split);
}

// Decoders.

Made<Decoder> readByteLevelDecoder(const JsonNode& /*node*/) {
    return std::make_unique<const ByteLevelDecoder>(); // its members change nothing
}

Made<Decoder> readReplaceDecoder(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "pattern", "content"}));
    RETORT_TRY(const JsonNode patternNode, node.at("pattern"));
    RETORT_TRY(Regex pattern, readPattern(patternNode));
    RETORT_TRY(std::string content, node.textAt("content"));
    return std::make_unique<const ReplaceDecoder>(std::move(pattern), std::move(content));
}

template <class Kind>
Made<Decoder> readPlainDecoder(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type"}));
    return std::make_unique<const Kind>();
}

Made<Decoder> readStripDecoder(const JsonNode& node) {
    RETORT_CHECK(node.allow({"type", "content", "start", "stop"}));
    RETORT_TRY(std::string character, readCharacter(node, "content"));
    RETORT_TRY(const std::size_t start, readCount(node, "start"));
    RETORT_TRY(const std::size_t stop, readCount(node, "stop"));
    return std::make_unique<const StripDecoder>(std::move(character), start, stop);
}

Made<Decoder> readMetaspaceDecoder(const JsonNode& node) {
    RETORT_TRY(Metaspace made, readMetaspace(node));
    return std::make_unique<const MetaspaceDecoder>(std::move(made.replacement),
                                                    made.prepend != MetaspacePreTokenizer::Prepend::Never);
}

// Whether a ByteLevel step is followed by another one: the other would see bytes' spellings.
bool byteLevelIsLast(const std::vector<std::unique_ptr<const PreTokenizer>>& list) {
    for (std::size_t i = 0; i + 1 < list.size(); ++i) {
        if (dynamic_cast<const ByteLevelPreTokenizer*>(list[i].get()) != nullptr)
            return false;
    }
    return true;
}

} // namespace

tl::unexpected<Error> unknownType(const JsonNode& node, std::string_view what, std::string_view type) {
    return fail(ErrorCode::Unsupported, "{}: the {} \"{}\" is not supported", node.place(), what, type);
}

Result<std::vector<std::unique_ptr<const Normalizer>>> readNormalizers(const JsonNode& node) {
    using Form = UnicodeNormalizer::Form;
    static const Readers<Normalizer> kReaders = {
        {"NFC", &readForm<Form::Nfc>},   {"NFD", &readForm<Form::Nfd>}, {"NFKC", &readForm<Form::Nfkc>},
        {"NFKD", &readForm<Form::Nfkd>}, {"Prepend", &readPrepend},     {"Replace", &readReplaceNormalizer},
        {"Strip", &readStripNormalizer}, {"Lowercase", &readLowercase}};
    std::vector<std::unique_ptr<const Normalizer>> steps;
    RETORT_CHECK(readSteps(node, "normalizer", "normalizers", kReaders, steps));
    return steps;
}

Result<PreTokenizerSteps> readPreTokenizers(const JsonNode& node) {
    static const Readers<PreTokenizer> kReaders = {{"Split", &readSplit},
                                                   {"Digits", &readDigits},
                                                   {"WhitespaceSplit", &readWhitespaceSplit},
                                                   {"CharDelimiterSplit", &readCharDelimiterSplit},
                                                   {"ByteLevel", &readByteLevel},
                                                   {"Metaspace", &readMetaspacePreTokenizer}};
    PreTokenizerSteps steps;
    RETORT_CHECK(readSteps(node, "pre-tokenizer", "pretokenizers", kReaders, steps.list));
    if (!byteLevelIsLast(steps.list))
        return fail(ErrorCode::Unsupported, "{}: a pre-tokenizer after ByteLevel is not supported",
                    node.place());
    steps.byteLevel =
        !steps.list.empty() && dynamic_cast<const ByteLevelPreTokenizer*>(steps.list.back().get()) != nullptr;
    return steps;
}

Result<std::vector<std::unique_ptr<const Decoder>>> readDecoders(const JsonNode& node) {
    static const Readers<Decoder> kReaders = {{"ByteLevel", &readByteLevelDecoder},
                                              {"Replace", &readReplaceDecoder},
                                              {"Fuse", &readPlainDecoder<FuseDecoder>},
                                              {"ByteFallback", &readPlainDecoder<ByteFallbackDecoder>},
                                              {"Strip", &readStripDecoder},
                                              {"Metaspace", &readMetaspaceDecoder}};
    std::vector<std::unique_ptr<const Decoder>> steps;
    RETORT_CHECK(readSteps(node, "decoder", "decoders", kReaders, steps));
    return steps;
}

} // namespace retort::tokenizer
