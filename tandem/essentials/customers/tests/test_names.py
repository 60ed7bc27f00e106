"""What a contact is called: in the language of whoever reads, and as the company keeps it."""

from django.utils.translation import override

from tandem.essentials.customers.models import Contact


def test_a_page_says_the_salutation_in_its_language() -> None:
    egle = Contact(salutation="Frau", title="Dr.", first_name="Marion", last_name="Egle")
    with override("en"):
        assert egle.formal_name == "Ms Dr. Egle"
        assert egle.kept_name == "Frau Dr. Egle"
    with override("de"):
        assert egle.formal_name == "Frau Dr. Egle"


def test_without_a_salutation_the_whole_name_stands() -> None:
    assert Contact(first_name="Marion", last_name="Egle").formal_name == "Marion Egle"
    assert Contact(salutation="Familie", last_name="Egle").formal_name == "Familie Egle"
