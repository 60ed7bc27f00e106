from django.urls import path

from tandem.essentials.products.views import lists, products, settings

app_name = "products"
urlpatterns = [
    path("produkte", products.product_list, name="list"),
    path("produkte/produkte.xlsx", products.workbook, name="workbook"),
    path("produkte/neu", products.new, name="new"),
    path("produkte/<int:pk>", products.product, name="product"),
    path("produkte/<int:pk>/zurueckziehen", products.retire, name="retire"),
    path("produkte/<int:pk>/wieder-anbieten", products.offer_again, name="offer_again"),
    path("produkte/<int:pk>/kosten", products.set_cost, name="set_cost"),
    path("produkte/<int:pk>/dateien", products.add_file, name="add_file"),
    path("produkte/<int:pk>/preis", products.try_out, name="try_out"),
    path("produkte/dateien/<int:pk>", products.file, name="file"),
    path("produkte/dateien/<int:pk>/entfernen", products.remove_file, name="remove_file"),
    path("produkte/preislisten", lists.price_lists, name="price_lists"),
    path("produkte/preislisten/neu", lists.new_list, name="new_list"),
    path("produkte/preislisten/<int:pk>", lists.price_list, name="price_list"),
    path("produkte/preislisten/<int:pk>/folgeliste", lists.copy, name="copy_list"),
    path("produkte/preislisten/<int:pk>/preise.xlsx", lists.workbook, name="list_workbook"),
    path("produkte/preislisten/<int:pk>/produkt", lists.add_product, name="add_to_list"),
    path("produkte/preislisten/<int:pk>/<int:product_pk>", lists.tiers, name="tiers"),
    path("produkte/zuschlaege", settings.surcharges, name="surcharges"),
    path("produkte/zuschlaege/anlegen", settings.add_surcharge, name="add_surcharge"),
    path("produkte/zuschlaege/<int:pk>/entfernen", settings.remove_surcharge, name="remove_surcharge"),
    path("produkte/steuern", settings.rates, name="rates"),
    path("produkte/steuern/festhalten", settings.keep_rate, name="keep_rate"),
    path("produkte/steuern/<int:pk>/entfernen", settings.remove_rate, name="remove_rate"),
    path("produkte/ordnung", settings.order, name="order"),
    path("produkte/ordnung/gruppe", settings.keep_group, name="keep_group"),
    path("produkte/ordnung/einheit", settings.keep_unit, name="keep_unit"),
]
