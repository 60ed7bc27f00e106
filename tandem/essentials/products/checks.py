"""What must hold of products and prices (INV5)."""

from __future__ import annotations

from tandem.base.tools import checks as tools

_CHECKS = (
    tools.sql(
        invariant="INV5",
        name="price below its list",
        query="""
            SELECT p.number, l.name FROM products_tier t JOIN products_product p ON p.id = t.product_id
            JOIN products_pricelist l ON l.id = t.price_list_id
            WHERE t.price < 0 OR t.price <> round(t.price, 4) OR t.from_quantity < 0 ORDER BY 1, 2
        """,
        sentence="{0} has a price or quantity in the list “{1}” that is none.",
    ),
    tools.sql(
        invariant="INV5",
        name="tier told twice",
        query="""
            SELECT p.number, l.name, t.from_quantity FROM products_tier t
            JOIN products_product p ON p.id = t.product_id JOIN products_pricelist l ON l.id = t.price_list_id
            GROUP BY 1, 2, 3 HAVING count(*) > 1 ORDER BY 1, 2, 3
        """,
        sentence="{0} has two prices in the list “{1}” from the quantity {2} on.",
    ),
    tools.sql(
        invariant="INV5",
        name="surcharge of another currency",
        query="""
            SELECT s.id, l.name, s.currency, l.currency FROM products_surcharge s
            JOIN products_pricelist l ON l.id = s.price_list_id WHERE s.currency <> l.currency ORDER BY 1
        """,
        sentence="A surcharge of the list “{1}” is in {2}, the list in {3}.",
    ),
    tools.sql(
        invariant="INV5",
        name="cost that is none",
        query="""
            SELECT p.number, c.from_date FROM products_costprice c JOIN products_product p ON p.id = c.product_id
            WHERE c.cost < 0 ORDER BY 1, 2
        """,
        sentence="The cost of {0} from {1} on is below zero.",
    ),
    tools.sql(
        invariant="INV5",
        name="tax rate out of bounds",
        query="SELECT country, kind, rate FROM products_vatrate WHERE rate < 0 OR rate >= 100 ORDER BY 1, 2",
        sentence="The tax rate of {0} ({1}) is {2} percent.",
    ),
)


def register() -> None:
    """Called when the room is loaded."""
    tools.register(*_CHECKS)
