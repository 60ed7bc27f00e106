"""Call mode: one call after the other (S2.2)."""
