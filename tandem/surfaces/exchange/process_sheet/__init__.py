"""The company's process as an Excel sheet, out and back in (X11): a row a step, headings and words in two languages."""

from tandem.surfaces.exchange.process_sheet.reading import Problem, ReadBack, read
from tandem.surfaces.exchange.process_sheet.writing import write

__all__ = ["Problem", "ReadBack", "read", "write"]
