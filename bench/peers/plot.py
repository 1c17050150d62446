"""Bars in SVG: one group for each peer, one bar for each series."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 720, 150, 80
BAR, GAP, TOP = 16, 14, 64
COLOURS = ("#1f6f8b", "#e08e2b")


@dataclass(frozen=True)
class Chart:
    """What is drawn."""

    title: str
    series: tuple[str, ...]
    rows: list[tuple[str, tuple[float, ...]]]
    """A name with a value for each series."""


def drawn(chart: Chart) -> str:
    """The chart as a file of its own, readable on a light page and on a dark one."""
    group = BAR * len(chart.series) + GAP
    height = TOP + group * len(chart.rows) + GAP
    most = max(value for _, values in chart.rows for value in values) or 1
    parts = [_text(16, 24, chart.title, "font-weight='600' font-size='15'"), *_legend(chart.series)]
    for number, (name, values) in enumerate(chart.rows):
        top = TOP + group * number
        parts.append(_text(LEFT - 10, top + group / 2, name, "text-anchor='end'"))
        for series, value in enumerate(values):
            parts += _bar(top + BAR * series, value, value / most, COLOURS[series])
    body = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}'"
        f" font-family='system-ui, sans-serif' font-size='13' fill='#1d2430' role='img'>\n"
        f"<title>{escape(chart.title)}</title>\n<rect width='100%' height='100%' fill='#ffffff'/>\n{body}\n</svg>\n"
    )


def _legend(series: tuple[str, ...]) -> list[str]:
    if len(series) == 1:
        return []
    marks = []
    for number, name in enumerate(series):
        left = LEFT + 120 * number
        marks.append(f"<rect x='{left}' y='36' width='12' height='12' fill='{COLOURS[number]}'/>")
        marks.append(_text(left + 18, 47, name))
    return marks


def _bar(top: float, value: float, share: float, colour: str) -> list[str]:
    width = share * (WIDTH - LEFT - RIGHT)
    rectangle = f"<rect x='{LEFT}' y='{top}' width='{width:.1f}' height='{BAR - 3}' fill='{colour}'/>"
    return [rectangle, _text(LEFT + width + 6, top + BAR - 5, figure(value), "font-size='12'")]


def _text(left: float, top: float, text: str, more: str = "") -> str:
    return f"<text x='{left:.1f}' y='{top:.1f}' {more}>{escape(text)}</text>"


def figure(value: float) -> str:
    """As many digits as mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
