// SPDX-FileCopyrightText: 2026 The Retort authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Internal to core/report: the report's own sentences, in one place. Verdicts and validity checks bring
// theirs with the findings. What is never said: that a model is without risk, or that it meets a law.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace retort::report::phrases {

inline constexpr const char* kKicker = "Privacy audit of a distilled language model";
inline constexpr const char* kNotNamed = "not stated in the plan";

inline constexpr const char* kVerdictLead =
    "Personal details come first. Each statement rests on the validity checks of its section.";
inline constexpr const char* kNoVerdicts = "The findings hold no verdict: no question could be answered.";
inline constexpr const char* kNoCriteria =
    "The plan fixed no limits of the organisation's own, so nothing is measured against one.";
inline constexpr const char* kNotShownAlways =
    "Passing a test shows resistance to that test alone. Whether processing is lawful, and whether a risk is "
    "acceptable, is not decided by these numbers.";

inline constexpr const char* kSubjectLead = "The audit compares a teacher, trained on everything; a student, "
                                            "distilled from the teacher; and a comparison "
                                            "model (baseline), trained like the student but without the "
                                            "teacher. Hashes identify the exact files that were "
                                            "tested.";
inline constexpr const char* kSubjectLeadPartial =
    "The plan does not name all of teacher, comparison model (baseline) and student, so part of the "
    "comparison can't be "
    "made. Hashes identify the exact files that were tested.";
inline constexpr const char* kNotSupplied = "not supplied";
inline constexpr const char* kLicenceNotSupplied =
    "Licences and origin of the checkpoints were not supplied with the plan.";

inline constexpr const char* kDataLead = "No record is dropped silently: for every data set, records in the "
                                         "files = records scored + records excluded, and "
                                         "every exclusion is named with its reason.";
inline constexpr const char* kSeenByLead = "Which model was trained on which data, as the plan declares it. "
                                           "The data set that nobody saw is the yardstick "
                                           "(held out) of every membership test. These declarations come "
                                           "from the organisation and were not verified by the "
                                           "audit.";
inline constexpr const char* kNoExclusions = "No record was excluded at any stage.";
inline constexpr const char* kDataNotSupplied =
    "Lawful basis, sources and categories of personal data were not supplied with the plan.";

inline constexpr const char* kReleaseLead =
    "What matters is what an outsider can do with the access this release gives. The audit itself had the "
    "weights; "
    "the table says which of its attacks the declared release makes possible.";

inline constexpr const char* kScopeLead =
    "Tests that were not run are part of the result: nothing is known about what they would have shown.";

inline constexpr const char* kMethodExtraction = "Extraction. A record is memorized when greedy decoding "
                                                 "(always the most probable next token), started with the "
                                                 "record's own prefix, gives its suffix token for token. "
                                                 "This is decided by one teacher-forced pass: greedy "
                                                 "decoding reproduces the suffix exactly when the true token "
                                                 "is the most probable one at every suffix position; ties "
                                                 "go to the lowest token number. A record whose smallest "
                                                 "margin lies within the numerical noise of the precision "
                                                 "used is run again alone in f32, and counted as rechecked.";
inline constexpr const char* kMethodUnits = "Counting. The unit is the record: it counts as memorized if any "
                                            "of its windows is. Rates over all records of a "
                                            "data set are exact counts and carry no sampling interval; rates "
                                            "over a sample carry a Clopper-Pearson interval. "
                                            "Records with equal or nearly equal text form one cluster, and "
                                            "tests count clusters. All intervals are 95 %.";
inline constexpr const char* kMethodMembership =
    "Membership. An attack gives each record a score; a higher score claims that the record was in the "
    "training data. "
    "It is judged by how well the scores part records in the training data from held-out records (AUC, with "
    "a DeLong "
    "interval), and by operating points: the threshold is set so that at most the target share of held-out "
    "records is "
    "wrongly named, ties counted against the attack. A target that the number of held-out records can't "
    "support is "
    "refused; one that rests on fewer than ten wrongly named records is exploratory and enters no verdict.";
inline constexpr const char* kMethodReduction = "Comparison. The reduction is the number of records "
                                                "memorized by the comparison model divided by the number "
                                                "memorized by the student, with a paired Bonett-Price "
                                                "interval and an exact two-sided McNemar test over clusters. "
                                                "It speaks of this student against this comparison model. "
                                                "That distillation caused a difference would need "
                                                "several training runs of each, which is another audit.";
inline constexpr const char* kMethodMultiplicity =
    "Several tests. The confirmatory family is the plan's primary attack on the student and the reduction; "
    "their "
    "p-values are adjusted after Holm. Everything else is exploratory.";

inline constexpr const char* kValidityLead = "Each check tests whether the evidence for one question can be "
                                             "trusted. A failed check lowers or withdraws the "
                                             "verdict of that question and of no other.";
inline constexpr const char* kSpecificationNote =
    "Membership: AUC over attacks, parts of the record and ways of counting duplicates. Extraction: share of "
    "records over windows, treatment of ties and ways of counting. Answers are those before validity checks "
    "and "
    "without correction for several tests; the list is printed by retort-cli show AUDIT --specifications.";
inline constexpr const char* kNoGates = "The findings hold no validity check.";

inline constexpr const char* kExtractionLead =
    "How many records each model completes word for word when given a stretch of them, as the window says. "
    "Data that a model never "
    "saw is "
    "listed too: what it completes there is predictable text, not memory.";
inline constexpr const char* kExtractionExact =
    "Every record with a verdict was tested: the counts are exact and carry no sampling interval.";
inline constexpr const char* kExtractionSampled =
    "A seeded sample of the records was tested: intervals are Clopper-Pearson, 95 %.";
inline constexpr const char* kExtractionNone = "No extraction test was run.";
inline constexpr const char* kMasked = "Personal details appear as counts only. Which records they are is in "
                                       "the audit file, by record id; their text is "
                                       "not part of this report.";

inline constexpr const char* kMembershipLead =
    "Whether an attacker who holds a text can tell that it was in the training data. Direct: the model was "
    "trained on "
    "the data set. Indirect: only its teacher was. Control: neither, so nothing should be found.";
inline constexpr const char* kMembershipNone = "No membership test was run.";
inline constexpr const char* kMembershipApartNote = "These attacks need more than the declared release gives "
                                                    "an outsider, or repeat what published code computes in "
                                                    "place of the method it names. They are printed for "
                                                    "information and comparison; no verdict rests on them.";
inline constexpr const char* kMembershipAucNote =
    "AUC 0.5 is guessing. Counts are records with a score. \"Detectable\" is the smallest AUC these numbers "
    "of records "
    "would have shown with 80 % probability.";
inline constexpr const char* kOperatingNote =
    "\"Wrongly named\" is what was measured on the held-out records, with the range the share in the "
    "population may "
    "have. p-values are not adjusted and are evidence only where the section on validity checks says so.";
inline constexpr const char* kRocCaption = "ROC curves: share of training records found against share of "
                                           "held-out records wrongly named. Left with linear "
                                           "axes, right with logarithmic axes, where the small shares that "
                                           "matter to an attacker can be seen. The dashed "
                                           "diagonal is guessing.";

inline constexpr const char* kGroupNote =
    "Training records of a group against held-out records of the same group. Exploratory and not adjusted: "
    "of "
    "many groups some stand out by chance. A group that stands out on a model that never saw it differs as "
    "text.";
inline constexpr const char* kBestOfNote = "All attacks on the same records, as an attacker would choose "
                                           "among them afterwards. Lower bounds (one-sided, "
                                           "95 %) hold for all at once, and p-values are adjusted for having "
                                           "looked at all (max-statistic bootstrap). "
                                           "Exploratory: the verdict rests on the primary attack.";
inline constexpr const char* kAgreementNote =
    "Of each set as many records as are memorized are taken from the top of the attack's scores. Jaccard: "
    "share "
    "that is in both lists, of the records in either. Kappa (Cohen): agreement beyond chance, 0 none, 1 "
    "full. "
    "Spearman: rank correlation of the score with the probability of the record's suffix. Where these are "
    "low, "
    "the attack points at other records than those that come out, and neither test stands for the other.";
inline constexpr const char* kMeasuresNote = "Average precision: area under precision and recall; scores "
                                             "that mean nothing reach the share of training "
                                             "records (chance). Balanced accuracy: mean of the shares told "
                                             "correctly on either side, with the threshold "
                                             "chosen on the other half of the records; guessing is 0.5. "
                                             "Neither says what happens at few false alarms.";

inline constexpr const char* kFurtherNote =
    "From the beginning of each record. Out of n queries: records whose continuation comes out word for word "
    "at "
    "least once with chance p or more, by sampling at temperature 1 ((n, p)-discoverable).";
inline constexpr const char* kContinuationNote =
    "Nearly memorized: at most a tenth of the tokens would have to be changed (edit distance; exact ones "
    "included). Above held-out: share of the first 32 tokens right minus that on records no model saw (gap).";

inline constexpr const char* kSlotNote =
    "A true name or number in a record is replaced by others of its type from the same data; \"first\" "
    "counts "
    "where the true one was the likeliest. One slot for each text and each value is tested. The p-value is "
    "exact "
    "if the values are exchangeable for a model that never saw the record; rows of models and data without "
    "training on it show whether they are. Exploratory, not adjusted.";
inline constexpr const char* kPassNote = "Attacks that need more than the record's own pass. A record that a "
                                         "pass could not be made for has no score "
                                         "under the attack and is counted with its reason.";

inline constexpr const char* kComparisonLead =
    "Over the records that all three models were tested on: who completes what.";
inline constexpr const char* kComparisonNone = "The comparison needs verdicts of teacher, comparison model "
                                               "and student over the same records with identical "
                                               "tokens; this audit has none.";
inline constexpr const char* kInheritedWords =
    "in teacher and student, not in the comparison model (inherited; no cause proven)";
inline constexpr const char* kVennNote =
    "Areas are drawn in proportion as far as circles allow; the printed counts are exact.";
inline constexpr const char* kScatterNote = "Each point is one record: mean entropy of the model's "
                                            "predictions against perplexity (how surprised the model is "
                                            "by the text). Memorized records gather where both are low.";

inline constexpr std::array<std::string_view, 7> kLimits = {
    "Only the listed attacks were run, with the listed parameters. A stronger or newer attack may find more.",
    "Extraction verdicts rest on the records' own text as prompt and greedy decoding. What sampling would "
    "bring "
    "out, and near copies where continuations were made, stands beside them; other prompts and paraphrases "
    "were not tested.",
    "Findings hold for these checkpoints at these hashes. A new checkpoint, further training, other data, "
    "quantisation "
    "or a wider release needs a new audit.",
    "Who was trained on what is taken from the plan. A wrong declaration makes the comparison wrong.",
    "A null result says what effect would have been noticed, not that there is none.",
    "Harm is not weighed: one extracted bank account may matter more than a hundred extracted sentences.",
    "Only the kinds of personal data that the detector knows were looked for (e-mail addresses, phone "
    "numbers, "
    "IBANs, card numbers, dates of birth, national ids, addresses, the subject field and the plan's own "
    "patterns); others were not. Some of those it knows it misses: docs/methods.md states how many."};

inline constexpr const char* kClaimsLead = "Which statements this audit could support follows from its plan "
                                           "and was fixed before the run, whatever the "
                                           "numbers are.";

inline constexpr const char* kSealProves = "Every event of the audit carries the hash of the one before it. "
                                           "The audit seal is the hash of the last event at "
                                           "the time of this report. An audit file whose chain contains this "
                                           "seal is consistent with this report: neither was "
                                           "changed without the other. The seal does not prove that the "
                                           "inputs were the right ones or that whoever ran the "
                                           "audit was honest.";
inline constexpr const char* kHashRule = "Hash of an event: SHA-256 over the UTF-8 text \"retort-event-1\", "
                                         "number, time, kind, hash of the event before and "
                                         "payload, one per line. The audit file is an ordinary SQLite file, "
                                         "so this can be recomputed without Retort.";
inline constexpr std::array<std::string_view, 4> kHowToVerify = {
    "Print the findings from the audit file: retort-cli show AUDIT --json. The numbers must be those of this "
    "report, "
    "the seal must be the one printed here or a later one of the same chain.",
    "Take findings.json out of this PDF (for example with pdfdetach -saveall) and compare it with that "
    "output, "
    "without its part \"volatile\".",
    "Write the report again: retort report AUDIT -o FILE.pdf. The same audit file and version give the same "
    "bytes.",
    "Run the audit again from the plan with the models and data at hand: equal inputs on an equal "
    "instruction set and "
    "thread count give equal numbers."};
inline constexpr const char* kEventsShortened =
    "Long runs of equal events are not printed; the audit file holds all of them.";

} // namespace retort::report::phrases
