"""What this room offers while a matter stands at a step, and what there is to read of it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.essentials.consent import relations
from tandem.essentials.people.models import FIELD
from tandem.essentials.playbook import conditions, offers
from tandem.essentials.playbook.models import ORDER
from tandem.journey.orders import calling, queries
from tandem.journey.orders.models import Order

DELIVER = offers.Offer(
    key="orders.deliver",
    step_key=ORDER,
    label=_("Record the delivery"),
    short=pgettext_lazy("verb, order", "Record delivery"),
    icon="truck",
    url_name="orders:deliver_for",
)


offers.register(
    offers.Offer(
        key="orders.confirm",
        step_key=ORDER,
        label=_("Confirm the order"),
        short=pgettext_lazy("verb, order", "Confirm"),
        icon="package-check",
        url_name="orders:confirm",
        rank=10,
        done=queries.confirmed,
        then=DELIVER,
    ),
)


def _documents(matter_id: int) -> list[offers.Document]:
    """The order and its confirmation."""
    order = Order.objects.filter(matter=matter_id, confirmed_at__isnull=False).first()
    if order is None:
        return []
    label = f"{pgettext('of a customer', 'Order')} {order.number}"
    confirmation = gettext("Order confirmation %(number)s") % {"number": order.number}
    page = reverse("orders:order", args=[order.pk])
    pdf = reverse("orders:document", args=[order.pk])
    return [
        offers.Document(label=label, url=page, detail=order.state_label, icon="package"),
        offers.Document(label=f"{confirmation} (PDF)", url=pdf),
    ]


offers.register_documents("orders", _documents)


def _customer_since(customer: Any) -> QuerySet[Order, Any]:
    """Whoever has ordered is a customer since then: a legal basis to be in touch."""
    orders = Order.objects.filter(matter__customer=customer, confirmed_at__isnull=False)
    return orders.order_by("confirmed_at").values("confirmed_at__date")[:1]


relations.register("orders", _customer_since)


def _is_confirmed(matter_id: int) -> bool:
    return queries.confirmed(matter_id).exists()


conditions.register(
    conditions.Condition(key="orders.confirmed", label=_("order confirmed"), side=FIELD, holds=_is_confirmed),
)

calling.know()
