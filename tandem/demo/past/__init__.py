"""Three years of business: planned in memory, numbered in order, written by COPY."""
