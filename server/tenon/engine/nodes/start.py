"""Start: the values the user gave, and the system values."""

from functools import lru_cache
from typing import Any

import fastjsonschema
import orjson
from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.errors import NodeError
from tenon.engine.node import Context, Node, NodeData, Outputs

RUN = "#run"
"""Where a run keeps its inputs and system values until the start node hands them out."""


class StartVariable(BaseModel):
    """A field of the form. `max_length` counts characters, for `file-list` files."""

    model_config = ConfigDict(extra="allow")

    variable: str
    type: str = "text-input"
    label: Any = ""
    required: bool | None = False
    json_schema: Any = None


class StartData(NodeData):
    """The form."""

    variables: list[StartVariable] = Field(default_factory=list[StartVariable])


class Start(Node[StartData]):
    """Gives the inputs under their names and the system values under `sys.` names."""

    type = "start"
    group = "basic"
    data_class = StartData
    inline = True

    async def run(self, data: StartData, ctx: Context) -> Outputs:
        """The inputs were checked before the run; only schemas of JSON objects are checked here."""
        values: dict[str, Any] = dict(ctx.find((RUN, "inputs"), {}))
        for variable in data.variables:
            value = values.get(variable.variable)
            if variable.type == "json_object" and variable.json_schema and value is not None:
                _check(variable.variable, value, variable.json_schema)
        for name, value in ctx.find((RUN, "system"), {}).items():
            values[f"sys.{name}"] = value
        return Outputs(values, inputs=values)


def _check(name: str, value: object, schema: object) -> None:
    text = schema if isinstance(schema, str) else orjson.dumps(schema).decode()
    try:
        _validator(text)(value)
    except fastjsonschema.JsonSchemaValueException as error:
        raise NodeError(f"JSON object for '{name}' does not match schema: {error.message}") from None
    except (fastjsonschema.JsonSchemaDefinitionException, orjson.JSONDecodeError) as error:
        raise NodeError(f"The JSON schema of '{name}' is not valid: {error}") from None


@lru_cache(maxsize=128)
def _validator(schema: str) -> Any:
    return fastjsonschema.compile(orjson.loads(schema), use_default=False)
