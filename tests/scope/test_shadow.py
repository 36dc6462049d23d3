"""The shadow: what is read the same, and that every place in it leads back into the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit import check_text
from letterkit.scope.shadow import shadow_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ｉ ｓｕｓｐｅｃｔ ＤＶＴ！", "i suspect dvt!"),
        ("＂no＂ ＿ ｀a＇", "\"no\" - 'a'"),
        ("ﬁbrosis, oﬃce, ﬂuid", "fibrosis, office, fluid"),
        ("**ﬀ**\u200bﬁ  ﬂ", "fffi fl"),
        ("__come off__ _Plavix_, snake_case, ____", "come off plavix, snake-case, ----"),
        ('[Plavix](http://x.y/z "a b"), [**DVT**][1]', "plavix, dvt"),
        ("[sic] (x) [ ](y) a[1]", "[sic] (x) [ ](y) a[1]"),
    ],
)
def test_other_forms_of_a_letter_are_read_as_the_letter(text: str, words: str) -> None:
    assert shadow_of(text).words == words


@pytest.mark.parametrize(
    "text",
    ["I suspect ﬁbromyalgia now.", "Ｉ ｓｕｓｐｅｃｔ ａ ｆｒａｃｔｕｒｅ."],
)
def test_an_issue_in_other_letters_has_the_place_of_its_words(text: str) -> None:
    (issue,) = check_text(text).issues
    assert issue.text == text[issue.start : issue.end]
    assert issue.text.split()[-1] in ("ﬁbromyalgia", "ｆｒａｃｔｕｒｅ")


@given(st.text("aﬁﬃ \u200b*_[](\n"))
def test_every_place_in_a_shadow_leads_to_the_letter_that_it_stands_for(text: str) -> None:
    shadow = shadow_of(text)
    assert len(shadow.lines) == len(shadow.plain) == len(shadow.words)
    places = [shadow.at(offset) for offset in range(len(shadow.lines))]
    assert places == sorted(places)
    for offset, (place, sign) in enumerate(zip(places, shadow.lines, strict=True)):
        assert text[place] == sign or sign in {"ﬁ": "fi", "ﬃ": "ffi"}[text[place]]
        assert shadow.end(offset + 1) == place + 1
