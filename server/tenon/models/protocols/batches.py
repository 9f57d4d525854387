"""Many texts in calls of a few: several at once, the results in the order of the texts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

AT_ONCE = 4
"""Calls of one job that are open at once."""


async def in_batches[T](texts: Sequence[str], size: int, ask: Callable[[list[str]], Awaitable[T]]) -> list[T]:
    """The answers to all batches, in order. The first error ends the other calls and is raised."""
    batches = [list(texts[start : start + size]) for start in range(0, len(texts), size)]
    if len(batches) < 2:
        return [await ask(batch) for batch in batches]
    answers: dict[int, T] = {}
    waiting = iter(enumerate(batches))

    async def work() -> None:
        for number, batch in waiting:
            answers[number] = await ask(batch)

    tasks = [asyncio.get_running_loop().create_task(work()) for _ in range(min(AT_ONCE, len(batches)))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [answers[number] for number in range(len(batches))]
