"""Means with intervals. Windows of one photograph are alike, so photographs, not windows, are drawn again."""

from typing import Dict, List, NamedTuple

import numpy as np

RESAMPLES = 4000


class Estimate(NamedTuple):
    value: float
    low: float
    high: float

    @property
    def decided(self) -> bool:
        return self.low > 0 or self.high < 0


def mean_by_photo(values: np.ndarray, photos: Dict[str, List[int]]) -> Estimate:
    """The mean of `values` with its 95 % percentile bootstrap interval over photographs. `photos`: positions of each in `values`."""
    groups = [values[places] for places in photos.values() if len(places)]
    sums, counts = np.array([g.sum() for g in groups]), np.array([len(g) for g in groups])
    drawn = np.random.default_rng(0).integers(len(groups), size=(RESAMPLES, len(groups)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return Estimate(float(values.mean()), *(float(v) for v in np.quantile(means, (0.025, 0.975))))
