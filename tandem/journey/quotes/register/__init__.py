"""The register of all quotes: what is wanted, which rows that are, what they sum up to, and how it is shown."""
