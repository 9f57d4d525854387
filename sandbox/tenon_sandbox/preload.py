"""What user code may import. Everything is loaded before the doors close; later an import finds no file."""

import contextlib
import importlib
import io
import mimetypes
import pkgutil
import platform
import sys
import zoneinfo
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast


def _words(text: str) -> list[str]:
    return text.split()


STANDARD = _words("""
abc argparse array ast base64 binascii bisect bz2 calendar cmath codecs collections collections.abc colorsys
concurrent.futures concurrent.futures.thread configparser contextlib contextvars copy copyreg csv dataclasses datetime
decimal difflib dis email.header email.message email.policy email.utils enum errno fnmatch fractions functools gc
getopt glob graphlib gzip hashlib heapq hmac html html.entities html.parser http inspect io ipaddress itertools
json json.decoder json.encoder keyword linecache locale logging lzma math mimetypes numbers operator os os.path
pathlib pickle platform pprint queue quopri random re reprlib sched secrets shlex shutil signal stat statistics string
stringprep struct sys tempfile textwrap threading time timeit token tokenize tomllib traceback types typing unicodedata
urllib.error urllib.parse uuid warnings weakref xml.dom.minidom xml.etree.ElementTree xml.sax.saxutils zipfile zlib
zoneinfo _strptime _pydecimal jinja2 jinja2.sandbox jinja2.debug markupsafe
""")
HEAVY = ("numpy", "pandas")

_NETWORK = frozenset(
    _words(
        "aiohttp ftplib http.client http.cookiejar http.server httpx imaplib nntplib poplib pycurl requests smtplib "
        "socketserver telnetlib urllib.request urllib3 websockets xmlrpc"
    )
)
NETWORK = _words("""
ssl socket select selectors http.client http.cookiejar http.cookies urllib.request urllib.response urllib.robotparser
ftplib imaplib poplib smtplib email.mime.text email.mime.multipart email.mime.base email.mime.application
""")
"""Loaded as well in a helper for code with network."""
_PROCESSES = frozenset(("multiprocessing", "pty", "subprocess"))
_ENCODINGS = _words("""
ascii utf_8 utf_8_sig utf_16 utf_16_le utf_16_be utf_32 utf_7 latin_1 cp1251 cp1252 cp437 gbk gb2312 gb18030 big5
shift_jis euc_jp euc_kr koi8_r iso8859_15 idna punycode unicode_escape raw_unicode_escape base64_codec hex_codec rot_13
""")
_REMOVED = (
    _NETWORK | _PROCESSES | {"ctypes", "_ctypes", "resource", "fcntl", "_posixsubprocess", "mmap", "tenon_sandbox"}
)
"""Modules that serve no purpose in a child. The kernel's filter, not their absence, is what protects."""

_SKIPPED_PARTS = frozenset(("tests", "conftest", "testing", "_testing", "f2py", "distutils", "plotting", "__main__"))

_NO_NETWORK = (
    "There is no network in code nodes, so {name!r} cannot be imported. Use an HTTP request node instead, or have the "
    "operator allow network with the setting TENON_CODE_NETWORK."
)
_OTHER_NETWORK = "{name!r} is not available in code nodes. Use requests, urllib.request or http.client instead."
_NO_PROCESSES = "Code nodes cannot start processes, so {name!r} cannot be imported."
_UNKNOWN = (
    "No module named {name!r}. Code nodes offer most of Python's standard library, jinja2, numpy and pandas{extra}; "
    "an administrator can add modules with the setting TENON_CODE_MODULES."
)


def load(heavy: bool, extra: Sequence[str], *, network: bool = False) -> Callable[[], None] | None:
    """Import everything. A module of the heavy or extra list that is not installed is passed over.

    With network, gives what a child calls when it is confined.
    """
    if not network:
        sys.modules["ssl"] = cast(Any, None)  # nobody needs it without a network, and it is large
    for name in [*STANDARD, *(NETWORK if network else ())]:
        importlib.import_module(name)
    if heavy:
        for name in (*HEAVY, *extra):
            _load_package(name)
    for name in _ENCODINGS:
        with contextlib.suppress(LookupError):
            "".encode(name) if name not in ("base64_codec", "hex_codec", "rot_13") else importlib.import_module(
                f"encodings.{name}"
            )
    mimetypes.init([])
    cast(Any, platform)._uname_cache = platform.uname_result("Linux", "sandbox", "", "", platform.machine())
    _keep_time_zones()
    if not network:
        return None
    module = importlib.import_module("tenon_sandbox.network")
    module.install(own_requests=not (heavy and "requests" in extra))
    return module.open_channel


def _load_package(name: str) -> None:
    """The module and all below it, for libraries import their parts late."""
    with contextlib.suppress(Exception):
        module = importlib.import_module(name)
        for part in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{name}.", onerror=lambda _: None):
            if not _SKIPPED_PARTS & set(part.name.split(".")):
                with contextlib.suppress(Exception):
                    importlib.import_module(part.name)


def shut(extra: Sequence[str], *, network: bool = False) -> None:
    """Replace the import of files by a finder that only explains. Modules that are loaded still import."""
    removed = _REMOVED - _NETWORK if network else _REMOVED
    for name in [loaded for loaded in sys.modules if {loaded, loaded.partition(".")[0]} & removed]:
        del sys.modules[name]
    sys.path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [_Explainer(extra, network)]
    sys.argv[:] = [""]


class _Explainer:
    """The last and only finder: says why a module is not there."""

    def __init__(self, extra: Sequence[str], network: bool) -> None:
        self._no_network = _OTHER_NETWORK if network else _NO_NETWORK
        self._extra = "".join(f", {name}" for name in extra)

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Never finds; raises for modules of which more can be said than that they are missing."""
        names = {name, name.partition(".")[0]}
        if names & _NETWORK:
            raise ModuleNotFoundError(self._no_network.format(name=name), name=name)
        if names & _PROCESSES:
            raise ModuleNotFoundError(_NO_PROCESSES.format(name=name), name=name)
        if path is None and not name.startswith("_"):
            raise ModuleNotFoundError(_UNKNOWN.format(name=name, extra=self._extra), name=name)
        return None


class _ZoneSource:
    """Stands in for `zoneinfo._common.load_tzdata` and reads from memory."""

    def __init__(self, zones: dict[str, bytes]) -> None:
        self._zones = zones

    def __call__(self, key: str) -> io.BytesIO:
        if key not in self._zones:
            raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")
        return io.BytesIO(self._zones[key])


def _keep_time_zones() -> None:
    common: Any = importlib.import_module("zoneinfo._common")
    zones: dict[str, bytes] = {}
    for key in zoneinfo.available_timezones():
        with contextlib.suppress(Exception):
            zones[key] = _zone_file(key) or common.load_tzdata(key).read()
    zoneinfo.reset_tzpath(to=[])
    common.load_tzdata = _ZoneSource(zones)


def _zone_file(key: str) -> bytes | None:
    for root in zoneinfo.TZPATH:
        try:
            with open(f"{root}/{key}", "rb") as file:
                return file.read()
        except OSError:
            continue
    return None
