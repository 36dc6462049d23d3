"""What a pattern needs: each match holds it, and it is found whatever the pattern's form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from letterkit.resources import INDEX
from letterkit.scope.index import load_scope
from letterkit.scope.matchers import matches
from letterkit.scope.needs import needs
from letterkit.scope.pack import load_rules


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\bgout\b", [[" gout "]]),
        (r"\bper[\s_](?:his|her)[\s_]chart", [[" per her chart", " per his chart"]]),
        (r"(?<!\w)has(?!\w)(?: an?)? plan", [[" has a plan", " has an plan", " has plan"]]),
        (r"pain\?", [["pain "], ["?"]]),
        (r"(?<=\u2003)[\w']+[\s_]daily", [[" daily"], ["\u2003"]]),
        (r"(?:no|not .{3}) doubt", [[" doubt"], ["no"]]),
        (r"\w+", []),
    ],
)  # fmt: skip
def test_needs(pattern: str, needed: list[list[str]]) -> None:
    assert needs(pattern) == needed


def test_no_cue_of_a_voice_is_lost_for_what_its_pattern_is_said_to_need() -> None:
    index = json.loads(Path(INDEX).read_text("utf-8"))
    lexicon = load_scope().lexicon
    wrong = [wrong.text for rule in load_rules() for wrong in rule.wrong]
    permitted = [permitted.text for rule in load_rules() for permitted in rule.permitted]
    texts = [text.replace("[[", "").replace("]]", "") for text in wrong + permitted]
    tagged = [lexicon.tag(text.lower(), text).text for text in texts]
    found = 0
    for cue in index["voice"]["cues"]:
        for pattern, needed in cue["match"]:
            for text in tagged:
                expected = [match.span() for match in re.finditer(pattern, text)]
                assert [m.span() for m in matches([(pattern, needed)], text)] == expected
                found += len(expected)
    assert found > 200
