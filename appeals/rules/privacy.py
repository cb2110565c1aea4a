"""What a stranger may learn of somebody's home."""

import math

HOME_GRID_M = 100
METRES_PER_DEGREE = 111_320


def rounded(lon: float, lat: float, grid_m: int = HOME_GRID_M) -> tuple[float, float]:
    """The middle of the grid cell (about ``grid_m`` metres wide) that the point lies in.

    The same cell always gives the same point, so many reports from one house do not average out to its door.
    """
    step_lat = grid_m / METRES_PER_DEGREE
    row = math.floor(lat / step_lat)
    middle = (row + 0.5) * step_lat
    step_lon = step_lat / math.cos(math.radians(middle))
    return round((math.floor(lon / step_lon) + 0.5) * step_lon, 6), round(middle, 6)
