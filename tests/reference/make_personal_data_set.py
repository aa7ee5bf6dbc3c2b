# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/corpus/personal_data.jsonl: short invented texts with the personal data in them marked.

Usage: make_personal_data_set.py OUTPUT_DIR   (needs python-stdnum)

Every value is invented; check digits are computed by python-stdnum, so the numbers are valid and nobody's on
purpose. Each line: the text, its subjects, and spans [type, first byte, byte behind the last]. Some positives
stand in forms that are hard to see (no word before them, unusual separators), and about four in ten texts hold
nothing but what looks like personal data and isn't. What the set can't show: how often such texts occur in
anybody's data, and forms that nobody thought of here.
"""
import json
import random
import sys
from pathlib import Path

from stdnum import iban as iban_rules
from stdnum import luhn, verhoeff
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.cn import ric
from stdnum.cz import rc
from stdnum.de import idnr
from stdnum.es import dni
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.ch import ssn as ahv

R = random.Random(20260131)

FIRST = ["Anna", "Jonas", "Zoë", "Mariam", "Paul", "Élise", "Luca", "Ingrid", "Tomasz", "Priya", "Björn", "Carmen", "Oluwaseun", "Niamh", "Jürgen"]
LAST = ["Keller", "Okafor", "Müller-Öz", "Dubois", "Rossi", "Nowak", "van den Berg", "O'Neill", "Lindqvist", "Fernández", "Sharma", "Whitfield", "Brandt"]
CITY_EN = [("Springfield", "IL 62704"), ("Leeds", "LS6 2AB"), ("Austin", "TX 78701"), ("Bristol", "BS8 1TH"), ("Portland", "OR 97205-1234")]
CITY_DE = ["50667 Köln", "10115 Berlin", "80331 München", "D-24103 Kiel", "8010 Graz"]
CITY_FR = ["75011 Paris", "69003 Lyon", "13001 Marseille"]
CITY_ES = ["28013 Madrid", "41001 Sevilla"]
CITY_IT = ["00184 Roma", "20121 Milano"]
CITY_NL = ["1016 AB Amsterdam", "3511 LN Utrecht"]
STREETS_EN = ["Maple Street", "Old Mill Road", "Queen Victoria Avenue", "Birch Lane", "Ocean Drive", "St. James Crescent"]
STREETS_DE = ["Hauptstraße", "Karl-Marx-Allee", "Lange Gasse", "Bahnhofstr.", "Goethestrasse", "Nordufer"]
STREETS_FR = ["rue de la République", "avenue Victor Hugo", "boulevard Voltaire", "rue des Lilas", "quai Saint-Michel"]
STREETS_ES = ["Calle Mayor", "Avenida de la Constitución", "C/ Alcalá", "Paseo del Prado"]
STREETS_IT = ["Via Garibaldi", "Viale della Libertà", "Corso Vittorio Emanuele", "Piazza Navona"]
STREETS_NL = ["Prinsengracht", "Kerkstraat", "Beethovenlaan"]
MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "es": ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
    "it": ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    "nl": ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
    "pl": ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"],
}


def digits(n):
    return "".join(R.choice("0123456789") for _ in range(n))


def ascii_name(text):
    table = str.maketrans({"ö": "oe", "ü": "ue", "Ö": "oe", "ë": "e", "É": "e", "á": "a", "'": "", " ": ""})
    return text.translate(table).lower()


def name():
    return f"{R.choice(FIRST)} {R.choice(LAST)}"


def email():
    first, last = ascii_name(R.choice(FIRST)), ascii_name(R.choice(LAST))
    local = R.choice([f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}{R.randint(1, 99)}", f"{last}+news", f"{first}-{last}"])
    return f"{local}@{R.choice(['example.org', 'mail.example.com', 'post.example.net', 'firma-example.de', 'uni.example.ac.uk', 'EXAMPLE.COM'])}"


def phone():
    d = digits
    return R.choice([
        lambda: f"+49 {R.randint(30, 89)} {R.randint(1000, 9999)}{d(4)}", lambda: f"+49 (0)171 {R.randint(1, 9)}{d(6)}", lambda: f"0{R.randint(151, 179)} {R.randint(1, 9)}{d(6)}",
        lambda: f"0{R.randint(30, 89)}/{R.randint(1, 9)}{d(6)}", lambda: f"+44 20 7946 0{d(3)}", lambda: f"07700 900{d(3)}", lambda: f"020 7946 0{d(3)}",
        lambda: f"({R.randint(201, 989)}) 555-01{d(2)}", lambda: f"{R.randint(201, 989)}-555-01{d(2)}", lambda: f"+1 {R.randint(201, 989)} 555 01{d(2)}", lambda: f"+1-{R.randint(201, 989)}-555-01{d(2)}",
        lambda: f"0{R.randint(1, 6)} {d(2)} {d(2)} {d(2)} {d(2)}", lambda: f"+33 {R.randint(1, 7)} {d(2)} {d(2)} {d(2)} {d(2)}", lambda: f"+34 6{d(2)} {d(3)} {d(3)}",
        lambda: f"+39 3{d(2)} {d(7)}", lambda: f"+48 5{d(2)} {d(3)} {d(3)}", lambda: f"+31 6 {R.randint(10, 99)}{d(6)}", lambda: f"+46 70 {d(3)} {d(2)} {d(2)}", lambda: f"+91 98{d(3)} {d(5)}",
        lambda: f"0041 44 {R.randint(200, 999)} {d(2)} {d(2)}", lambda: f"+351 91{d(1)} {d(3)} {d(3)}",
    ])()


def iban():
    forms = {"DE": 18, "FR": 23, "NL": None, "ES": 20, "IT": None, "PL": 24, "SE": 20, "CH": 17, "GB": None, "AT": 16, "NO": 11}
    while True:
        country = R.choice(list(forms))
        body = {"NL": lambda: "ABNA" + digits(10), "IT": lambda: R.choice("ABCDEFGH") + digits(22), "GB": lambda: "WEST" + digits(14)}.get(country, lambda: digits(forms[country]))()
        number = country + iban_rules.calc_check_digits(country + "00" + body) + body
        # The check of the national part doesn't matter here: banks' own rules are not part of ISO 13616.
        if iban_rules.is_valid(number, check_country=False):
            grouped = " ".join(number[i:i + 4] for i in range(0, len(number), 4))
            return R.choice([number, grouped, grouped])


def card():
    head, length = R.choice([("4", 16), ("4", 16), ("51", 16), ("5412", 16), ("2221", 16), ("37", 15), ("6011", 16), ("3530", 16)])
    number = head + digits(length - len(head) - 1)
    number += luhn.calc_check_digit(number)
    if length == 15:
        return R.choice([number, f"{number[:4]} {number[4:10]} {number[10:]}", f"{number[:4]}-{number[4:10]}-{number[10:]}"])
    groups = [number[i:i + 4] for i in range(0, 16, 4)]
    return R.choice([number, " ".join(groups), "-".join(groups)])


def date_parts():
    return R.randint(1931, 2007), R.randint(1, 12), R.randint(1, 28)


def date(lang):
    y, m, d = date_parts()
    month = MONTHS[lang][m - 1]
    if lang == "en":
        return R.choice([f"{d} {month} {y}", f"{month} {d}, {y}", f"{y}-{m:02}-{d:02}", f"{d:02}/{m:02}/{y}", f"{m}/{d}/{y}", f"{d}{'th' if 3 < d < 21 else 'st' if d % 10 == 1 else 'nd' if d % 10 == 2 else 'rd' if d % 10 == 3 else 'th'} {month} {y}", f"{month[:3]} {d}, {y}", f"{d}-{month[:3]}-{y}"])
    if lang == "fr":
        return R.choice([f"{d if d > 1 else '1er'} {month} {y}", f"{d:02}/{m:02}/{y}"])
    if lang == "de":
        return R.choice([f"{d}. {month} {y}", f"{d:02}.{m:02}.{y}", f"{d}.{m}.{y}", f"{d:02}.{m:02}.{y % 100:02}"])
    if lang == "es":
        return R.choice([f"{d} de {month} de {y}", f"{d:02}/{m:02}/{y}"])
    return R.choice([f"{d} {month} {y}", f"{d:02}-{m:02}-{y}"])


def valid(make, rules):
    while True:
        number = make()
        if rules.is_valid(number):
            return number


def birth6(order="ymd"):
    y, m, d = date_parts()
    return "".join({"y": f"{y % 100:02}", "m": f"{m:02}", "d": f"{d:02}"}[k] for k in order), y


def national():
    """(announcement or None, number) in one of its usual spellings."""
    def ssn():
        return R.choice([None, "SSN", "social security number"]), f"{R.randint(1, 665):03}-{R.randint(1, 99):02}-{R.randint(1, 9999):04}"

    def nino():
        n = R.choice("ABCEGHJKLMNPRSTWXY") + R.choice("ABCEHJLMPRSTWXYZ") + digits(6) + R.choice("ABCD")
        if n[:2] in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
            n = "AB" + n[2:]
        return R.choice([None, "NI number", "National Insurance no."]), R.choice([n, f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]} {n[8]}"])

    def tax():
        n = valid(lambda: str(R.randint(1, 9)) + digits(10), idnr)
        return R.choice(["Steuer-ID", "Steuer-Identifikationsnummer", "IdNr.", "Steuer-ID", None]), R.choice([n, f"{n[:2]} {n[2:5]} {n[5:8]} {n[8:]}"])

    def french():
        body, _ = birth6("ym"[:2] + "d")
        n = R.choice("12") + body[:4] + R.choice(["75", "13", "69", "2A", "33"]) + digits(6)
        n += nir.calc_check_digits(n)
        return R.choice([None, "n° de sécurité sociale", "NIR"]), R.choice([n, f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]} {n[13:]}"])

    def spanish():
        n = digits(8)
        n += dni.calc_check_digit(n)
        return R.choice([None, "DNI", "NIF"]), R.choice([n, f"{n[:8]}-{n[8]}", f"{n[:2]}.{n[2:5]}.{n[5:8]}-{n[8]}"])

    def italian():
        y, m, d = date_parts()
        n = "".join(R.choice("BCDFGLMNPRST") for _ in range(6)) + f"{y % 100:02}" + "ABCDEHLMPRST"[m - 1] + f"{d + R.choice([0, 40]):02}" + R.choice("AFHLMG") + digits(3)
        return R.choice([None, "codice fiscale", "C.F."]), n + codicefiscale.calc_check_digit(n)

    def polish():
        y, m, d = date_parts()
        n = f"{y % 100:02}{m + (20 if y >= 2000 else 0):02}{d:02}" + digits(4)
        return R.choice(["PESEL", "PESEL", "nr PESEL", None]), n + pesel.calc_check_digit(n)

    def swedish():
        body, _ = birth6()
        n = body + digits(3)
        n += luhn.calc_check_digit(n)
        return R.choice([None, "personnummer"]), f"{n[:6]}-{n[6:]}"

    def dutch():
        return R.choice(["BSN", "burgerservicenummer", "BSN", None]), valid(lambda: str(R.randint(1, 9)) + digits(8), bsn)

    def brazilian():
        n = valid(lambda: digits(11), cpf)
        return R.choice([None, "CPF"]), f"{n[:3]}.{n[3:6]}.{n[6:9]}-{n[9:]}"

    def indian():
        n = R.choice("23456789") + digits(10)
        n += verhoeff.calc_check_digit(n)
        return R.choice(["Aadhaar", "Aadhaar no.", None]), R.choice([n, f"{n[:4]} {n[4:8]} {n[8:]}"])

    def finnish():
        body, y = birth6("dmy")
        n = body + ("A" if y >= 2000 else "-") + f"{R.randint(2, 899):03}"
        return R.choice([None, "henkilötunnus"]), n + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(n[:6] + n[7:]) % 31]

    def norwegian():
        def make():
            body, _ = birth6("dmy")
            n = body + digits(3)
            return n + fodselsnummer.calc_check_digit1(n) + fodselsnummer.calc_check_digit2(n + fodselsnummer.calc_check_digit1(n))
        n = valid(make, fodselsnummer)
        return R.choice([None, "fødselsnummer"]), R.choice([n, f"{n[:6]} {n[6:]}"])

    def belgian():
        def make():
            body, y = birth6()
            n = body + f"{R.randint(1, 997):03}"
            return n + f"{97 - int(('2' if y >= 2000 else '') + n) % 97:02}"
        n = valid(make, nn)
        return R.choice([None, "rijksregisternummer"]), f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}"

    def czech():
        def make():
            y, m, d = date_parts()
            n = f"{R.randint(54, 99)}{m + R.choice([0, 50]):02}{d:02}" + digits(3)
            return n + str(int(n) % 11 % 10)
        n = valid(make, rc)
        return R.choice([None, "rodné číslo"]), f"{n[:6]}/{n[6:]}"

    def chinese():
        y, m, d = date_parts()
        n = R.choice(["110105", "310101", "440106"]) + f"{y}{m:02}{d:02}" + digits(3)
        n += ric.calc_check_digit(n + "0")
        assert ric.is_valid(n)
        return R.choice([None, "ID card"]), n

    def swiss():
        n = "756" + digits(9)
        n += str(-sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(n)) % 10)
        assert ahv.is_valid(n)
        return R.choice([None, "AHV-Nr."]), f"{n[:3]}.{n[3:7]}.{n[7:11]}.{n[11:]}"

    return R.choice([ssn, ssn, nino, tax, tax, french, spanish, italian, polish, swedish, dutch, brazilian, indian, finnish, norwegian, belgian, czech, chinese, swiss])()


def address():
    n = R.randint(1, 240)
    def english():
        city, code = R.choice(CITY_EN)
        return f"{n} {R.choice(STREETS_EN)}{R.choice(['', '', f', {city}', f', {city}, {code}', f', {city}, {code}'])}"

    def weak():
        city, code = R.choice(CITY_EN)
        return f"{n} {R.choice(['Church Hill', 'Abbey Close', 'Station Way', 'Elm St', 'Kings Court'])}, {city}, {code}"

    def german():
        return f"{R.choice(STREETS_DE)} {n}{R.choice(['', 'a', ''])}{R.choice(['', ', ' + R.choice(CITY_DE), ', ' + R.choice(CITY_DE)])}"

    def german_weak():
        return f"{R.choice(['Am Stadtpark', 'Ahornweg', 'Rathausplatz', 'Im Winkel'])} {n}, {R.choice(CITY_DE)}"

    def french():
        return f"{n}{R.choice(['', ' bis', ','])} {R.choice(STREETS_FR)}{R.choice(['', ', ' + R.choice(CITY_FR)])}"

    def spanish():
        return f"{R.choice(STREETS_ES)}, {n}{R.choice(['', ', ' + R.choice(CITY_ES)])}"

    def italian():
        return f"{R.choice(STREETS_IT)} {n}{R.choice(['', ', ' + R.choice(CITY_IT)])}"

    def dutch():
        return f"{R.choice(STREETS_NL)} {n}{R.choice(['', ', ' + R.choice(CITY_NL)])}"

    def polish():
        return f"ul. {R.choice(['Kwiatowa', 'Jana Pawła', 'Długa'])} {n}{R.choice(['', '/12'])}{R.choice(['', ', 00-950 Warszawa'])}"

    def swedish():
        return f"{R.choice(['Storgatan', 'Kungsvägen'])} {n}{R.choice(['', ', 114 35 Stockholm'])}"

    return R.choice([english, english, english, weak, german, german, german_weak, french, french, spanish, italian, dutch, polish, swedish])()


EMAIL_FRAMES = ["Please write to {} before Friday.", "Contact: {}", "<{}>", "Meine Adresse lautet {}, danke.", "écrivez-moi ({})", "cc {}; thanks", "mailto:{}", "Antwort an {}.", "user={}", "“{}” bounced again"]
PHONE_FRAMES = ["Call {} after six.", "Tel. {}", "Meine Nummer ist {}.", "Mobile: {}, office closed", "joignable au {}", "You can reach me on {} or at work", "Rückruf unter {} erbeten", "Fax {}", "WhatsApp {}", "{} is my number"]
IBAN_FRAMES = ["Transfer it to {} please.", "IBAN: {}", "Kontonummer {} bei der Sparkasse", "mon compte {}", "Refund to account {} (checked)", "{}, payable on receipt", "Überweisung von {} eingegangen."]
CARD_FRAMES = ["Card {} was declined.", "Visa {} exp 12/27", "Kreditkarte {} gesperrt", "paid with {} yesterday", "carte {} ; merci", "my card number is {}", "{}"]
BIRTH_FRAMES = [("en", "DOB: {}"), ("en", "She was born on {} in a small town."), ("en", "Date of birth {}"), ("en", "born in Leeds on {}, the second child"), ("en", "d.o.b. {}, male"), ("en", "Birthday: {}"), ("en", "date_of_birth={}"), ("en", "\"birthdate\": \"{}\""),
                ("en", "Patient, born {}, presented with a cough"), ("de", "geb. {} in Bonn"), ("de", "Geburtsdatum: {}"), ("de", "wurde am {} in Köln geboren"), ("de", "geboren am {}"), ("fr", "né le {} à Lyon"), ("fr", "née à Nantes le {}"), ("fr", "Date de naissance : {}"), ("es", "nacida el {} en Toledo"),
                ("es", "Fecha de nacimiento: {}"), ("it", "nato a Roma il {}"), ("it", "data di nascita {}"), ("nl", "geboren op {}"), ("nl", "Geboortedatum: {}"), ("pl", "urodzony {} w Krakowie"), ("en", "DOB (dd/mm/yyyy) {}"), ("en", "The child came into the world on {}."), ("en", "{} (birth), Manchester")]
ID_FRAMES = ["{} on file", "as stated: {}.", "The applicant's {} was checked.", "{}", "Bitte {} angeben", "({})", "record: {}; status ok"]
ADDRESS_FRAMES = ["She lives at {}.", "Adresse: {}", "Send it to {} please.", "domicilié {}", "wohnhaft {}.", "Delivery address: {}", "We met in front of {} yesterday", "{}", "residente in {}", "Hij woont {}."]
NAME_FRAMES = ["Dear {}, thank you for your visit.", "{} signed the form.", "Sehr geehrte Frau {},", "According to {}, the lift is broken.", "cc: {}", "Minutes taken by {}.", "{}'s file was moved"]


def negatives():
    """A text that holds nothing personal but looks like it."""
    d = digits
    year = R.randint(1990, 2030)
    y, m, day = date_parts()
    not_luhn = "4" + d(14)
    not_luhn += str((int(luhn.calc_check_digit(not_luhn)) + R.randint(1, 9)) % 10)
    isbn = "978" + d(9)
    isbn += str(-sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(isbn)) % 10)
    bad_iban = "DE" + f"{R.randint(2, 98):02}" + d(18)
    while iban_rules.is_valid(bad_iban, check_country=False):
        bad_iban = "DE" + f"{R.randint(2, 98):02}" + d(18)
    return R.choice([
        f"Order number {d(10)} was shipped.", f"Invoice no. {year}-{d(5)} is open.", f"Version {R.randint(1, 9)}.{R.randint(0, 20)}.{R.randint(0, 9)} fixes it.", f"ISBN {isbn[:3]}-{isbn[3]}-{isbn[4:6]}-{isbn[6:12]}-{isbn[12]}", f"ISBN {isbn}",
        f"The server 192.168.{R.randint(0, 255)}.{R.randint(1, 254)} is down.", f"ping 10.{R.randint(0, 255)}.{R.randint(0, 255)}.{R.randint(0, 255)}:8080", f"{R.randint(40, 60)}.{d(5)}, {R.randint(5, 15)}.{d(5)} is the meeting point", f"Serial {d(4)}-{d(4)}-{d(4)}", f"S/N {R.choice('ABCDEF')}{d(8)}{R.choice('XYZ')}q",
        f"The price rose to {R.randint(1, 9)},{d(3)},{d(3)}.00 EUR.", f"{R.randint(1, 9)}.{d(3)}.{d(3)},00 €", f"Reference {d(16)}", f"Kreditkarte {not_luhn}", f"tracking 1Z{d(6)}0{d(9)}", f"IBAN {bad_iban}", f"Meeting on {y % 40 + 1990}-{m:02}-{day:02} at 10:30",
        f"Released on {day} {MONTHS['en'][m - 1]} {year}.", f"Die Sitzung am {day:02}.{m:02}.{year} entfällt.", f"Her birthday party on {day} {MONTHS['en'][m - 1]} {year} was loud.", f"The company, founded on {day} {MONTHS['en'][m - 1]} 1987, grew fast.", f"Le contrat du {day:02}/{m:02}/{year} expire.",
        f"gültig bis {m:02}/{year}", f"The band was born in a garage; its first record came out on {day} {MONTHS['en'][m - 1]} {year}.", f"born in {R.randint(1940, 2000)}", f"In {year} Wall Street fell again.", f"Chapter {R.randint(1, 30)}, Road to Nowhere", f"Arbeitsplatz {R.randint(1, 80)} ist frei.", f"Parkplatz {R.randint(1, 80)}",
        f"{R.randint(1, 9)} Square Metres", f"Room {R.randint(100, 999)}, Main Building", f"He ran {R.randint(3, 40)} km down the road.", f"platform {R.randint(1, 12)} of the main station", f"Gate {R.randint(1, 40)} closes at {R.randint(10, 23)}:{d(2)}", f"user@host", f"icon@2x.png and a@b", f"git@{R.choice(['host', 'server'])}:repo", f"SELECT * FROM t WHERE id = {d(9)}",
        f"part {d(3)}-{d(3)}-{d(3)}", f"phone model XR-{d(4)}", f"The score was {R.randint(0, 9)}-{R.randint(0, 9)} after {R.randint(60, 120)} minutes.", f"from 1914-1918 to 1939-1945", f"pages {R.randint(100, 200)}-{R.randint(201, 400)}", f"{d(8)}", f"checksum {d(12)}", f"patent US {d(7)} B2", f"EAN {d(13)}", f"0x{d(8)}", f"{y}{m:02}{day:02}T{d(6)}Z", f"tel:x",
        f"The temperature fell to -{R.randint(1, 30)}.{R.randint(0, 9)} degrees.", f"CAS 7732-18-{R.randint(1, 9)}", f"DOI 10.{d(4)}/{d(6)}", f"arXiv {R.randint(10, 25)}{m:02}.{d(5)}", f"Via mail 12 copies were sent", f"a call with 12 people", f"Calle no 3", f"DSM-5 code F{d(2)}.{R.randint(0, 9)}", f"ticket #{d(9)}", f"batch {d(11)}", f"Konto {d(9)} existiert nicht",
        f"{R.randint(2, 20)} Star Road Service", f"Ring {R.randint(1, 9)} der Kette", f"Budget: {d(3)} {d(3)} {d(3)} USD", f"ratio {R.randint(1, 9)}:{R.randint(10, 99)}:{R.randint(100, 999)}", f"MAC 00:1B:44:11:3A:B{R.randint(0, 9)}", f"GTIN {d(14)}", f"Az. {R.randint(1, 20)} C {R.randint(100, 999)}/{year % 100}",
    ])


def build(frame, pieces):
    """Frame with its one {} filled by pieces [(text, type or None)]; spans in bytes."""
    before, after = frame.split("{}")
    text, spans = before, []
    for piece, kind in pieces:
        begin = len(text.encode())
        text += piece
        if kind:
            spans.append([kind, begin, len(text.encode())])
    return text + after, spans


def main():
    rows = []

    def add(frame, pieces, subjects=()):
        text, spans = build(frame, pieces)
        rows.append({"text": text, "subjects": list(subjects), "spans": spans})

    for _ in range(60):
        add(R.choice(EMAIL_FRAMES), [(email(), "e-mail")])
        add(R.choice(PHONE_FRAMES), [(phone(), "phone")])
        add(R.choice(IBAN_FRAMES), [(iban(), "IBAN")])
        add(R.choice(CARD_FRAMES), [(card(), "card number")])
        who = name()
        add(R.choice(NAME_FRAMES), [(R.choice([who, who, who.upper(), who.replace(" ", "  ", 1)]), "name")], [who])
    for _ in range(90):
        lang, frame = R.choice(BIRTH_FRAMES)
        add(frame, [(date(lang), "date of birth")])
        label, number = national()
        add(R.choice(ID_FRAMES), [(label + R.choice([": ", " "]) if label else "", None), (number, "national id")])
        add(R.choice(ADDRESS_FRAMES), [(address(), "address")])
    for _ in range(40):
        who = name()
        lang = "en"
        add("{}", [(who, "name"), (", born ", None), (date(lang), "date of birth"), (", lives at ", None), (address(), "address"), (", tel. ", None), (phone(), "phone"), (", ", None), (email(), "e-mail"), (".", None)], [who])
    for _ in range(400):
        rows.append({"text": negatives(), "subjects": [], "spans": []})
    R.shuffle(rows)
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with open(target / "personal_data.jsonl", "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
