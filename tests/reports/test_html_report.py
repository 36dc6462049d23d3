"""The page: it stands alone, escapes everything, keeps the letter, and is readable by anybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from issues_to_show import SOURCES, issue, placed, report, with_allowances

from letterkit.issue import Allowed, Report
from letterkit.reports.html_report import html_report
from letterkit.resources import package_folder

STYLE = (package_folder() / "reports" / "report.css").read_text("utf-8")
VOID = {"meta", "br"}


class Page(HTMLParser):
    """What a browser would see: ids, links, tags, and the words of the letter."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.letter = ""
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        assert not any(name.startswith("on") or name in ("src", "style") for name in named)
        if "id" in named:
            self.ids.append(named["id"] or "")
        if "href" in named:
            self.links.append(named["href"] or "")
        if tag not in VOID:
            self._open.append((tag, named.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = [kind for _, kind in self._open]
        if "words" in inside and not any(tag == "sup" for tag, _ in self._open):
            self.letter += data


def page(*reports: Report) -> Page:
    return Page(html_report([(f"{n}.txt", one) for n, one in enumerate(reports)], SOURCES))


def test_every_mark_leads_to_its_note_and_back() -> None:
    text = "He has gout and sciatica.\n\nA fracture."
    seen = page(
        report(text, *(issue(text, w) for w in ("gout", "sciatica", "fracture"))), report(text)
    )
    local = [link[1:] for link in seen.links if link.startswith("#")]
    assert {"why-1", "why-2", "why-3", "words-1", "words-2", "words-3"} == set(local)
    assert set(local) <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_the_letter_keeps_its_words() -> None:
    text = "Dear  Dr. A,\n\n“He has gout”,\n  & <b>more</b>.\n\nYours"
    seen = page(report(text, issue(text, "gout”,\n  & <b>"), issue(text, "has gout", "DX02")))
    assert seen.letter == re.sub("\n\n", "", text)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "</style><img src=x>", "a\0b\x1b[31m\u202egout", '" onclick="x'],
)
def test_nothing_in_a_letter_becomes_markup(text: str) -> None:
    seen = page(report(text, issue(text, text, rewrite=text)))
    assert not {"script", "img", "b"} & set(seen.tags)
    told = html_report([(text, report(text, issue(text, text, rewrite=text)))], SOURCES)
    assert not re.search("[\0-\x08\x1b\u202e]", told)


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    text = "He has gout."
    told = html_report([("a.txt", report(text, issue(text, "gout")))], SOURCES)
    assert "default-src 'none'" in told
    assert "<script" not in told
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert set(page(report(text)).tags).isdisjoint({"link", "script", "img", "iframe"})


def test_line_ends_of_windows_are_line_ends() -> None:
    text = "One\r\ntwo gout.\r\n\r\nThree.\r\n"
    seen = page(report(text, issue(text, "gout")))
    assert seen.letter == "One\ntwo gout.Three.\n"


def test_overlapping_issues_each_have_a_link() -> None:
    text = "take her off the blood thinner for the clot"
    seen = page(
        report(
            text,
            issue(text, "off the blood thinner"),
            issue(text, "blood thinner for the clot", "DX02", "warning"),
        )
    )
    assert {"#why-1", "#why-2"} <= set(seen.links)
    assert seen.letter == text


def test_an_issue_within_another_has_a_link_too() -> None:
    text = "take her off the blood thinner today"
    inner = issue(text, "blood thinner", "DX02", "warning")
    seen = page(report(text, issue(text, "off the blood thinner today"), inner))
    assert {"#why-1", "#why-2"} <= set(seen.links)


def test_a_note_says_why_what_instead_and_on_whose_authority() -> None:
    text = "He has gout."
    told = html_report(
        [("a", report(text, issue(text, "gout", rewrite="He reports gout.")))], SOURCES
    )
    for words in ("may be read as a diagnosis", "Say who found it.", "He reports gout.",
                  "Therapists do not diagnose &amp; prescribe.",
                  'href="https://example.org/a?b=1&amp;c=2"'):  # fmt: skip
        assert words in told


def test_what_is_allowed_and_what_is_unused_is_told() -> None:
    text = "He has gout and sciatica."
    allowed = Allowed(issue(text, "sciatica"), "comment", "her <own> word")
    told = html_report([("a", with_allowances(text, issue(text, "gout"), allowed))], SOURCES)
    assert "her &lt;own&gt; word" in told
    assert "PX01 reports nothing here." in told


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2 defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("words", "paper"),
    [
        *((words, paper) for words in ("ink", "soft", "link") for paper in ("page", "paper")),
        *((tone, paper) for tone in ("error", "warning", "suggestion")
          for paper in ("page", f"{tone}-paper")),
        *(("ink", f"{tone}-paper") for tone in ("error", "warning", "suggestion")),
    ],
)  # fmt: skip
def test_words_stand_out_from_their_paper(scheme: int, words: str, paper: str) -> None:
    palette = colours(STYLE.split(":root {")[scheme + 1])
    assert contrast(palette[words], palette[paper]) >= 4.5


def test_in_a_format_without_lines_the_place_stands_in_the_note() -> None:
    said = html_report([("a.docx", placed("He has gout.", "gout", "table 2, <row> 3"))])
    assert '<span class="place">table 2, &lt;row&gt; 3</span>' in said
    assert "<dd>DX01 family.dx01, table 2, &lt;row&gt; 3. <code>" in said
    assert "line 1, column" not in said
    assert (
        "place"
        not in html_report([("a.txt", report("gout", issue("gout", "gout")))]).split("</style>")[1]
    )
