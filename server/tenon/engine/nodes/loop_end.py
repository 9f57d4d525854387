"""Exit loop: ends the loop around it at once."""

from tenon.engine.node import Context, Node, NodeData, Outputs


class LoopEnd(Node[NodeData]):
    """The engine ends the loop when this node is through."""

    type = "loop-end"
    group = "logic"
    inline = True

    async def run(self, data: NodeData, ctx: Context) -> Outputs:
        """Nothing to do."""
        return Outputs()
