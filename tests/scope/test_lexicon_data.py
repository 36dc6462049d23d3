"""The word lists are clean, agree with each other and hold what a checker cannot do without."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import pytest

from letterkit.scope.icd_terms import LEXICON, OUTPUT, Sieve, derive, forms, load_sieve, read_terms
from letterkit.scope.index import load_scope
from letterkit.scope.pack import load_plain

LISTS = sorted(LEXICON.glob("*.txt"))
CONDITIONS = ("condition.txt", "condition-combined.txt", "condition-icd10cm.txt")
CLASSES = load_plain("lexicon/classes.yaml")
# Lists of what can be named; the others are words of a rule's grammar and may overlap.
THINGS = (
    *CONDITIONS,
    *("condition-ambiguous.txt", "borderline.txt", "observation.txt", "psychological.txt"),
    *("psychological-borderline.txt", "ortho-test.txt", "drug.txt", "drug-generic.txt"),
    *("procedure.txt", "imaging.txt", "lab.txt", "clinician.txt", "massage.txt"),
    *("anatomy.txt", "person.txt", "energy.txt", "legal.txt"),
)
_LIST_KEYS = ("files", "tail", "uppercase", "suffixes", "not_suffixed")
_BUILD_TIME = {"condition-deny.txt", "condition-icd-words.txt", "condition-head.txt"}
_OF_NO_CLASS = {"beside-findings.txt", "uppercase-also-words.txt"}  # they decide, and name nothing
# The same words on purpose: the upper class of classes.yaml wins, the lower list stays complete.
_SHARED: set[tuple[str, str]] = set()


def terms_of(name: str) -> set[str]:
    """Return all that a list matches, plurals included."""
    return set(chain.from_iterable(forms(term) for term in read_terms(LEXICON / name)))


CONDITION_TERMS = frozenset(chain.from_iterable(terms_of(name) for name in CONDITIONS))


def listed(text: str) -> list[str]:
    """Return the terms of a text that parts them by semicolons."""
    return [" ".join(term.split()) for term in text.split(";")]


def names(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", LISTS, ids=names)
def test_terms_are_lower_case_and_visible_to_the_matcher(path: Path) -> None:
    deny = path.name == "condition-deny.txt"
    for term in read_terms(path):
        body = term.strip("* ") if deny else term.removesuffix("*")
        assert re.fullmatch(r"[^\W_]+(?:[ '/-][^\W_]+)*", body), term
        assert "uppercase" in path.name or term == term.lower(), term


@pytest.mark.parametrize("path", LISTS, ids=names)
def test_no_term_is_listed_twice(path: Path) -> None:
    if path.name == "condition-deny.txt":
        entries = read_terms(path)
    else:
        entries = [form for term in read_terms(path) for form in set(forms(term))]
    assert sorted(entries) == sorted(set(entries))


@pytest.mark.parametrize("path", LISTS, ids=names)
def test_every_list_says_what_it_is(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# ")
    assert read_terms(path)


def test_every_list_has_a_class_and_every_class_its_lists() -> None:
    used = [name for entry in CLASSES.values() for key in _LIST_KEYS for name in entry.get(key, ())]
    assert sorted(used) == sorted(set(used))
    assert set(used) | _BUILD_TIME | _OF_NO_CLASS == {path.name for path in LISTS}
    assert all(entry["about"].endswith(".") for entry in CLASSES.values())


def test_observation_has_priority() -> None:
    kinds = list(CLASSES)
    assert kinds[0] == "observation"
    assert kinds.index("condition") < kinds.index("ambiguous") < kinds.index("anatomy")


def test_an_observation_is_never_a_condition() -> None:
    files = [*CONDITIONS, "condition-ambiguous.txt", "psychological.txt"]
    seen = terms_of("observation.txt")
    assert {name: sorted(seen & terms_of(name)) for name in files if seen & terms_of(name)} == {}


def test_lists_of_things_share_no_words() -> None:
    shared = {
        (one, other): sorted(terms_of(one) & terms_of(other))
        for one in THINGS
        for other in THINGS
        if one < other and (one, other) not in _SHARED and terms_of(one) & terms_of(other)
    }
    assert shared == {}


def test_words_with_capitals_are_not_hidden_by_a_plain_list() -> None:
    plain = {form for e in CLASSES.values() for n in e.get("files", ()) for form in terms_of(n)}
    cased = [
        t for e in CLASSES.values() for n in e.get("uppercase", ()) for t in read_terms(LEXICON / n)
    ]
    assert [term for term in cased if term.lower() in plain] == []
    assert len(cased) == len(set(cased))


def test_there_are_enough_terms_to_try() -> None:
    assert len(listed(MUST_HAVE)) >= 70
    assert len(listed(INNOCENT)) >= 60


def test_a_capital_word_is_one_word() -> None:
    for path in LEXICON.glob("*-uppercase.txt"):
        assert [term for term in read_terms(path) if not term.isalnum()] == []


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("condition.txt", 1500),
        ("condition-icd10cm.txt", 8000),
        ("psychological.txt", 200),
        ("observation.txt", 700),
        ("anatomy.txt", 400),
        ("procedure.txt", 150),
        ("drug.txt", 400),
        ("ortho-test.txt", 150),
    ],
)
def test_a_list_is_large_enough_to_be_relied_on(name: str, least: int) -> None:
    assert len(read_terms(LEXICON / name)) >= least


MUST_HAVE = """
bulging disc; herniated disc; slipped disc; disc bulge; disk herniation; sciatica; radiculopathy;
spinal stenosis; degenerative disc disease; spondylolisthesis; facet syndrome; si joint
dysfunction; whiplash; torn rotator cuff; rotator cuff tear; frozen shoulder; adhesive capsulitis;
tendinitis; tendonitis; tendinopathy; bursitis; tennis elbow; golfer's elbow; carpal tunnel
syndrome; de quervain's; trigger finger; plantar fasciitis; achilles tendinopathy; runner's knee;
shin splints; meniscus tear; torn acl; baker's cyst; piriformis syndrome; muscle strain; calf
strain; grade 2 strain; ankle sprain; stress fracture; fracture; tmj dysfunction; tmd; migraine;
concussion; pinched nerve; trapped nerve; neuropathy; thoracic outlet syndrome; osteoarthritis;
rheumatoid arthritis; gout; lupus; fibromyalgia; osteoporosis; bone spur; dvt; blood clot;
pulmonary embolism; aneurysm; heart attack; angina; heart failure; transient ischaemic attack;
copd; asthma; pneumonia; parkinson's disease; multiple sclerosis; shingles; gi bleed; kidney
infection; kidney stones; uti; gallstones; crohn's disease; hernia; endometriosis; preeclampsia;
diabetes; hypothyroidism; anaemia; anemia; cellulitis; lymphoedema; lymphedema; melanoma; breast
cancer; tumour; tumor; wear and tear; water on the knee; bleed on the brain
"""


@pytest.mark.parametrize("term", listed(MUST_HAVE))
def test_a_condition_that_letters_name_is_listed(term: str) -> None:
    assert term in CONDITION_TERMS


INNOCENT = """
pain; back pain; headache; dizziness; nausea; fatigue; fever; cough; tinnitus; insomnia; numbness;
tingling; swelling; oedema; edema; bruise; bruising; redness; warmth; tenderness; spasm; muscle
spasm; cramp; trigger point; taut band; adhesion; scar tissue; scar; restriction; stiffness;
weakness; tightness; guarding; limp; lump; rash; mole; lesion; injury; pathology; constipation;
incontinence; pregnancy; menopause; tear; strain; stroke; shock; cold; growth; mass; break; slip;
pull; attack; fit; pots; aids; ms; tia; pe; ed; diagnosis; prognosis; hypnosis; osmosis;
aponeurosis; syndesmosis; osteopathy; homeopathy; aroma; diploma; academia; heart rate; blood
pressure; cancer centre; cancer care; stroke work; depression of the shoulder girdle; tear off;
scoliosis; inflammation; stress; patient; back; shoulder; massage; treatment; dose; doctor;
surgery
"""


@pytest.mark.parametrize("term", listed(INNOCENT))
def test_an_innocent_word_is_no_condition(term: str) -> None:
    assert term not in CONDITION_TERMS | terms_of("psychological.txt")
    if term not in terms_of("condition-suffix-not.txt"):
        held = [n for e in CLASSES.values() for k in ("files") for n in e.get(k, ())]
        others = set(chain.from_iterable(terms_of(name) for name in held))
        ending = next(
            (s for s in read_terms(LEXICON / "condition-suffix.txt") if term.endswith(s)), ""
        )
        assert len(term) < 7 or not ending or term in others


@pytest.mark.parametrize(
    "phrase",
    ["muscle spasm", "heart rate", "cancer centre", "stroke work", "effleurage strokes",
     "depression of the shoulder girdle", "scapular depression", "tear off", "no strain",
     "strain on the table", "broken sleep", "shock absorber", "growth spurt", "cold pack",
     "fracture clinic", "heart failure clinic", "dialysis fistula"],
)  # fmt: skip
def test_an_alarming_word_is_protected_where_it_is_innocent(phrase: str) -> None:
    (term,) = load_scope().lexicon.tag(phrase, phrase).terms
    assert term.kind in ("observation", "clinician")


def test_suffixes_take_diseases_and_leave_the_listed_words() -> None:
    suffixes = tuple(read_terms(LEXICON / "condition-suffix.txt"))
    for word in ("sesamoiditis", "myelopathy", "tendinosis", "thrombocytopenia", "hemiplegia"):
        assert word.endswith(suffixes)
    for word in ("diagnosis", "osteopathy", "diploma", "academia", "aponeurosis"):
        assert word.endswith(suffixes)
        assert word in terms_of("condition-suffix-not.txt")
    assert not "myalgia".endswith(suffixes)


def test_the_derived_list_states_its_source_and_count() -> None:
    head = OUTPUT.read_text("utf-8").split("\n\n")[0]
    terms = read_terms(OUTPUT)
    assert "public domain" in head
    assert f"# Terms: {len(terms)}.\n" in head
    assert terms == sorted(terms)
    assert max(len(term.split()) for term in terms) <= 4


def test_the_derived_list_obeys_the_deny_list() -> None:
    sieve = load_sieve()
    assert [t for t in read_terms(OUTPUT) if not all(map(sieve.passes, forms(t)))] == []


TABULAR = """
<root><version>2026</version>
 <diag><name>K29</name><desc>Gastritis and duodenitis</desc>
  <diag><name>K29.0</name><desc>Acute hemorrhagic gastritis, unspecified, with bleeding</desc>
   <inclusionTerm><note>Abscess of liver (K75.0)</note></inclusionTerm></diag>
  <diag><name>C50</name><desc>Malignant neoplasm of breast</desc></diag>
  <diag><name>M54.5</name><desc>Low back pain</desc></diag>
  <diag><name>R51</name><desc>Headache syndrome</desc></diag>
  <diag><name>J00</name><desc>Acute nasopharyngitis [common cold disease]</desc></diag></diag>
</root>
"""


def test_titles_are_cleaned_turned_and_spelled_both_ways() -> None:
    sieve = Sieve(
        terms=frozenset({"breast cancer"}),
        endings=("pain",),
        starts=(),
        disease_words=frozenset({"abscess", "neoplasm", "cancer", "disease", "pain", "syndrome"}),
        suffixes=("itis",),
    )
    assert derive(ElementTree.fromstring(TABULAR), sieve) == [
        "abscess of liver", "acute haemorrhagic gastritis", "acute hemorrhagic gastritis",
        "acute nasopharyngitis", "cancer of breast", "common cold disease", "liver abscess",
        "malignant neoplasm of breast",
    ]  # fmt: skip


def test_what_is_named_after_a_disease_is_none_and_a_clinic_speaks() -> None:
    def kinds(text: str) -> list[str]:
        return [term.kind for term in load_scope().lexicon.tag(text, text).terms]

    assert kinds("the gout support group") == ["observation"]
    assert kinds("an eczema course") == ["observation"]
    assert kinds("the allergy clinic") == ["clinician"]
