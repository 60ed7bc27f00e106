"""What must hold after deliveries: nobody is forgotten."""

from tandem.base.tools import checks

checks.register(
    checks.sql(
        invariant="INV1",
        name="after-sales of a delivered order",
        query="""
            SELECT orders.id, orders.number
            FROM orders_order orders
            JOIN teamwork_matter matter ON matter.id = orders.matter_id
            JOIN playbook_step step ON step.id = matter.step_id
            WHERE orders.state = 'delivered' AND matter.closed_at IS NULL AND 'after_sales' = ANY(step.key || step.also)
              AND NOT EXISTS (SELECT 1 FROM teamwork_task task
                              WHERE task.matter_id = matter.id AND task.step_key = 'after_sales')
            ORDER BY orders.id
        """,
        sentence="{1} was delivered, but nobody is to ask the customer.",
    ),
)
