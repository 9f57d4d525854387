"""The network of code, where the operator allows it: the child asks, the server connects and passes the socket.

A child has no right to make or to connect a socket. `Socket` stands in for `socket.socket`: `connect` writes a question
on the data channel, the server resolves the name, checks the addresses against its rules, connects, and sends the
connected socket back. What is built on sockets (`ssl`, `http.client`, `urllib.request`) works unchanged.
"""

import contextlib
import errno
import glob
import ipaddress
import json
import os
import socket
import ssl
from typing import Any, NoReturn, cast

from tenon_sandbox import requests_module
from tenon_sandbox.confine import DATA_FD
from tenon_sandbox.protocol import ASK, LENGTH, read_exact

_Plain = socket.socket
_SERVICES = {"http": 80, "https": 443, "ftp": 21, "smtp": 25, "domain": 53, "imap": 143, "imaps": 993, "smtps": 465}
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
_ONLY_CONNECT = "Code nodes can open connections to servers (TCP), nothing else."
_MOST_ANSWER = 1 << 16
_names: dict[str, str] = {}
"""The name that each resolved address was resolved from. The server looks the name up again when it connects."""


def install(own_requests: bool) -> None:
    """In the helper, when everything is loaded: replace what makes sockets and what reads certificates."""
    module = cast("Any", socket)
    module.socket = module.SocketType = Socket
    module.getaddrinfo, module.gethostbyname, module.gethostbyname_ex = _getaddrinfo, _gethostbyname, _gethostbyname_ex
    module.gethostname = module.getfqdn = _own_name
    _Certificates.install()
    if own_requests:
        requests_module.install()


def _own_name(*_: object) -> str:
    return "sandbox"


def open_channel() -> None:
    """In the child: the data channel as a socket that can receive descriptors."""
    _Channel.sock = _Plain(socket.AF_UNIX, socket.SOCK_STREAM, 0, DATA_FD)


class _Channel:
    sock: "socket.socket | None" = None


def _ask(question: dict[str, object]) -> tuple[dict[str, Any], list[int]]:
    payload = json.dumps(question).encode()
    os.write(DATA_FD, LENGTH.pack(len(payload) | ASK) + payload)
    if _Channel.sock is None:
        raise OSError(errno.EPERM, "There is no network here.")
    head, fds, _, _ = socket.recv_fds(_Channel.sock, LENGTH.size, 1)
    head += read_exact(DATA_FD, LENGTH.size - len(head))
    (size,) = LENGTH.unpack(head)
    answer = json.loads(read_exact(DATA_FD, min(size, _MOST_ANSWER)))
    if "error" in answer:
        _refuse(answer)
    return answer, fds


def _refuse(answer: dict[str, Any]) -> NoReturn:
    text = answer["message"]
    match answer["error"]:
        case "name":
            raise socket.gaierror(socket.EAI_NONAME, text)
        case "timeout":
            raise TimeoutError(errno.ETIMEDOUT, text)
        case "refused":
            raise PermissionError(errno.EACCES, text)
        case _:
            raise OSError(answer.get("errno") or errno.EIO, text)


class Socket(socket.socket):
    """A TCP socket that gets its descriptor when it connects."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
        self._timeout = socket.getdefaulttimeout()
        self._peer: tuple[Any, ...] | None = None
        if fileno is not None:
            super().__init__(family, type, proto, fileno)
            return
        kind = socket.SOCK_STREAM if type == -1 else type & ~(socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        if family not in (-1, socket.AF_INET, socket.AF_INET6) or kind != socket.SOCK_STREAM:
            raise PermissionError(errno.EPERM, _ONLY_CONNECT)
        own = cast("Any", self)
        own._io_refs, own._closed = 0, False

    def _connected(self) -> bool:
        return super().fileno() >= 0

    def connect(self, address: Any, /) -> None:
        """Ask the server for a connection to host and port."""
        if self._connected():
            raise OSError(errno.EISCONN, "The socket is connected already.")
        host, port = str(address[0]), int(address[1])
        timeout = self._timeout
        name = _names.get(host, host)
        answer, fds = _ask({"connect": name, "address": host, "port": port, "timeout": timeout or None})
        if len(fds) != 1:
            raise OSError(errno.EMFILE, "Too many connections are open.")
        family = socket.AF_INET6 if ":" in answer["address"] else socket.AF_INET
        super().__init__(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fds[0])
        super().settimeout(timeout)
        self._peer = (answer["address"], port) if family == socket.AF_INET else (answer["address"], port, 0, 0)

    def connect_ex(self, address: Any, /) -> int:
        """As `connect`, with the error's number instead of an error."""
        try:
            self.connect(address)
        except OSError as error:
            return error.errno or errno.EIO
        return 0

    def fileno(self) -> int:
        """The descriptor; -1 before `connect` and after `close`."""
        return super().fileno()

    def settimeout(self, value: float | None, /) -> None:
        """Kept until there is a connection."""
        self._timeout = value
        if self._connected():
            super().settimeout(value)

    def setblocking(self, flag: bool, /) -> None:
        """As a timeout of none or 0."""
        self.settimeout(None if flag else 0.0)

    def gettimeout(self) -> float | None:
        """Seconds, or None."""
        return self._timeout

    def setsockopt(self, *_: Any) -> None:
        """Options are set by the server that connects."""

    def getsockopt(self, level: int, option: int, *rest: Any) -> Any:
        """The type; every other option reads as 0."""
        if level == socket.SOL_SOCKET and option == socket.SO_TYPE:
            return int(socket.SOCK_STREAM)
        return bytes(rest[0]) if rest else 0

    def getpeername(self) -> Any:
        """Address and port of the other side."""
        if self._peer is None:
            return super().getpeername()
        return self._peer

    def getsockname(self) -> Any:
        """Our side has no address that means anything here."""
        return ("0.0.0.0", 0)

    def bind(self, address: Any, /) -> None:
        """Only a request for any address is taken, and means nothing."""
        if tuple(address)[:2] not in (("", 0), ("0.0.0.0", 0), ("::", 0)):
            raise PermissionError(errno.EPERM, _ONLY_CONNECT)

    def listen(self, *_: Any) -> None:
        """Refused."""
        raise PermissionError(errno.EPERM, _ONLY_CONNECT)


def _getaddrinfo(
    host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
) -> list[tuple[Any, Any, int, str, tuple[Any, ...]]]:
    number = _port(port)
    found: list[tuple[Any, Any, int, str, tuple[Any, ...]]] = []
    for address in _resolve(host.decode() if isinstance(host, bytes) else host):
        six = ":" in address
        kind = socket.AF_INET6 if six else socket.AF_INET
        if family in (0, kind):
            place = (address, number, 0, 0) if six else (address, number)
            found.append((kind, socket.SocketKind(type or socket.SOCK_STREAM), socket.IPPROTO_TCP, "", place))
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return found


def _port(port: Any) -> int:
    if isinstance(port, bytes):
        port = port.decode()
    if isinstance(port, str) and not port.isdigit():
        if port not in _SERVICES:
            raise socket.gaierror(socket.EAI_SERVICE, "Servname not supported for ai_socktype")
        return _SERVICES[port]
    return int(port or 0)


def _resolve(host: Any) -> list[str]:
    if not isinstance(host, str) or not host:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host.partition("%")[0]))]
    addresses: list[str] = _ask({"resolve": host})[0]["addresses"]
    for address in addresses:
        _names[address] = host
    return addresses


def _gethostbyname(host: Any, /) -> str:
    return str(_getaddrinfo(host, 0, socket.AF_INET)[0][4][0])


def _gethostbyname_ex(host: Any, /) -> tuple[str, list[str], list[str]]:
    return str(host), [], [str(entry[4][0]) for entry in _getaddrinfo(host, 0, socket.AF_INET)]


class _Certificates:
    """The system's trusted certificates, kept in memory: in a child there is no file to read them from."""

    trusted = b""
    contexts: "list[ssl.SSLContext]" = []  # noqa: RUF012  filled once

    @staticmethod
    def install() -> None:
        """Read them, and make contexts ahead: reading certificates takes longer than a whole call."""
        _Certificates.trusted = _read_certificates()
        make = ssl.create_default_context
        replaced = cast("Any", ssl)

        def load(context: ssl.SSLContext, *_: object) -> None:
            if _Certificates.trusted:
                context.load_verify_locations(cadata=_Certificates.trusted)

        def create(*arguments: Any, **options: Any) -> ssl.SSLContext:
            if arguments or options or not _Certificates.contexts:
                return make(*arguments, **options)
            return _Certificates.contexts.pop()

        replaced.SSLContext.load_default_certs = replaced.SSLContext.set_default_verify_paths = load
        _Certificates.contexts += [make() for _ in range(4)]
        replaced.create_default_context = replaced._create_default_https_context = create


def _read_certificates() -> bytes:
    paths = ssl.get_default_verify_paths()
    folder = sorted(glob.glob(f"{paths.capath}/*.pem")) if paths.capath else []
    for candidates in ([paths.cafile or ""], *([path] for path in _BUNDLES), folder):
        found: set[bytes] = set()
        for path in candidates:
            with contextlib.suppress(OSError, ValueError), open(path, encoding="utf-8", errors="replace") as file:
                end = "-----END CERTIFICATE-----"
                for part in file.read().split(end)[:-1]:
                    found.add(ssl.PEM_cert_to_DER_cert("-----BEGIN" + part.rpartition("-----BEGIN")[2] + end))
        if found:
            return b"".join(sorted(found))
    return b""
