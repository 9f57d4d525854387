"""Runs one node: its context, its attempts, or what is mocked in its place."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from tenon.engine.context import NodeContext, Sink
from tenon.engine.errors import NodeError
from tenon.engine.events import Event, NodeRetry
from tenon.engine.graph_node import GraphNode
from tenon.engine.mocks import Mocks
from tenon.engine.node import Outputs
from tenon.engine.ports import Ports
from tenon.engine.reports import describe, finished
from tenon.engine.state import Execution, Scope
from tenon.engine.streaming import Streams
from tenon.engine.variables import Pool

type Barrier = Callable[[], Awaitable[None]]


class Worker:
    """Runs nodes of one run.

    `sink` takes what they report, `streams` forgets the text of a failed attempt, `spend` counts what it cost.
    """

    def __init__(
        self,
        ports: Ports,
        sink: Sink,
        streams: Streams,
        emit: Callable[[Event], None],
        spend: Callable[[Scope, Outputs], None],
        *,
        is_chatflow: bool,
        barrier: Barrier | None,
        mocks: Mocks | None,
    ) -> None:
        self._ports, self._sink, self._streams, self._emit = ports, sink, streams, emit
        self._spend = spend
        self._is_chatflow, self._barrier, self._mocks = is_chatflow, barrier, mocks

    def mocked(self, node: GraphNode) -> bool:
        """Whether something else answers for the node."""
        return self._mocks is not None and self._mocks.covers(node)

    def context(self, execution: Execution, pool: Pool) -> NodeContext:
        """The view of the run that a node gets."""
        node = execution.node
        return NodeContext(
            self._ports,
            pool,
            self._sink,
            node_id=node.id,
            execution_id=execution.id,
            title=node.title,
            is_chatflow=self._is_chatflow,
            scope=execution.scope,
        )

    def at_once(self, execution: Execution) -> Outputs:
        """Run a node that never waits."""
        node = execution.node
        context = self.context(execution, execution.scope.pool)
        coroutine = self._call(node, context)
        try:
            coroutine.send(None)
        except StopIteration as result:
            execution.writes = context.writes
            return result.value
        except Exception:
            execution.context = context
            raise
        coroutine.close()
        raise RuntimeError(f"The node type {node.type!r} says it never waits, but it did.")

    async def attempts(self, execution: Execution) -> Outputs:
        """Run the node, again after each failure as often as it is set; the last failure is raised."""
        node, attempt = execution.node, 0
        while True:
            context = execution.context = self.context(execution, execution.scope.pool)
            try:
                if self._barrier is not None and node.impl is not None and node.impl.side_effects:
                    await self._barrier()
                outputs = await self._call(node, context)
            except Exception as error:
                if attempt >= node.retries:
                    raise
                attempt += 1
                self._streams.discard(execution.scope, node.id)
                text, error_type = describe(error)
                noted = execution.noted
                self._spend(execution.scope, noted)
                failed = finished(execution, "retry", noted, error=text, error_type=error_type)
                self._emit(NodeRetry(failed, attempt))
                await asyncio.sleep(node.retry_seconds)
            else:
                execution.writes = context.writes
                return outputs

    def _call(self, node: GraphNode, context: NodeContext) -> Coroutine[Any, Any, Outputs]:
        if self._mocks is not None and self._mocks.covers(node):
            return self._mocks.run(node, context)
        if node.impl is None:
            raise NodeError(f"Nodes of type {node.type!r} cannot be run here.", error_type="OperationalError")
        return node.impl.run(node.data, context)
