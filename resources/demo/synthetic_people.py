# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who do not exist: names, addresses and numbers that belong to nobody.

Phone numbers come from ranges that regulators keep for fiction (Ofcom's drama numbers, North American 555-01xx),
mail domains from RFC 2606, postcodes from the unused area ZZ, IBANs name banks that do not exist (valid check
digits), card numbers lie under prefixes that payment processors publish for test transactions (valid Luhn digit).
"""

GIVEN = (
    "Ada Albert Alma Ansel Beatrix Bertram Blanche Cedric Clara Conrad Cora Cyril Delia Dorothea Edgar Edith Edmund "
    "Effie Elias Eloise Ernest Esme Ezra Felix Flora Florence Fergus Giles Greta Gideon Hattie Hector Hester Hugo Ida "
    "Imogen Ines Ivor Jasper Josephine Julius Kester Lavinia Leonie Lionel Lorna Lydia Mabel Magnus Marian Matilda "
    "Miles Minna Nell Noel Octavia Olive Orson Oswin Percy Philippa Quentin Ralph Rosamund Rufus Selma Silas Stella "
    "Sybil Tabitha Theodora Tobias Una Ursula Verity Vincent Walter Wilfred Winifred Zelda"
).split()
SURNAME_HEADS = (
    "Amber Ash Barrow Bel Birk Bram Cal Carrow Cinder Copper Dray Dun Elder Fal Fen Garn Glen Hal Harrow Hazel Hollin "
    "Iver Kel Kirk Lang Lark Lind Mar Mel Merri Nether Oaken Orl Pen Quill Raven Rook Sel Silver Stan Tam Thorn Under "
    "Wake Wes Whin Wick Winter Wol Yar"
).split()
SURNAME_TAILS = (
    "acre beck bourne bridge by cliffe combe croft dale den fell field ford garth gate grove ham hurst ley lock low "
    "mere more ridge shaw stead stoke thwaite ton vale wade well wick wold worth"
).split()
TOWNS = (
    "Ambleford Barrowmere Beckstead Cawthwaite Copperden Danescombe Eldershaw Fallowby Garnwick Hollinford Ivercliffe "
    "Kelmarsh Larkham Lindstoke Merriworth Netherwold Oakenfell Penthwaite Quillcombe Ravenlock Saltmere Selbridge "
    "Silverden Stanwade Tamworthy Thornlow Underbeck Wakeshaw Wexmere Whinfield Winterley Yarstead"
).split()
STREET_HEADS = (
    "Abbey Alder Anchor Bakers Barley Bell Bishop Bridge Candle Castle Chapel Cherry Coopers Crown Dairy Dove Elm "
    "Ferry Fountain Foundry Glebe Granary Harbour Hawthorn Heron Ivy Juniper Kiln Lantern Linden Malt Market Mill "
    "Miller Nightingale Orchard Parsons Pear Pinfold Priory Quarry Rectory Rope Rowan Saddlers Sawmill Spring Station "
    "Swan Tanner Thistle Vine Walnut Weavers Willow Windmill"
).split()
STREET_TAILS = "Close Court Crescent Gardens Hill Lane Mews Place Rise Road Row Street Terrace Walk Way Yard".split()
MONTHS = "January February March April May June July August September October November December".split()
OFCOM_PREFIXES = (
    "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0118 496 0", "0121 496 0", "0131 496 0",
    "0141 496 0", "0151 496 0", "0161 496 0", "020 7946 0", "0191 498 0", "028 9649 6", "029 2018 0",
)
NORTH_AMERICAN_AREAS = "202 206 212 213 214 215 303 305 312 313 404 412 415 503 504 512 602 612 614 617 702 713 808 816 919".split()
TEST_CARD_PREFIXES = ("400000", "411111", "424242", "510510", "555555", "222300")
NO_SUCH_BANKS = ("ZXQV", "QZJX", "XWQZ", "VQXJ")


class People:
    """Draws people and their numbers from one seeded random.Random; no full name is given twice."""

    def __init__(self, random):
        self.random = random
        self.taken = set()

    def pick(self, options):
        return options[self.random.randrange(len(options))]

    def digits(self, count):
        return "".join(str(self.random.randrange(10)) for _ in range(count))

    def surname(self):
        return self.pick(SURNAME_HEADS) + self.pick(SURNAME_TAILS)

    def name(self):
        while True:
            name = f"{self.pick(GIVEN)} {self.surname()}"
            if name not in self.taken:
                self.taken.add(name)
                return name

    def street(self):
        return f"{self.random.randrange(1, 240)} {self.pick(STREET_HEADS)} {self.pick(STREET_TAILS)}"

    def postcode(self):
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        return f"ZZ{self.random.randrange(1, 100)} {self.random.randrange(1, 10)}{self.pick(letters)}{self.pick(letters)}"

    def address(self):
        return f"{self.street()}, {self.pick(TOWNS)} {self.postcode()}"

    def email(self, name):
        given, surname = name.lower().split()
        local = self.pick((f"{given}.{surname}", f"{given[0]}.{surname}", f"{surname}.{given}", f"{given}_{surname}"))
        if self.random.random() < 0.6:
            local += str(self.random.randrange(2, 1000))
        return f"{local}@example.{self.pick(('org', 'com', 'net'))}"

    def phone(self):
        draw = self.random.random()
        if draw < 0.45:
            return self.pick(OFCOM_PREFIXES) + self.digits(3)
        if draw < 0.65:
            return f"01632 960{self.digits(3)}"
        if draw < 0.8:
            return f"07700 900{self.digits(3)}"
        return f"+1 {self.pick(NORTH_AMERICAN_AREAS)} 555 01{self.digits(2)}"

    def date(self, first=2016, last=2024):
        return f"{self.random.randrange(1, 29)} {self.pick(MONTHS)} {self.random.randrange(first, last + 1)}"

    def amount(self):
        return f"{self.random.randrange(3, 900)}.{self.digits(2)}"

    def member_number(self):
        return f"WR-{self.digits(6)}"

    def iban(self):
        if self.random.random() < 0.5:
            country, account = "DE", "00" + self.digits(16)
        else:
            country, account = "GB", self.pick(NO_SUCH_BANKS) + "00" + self.digits(12)
        plain = country + iban_check_digits(country, account) + account
        return " ".join(plain[i:i + 4] for i in range(0, len(plain), 4))

    def card(self):
        body = self.pick(TEST_CARD_PREFIXES) + self.digits(9)
        plain = body + luhn_digit(body)
        return " ".join(plain[i:i + 4] for i in range(0, 16, 4))


def iban_check_digits(country, account):
    """ISO 13616: letters count from A = 10, the whole number is 1 modulo 97."""
    number = "".join(str(int(c, 36)) for c in account + country + "00")
    return f"{98 - int(number) % 97:02d}"


def luhn_digit(body):
    """ISO/IEC 7812-1, annex B: from the right, every second digit doubled."""
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
