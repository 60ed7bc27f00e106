"""The weekly round: whom a tandem calls this week, prepared by each side alone and agreed together."""
