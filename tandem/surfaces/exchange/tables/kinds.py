"""What kind of file it is, by what stands in it: names of files lie ('liste.xls' is often a web page)."""

import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from tandem.surfaces.exchange.tables.errors import TableError

WORKBOOK = "workbook"
TEXT = "text"

MOST_UNPACKED = 1_000_000_000
# A real workbook shrinks to a tenth or a fiftieth; what shrinks to less than this is made to do harm.
_BOMB_RATIO, _BOMB_FROM = 200, 50_000_000
_MOST_PARTS = 20_000

_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(file: BinaryIO) -> str:
    """WORKBOOK or TEXT. Raises TableError for everything that holds no table or must not be opened."""
    file.seek(0)
    start = file.read(4096)
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n") and not file.read(1):
        raise TableError(_("The file is empty."))
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        _check_zip(file)
        return WORKBOOK
    if start.startswith(_OLE):
        _check_ole(file)
        return WORKBOOK
    _refuse_other_kinds(start)
    return TEXT


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(b"%PDF"):
        raise TableError(_("This is a PDF and no table. Ask for the list as an Excel or CSV file."))
    if start.startswith(_PACKED):
        raise TableError(_("This is a packed archive. Unpack it and choose the file inside."))
    if start.startswith(_PICTURES[:3]) or (start.startswith(_PICTURES[3:]) and b"\x00" in start[:64]):
        raise TableError(_("This is a picture and no table."))
    if start.startswith(_UTF16_BOMS):
        return
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<", b"{\\rtf")):
        raise TableError(
            _("This is a web page or a text document, not a table. Open it in Excel and save it as .xlsx.")
        )
    if text.startswith((b'{"', b"{\n", b"{\r", b"[{", b"[\n")):
        raise TableError(_("This is a data file for programs (JSON) and no table."))


def _check_ole(file: BinaryIO) -> None:
    """Old .xls, or the shell in which Excel encrypts new workbooks; the directory names the streams."""
    file.seek(0)
    content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise protected()
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
        raise _other_document()


def _check_zip(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            packed = sum(part.compress_size for part in parts)
            unpacked = sum(part.file_size for part in parts)
            too_tight = unpacked > _BOMB_FROM and unpacked > packed * _BOMB_RATIO
            if unpacked > MOST_UNPACKED or too_tight or len(parts) > _MOST_PARTS:
                raise TableError(_("Unpacked, this file would be far too large. It was not opened."))
            if any(part.flag_bits & 0x1 for part in parts):
                raise protected()
            _check_parts(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, TableError):
            raise
        raise damaged() from error


def _check_parts(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise protected()
    if any(name.startswith("xl/") for name in names):
        return
    if "content.xml" in names and "mimetype" in names:
        if b"spreadsheet" in archive.read("mimetype"):
            return
        raise _other_document()
    if any(name.startswith(("word/", "ppt/", "visio/", "Index/")) for name in names):
        raise _other_document()
    if "[Content_Types].xml" not in names:
        raise TableError(_("This is a packed archive. Unpack it and choose the file inside."))


def damaged() -> TableError:
    return TableError(_("The file is damaged or not complete. Save or send it again."))


def protected() -> TableError:
    return TableError(_("The workbook is protected by a password. Save it without one and try again."))


def _other_document() -> TableError:
    return TableError(_("This document is no workbook. Save the table as an Excel or CSV file."))
