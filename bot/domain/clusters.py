"""Groups of points in the plane, as Polis finds them: k-means, and the silhouette to say how many there are.

Unlike Polis we also say when there are none; see `bot.domain.opinion_groups`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

FEWEST_IN_GROUP = 10
"""The fewest people of a group that is told of."""

MOST_GROUPS = 5
STRUCTURE = 0.5
"""The silhouette from which on there are groups."""

RESTARTS = 10
SAMPLE = 2_000
"""Points whose silhouette is taken at most: it takes each one's distance from every other."""


def group(points: "Floats") -> "Ints":
    """Return each point's group; all are in group 0 if they do not fall into groups that are large enough."""
    import numpy as np  # noqa: PLC0415  as above

    random = np.random.default_rng(0)  # points in the same order give the same groups
    sample = random.choice(len(points), min(SAMPLE, len(points)), replace=False)
    best, found = STRUCTURE, np.zeros(len(points), dtype=np.int64)
    for number in range(2, MOST_GROUPS + 1):
        members = _k_means(points, number, random)
        if np.bincount(members, minlength=number).min() < FEWEST_IN_GROUP:
            continue
        value = silhouette(points[sample], members[sample])
        if value > best:
            best, found = value, members
    return found


def _k_means(points: "Floats", number: int, random: "np.random.Generator") -> "Ints":
    """Return the best of several runs, each from centres that are chosen far from one another (k-means++)."""
    import numpy as np  # noqa: PLC0415  as above

    best, found = np.inf, np.zeros(len(points), dtype=np.int64)
    for _ in range(RESTARTS):
        centres = points[[random.integers(len(points))]]
        while len(centres) < number:
            nearest = _distances(points, centres).min(axis=1) ** 2
            total = nearest.sum()
            weights = nearest / total if total else None
            centres = np.vstack([centres, points[random.choice(len(points), p=weights)]])
        members = np.full(len(points), -1)
        for _ in range(100):
            moved = _distances(points, centres).argmin(axis=1)
            if (moved == members).all():
                break
            members = moved
            for one in range(number):
                if (members == one).any():
                    centres[one] = points[members == one].mean(axis=0)
        inertia = float((_distances(points, centres).min(axis=1) ** 2).sum())
        if inertia < best:
            best, found = inertia, members
    return found


def _distances(points: "Floats", others: "Floats") -> "Floats":
    import numpy as np  # noqa: PLC0415  as above

    differences: Floats = points[:, None, :] - others[None, :, :]
    found: Floats = np.sqrt((differences**2).sum(axis=2))
    return found


def silhouette(points: "Floats", members: "Ints") -> float:
    """Return the mean silhouette (Rousseeuw 1987): near 1 where groups are apart, near 0 where they touch."""
    import numpy as np  # noqa: PLC0415  as above

    numbers, members = np.unique(members, return_inverse=True)
    if len(numbers) < 2:  # noqa: PLR2004  one group has no other
        return 0.0
    sizes = np.bincount(members)
    total = 0.0
    for first in range(0, len(points), 256):
        part, own = points[first : first + 256], members[first : first + 256]
        away = np.stack([_distances(part, points[members == one]).sum(axis=1) for one in range(len(sizes))], axis=1)
        rows = np.arange(len(part))
        inside = away[rows, own] / np.maximum(1, sizes[own] - 1)
        means = away / sizes
        means[rows, own] = np.inf
        outside = means.min(axis=1)
        widths = np.maximum(inside, outside)
        alone = (sizes[own] == 1) | (widths == 0)
        total += float(np.where(alone, 0.0, (outside - inside) / np.where(widths == 0, 1.0, widths)).sum())
    return total / len(points)
