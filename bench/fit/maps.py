"""The maps of vectors: each question of corpus/asked is drawn to the passages of its provision.

For a question, the share of its own article or section in the softmax of its cosines with all
passages is made as large as can be; narrow maps (rank 128 of 384) keep what is learnt general.
"""

import numpy as np
import numpy.typing as npt
import torch

from bench.fit.asked import AskedOf

RANK = 128
EPOCHS = 8
BATCH = 256
SHARPNESS = 20.0
RATE, DECAY = 2e-3, 1e-3
SEED = 20261125


class Narrow(torch.nn.Module):
    """v + vAB, made a unit vector again."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.a = torch.nn.Parameter(torch.randn(dimension, RANK) * 0.02)
        self.b = torch.nn.Parameter(torch.zeros(RANK, dimension))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.normalize(vectors + vectors @ self.a @ self.b, dim=-1)


def fit(asked: AskedOf) -> dict[str, npt.NDArray[np.float16]]:
    """The arrays of both maps, as `kb.learned` reads them."""
    torch.manual_seed(SEED)
    texts = torch.tensor(asked.vectors[asked.texts])
    questions = torch.tensor(asked.vectors[asked.questions])
    units_of_texts = torch.tensor(asked.units[asked.texts])
    units = torch.tensor(asked.units[asked.questions])
    answered = torch.isin(units, units_of_texts)
    questions, units = questions[answered], units[answered]
    of_question, of_text = Narrow(texts.shape[1]), Narrow(texts.shape[1])
    parameters = [*of_question.parameters(), *of_text.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    batches = -(-len(questions) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * batches)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(questions)).split(BATCH):
            scores = of_question(questions[batch]) @ of_text(texts).T * SHARPNESS
            its = units_of_texts[None, :] == units[batch][:, None]
            right = torch.logsumexp(scores.masked_fill(~its, -torch.inf), 1)
            loss = (torch.logsumexp(scores, 1) - right).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return {
        f"{of}_{name}": getattr(narrow, name).detach().numpy().astype(np.float16)
        for of, narrow in (("question", of_question), ("passage", of_text))
        for name in "ab"
    }
