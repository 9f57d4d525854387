"""Proofs of identity that are made for each request: AWS signatures, and tokens of Google service accounts."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import aiohttp
import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tenon.models.errors import ModelConnectionError, ModelUnauthorized
from tenon.models.protocols.http import Endpoint, Signer, connection_error, proxy_for


def _now() -> datetime:
    return datetime.now(UTC)


def aws_signer(
    key_id: str, secret: str, region: str, service: str, token: str = "", now: Callable[[], datetime] = _now
) -> Signer:
    """Headers of AWS Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html."""

    async def sign(method: str, url: str, body: bytes) -> Mapping[str, str]:
        parts = urlsplit(url)
        stamp = now().strftime("%Y%m%dT%H%M%SZ")
        headers = {"host": parts.netloc, "x-amz-date": stamp}
        if token:
            headers["x-amz-security-token"] = token
        names = ";".join(sorted(headers))
        listed = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)), quote_via=quote)
        path = quote(parts.path or "/", safe="/-_.~")
        digest = hashlib.sha256(body).hexdigest()
        canonical = "\n".join([method, path, query, listed, names, digest])
        scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
        to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = f"AWS4{secret}".encode()
        for piece in (stamp[:8], region, service, "aws4_request"):
            key = hmac.new(key, piece.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        proof = f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
        sent = {name: value for name, value in headers.items() if name != "host"}
        return {**sent, "Authorization": proof}

    return sign


class GoogleToken:
    """Access tokens of a service account, renewed a minute before they end.

    Exchange: https://developers.google.com/identity/protocols/oauth2/service-account#httprest.
    """

    def __init__(self, session: aiohttp.ClientSession, endpoint: Endpoint, account: str) -> None:
        self._session, self._endpoint, self._account = session, endpoint, account
        self._token, self._until = "", 0.0

    async def __call__(self, method: str, url: str, body: bytes) -> Mapping[str, str]:
        """The header with a valid token. Raises `ModelUnauthorized` or `ModelConnectionError`."""
        if time.time() > self._until - 60:
            self._token, self._until = await self._fetch()
        return {"Authorization": f"Bearer {self._token}"}

    async def _fetch(self) -> tuple[str, float]:
        try:
            account = orjson.loads(base64.b64decode(self._account) if "{" not in self._account else self._account)
            address, assertion = account.get("token_uri") or "https://oauth2.googleapis.com/token", _assertion(account)
        except (ValueError, LookupError, TypeError, AttributeError):
            text = "the service account key is not valid: paste the JSON file of the key, or its base64 form."
            raise self._endpoint.error(ModelUnauthorized, text) from None
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        try:
            limits = aiohttp.ClientTimeout(total=30)
            async with self._session.post(address, data=form, timeout=limits, proxy=proxy_for(address)) as response:
                raw = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise connection_error(self._endpoint, error) from error
        try:
            answer = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise self._endpoint.error(ModelConnectionError, "the token server gave no valid answer.") from None
        if not answer.get("access_token"):
            text = f"the service account was refused: {answer.get('error_description') or answer.get('error')}"
            raise self._endpoint.error(ModelUnauthorized, text)
        return answer["access_token"], time.time() + float(answer.get("expires_in") or 3600)


def _assertion(account: Mapping[str, str]) -> str:
    now = int(time.time())
    claims = {
        "iss": account["client_email"], "scope": "https://www.googleapis.com/auth/cloud-platform",
        "aud": account.get("token_uri") or "https://oauth2.googleapis.com/token", "iat": now, "exp": now + 3600,
    }  # fmt: skip
    key = serialization.load_pem_private_key(account["private_key"].encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("no RSA key")
    head = b".".join(_b64(orjson.dumps(part)) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    return (head + b"." + _b64(key.sign(head, padding.PKCS1v15(), hashes.SHA256()))).decode()


def _b64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
