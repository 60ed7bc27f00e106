"""Tables out of the files people have: workbooks of every kind, and text with separators."""

from tandem.surfaces.exchange.tables.errors import TableError
from tandem.surfaces.exchange.tables.opening import MOST_BYTES, Table, open_table
from tandem.surfaces.exchange.tables.source import MOST_COLUMNS, Row

__all__ = ["MOST_BYTES", "MOST_COLUMNS", "Row", "Table", "TableError", "open_table"]
