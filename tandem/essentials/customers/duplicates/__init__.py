"""'Is this a customer already?' (S1.3): keys by which a company is found again, and how alike two are."""
