"""Files as people have them, and files made to hurt."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from verbund.apps.core.imports.limits import LIMITS
from verbund.apps.core.imports.table import open_table
from verbund.kit.errors import Invalid

SMALL = replace(LIMITS, cell=1000, line=20_000, columns=10, rows=50, unpacked=30_000_000)


def table(tmp_path, data: bytes, name: str = "t.csv", limits=LIMITS):
    path = tmp_path / name
    path.write_bytes(data)
    return open_table(path, name, limits)


def cells(found) -> list[dict]:
    return [row.cells for row in found.rows()]


def codes(found) -> list[list[str]]:
    return [[flaw.code for flaw in row.flaws] for row in found.rows()]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_separators_are_found(tmp_path, encoding, told, delimiter) -> None:
    text = (
        delimiter.join(["Name", "Straße"])
        + "\r\n"
        + delimiter.join(["Müller – Söhne", '"Am Platz; 1, 2|3\t4"'])
        + "\r\n"
    )
    found = table(tmp_path, text.encode(encoding))
    assert found.shape["encoding"] == told
    assert found.shape["delimiter"] == delimiter
    assert found.header == ["Name", "Straße"]
    assert cells(found) == [{"Name": "Müller – Söhne", "Straße": "Am Platz; 1, 2|3\t4"}]
    assert cells(found) == cells(found)  # can be read again


def test_an_umlaut_far_behind_decides_the_encoding(tmp_path) -> None:
    data = b"id,name\n" + b"1,abc\n" * 100_000 + "2,Köhler\n".encode("cp1252")
    found = table(tmp_path, data)
    assert found.shape["encoding"] == "cp1252"
    assert cells(found)[-1]["name"] == "Köhler"


def test_a_broken_character_in_utf8_is_a_flaw_of_its_row(tmp_path) -> None:
    found = table(tmp_path, "id,name\n1,Köhler\n2,".encode() + b"K\xf6hler\n3,Ende\n")
    assert codes(found) == [[], ["encoding"], []]


def test_a_cell_of_ten_million_characters_costs_its_row_only(tmp_path) -> None:
    found = table(tmp_path, b"id,name\n1,a\n2," + b"x" * 10_000_000 + b"\n3,c\n")
    assert codes(found) == [[], ["row-too-long"], []]
    found = table(tmp_path, b'id,name\n1,a\n2,"' + b"x" * 200_000 + b'"\n3,c\n')
    assert codes(found) == [[], ["too-long"], []]
    assert [row.number for row in found.rows()] == [1, 2, 3]


def test_an_open_quote_does_not_swallow_the_file(tmp_path) -> None:
    rows = "".join(f"{n},name {n}\n" for n in range(2000))
    found = table(tmp_path, f'id,name\n0,"open\n{rows}'.encode(), limits=SMALL)
    assert len(list(found.rows())) > 1800


def test_wrong_numbers_of_cells_and_control_characters_are_flaws(tmp_path) -> None:
    found = table(tmp_path, b"a,b\n1\n1,2,3\n1,2,,\nx\x01y,2\n\n5,6\n")
    assert codes(found) == [["too-few-cells"], ["too-many-cells"], [], ["control-character"], []]


def test_repeated_and_empty_column_names_are_told_apart(tmp_path) -> None:
    assert table(tmp_path, b"a,,a\n1,2,3\n").header == ["a", "#2", "a (2)"]
    with pytest.raises(Invalid) as error:
        table(tmp_path, b",".join([b"c"] * 11) + b"\n", limits=SMALL)
    assert error.value.code == "file-columns"


@pytest.mark.parametrize("data", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path, data) -> None:
    with pytest.raises(Invalid) as error:
        table(tmp_path, data)
    assert error.value.code == "file-empty"


def test_gz_is_unpacked_and_a_truncated_or_swelling_one_refused(tmp_path) -> None:
    data = b"id,name\n" + b"".join(b"%d,n%d\n" % (n, n) for n in range(5000))
    packed = gzip.compress(data)
    assert len(cells(table(tmp_path, packed, "t.csv.gz"))) == 5000
    for cut in (packed[:-9], packed[: len(packed) // 2], packed[:12]):
        with pytest.raises(Invalid) as error:
            table(tmp_path, cut, "t.csv.gz")
        assert error.value.code == "file-cut-off"
    with pytest.raises(Invalid) as error:
        table(tmp_path, gzip.compress(b"0" * 60_000_000), "b.csv.gz", SMALL)
    assert error.value.code == "file-bomb"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99]
)
def test_other_formats_are_refused_in_words(tmp_path, data) -> None:
    with pytest.raises(Invalid) as error:
        table(tmp_path, data)
    assert error.value.code in ("file-format", "file-old-excel")
    assert error.value.remedy


def test_json_lines_with_hostile_lines(tmp_path) -> None:
    lines = [
        json.dumps({"id": 1, "name": "Köhler", "tags": ["a"]}, ensure_ascii=False),
        '{"id": 2, "id": 3}',
        "[" * 100_000,
        '{"id": NaN}',
        '{"id": ' + "9" * 5000 + "}",
        "[1, 2]",
        '{"id": 4, "name": "\\ud800"}',
        '{"id": 5}',
    ]
    found = table(tmp_path, "\n".join(lines).encode(), "t.jsonl")
    assert codes(found) == [
        [], ["duplicate-key"], ["not-json"], ["not-json"], ["not-json"], ["not-json"], ["control-character"], [],
    ]  # fmt: skip
    assert cells(found)[0] == {"id": 1, "name": "Köhler", "tags": '["a"]'}


def workbook(tmp_path, rows, name="t.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / name
    book.save(path)
    return path


def test_a_workbook_gives_values_not_formulas(tmp_path) -> None:
    from datetime import date

    path = workbook(
        tmp_path, [["id", "n", "d", "f"], ["ä", 1.5, date(2026, 11, 23), "=1+1"], [None] * 4, ["b", 3, None, "x"]]
    )
    found = open_table(path, path.name)
    rows = cells(found)
    assert rows[0] == {"id": "ä", "n": 1.5, "d": "2026-11-23", "f": None}  # never computed: the value is not there
    assert rows[1] == {"id": "b", "n": 3, "d": None, "f": "x"}
    assert found.format == "xlsx"


def test_a_truncated_workbook_and_a_zip_that_is_none_are_refused(tmp_path) -> None:
    path = workbook(tmp_path, [["id"], ["a"]])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx")
    assert error.value.code == "file-cut-off"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx")
    assert error.value.code == "file-format"


def test_a_zip_bomb_is_measured_whatever_size_it_declares(tmp_path) -> None:
    path = workbook(tmp_path, [["id"], ["a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 60_000_000)
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx", SMALL)
    assert error.value.code == "file-bomb"
    data = bytearray(path.read_bytes())  # now let every header lie about the size
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rfind(mark)
        struct.pack_into("<I", data, at + offset, 100)
    path.write_bytes(data)
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx", SMALL)
    assert error.value.code == "file-bomb"


def test_a_workbook_that_exhausts_memory_ends_its_reader_only(tmp_path) -> None:
    path = workbook(tmp_path, [["id"], *[["x" * 30_000] for _ in range(8_000)]])  # one text, named 8,000 times
    assert path.stat().st_size < 500_000
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx", replace(LIMITS, workbook_memory=250_000_000))
    assert error.value.code == "file-bomb"


def test_too_many_parts_and_rows_are_refused(tmp_path) -> None:
    path = workbook(tmp_path, [["id"], *[[n] for n in range(60)]])
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx", SMALL)
    assert error.value.code == "file-rows"
    with pytest.raises(Invalid) as error:
        open_table(path, "t.xlsx", replace(SMALL, entries=3))
    assert error.value.code == "file-bomb"
