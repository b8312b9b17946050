"""PURE: the label of a simulated parcel: one page of PDF, A6, with what a reader and a scanner need in large letters."""

from makegood.carriers.model import Consignment, Label

_WIDTH, _HEIGHT = 298, 420  # A6 in points


def label_of(consignment: Consignment, tracking_no: str, drop_off_code: str) -> Label:
    """The label."""
    lines = [
        (24, 370, "SIMULATED CARRIER"), (12, 345, "Not for real post."), (26, 290, tracking_no),
        (12, 255, f"Weight as told: {consignment.weight_grams} g"), (12, 235, f"Reference {consignment.key}"),
    ]  # fmt: skip
    if drop_off_code:
        lines += [(12, 190, "Drop-off code"), (34, 150, drop_off_code)]
    drawn = "".join(
        f"BT /F1 {size} Tf 20 {height} Td ({_escaped(text)}) Tj ET\n" for size, height, text in lines
    )
    return Label("application/pdf", _document(drawn.encode("latin-1")))


def _escaped(text: str) -> str:
    """Text as a PDF string has it; what its plain font cannot show is left out."""
    plain = text.encode("latin-1", "ignore").decode("latin-1")
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _document(drawn: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % (_WIDTH, _HEIGHT),
        b"<< /Length %d >>\nstream\n%sendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + tail
