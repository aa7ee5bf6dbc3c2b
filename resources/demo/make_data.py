#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the demo's records (private, shared, base, held_out) as JSON lines; the same bytes every time.

Needs Python 3 only. The prose is read straight out of Debian's package r-cran-janeaustenr, which is fetched with
`apt-get download` unless --package names it.
"""

import argparse
import hashlib
import io
import json
import lzma
import pathlib
import random
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import zlib

from synthetic_people import People
from synthetic_records import KINDS

PACKAGE = "r-cran-janeaustenr"
PACKAGE_VERSION = "1.0.0-1"
PACKAGE_SHA256 = "df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95"
SIZES = {"private": 700, "shared": 1200, "base": 1500, "held_out": 5200}
REPEATED = ("private", "shared")
REPEATS = ((1, 0.83), (4, 0.10), (16, 0.05), (64, 0.02))
PROSE_CHARACTERS = (325, 400)
SEED = 20260131


def package_bytes(path):
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["apt-get", "download", f"{PACKAGE}={PACKAGE_VERSION}"], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return package_bytes(next(pathlib.Path(folder).glob("*.deb")))
    content = pathlib.Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != PACKAGE_SHA256:
        sys.exit(f"{path}: not {PACKAGE} {PACKAGE_VERSION} (another SHA-256); take that version from Debian 12")
    return content


def member_of_ar(content, prefix):
    """A Debian package is an ar archive: 60-byte headers, members padded to even length."""
    position = 8
    while position < len(content):
        name = content[position:position + 16].decode().strip().rstrip("/")
        size = int(content[position + 48:position + 58])
        if name.startswith(prefix):
            return content[position + 60:position + 60 + size]
        position += 60 + size + size % 2
    sys.exit(f"the package has no member {prefix}")


def novels(package):
    """The six novels as lists of lines: R's lazy-load file, zlib blocks holding XDR-serialised character vectors."""
    archive = tarfile.open(fileobj=io.BytesIO(lzma.decompress(member_of_ar(package, "data.tar.xz"))))
    content = archive.extractfile("./usr/lib/R/site-library/janeaustenr/data/Rdata.rdb").read()
    position = 0
    while position < len(content):
        block = zlib.decompressobj()
        data = block.decompress(content[position + 4:])
        position = len(content) - len(block.unused_data)
        (count,) = struct.unpack(">I", data[27:31])
        lines, offset = [], 31
        for _ in range(count):
            _, length = struct.unpack(">II", data[offset:offset + 8])
            lines.append(data[offset + 8:offset + 8 + length].decode("utf-8"))
            offset += 8 + length
        yield lines


def passages(package):
    """Whole sentences of 325 to 400 characters, never across a paragraph."""
    low, high = PROSE_CHARACTERS
    for lines in novels(package):
        paragraphs = re.split(r"\n\s*\n", "\n".join(lines))
        for paragraph in paragraphs:
            text = re.sub(r"\s+", " ", paragraph.replace("_", "")).strip()
            taken = ""
            for sentence in re.split(r"(?<=[.!?])\s+(?=[\"A-Z])", text):
                taken = f"{taken} {sentence}".strip()
                if low <= len(taken) <= high:
                    yield taken
                    taken = ""
                elif len(taken) > high:
                    taken = ""


def all_records(package):
    generator = random.Random(SEED)
    people = People(generator)
    total = sum(SIZES.values())
    records = []
    for kind, (make, share) in KINDS.items():
        for _ in range(round(share * total)):
            text, name = make(people)
            records.append({"text": text, "source": kind, "name": name})
    prose = sorted(set(passages(package)))
    generator.shuffle(prose)
    missing = total - len(records)
    if len(prose) < missing:
        sys.exit(f"only {len(prose)} passages of prose, {missing} are needed")
    records += [{"text": text, "source": "prose", "name": ""} for text in prose[:missing]]
    generator.shuffle(records)
    return records, generator


def drawn_repeats(generator):
    draw = generator.random()
    for count, share in REPEATS:
        if draw < share:
            return count
        draw -= share
    return REPEATS[0][0]


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", help=f"the file {PACKAGE}_{PACKAGE_VERSION}_all.deb, if it is already here")
    parser.add_argument("--output", type=pathlib.Path, default=here / "data")
    arguments = parser.parse_args()
    records, generator = all_records(package_bytes(arguments.package))
    arguments.output.mkdir(parents=True, exist_ok=True)
    start = 0
    for split, size in SIZES.items():
        with open(arguments.output / f"{split}.jsonl", "w", encoding="utf-8", newline="\n") as file:
            for index, record in enumerate(records[start:start + size], 1):
                count = drawn_repeats(generator) if split in REPEATED else 1
                line = {"id": f"{split}-{index:05d}", **record, "count": count}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        start += size


if __name__ == "__main__":
    main()
