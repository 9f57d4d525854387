"""The errors of the module `requests` for code with network."""

from typing import Any


class RequestException(OSError):
    """The root of all errors here."""

    def __init__(self, *arguments: Any, response: Any = None, request: Any = None) -> None:
        super().__init__(*arguments)
        self.response, self.request = response, request


class HTTPError(RequestException):
    """The answer's status is an error."""


class ConnectionError(RequestException):
    """No connection came about, or it broke."""


class SSLError(ConnectionError):
    """The other side's certificate is not accepted."""


class Timeout(RequestException):
    """It took too long."""


class ConnectTimeout(ConnectionError, Timeout):
    """Connecting took too long."""


class ReadTimeout(Timeout):
    """The answer took too long."""


class TooManyRedirects(RequestException):
    """More than 30 in a row."""


class InvalidURL(RequestException, ValueError):
    """The URL cannot be read."""


class MissingSchema(RequestException, ValueError):
    """The URL does not begin with http:// or https://."""


class InvalidJSONError(RequestException):
    """A JSON error."""


class JSONDecodeError(InvalidJSONError, ValueError):
    """The answer is not JSON."""
