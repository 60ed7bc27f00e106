"""Documents of older quotes and orders: a one-page archive copy each, written without a typesetter.

Sent is sent: every sent version must carry its document. What the demo's people look at first is set by the
real actions; for thousands of older ones a plain page from 'the system before' is true to life and quick.
"""

from __future__ import annotations

_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def page(lines: list[str]) -> bytes:
    """One A4 page with these lines; the first is the heading."""
    drawn = [b"BT /F1 15 Tf 60 770 Td (" + _text(lines[0]) + b") Tj /F1 10 Tf 0 -28 Td"]
    drawn += [b"(" + _text(line) + b") Tj 0 -15 Td" for line in lines[1:44]]
    content = b" ".join(drawn) + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 6 0 R /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Font << /F1 4 0 R >> >>",
    ]
    out, places = bytearray(_HEAD), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _text(line: str) -> bytes:
    plain = line.encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
