"""Bar, line and pie charts as pictures."""

import json
import math
import re
from collections.abc import Sequence
from typing import Any, cast

from tenon.tools import charts
from tenon.tools.errors import ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext

MAX_VALUES = 1000
_SEPARATORS = re.compile(r"[;；\n]|[,，](?=\D|\d{1,2}\b|\d{4,})")


async def bar_chart(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """A bar chart."""
    series = _series(given["data"])
    return _picture("bar", charts.bars(given.get("title", ""), _names(given.get("x_axis", ""), series), series))


async def line_chart(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """A line chart."""
    series = _series(given["data"])
    return _picture("line", charts.lines(given.get("title", ""), _names(given.get("x_axis", ""), series), series))


async def pie_chart(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """A pie chart."""
    series = _series(given["data"])
    values = series[0].values
    if len(series) > 1 or min(values) < 0 or sum(values) <= 0:
        raise ToolParameterError("A pie takes one list of numbers that are not negative and not all zero.")
    return _picture("pie", charts.pie(given.get("title", ""), _names(given.get("categories", ""), series), values))


def _picture(kind: str, svg: str) -> list[ToolMessage]:
    file = {"data": svg.encode(), "filename": f"{kind}_chart.svg", "mime_type": "image/svg+xml"}
    return [ToolMessage("blob", file, f"{kind}_chart.svg")]


def _series(text: str) -> list[charts.Series]:
    """One list of numbers, or several by name as a JSON object."""
    found = _json(text)
    if isinstance(found, dict):
        named = cast(dict[str, Any], found)
        series = [charts.Series(name, _numbers(values)) for name, values in named.items()]
    else:
        series = [charts.Series("", _numbers(found if isinstance(found, list) else _parts(text)))]
    if not series or len({len(one.values) for one in series}) != 1:
        raise ToolParameterError("The series must have the same number of values.")
    if len(series) > 20 or len(series) * len(series[0].values) > MAX_VALUES:
        raise ToolParameterError(f"A chart shows at most 20 series and {MAX_VALUES} values.")
    return series


def _json(text: str) -> Any:
    if text.strip()[:1] not in ("[", "{"):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ToolParameterError("The data are no valid JSON. Write numbers separated by semicolons: 1;2;3.") from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text.strip().strip(";；")) if part.strip()]


def _numbers(values: Any) -> list[float]:
    if not isinstance(values, list) or not values:
        raise ToolParameterError("There are no numbers to draw. Write them separated by semicolons: 1;2;3.")
    numbers: list[float] = []
    for value in cast(list[Any], values):
        try:
            number = float(str(value).replace(",", "").replace("，", "").rstrip("%"))
        except ValueError:
            raise ToolParameterError(f"{str(value)[:40]!r} is no number. Write numbers as 1;2;3.") from None
        if not math.isfinite(number) or abs(number) > 1e300:
            raise ToolParameterError(f"{str(value)[:40]!r} cannot be drawn.")
        numbers.append(number)
    return numbers


def _names(text: str, series: Sequence[charts.Series]) -> list[str]:
    count = len(series[0].values)
    found = _json(text) if text.strip()[:1] == "[" else None
    if isinstance(found, list):
        names = [str(name) for name in cast(list[Any], found)]
    else:
        names = [name.strip() for name in re.split(r"[;；\n]" if re.search(r"[;；\n]", text) else r"[,，]", text)]
        names = [name for name in names if name]
    if not names:
        return [str(index + 1) for index in range(count)]
    if len(names) != count:
        raise ToolParameterError(f"There are {count} values and {len(names)} names; give as many names as values.")
    return names


TOOLS = {"bar_chart": bar_chart, "line_chart": line_chart, "pie_chart": pie_chart}
