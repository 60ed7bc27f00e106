"""Every change of what we sell and what it costs."""

from tandem.essentials.products.actions.catalogue import (
    Facts,
    add_file,
    keep_group,
    keep_product,
    keep_unit,
    offer_again,
    remove_file,
    retire,
    set_cost,
)
from tandem.essentials.products.actions.importing import (
    one_at_a_time,
    take_in_prices,
    take_in_products,
    told,
)
from tandem.essentials.products.actions.lists import (
    ListFacts,
    copy_list,
    keep_list,
    raised,
    set_many_prices,
    set_prices,
)
from tandem.essentials.products.actions.refusals import CURRENCIES, NotValid, Stale
from tandem.essentials.products.actions.settings import (
    SurchargeFacts,
    keep_rate,
    keep_surcharge,
    remove_rate,
    remove_surcharge,
)
from tandem.essentials.products.actions.undoing import Undone, undo_import

__all__ = [
    "CURRENCIES",
    "Facts",
    "ListFacts",
    "NotValid",
    "Stale",
    "SurchargeFacts",
    "Undone",
    "add_file",
    "copy_list",
    "keep_group",
    "keep_list",
    "keep_product",
    "keep_rate",
    "keep_surcharge",
    "keep_unit",
    "offer_again",
    "one_at_a_time",
    "raised",
    "remove_file",
    "remove_rate",
    "remove_surcharge",
    "retire",
    "set_cost",
    "set_many_prices",
    "set_prices",
    "take_in_prices",
    "take_in_products",
    "told",
    "undo_import",
]
