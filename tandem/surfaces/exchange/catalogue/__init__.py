"""Products and prices from Excel and CSV: the same files, columns and counts as customer lists, other rows.

`targets` says which column means what, `rows` reads cells, `walking` goes through a file: what becomes of each row is
decided by the room of products, which also writes.
"""
