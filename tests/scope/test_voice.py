"""voice: who is speaking, how far, and what never hides a claim of the writer's own."""

from __future__ import annotations

import pytest
from some_patterns import some_patterns

from letterkit import check_text
from letterkit.scope.index import load_scope
from letterkit.scope.lexicon import Tagged
from letterkit.scope.pack import load_plain
from letterkit.scope.voice import Voices, VoiceSpan, quoted_passages

SMALL = Voices(
    {
        "cues": [
            {"voice": "patient report", "direction": "forward", "match": [0]},
            {"voice": "clinician", "direction": "backward", "match": [1]},
            {"voice": "general", "direction": "clause", "match": [2]},
            {"voice": "history", "direction": "span", "match": [3]},
            {"voice": "question", "direction": "sentence", "match": [4]},
        ],
        "terminators": [5, 6],
        "pseudo": [7],
        "beginnings": [8],
        "marks": [9],
    },
    some_patterns(
        [
            "she says",
            "per dr lim",
            "in general",
            "history of gout",
            r"\?$",
            "; ",
            " but ",
            "what she says goes",
            ",(?= and i )",
            ",",
        ]
    ),
)


def spoken(text: str, quotes: list[tuple[int, int]] | None = None) -> dict[str, str]:
    """Return, by voice, the words that the small set of cues gives it."""
    spans = SMALL.spans(Tagged(text, (), frozenset()), quotes or [])
    return {span.voice: text[span.start : span.end] for span in spans}


def excuses(text: str) -> set[str]:
    """Return the voices that the shipped rules and cues find to excuse a text."""
    return {excused.because for excused in check_text(text).excused}


def errors(text: str) -> list[str]:
    """Return the words that the shipped rules and cues leave to the writer."""
    return [issue.text for issue in check_text(text).issues if issue.severity == "error"]


def test_a_forward_cue_speaks_to_the_end_of_its_clause() -> None:
    assert spoken("today she says it hurts; it is gout") == {"patient report": "she says it hurts"}


def test_a_backward_cue_speaks_from_the_start_of_its_clause() -> None:
    assert spoken("it is warm; it is gout per dr lim today") == {
        "clinician": "it is gout per dr lim"
    }


def test_a_clause_cue_speaks_to_both_ends_of_its_clause() -> None:
    assert spoken("one; rest in general helps but two") == {"general": "rest in general helps"}


def test_a_span_cue_speaks_for_its_own_words_alone() -> None:
    assert spoken("with a history of gout and pain") == {"history": "history of gout"}


def test_a_sentence_cue_speaks_for_the_whole_sentence() -> None:
    assert spoken("is it gout; is it?") == {"question": "is it gout; is it?"}


def test_without_a_terminator_a_cue_speaks_to_the_end_of_the_sentence() -> None:
    assert spoken("she says it is gout") == {"patient report": "she says it is gout"}


def test_a_terminator_in_a_quotation_ends_nothing() -> None:
    text = 'she says "hot; red" today; gout'
    assert spoken(text, [(10, 18)])["patient report"] == 'she says "hot; red" today'


def test_words_that_only_look_like_a_cue_are_none() -> None:
    assert spoken("and what she says goes, it is gout") == {}


def test_a_quotation_speaks_when_somebody_is_named_and_it_has_two_words() -> None:
    assert spoken("it is 'pure gout'", [(7, 16)]) == {}
    assert spoken("she says 'pure gout'", [(10, 19)])["quotation"] == "pure gout"
    assert "quotation" not in spoken("she says 'gout'", [(10, 14)])


def test_a_lead_in_speaks_to_the_first_terminator() -> None:
    lead_in = VoiceSpan(3, 9, "patient report", "she says")
    span = SMALL.over(Tagged("gout; sciatica", (), frozenset()), [], lead_in)
    assert span == VoiceSpan(0, 4, "patient report", "she says", before=True)


SPEAKING = [
    ("past", "A frozen shoulder two years ago."),
    ("patient report", "She reports that she has sciatica."),
    ("patient report", "Mr. Reyes reports sciatica."),
    ("patient report", "Mrs Abara states that it is gout."),
    ("patient report", "Sciatica, she says."),
    ("patient report", "She has sciatica, as she tells it."),
    ("patient report", "In her own telling, it is sciatica."),
    ("patient report", "Her mother says it is sciatica."),
    ("patient report", "According to the patient, it is gout."),
    ("patient report", "Pt c/o sciatica."),
    ("patient report", "She booked in for sciatica."),
    ("patient report", "It is a torn meniscus, his wife says with a sigh."),
    ("patient report", "Gout, he tells me cheerfully, and no wine since."),
    ("patient report", "She has sciatica, as she told me on Monday."),
    ("patient report", "She has sciatica, according to her wife."),
    ("patient report", "She has lupus, her words."),
    ("patient report", "The client told my receptionist that she has gout."),
    ("patient report", "He wants to know if he has gout."),
    ("patient report", "She reports – gout, sciatica."),
    ("patient report", "They told her that she has gout."),
    ("patient report", "He told his wife that he has gout."),
    ("clinician", "She has lupus, noted by Dr Lim in May."),
    ("document", "She has gout, it says on the form."),
    ("document", "Gout is listed on the intake form he brought."),
    ("document", "Gout, as in your letter of May 3."),
    ("document", "In the referral I was sent, it says that she has gout."),
    ("clinician", "Dr. Okafor diagnosed sciatica in May."),
    ("clinician", "Dr Okafor diagnosed sciatica in May."),
    ("clinician", "Her physician diagnosed a herniated disc."),
    ("clinician", "Sciatica was diagnosed by Dr. Okafor."),
    ("clinician", "Thank you for referring Mr. Bell for treatment of sciatica."),
    ("document", "The referral reads: sciatica."),
    ("document", "The report dated 3 May states that there is a herniated disc."),
    ("document", "Per the referral, she has sciatica."),
    ("question", "Is the sciatica on her chart still being treated?"),
    ("question", "Her solicitors want a letter saying how many weeks her sciatica will take."),
    ("conditional", "If you find a fracture, I will stop."),
    ("disclaimer", "I cannot say that it is a fracture."),
    ("disclaimer", "I would suggest nothing for the sciatica."),
    ("disclaimer", "I neither share nor dispute that it is a fracture."),
    ("document", 'A message came from his neurologist, "he has a fracture".'),
    ("general", "Anna Ng, MS, LMT"),
    ("general", "Massage is contraindicated over a fracture."),
    ("history", "Hx: gout."),
    ("history", "She has a history of gout."),
    ("family", "Her mother had gout."),
    # verbs of belief and blame, whoever it is
    ("patient report", "Grandad reckons it's gout."),
    ("patient report", "The lads in the yard all swear it's a slipped disc."),
    ("patient report", "Swears it is gout."),
    ("patient report", "His foreman is convinced that it's a hernia."),
    ("patient report", "Everyone at the bakery told her it was gout."),
    ("patient report", "Sciatica, the landlady reckons."),
    ("patient report", "Sciatica, or so the lads at work told him."),
    ("patient report", "Gout, said the locum."),
    ("patient report", "Gout, if you ask his wife."),
    ("patient report", "Gout is what his daughter swears it is."),
    ("patient report", "Gout, by his brother's reckoning."),
    ("patient report", "The gardener's theory is that it is sciatica."),
    ("patient report", "Word from his brother is gout."),
    ("patient report", "Whoever told her it was sciatica, she has forgotten."),
    ("patient report", "She would like to skip the chemo next week."),
    ("patient report", "Her arthritis she puts down to the milking."),
    # other ways to English
    ("patient report", "The son is telling she has gout."),
    ("patient report", "Gout, has announced the doctor."),
    ("patient report", "According to Monsieur, there is a hernia."),
    ("clinician", "The surgeon has spoken of gout."),
    # words that are shown to be somebody's
    ("patient report", "Gout is her sister's word."),
    ("patient report", "Gout is a term she found online."),
    ("patient report", 'The word "sciatica" is not mine.'),
    ("patient report", "Gout, self-diagnosed."),
    # screens and papers
    ("document", "Google has told her that she has gout."),
    ("patient report", "He read on a forum that it was sciatica."),
    ("document", "Straight off her form: sciatica."),
    ("document", "The list that came with her shows gout."),
    ("document", "He has gout listed under old troubles on the form."),
    ("document", "The nurse's slip has gout ticked."),
    ("document", "Reason for referral (copied): sciatica."),
    # never said, and not the writer's to say
    ("disclaimer", "I've never told her that it is gout."),
    ("disclaimer", "At no time did I say that he has gout."),
    ("disclaimer", "What the scan means I leave to you."),
    ("disclaimer", "I've no view on her having gout."),
    ("clinician", "He has gout, as recorded by Dr Lim."),
    ("patient report", "Fell on the ice in March, told no fracture."),
    ("patient report", "In the words of her neurologist it is a migraine."),
    ("clinician", "Dr. Hale saw her in May, put on a splint, and told her it is gout."),
    ("clinician", 'Dr. Ames: "It is gout, no doubt of it."'),
    ("clinician", 'Dr. Ames (by fax): "It is gout, no doubt of it."'),
]


@pytest.mark.parametrize(("voice", "text"), SPEAKING)
def test_words_that_somebody_else_speaks_are_excused_by_that_voice(voice: str, text: str) -> None:
    assert errors(text) == []
    assert voice in excuses(text)


def test_every_voice_that_has_a_cue_is_shown_to_excuse() -> None:
    cued = {cue["voice"] for cue in load_plain("voice.yaml")["cues"]}
    assert cued <= {voice for voice, _ in SPEAKING}


OWN = [
    "She reports calf pain, which is a DVT.",
    "She reports calf pain; it is a DVT.",
    "She reports calf pain, but it is a DVT.",
    "She reports calf pain, so it is a DVT.",
    "She reports calf pain and I suspect a DVT.",
    "She reports calf pain — a DVT.",
    "She reports calf pain. It is a DVT.",
    "Dr. Okafor diagnosed gout, however it is a DVT.",
    "The report reads: no fracture, and I agree there is no fracture.",
    "I am not a doctor, but it is a DVT.",
    "I told her that she has a DVT.",
    "It was judged to be a DVT.",
    "It may be a DVT.",
    "It is not a DVT.",
    "I see her report daily and it is a DVT.",
    "He is in the United States and has a DVT.",
    # a verb of saying with an object of its own speaks for what follows it
    "I suspect a fracture and he reports pain in the hip.",
    "Her calf is consistent with DVT and her husband says it is swollen.",
    "The MRI shows a herniation and he reports numbness.",
    "She should stop her warfarin and she reports bruising.",
    "I can read MRIs and she says I am good at it.",
    "She will recover fully in six weeks and she believes it.",
    "The nerve in his arm is torn and he describes tingling.",
    "He has frozen shoulder while she reports pain at night.",
    "He has frozen shoulder because she reports pain at night.",
    "He has gout as he reports pain in the toe.",
    "This is a herniated disc, he tells me it is worse at night.",
    "He has frozen shoulder - he reports pain at night.",
    "She has sciatica, per the client it hurts.",
    "She has fibromyalgia and her guess is right.",
    # an agent or a place beside the claim is nobody's account of it
    "She has a DVT and was seen by her physician.",
    "She has lupus and is being followed by her rheumatologist.",
    "He has gout and was sent in by his doctor.",
    "The MRI shows a tear on the report.",
    "It is cancer on the right label.",
    # the writer's own chart, and what the writer told the patient
    "I wrote in the chart that it is a DVT.",
    "In the chart I put down gout of the toe.",
    "We noted in her file that this is a clot.",
    "In his file I've noted that he has gout.",
    "She told me; it is a torn muscle.",
    "I told my client to stop the warfarin.",
    "I've told our client that she has bursitis.",
    "I have informed her husband that she has a clot.",
    "Telling my patient that she has sciatica was hard.",
    # a general statement, a disclaimer and a relative's illness end with their clause
    "Massage is contraindicated because she has a DVT.",
    "A guideline on headaches reports well, and he has a brain tumour.",
    "I cannot diagnose, this is a fracture.",
    "I neither doubt nor fear that she has a DVT.",
    "I never saw such a torn ACL.",
    "My brother had lunch and the patient has a torn ACL.",
    "I told his mother that he has a torn disc.",
    # signs that add a conclusion
    "She reports calf pain = DVT of the leg.",
    "She reports calf pain -> DVT of the leg.",
    "She reports calf pain → DVT of the leg.",
    # to ask for assent is to assert
    "Would you agree that he has a fracture?",
    "Do you not agree that he has a fracture?",
    "Let me know if you agree that he has a DVT.",
    # what the writer upholds is the writer's own
    "His wife says it's gout, and she's right.",
    "Grandad swears it's gout and I'd go along with that.",
    "The app said gout and I agree with it.",
    # and so is what stands behind a report, or beside words that look like one
    "Her GP calls it cramp, I call it a DVT.",
    "He blames the mattress, it's a herniated disc.",
    "The coach swears it's cramp, that's a torn ACL.",
    "What she calls a cramp is a torn ACL.",
    "He has gout and wants the form signed.",
    "My gut tells me it is gout.",
    "One suspects that it is gout.",
    "This therapist believes it is gout.",
    "I've read in a leaflet that he has gout.",
    "For the record, it is gout.",
    "He says it is gout and I think so too.",
    "He says it is gout, and it is.",
    "The family is convinced, and so am I, that it is a stroke.",
    "He was told by me that he has a hernia.",
    "The app on my phone says it is gout.",
    "My reading on a forum says that it is lupus.",
    "Her right knee says arthritis.",
    "What he reports is a herniated disc.",
    "Her story is classic angina.",
    "She hopes for help, which massage is for a herniated disc.",
    # a quotation is spoken by whoever stands beside it
    'She said her knee is sore; "it is a fracture" is what I say.',
    "He has gout, as confirmed by the way that the toe feels.",
    "He has gout, as recorded in my notes.",
    "He has gout, as documented by our clinic.",
    "Calf pain, denies injury, likely DVT.",
    "Sore neck, says it hurts, needs an MRI.",
    "Shoulder stiff, told no fracture, is a frozen shoulder.",
    "Rang him, told nothing serious going on.",
    "The bone scan is back, says it is osteoporosis.",
    "She must stop the Plavix, and bruising is how she explains it.",
    "In the mind of the patient there is a repressed trauma.",
    "She says it hurts; it is a glandular fever.",
    "He reports swelling, and the swelling is a DVT.",
    "The pain he describes running down to the calf is sciatica.",
    "Dr. Ames: it is gout.",
    "I told Dr. Ames: “She has a DVT.”",
    "My note to her physician: “This is a herniated disc.”",
    "Dr. Lee was informed, and told that her calf is a DVT.",
    "The stiffness Mrs. Lane describes is rheumatoid arthritis.",
    "Dr. Hale saw her in May, and I told her it is gout.",
]  # fmt: skip


@pytest.mark.parametrize("text", OWN)
def test_what_the_writer_adds_stays_the_writers_own(text: str) -> None:
    assert errors(text) != []


def test_a_cue_is_reported_in_the_words_of_the_text() -> None:
    excused = check_text("Her mother says it is sciatica.").excused
    assert {e.cue for e in excused if e.because == "patient report"} == {"mother says"}


@pytest.mark.parametrize(
    "lead_in",
    ["She reports:", "Mr. Reyes reports:", "What the patient reports", "Ms. A states:",
     "Per the referral:", "Dr. Okafor wrote:", "Reported by the patient:"],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["- ", "1. ", "• ", "a) ", "* "])
def test_a_lead_in_speaks_for_every_item_of_its_list(lead_in: str, mark: str) -> None:
    assert errors(f"{lead_in}\n{mark}gout\n{mark}sciatica\n  of the left side\n") == []


def test_a_lead_in_speaks_for_a_list_after_an_empty_line() -> None:
    assert errors("She reports:\n\n- gout\n\n- sciatica\n") == []


def test_a_lead_in_stops_where_its_list_stops() -> None:
    assert errors("She reports:\n- gout\n- sciatica\n\nHe has a DVT.\n") == ["has a DVT"]


def test_an_item_may_hold_more_than_its_lead_in_speaks_for() -> None:
    assert errors("She reports:\n- gout; it is a DVT\n- sciatica\n") == ["is a DVT"]


def test_a_lead_in_of_the_writer_excuses_nothing() -> None:
    assert errors("I observed:\n- sciatica\n") == ["sciatica"]


def test_a_heading_speaks_for_its_section_and_not_for_the_next() -> None:
    text = "Reported by the patient\n\nGout since May.\n\nSciatica.\n\nFindings\n\nShe has a DVT.\n"
    assert errors(text) == ["has a DVT"]


@pytest.mark.parametrize("lead_in", ["Mr. B reports:", "Mr. B told me about his week:",
                                     "Thank you for referring Mr. B:"])  # fmt: skip
def test_a_lead_in_speaks_for_one_paragraph_and_not_for_the_rest_of_the_letter(
    lead_in: str,
) -> None:
    first, second = "He has gout since May.", "He has a torn ACL and must stop Plavix."
    assert errors(f"{lead_in}\n\n{first}\n") == []
    assert errors(f"{lead_in}\n\n{first}\n\n{second}\n") == ["has a torn ACL", "must stop Plavix"]


@pytest.mark.parametrize("own", ["I treated the neck.", "We stopped.", "Thank you for your care."])
def test_a_heading_speaks_no_more_once_the_therapist_speaks(own: str) -> None:
    text = f"Reported by the patient\n\nGout since May.\n\n{own}\n\nHe has a DVT.\n"
    assert errors(text) == ["has a DVT"]


def test_what_the_patient_is_quoted_to_say_of_herself_is_not_the_therapist_speaking() -> None:
    text = 'Reported by the patient\n\nShe said: "I feel low most days."\n\nShe has gout.\n'
    assert errors(text) == []


def test_a_line_at_the_margin_below_a_list_is_none_of_its_items() -> None:
    assert errors("Her form lists:\n1. hypertension\n2. asthma\nHe has a DVT.\n") == ["has a DVT"]


def test_a_list_does_not_carry_the_section_before_it_into_the_next_paragraph() -> None:
    assert errors("She reports:\n- gout\n\nFindings:\n- a DVT of the calf\n") != []


@pytest.mark.parametrize("pronoun", ["She", "He", "They"])
def test_a_sentence_that_keeps_the_subject_keeps_the_speaker(pronoun: str) -> None:
    assert errors(f"{pronoun} reports calf pain. {pronoun} also has gout.") == []


def test_keeping_the_subject_excuses_nothing_where_nobody_spoke() -> None:
    assert errors("I saw her on Monday. She also has gout.") == ["has gout"]
    assert errors("She also has gout.") == ["has gout"]
    assert errors("She reports calf pain.\n\nShe also has gout.") == ["has gout"]


def test_keeping_the_subject_does_not_cover_what_the_writer_adds() -> None:
    assert errors("She reports calf pain. She also has swelling, which is a DVT.") == ["is a DVT"]


def passages(text: str) -> list[str]:
    return [text[start:end] for start, end in quoted_passages(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('he said "it is hot" and left', ["it is hot"]),
        ('"one" and "two"', ["one", "two"]),
        ("he said 'it is hot' and left", ["it is hot"]),
        ("he said \"it's 'hot' now\"", ["it's 'hot' now", "hot"]),
        ('he said "hot', []),
        ('hot" he said', []),
        ('he said "one "two" three', ["two"]),
        ("the clients' room and the dogs' bed", []),
        ("in the '90s the clients' room", []),
        ("rock 'n' roll", []),
        ("get 'em, the clients' way", []),
        ("'tis the clients' way", []),
        ('she is 5\'10" and it is "hot', []),
        ('a 12" by 6" pad', []),
        ("don't, won't, can't", []),
        ('("it is hot")', ["it is hot"]),
    ],
)
def test_quotation_marks_pair_only_where_they_can_open_and_close(
    text: str, quoted: list[str]
) -> None:
    assert passages(text) == quoted


@pytest.mark.parametrize(
    "text",
    [
        'He said "it feels hot and I have gout.',
        'She said "my knee is hot." It is gout.',
        'She said "my knee is hot.\n\nIt is gout."',
        "The 'ot water bottle is hers and she has gout.",
        "The clients' room was cold and she has gout.",
        "The rock 'n' roll dancer has gout.",
        "She measured 5'10\" and has gout.",
        "She said she is 5'10\" tall and it is gout.",
        'It is a "slipped disc".',
        'It is "gout of the toe" in my view.',
        'She told me "I am fine" and I think it is gout.',
        'He said "hot". "It is gout.',
    ],
)
def test_a_stray_mark_or_a_quotation_that_nobody_spoke_hides_nothing(text: str) -> None:
    assert errors(text) != []


@pytest.mark.parametrize(
    "text",
    [
        'He said: "I have sciatica and gout."',
        '"It is sciatica," he said.',
        "He says: “My doctor saw a slipped disc. It is gout.”",
        "He says 'it is gout'.",
        'The report reads: "Acute fracture of the wrist. No dislocation."',
    ],
)
def test_a_quotation_with_a_speaker_is_excused_over_all_its_sentences(text: str) -> None:
    assert errors(text) == []


def test_a_quotation_is_whatever_its_marks_look_like() -> None:
    assert load_scope().voices
    for marks in ("““", '""', "“”", "„“", "«»"):
        assert errors(f"He said: {marks[0]}it is sciatica{marks[1]} and left.") == [], marks


def test_a_clause_of_the_writers_own_begins_behind_a_mark() -> None:
    text = " she says it hurts, and i agree, and i know"
    first, second = SMALL.beginnings(text)
    assert (text[first:], text[second:]) == (" and i agree, and i know", " and i know")
    assert SMALL.beginnings(text, second) == [second]
