"""Readers: what each file holds, and what is told of each row or file that cannot be taken."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import polars
import pytest

from makegood.orders import FileRefused, OrderInput, Reject, reader_of
from makegood.orders.readers import Draft, rejects
from makegood.orders.readers.table import REQUIRED
from tests.orders.world import an_order

HEADER = (
    "order_id,buyer_id,merchant_id,currency,status,placed_at,sku,category,title,quantity,unit_price,"
    "traits,discount,shipping,payment_tender,payment_processor,payment_reference,payment_amount,payment_2_tender,"
    "payment_2_processor,payment_2_reference,payment_2_amount,parcel_carrier,parcel_tracking_no,parcel_shipped_at"
)
AT = "2026-03-05T12:00:00Z"


def row(
    order: str = "A-1", sku: str = "tea", quantity: str = "2", price: str = "10.50", more: str = ""
) -> str:
    paid = more or ",,,card,fake,pi_1,,,,,,,,"
    return f"{order},lin,hillside,CNY,paid,{AT},{sku},food,Tea,{quantity},{price},{paid}"


def csv_file(folder: Path, *rows: str, header: str = HEADER, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def drafts(path: Path, form: str = "auto") -> list[Draft]:
    reader = reader_of(path, form)
    reader.inspect()
    return list(reader.drafts())


def told(path: Path) -> list[Reject]:
    return [reject for draft in drafts(path) for reject in rejects(draft, draft.problems)]


def taken(path: Path, form: str = "auto") -> list[OrderInput]:
    return [draft.input for draft in drafts(path, form) if draft.input]


def test_rows_of_one_order_become_its_lines(tmp_path: Path) -> None:
    more = "fragile | gift,1.00,8.00,card,fake,pi_1,40.00,gift_card,internal,gc_1,8.00,sf,SF1,2026-03-06T12:00:00Z"
    path = csv_file(tmp_path, row(more=more), row(sku="cup", price="10", more=more), row("A-2"))
    first, second = taken(path)
    assert [(line.sku, line.quantity, line.unit_price_minor) for line in first.lines] == [
        ("tea", 2, 1050),
        ("cup", 2, 1000),
    ]
    assert (first.discount_minor, first.shipping_minor) == (100, 800)
    assert [(payment.tender, payment.amount_minor) for payment in first.payments] == [
        ("card", 4000),
        ("gift_card", 800),
    ]
    assert first.parcels[0].tracking_no == "SF1"
    assert first.lines[0].product.traits == ["fragile", "gift"]
    assert second.payments[0].amount_minor == 2100, "a single payment without an amount paid for everything"
    assert second.payments[0].paid_at == second.placed_at
    assert [draft.rows for draft in drafts(path)] == [(2, 3), (4, 4)]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_byte_order_marks_and_gzip(tmp_path: Path, delimiter: str) -> None:
    text = "\ufeff" + "\r\n".join([HEADER, row(), ""]).replace(",", delimiter)
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    assert len(taken(path)) == 1


def test_each_bad_cell_is_told_with_its_row_column_and_value(tmp_path: Path) -> None:
    path = csv_file(tmp_path, row(), row(sku="cup", quantity="1.5", price="ten"), row("A-2", quantity="-1"))
    assert [(one.rows, one.order, one.field, one.value) for one in told(path)] == [
        ([3], "A-1", "quantity", "1.5"),
        ([3], "A-1", "unit_price", "ten"),
        ([4], "A-2", "quantity", "-1"),
    ]
    assert taken(path) == [], "an order is taken whole or not at all"


@pytest.mark.parametrize("price", ["1e3", "1_0", "１２", "NaN", "Infinity", "1.005", "9" * 16, "=1+1"])
def test_only_plain_amounts_are_amounts(tmp_path: Path, price: str) -> None:
    (reject,) = told(csv_file(tmp_path, row(price=price)))
    assert reject.field == "unit_price"


def test_rows_that_disagree_are_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, row(), row(sku="cup").replace("lin", "omar"))
    assert [(one.rows, one.field, one.value) for one in told(path)] == [([3], "buyer_id", "omar")]


def test_scattered_rows_reject_the_order_and_no_other(tmp_path: Path) -> None:
    path = csv_file(tmp_path, row("A-1"), row("A-2"), row("A-1", sku="cup"))
    assert [draft.order for draft in drafts(path) if draft.input] == ["A-2"]
    assert [(one.rows, one.field) for one in told(path)] == [([2], "order_id"), ([4], "order_id")]


def test_a_row_with_too_few_cells_rejects_its_order(tmp_path: Path) -> None:
    path = csv_file(tmp_path, row(), "A-1,lin", row("A-2"))
    assert [draft.order for draft in drafts(path) if draft.input] == ["A-2"]
    assert {tuple(one.rows) for one in told(path)} >= {(3,)}


def test_an_order_with_too_many_lines_is_rejected(tmp_path: Path) -> None:
    (reject,) = told(csv_file(tmp_path, *[row()] * 5100))
    assert "at most 5000 lines" in reject.why


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", HEADER.replace("quantity", "quantty").encode(), "did you mean quantity"),
        ("a.csv", HEADER.replace(",unit_price", "").encode(), "lacks these columns: unit_price"),
        ("a.csv", f"{HEADER},sku".encode(), "more than once: sku"),
        ("a.csv", HEADER.encode() + b"\n" + b"\xff" * 20, "not UTF-8"),
        ("a.csv", HEADER.encode() + b'\n"A-1,lin', "well-formed"),
        ("a.csv", HEADER.encode() + b'\n"' + b"x" * 200_000, "well-formed"),
        ("a.csv.gz", gzip.compress(HEADER.encode() * 99)[:-20], "cut short"),
        ("a.csv.gz", gzip.compress(HEADER.encode())[:-6] + b"wrong!", "damaged"),
        ("a.jsonl", b'{"a": "\xff"}', "not UTF-8"),
        ("a.jsonl", b"x" * (17 << 20), "longer than 16 MiB"),
        ("a.parquet", b"nonsense", "not a Parquet"),
        ("a.parquet", b"PAR1" + b"x" * 100, "not a whole Parquet"),
        ("a.parquet", gzip.compress(b"PAR1", mtime=0), "unpack it first"),
        ("a.json", b'{"users": {}}', "not a retail-store document"),
        ("a.json", b"[" * 100_000, "not a retail-store document"),
        ("mystery", b"hello", "say which with --format"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=words):
        drafts(path)


def jsonl(*orders: OrderInput) -> Iterator[bytes]:
    yield from (msgspec.json.encode(order) for order in orders)


def test_jsonl_has_an_order_on_each_line(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_bytes(
        b"\n\n".join([*jsonl(an_order("A-1"), an_order("A-2")), b'{"external_id": "A-3", "lines": []}', b"{"])
    )
    found = drafts(path)
    assert [draft.input for draft in found[:2]] == [an_order("A-1"), an_order("A-2")]
    assert [(one.rows, one.order, one.field) for one in told(path)][:2] == [
        ([5], "A-3", "buyer"),
        ([5], "A-3", "merchant"),
    ]
    assert found[3].rows == (7, 7)
    assert found[3].problems[0].problem == "is not complete JSON"


def test_the_columns_called_required_are_enough(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "import.md").read_text("utf-8")
    told_required = re.findall(r"`(\w+)`", page.partition("| required |")[2].partition("\n")[0])
    assert tuple(told_required) == REQUIRED
    cells = dict.fromkeys(REQUIRED, "x") | {
        "currency": "CNY", "status": "paid", "placed_at": AT, "quantity": "1", "unit_price": "5",
        "payment_tender": "card",
    }  # fmt: skip
    header = ",".join(REQUIRED)
    assert len(taken(csv_file(tmp_path, ",".join(cells.values()), header=header))) == 1
    unpaid = cells | {"payment_tender": "", "payment_processor": "", "payment_reference": ""}
    (reject,) = told(csv_file(tmp_path, ",".join(unpaid.values()), header=header))
    assert (reject.field, reject.why) == ("payment_tender", "is missing")


def test_parquet_holds_typed_cells(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    at = datetime(2026, 3, 5, 12, tzinfo=UTC)
    size = 45_000
    polars.DataFrame(
        {
            "order_id": [f"A-{number // 3}" for number in range(size)], "buyer_id": ["lin"] * size,
            "merchant_id": ["hillside"] * size, "currency": ["CNY"] * size, "status": ["paid"] * size,
            "placed_at": [at] * size, "sku": ["tea"] * size, "category": ["food"] * size, "title": ["Tea"] * size,
            "quantity": [2] * size, "unit_price": [Decimal("10.50")] * size, "line_tax": [1.0] * size,
            "traits": [["fragile", "gift"]] * size, "payment_tender": ["card"] * size,
            "payment_processor": ["fake"] * size, "payment_reference": ["pi"] * size,
        }
    ).write_parquet(path)  # fmt: skip
    orders = taken(path)
    assert len(orders) == 15_000
    assert orders[0].placed_at == at
    assert orders[-1].payments[0].amount_minor == 3 * 2200
    assert orders[7].lines[0].product.traits == ["fragile", "gift"]
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(FileRefused, match="not a whole Parquet"):
        drafts(cut)


STORE = {
    "products": {"p1": {"product_id": "p1", "name": "T-Shirt", "variants": {
        "i1": {"item_id": "i1", "options": {"color": "blue", "size": "M"}, "available": True, "price": 10.1}}}},
    "users": {"lin": {"user_id": "lin", "name": {"first_name": "Lin", "last_name": "X"}, "payment_methods": {
        "gift_card_1": {"source": "gift_card", "id": "gift_card_1", "balance": 3.0},
        "credit_card_2": {"source": "credit_card", "id": "credit_card_2", "brand": "visa", "last_four": "8674"}}}},
    "orders": {
        "#W1": {"order_id": "#W1", "user_id": "lin", "status": "delivered",
            "items": [{"name": "T-Shirt", "product_id": "p1", "item_id": "i1", "price": 10.1, "options": {}}] * 2,
            "fulfillments": [{"tracking_id": ["77"], "item_ids": ["i1", "i1"]}],
            "payment_history": [
                {"transaction_type": "payment", "amount": 20.2, "payment_method_id": "credit_card_2"}]},
        "#W2": {"order_id": "#W2", "user_id": "ghost", "status": "pending", "items": [], "fulfillments": [],
            "payment_history": []},
    },
}  # fmt: skip


def test_the_retail_store_is_mapped(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(msgspec.json.encode(STORE))
    order, unknown = drafts(path)
    assert order.input is not None
    assert [(line.sku, line.quantity, line.unit_price_minor) for line in order.input.lines] == [
        ("i1", 2, 1010)
    ]
    assert order.input.lines[0].product.variants[0].title == "color: blue, size: M"
    assert [(tender.tender, tender.label) for tender in order.input.buyer.tenders] == [
        ("gift_card", "Gift card"), ("card", "Visa ending 8674"),
    ]  # fmt: skip
    assert (order.input.payments[0].processor, order.input.payments[0].processor_reference) == (
        "fake",
        "credit_card_2",
    )
    assert order.input.parcels[0].lines[0].quantity == 2
    assert (unknown.problems[0].field, unknown.problems[0].value) == ("user_id", "ghost")


def test_the_retail_stores_times_lead_up_to_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(msgspec.json.encode(STORE))
    as_of = datetime(2026, 3, 1, tzinfo=UTC)
    first = next(iter(reader_of(path, as_of=as_of).drafts())).input
    assert first is not None
    assert as_of - first.placed_at == timedelta(days=5)
    assert first.parcels[0].delivered_at == as_of - timedelta(days=1)


LISTED = HEADER + ",listing_text,listing_attributes,listing_promises,listing_pictures,listing_url"


def test_what_the_buyer_was_shown_is_read_with_its_line(tmp_path: Path) -> None:
    more = (
        ',,,card,fake,pi_1,,,,,,,,,"Picked in spring,\nin Hangzhou",year: 2026 | weight: 250 g,genuine | sent in 48 h,'
        "https://a.example/1.jpg|https://a.example/2.jpg,https://a.example/tea"
    )
    plain = ",,,card,fake,pi_1,,,,,,,,,,,,,"
    (order,) = taken(csv_file(tmp_path, row(more=more), row(sku="cup", more=plain), header=LISTED))
    shown = order.lines[0].listing
    assert shown is not None
    assert (shown.title, shown.text) == ("Tea", "Picked in spring,\nin Hangzhou")
    assert shown.attributes == {"year": "2026", "weight": "250 g"}
    assert (shown.promises, shown.url) == (["genuine", "sent in 48 h"], "https://a.example/tea")
    assert [picture.url for picture in shown.pictures] == [
        "https://a.example/1.jpg",
        "https://a.example/2.jpg",
    ]
    assert order.lines[1].listing is None


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (",red,,,", "listing.attributes"),
        (",,,http://a.example/1.jpg,", "listing.pictures"),
    ],
)
def test_what_cannot_have_been_shown_is_told(tmp_path: Path, cells: str, field: str) -> None:
    (reject,) = told(csv_file(tmp_path, row(more=f",,,card,fake,pi_1,,,,,,,,,{cells}"), header=LISTED))
    assert reject.field == field
