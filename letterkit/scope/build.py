"""Makes the compiled index from the rule files, voice cues and word lists.

python -m letterkit.scope.build
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from letterkit.errors import Fault, InputError, Place
from letterkit.profiles import load_profile, profile_ids
from letterkit.resources import INDEX, PARTS_INDEX, WINDOWS_INDEX, data_folder
from letterkit.scope.build_signs import signs_of_all, windows_of
from letterkit.scope.lexicon import Lexicon
from letterkit.scope.needs import needs
from letterkit.scope.pack import FAMILIES, RuleRecord, load_plain, load_rules
from letterkit.scope.patterns import in_rows
from letterkit.scope.precompiled import ENGINE, code_of
from letterkit.scope.profiled import profiled, refuse_unknown
from letterkit.stored import Rows, stored

_PLACEHOLDER = re.compile(r"\{([a-z][a-z_-]*)\}")
_INSIDE = {" ": r"\s_"}
_OUTSIDE = {" ": r"[\s_]", "-": "[-_]", "^": r"(?:(?<=^\s)|(?<=^\s[\s'\"(]))"}
_OPEN = frozenset({"gap", "wide"})  # these end in a space; the others are whole words
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def build_index() -> bytes:
    """Return the index as it is stored. Raises InputError for data that cannot be compiled."""
    lexicon = _lexicon()
    names = _phrases() | Lexicon(lexicon).placeholders
    rules = load_rules()
    patterns = _Numbered()
    index = {
        "profiles": {profile: _changes(profile, rules) for profile in profile_ids()},
        "rules": [_rule(record, names, patterns) for record in rules],
        "by_cue": _by_cue(rules, lexicon["kinds"]),
        "voice": _voice(names, patterns),
        "patterns": patterns.data,
        "lexicon": lexicon,
        "signs": signs_of_all(lexicon["kinds"]),
    }
    return stored(index, Path(INDEX).name)


_SETS = (  # of roles.yaml, in which single words are looked up
    "sentence_words", "labels", "only_in_names", "name_words", "writers", "small_words",
)  # fmt: skip


def build_parts() -> bytes:
    """Return the parts of a letter, where sentences end, and what a whole one is asked, as stored.

    Raises InputError for a family or rule that there is not.
    """
    roles, whole = load_plain("roles.yaml"), load_plain("completeness.yaml")
    asks = {role: data["asks"] for role, data in roles.pop("roles").items()}
    of_letter = {record.id for record in load_rules() if record.of_letter}
    rewrites = " ".join(record.rewrite or "" for record in load_rules())
    left = {words.lower() for words in re.findall(r"\[([^\[\]]+)\]", rewrites)}
    whole["left_to_fill_in"] = sorted(left.union(map(str, whole["left_to_fill_in"])))
    for name, kinds, known in (
        ("roles.yaml", asks | {"": roles["only_in_names"]}, set(FAMILIES.values())),
        ("completeness.yaml", whole["kinds"], of_letter),
    ):
        if strange := {asked for named in kinds.values() for asked in named} - known:
            raise _fault(name, f"{', '.join(sorted(strange))} cannot be asked there")
    sentences = load_plain("sentences.yaml")
    sentences["long"] = int(sentences["long"])
    for name in ("titles", "shortened", "short_words"):
        sentences[name] = dict.fromkeys(sentences[name], 1)
    of_dates = [*roles.pop("months"), *roles.pop("weekdays"), "of", "the", "date:"]
    sets = {name: dict.fromkeys(roles[name], 1) for name in _SETS}
    return stored(
        roles
        | sets
        | {"asks": asks, "of_dates": dict.fromkeys(of_dates, 1)}
        | {"letter": whole, "sentences": sentences},
        Path(PARTS_INDEX).name,
    )


def build_windows() -> bytes:
    """Return the network as stored: what only some sentences need."""
    return stored(windows_of(_lexicon()["kinds"]), Path(WINDOWS_INDEX).name)


class _Numbered:
    """The patterns of rules and voices by number, with what a text needs to hold for each."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._needs: list[list[int]] = []
        self._numbers: dict[tuple[str, ...], int] = {}  # of the sets of pieces

    def add(self, patterns: Iterable[str], where: str) -> list[int]:
        """Return the numbers that patterns have from now on."""
        first = len(self._texts)
        for pattern in patterns:
            ready = _compilable(pattern, where)
            sets = [tuple(pieces) for pieces in needs(ready)]
            self._texts.append(ready)
            self._needs.append([self._numbers.setdefault(s, len(self._numbers)) for s in sets])
        return list(range(first, len(self._texts)))

    @property
    def data(self) -> dict[str, Any]:
        """Return all of them as the check reads them."""
        meets: dict[str, list[int]] = {}
        for pieces, number in self._numbers.items():
            for piece in pieces:
                meets.setdefault(piece, []).append(number)
        return {
            "texts": Rows({str(n): text for n, text in enumerate(self._texts)}),
            "engine": ENGINE,
            "codes": Rows({str(n): code_of(text) for n, text in enumerate(self._texts)}),
            "needs": self._needs,
            "pieces": in_rows(meets),
        }


def _rule(record: RuleRecord, names: dict[str, str], patterns: _Numbered) -> dict[str, Any]:
    left = {"wrong", "permitted", "cues", "match", "names"}
    return record.model_dump(exclude=left) | {
        "category": record.category,
        "match": patterns.add((_expand(p, names, record.id) for p in record.match), record.id),
        "names": _names(record.names) if record.names else None,
    }


def _changes(profile: str, rules: tuple[RuleRecord, ...]) -> dict[str, dict[str, Any]]:
    """Return, for each rule that ``profile`` has otherwise, the fields that differ."""
    chosen = load_profile(profile)
    refuse_unknown(chosen, rules)
    changes = {}
    for record in rules:
        before, after = record.model_dump(), profiled(record, chosen).model_dump()
        if changed := {name: value for name, value in after.items() if value != before[name]}:
            changes[record.id] = changed
    return changes


def _names(table: str) -> dict[str, Any]:
    """Return a table of names as the check looks them up: every name, and what it names."""
    data = load_plain(table)
    medicines: dict[str, set[str]] = {}
    brands: set[str] = set()
    for medicine, row in data["medicines"].items():
        own = {brand for found in row["brands"].values() for brand in found}
        brands |= own
        for name in {medicine, *row["aliases"], *own}:
            medicines.setdefault(name, set()).update(row.get("contains", [medicine]))
    return {
        "medicines": {name: sorted(found) for name, found in medicines.items()},
        "brands": sorted(brands),
        "makers": data["makers"],
    }


def _by_cue(
    rules: tuple[RuleRecord, ...], kinds: list[str]
) -> dict[str, list[tuple[int, list[str]]]]:
    """Return, for the longest word of each cue, the rules it may call for and all its words."""
    by_cue: dict[str, list[tuple[int, list[str]]]] = {}
    for number, record in enumerate(rules):
        for cue in record.cues:
            words = sorted(cue.split(), key=lambda word: (not word.startswith("{"), len(word)))
            for word in words:
                if word.startswith("{") and word[1:-1] not in kinds:
                    raise _fault(record.id, f"the cue {word} is no word list")
            by_cue.setdefault(words[-1], []).append((number, words[:-1]))
    return by_cue


def _voice(names: dict[str, str], patterns: _Numbered) -> dict[str, Any]:
    data = load_plain("voice.yaml")

    def add(listed: list[str], form: str = "{}") -> list[int]:
        expanded = (form.format(_expand(pattern, names, "voice.yaml")) for pattern in listed)
        return patterns.add(expanded, "voice.yaml")

    forms = {"backward": "(?:{})" + data["closing"].replace("{", "{{").replace("}", "}}")}
    return {
        "cues": [
            {
                "voice": cue["voice"],
                "direction": cue["direction"],
                "match": add(cue["patterns"], forms.get(cue["direction"], "(?:{})")),
            }
            for cue in data["cues"]
        ],
        **{name: add(data[name]) for name in ("terminators", "pseudo", "beginnings", "marks")},
    }


def _phrases() -> dict[str, str]:
    """Return the named pieces of pattern, each as a group that starts and ends with its words."""
    phrases = {
        name: "|".join(sorted(pieces, key=len, reverse=True))
        if _all_plain(pieces)
        else "|".join(pieces)
        for name, pieces in load_plain("phrases.yaml").items()
    }
    return {
        name: f"(?:{pieces})" if name in _OPEN else rf"(?<!\w)(?:{pieces})(?!\w)"
        for name, pieces in phrases.items()
    }


def _all_plain(pieces: list[str]) -> bool:
    """Return whether the pieces are words only, so that the longest may come first."""
    return all(re.fullmatch(r"[\w' -]+", piece) for piece in pieces)


def _expand(pattern: str, names: dict[str, str], where: str) -> str:
    def known(match: re.Match[str]) -> str:
        if match[1] not in names:
            raise _fault(where, f"there is no word list or phrase {match[0]}")
        return names[match[1]]

    for _ in range(4):  # a phrase may name word lists and phrases
        pattern = _PLACEHOLDER.sub(known, pattern)
    return pattern


def _spaced(pattern: str) -> str:
    """Return a pattern as people write it in the form that a tagged sentence needs.

    A space stands for the space of any class and for the joint within a term, a hyphen for that
    joint too, and ``^`` for the place behind the space that opens every tagged sentence.
    """
    out: list[str] = []
    inside = False
    position = 0
    while position < len(pattern):
        sign = pattern[position]
        if sign == "\\":
            out.append(pattern[position : position + 2])
            position += 2
            continue
        if sign == "[" and not inside:
            inside = True
            if pattern[position + 1 : position + 2] == "^":
                out.append("[^")
                position += 2
                continue
        elif sign == "]" and inside:
            inside = False
        out.append((_INSIDE if inside else _OUTSIDE).get(sign, sign))
        position += 1
    return "".join(out)


def _compilable(pattern: str, where: str) -> str:
    pattern = _spaced(pattern)
    try:
        re.compile(pattern)
    except re.error as error:
        raise _fault(where, f"the pattern cannot be read ({error})") from None
    return pattern


def _fault(where: str, what: str) -> InputError:
    return InputError(Fault(f"{where}: {what}.", "", Place(str(data_folder()))))


def _lexicon() -> dict[str, Any]:
    """Return the terms with the number of their class; the first class in priority wins."""
    classes = {
        name: lists
        for name, lists in load_plain("lexicon/classes.yaml").items()
        if lists.get("files")
    }
    terms: dict[str, int] = {}
    cased: dict[str, int] = {}
    suffixes: dict[str, int] = {}
    longer: dict[str, set[tuple[str, ...]]] = {}  # a first word → the terms that go on
    for number, lists in enumerate(classes.values()):
        for words in _words_of_terms(lists):
            terms.setdefault(" ".join(words), number)
            if len(words) > 1:
                longer.setdefault(words[0], set()).add(words)
        for found, files in ((cased, "uppercase"), (suffixes, "suffixes")):
            for term in (term for file in lists.get(files, ()) for term in _terms(file)):
                found.setdefault(term, number)
    spared = (file for lists in classes.values() for file in lists.get("not_suffixed", ()))
    return {
        "kinds": [*classes],
        "terms": Rows(terms),
        "cased": cased,
        "suffixes": suffixes,
        "longer": Rows({word: _longer(found) for word, found in longer.items()}),
        "also_words": "\n".join(_terms("uppercase-also-words.txt")),
        "beside_findings": "\n".join(_terms("beside-findings.txt")),
        "not_suffixed": "\n".join(sorted({term for file in spared for term in _terms(file)})),
    }


def _longer(terms: set[tuple[str, ...]]) -> str:
    """Return how many words the longest of some terms has, and their second words."""
    return " ".join([str(max(map(len, terms))), *sorted({words[1] for words in terms})])


def _words_of_terms(lists: dict[str, list[str]]) -> set[tuple[str, ...]]:
    terms = {
        tuple(_WORD.findall(form))
        for file in lists["files"]
        for term in _terms(file)
        for form in _forms(term)
    }
    pairs = (pair for file in lists.get("products", ()) for pair in _pairs(file))
    terms |= {tuple(_WORD.findall(form)) for pair in pairs for form in _forms(f"{pair}*")}
    return terms | set(_long_tail(terms, lists))


def _long_tail(
    terms: set[tuple[str, ...]], lists: dict[str, list[str]]
) -> Iterator[tuple[str, ...]]:
    """Yield the terms of the ``tail`` files that the class does not find in part already."""
    endings = tuple(ending for file in lists.get("suffixes", ()) for ending in _terms(file))
    for term in (term for file in lists.get("tail", ()) for term in _terms(file)):
        words = tuple(_WORD.findall(term))
        spans = (words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1))
        if not any(span in terms for span in spans) and not any(w.endswith(endings) for w in words):
            yield words


def _terms(name: str) -> list[str]:
    lines = (data_folder() / "lexicon" / name).read_text("utf-8").splitlines()
    terms = (line.split("#")[0].strip() for line in lines)
    return [term for term in terms if term]


def _pairs(name: str) -> Iterator[str]:
    """Yield every pair of the two lists of a file, save those that it leaves out.

    Raises InputError for one left out that is no pair.
    """
    lists = load_plain(f"lexicon/{name}")
    pairs = dict.fromkeys(map(" ".join, itertools.product(lists["of"], lists["named"])))
    for pair in lists["but"]:
        if pair not in pairs:
            raise _fault(name, f"“{pair}” is left out, and is none of its pairs")
        del pairs[pair]
    yield from pairs


def _forms(term: str) -> list[str]:
    """Return a term, and its regular plural where it ends in a star."""
    if not term.endswith("*"):
        return [term]
    term = term[:-1].rstrip()
    if term.endswith(("s", "x", "z", "ch", "sh")):
        return [term, term + "es"]
    if term.endswith("y") and term[-2:-1] not in "aeiou":
        return [term, term[:-1] + "ies"]
    return [term, term + "s"]


def main() -> None:
    """Write the index, the parts of a letter and the network."""
    for path, said in (
        (INDEX, build_index()),
        (PARTS_INDEX, build_parts()),
        (WINDOWS_INDEX, build_windows()),
    ):
        new = Path(f"{path}.new")
        new.write_bytes(said)
        new.replace(path)  # but on Windows, a check that runs meanwhile goes on reading the old one


if __name__ == "__main__":
    main()
