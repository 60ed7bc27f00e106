"""What later rooms put on the page of a matter."""

from __future__ import annotations

import pytest

from tandem.essentials.playbook import offers


def test_the_documents_of_a_matter_stand_in_the_order_of_the_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_sources", {})
    offers.register_documents("quotes", lambda pk: [offers.Document(label=f"Angebot {pk}", url="/a")])
    offers.register_documents(
        "orders", lambda _pk: [offers.Document(label="Auftrag", url="/b", detail="offen")]
    )
    # Loaded once more, a room does not stand there twice.
    offers.register_documents("quotes", lambda pk: [offers.Document(label=f"Angebot V{pk}", url="/a")])
    assert [document.label for document in offers.documents_of(7)] == ["Angebot V7", "Auftrag"]
