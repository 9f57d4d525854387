"""The network of users' code: resolves, checks and connects for a confined child, and passes it the connected socket.

Every connection goes to an address that was checked here in the same breath, so a name that changes its address gains
nothing. What moves over the sockets is counted by the kernel and read ten times a second.
"""

import asyncio
import contextlib
import errno
import ipaddress
import socket
import struct
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import orjson

from tenon.adapters.sandbox.channel import Broken
from tenon.kit.addresses import AddressRefused, AddressRules, InvalidAddress, lookup

_QUESTIONS_PER_CONNECTION = 4
_LOOK_SECONDS = 0.1
_TCP_INFO_SIZE = 136
_TCP_INFO_BYTES = struct.Struct("=QQ")
_TCP_INFO_OFFSET = 120
_BEHIND_PROXY = "198.18.0.1"
"""An address that stands for a name which only the proxy can resolve (RFC 2544: never routed)."""
_MOST_PROXY_ANSWER = 16_384


@dataclass(frozen=True, slots=True)
class Network:
    """What code may reach. Sizes are bytes and count both directions of one call, times are seconds."""

    rules: AddressRules
    proxy: str = ""
    max_connections: int = 20
    max_bytes: int = 50 << 20
    connect_timeout: float = 10.0


class _Refused(Exception):
    """What the child is told: kind, text and, for a failed connection, the system's number."""

    def __init__(self, kind: str, text: str, number: int = 0) -> None:
        super().__init__(text)
        self.kind, self.text, self.number = kind, text, number


class Broker:
    """Answers the questions of one call. `close` ends every connection it made, whoever holds them."""

    def __init__(self, network: Network, seconds: float, exceeded: Callable[[], None]) -> None:
        self._network = network
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + seconds
        self._sockets: list[socket.socket] = []
        self._questions = 0
        self._exceeded = exceeded
        self._watch: asyncio.TimerHandle | None = None
        self.over = False

    @property
    def used(self) -> bool:
        """Whether the call has asked anything."""
        return self._questions > 0

    async def answer(self, question: bytes) -> tuple[bytes, list[int]]:
        """The answer's JSON and the descriptors that go with it. Raises `Broken` for a child that floods."""
        self._questions += 1
        most = self._network.max_connections * _QUESTIONS_PER_CONNECTION
        if self._questions > 2 * most:
            raise Broken
        try:
            if self._questions > most:
                raise _Refused("refused", f"The code asked the network {most} times; more is not allowed in one call.")
            asked: object = orjson.loads(question)
            if not isinstance(asked, dict):
                raise _Refused("refused", "The question cannot be read.")
            facts = cast("dict[str, Any]", asked)
            if "resolve" in facts:
                return orjson.dumps({"addresses": await self._resolve(facts["resolve"])}), []
            sock, address = await self._connect(facts)
        except _Refused as refused:
            body = {"error": refused.kind, "message": refused.text, "errno": refused.number}
            return orjson.dumps(body), []
        except orjson.JSONDecodeError:
            raise Broken from None
        return orjson.dumps({"address": address}), [sock.fileno()]

    def close(self) -> None:
        """End what is open."""
        if self._watch:
            self._watch.cancel()
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        self._sockets.clear()

    async def _resolve(self, host: object) -> list[str]:
        """Every address of the name, all of them allowed."""
        name = _host(host)
        try:
            if self._network.rules.check_literal(name):
                return [name]
            async with asyncio.timeout(self._patience(None)):
                found = [item["host"] for item in await lookup(name, 0)]
            self._network.rules.check(name, found)
        except TimeoutError:
            raise _Refused("timeout", f"The name {name} was not resolved in time.") from None
        except (AddressRefused, InvalidAddress) as error:
            raise _Refused("refused", str(error)) from None
        except (OSError, UnicodeError):
            if self._network.proxy:
                return [_BEHIND_PROXY]
            raise _Refused("name", f"The host {name} does not exist.") from None
        return list(dict.fromkeys(found))

    async def _connect(self, facts: dict[str, Any]) -> tuple[socket.socket, str]:
        port, wanted = facts.get("port"), facts.get("timeout")
        if not isinstance(port, int) or not 0 < port < 1 << 16:
            raise _Refused("refused", "The port is not a number from 1 to 65535.")
        if len(self._sockets) >= self._network.max_connections:
            most = self._network.max_connections
            raise _Refused("refused", f"The code opened {most} connections; more are not allowed in one call.")
        name = _host(facts.get("connect"))
        addresses = await self._resolve(name)
        address = facts["address"] if facts.get("address") in addresses else addresses[0]
        try:
            async with asyncio.timeout(self._patience(wanted)):
                if self._network.proxy:
                    sock = await self._through_proxy(name, port)
                else:
                    sock = await self._direct(address, port)
        except TimeoutError:
            raise _Refused("timeout", f"{name}, port {port}, did not answer in time.") from None
        except OSError as error:
            text = f"{name}, port {port}, cannot be reached: {error.strerror or error}"
            raise _Refused("connect", text, error.errno or errno.EIO) from None
        if self._watch is None:
            self._watch = self._loop.call_later(_LOOK_SECONDS, self._look)
        return sock, address

    async def _direct(self, address: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self._sockets.append(sock)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self._loop.sock_connect(sock, (address, port))
        return sock

    async def _through_proxy(self, name: str, port: int) -> socket.socket:
        """A tunnel (HTTP CONNECT) through the operator's proxy, which decides for itself what it lets through."""
        proxy = urlsplit(self._network.proxy)
        found = await lookup(proxy.hostname or "", proxy.port or 3128)
        sock = await self._direct(found[0]["host"], proxy.port or 3128)
        target = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
        head = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n"
        if proxy.username:
            pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
            head += f"Proxy-Authorization: Basic {b64encode(pair.encode()).decode()}\r\n"
        await self._loop.sock_sendall(sock, f"{head}\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            # Byte by byte: what follows the head belongs to the child.
            byte = await self._loop.sock_recv(sock, 1)
            if not byte or len(answer) > _MOST_PROXY_ANSWER:
                raise OSError(errno.ECONNABORTED, "the proxy closed the connection")
            answer += byte
        status = answer.split(b"\r\n", 1)[0].decode("latin-1")
        if status.split(" ")[1:2] != ["200"]:
            raise OSError(errno.ECONNREFUSED, f"the proxy answered {status[:100]!r}")
        return sock

    def _patience(self, wanted: object) -> float:
        rest = max(0.0, self._end - self._loop.time())
        longest = min(rest, self._network.connect_timeout)
        return min(longest, wanted) if isinstance(wanted, int | float) and wanted > 0 else longest

    def _look(self) -> None:
        if sum(map(_moved, self._sockets)) > self._network.max_bytes:
            self.over = True
            self.close()
            self._exceeded()
            return
        self._watch = self._loop.call_later(_LOOK_SECONDS, self._look)


def _host(host: object) -> str:
    if not isinstance(host, str) or not 0 < len(host) < 256 or not host.isprintable() or " " in host:
        raise _Refused("name", "The host's name cannot be read.")
    return host.strip("[]")


def _moved(sock: socket.socket) -> int:
    """Bytes sent and received so far; 0 where the system does not count."""
    if not hasattr(socket, "TCP_INFO") or sock.fileno() < 0:
        return 0
    try:
        info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_SIZE)
    except OSError:
        return 0
    return sum(_TCP_INFO_BYTES.unpack_from(info, _TCP_INFO_OFFSET)) if len(info) >= _TCP_INFO_SIZE else 0


_WORDS: Sequence[str] = (
    "requests", "socket", "ssl", "ftplib", "imaplib", "poplib", "smtplib", r"http\.client", r"http\.cookiejar",
    r"http\.cookies", r"urllib\.request", r"urllib\.robotparser", r"http\s+import", r"urllib\s+import",
    r"email\.mime", "selectors", "select", "httpx", "aiohttp", "urllib3",
)  # fmt: skip
PATTERN = rf"\b(?:{'|'.join(_WORDS)})\b"
"""Code that shows one of these words may use the network; all other code runs where there is none at all."""
