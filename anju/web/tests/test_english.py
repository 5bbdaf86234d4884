"""The English catalogue holds every text of the pages, and every placeholder of each."""

import re

from anju.web.tests.messages import texts, translated


def test_every_text_has_an_english_one() -> None:
    held = translated()
    assert [text for text in texts() if not held.get(text)] == []


def test_the_catalogue_holds_nothing_that_no_page_shows() -> None:
    assert sorted(translated().keys() - texts().keys() - {""}) == []


def test_the_placeholders_are_the_same_in_both_languages() -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]", text))

    odd = [
        text for text, english in translated().items() if text and placeholders(text) != placeholders(english)
    ]
    assert odd == []
