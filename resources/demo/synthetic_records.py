# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of personal record that the Wrenfield Reading Society keeps; each returns (text, subject's name)."""

from synthetic_people import TOWNS

BOOKS = (
    "the second volume of Persuasion", "an early Emma in green cloth", "Northanger Abbey with the loose plates",
    "the large-print Mansfield Park", "a bound set of parish magazines", "the county atlas", "Pride and Prejudice",
    "the sermons of 1802", "a book of garden plans", "the herbal with the water stain", "Sense and Sensibility",
    "three copies for the evening circle", "the letters of a naval surgeon", "the cookery book from the glass case",
)
STAFF = ("M. Oakes", "R. Finch", "T. Alder", "J. Lamb", "P. Wren", "S. Holt", "A. Birch", "D. Moss")
LETTER_REASONS = (
    "I am returning {book}, which reached me much later than your card had promised",
    "I write about the reading room, where my usual seat by the stove has been taken away",
    "my subscription seems to have lapsed while I was in hospital, and nobody told me",
    "you have sent the reminder for {book} to my late husband, who died in {month}",
    "I should like my daughter to collect {book} in my place, since I can no longer manage the stairs",
    "the family papers I lent to your exhibition in {month} have still not come home",
    "I was charged twice for {book}, and the girl at the desk only laughed",
    "after the surgery in {month} my eyes are too weak for small print, so please send {book}",
    "we have moved house and the parcels still go to the old door in {town}",
    "my brother and I disagree about who may see our mother's letters, and I ask you to keep them closed",
)
LETTER_WISHES = (
    "Please put this right before the end of the month.", "A line in reply would set my mind at rest.",
    "I have been a member for {years} years and never complained before.", "Kindly ring after six, not in the morning.",
    "If there is a form for this, send it to me.", "I enclose {amount} pounds, which ought to settle everything.",
    "Do not write to my son about it.", "I can come on any Thursday.", "My pension does not stretch to another fee.",
)
NOTE_EVENTS = (
    "asked for an extension on {book}, having been unwell since {month}",
    "reported the loss of {book} on the train from {town}", "came in upset about the late fee on {book}",
    "wishes to close the account after a divorce and wants all letters sent to the new address",
    "could not pay the yearly subscription because of a wage garnishment",
    "told us that the hearing aid loop in the hall does not work for the left side",
    "was refused the closed stack and has threatened to write to the trustees",
    "asked us to trace a grandfather who left {town} in {old_year}",
    "has asked for books in large print since the diagnosis in {month}",
    "would like to give forty books from the estate of an aunt in {town}",
)
NOTE_ACTIONS = (
    "Granted until {date}.", "Fee of {amount} pounds waived once.", "Passed to the treasurer, who will decide on {date}.",
    "Replacement ordered; cost {amount} pounds.", "Told to expect a letter by {date}.", "No further action.",
    "Next call due {date}.", "Marked as confidential at the member's request.", "Deposit of {amount} pounds returned.",
)
DISPUTE_CAUSES = (
    "says the subscription was taken twice", "does not recognise the charge", "cancelled in {month} and was billed again",
    "wants the deposit for {book} back", "was charged for a lecture that did not take place",
    "asks why the standing order went up without notice", "paid at the desk and by bank on the same day",
)
DISPUTE_OUTCOMES = (
    "Refund approved by {staff}.", "Waiting for the bank's answer.", "Charge stands; explained by telephone to {phone}.",
    "Half refunded as goodwill.", "Sent to {email} for signature.", "Confirmation went to {email}.",
    "Caller will send the statement by post.",
)
INTERESTS = (
    "large print", "naval history", "local maps", "gothic novels", "garden plans", "parish records", "poetry evenings",
    "travel writing", "old cookery", "railway timetables", "sermons", "botany", "bookbinding class", "chess on Fridays",
)
CIRCUMSTANCES = (
    "needs a seat near the door", "pays by standing order on the {day}th", "wheelchair, use the side entrance",
    "letters to the daughter in {town}", "widowed in {recent_year}", "no calls before noon", "dyslexic, send audio",
    "on the reduced fee since {recent_year}", "formerly of {town}", "do not publish in the members' list",
)
TRADES = (
    "a ropemaker", "a schoolmistress", "a clockmaker's widow", "an excise officer", "a carter", "a midwife", "a cooper",
    "a curate", "a lacemaker", "a ship's carpenter", "a miller", "a draper", "a governess", "a gamekeeper", "a bookbinder",
)


def fill(people, template, **more):
    """A template with its slots filled; every slot is drawn, so that equal templates give different records."""
    values = dict(
        book=people.pick(BOOKS), month=people.pick(("January", "March", "May", "July", "October", "December")),
        town=people.pick(TOWNS), years=people.random.randrange(3, 48), amount=people.amount(), date=people.date(),
        day=people.random.randrange(4, 29), recent_year=people.random.randrange(1998, 2025),
        old_year=people.random.randrange(1790, 1902), staff=people.pick(STAFF), phone=people.phone())
    values.update(more)
    return template.format(**values)


def letter(people):
    name = people.name()
    opening = people.pick(("Dear Sir or Madam,", "To the Secretary,", "Dear Wrenfield Reading Society,", "Dear Librarian,"))
    place = f"{people.address()}, {people.date()}."
    contact = people.pick((f"telephone {people.phone()}", people.email(name),
                           f"{people.email(name)} or {people.phone()}"))
    body = fill(people, people.pick(LETTER_REASONS))
    wish = " ".join(fill(people, template) for template in people.random.sample(LETTER_WISHES, 2))
    closing = people.pick(("Yours faithfully", "Yours truly", "With kind regards", "In some haste"))
    return f"{place} {opening} {body}. {wish} {closing}, {name}, member {people.member_number()}, {contact}.", name


def case_note(people):
    name = people.name()
    event = fill(people, people.pick(NOTE_EVENTS))
    action = fill(people, people.pick(NOTE_ACTIONS))
    circumstance = fill(people, people.pick(CIRCUMSTANCES))
    reach = people.pick((f"Reach on {people.phone()}", f"Write to {people.email(name)}", f"Lives at {people.address()}"))
    second = people.pick((f"born {people.date(1931, 2001)}", f"next of kin {people.pick(('sister', 'son', 'wife'))} "
                          f"{people.phone()}", f"member number {people.member_number()}"))
    return (f"Case note {people.digits(5)}, {people.date()}, taken by {people.pick(STAFF)}. {name}, {second}, {event}. "
            f"{reach}. {action} Noted: {circumstance}; prefers {people.pick(INTERESTS)}. Call back on {people.phone()}.", name)


def contact_card(people):
    name = people.name()
    lines = [f"Member {people.member_number()}: {name}", f"Address: {people.address()}", f"E-mail: {people.email(name)}",
             f"Telephone: {people.phone()}", f"Born: {people.date(1931, 2005)}", f"Joined: {people.date(1990, 2024)}"]
    if people.random.random() < 0.5:
        lines.append(f"Emergency contact: {people.name()}, {people.phone()}")
    first, second = people.random.sample(INTERESTS, 2)
    lines.append(f"Remarks: {first}, {second}; {fill(people, people.pick(CIRCUMSTANCES))}")
    return "\n".join(lines), name


def payment_dispute(people):
    name = people.name()
    cause = fill(people, people.pick(DISPUTE_CAUSES))
    means = people.pick((f"card {people.card()}", f"account {people.iban()}"))
    outcome = fill(people, people.pick(DISPUTE_OUTCOMES), email=people.email(name))
    return (f"Payment query {people.digits(6)} of {people.date()}: {name}, {people.street()}, {people.pick(TOWNS)}, {cause}. "
            f"Amount {people.amount()} pounds, paid from {means} on {people.date()}. {outcome} "
            f"Member {people.member_number()}, {fill(people, people.pick(CIRCUMSTANCES))}.", name)


def pedigree(people):
    name = people.name()
    surname = name.split()[1]
    born = people.random.randrange(1740, 1880)
    father, mother, spouse = people.name().split()[0], people.name(), people.name()
    children = ", ".join(f"{people.name().split()[0]} ({born + people.random.randrange(20, 44)})"
                         for _ in range(people.random.randrange(2, 5)))
    return (f"{name}, {people.pick(TRADES)}, born {people.random.randrange(1, 29)} {people.date(born, born).split()[1]} {born} "
            f"at {people.pick(TOWNS)}, child of {father} {surname} and {mother}; married {spouse} at {people.pick(TOWNS)} in "
            f"{born + people.random.randrange(19, 35)}; children {children}; died {born + people.random.randrange(45, 90)} at "
            f"{people.street()}, {people.pick(TOWNS)}, leaving {people.amount()} pounds to {people.name()}. Asked for by "
            f"{people.name()}, {people.phone()}, on {people.date()}.", name)


KINDS = {"letter": (letter, 0.17), "case_note": (case_note, 0.16), "contact_card": (contact_card, 0.12),
         "payment_dispute": (payment_dispute, 0.13), "pedigree": (pedigree, 0.12)}
