"""Learn: every rule stands on the page, with an address, and can be read without a script."""

from __future__ import annotations

import re
from html import unescape

import pytest
from local_page import Running

from letterkit.profiles import profile_ids
from letterkit.scope.pack import FAMILIES, VOICES, load_plain, load_rules, load_sources
from letterkit.web.learning import families


@pytest.fixture(scope="module")
def page(shared: Running) -> str:
    return shared.ask("GET", "/learn").text


def test_every_rule_has_an_address_within_its_family(page: str) -> None:
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {rule.id for rule in load_rules()} <= set(ids)
    linked = re.findall(r'href="#([^"]+)"', page)
    assert set(FAMILIES.values()) <= set(linked) <= set(ids)
    told = {
        lesson.rule.id: family.id for family in families("massage-us") for lesson in family.lessons
    }
    assert told == {rule.id: rule.category for rule in load_rules()}


def test_every_sentence_of_a_rule_stands_on_the_page(page: str) -> None:
    words = unescape(re.sub(r"</?mark[^>]*>", "", page))
    for rule in load_rules():
        for wrong in rule.wrong:
            assert wrong.sentence in words
            assert wrong.right in words
            assert f'<mark class="mark">{wrong.span}</mark>' in unescape(page)
        assert all(near.text in words for near in rule.permitted)
        assert rule.advice.replace("{title}", "").split("{")[0] in words
    assert "[[" not in words
    assert "{match}" not in words


def test_every_rule_says_on_whose_authority_with_the_address(page: str) -> None:
    linked = {unescape(address) for address in re.findall(r'href="(https?://[^"]+)"', page)}
    cited = {
        name
        for f in families("massage-us")
        for one in f.lessons
        for name in one.rule.source.split(", ")
    }
    assert linked == {load_sources()[name].address for name in cited}
    assert all(one.sources for family in families("massage-us") for one in family.lessons)
    outward = re.findall(r"<a [^>]*https?://[^>]*>", page)
    assert all('rel="noreferrer noopener"' in link for link in outward)


def test_it_needs_no_script(page: str) -> None:
    assert page.count("<details") == len(load_rules())
    assert "<script" not in page


def test_each_profile_has_its_own_page(shared: Running) -> None:
    pages = {name: shared.ask("GET", f"/learn/{name}") for name in profile_ids()}
    assert {page.status for page in pages.values()} == {200}
    assert len({page.body for page in pages.values()}) == len(pages)
    assert "off here" in pages["therapist-uk"].text
    assert shared.ask("GET", "/learn/nobody").status == 404


def test_every_family_and_every_voice_is_named_in_plain_words() -> None:
    words = load_plain("families.yaml")
    assert list(words["families"]) == list(FAMILIES.values())
    assert set(words["voices"]) == set(VOICES)
    assert all(set(told) == {"title", "says"} for told in words["families"].values())
