"""What must hold for orders: exact money (INV5), confirmed is confirmed (INV6), numbers without gaps."""

from tandem.base.tools import checks

checks.register(
    checks.guards(
        invariant="INV6", table="orders_order", triggers=("orders_order_frozen", "orders_order_sealed")
    ),
    checks.guards(invariant="INV6", table="orders_orderline", triggers=("orders_line_frozen",)),
    checks.sql(
        invariant="INV5",
        name="order sums",
        query="""
            SELECT orders.id, orders.number
            FROM orders_order orders
            LEFT JOIN orders_orderline line ON line.order_id = orders.id
            GROUP BY orders.id
            HAVING orders.net IS DISTINCT FROM sum(line.net) OR orders.net + orders.tax <> orders.gross
            ORDER BY orders.id
        """,
        sentence="{1}: the sum of the order is not the sum of its lines.",
    ),
    checks.sql(
        invariant="INV6",
        name="order document",
        query="""
            SELECT orders.id, orders.number
            FROM orders_order orders
            LEFT JOIN files_file file ON file.id = orders.pdf_id
            LEFT JOIN files_blob blob ON blob.sha256 = file.blob_id
            WHERE blob.sha256 IS NULL OR blob.sha256 <> orders.pdf_sha256
               OR encode(sha256(blob.content), 'hex') <> orders.pdf_sha256
            ORDER BY orders.id
        """,
        sentence="{1}: the stored confirmation is not the one that was sent.",
    ),
    checks.sql(
        invariant="INV6",
        name="order content",
        query="""
            SELECT orders.id, orders.number
            FROM orders_order orders LEFT JOIN orders_orderseal seal ON seal.order_id = orders.id
            WHERE orders.confirmed_at IS NOT NULL AND seal.sha256 IS DISTINCT FROM orders_digest(orders.id)
            ORDER BY orders.id
        """,
        sentence="{1}: it no longer says what it said when it was confirmed.",
    ),
    checks.sql(
        invariant="INV6",
        name="order and quote",
        query="""
            SELECT orders.id, orders.number
            FROM orders_order orders
            JOIN quotes_quoteversion version ON version.id = orders.version_id
            JOIN quotes_quote quote ON quote.id = version.quote_id
            WHERE version.state <> 'accepted' OR version.net <> orders.net OR version.gross <> orders.gross
               OR quote.matter_id <> orders.matter_id
            ORDER BY orders.id
        """,
        sentence="{1}: the order differs from the version that the customer accepted.",
    ),
    checks.sql(
        invariant="INV6",
        name="order delivery",
        query="""
            SELECT orders.id, orders.number
            FROM orders_order orders LEFT JOIN orders_delivery delivery ON delivery.order_id = orders.id
            WHERE orders.delivered_on IS DISTINCT FROM delivery.delivered_on ORDER BY orders.id
        """,
        sentence="{1}: the order and its delivery name different days.",
    ),
    checks.sql(
        invariant="INV6",
        name="order numbers",
        query="""
            SELECT held.year, held.last, count(orders.id)
            FROM tools_numberrange held LEFT JOIN orders_order orders ON orders.year = held.year
            WHERE held.kind = 'order'
            GROUP BY held.year, held.last
            HAVING count(orders.id) <> held.last - coalesce(min(orders.serial), 1) + 1
                OR max(orders.serial) <> held.last
        """,
        sentence="Order numbers of {0}: {2} orders, but numbers up to {1} were drawn.",
    ),
)
