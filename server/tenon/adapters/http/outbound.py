"""The engine's HTTP port on the outbound client."""

from tenon.engine.errors import HttpFailed, HttpForbidden, ResponseTooLarge
from tenon.engine.ports import HttpRequest, HttpResponse
from tenon.kit.addresses import AddressRefused, InvalidAddress
from tenon.kit.outbound import (
    Call,
    OutboundClient,
    OutboundFailed,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
    Part,
)


class OutboundHttp:
    """Fulfils `engine.ports.HttpPort`."""

    def __init__(self, client: OutboundClient) -> None:
        self._client = client

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send under the outbound rules; errors of the client become the engine's."""
        call = Call(
            request.method,
            request.url,
            request.headers,
            request.params,
            request.body,
            tuple(Part(p.name, p.value, p.filename, p.mime_type) for p in request.form),
            request.connect_timeout,
            request.read_timeout,
            request.write_timeout,
            None,
            request.ssl_verify,
            request.max_bytes,
        )
        try:
            answer = await self._client.send(call)
        except AddressRefused as error:
            raise HttpForbidden(error.message) from error
        except (InvalidAddress, OutboundUnreachable) as error:
            raise HttpFailed(error.message, error_type="InvalidURLError") from error
        except OutboundTooLarge as error:
            raise ResponseTooLarge(error.message) from error
        except (OutboundFailed, OutboundTimeout) as error:
            raise HttpFailed(error.message) from error
        return HttpResponse(answer.status, answer.headers, answer.body, answer.url)
