"""The pooled HTTP session to model vendors. Operators choose these addresses, so the rules for users do not apply."""

import aiohttp

from tenon.models.protocols.lines import LineConnector


class VendorHttp:
    """One session per process, opened at first use inside the event loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """The session; many streams at once, connections kept for a while."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(connector=LineConnector(), cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
