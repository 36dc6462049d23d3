"""deciding: what of plain reports and charts is left alone, and what does not hide in them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from letterkit import check_text
from letterkit.scope.engine import _knowing
from letterkit.scope.index import load_scope

WELL_SAID = [
    line
    for line in Path(__file__).with_name("well-said.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def errors(text: str) -> list[str]:
    return [issue.rule for issue in check_text(text).issues if issue.severity == "error"]


@pytest.mark.parametrize("text", WELL_SAID)
def test_what_is_well_said_is_left_alone(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The MRI report is wrong; there is a fracture.",
        "As you wrote on May 3, he has stenosis, and he needs surgery now.",
        "Per your note, he has gout, but this is an infection.",
        "Per my report of May 3, he has a tear.",
        "He was told by me to stop the clopidogrel.",
        "She feels that it is arthritis, and she is right.",
        "I suggested that he stop the aspirin.",
        "The referral is for plantar fasciitis, but he has a stress fracture.",
        "Our report states that he has a stress fracture.",
        "She has sciatica; she saw Dr Lee on 3 May.",
        "She has sciatica and was seen by her doctor.",
        "It is bursitis - seen by Dr Lee 3 May.",
        "This is a DVT, so stop the warfarin.",
    ],
)
def test_what_looks_like_a_report_and_is_none_is_reported(text: str) -> None:
    assert errors(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "Significant guarding in the right hip flexors.",
        "Multiple trigger points in the left gluteals",
        "Severe tension throughout the upper trapezius bilaterally.",
        "Sensation was within normal limits at both feet.",
        "She missed one visit because of a cold.",
        "Plan: refer back to her GP if the numbness goes on.",
        "Left shin avoided because of a graze.",
    ],
)
def test_plain_findings_and_plans_of_reports_are_left_alone(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Severe lymphoedema of the left arm.",
        "Severe degeneration of the left hip.",
        "Severe pressure on the sciatic nerve.",
        "Reduced kidney function.",
        "Refer to his GP cardiologist.",
        "Aspirin should be paused owing to bruising.",
        "Legs omitted because she must stop the warfarin first.",
        "Legs avoided because the doctor was negligent.",
    ],
)
def test_what_is_outside_does_not_hide_in_the_words_of_a_report(text: str) -> None:
    assert errors(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "Sore stomach per her husband, on naproxen, told her to drop the naproxen.",
        "She says the pain began in May, and I am sure it is a torn meniscus.",
        "He reports that the surgeon is happy; the nerve has plainly healed and he can lift.",
        'The report reads "mild stenosis", but in my view it is severe.',
        "She tells me she sleeps badly, which shows that she has not grieved.",
        "He says his GP changed the tablets - they are too strong for a man of his age.",
        "Pt states INR was 3.4, that is far too high and the dose is wrong.",
        "He reports numbness, you should order an EMG.",
        "The report describes a small tear, in truth the tendon is gone.",
        "Dr. Ames says it is healed, however it is clearly still broken.",
    ],
)
def test_the_end_of_a_sentence_is_heard_without_the_report_before_it(text: str) -> None:
    assert errors(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "She asked whether the massage was safe after the stent, and I told her to ask you.",
        "He says his knee gives way on stairs, so I did not work near it today.",
        "Her doctor stopped the warfarin in May, she says, but she still has some tablets.",
        'The report reads "mild stenosis at L4-5"; a copy is enclosed.',
        "He reports numbness in both feet since Sunday, which he had not mentioned before.",
        "She says that her mother had a stroke, and that she is afraid of the same.",
        "The surgeon wrote that the tear is small, that it will heal, and that he may swim.",
        "He told me that he takes ibuprofen daily - his wife buys it for him.",
        "Her physiotherapist thinks the disc is the cause, but she is not sure.",
        "She believes the vaccine did it, though nobody has told her so.",
        "He says the scan was clear, that his back is fine, that he can go back to work on Monday.",
        "She reports: headaches since March, it is worse in the morning, she takes Advil for it.",
        "The referral says he has a cuff tear, it was seen on MRI, and surgery is planned.",
        "I have paused our sessions until I hear from you, and I told him so.",
        "His wife says he stopped the lisinopril, it made him cough, and he feels better.",
        "She was told there that the ankle is broken, it is in a cast, she sees Dr. Lee soon.",
        "I cannot judge what this means, and I ask you to look at it.",
        "He describes burning in the thigh, it comes when he sits, it goes when he walks.",
        "She tells me the tablets make her dizzy, they upset her, and she would like to stop them.",
        "The patient denies fever, he denies night sweats, he has not lost weight.",
        "I asked him to call 911, and he did so from my room.",
        "He wonders whether it is gout, his father had it, and he would like you to check.",
        "Pt reports L calf sore since flight, he denies SOB, told him to see you today.",
        "She says the physio told her to stop the naproxen, which she did.",
        "The discharge letter lists atrial fibrillation; he takes Eliquis for it, he says.",
        "Her dentist said the jaw joint is worn, it clicks when she chews, it does not lock.",
        "He asks me whether he may fly, I said that this is a question for you.",
        "The patient reports:\n- pain in the calf since Sunday, it is a clot, he has been told",
        "According to the patient, it is gout.",
        "You wrote that the tear is large, and that she needs surgery.",
        "He told me the scan showed a bulge, that it is pressing on the nerve.",
        "She says that her hands are numb, and that it comes from her neck.",
        "Her surgeon wrote that it is healing, and that she should stop the naproxen.",
        "The report says 'no fracture; there is mild osteoarthritis'.",
        "Dr Roy's note reads: 'Rotator cuff tear, it is partial, she needs physiotherapy.'",
        "Since May, by her own account, it has been gout.",
        'She said: "I hurt, it is my disc, and I should stop the pills."',
    ],
)
def test_a_report_that_goes_on_is_not_cut(text: str) -> None:
    assert errors(text) == []


def test_an_end_that_is_reported_is_no_longer_among_the_excused() -> None:
    report = check_text(
        "Takes naproxen per his wife, told her to drop the naproxen till she calls."
    )
    told = [issue for issue in report.issues if "drop the naproxen" in issue.text]
    assert [issue.category for issue in told] == ["medication"]
    assert not [one for one in report.excused if one.start == told[0].start]


LONG = {
    "leave the evening tablet out": (
        "Her daughter drives her, she rated the pain 6/10 before and 4/10 after, she should leave "
        "the evening tablet out, and the next visit is on the 14th if the weather holds."
    ),
    "vein is surely blocked": (
        "We met on May 3 and talked about her work, and I pressed lightly along the left calf, "
        "where the vein is surely blocked, then finished with slow strokes to both feet."
    ),
}


@pytest.mark.parametrize(("words", "text"), LONG.items())
def test_words_that_ten_proper_facts_drown_are_heard_and_marked(
    words: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any(words in issue.text for issue in check_text(text).issues)
    scales = load_scope().scales
    monkeypatch.setattr(scales, "thresholds", scales.thresholds._replace(long=999))
    scales._drowned.cache_clear()
    _knowing.cache_clear()  # what was decided of the sentence
    assert not errors(text), "by nothing else"
    _knowing.cache_clear()
    scales._drowned.cache_clear()


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("Her ring says her oxygen dips at night but the chart looks fine to me.", "but"),
        ("According to him he takes six Advil, which is far beyond what a stomach bears.", ","),
    ],
)
def test_what_the_whole_sentence_says_is_marked_where_nobody_else_speaks(
    text: str, behind: str
) -> None:
    issues = [issue for issue in check_text(text).issues if issue.severity == "error"]
    assert issues
    assert all(issue.start > text.index(behind) for issue in issues)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "According to him he takes six Advil, which is far beyond what a stomach bears.",
            "which is far beyond what a stomach bears",
        ),
        ("I reckon the desk set this off, and she sleeps badly.", "I reckon the desk set this off"),
    ],
)
def test_the_words_that_speak_most_are_marked_with_their_clause(text: str, words: str) -> None:
    assert [issue.text for issue in check_text(text).issues] == [words]


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Fibro flare, expect resolution in 48-72 hrs.", {"diagnosis", "prognosis"}),
        ("Four more sessions and she will have full range for good.", {"claim", "prognosis"}),
    ],
)
def test_a_sentence_of_two_families_is_told_to_be_of_both_in_other_words(
    text: str, families: set[str]
) -> None:
    found = [issue for issue in check_text(text).issues if issue.severity == "error"]
    assert {issue.category for issue in found} == families
    assert all(one.end <= other.start for one, other in pairwise(found))
