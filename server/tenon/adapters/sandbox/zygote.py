"""Runs users' code in confined child processes of a helper (`sandbox/`)."""

import asyncio
import contextlib
import re
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from tenon.adapters.sandbox.broker import PATTERN as NETWORK_PATTERN
from tenon.adapters.sandbox.broker import Broker, Network
from tenon.adapters.sandbox.channel import Broken, converse, decode_answer, encode_request, exchange
from tenon.adapters.sandbox.helper import Child, Helper, HelperGone, Limits, describe_end
from tenon.engine.errors import CodeFailed, SandboxUnavailable
from tenon.kit.logging import get_log

log = get_log(__name__)

_FULL = {"mount namespace", "network namespace", "process namespace", "empty root", "no new privileges"}
_FILTER = "system call filter"
_GRACE_SECONDS = 10
_ATTEMPTS = 3
_LINES_OF_OUTPUT = 2_000


@dataclass(slots=True)
class _Slot:
    """The helper in use of one kind and the next one while it starts."""

    heavy: bool
    network: bool
    helper: Helper | None = None
    lock: asyncio.Lock | None = None
    failure: str = ""


class ZygoteSandbox:
    """Fulfils `SandboxPort`. Starts at the first call when `start` was not called."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        network: Network | None = None,
        max_processes: int = 8,
        calls_per_helper: int = 10_000,
    ) -> None:
        self._limits = limits or Limits()
        self._room = asyncio.Semaphore(max_processes)
        self._calls_per_helper = calls_per_helper
        self._network = network
        self._slots = tuple(_Slot(heavy, network) for network in (False, True) for heavy in (False, True))
        names = "|".join(re.escape(name) for name in ("numpy", "pandas", *self._limits.extra_modules))
        self._needs_heavy = re.compile(rf"\b(?:{names})\b")
        self._needs_network = re.compile(NETWORK_PATTERN)
        self._level = "unavailable"
        self._layers: list[str] = []
        self._background: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def level(self) -> str:
        """`full`, `strong`, `restricted` or `unavailable`."""
        return self._level

    @property
    def layers(self) -> list[str]:
        """The confinement layers that hold."""
        return list(self._layers)

    async def start(self) -> None:
        """Start the helper and test it. A failure shows in `level` and in every later call, not here."""
        with contextlib.suppress(SandboxUnavailable):
            await self._helper(self._slots[0])

    async def start_soon(self) -> None:
        """Start in the background, so that nobody waits for it."""
        self._later(self.start())

    async def close(self) -> None:
        """Stop the helpers; running calls fail."""
        self._closed = True
        for task in self._background:
            task.cancel()
        for slot in self._slots:
            if helper := slot.helper:
                slot.helper = None
                await helper.close()

    async def run(
        self, language: Literal["python3", "javascript"], code: str, inputs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Call `main` with the inputs; the map it returned. Raises `CodeFailed` or `SandboxUnavailable`."""
        heavy = language == "python3" and self._needs_heavy.search(code) is not None
        network = language == "python3" and self._network is not None and self._needs_network.search(code) is not None
        value = await self._call(language, code, inputs, self._slots[heavy + 2 * network])
        if not isinstance(value, dict):
            raise CodeFailed("main must return a map with the declared outputs.")
        return cast("dict[str, Any]", value)

    async def render(self, template: str, inputs: Mapping[str, Any]) -> str:
        """Render a Jinja2 template. Raises `CodeFailed` or `SandboxUnavailable`."""
        value = await self._call("template", template, inputs, self._slots[0])
        if not isinstance(value, str):
            raise CodeFailed("The template's result is not text.")
        return value

    async def _call(self, kind: str, code: str, inputs: Mapping[str, Any], slot: _Slot) -> object:
        request = encode_request(kind, code, inputs, self._limits.max_request)
        async with self._room:
            for attempt in range(1, _ATTEMPTS + 1):
                helper = await self._helper(slot)
                if kind == "python3":
                    self._check_python()
                try:
                    if slot.network:
                        return _value(await self._attempt_with_network(helper, request))
                    return _value(await self._attempt(helper, request))
                except HelperGone as error:
                    # Code without network has no effect outside its process, so another attempt is safe.
                    await self._discard(slot, helper)
                    if attempt == _ATTEMPTS:
                        raise SandboxUnavailable(f"The code sandbox does not work: {error}.") from error
        raise AssertionError("unreachable")

    async def _attempt(self, helper: Helper, request: bytes) -> dict[str, Any]:
        child = await helper.take()
        timeout = self._limits.timeout
        helper.begin(child, timeout)
        try:
            async with asyncio.timeout(timeout + _GRACE_SECONDS):
                payload = await exchange(child.sock, request, self._limits.max_result + 100_000)
        except Broken:
            helper.kill(child)
            why, code = await helper.end_of(child)
            raise CodeFailed(describe_end(why, code, timeout)) from None
        except TimeoutError:
            raise HelperGone("the helper process did not stop the code in time") from None
        finally:
            helper.finish(child)
        return await decode_answer(payload)

    async def _attempt_with_network(self, helper: Helper, request: bytes) -> dict[str, Any]:
        assert self._network is not None
        child = await helper.take()
        timeout = self._limits.timeout
        helper.begin(child, timeout)
        broker = Broker(self._network, timeout, lambda: helper.kill(child))
        try:
            async with asyncio.timeout(timeout + _GRACE_SECONDS):
                payload = await converse(child.sock, request, self._limits.max_result + 100_000, broker.answer)
        except (Broken, HelperGone, TimeoutError) as error:
            raise await self._network_failure(helper, child, broker, error) from None
        finally:
            broker.close()
            helper.finish(child)
        if broker.over:
            raise CodeFailed(self._moved_too_much())
        return await decode_answer(payload)

    async def _network_failure(self, helper: Helper, child: Child, broker: Broker, error: Exception) -> Exception:
        """What to raise. Code that asked for the network is not run again: others may have seen what it did."""
        if broker.over:
            return CodeFailed(self._moved_too_much())
        if isinstance(error, Broken):
            helper.kill(child)
            try:
                why, code = await helper.end_of(child)
                return CodeFailed(describe_end(why, code, self._limits.timeout))
            except HelperGone as gone:
                error = gone
        text = str(error) or "the helper process did not stop the code in time"
        if broker.used:
            await helper.close()
            return SandboxUnavailable(f"The code sandbox does not work: {text}.")
        return HelperGone(text)

    def _moved_too_much(self) -> str:
        most = self._network.max_bytes >> 20 if self._network else 0
        return (
            f"The code was stopped: it moved more than {most} MB over the network. An operator can raise the limit "
            "with TENON_CODE_NETWORK_MAX_MB."
        )

    def _check_python(self) -> None:
        if self._level == "restricted" and not self._limits.unsafe:
            raise SandboxUnavailable(
                "Python code cannot run here: this system offers no system call filter (seccomp). Run Tenon on Linux "
                "or in its container image, use JavaScript in the node, or, only where every author of code is "
                "trusted, set TENON_CODE_UNSAFE=true."
            )

    async def _helper(self, slot: _Slot) -> Helper:
        helper = slot.helper
        if helper and not helper.closed and helper.calls < self._calls_per_helper:
            return helper
        if slot.lock is None:
            slot.lock = asyncio.Lock()
        async with slot.lock:
            helper = slot.helper
            if helper and not helper.closed and helper.calls < self._calls_per_helper:
                return helper
            return await self._replace(slot)

    async def _replace(self, slot: _Slot) -> Helper:
        if self._closed:
            raise SandboxUnavailable("The code sandbox is shut down because the server stops.")
        old, slot.helper = slot.helper, None
        if old:
            self._retire(old)
        try:
            connections = self._network.max_connections if self._network and slot.network else 0
            helper = await Helper.start(self._limits, heavy=slot.heavy, connections=connections)
        except HelperGone as error:
            self._level, self._layers = "unavailable", []
            log.error("sandbox.unavailable", reason=str(error))
            raise SandboxUnavailable(
                f"The code sandbox cannot start: {error}. Run `tenon doctor` on the server to see what is missing."
            ) from error
        self._judge(helper)
        slot.helper = helper
        return helper

    def _judge(self, helper: Helper) -> None:
        layers = set(helper.layers)
        self._layers = list(helper.layers)
        if _FILTER not in layers:
            self._level = "restricted"
        elif helper.broken:
            self._level = "unavailable"
            reason = ", ".join(helper.broken)
            self._later(helper.close())
            log.error("sandbox.self_test_failed", succeeded=reason)
            raise SandboxUnavailable(
                f"The code sandbox refuses to run: in its self-test a confined process could {reason}. "
                "Look at the log and run `tenon doctor` on the server."
            )
        else:
            self._level = "full" if layers >= _FULL else "strong"
        log.info("sandbox.started", level=self._level, layers=self._layers)

    def _retire(self, helper: Helper) -> None:
        self._later(helper.drain())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _discard(self, slot: _Slot, helper: Helper) -> None:
        if slot.helper is helper:
            slot.helper = None
        await helper.close()


def _value(answer: dict[str, Any]) -> object:
    if "value" in answer:
        return answer["value"]
    error = answer.get("error")
    if not isinstance(error, dict):
        raise CodeFailed("The code's result is not valid.")
    facts = cast("dict[str, Any]", error)
    message, printed = facts.get("message"), answer.get("printed")
    text = message if isinstance(message, str) and message else "The code failed."
    if isinstance(printed, str) and printed.strip():
        text += f"\nPrinted before the error:\n{printed.strip()[-_LINES_OF_OUTPUT:]}"
    raise CodeFailed(text)
