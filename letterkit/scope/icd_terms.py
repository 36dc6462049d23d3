"""Derives the long tail of condition names from the ICD-10-CM tabular list.

    python -m letterkit.scope.icd_terms SOURCE

SOURCE is the tabular XML, published by the US National Center for Health Statistics and CMS and
in the public domain as a work of the US government; the ``simple-icd-10-cm`` package carries it in
its ``data`` folder. This is run when the list is renewed, never when a letter is checked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from letterkit.resources import data_folder

LEXICON = data_folder() / "lexicon"
OUTPUT = LEXICON / "condition-icd10cm.txt"
DENY = "condition-deny.txt"
DISEASE_WORDS = ("condition-icd-words.txt", "condition-head.txt", "condition.txt")
HAND_WRITTEN = (
    "observation.txt",
    "borderline.txt",
    "condition.txt",
    "condition-combined.txt",
    "condition-ambiguous.txt",
    "condition-head.txt",
    "condition-participle.txt",
    "psychological.txt",
    "psychological-borderline.txt",
    "anatomy.txt",
    "procedure.txt",
    "drug.txt",
    "drug-generic.txt",
)

# Left out: F (see psychological.txt), R signs and symptoms, T poisonings, V to Z circumstances.
_CHAPTERS = frozenset("ABCDEGHIJKLMNOPQS")
_NOTES = ("inclusionTerm", "excludes1", "excludes2")
_MOST_WORDS = 4

_BRACKETED = re.compile(r"\[([^\]]*)\]")
_PARENTHESIS = re.compile(r"\([^)]*\)")
_TAIL = re.compile(
    r",? (?:nos|nec|with|without|due to|following|in|during|associated|complicating|caused by"
    r"|resulting|affecting|as the|not|unspecified|initial|subsequent|sequela|by|from|after"
    r"|involving|requiring|except|secondary to|related to|at|on|for|to|at or|including)\b.*"
)
_EMPTY = re.compile(
    r"\b(?:unspecified|other|specified|certain|various|so stated|right|left|unilateral|bilateral"
    r"|initial encounter|single|simple|uncomplicated|generalized|localized|idiopathic)\b"
)
_REFUSED = re.compile(
    r"[/:;.]| (?:and|or|as|per|that|is|are|any|this|code|codes)\b|^(?:and|or|of|the|this|that)\b"
    r"|\b(?:newborn|fetal|fetus|neonatal|perinatal|maternal|antepartum|trimester|episode"
    r"|encounter|complications?|history|status|sequelae?|elsewhere|diseases of|disorders of"
    r"|conditions?|contact|exposure|screening|stage \w+|grade \w+|type [a-z]|code|use|used"
    r"|abnormal|abnormality|abnormalities|findings?|presence|absence of|acquired absence|care"
    r"|poisoning|device|implant|graft|procedural|labor|delivery|puerperium|childbirth"
    r"|section|classified|manifestations?|site|sites|part|parts|region|quadrant|primary"
    r"|driver|passenger|pedestrian|level|degree|open|closed|nondisplaced|displaced|body"
    r"|behavior|organisms?|agents?|remission|carrier|resistance|problems?|symptoms?|upper end"
    r"|lower end|shaft|toes?|foreign|superficial injury|blood alcohol|birth weight|gestation"
    r"|weeks|hours|unknown|unclassified|undetermined|uncertain|excluding|physeal|salter"
    r"|male|female|one|two|three|four|overlapping|lobe|zone|contiguous|noninfective|aspects?"
    r"|portion|surface|wall of|margin|border|base of|tail of|head of|of head|junction)\b"
)
_DIGIT = re.compile(r"\d")
_DIABETES = re.compile(r"\btype [12] diabetes\b")
_INVERTED = re.compile(
    r"^(?P<noun>[^,]+), (?P<word>acute|chronic|bacterial|viral|juvenile|adult|congenital|acquired"
    r"|infectious|infantile|hereditary|benign|malignant|recurrent|traumatic|septic|toxic)$"
)
_OF = re.compile(
    r"^(?P<head>abscess|ulcer|fracture|dislocation|subluxation|sprain|strain|contusion|laceration"
    r"|infection|stenosis|stricture|perforation|obstruction|rupture|disease|cyst|carcinoma"
    r"|inflammation|hypertrophy|atrophy|fibrosis|prolapse|torsion|calculus|embolism|thrombosis"
    r"|aneurysm|occlusion|dissection|tuberculosis|malformation|lipoma|neoplasm|tumor|polyp"
    r"|hemorrhage|infarction|insufficiency|deficiency|necrosis|varices|fistula) of (?:the )?"
    r"(?P<place>[a-z]+(?: (?!of\b)[a-z]+)?)$"
)
# The neoplasm chapter says "malignant neoplasm of breast"; people say "breast cancer".
_NEOPLASM = re.compile(r"^malignant neoplasm of (?:the )?(?P<place>[a-z]+(?: (?!of\b)[a-z]+)?)$")
_CUT_SHORT = re.compile(
    r"\b(?:of|and|the|related|associated|induced|originating|identified|seen|only|specific|type"
    r"|primarily|starting|unrelated|noted|arising|occurring|characterized|classifiable|suspect"
    r"|complicated|predominantly|both|any|all|its|into|under|over|through|when|if|a|b|c|d|e|s|t|x"
    r"|[iv]+|acute|chronic|congenital|acquired|secondary|infantile|juvenile|adult|non|form|forms"
    r"|stage|state|states|abdominal|cerebral|anterior|posterior|inferior|superior|lower|upper)$"
)
_BRITISH = tuple(
    (re.compile(american), british)
    for american, british in (
        (r"\besoph", "oesoph"),
        (r"(?<!o)edema\b", "oedema"),
        (r"\bhem(?=[aeo])", "haem"),
        (r"(?<=[cdhklnprstx])emia(?=s?\b)", "aemia"),
        (r"\banemic\b", "anaemic"),
        (r"\buremic\b", "uraemic"),
        (r"ischemic\b", "ischaemic"),
        (r"glycemic\b", "glycaemic"),
        (r"leukemoid\b", "leukaemoid"),
        (r"tumor", "tumour"),
        (r"rrhea\b", "rrhoea"),
        (r"\bceliac", "coeliac"),
        (r"\bgyneco", "gynaeco"),
        (r"fiber", "fibre"),
        (r"pediatric", "paediatric"),
        (r"\bceca?l\b", "caecal"),
        (r"\bcecum\b", "caecum"),
    )
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PLAIN = re.compile(r"[a-z0-9]+(?:[ '-][a-z0-9]+)*")


@dataclass(frozen=True)
class Sieve:
    """What is kept out, and the words of which a term must have one to name a condition."""

    terms: frozenset[str]
    endings: tuple[str, ...]
    starts: tuple[str, ...]
    disease_words: frozenset[str]
    suffixes: tuple[str, ...]

    def passes(self, term: str) -> bool:
        """Return whether a term, spelled as the matcher sees it, names a condition."""
        return not self._is_denied(term) and any(
            word in self.disease_words or (len(word) > 6 and word.endswith(self.suffixes))
            for word in term.split()
        )

    def _is_denied(self, term: str) -> bool:
        return (
            term in self.terms
            or any(f" {term}".endswith(f" {end}") for end in self.endings)
            or any(f"{term} ".startswith(f"{start} ") for start in self.starts)
        )


def read_terms(path: Path) -> list[str]:
    """Return the terms of a word list, without comments and empty lines."""
    lines = (line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def forms(term: str) -> list[str]:
    """Return a term as the matcher sees it, and its regular plural where it ends in a star."""
    seen = _as_seen(term)
    if not term.endswith("*"):
        return [seen]
    words = seen.split()
    return [seen, " ".join([*words[:-1], _plural(words[-1])])]


def _as_seen(term: str) -> str:
    """Return the words of a term with one space between them: a hyphen is a space."""
    return " ".join(_WORD.findall(term))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def derive(tabular: ElementTree.Element, sieve: Sieve) -> list[str]:
    """Return the condition names of a tabular list, sorted."""
    found = {
        variant
        for text in _texts(tabular)
        for term in _terms(text)
        for variant in _variants(term)
        if _is_useful(variant, sieve)
    }
    return sorted({_as_seen(term): term for term in sorted(found)}.values())


def _texts(tabular: ElementTree.Element) -> Iterator[str]:
    """Yield every title and note of a disease code."""
    for code in tabular.iter("diag"):
        if (code.findtext("name") or " ")[0] not in _CHAPTERS:
            continue
        yield code.findtext("desc") or ""
        for name in _NOTES:
            for note in code.findall(f"{name}/note"):
                yield note.text or ""


def _terms(text: str) -> Iterator[str]:
    """Yield the names in a title: the title itself, and what it gives in brackets."""
    text = text.lower().replace("’", "'")
    for inside in _BRACKETED.findall(text):
        yield from _named(inside)
    yield from _named(_BRACKETED.sub(" ", text))


def _named(text: str) -> Iterator[str]:
    """Yield the text without its qualifiers, the right way round."""
    text = _TAIL.sub("", " ".join(_PARENTHESIS.sub(" ", text).split()))
    text = " ".join(_EMPTY.sub(" ", text).split()).strip(" ,-'")
    inverted = _INVERTED.match(text)
    if inverted:
        text = f"{inverted['word']} {inverted['noun']}"
    yield text.split(",")[0].strip(" -'")


def _variants(term: str) -> Iterator[str]:
    """Yield a term, "head of place" also as "place head", each in both spellings."""
    turned = [term]
    of = _OF.match(term)
    if of:
        turned.append(f"{of['place']} {of['head']}")
    neoplasm = _NEOPLASM.match(term)
    if neoplasm:
        turned += [f"cancer of {neoplasm['place']}", f"{neoplasm['place']} cancer"]
    for name in turned:
        yield name
        british = _in_british_spelling(name)
        if british != name:
            yield british


def _in_british_spelling(term: str) -> str:
    for pattern, spelling in _BRITISH:
        term = pattern.sub(spelling, term)
    return term


def _is_useful(term: str, sieve: Sieve) -> bool:
    return (
        len(_as_seen(term).split()) <= _MOST_WORDS
        and len(term) > 3
        and _PLAIN.fullmatch(term) is not None
        and not _REFUSED.search(term)
        and not _CUT_SHORT.search(term)
        and (not _DIGIT.search(term) or _DIABETES.search(term) is not None)
        and sieve.passes(_as_seen(term))
    )


def load_sieve(folder: Path = LEXICON) -> Sieve:
    """Return the deny list, with all that the hand-written lists have, and the disease words."""
    entries = read_terms(folder / DENY)
    endings = tuple(entry[2:] for entry in entries if entry.startswith("* "))
    starts = tuple(entry[:-2] for entry in entries if entry.endswith(" *"))
    whole = (entry for entry in entries if "* " not in entry and " *" not in entry)
    listed = {form for name in HAND_WRITTEN for form in _all_forms(folder / name)}
    words = {form for name in DISEASE_WORDS for form in _all_forms(folder / name)}
    suffixes = read_terms(folder / "condition-suffix.txt")
    return Sieve(
        terms=frozenset(listed | {form for entry in whole for form in forms(entry)}),
        endings=endings,
        starts=starts,
        disease_words=frozenset(word for word in words if " " not in word),
        suffixes=tuple(suffix.lstrip("-") for suffix in suffixes),
    )


def _all_forms(path: Path) -> Iterator[str]:
    for term in read_terms(path):
        yield from forms(term)


def _as_list(terms: Iterable[str], source: Path, version: str) -> str:
    """Return the text of the word list, with its provenance at the head."""
    terms = list(terms)
    head = (
        "Condition names derived from ICD-10-CM, the long tail behind condition.txt.\n"
        "Source: ICD-10-CM tabular list of diseases and injuries (NCHS and CMS), a work of the US\n"
        "government in the public domain. Not the WHO edition. Titles and notes, shortened.\n"
        f"File: {source.name} (its name has the date); version it gives: {version}.\n"
        f"Terms: {len(terms)}.\n"
        "Do not edit: run `python -m letterkit.scope.icd_terms SOURCE`. To leave a term out,\n"
        f"add it to {DENY}."
    )
    return "".join(f"# {line}\n" for line in head.splitlines()) + "\n".join(terms) + "\n"


def main(arguments: list[str]) -> int:
    """Write the list; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m letterkit.scope.icd_terms SOURCE\n")
        return 2
    source = Path(arguments[0])
    tabular = ElementTree.parse(source).getroot()
    terms = derive(tabular, load_sieve())
    OUTPUT.write_text(_as_list(terms, source, tabular.findtext("version") or "not given"), "utf-8")
    sys.stderr.write(f"{OUTPUT}: {len(terms)} terms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
