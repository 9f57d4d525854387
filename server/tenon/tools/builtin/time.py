"""Dates, times, time zones and weekdays."""

import calendar
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tenon.tools.errors import ToolParameterError
from tenon.tools.messages import ToolMessage
from tenon.tools.runtime import Arguments, ToolContext

DEFAULT_FORMAT = "%Y-%m-%d %H:%M:%S"
_FORMATS = (
    DEFAULT_FORMAT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d",
)  # fmt: skip


async def current_time(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The time now in a zone and a format."""
    now = context.now().astimezone(zone(given.get("timezone") or "UTC"))
    return [ToolMessage("text", _format(now, given.get("format") or DEFAULT_FORMAT))]


async def localtime_to_timestamp(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """A local time as Unix seconds."""
    local = _parse(given["localtime"]).replace(tzinfo=zone(given.get("timezone") or "UTC"))
    return [ToolMessage("text", str(int(local.timestamp())))]


async def timestamp_to_localtime(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """Unix seconds (or milliseconds) as a local time."""
    stamp = float(given["timestamp"])
    if abs(stamp) >= 1e11:
        stamp /= 1000
    try:
        local = datetime.fromtimestamp(stamp, UTC).astimezone(zone(given.get("timezone") or "UTC"))
    except (OverflowError, OSError, ValueError):
        raise ToolParameterError(f"{given['timestamp']} is no timestamp of our time.") from None
    return [ToolMessage("text", local.strftime(DEFAULT_FORMAT))]


async def timezone_conversion(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """A time of one zone in another."""
    local = _parse(given["current_time"]).replace(tzinfo=zone(given["current_timezone"]))
    try:
        return [ToolMessage("text", local.astimezone(zone(given["target_timezone"])).strftime(DEFAULT_FORMAT))]
    except OverflowError:
        raise ToolParameterError(f"{given['current_time']} is out of range in the other zone.") from None


async def weekday(context: ToolContext, given: Arguments) -> Sequence[ToolMessage]:
    """The weekday of a date."""
    try:
        day = datetime(int(given["year"]), int(given["month"]), int(given["day"]), tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ToolParameterError(f"There is no such date: {error}.") from None
    name = f"{calendar.month_name[day.month]} {day.day}, {day.year}"
    return [ToolMessage("text", f"{name} is {calendar.day_name[day.weekday()]}.")]


def zone(name: str) -> ZoneInfo:
    """A time zone by its name. Raises `ToolParameterError`."""
    try:
        return ZoneInfo(name.strip())
    except (ValueError, OSError, KeyError):
        text = f"There is no time zone {name[:60]!r}. Use a name such as UTC, Asia/Shanghai or Europe/Berlin."
        raise ToolParameterError(text) from None


def _parse(text: str) -> datetime:
    for form in _FORMATS:
        try:
            return datetime.strptime(text.strip(), form)  # the zone is given beside it
        except ValueError:
            continue
    raise ToolParameterError(f"{text[:60]!r} is no time. Write it as 2026-01-31 14:30:00.")


def _format(moment: datetime, form: str) -> str:
    try:
        return moment.strftime(form)
    except ValueError as error:
        raise ToolParameterError(f"The format {form[:60]!r} cannot be used: {error}") from None


TOOLS = {
    "current_time": current_time,
    "localtime_to_timestamp": localtime_to_timestamp,
    "timestamp_to_localtime": timestamp_to_localtime,
    "timezone_conversion": timezone_conversion,
    "weekday": weekday,
}
