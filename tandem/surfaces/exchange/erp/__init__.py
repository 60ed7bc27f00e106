"""Quotes that the ERP makes, as lists and folders bring them: read, matched with customers, taken in by the quotes."""
