from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from mediaeval_plugins.finetune.file import ScheduleTable  # noqa: E402 - torch first
from mediaeval_plugins.finetune.schedule import share  # noqa: E402

STEPS, WARM_UP, FLOOR = 50, 10, 0.1


def by_torch(after):
    """The same schedule of torch's own parts."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedulers = torch.optim.lr_scheduler
    rise = schedulers.LinearLR(optimiser, start_factor=1 / WARM_UP, end_factor=1.0, total_iters=WARM_UP - 1)
    whole = schedulers.SequentialLR(optimiser, [rise, after(optimiser, schedulers)], [WARM_UP])
    rates = []
    for _ in range(STEPS):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        whole.step()
    return rates


AFTER = {
    "constant": lambda o, s: s.ConstantLR(o, factor=1.0),
    "linear": lambda o, s: s.LinearLR(o, start_factor=1.0, end_factor=FLOOR, total_iters=STEPS - WARM_UP),
    "cosine": lambda o, s: s.CosineAnnealingLR(o, T_max=STEPS - WARM_UP, eta_min=FLOOR),
}


@pytest.mark.parametrize("shape", AFTER)
def test_it_is_what_torch_makes_of_the_same_parts(shape):
    table = ScheduleTable(shape, WARM_UP, 0.0 if shape == "constant" else FLOOR)
    ours = [share(table, step, STEPS) for step in range(STEPS)]
    assert ours == pytest.approx(by_torch(AFTER[shape]), rel=1e-6)


def test_further_steps_have_the_floor():
    assert share(ScheduleTable("cosine", 0, 0.25), 1000, 10) == 0.25
    assert share(ScheduleTable(), 1000, 10) == 1.0
