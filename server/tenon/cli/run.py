"""`tenon run`: runs an app file, without a server or a database."""

import asyncio
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, cast

import click
import orjson

from tenon.cli._local_ports import LocalPorts, local_file, remote_file
from tenon.cli._tree import Tree
from tenon.engine import dsl
from tenon.engine.basic_app import graph_of
from tenon.engine.errors import InputError
from tenon.engine.events import Event, RunFinished
from tenon.engine.files import File, FileKind
from tenon.engine.graph import Graph
from tenon.engine.ids import execution_id
from tenon.engine.inputs import check_inputs
from tenon.engine.mocks import MockModels, Mocks
from tenon.engine.run import Mode, Run
from tenon.engine.variables import MISSING, parse_json
from tenon.engine.wire import Wire, encode
from tenon.errors import TenonError

EXIT_CODES = {"succeeded": 0, "partial-succeeded": 0}
_FILE_FORMS = ("file", "file-list", "files")


@click.command(name="run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--inputs", "inputs_json", metavar="JSON", help="Inputs as a JSON object; @FILE reads it from a file.")
@click.option("-i", "--input", "pairs", metavar="NAME=VALUE", multiple=True, help="One input; may come several times.")
@click.option("--query", default="", help="What the user says, in a chatflow.")
@click.option("--mocks", "mocks_file", type=click.Path(path_type=Path), help="JSON file of answers in place of nodes.")
@click.option("--model-url", metavar="URL", help="Send every model call to this OpenAI-compatible address (…/v1).")
@click.option("--events", "show_events", is_flag=True, help="Print each event as a line of JSON while it happens.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with outputs and all events at the end.")
def command(
    file: Path,
    inputs_json: str | None,
    pairs: tuple[str, ...],
    query: str,
    mocks_file: Path | None,
    model_url: str | None,
    show_events: bool,
    as_json: bool,
) -> None:
    """Run an app FILE (`-` reads it from standard input).

    File inputs take a path or a URL (several for a list: give -i again). The key for --model-url is taken from
    TENON_MODEL_API_KEY. Ends with 0 when the run succeeded, also in part, 1 when it failed, 2 when it could not begin.
    """
    try:
        document = dsl.parse(_read(file))
        stored, mode = graph_of(document)
        bare = document.kind == "graph"
        graph = Graph(stored, strict=not bare)
        mocks = Mocks(_json_file(mocks_file), whole=bare) if mocks_file else None
        given = _given(graph, inputs_json, pairs, bare=bare)
        inputs = given if bare else _resolved(graph, check_inputs(graph.start_variables(), given))
    except TenonError as error:
        _refuse(error, as_json=as_json)
    models = MockModels(mocks.llm_text) if mocks is not None and mocks.llm_text is not None else None
    ports = LocalPorts(model_url, models)
    printer = Printer(show_events=show_events, as_json=as_json, chatflow=mode == "advanced-chat")

    def start() -> Run:
        return Run(
            graph,
            mocks.ports(ports.ports()) if mocks is not None else ports.ports(),
            run_id=printer.run_id,
            mode=mode,
            inputs=inputs,
            system=_system(mode, query, printer, bare=bare),
            environment=document.variables("environment_variables"),
            conversation=document.variables("conversation_variables"),
            secrets=document.secrets,
            on_event=printer.show,
            mocks=mocks,
        )

    finished = asyncio.run(_execute(start, ports))
    printer.close(finished)
    sys.exit(EXIT_CODES.get(finished.status, 1))


async def _execute(start: Any, ports: LocalPorts) -> RunFinished:
    run: Run = start()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, run.stop, "Interrupted")
    try:
        return await run.execute()
    finally:
        await ports.close()


class Printer:
    """Prints a run in the chosen way."""

    def __init__(self, *, show_events: bool, as_json: bool, chatflow: bool) -> None:
        self.run_id = execution_id()
        self.conversation_id = execution_id()
        self._as_json, self._show_events = as_json, show_events and not as_json
        self._events: list[dict[str, Any]] = []
        self._tree = Tree(sys.stdout, live=sys.stdout.isatty()) if not as_json and not show_events else None
        task_id = execution_id()
        if chatflow:
            self._wire = Wire.chatflow(
                task_id=task_id,
                run_id=self.run_id,
                workflow_id="",
                conversation_id=self.conversation_id,
                message_id=execution_id(),
                created_at=int(time.time()),
            )
        else:
            self._wire = Wire.workflow(task_id=task_id, run_id=self.run_id, workflow_id="")

    def show(self, event: Event) -> None:
        """Take in an event."""
        if self._tree is not None:
            self._tree.show(event)
            return
        payload = self._wire.payload(event)
        if payload is None:
            return
        if self._show_events:
            click.echo(encode(payload))
        else:
            self._events.append(payload)

    def close(self, finished: RunFinished) -> None:
        """Print the end."""
        if self._as_json:
            click.echo(encode({**_result(finished), "events": self._events}))
        elif self._tree is not None:
            self._tree.close()
            _print_outputs(finished)


def _result(finished: RunFinished) -> dict[str, Any]:
    return {
        "status": finished.status,
        "outputs": finished.outputs,
        "error": finished.error,
        "elapsed_time": finished.elapsed,
        "total_tokens": finished.total_tokens,
        "total_steps": finished.total_steps,
        "exceptions_count": finished.exceptions_count,
    }


def _print_outputs(finished: RunFinished) -> None:
    outputs = finished.outputs
    if isinstance(outputs.get("answer"), str) and set(outputs) <= {"answer", "files"}:
        click.echo(f"\n{outputs['answer']}\n")
    elif outputs:
        click.echo(f"\n{orjson.dumps(orjson.loads(encode(outputs)), option=orjson.OPT_INDENT_2).decode()}\n")
    colour = "green" if finished.status in EXIT_CODES else "red"
    facts = f"{finished.elapsed:.3f} s, {finished.total_steps} steps, {finished.total_tokens} tokens"
    click.echo(f"{click.style(finished.status, fg=colour, bold=True)}  {facts}")
    if finished.error:
        where = f" (node {finished.error_node_id})" if finished.error_node_id else ""
        click.echo(f"{finished.error}{where}", err=True)


def _refuse(error: TenonError, *, as_json: bool) -> NoReturn:
    """Nothing ran: say why and end with 2."""
    if as_json:
        nothing = RunFinished("", "failed", {}, 0.0, 0.0, 0, 0, 0, error.message)
        click.echo(encode({**_result(nothing), "code": error.code, "events": []}))
    click.echo(f"Error: {error.message}", err=True)
    sys.exit(2)


def _read(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"The file {file} cannot be read: {error.strerror}.") from None


def _json_file(file: Path) -> dict[str, Any]:
    return _json_object(_read(file), str(file))


def _json_object(text: str | bytes, what: str) -> dict[str, Any]:
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InputError(f"{what} is not valid JSON: {error}.") from None
    if not isinstance(value, dict):
        raise InputError(f"{what} must be a JSON object.")
    return cast(dict[str, Any], value)


def _given(graph: Graph, inputs_json: str | None, pairs: tuple[str, ...], *, bare: bool) -> dict[str, Any]:
    """The inputs of the command line, `-i` over `--inputs`."""
    values: dict[str, Any] = {}
    if inputs_json is not None:
        from_file = inputs_json.startswith("@")
        values = _json_file(Path(inputs_json[1:])) if from_file else _json_object(inputs_json, "--inputs")
    forms = {str(v.get("variable")): str(v.get("type")) for v in graph.start_variables()}
    lists: dict[str, list[Any]] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name:
            raise InputError(f"-i {pair!r}: write it as NAME=VALUE.")
        if name not in forms and not bare:
            click.echo(f"Note: the app has no input {name!r}; it has {', '.join(forms) or 'none'}.", err=True)
        if forms.get(name) in ("file-list", "files"):
            values[name] = lists.setdefault(name, [])
            lists[name].append({"path": text})
        else:
            values[name] = _typed(forms.get(name), text, bare=bare)
    return values


def _typed(form: str | None, text: str, *, bare: bool) -> Any:
    if form == "file":
        return {"path": text}
    if bare or form in ("json_object", "json"):
        read = parse_json(text)
        return text if read is MISSING else read
    return text


def _resolved(graph: Graph, values: dict[str, Any]) -> dict[str, Any]:
    """The values with paths and mappings of files turned into file variables."""
    forms = {str(v.get("variable")): v.get("type") for v in graph.start_variables()}
    for name, value in values.items():
        if forms.get(name) not in _FILE_FORMS or value is None:
            continue
        if isinstance(value, list):
            values[name] = [_file(name, item) for item in cast(list[Any], value)]
        else:
            values[name] = _file(name, value)
    return values


def _file(name: str, given: Mapping[str, Any] | File) -> File:
    if isinstance(given, File):
        return given
    place = str(given.get("path") or given.get("url") or given.get("remote_url") or given.get("upload_file_id") or "")
    kind = cast(FileKind | None, given.get("type"))
    if place.startswith(("http://", "https://")):
        return remote_file(place, kind=kind)
    if not Path(place).is_file():
        raise InputError(f"{name}: there is no file {place!r}.")
    return local_file(Path(place), kind=kind)


def _system(mode: Mode, query: str, printer: Printer, *, bare: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "files": [],
        "user_id": "local",
        "app_id": "",
        "workflow_id": "",
        "workflow_run_id": printer.run_id,
        "timestamp": int(time.time()),
    }
    if mode == "advanced-chat" or bare:
        values |= {"query": query, "conversation_id": printer.conversation_id, "dialogue_count": 1}
    return values
