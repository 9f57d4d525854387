"""Zip packages (docx, xlsx, pptx, epub) opened with guards against bombs."""

import zipfile
import zlib
from io import BytesIO
from posixpath import normpath

from tenon.rag.extract.errors import DocumentTooLarge, ExtractError
from tenon.rag.extract.xml import Element, parse_xml

MAX_ENTRIES = 10_000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_XML = 64 * 1024 * 1024
MAX_RATIO = 200
SMALL = 10 * 1024 * 1024
"""Unpacked bytes below which no ratio is suspicious."""


class Package:
    """A zip file whose declared sizes were checked; members are read one by one, each up to its declared size."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise ExtractError("The file is damaged: it is not a valid package.") from error
        infos = self._zip.infolist()
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > MAX_ENTRIES:
            raise DocumentTooLarge(f"The package has {len(infos)} parts; at most {MAX_ENTRIES} are read.")
        if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * max(len(data), 1)):
            raise DocumentTooLarge(f"The package unpacks to {unpacked} bytes, which is more than is read.")
        self._sizes = {normpath(info.filename): info for info in infos}

    def names(self) -> list[str]:
        """All members, in package order."""
        return list(self._sizes)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return normpath(name) in self._sizes

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises `ExtractError` when it is missing or damaged."""
        info = self._sizes.get(normpath(name))
        if info is None:
            raise ExtractError(f"The file is damaged: its part {name} is missing.")
        try:
            with self._zip.open(info) as member:
                data = member.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
            raise ExtractError(f"The file is damaged or locked: its part {name} cannot be unpacked.") from error
        if len(data) > info.file_size:
            raise DocumentTooLarge(f"The part {name} is larger than it says.")
        return data

    def xml(self, name: str) -> Element:
        """A member parsed as XML."""
        self.check_xml(name)
        return parse_xml(self.read(name), name)

    def check_xml(self, name: str) -> None:
        """Raise `DocumentTooLarge` for a member that would take too much memory as a tree."""
        info = self._sizes.get(normpath(name))
        if info is not None and info.file_size > MAX_XML:
            raise DocumentTooLarge(f"The part {name} has {info.file_size} bytes; at most {MAX_XML} are read.")
