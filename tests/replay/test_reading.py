"""Files as people export them: encodings, headers, dates and delimiters; and files that are refused."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from makegood.replay import ReplayRefused, read_history
from makegood.replay.model import SourceLine
from makegood.replay.parsing import date_reader, pence, units

from .shop import CSV, HEADER

MORNING = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


def read_one(folder: Path, content: bytes) -> SourceLine:
    path = folder / "shop.csv"
    path.write_bytes(content)
    history = read_history(path)
    assert history.unreadable == []
    return history.lines[0]


# (a way of exporting the same line)
EXPORTS = {
    "as published": (HEADER, "536365,22001,RED MUG,6,2010-12-01 08:26:00,2.55,17850.0,UK"),
    "american dates": (HEADER, "536365,22001,RED MUG,6,12/1/2010 8:26,2.55,17850,UK"),
    "two-digit years": (HEADER, "536365,22001,RED MUG,6,12/1/10 8:26,2.55,17850,UK"),
    "iso dates": (HEADER, "536365,22001,RED MUG,6,2010-12-01T08:26:00Z,2.55,17850,UK"),
    "twelve hours": (HEADER, "536365,22001,RED MUG,6,12/01/2010 08:26:00 AM,2.55,17850,UK"),
    "other names": ("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
                    "536365,22001,RED MUG,6,2010-12-01 08:26:00,2.55,17850.0,UK"),
    "semicolons": (HEADER.replace(",", ";"), "536365;22001;RED MUG;6;2010-12-01 08:26;2.55;17850;UK"),
    "spreadsheet noise": (HEADER, '536365,22001,"RED MUG ",6.0,2010-12-01 08:26:00.000,2.5500000000000003,17850.0,UK'),
    "pounds": (HEADER, "536365,22001,RED MUG,6,2010-12-01 08:26:00,£2.55,17850.0,UK"),
}  # fmt: skip


@pytest.mark.parametrize("way", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1"])
def test_every_export_reads_the_same(way: str, encoding: str, tmp_path: Path) -> None:
    line = read_one(tmp_path, "\r\n".join(EXPORTS[way]).encode(encoding))
    assert line == SourceLine(2, "536365", "22001", "RED MUG", 6, MORNING, 255, "17850")


def test_a_pound_sign_of_an_old_encoding_is_read(tmp_path: Path) -> None:
    line = read_one(
        tmp_path, f"{HEADER}\n536365,22001,\xa35 MUG,6,2010-12-01,2.55,17850,UK".encode("iso-8859-1")
    )
    assert line.description == "£5 MUG"


def test_days_come_first_when_a_date_of_the_file_says_so() -> None:
    assert date_reader(["01/12/2010 08:26", "13/12/2010 9:00"])("01/12/2010 08:26") == MORNING
    assert date_reader(["12/01/2010 08:26", "12/13/2010 9:00"])("12/01/2010 08:26") == MORNING


@pytest.mark.parametrize("text", ["", "soon", "2010-13-01 08:00", "2010-12-01 25:00", "1/2", "٢٠١٠-12-01"])
def test_other_texts_are_no_dates(text: str) -> None:
    with pytest.raises(ValueError):
        date_reader([text])(text)


def test_prices_and_units() -> None:
    assert (pence("2.55"), pence("-11062.06"), pence("0.001"), pence("0")) == (255, -1106206, None, 0)
    assert (units("-6"), units("6.0")) == (-6, 6)
    for text in ("", "nan", "inf", "1e400", "abc"):
        with pytest.raises(ValueError):
            pence(text)
    for text in ("", "1.5", "one", "9" * 30):
        with pytest.raises(ValueError):
            units(text)


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(gzip.compress(CSV.encode()))
    assert len(read_history(path).lines) + len(read_history(path).unreadable) == CSV.count("\n") - 1


def test_a_limit_takes_the_first_lines(tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(CSV)
    assert [line.number for line in read_history(path, 3).lines] == [2, 3, 4]
    assert read_history(path, 3).fingerprint != read_history(path).fingerprint


# (content, a word of the refusal)
REFUSED = [
    (b"", "no column"),
    (HEADER.encode(), "no lines"),
    (b"InvoiceNo,StockCode\n1,2\n", "no column description, quantity"),
    (gzip.compress(CSV.encode())[:200], "cannot be read whole"),
    (b"PK\x03\x04 a spreadsheet", "save it as CSV"),
]


@pytest.mark.parametrize(("content", "word"), REFUSED)
def test_files_that_cannot_be_used_are_refused(content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(content)
    with pytest.raises(ReplayRefused, match=word):
        read_history(path)
