# SPDX-FileCopyrightText: 2026 The Retort authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/corpus/formats: small files of every kind and, in expected.json, the records that Python's csv module,
pyarrow, numpy and zstandard find in them.

Usage: make_format_vectors.py OUTPUT_DIR
"""
import csv
import gzip
import io
import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import zstandard

TEXTS = [
    "plain", "comma, and \"quotes\"", "two\nlines", "crlf\r\ninside", "caf\u00e9 \u4f60\u597d \U0001F600", "  spaces  ", "", "tab\there", "last",
]
FIELDS = {"text": "text", "id": "id", "group": "source", "subject": "who", "repeats": "count"}
GROUPS = ["mail", "chat", None, "mail", "chat", "mail", "chat", "mail", None]
COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9]
cases = []


def case(name, path, records, source=None, excluded=()):
    cases.append({"name": name, "file": path, "source": source or {}, "records": records, "excluded": list(excluded)})


def record(text=None, **more):
    return {key: value for key, value in {"text": text, **more}.items() if value is not None}


def table():
    return pa.table({
        "id": pa.array([100 + i for i in range(len(TEXTS))], pa.int32()),
        "text": TEXTS,
        "source": pa.array(GROUPS).dictionary_encode(),
        "who": [["Ann", "Bo"], [], None, ["Cy"], None, None, ["Di"], None, None],
        "count": pa.array(COUNTS, pa.uint8()),
        "meta": pa.array([{"lang": f"l{i}", "deep": {"n": i}} if i != 4 else None for i in range(len(TEXTS))]),
    })


def from_table(read, text="text"):
    """Records and exclusions of a table as pyarrow gives it back."""
    records, excluded = [], []
    for number, row in enumerate(read.to_pylist(), start=1):
        if not row[text]:
            reason = "empty" if row[text] == "" else f"no field \"{text}\""
            excluded.append({"line": number, "reason": reason, "malformed": row[text] is None})
            continue
        records.append(record(row[text], id=str(row["id"]), group=row["source"], subjects=row["who"] or None, repeats=row["count"], line=number))
    return records, excluded


def columnar(out):
    data = table()
    pq.write_table(data, out / "rows.parquet", row_group_size=4, compression="snappy")
    case("parquet", "rows.parquet", *two(from_table(pq.read_table(out / "rows.parquet")), FIELDS))
    wide = data.set_column(1, "text", pa.array(TEXTS, pa.large_string())).set_column(3, "who", data["who"].cast(pa.large_list(pa.large_string())))
    pq.write_table(wide, out / "wide.parquet", compression="zstd", use_dictionary=False, data_page_version="2.0")
    case("parquet, large types", "wide.parquet", *two(from_table(pq.read_table(out / "wide.parquet")), FIELDS))
    with pa.OSFile(str(out / "stream.arrow"), "wb") as sink, pa.ipc.new_stream(sink, data.schema) as writer:
        for batch in data.to_batches(max_chunksize=2):
            writer.write_batch(batch)
    with pa.OSFile(str(out / "stream.arrow")) as f:
        case("arrow stream", "stream.arrow", *two(from_table(pa.ipc.open_stream(f).read_all()), FIELDS))
    views = data.set_column(1, "text", pa.array(TEXTS, pa.string_view()))
    with pa.OSFile(str(out / "file.arrow"), "wb") as sink, pa.ipc.new_file(sink, views.schema) as writer:
        writer.write_table(views, max_chunksize=3)
    with pa.OSFile(str(out / "file.arrow")) as f:
        case("arrow file, string_view", "file.arrow", *two(from_table(pa.ipc.open_file(f).read_all()), FIELDS))
    feather.write_feather(data, out / "packed.feather", compression="lz4", chunksize=5)
    case("feather", "packed.feather", *two(from_table(feather.read_table(out / "packed.feather")), FIELDS))
    nested = [record(row["meta"]["lang"], id=str(row["meta"]["deep"]["n"]), line=i) for i, row in enumerate(data.to_pylist(), 1) if row["meta"]]
    case("nested names", "rows.parquet", nested, {"text": "meta.lang", "id": "meta.deep.n"},
         [{"line": 5, "reason": "no field \"meta.deep.n\"", "malformed": True}])
    ids = pa.table({"input_ids": pa.array([[5, 6, 7], [8], [], [9, 10]], pa.list_(pa.int32()))})
    pq.write_table(ids, out / "ids.parquet")
    case("token ids in a column", "ids.parquet", [record(tokens=row, line=i) for i, row in enumerate(pq.read_table(out / "ids.parquet")["input_ids"].to_pylist(), 1) if row],
         {"text": "input_ids"}, [{"line": 3, "reason": "empty", "malformed": False}])


def two(found, fields):
    records, excluded = found
    return records, fields, excluded


def delimited(out):
    for name, delimiter, end, bom in [("rows.csv", ",", "\n", ""), ("windows.csv", ",", "\r\n", "\ufeff"), ("rows.tsv", "\t", "\n", "")]:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
        writer.writerow(["id", "source", "text", "count", "who"])
        for i, value in enumerate(TEXTS):
            writer.writerow([f"r{i}", GROUPS[i] or "", value, COUNTS[i], "Ann" if i == 0 else ""])
        content = bom + text.getvalue()
        (out / name).write_bytes(content.encode())
        reader = csv.DictReader(io.StringIO((out / name).read_bytes().decode("utf-8-sig"), newline=""), delimiter=delimiter)
        records, excluded, line = [], [], 2
        for row in reader:
            if row["text"]:
                records.append(record(row["text"], id=row["id"], group=row["source"] or None, repeats=int(row["count"]),
                                      subjects=[row["who"]] if row["who"] else None, line=line))
            else:
                excluded.append({"line": line, "reason": "empty", "malformed": False})
            line = reader.line_num + 1
        case(name, name, records, FIELDS, excluded)
    ragged = "text,id\ngood,1\nno id\n\"quoted \"\"twice\"\"\",2\n\nhalf \"quoted\" inside,3\ntoo,many,fields\n\"a\"b,4\n\"end\",5"
    (out / "ragged.csv").write_text(ragged)
    rows = list(csv.reader(io.StringIO(ragged), strict=False))
    good = [(2, rows[1]), (4, rows[3]), (6, rows[5]), (9, rows[8])]
    case("ragged.csv", "ragged.csv", [record(row[0], id=row[1], line=line) for line, row in good], {"text": "text", "id": "id", "allow": 0.5},
         [{"line": 3, "reason": "1 fields, but the header has 2", "malformed": True},
          {"line": 7, "reason": "3 fields, but the header has 2", "malformed": True},
          {"line": 8, "reason": "text follows the closing quote of a field", "malformed": True}])


def packed(out):
    rows = [{"id": f"j{i}", "text": text} for i, text in enumerate(TEXTS) if text]
    lines = [json.dumps(row, ensure_ascii=i % 2 == 0) + "\n" for i, row in enumerate(rows)]
    half = len(lines) // 2
    members = b"".join(gzip.compress("".join(part).encode(), mtime=0) for part in (lines[:half], lines[half:]))
    (out / "members.jsonl.gz").write_bytes(members)
    frames = b"".join(zstandard.ZstdCompressor(write_checksum=True).compress("".join(part).encode()) for part in (lines[:half], lines[half:]))
    (out / "frames.ndjson.zst").write_bytes(frames)
    for name, content in [("members.jsonl.gz", gzip.decompress(members)), ("frames.ndjson.zst", zstandard.ZstdDecompressor().stream_reader(frames, read_across_frames=True).read())]:
        read = [json.loads(line) for line in content.decode().splitlines()]
        case(name, name, [record(row["text"], id=row["id"], line=i) for i, row in enumerate(read, 1)], {"text": "text", "id": "id"})


def plain(out):
    text = "\ufefffirst line\r\nsecond line\r\n\r\n  \t\nthird\n\n\n\nfourth \u00e9\nfifth, no end"
    (out / "text.txt").write_bytes(text.encode())
    read = io.TextIOWrapper(io.BytesIO((out / "text.txt").read_bytes()), encoding="utf-8-sig").read()
    lines = [(i, line) for i, line in enumerate(read.split("\n"), 1) if line.strip()]
    case("text by line", "text.txt", [record(line, line=i) for i, line in lines], {"rows": "line"})
    paragraphs, open_part = [], []
    for i, line in enumerate(read.split("\n") + [""], 1):
        if line.strip():
            open_part.append((i, line))
        elif open_part:
            paragraphs.append(record("\n".join(part for _, part in open_part), line=open_part[0][0]))
            open_part = []
    case("text by paragraph", "text.txt", paragraphs, {"rows": "paragraph"})
    case("text by file", "text.txt", [record(read, line=1)], {"rows": "file"})
    (out / "text.txt.gz").write_bytes(gzip.compress("a\nb\n".encode(), mtime=0))
    case("packed text", "text.txt.gz", [record("a", line=1), record("b", line=2)], {})


def arrays(out):
    square = np.arange(1, 13, dtype="<u2").reshape(3, 4)
    square[1, 2] = 0
    np.save(out / "square.npy", square)
    read = np.load(out / "square.npy")
    case("npy, two dimensions", "square.npy", [record(tokens=row.tolist(), line=i) for i, row in enumerate(read, 1)], {})
    ended = [row[:list(row).index(0)].tolist() if 0 in row else row.tolist() for row in read]
    case("npy, rows that end early", "square.npy", [record(tokens=row, line=i) for i, row in enumerate(ended, 1)], {"end_token": 0})
    flat = np.array([7, 8, 9, 0, 0, 300, -1, 70000, 0, 5], dtype=">i8")
    np.save(out / "flat.npy", flat)
    read = np.load(out / "flat.npy").tolist()
    case("npy, one dimension", "flat.npy", [record(tokens=[max(t, -1) for t in read[i:i + 4]], line=i // 4 + 1) for i in range(0, len(read), 4)], {"row_tokens": 4})
    case("npy, split at an id", "flat.npy", [record(tokens=[7, 8, 9], line=1), record(tokens=[300, -1, 70000], line=3), record(tokens=[5], line=4)],
         {"end_token": 0}, [{"line": 2, "reason": "empty", "malformed": False}])
    for name, kind in [("ids16.bin", "uint16"), ("ids32.bin", "uint32")]:
        np.array([1, 2, 3, 60000, 5], dtype=kind).tofile(out / name)
        read = np.fromfile(out / name, dtype=kind).tolist()
        case(name, name, [record(tokens=read[i:i + 2], line=i // 2 + 1) for i in range(0, 5, 2)], {"token_type": kind, "row_tokens": 2})


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    columnar(out)
    delimited(out)
    packed(out)
    plain(out)
    arrays(out)
    broken = out / "broken"
    broken.mkdir(exist_ok=True)
    pq.write_table(pa.table({"text": pa.array([1.5, 2.5]), "list": [[[1]], [[2]]]}), broken / "types.parquet")
    whole = (out / "rows.parquet").read_bytes()
    (broken / "cut.parquet").write_bytes(whole[:-20])
    pq.write_table(pa.table({"text": pa.array([b"good", b"bad \xff", b"good"]).view(pa.binary()).cast(pa.binary())}), broken / "binary.parquet")
    stream = io.BytesIO()
    bad = pa.Array.from_buffers(pa.string(), 3, pa.array([b"good", b"bad \xff", b"fine"], pa.binary()).buffers())
    with pa.ipc.new_stream(stream, pa.schema([("text", pa.string())])) as writer:
        writer.write_batch(pa.record_batch([bad], names=["text"]))
    (broken / "utf8.arrow").write_bytes(stream.getvalue())
    offsets = bytearray(stream.getvalue())
    place = offsets.index(np.array([0, 4, 9, 13], dtype="<i4").tobytes())
    offsets[place + 4:place + 8] = np.array([2_000_000_000], dtype="<i4").tobytes()
    (broken / "offsets.arrow").write_bytes(bytes(offsets))
    np.save(broken / "fractions.npy", np.zeros(3))
    np.save(broken / "cube.npy", np.zeros((2, 2, 2), dtype=np.int32))
    np.save(broken / "columns.npy", np.asfortranarray(np.zeros((2, 3), dtype=np.int32)))
    np.save(broken / "objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    (broken / "cut.npy").write_bytes((out / "square.npy").read_bytes()[:-2])
    (out / "expected.json").write_text(json.dumps(cases, ensure_ascii=True, indent=1) + "\n")


main()
