"""Draws bar, line and pie charts as SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#edc948", "#b07aa1", "#ff9da7", "#9c755f", "#79706e")
WIDTH, HEIGHT = 800, 480
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 24, 64, 64
_FONT = "font-family=\"system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif\""


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the categories; the name stands in the legend."""

    name: str
    values: Sequence[float]


def bars(title: str, categories: Sequence[str], series: Sequence[Series]) -> str:
    """A bar for each value, grouped by category."""
    scale = _Scale.of([value for one in series for value in one.values], with_zero=True)
    slot = (WIDTH - _LEFT - _RIGHT) / len(categories)
    width = min(slot * 0.8 / len(series), 80)
    pieces = [_axes(scale, categories, slot)]
    zero = scale.y(0)
    for index, one in enumerate(series):
        colour = COLOURS[index % len(COLOURS)]
        for place, value in enumerate(one.values):
            x = _LEFT + slot * (place + 0.5) + width * (index - len(series) / 2)
            y = scale.y(value)
            pieces.append(
                f'<rect x="{x:.1f}" y="{min(y, zero):.1f}" width="{width * 0.94:.1f}" height="{abs(zero - y):.1f}" '
                f'rx="2" fill="{colour}"><title>{escape(categories[place])}: {_number(value)}</title></rect>'
            )
            if len(categories) * len(series) <= 24:
                above = min(y, zero) - 6 if value >= 0 else max(y, zero) + 16
                pieces.append(_text(x + width * 0.47, above, _number(value), size=12, anchor="middle"))
    return _picture(title, [*pieces, _legend(series)])


def lines(title: str, categories: Sequence[str], series: Sequence[Series]) -> str:
    """A line for each series over the categories."""
    scale = _Scale.of([value for one in series for value in one.values], with_zero=False)
    slot = (WIDTH - _LEFT - _RIGHT) / len(categories)
    pieces = [_axes(scale, categories, slot)]
    for index, one in enumerate(series):
        colour = COLOURS[index % len(COLOURS)]
        points = [(_LEFT + slot * (place + 0.5), scale.y(value)) for place, value in enumerate(one.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        pieces.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>'
        )
        if len(points) <= 60:
            pieces += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}">'
                f"<title>{escape(categories[place])}: {_number(one.values[place])}</title></circle>"
                for place, (x, y) in enumerate(points)
            ]
    return _picture(title, [*pieces, _legend(series)])


def pie(title: str, categories: Sequence[str], values: Sequence[float]) -> str:
    """A slice for each value; the values are not negative and their sum is above zero."""
    total = sum(values)
    middle_x, middle_y, radius = 280.0, 268.0, 176.0
    pieces: list[str] = []
    angle = -math.pi / 2
    for index, value in enumerate(values):
        share = value / total
        colour = COLOURS[index % len(COLOURS)]
        hint = f"<title>{escape(categories[index])}: {_number(value)} ({share:.1%})</title>"
        if share >= 0.999999:
            pieces.append(f'<circle cx="{middle_x}" cy="{middle_y}" r="{radius}" fill="{colour}">{hint}</circle>')
        elif share > 0:
            end = angle + share * 2 * math.pi
            x1, y1 = middle_x + radius * math.cos(angle), middle_y + radius * math.sin(angle)
            x2, y2 = middle_x + radius * math.cos(end), middle_y + radius * math.sin(end)
            pieces.append(
                f'<path d="M{middle_x} {middle_y} L{x1:.2f} {y1:.2f} A{radius} {radius} 0 {int(share > 0.5)} 1 '
                f'{x2:.2f} {y2:.2f} Z" fill="{colour}" stroke="#fff" stroke-width="1.5">{hint}</path>'
            )
        if share >= 0.04:
            at = angle + share * math.pi
            x, y = middle_x + radius * 0.65 * math.cos(at), middle_y + radius * 0.65 * math.sin(at) + 5
            pieces.append(_text(x, y, f"{share:.0%}", size=14, anchor="middle", colour="#fff"))
        angle += share * 2 * math.pi
    names = [f"{name} ({_number(value)})" for name, value in zip(categories, values, strict=True)]
    return _picture(title, [*pieces, _column(names)])


@dataclass(frozen=True, slots=True)
class _Scale:
    """The vertical axis: from `low` to `high` in steps of `pace`."""

    low: float
    high: float
    pace: float

    @staticmethod
    def of(values: Sequence[float], *, with_zero: bool) -> "_Scale":
        low, high = min(values), max(values)
        if with_zero or low * 2 < high:
            low, high = min(low, 0), max(high, 0)
        if low == high:
            low, high = low - 1, high + 1
        rough = (high - low) / 5
        unit = 10.0 ** math.floor(math.log10(rough))
        pace = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.999)
        return _Scale(math.floor(low / pace) * pace, math.ceil(high / pace) * pace, pace)

    def y(self, value: float) -> float:
        """Where a value stands in the picture."""
        return HEIGHT - _BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - _TOP - _BOTTOM)

    def ticks(self) -> list[float]:
        """The values that are written beside the axis."""
        return [self.low + self.pace * index for index in range(round((self.high - self.low) / self.pace) + 1)]


def _axes(scale: _Scale, categories: Sequence[str], slot: float) -> str:
    pieces: list[str] = []
    for tick in scale.ticks():
        y = scale.y(tick)
        colour = "#888" if abs(tick) < scale.pace / 1e6 else "#e3e3e3"
        pieces.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>')
        pieces.append(_text(_LEFT - 8, y + 4, _number(tick), size=12, anchor="end", colour="#555"))
    every = max(1, math.ceil(len(categories) / 16))
    longest = max(3, int(slot * every / 8))
    for place in range(0, len(categories), every):
        name = categories[place]
        name = name if len(name) <= longest else f"{name[: longest - 1]}…"
        x = _LEFT + slot * (place + 0.5)
        pieces.append(_text(x, HEIGHT - _BOTTOM + 22, name, size=12, anchor="middle", colour="#555"))
    return "".join(pieces)


def _legend(series: Sequence[Series]) -> str:
    if len(series) == 1 and not series[0].name:
        return ""
    room = (WIDTH - _LEFT - _RIGHT) / len(series)
    pieces: list[str] = []
    for index, one in enumerate(series):
        x = _LEFT + room * index
        pieces.append(_mark(x, HEIGHT - 24, index))
        pieces.append(_text(x + 20, HEIGHT - 13, one.name[: max(3, int(room / 9))], size=13))
    return "".join(pieces)


def _column(names: Sequence[str]) -> str:
    shown = names[:18]
    pieces: list[str] = []
    top = 268 - len(shown) * 11
    for index, name in enumerate(shown):
        pieces.append(_mark(520, top + index * 22 - 11, index))
        pieces.append(_text(540, top + index * 22, name if len(name) <= 30 else f"{name[:29]}…", size=13))
    return "".join(pieces)


def _mark(x: float, y: float, index: int) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="12" height="12" rx="2" fill="{COLOURS[index % len(COLOURS)]}"/>'


def _text(x: float, y: float, text: str, *, size: int, anchor: str = "start", colour: str = "#222") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
    )


def _picture(title: str, pieces: Sequence[str]) -> str:
    head = _text(WIDTH / 2, 36, title if len(title) <= 70 else f"{title[:69]}…", size=20, anchor="middle")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" {_FONT}><rect width="100%" height="100%" fill="#fff"/>'
        f"{head if title else ''}{''.join(pieces)}</svg>"
    )


def _number(value: float) -> str:
    text = f"{value:,.10g}" if abs(value) < 1e9 else f"{value:.4g}"
    return "0" if text == "-0" else text
