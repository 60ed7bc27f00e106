"""Personal data held: whom a confirmation went to, who confirmed and noted the delivery."""

from tandem.base.tools.holdings import Holding

HOLDINGS = [
    Holding(table="orders_order", field="sent_to", about="contact", purpose="order confirmation"),
    Holding(table="orders_order", field="reference", about="contact", purpose="the customer's order"),
    Holding(table="orders_order", field="remark", about="contact", purpose="order confirmation"),
    Holding(table="orders_order", field="confirmed_by_id", about="user", purpose="who confirmed the order"),
    Holding(table="orders_delivery", field="recorded_by_id", about="user", purpose="who noted the delivery"),
    Holding(table="orders_delivery", field="note", about="contact", purpose="delivery"),
]
