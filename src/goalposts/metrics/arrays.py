"""The columns of a statement's result spread over the cells they belong to."""

from __future__ import annotations

import numpy as np
import polars as pl

from goalposts.metrics import cells as cell
from goalposts.metrics.cells import Flags, Floats, Ints, Shape3


class Arrays:
    """The columns of a placed frame spread over the cells."""

    def __init__(self, shape: Shape3, frame: pl.DataFrame | None, currencies: list[str]) -> None:
        self.shape = shape
        self.frame = frame if frame is not None and len(frame) else None
        self.value = self._filled("value", np.nan)
        self.rows = self._filled("rows", 0.0)
        self.keys = self._filled("keys", 0.0)
        self.days_off = self._filled("days_off", 0.0)
        worst = self._texts("worst")
        self.suppressed: Flags = worst == "suppressed"
        self.provisional: Flags = worst == "provisional"
        self.mixed: Flags = self._filled("currencies", 0.0) > 1
        self.currency = self._currencies(currencies)

    def _at(self) -> tuple[Ints, Ints, Ints]:
        frame = self.frame if self.frame is not None else pl.DataFrame({"side": [], "group": [], "at": []})
        side, group, at = (frame[name].cast(pl.Int64).to_numpy() for name in ("side", "group", "at"))
        return side, group, at

    def _filled(self, name: str, empty: float) -> Floats:
        array = np.full(self.shape, empty)
        if self.frame is not None and name in self.frame.columns:
            values = self.frame[name].cast(pl.Float64).fill_null(empty).to_numpy()
            array[self._at()] = values
        return array

    def _texts(self, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.object_]]:
        array = np.full(self.shape, None, dtype=object)
        if self.frame is not None and name in self.frame.columns:
            array[self._at()] = self.frame[name].to_numpy()
        return array

    def _currencies(self, known: list[str]) -> Ints:
        array = np.full(self.shape, cell.NO_CURRENCY, dtype=np.int64)
        if self.frame is None or "currency" not in self.frame.columns:
            return array
        for code in self.frame["currency"].drop_nulls().unique().sort():
            if code not in known:
                known.append(code)
            side, group, at = self._at()
            hit = (self.frame["currency"] == code).fill_null(value=False).to_numpy()
            array[side[hit], group[hit], at[hit]] = known.index(code)
        return array
