# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/corpus/national_ids.json: invented numbers with python-stdnum's verdict on them.

Usage: make_national_ids.py OUTPUT_DIR   (needs python-stdnum)

For each kind of number: valid ones, found by trial, and the same with one character changed or two neighbours
swapped. Where python-stdnum also knows which codes of places were issued, only changes of the check digits are
kept, since Retort asks for form, date and check digits alone.
"""
import json
import random
import sys
from pathlib import Path

from stdnum.at import vnr
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ca import sin
from stdnum.ch import ssn as ahv
from stdnum.cn import ric
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.in_ import aadhaar
from stdnum.it import codicefiscale
from stdnum.kr import rrn
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import ssn

R = random.Random(7)


def digits(n):
    return "".join(R.choice("0123456789") for _ in range(n))


def date(order):
    y, m, d = R.randint(1930, 1999), R.randint(1, 12), R.randint(1, 28)
    return "".join({"Y": f"{y}", "y": f"{y % 100:02}", "m": f"{m:02}", "d": f"{d:02}"}[k] for k in order)


def codice():
    letters = "".join(R.choice("BCDFGLMNPRST") for _ in range(6))
    day = R.randint(1, 28) + R.choice([0, 40])
    body = letters + f"{R.randint(30, 99)}" + R.choice("ABCDEHLMPRST") + f"{day:02}" + R.choice("AFHLMG") + digits(3)
    return body + codicefiscale.calc_check_digit(body)


# Kind: a trial number, the judge, whether only the end of a number may be changed.
KINDS = {
    "austrian_svnr": (lambda: digits(4) + date("dmy"), vnr, False),
    "belgian_national_number": (lambda: date("ymd") + digits(3) + f"{R.randint(1, 97):02}", nn, True),
    "brazilian_cpf": (lambda: digits(11), cpf, False),
    "canadian_sin": (lambda: R.choice("1234567") + digits(8), sin, True),
    "chinese_resident_id": (lambda: "110105" + date("Ymd") + digits(3) + R.choice("0123456789X"), ric, True),
    "czech_birth_number": (lambda: f"{R.randint(54, 99)}" + date("md") + digits(4), rc, True),
    "dutch_bsn": (lambda: digits(9), bsn, False),
    "finnish_hetu": (lambda: date("dmy") + "-" + digits(3) + R.choice("0123456789ABCDEFHJKLMNPRSTUVWXY"), hetu, True),
    "french_nir": (lambda: R.choice("12") + date("ym") + R.choice(["75", "13", "2A", "2B"]) + digits(6) + f"{R.randint(1, 97):02}", nir, True),
    "german_tax_id": (lambda: digits(11), idnr, False),
    "indian_aadhaar": (lambda: digits(12), aadhaar, False),
    "italian_fiscal_code": (codice, codicefiscale, True),
    "korean_rrn": (lambda: date("ymd") + R.choice("12") + "01" + digits(4), rrn, True),
    "norwegian_birth_number": (lambda: date("dmy") + f"{R.randint(0, 499):03}" + digits(2), fodselsnummer, True),
    "polish_pesel": (lambda: date("ymd") + digits(5), pesel, True),
    "spanish_dni": (lambda: digits(8) + R.choice("TRWAGMYFPDXBNJZSQVHLCKE"), dni, False),
    "spanish_nie": (lambda: R.choice("XYZ") + digits(7) + R.choice("TRWAGMYFPDXBNJZSQVHLCKE"), nie, True),
    "swedish_personal_number": (lambda: date("ymd") + digits(4), personnummer, True),
    "swiss_ahv": (lambda: "756" + digits(10), ahv, False),
    "us_ssn": (lambda: digits(9), ssn, False),
}
VALID, CHANGED = 12, 12


def changed(number, end_only):
    at = R.randrange(len(number) - (1 if end_only else len(number)), len(number))
    if not end_only and R.random() < 0.3 and at > 0:
        return number[:at - 1] + number[at] + number[at - 1] + number[at + 1:]
    pool = "0123456789" if number[at].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return number[:at] + R.choice(pool.replace(number[at], "")) + number[at + 1:]


def main():
    rows = {}
    for kind, (trial, judge, end_only) in KINDS.items():
        valid = set()
        while len(valid) < VALID:
            number = trial()
            if judge.is_valid(number):
                valid.add(number)
        numbers = sorted(valid) + [changed(R.choice(sorted(valid)), end_only) for _ in range(CHANGED)]
        rows[kind] = [[number, judge.is_valid(number)] for number in numbers]
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    (target / "national_ids.json").write_text(json.dumps(rows, separators=(",", ":")) + "\n")


main()
