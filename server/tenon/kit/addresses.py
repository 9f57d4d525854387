"""Which addresses users' requests may reach: the rules against server-side request forgery."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp.abc import AbstractResolver, ResolveResult

from tenon.errors import TenonError

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address
type Network = ipaddress.IPv4Network | ipaddress.IPv6Network

METADATA = frozenset(
    ipaddress.ip_address(a)
    for a in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254")
)
"""Where clouds hand out machine credentials: refused even when private addresses are allowed."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(TenonError):
    """The address is inside, and the operator has not opened it."""

    code, status, message = "outbound_refused", 403, "This address may not be reached from here."


class InvalidAddress(TenonError):
    """The URL cannot be read, or its host does not exist."""

    code, status, message = "invalid_url", 400, "The URL is not valid."


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Public addresses are open. Others need `allow_private`, or their name or network in the lists.

    A host in `hosts` that begins with a dot stands for all names below it.
    """

    allow_private: bool = False
    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @staticmethod
    def parse(allow: str = "", *, allow_private: bool = False) -> "AddressRules":
        """Read a list of hosts, addresses and networks, separated by commas (`10.1.0.0/16, wiki.local, *.corp`)."""
        hosts: set[str] = set()
        networks: list[Network] = []
        for entry in filter(None, (part.strip().lower() for part in allow.split(","))):
            try:
                networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                hosts.add(entry.removeprefix("*"))
        return AddressRules(allow_private, frozenset(hosts), tuple(networks))

    def permits(self, host: str, address: str) -> bool:
        """Whether a connection to `address`, which `host` stands for, is allowed."""
        ip = plain(ipaddress.ip_address(address))
        if self.names(host) or any(ip in network for network in self.networks):
            return True
        if ip in METADATA or ip.is_multicast:
            return False
        return self.allow_private or (ip.is_global and not ip.is_reserved)

    def names(self, host: str) -> bool:
        """Whether the operator opened this host by name."""
        host = host.lower().rstrip(".")
        return host in self.hosts or any(host.endswith(h) for h in self.hosts if h.startswith("."))

    def check(self, host: str, addresses: Iterable[str]) -> None:
        """Raise `AddressRefused` when one of the addresses is not allowed."""
        for address in addresses:
            if not self.permits(host, address):
                raise AddressRefused(
                    f"{host} leads to {address}, which is not a public address. An operator can open it with "
                    "TENON_OUTBOUND_ALLOW_HOSTS."
                )

    def check_literal(self, host: str) -> bool:
        """Check a host that is written as an address; False when it is a name. Odd spellings are refused."""
        if ":" not in host and not host.replace(".", "").isdigit():
            return False
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise InvalidAddress(f"{host} is not a valid address. Write it as four numbers or as a name.") from None
        self.check(host, (host,))
        return True


def plain(ip: Address) -> Address:
    """The IPv4 address inside an IPv6 form that carries one (mapped, 6to4, Teredo, NAT64), else the address itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    if ip.sixtofour:
        return ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip


async def lookup(host: str, port: int, family: int = socket.AF_UNSPEC) -> list[ResolveResult]:
    """All addresses of a name. Raises `OSError` when it has none."""
    infos = await asyncio.get_running_loop().getaddrinfo(
        host, port, family=socket.AddressFamily(family), type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    return [
        ResolveResult(
            hostname=host, host=str(sockaddr[0]), port=port, family=found, proto=proto, flags=socket.AI_NUMERICHOST
        )
        for found, _, proto, _, sockaddr in infos
    ]


class CheckedResolver(AbstractResolver):
    """Resolves names and refuses forbidden answers. The client connects to exactly what was checked here, so a name
    that changes its address between check and connection gains nothing."""

    def __init__(self, rules: AddressRules) -> None:
        self._rules = rules

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Addresses of the name. Raises `AddressRefused`, or `OSError` when there are none."""
        found = await lookup(host, port, family)
        self._rules.check(host, (item["host"] for item in found))
        return found

    async def close(self) -> None:
        """Nothing is held open."""
