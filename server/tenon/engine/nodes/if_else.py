"""If-else: the first case that holds decides the way."""

from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field

from tenon.engine.conditions import Condition, LogicalOperator, holds
from tenon.engine.node import Context, Node, NodeData, Outputs


class Case(BaseModel):
    """Conditions joined by one operator; `case_id` is the way out."""

    model_config = ConfigDict(extra="allow")

    case_id: str = "true"
    logical_operator: LogicalOperator = "and"
    conditions: list[Condition] = Field(default_factory=list[Condition])


class IfElseData(NodeData):
    """The cases in order; ELSE is the way `false`."""

    cases: list[Case] = Field(default_factory=list[Case])


class IfElse(Node[IfElseData]):
    """Evaluates cases in order and stops at the first that holds."""

    type = "if-else"
    group = "logic"
    outputs = {"result": "boolean", "selected_case_id": "string"}
    data_class = IfElseData
    inline = True

    async def run(self, data: IfElseData, ctx: Context) -> Outputs:
        """The way out is the id of the case."""
        chosen = next((c.case_id for c in data.cases if holds(c.conditions, c.logical_operator, ctx)), "false")
        seen = {".".join(c.variable_selector): ctx.find(c.variable_selector) for k in data.cases for c in k.conditions}
        values = {"result": chosen != "false", "selected_case_id": chosen}
        return Outputs(values, handle=chosen, inputs={"conditions": seen})

    @classmethod
    def upgrade(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Conditions straight in the data are one case; ids missing in a case are taken from `id`."""
        cases: list[Any] = raw.get("cases") or []
        if not cases and raw.get("conditions"):
            operator = raw.get("logical_operator") or "and"
            cases = [{"case_id": "true", "logical_operator": operator, "conditions": raw["conditions"]}]
        rows = [cast(dict[str, Any], case) for case in cases if isinstance(case, dict)]
        lifted = [{**case, "case_id": case.get("case_id") or case.get("id") or "true"} for case in rows]
        return {**raw, "cases": lifted}
