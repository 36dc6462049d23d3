"""The student: the small network that a check keeps, and how it is written."""

from __future__ import annotations

import math
import struct
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import yaml
from torch import nn
from torch.nn.functional import (
    avg_pool1d,
    binary_cross_entropy_with_logits,
    dropout,
    max_pool1d,
    mse_loss,
)

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from learning import batches, family_loss, labels  # noqa: E402
from teacher import SAID  # noqa: E402
from weigh import ERRORS, Example, Vectors, readable  # noqa: E402

from letterkit.scope.stretches import APART, STRETCH  # noqa: E402
from letterkit.scope.windows import END, START, UNKNOWN, WORD_MARK  # noqa: E402

EPOCHS, BATCH, MOST_TOKENS = 6, 64, 60
FILTERS, WIDTH, WINDOW = 160, 80, 5
FURTHER, STEPS = 3, (1, 3)  # the window of further filters, and how far apart its places stand
WORDS = 30_000  # of the vectors' vocabulary that have a row of their own, beside those used
OFTEN = 4  # a form that fewer sentences have is like any other
HIDDEN, DROPPED = 0.2, 0.2  # shares of forms, and of what was heard, that are hidden in learning
OF_LABELS = 0.3  # how much a label counts beside the teacher's word
OF_RULES = 0.9  # … and how much one of dev's, or of a rule's own sentences
OF_FAMILIES = 1.0  # how much the family counts beside whether it is outside at all
OF_STRETCHES = 0.5  # how much the stretch that speaks loudest counts beside the whole sentence
OF_HINTS = 2.0  # how much what the teacher hears counts beside what it says
SOME = 20_000  # sentences, enough to tell the mean of what it hears
LARGEST = 127  # of the numbers that are kept of a word
FINER = 10  # bits of a weight of further filters, behind the point
MOST_HEARD = 1 << 12  # that a filter passes on to further ones
MOST_SUMMED = 1 << 28  # that these may come to in one place of their windows


class Sentences:
    """Sentences as the student reads them: for each token its form, and a mean vector of words."""

    def __init__(self, vectors: Vectors, found: Sequence[Example]) -> None:
        number = Counter(form for e in found for form in {form for form, _ in e.tokens})
        self.forms = [UNKNOWN, START, END, *sorted(f for f, n in number.items() if n >= OFTEN)]
        self.words = vectors.words
        self._form = {form: n for n, form in enumerate(self.forms, 1)}
        self._word = {word: n for n, word in enumerate(vectors.words)}
        self.rows = vectors.rows
        self._means: dict[tuple[int, ...], int] = {(): 0}

    def read(self, found: Sequence[Example]) -> torch.Tensor:
        """Return, for each token of each sentence, the place of its form and of its mean."""
        rows = torch.zeros(len(found), MOST_TOKENS, 2, dtype=torch.int64)
        for n, example in enumerate(found):
            tokens = ((START, ()), *example.tokens[: MOST_TOKENS - 2], (END, ()))
            rows[n, : len(tokens)] = torch.tensor([self._token(*token) for token in tokens])
        return rows

    def _token(self, form: str, words: tuple[str, ...]) -> tuple[int, int]:
        known = tuple(sorted(self._word[word] for word in words if word in self._word))
        mean = self._means.setdefault(known, len(self._means))
        return self._form.get(form, self._form[UNKNOWN]), mean

    @property
    def means(self) -> torch.Tensor:
        """Return every mean that was read; the first one, of no word, is nought."""
        nought = np.zeros(self.rows.shape[1])
        rows = [self.rows[list(known)].mean(0) if known else nought for known in self._means]
        return torch.tensor(np.array(rows), dtype=torch.float32)


class Student(nn.Module):  # type: ignore[misc]
    """Filters over windows of words, and rows of filters over what was heard, each adding to it;
    what all say loudest, and on the whole, is weighed."""

    def __init__(self, sentences: Sentences, means: torch.Tensor) -> None:
        super().__init__()
        self.means = nn.Embedding.from_pretrained(means)
        self.narrow = nn.Linear(means.shape[1], WIDTH, bias=False)
        nn.init.orthogonal_(self.narrow.weight)
        self.form_rows = nn.Embedding(len(sentences.forms) + 1, WIDTH, padding_idx=0)
        with torch.no_grad():
            self.form_rows.weight.mul_(0.02)
        self.filters = nn.Conv1d(WIDTH, FILTERS, WINDOW, padding=WINDOW // 2)
        self.further = nn.ModuleList(
            nn.Conv1d(FILTERS, FILTERS, FURTHER, padding=FURTHER // 2 * step, dilation=step)
            for step in STEPS
        )
        self.head = nn.Linear(2 * FILTERS, 1 + len(ERRORS))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the log-odds for each sentence, given the places of its tokens."""
        return self.said(_on_the_whole(*self.heard(rows)))

    def said(self, heard: torch.Tensor) -> torch.Tensor:
        """Return the log-odds for each sentence, or stretch of one, in which this was heard."""
        return self.head(dropout(heard, DROPPED, self.training))

    def heard(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what each filter hears at each place of each sentence, and which places it has."""
        forms, means = rows[:, :, 0], rows[:, :, 1]
        there = forms > 0
        if self.training:  # some words are hidden, and more forms: others are new to it too
            hidden = torch.rand(forms.shape) < 0.05
            means = means * ~hidden
            hidden |= torch.rand(forms.shape) < HIDDEN
            forms = torch.where(hidden & there, torch.ones_like(forms), forms)  # 1: UNKNOWN
        values = self.narrow(self.means(means)) + self.form_rows(forms)
        values = dropout(values, 0.1, self.training).transpose(1, 2)
        mask = there.unsqueeze(1).float()
        heard = torch.relu(self.filters(values)) * mask
        for filters in self.further:
            heard = (heard + torch.relu(filters(heard))) * mask
        return heard, mask


def _on_the_whole(heard: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return what each filter hears loudest in each sentence, and on the whole."""
    return torch.cat([heard.max(2).values, heard.sum(2) / mask.sum(2) ** 0.5], 1)


def _in_stretches(heard: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the same of each stretch of each sentence, and which of them a sentence has: the
    first, and all that do not reach beyond its end.
    """
    places = avg_pool1d(mask, STRETCH, APART).squeeze(1) * STRETCH
    largest = max_pool1d(heard, STRETCH, APART).transpose(1, 2)
    total = avg_pool1d(heard, STRETCH, APART).transpose(1, 2) * STRETCH
    there = places > STRETCH - 0.5
    there[:, 0] = True
    of_mean = total / places.clamp(min=1).unsqueeze(2) ** 0.5
    return torch.cat([largest, of_mean], 2), there


def learnt_from(
    found: Sequence[Example],
    made: Sequence[Example],
    said: torch.Tensor,
    vectors: Vectors,
    seed: int,
) -> tuple[Student, Sentences]:
    """Return the student of a teacher who ``said`` this of all sentences, and how it reads them.

    ``said`` are log-odds, and behind them what the teacher heard: the student learns to tell this
    too, though nobody will ask it, since who hears more in a sentence says the same of more others.
    """
    heard = [*found, *made]
    outside, families, counts = labels(heard)
    said, hints = torch.sigmoid(said[:, :SAID].float()), said[:, SAID:]
    target = said[:, 0].clone()
    own = slice(len(found))
    trust = torch.where(counts[own] > 1, OF_RULES, OF_LABELS)
    target[own] = trust * outside[own] + (1 - trust) * target[own]
    families[len(found) :] = said[len(found) :, 1:]
    torch.manual_seed(seed)
    sentences = Sentences(vectors, found)
    rows = sentences.read(heard)
    lengths = (rows[:, :, 0] > 0).sum(1)
    student = Student(sentences, sentences.means)
    student.train()
    hinted = nn.Linear(2 * FILTERS, hints.shape[1])
    some = hints[:SOME].float()
    mean, spread = some.mean(0), (some - some.mean(0)).square().mean().sqrt()
    parameters = [*student.parameters(), *hinted.parameters()]
    optimizer = torch.optim.AdamW(
        [p for p in parameters if p.requires_grad], lr=2e-3, weight_decay=0.01
    )
    steps = EPOCHS * (len(heard) // BATCH + 1)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / steps))
    order = batches(lengths.tolist(), BATCH, EPOCHS, seed)
    for step, batch in enumerate(order):
        heard_at, mask = student.heard(rows[batch][:, : max(STRETCH, int(lengths[batch].max()))])
        heard_in = _on_the_whole(heard_at, mask)
        odds = student.said(heard_in)
        each = binary_cross_entropy_with_logits(odds[:, 0], target[batch], reduction="none")
        in_stretches, there = _in_stretches(heard_at, mask)
        loudest = student.said(in_stretches)[:, :, 0].masked_fill(~there, -99).max(1).values
        again = binary_cross_entropy_with_logits(loudest, target[batch], reduction="none")
        loss = ((each + OF_STRETCHES * again) * counts[batch]).mean()
        loss = loss + OF_FAMILIES * family_loss(odds, target.round(), families, batch)
        wanted = (hints[batch].float() - mean) / spread
        loss = loss + OF_HINTS * mse_loss(hinted(heard_in), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rate.step()
        if step % 500 == 0:
            print(f"student {step}/{steps} {loss.item():.3f}", flush=True)
    student.eval()
    return student, sentences


def write(student: Student, sentences: Sentences, folder: Path) -> None:
    """Write the student as whole numbers, in base 64: a byte each of a word's row, two of a
    filter's weights.
    """
    of_words = student.narrow(torch.tensor(sentences.rows, dtype=torch.float32))
    rows = torch.vstack([student.form_rows.weight[1:], of_words]).detach()
    keys = [*map(readable, sentences.forms), *(word + WORD_MARK for word in sentences.words)]
    of_row = LARGEST / float(np.quantile(rows.abs().numpy(), 0.9999))
    first = student.filters.weight.detach().permute(0, 2, 1).reshape(FILTERS, -1)
    of_first = LARGEST / float(first.abs().max())
    first = (first * of_first).round()
    unit = of_row * of_first  # what is one, in what a first filter hears
    biases = (student.filters.bias.detach() * unit).round()
    loudest = float((2 * (LARGEST + 1) * first.abs().sum(1) + biases).max())
    coarser = max(0, math.ceil(math.log2(loudest / MOST_HEARD)))
    unit /= 1 << coarser
    summed = max(f.weight.detach().abs().sum(1).max().item() for f in student.further)

    def further(filters: nn.Conv1d, step: int) -> dict[str, object]:
        weights = filters.weight.detach().permute(0, 2, 1).reshape(FILTERS, -1)
        biases = (filters.bias.detach() * unit * 2**FINER).round().int().tolist()
        return {"window": FURTHER, "step": step, "biases": biases,
                "weights": [_digits(row * 2**FINER) for row in weights]}  # fmt: skip

    def row_of(numbers: torch.Tensor) -> str:
        small = (numbers * of_row).round().clamp(-LARGEST, LARGEST).int() + 128
        return b64encode(bytes(small.tolist())).decode()

    lines = sorted(f"{key}\t{row_of(row)}\n" for key, row in zip(keys, rows, strict=True))
    (folder / "windows.tsv").write_text("".join(lines), "utf-8")
    heads = [
        {
            "bias": round(bias, 4),
            "of_largest": [round(weight, 4) for weight in weights[:FILTERS]],
            "of_mean": [round(weight, 4) for weight in weights[FILTERS:]],
        }
        for bias, weights in zip(
            student.head.bias.tolist(), student.head.weight.tolist(), strict=True
        )
    ]
    settings = {
        "unit": unit,  # so much, summed, is one
        "coarser": coarser,
        "finer": FINER,
        "most": min(MOST_HEARD, int(0.99 * MOST_SUMMED / (summed * 2**FINER))),
        "outside": heads[0],
        "families": dict(zip(ERRORS, heads[1:], strict=True)),
        "words": {
            "window": WINDOW,
            "step": 1,
            "biases": biases.int().tolist(),
            "weights": [_digits(weights) for weights in first],
        },
        "further": list(map(further, student.further, STEPS)),
    }
    (folder / "windows.yaml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


def _digits(numbers: torch.Tensor) -> str:
    """Return whole numbers, two bytes each, from −32768."""
    whole = numbers.round().clamp(-32767, 32767).int() + 32768
    return b64encode(struct.pack(f"<{len(whole)}H", *whole.tolist())).decode()
