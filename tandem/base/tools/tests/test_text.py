import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tandem.base.tools import text


def test_umlauts_accents_and_punctuation_fold_to_plain_words() -> None:
    assert text.fold("  Müller & Söhne, GmbH ") == "mueller soehne gmbh"
    assert text.fold("Åkerlund-Çelik Straße Łódź Øre İstanbul") == "akerlund celik strasse lodz ore istanbul"
    assert text.fold(unicodedata.normalize("NFD", "Hölzl")) == "hoelzl"


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_texts_fold_as_all_others(plain: str) -> None:
    """What is folded by a table reads as if it stood beside a letter that is not in it."""
    assert f"{text.fold(plain)} \u03b1".strip() == text.fold(f"{plain} \u03b1")


def test_the_same_name_is_the_same_in_every_spelling() -> None:
    assert text.name_key("Müller GmbH") == text.name_key("MUELLER  Gmbh")
    assert text.name_key("Schmalegger Agrartechnik KG") == text.name_key("SCHMALEGGER AGRARTECHNIK KG")
    assert text.name_key("***") != text.name_key("!!!")


def test_control_and_turning_characters_go_and_honest_texts_stay() -> None:
    assert text.clean(" a\x00b\u202ecod.exe\x07 ") == "abcod.exe"
    assert text.clean("Zeilen\r\numbruch\u00a0 GmbH") == "Zeilen umbruch GmbH"
    assert text.clean("eins\r\nzwei\rdrei ", lines=True) == "eins\nzwei\ndrei"
    assert text.clean("👩\u200d🔧 عربي") == "👩\u200d🔧 عربي"
    assert text.clean("\ud800x") == "x"


def test_a_limit_never_cuts_a_letter_from_its_accent() -> None:
    assert text.clean("abcd", limit=2) == "ab"
    assert text.clean("aq\u0323b", limit=2) == "a"


def test_german_order_takes_umlauts_for_their_plain_letters() -> None:
    names = ["Zebra", "Ähre", "Apfel", "aal"]
    assert sorted(names, key=text.sort_key) == ["aal", "Ähre", "Apfel", "Zebra"]


def test_any_part_of_a_word_is_found_in_both_umlaut_spellings() -> None:
    terms = text.search_terms("Hölzl Fördertechnik GmbH")
    for query in ("hoelzl", "Hölz", "holzl", "technik", "RDERTECH", "gmb"):
        [wanted] = text.query_terms(query)
        assert any(term.startswith(wanted) for term in terms), query
    assert "l" not in terms
    assert text.query_terms("Hölzl  ulm hölzl") == ["hoelzl", "ulm"]
    assert text.search_terms("3 M") == {"3", "m"}


@given(st.text())
def test_folding_twice_changes_nothing(written: str) -> None:
    assert text.fold(text.fold(written)) == text.fold(written)
    assert text.sort_key(text.sort_key(written)) == text.sort_key(written)


@given(st.text())
def test_cleaning_twice_changes_nothing_and_can_be_stored(written: str) -> None:
    cleaned = text.clean(written)
    assert text.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\x00" not in cleaned.encode().decode()


@given(st.text(), st.integers(0, 20))
def test_a_limit_holds(written: str, limit: int) -> None:
    assert len(text.clean(written, limit=limit, lines=True)) <= limit


@given(st.text(alphabet="äöüßabcß -", min_size=1))
def test_every_word_of_a_text_finds_the_text(written: str) -> None:
    terms = text.search_terms(written)
    assert set(text.query_terms(written)) <= terms
    assert all(len(term) <= text.WORD_LIMIT for term in terms)
