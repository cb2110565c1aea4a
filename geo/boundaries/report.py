"""A survey in words, for the one who decides whether to import."""

from collections.abc import Mapping

from django.contrib.gis.geos import MultiPolygon

from geo.boundaries.survey import Flaw, Survey
from geo.models import District


def report(found: Survey, outlines: Mapping[str, MultiPolygon], districts: Mapping[str, District]) -> str:
    """A table of the districts (area against the official one, how much of the present outline stays), then flaws."""
    lines = [f"{'district':<12}{'km²':>8}{'official':>10}{'differs':>9}{'alike':>8}  parts  neighbours"]
    for code in sorted(outlines):
        district = districts[code]
        area, official = found.area_km2[code], district.area_km2
        told = f"{official:>10}{(area / float(official) - 1) * 100:>+8.1f}%" if official else f"{'-':>10}{'-':>9}"
        alike = _alike(district.outline, outlines[code]) * 100
        neighbours = ", ".join(found.neighbours[code]) or "none"
        lines.append(f"{code:<12}{area:>8.1f}{told}{alike:>7.1f}%  {found.parts[code]:>5}  {neighbours}")
    lines.append(f"{'city':<12}{sum(found.area_km2.values()):>8.1f}")
    lines += _flaws("Overlaps", found.overlaps, "between")
    lines += _flaws("Gaps", found.gaps, "among")
    return "\n".join(lines)


def area_text(area_m2: float) -> str:
    """An area fit to read: m² up to a hectare, then km²."""
    return f"{area_m2:,.0f} m²" if area_m2 <= 10_000 else f"{area_m2 / 1e6:.3f} km²"


def _alike(old: MultiPolygon, new: MultiPolygon) -> float:
    """Intersection over union; both are small enough for degrees to do."""
    union = old.union(new).area
    return old.intersection(new).area / union if union else 0.0


def _flaws(title: str, flaws: list[Flaw], word: str) -> list[str]:
    if not flaws:
        return [f"{title}: none"]
    total = sum(flaw.area_m2 for flaw in flaws)
    lines = [f"{title}: {len(flaws)}, {area_text(total)} together"]
    for flaw in flaws[:20]:
        mark = "  GRAVE" if flaw.is_grave else ""
        where = f"at {flaw.lon:.5f}, {flaw.lat:.5f}"
        size = f"{area_text(flaw.area_m2):>12}, up to {flaw.width_m:.0f} m wide,"
        lines.append(f"  {size} {word} {' and '.join(flaw.codes)} {where}{mark}")
    if len(flaws) > 20:
        lines.append(f"  and {len(flaws) - 20} smaller ones")
    return lines
