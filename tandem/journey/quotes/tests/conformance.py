"""A document read by a second library against ISO 19005-2, level B: everything in it that the standard forbids.

No package of PyPI, npm or Debian brings a whole validator along (those that name veraPDF want it installed, or fetch
it), so the clauses are read here with pikepdf. What is looked at: file structure (6.1), colours and output
intent (6.2.3, 6.2.4), images, groups and graphics states (6.2.5 to 6.2.10), fonts down to the glyphs that are shown
(6.2.11), annotations and actions (6.3, 6.5), metadata (6.6), embedded files (6.8). What is not: the tables inside the
font programs, whose widths must agree with those of the document, and the numbers inside the colour profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

_ACTIONS = {"/GoTo", "/GoToR", "/URI", "/Thread"}
_FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"}
_BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
# Not in the catalogue: what makes a document do something, or look otherwise than it says.
_FORBIDDEN_IN_ROOT = (
    "/AA",
    "/OpenAction",
    "/AcroForm",
    "/Perms",
    "/Requirements",
    "/Collection",
    "/NeedsRendering",
)
_OPERATORS = re.compile(
    r"[bBfFWT]\*|[bBcdfFgGhijJkKlmMnqQsSvwWy'\"]|B[DIMXT]C?|E[TIMX]C?|ID|cm|CS|cs|d0|d1|Do|[DM]P|gs|re|RG|rg|ri|SCN?|scn?"
    r"|sh|T[cdDfjJLmrswz]|INLINE IMAGE"
)
# Operators that name a resource, and where it has to be.
_NAMED = {"Do": "/XObject", "Tf": "/Font", "gs": "/ExtGState"}


def violations(content: bytes) -> list[str]:
    """What PDF/A-2b forbids in this document; nothing for a conforming one."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [
            *_structure(pdf, content),
            *_metadata(pdf),
            *_intent(pdf),
            *(found for one in pdf.objects for found in _object(one)),
            *(found for page in pdf.pages for found in _page(page)),
        ]


def _structure(pdf: pikepdf.Pdf, content: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content):
        yield "6.1.2 the header is no PDF 1.x with a binary mark"
    if not re.search(rb"%%EOF\r?\n?\Z", content):
        yield "6.1.3 something stands behind the end"
    if "/ID" not in pdf.trailer:
        yield "6.1.3 the trailer has no ID"
    if pdf.is_encrypted:
        yield "6.1.3 it is encrypted"
    yield from (f"6.5, 6.9 {key} in the catalogue" for key in _FORBIDDEN_IN_ROOT if key in pdf.Root)
    names = pdf.Root.get("/Names", Dictionary())
    yield from (
        f"6.1.13, 6.8 {key} among the names"
        for key in ("/EmbeddedFiles", "/JavaScript", "/AlternatePresentations")
        if key in names
    )
    if "/OCProperties" in pdf.Root:
        yield "6.9 it has optional content"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/Metadata" not in pdf.Root or "/Filter" in pdf.Root.Metadata:
        yield "6.6.2 its metadata are missing or packed"
        return
    packet = pdf.Root.Metadata.read_bytes()
    if re.search(rb"<\?xpacket begin[^?]*(bytes|encoding)=", packet):
        yield "6.6.2 the packet names bytes or encoding"
    with pdf.open_metadata() as meta:
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("2", "B"):
            yield "6.6.4 it does not say that it is PDF/A-2b"
        if not meta.get("dc:title"):
            yield "6.6.2 it has no title"
        info = pdf.docinfo
        if "/Title" in info and str(info.Title) != meta.get("dc:title"):
            yield "6.6.3 its two titles differ"


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [one for one in pdf.Root.get("/OutputIntents", Array()) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 it has no output intent with a profile"
        return
    profile = intents[0].DestOutputProfile
    held = profile.read_bytes()
    if profile.get("/N") != 3 or held[36:40] != b"acsp" or held[16:20] != b"RGB " or held[8] > 4:
        yield "6.2.3 the profile of the output intent is none of RGB"
    if held[12:16] not in (b"mntr", b"prtr"):
        yield "6.2.3 the profile of the output intent is none of a screen or printer"


def _object(one: Object) -> Iterator[str]:
    """What may not be in any object, wherever it is used."""
    if isinstance(one, (Dictionary, Stream)):
        yield from _parts(one)
    for value in _values(one):
        if isinstance(value, pikepdf.String) and len(bytes(value)) > 32_767:
            yield "6.1.13 a text of more than 32,767 bytes"
        if isinstance(value, Name) and len(str(value).encode()) > 128:
            yield "6.1.13 a name of more than 127 bytes"
        if isinstance(value, int) and abs(value) > 2**31 - 1:
            yield "6.1.13 a number beyond 31 bits"


def _values(one: Object) -> Iterator[Any]:
    """The object and what stands in it, without what it only points to."""
    yield one
    inner: list[Any] = []
    if isinstance(one, (Dictionary, Stream)):
        inner = [one.get(key) for key in one.keys()]  # noqa: SIM118 - no mapping
    elif isinstance(one, Array):
        inner = list(one)
    for value in inner:
        if not (isinstance(value, Object) and value.is_indirect):
            yield from _values(value) if isinstance(value, Object) else (value,)


def _parts(one: Object) -> Iterator[str]:
    kind, sub, action = (str(one.get(key, "")) for key in ("/Type", "/Subtype", "/S"))
    if isinstance(one, Stream):
        yield from _stream(one)
    if "/JS" in one or "/EF" in one or "/AA" in one:
        yield "6.5, 6.8 a script, a file or an action that begins by itself"
    if action == "/Transparency" and str(one.get("/CS", "/DeviceRGB")) == "/DeviceCMYK":
        yield "6.2.10 a group that blends in colours of print"
    if kind == "/Action" and action not in _ACTIONS:
        yield f"6.5.1 the action {action}"
    if kind == "/Annot":
        yield from _annotation(one)
    if kind == "/ExtGState":
        yield from _graphics_state(one)
    if kind == "/Font" and sub == "/Type0":
        yield from _font(one)
    elif kind == "/Font" and not sub.startswith("/CIDFont"):
        yield f"6.2.11 a font of kind {sub}, which is not read here"


def _annotation(one: Object) -> Iterator[str]:
    if one.get("/Subtype") != "/Link":
        yield f"6.3 the annotation {one.get('/Subtype')}"
    if int(one.get("/F", 0)) & 0b100111 != 0b100:
        yield "6.3.2 an annotation that is not printed"


def _graphics_state(one: Object) -> Iterator[str]:
    yield from (f"6.2.5 {key} in a graphics state" for key in ("/TR", "/TR2", "/HTP", "/HT") if key in one)
    if str(one.get("/BM", "/Normal")) not in _BLENDS:
        yield "6.2.10 an unknown blend mode"


def _stream(one: Stream) -> Iterator[str]:
    used = one.get("/Filter", Array())
    for name in used if isinstance(used, Array) else [used]:
        if str(name) not in _FILTERS:
            yield f"6.1.7 the filter {name}"
    if {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()):
        yield "6.1.7 content outside the file"
    if one.get("/Subtype") == "/PS" or {"/OPI", "/Ref", "/PS"} & set(one.keys()):
        yield "6.2.8, 6.2.9 a picture or form that refers to something else"
    if one.get("/Subtype") == "/Image":
        if "/Alternates" in one or one.get("/Interpolate", False):
            yield "6.2.8 a picture with alternates or interpolation"
        if str(one.get("/ColorSpace", "")) == "/DeviceCMYK":
            yield "6.2.4 a picture in colours of print"
        if one.get("/BitsPerComponent", 8) not in (1, 2, 4, 8, 16):
            yield "6.2.8 a picture with an odd number of bits"


def _font(font: Object) -> Iterator[str]:
    (inner,) = font.DescendantFonts
    name, descriptor = str(font.get("/BaseFont", "")), inner.get("/FontDescriptor", Dictionary())
    if not {"/FontFile2", "/FontFile3"} & set(descriptor.keys()):
        yield f"6.2.11.4 {name} is not embedded"
    if "/ToUnicode" not in font:
        yield f"{name} does not say which letters it shows"
    if font.get("/Encoding") != "/Identity-H":
        yield f"6.2.11.3 {name} has an encoding of its own"
    if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
        yield f"6.2.11.3 {name} does not say which glyphs it means"
    if not {"/Registry", "/Ordering", "/Supplement"} <= set(inner.get("/CIDSystemInfo", Dictionary()).keys()):
        yield f"6.2.11.3 {name} does not say whose characters it has"


def _page(page: pikepdf.Page) -> Iterator[str]:
    width, height = (float(page.mediabox[place]) for place in (2, 3))
    if not (3 <= width <= 14_400 and 3 <= height <= 14_400):
        yield "6.1.13 a page of no size that is allowed"
    yield from _content(page.obj, page.obj.get("/Resources", Dictionary()), set())


def _content(drawn: Object, resources: Object, seen: set[tuple[int, int]]) -> Iterator[str]:
    """What a page or form draws: known operators, named resources that are there, glyphs that exist."""
    depth = 0
    for instruction in pikepdf.parse_content_stream(drawn):
        operator, operands = str(instruction.operator), instruction.operands
        if not _OPERATORS.fullmatch(operator):
            yield f"6.2.2 the operator {operator}"
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if depth > 28:
            yield "6.1.13 graphics states nested more than 28 times"
        if operator in ("k", "K") or "/DeviceCMYK" in map(str, operands):
            yield "6.2.4 colours of print"
        if operator in _NAMED:
            yield from _used(str(operands[0]), resources.get(_NAMED[operator], Dictionary()), seen)
        if operator in ("Tj", "TJ", "'", '"'):
            yield from _glyphs(operands)


def _used(name: str, among: Object, seen: set[tuple[int, int]]) -> Iterator[str]:
    if name not in among:
        yield f"6.2.2 {name} is not among the resources"
        return
    part = among[name]
    if part.get("/Subtype") == "/Form" and part.objgen not in seen:
        seen.add(part.objgen)
        yield from _content(part, part.get("/Resources", Dictionary()), seen)


def _glyphs(operands: Any) -> Iterator[str]:
    parts = operands[-1] if isinstance(operands[-1], Array) else [operands[-1]]
    for part in parts:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            if any(codes[place : place + 2] == b"\0\0" for place in range(0, len(codes), 2)):
                yield "6.2.11.8 a sign that no font shows"
