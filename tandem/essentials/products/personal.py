"""Personal data held: who keeps the catalogue, and whom a price list is for."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(
        table="products_product", field="changed_by_id", about="user", purpose="who changed a product last"
    ),
    Holding(table="products_costprice", field="kept_by_id", about="user", purpose="who kept a cost price"),
    Holding(
        table="products_pricelist",
        field="changed_by_id",
        about="user",
        purpose="who changed a price list last",
    ),
]
