"""Why a node cannot be run alone."""

from tenon.errors import BadRequest, NotFound


class NodeNotFound(NotFound):
    """The draft has no such node."""

    code, message = "node_not_found", "The draft has no such node. Save it first, or load it again."


class VariableNotKept(NotFound):
    """There is no such value."""

    code, message = "variable_not_found", "There is no such value. Run the node to get one."


class NodeNotAlone(BadRequest):
    """The type of the node means nothing without the others."""

    code, message = "node_not_runnable_alone", "This node cannot be run alone. Run the whole app."


class ValuesMissing(BadRequest):
    """The node reads what nobody has given yet; `missing` lists node id and name."""

    code, message = "values_missing", "Values that the node reads are missing."
