"""A small language of arithmetic: numbers, operators, comparisons and functions of one's school days. Never `eval`."""

import ast
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, cast

from tenon.tools.errors import ToolParameterError

MAX_LENGTH, MAX_DEPTH, MAX_BITS = 2000, 60, 10_000
type Number = int | float | bool

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_NAMES: dict[str, Number] = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf}


def _whole(value: Number, most: int, name: str) -> int:
    if int(value) != value or not 0 <= value <= most:
        raise ToolParameterError(f"{name} takes whole numbers from 0 to {most}.")
    return int(value)


def _root(value: Number, degree: Number = 2) -> float:
    if degree == 2:
        return math.sqrt(value)
    return math.cbrt(value) if degree == 3 else cast(float, power(value, 1 / degree))


def _log(value: Number, base: Number | None = None) -> float:
    return math.log(value) if base is None else math.log(value, base)


def _average(*values: Number) -> float:
    return sum(values) / len(values)


def _choose(n: Number, k: Number) -> int:
    return math.comb(_whole(n, 1000, "comb"), _whole(k, 1000, "comb"))


def power(base: Number, exponent: Number) -> Number:
    """A power that is refused before it gets large."""
    if isinstance(base, int) and isinstance(exponent, int) and exponent > 0:
        if base.bit_length() * exponent > MAX_BITS:
            raise OverflowError
        return base**exponent
    return _real(base**exponent)


def _factorial(value: Number) -> int:
    return math.factorial(_whole(value, 1000, "factorial"))


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": abs, "round": round, "min": min, "max": max, "sum": lambda *values: sum(values), "avg": _average,
    "mean": _average, "sqrt": _root, "root": _root, "cbrt": math.cbrt, "exp": math.exp, "log": _log, "ln": math.log,
    "log10": math.log10, "log2": math.log2, "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin,
    "acos": math.acos, "atan": math.atan, "atan2": math.atan2, "sinh": math.sinh, "cosh": math.cosh,
    "tanh": math.tanh, "degrees": math.degrees, "radians": math.radians, "floor": math.floor, "ceil": math.ceil,
    "trunc": math.trunc, "hypot": math.hypot, "comb": _choose, "gcd": math.gcd, "lcm": math.lcm,
    "pow": power, "factorial": _factorial,
}  # fmt: skip


def evaluate(expression: str) -> Number:
    """The value of an expression such as `2 * (3 + 4) ^ 2 / sqrt(16)`; `^` and `**` are powers, `%` is the rest.

    Raises `ToolParameterError` for what cannot be read, is not defined, or is too large.
    """
    text = expression.strip().removesuffix("=").strip()
    for sign, plain in (("×", "*"), ("÷", "/"), ("−", "-"), ("（", "("), ("）", ")"), ("，", ","), ("π", "pi")):
        text = text.replace(sign, plain)
    if not text or len(text) > MAX_LENGTH:
        raise ToolParameterError(f"Give an expression of at most {MAX_LENGTH} characters.")
    try:
        tree = ast.parse(text.replace("^", "**"), mode="eval")
        value = _value(tree.body, 0)
    except SyntaxError as error:
        raise ToolParameterError(f"{text[:100]!r} cannot be read near character {error.offset}.") from None
    except ZeroDivisionError:
        raise ToolParameterError("The expression divides by zero.") from None
    except OverflowError:
        raise ToolParameterError("The result is too large.") from None
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise ToolParameterError(f"The expression cannot be computed: {error or type(error).__name__}.") from None
    return value


def show(value: Number) -> str:
    """A number as people write it: `14`, not `14.0`; rounding errors of the last digits are left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return str(value)
    rounded = float(f"{value:.15g}")
    return str(int(rounded)) if rounded.is_integer() and abs(rounded) < 1e16 else repr(rounded)


def _value(node: ast.expr, depth: int) -> Number:
    if depth > MAX_DEPTH:
        raise ToolParameterError("The expression is nested too deeply.")
    match node:
        case ast.Constant(value=int() | float() as number):
            return _bounded(number)
        case ast.Name(id=name) if name.lower() in _NAMES:
            return _NAMES[name.lower()]
        case ast.Name(id=name):
            raise ToolParameterError(f"The name {name[:40]!r} is not known.")
        case ast.UnaryOp():
            return _signed(node, depth)
        case ast.BinOp():
            return _combined(node, depth)
        case ast.Compare():
            return _compared(node, depth)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _called(name, arguments, depth)
        case _:
            raise ToolParameterError(f"{ast.unparse(node)[:60]!r} is not arithmetic.")


def _signed(node: ast.UnaryOp, depth: int) -> Number:
    value = _value(node.operand, depth + 1)
    if isinstance(node.op, ast.USub):
        return -value
    if isinstance(node.op, ast.UAdd):
        return value
    raise ToolParameterError("Only + and - can stand before a number.")


def _combined(node: ast.BinOp, depth: int) -> Number:
    left, right = _value(node.left, depth + 1), _value(node.right, depth + 1)
    if isinstance(node.op, ast.Pow):
        return power(left, right)
    operation = _BINARY.get(type(node.op))
    if operation is None:
        raise ToolParameterError("Only + - * / // % and ^ stand between numbers.")
    return _bounded(operation(left, right))


def _compared(node: ast.Compare, depth: int) -> bool:
    values = [_value(part, depth + 1) for part in (node.left, *node.comparators)]
    for index, compare in enumerate(node.ops):
        operation = _COMPARE.get(type(compare))
        if operation is None:
            raise ToolParameterError("Numbers are compared with == != < <= > and >=.")
        if not operation(values[index], values[index + 1]):
            return False
    return True


def _called(name: str, arguments: Sequence[ast.expr], depth: int) -> Number:
    function = _FUNCTIONS.get(name.lower())
    if function is None:
        raise ToolParameterError(
            f"The function {name[:40]!r} is not known. There are: {', '.join(sorted(_FUNCTIONS))}."
        )
    return _bounded(_real(function(*(_value(argument, depth + 1) for argument in arguments))))


def _real(value: Any) -> Number:
    if isinstance(value, complex):
        raise ToolParameterError("The result is no real number.")
    return value


def _bounded(value: Number) -> Number:
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise OverflowError
    return value
