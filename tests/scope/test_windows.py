"""The network comes to what plain arithmetic comes to, and is small, steady and rarely asked."""

from __future__ import annotations

import struct
from array import array
from base64 import b64decode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterkit import check_text
from letterkit.resources import WINDOWS_INDEX
from letterkit.scope.engine import weighed_parts
from letterkit.scope.index import load_scope
from letterkit.scope.pack import load_plain
from letterkit.scope.stretches import APART, MOST_TOKENS, STRETCH
from letterkit.scope.windows import LANE, Token, Windows, larger
from letterkit.stored import read_stored

DATA = read_stored(WINDOWS_INDEX)
FOUND = load_plain("signs/windows.yaml")
for compiled, found in zip(
    (DATA["words"], *DATA["further"]), (FOUND["words"], *FOUND["further"]), strict=True
):
    compiled["weights"] = found["weights"]  # as they stand, for plain arithmetic
ROWS = {key: array("b", row).tolist() for key, row in DATA["rows"].items()}
LETTERS = sorted((Path(__file__).parents[1] / "corpus" / "letters").glob("*.txt"))
lane = st.integers(0, (1 << LANE - 2) - 1)


def packed(values: list[int]) -> int:
    return sum(value << LANE * n for n, value in enumerate(values))


@given(st.lists(st.tuples(lane, lane), min_size=1, max_size=9))
def test_the_larger_of_each_lane_is_the_larger_of_each_pair(pairs: list[tuple[int, int]]) -> None:
    tops = packed([1 << LANE - 2] * len(pairs))
    first, second = ([pair[n] for pair in pairs] for n in (0, 1))
    assert larger(packed(first), packed(second), tops) == packed([max(pair) for pair in pairs])


def weights(layer: dict[str, Any]) -> list[list[int]]:
    """Return the weights of each filter, place after place."""
    return [
        [number - 32768 for (number,) in struct.iter_unpack("<H", b64decode(text))]
        for text in layer["weights"]
    ]


def row_of(token: Token) -> list[int]:
    form, words = token
    row = ROWS.get(form) or ROWS["?"]
    known = [ROWS[word + "="] for word in words if word + "=" in ROWS]
    if not known:
        return row
    means = [round(sum(column) / len(known)) for column in zip(*known, strict=True)]
    return [n + mean for n, mean in zip(row, means, strict=True)]


def heard(layer: dict[str, Any], rows: list[list[int]]) -> list[list[int]]:
    """Return what each filter hears around each row: numbers below nought are nought."""
    half, size, step = layer["window"] // 2, len(rows[0]), layer["step"]
    said: list[list[int]] = [[] for _ in rows]
    for bias, own in zip(layer["biases"], weights(layer), strict=True):
        for middle, values in enumerate(said):
            value = bias
            for place in range(layer["window"]):
                at = middle + (place - half) * step
                if 0 <= at < len(rows):
                    of_place = own[place * size : (place + 1) * size]
                    value += sum(a * b for a, b in zip(of_place, rows[at], strict=True))
            values.append(max(0, value))
    return said


def all_heard(data: dict[str, Any], tokens: list[Token]) -> list[list[int]]:
    """Return what every filter passes on of every place, word by word."""
    rows = [row_of(token) for token in (("^", ()), *tokens[:MOST_TOKENS], ("$", ()))]
    first = [[n >> data["coarser"] for n in row] for row in heard(data["words"], rows)]
    both = [[min(n, data["most"]) for n in row] for row in first]
    for layer in data["further"]:
        more = [[n >> data["finer"] for n in row] for row in heard(layer, both)]
        both = [
            [min(one + other, data["most"]) for one, other in zip(*pair, strict=True)]
            for pair in zip(both, more, strict=True)
        ]
    return both


def weighed(data: dict[str, Any], places: list[list[int]]) -> float:
    """Return the log-odds of some places, filter by filter."""
    total, head = 0.0, data["outside"]
    for n, said in enumerate(zip(*places, strict=True)):
        total += head["of_largest"][n] * max(said)
        total += head["of_mean"][n] * sum(said) / len(places) ** 0.5
    return float(head["bias"] + data["scale"] * total)


def sentences() -> Iterator[list[Token]]:
    for text in (
        "Stable.",
        "In my view this is a disc bulge, and it will not settle without an injection.",
        "Mr. Reyes reports 3 episodes of xyzzy numbness; does he need imaging?",
        "and so " * (MOST_TOKENS // 2 + 9),
    ):
        yield from (signs.tokens for signs, _ in weighed_parts(text))


@pytest.mark.parametrize("tokens", [[], *sentences()], ids=len)
def test_lanes_come_to_what_plain_arithmetic_comes_to(tokens: list[Token]) -> None:
    plainly = weighed(DATA, all_heard(DATA, tokens))
    assert Windows(DATA).log_odds(tokens) == pytest.approx(plainly, abs=1e-6)


@pytest.mark.parametrize("tokens", [[], *sentences()], ids=len)
def test_the_loudest_stretch_is_the_one_that_plain_arithmetic_finds(tokens: list[Token]) -> None:
    places = all_heard(DATA, tokens)
    last = max(0, len(places) - STRETCH)
    by_start = {
        start: weighed(DATA, places[start : start + STRETCH])
        for start in {*range(0, last, APART), last}
    }
    odds, stretch, families = Windows(DATA).loudest(tokens)
    assert odds == pytest.approx(max(by_start.values()), abs=1e-6)
    loudest = {start for start, said in by_start.items() if said > odds - 1e-6}
    assert stretch.stop - STRETCH + 1 in loudest or len(places) <= STRETCH
    assert set(families) == set(DATA["families"])


def test_no_lane_can_run_over() -> None:
    """The most that any word, form and filter can come to stays within what a lane holds."""
    first = most(DATA["words"], 2 * 128)
    assert first < 1 << LANE - 2
    passed_on = DATA["most"]
    for layer in DATA["further"]:
        further = most(layer, passed_on)
        assert further < 1 << LANE - 2
        assert passed_on + (further >> DATA["finer"]) < 1 << LANE - 2
    assert passed_on * (MOST_TOKENS + 2) < 1 << LANE


def most(layer: dict[str, Any], largest: int) -> int:
    """Return the most that a filter can hear, after seeing that none runs over below."""
    assert layer["below"] * layer["window"] + max(map(abs, layer["biases"])) < 1 << LANE - 2
    sums = []
    for row in weights(layer):
        own = list(map(abs, row))
        size = len(own) // layer["window"]
        places = [sum(own[n : n + size]) * largest for n in range(0, len(own), size)]
        assert max(places) < layer["below"]
        sums.append(sum(places))
    return int(max(sums) + max(map(abs, layer["biases"])))


def test_each_word_adds_to_the_windows_it_stands_in_and_no_other() -> None:
    network = Windows(DATA)
    for tokens in sentences():
        assert len(network.each(tokens, "claim")) == len(tokens)
    long = next(tokens for tokens in sentences() if len(tokens) > MOST_TOKENS)
    assert not any(network.each(long, "claim")[MOST_TOKENS:])


def test_words_used_alike_weigh_alike() -> None:
    """What phrases cannot know: a word that no labelled sentence had."""
    network = Windows(DATA)
    ((mine, _),) = weighed_parts("She will be painless within a fortnight of this massage.")
    ((hers, _),) = weighed_parts("She says she was painless within a fortnight of her massage.")
    assert network.log_odds(mine.tokens) > network.log_odds(hers.tokens)


def test_threads_that_share_the_network_come_to_one_result() -> None:
    texts = [path.read_text("utf-8") for path in LETTERS]
    alone = [check_text(text) for text in texts]
    load_scope.cache_clear()
    from letterkit.scope import index

    index._index.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(check_text, texts * 3))
    assert together == alone * 3


def test_most_sentences_of_a_letter_ask_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[Token]] = []
    log_odds = Windows.log_odds

    def counted(network: Windows, tokens: Sequence[Token]) -> float:
        asked.append(tokens)
        return log_odds(network, tokens)

    monkeypatch.setattr(Windows, "log_odds", counted)
    load_scope.cache_clear()  # what was decided for another test asks nothing
    sentences = 0
    for path in LETTERS:
        text = path.read_text("utf-8")
        sentences += len(list(weighed_parts(text)))
        check_text(text)
    assert 0 < len(asked) < 0.3 * sentences


def test_a_letter_that_no_phrase_leaves_unsure_reads_no_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scales = load_scope().scales
    monkeypatch.setitem(vars(scales), "_windows", None)
    assert not check_text("Thank you for seeing Mr. Reyes on May 3.").issues


def test_a_row_is_drawn_at_random_and_is_whole() -> None:
    size = len(DATA["words"]["lanes"])
    for key in Random(0).sample(sorted(ROWS), 200):
        assert len(ROWS[key]) == size
    assert {"?", "^", "$"} <= ROWS.keys()
