"""Several processes, one model each (`accelerate launch -m lavic tune ...`): what a step of the loop shares.

Every process takes its part of a step's rows, and gradients are added up; what is tuned is small (LoRA), so that this
costs little beside a pass, and no model is wrapped. The parameters then stay equal everywhere. Leaves out: models that
one device cannot hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import torch
from accelerate import PartialState
from accelerate.utils import broadcast_object_list, reduce

T = TypeVar("T")


def _state() -> PartialState:
    """Without being told so, accelerate looks for other processes on accelerators alone: on a CPU each would think that
    it is the only one."""
    return PartialState(cpu=not torch.accelerator.is_available())


def this_device() -> str | None:
    """Of this process where a launcher started several; None leaves the choice to whoever loads a model."""
    state = _state()
    return str(state.device) if state.num_processes > 1 else None


class Share:
    """This process among all. Alone unless a launcher started several."""

    def __init__(self) -> None:
        self._state = _state()

    @property
    def first(self) -> bool:
        """Whether this process writes files and logs."""
        return self._state.is_main_process

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """This process's part of a step's rows; may be empty."""
        return rows[self._state.process_index :: self._state.num_processes]

    def add_up(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Gradients become their sums over processes; one that a process lacks counts as zeros."""
        if self._state.num_processes > 1:
            for value in parameters:
                value.grad = reduce(torch.zeros_like(value) if value.grad is None else value.grad, "sum")

    def total(self, number: float) -> float:
        """The sum over processes."""
        if self._state.num_processes == 1:
            return number
        return float(reduce(torch.tensor(number, dtype=torch.float64, device=self._state.device), "sum"))

    def agreed(self, number: float) -> float:
        """The first process's number: one that all have measured, and might have rounded differently."""
        return float(broadcast_object_list([number])[0]) if self._state.num_processes > 1 else number

    def wait(self) -> None:
        """Until all processes are here."""
        self._state.wait_for_everyone()
