"""Iterations and loops while they run."""

from collections.abc import Sequence
from typing import Any, Final, cast

from tenon.engine.conditions import holds
from tenon.engine.errors import NodeError
from tenon.engine.frame import Frame, Host, RoundFailed
from tenon.engine.nodes.iteration import IterationData
from tenon.engine.nodes.loop import LoopData, initial_value
from tenon.engine.state import Execution, Scope
from tenon.engine.variables import MISSING, Pool, Writable, lookup

MOST_PARALLEL: Final = 10
"""Most rounds of one iteration at the same time (WF-ITER-07)."""


class IterationFrame(Frame):
    """Rounds over the items of a list, one after another or some at a time."""

    def __init__(self, host: Host, execution: Execution) -> None:
        super().__init__(host, execution)
        self.data = cast(IterationData, self.node.data)
        self.items: Sequence[Any] = ()
        self.results: list[Any] = []
        self.removed: set[int] = set()
        self.next = 0

    @property
    def steps_when_failed(self) -> int:
        """All items."""
        return len(self.items)

    def start(self) -> None:
        """Read the list and start the first rounds."""
        items = lookup(self.outer.pool, self.data.iterator_selector)
        self.inputs = {"iterator_selector": None if items is MISSING else items}
        if isinstance(items, (list, tuple)):
            self.items = cast(Sequence[Any], items)
        elif items is not None:
            self.announce(0)
            what = "does not exist" if items is MISSING else f"is of type {type(items).__name__}"
            text = f"The variable {self.data.iterator_selector} to iterate over must be a list, but it {what}."
            raise NodeError(text, error_type="InvalidIteratorValueError")
        self.announce(len(self.items))
        self.results = [None] * len(self.items)
        if not self.items:
            self._end()
            return
        width = min(max(1, self.data.parallel_nums), MOST_PARALLEL) if self.data.is_parallel else 1
        for _ in range(min(width, len(self.items))):
            self._launch_next()

    def _launch_next(self) -> None:
        index = self.next
        self.next += 1
        self.announce_round(index, None)
        self.launch(index, {"item": self.items[index], "index": index})

    def round_done(self, scope: Scope) -> None:
        """Keep the round's result and go on."""
        value = lookup(scope.pool, self.data.output_selector)
        self.results[scope.path[-1][1]] = None if value is MISSING else value
        self._go_on(scope)

    def round_failed(self, scope: Scope, error: str, error_type: str) -> None:
        """Fail, or go on without this round's result."""
        if self.data.error_handle_mode == "terminated":
            self.left(scope)
            self.fail(RoundFailed(error, error_type=error_type))
            return
        if self.data.error_handle_mode == "remove-abnormal-output":
            self.removed.add(scope.path[-1][1])
        self.host.handled()
        self._go_on(scope)

    def end_early(self, scope: Scope) -> None:
        """An exit node ends the loop around; here it only ends the round."""
        self.round_done(scope)

    def _go_on(self, scope: Scope) -> None:
        self.left(scope)
        if self.next < len(self.items):
            self._launch_next()
        elif not self.active:
            self._end()

    def _end(self) -> None:
        kept = [value for index, value in enumerate(self.results) if index not in self.removed]
        if self.data.flatten_output:
            kept = flatten(kept)
        self.succeed({"output": kept}, len(self.items), {"iteration_duration_map": self.durations})


def flatten(results: list[Any]) -> list[Any]:
    """One list of all results when each is a list (rounds without a result aside); else the results as they are."""
    there = [value for value in results if value is not None]
    if not there or not all(isinstance(value, list) for value in there):
        return results
    return [item for value in cast(list[list[Any]], there) for item in value]


class LoopFrame(Frame):
    """Rounds one after another until a condition holds, an exit node is reached or the count is up."""

    def __init__(self, host: Host, execution: Execution) -> None:
        super().__init__(host, execution)
        self.data = cast(LoopData, self.node.data)
        self.values = Writable()
        self.history: dict[str, Any] = {}

    @property
    def steps_when_failed(self) -> int:
        """The most rounds."""
        return self.data.loop_count

    def start(self) -> None:
        """Set the loop variables; no round at all when the conditions hold already."""
        self.inputs = {"loop_count": self.data.loop_count}
        context = self.host.context(self.execution, self.outer.pool)
        try:
            for variable in self.data.loop_variables:
                self.values[variable.label] = initial_value(variable, context)
        finally:
            self.inputs = {**self.inputs, **self.values}
            self.announce(self.data.loop_count)
        pool = dict(self.outer.pool)
        pool[self.node.id] = self.values
        if self.data.loop_count < 1 or self._broken_before(pool):
            self._end(0, "loop_break")
        else:
            self.launch(0, self.values)

    def _broken_before(self, pool: Pool) -> bool:
        try:
            return self._broken(pool)
        except NodeError:
            return False

    def _broken(self, pool: Pool) -> bool:
        conditions = self.data.break_conditions
        return bool(conditions) and holds(
            conditions, self.data.logical_operator, self.host.context(self.execution, pool)
        )

    def round_done(self, scope: Scope) -> None:
        """Test the conditions; go on, or end."""
        rounds = self._book(scope)
        try:
            broken = self._broken(scope.pool)
        except NodeError as error:
            self.fail(error)
            return
        if broken:
            self._end(rounds, "loop_break")
        elif rounds >= self.data.loop_count:
            self._end(rounds, "loop_completed")
        else:
            self.announce_round(rounds, dict(self.values))
            self.launch(rounds, self.values)

    def round_failed(self, scope: Scope, error: str, error_type: str) -> None:
        """A failing node ends the whole loop."""
        self.left(scope)
        self.fail(RoundFailed(error, error_type=error_type))

    def end_early(self, scope: Scope) -> None:
        """The exit node: the loop ends with its variables as they are."""
        self._end(self._book(scope), "loop_break")

    def _book(self, scope: Scope) -> int:
        self.left(scope)
        index = scope.path[-1][1]
        self.history[str(index)] = dict(self.values)
        return index + 1

    def _end(self, rounds: int, reason: str) -> None:
        outputs = {**self.values, "loop_round": rounds}
        metadata = {
            "loop_duration_map": self.durations,
            "loop_variable_map": self.history,
            "completed_reason": reason,
        }
        self.succeed(outputs, rounds, metadata)
