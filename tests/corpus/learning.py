"""What the teacher and the student of ``teach.py`` learn by alike: labels, loss and batches."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from weigh import ERRORS, Example  # noqa: E402


def labels(found: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return whether each sentence is outside, of which families, and how much it counts."""
    outside = torch.tensor([float(e.outside) for e in found])
    families = torch.tensor([[float(name in e.families) for name in ERRORS] for e in found])
    return outside, families, torch.tensor([e.counts for e in found]) ** 0.5


def family_loss(
    said: torch.Tensor, outside: torch.Tensor, families: torch.Tensor, batch: list[int]
) -> torch.Tensor:
    """Return how wrong the families of those sentences are that are outside."""
    asked = outside[batch] > 0.5
    if not asked.any():
        return torch.tensor(0.0)
    return binary_cross_entropy_with_logits(said[asked][:, 1:], families[batch][asked])


def batches(lengths: list[int], size: int, epochs: int, seed: int) -> Iterator[list[int]]:
    """Yield places of sentences of about one length, each place once an epoch."""
    shuffled = np.random.default_rng(seed)
    for _ in range(epochs):
        order = shuffled.permutation(len(lengths)).tolist()
        found: list[list[int]] = []
        for start in range(0, len(order), size * 40):
            part = sorted(order[start : start + size * 40], key=lengths.__getitem__)
            found += [part[n : n + size] for n in range(0, len(part), size)]
        for n in shuffled.permutation(len(found)):
            yield found[n]
