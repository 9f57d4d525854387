"""Proofs of identity that are made for each request: signatures of AWS and Tencent, keys of Google and Volcengine."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import aiohttp
import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tenon.models.errors import ModelConnectionError, ModelUnauthorized
from tenon.models.protocols.http import Endpoint, Signer, connection_error, proxy_for
from tenon.models.protocols.reading import inner


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
        signature = _chained(f"AWS4{secret}", stamp[:8], region, service, "aws4_request", to_sign).hex()
        proof = f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
        sent = {name: value for name, value in headers.items() if name != "host"}
        return {**sent, "Authorization": proof}

    return sign


def tencent_signer(
    secret_id: str, secret: str, service: str, action: str, version: str, now: Callable[[], datetime] = _now
) -> Signer:
    """Headers of TC3-HMAC-SHA256, signature v3 of Tencent Cloud: https://cloud.tencent.com/document/api/1729/101843."""

    async def sign(method: str, url: str, body: bytes) -> Mapping[str, str]:
        parts, moment = urlsplit(url), now()
        day = moment.strftime("%Y-%m-%d")
        listed = f"content-type:application/json\nhost:{parts.netloc}\n"
        canonical = "\n".join(
            [method, parts.path or "/", parts.query, listed, "content-type;host", hashlib.sha256(body).hexdigest()]
        )
        stamp, scope = str(int(moment.timestamp())), f"{day}/{service}/tc3_request"
        to_sign = "\n".join(["TC3-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        signature = _chained(f"TC3{secret}", day, service, "tc3_request", to_sign).hex()
        proof = (
            f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}"
        )
        return {
            "Content-Type": "application/json", "Authorization": proof, "X-TC-Action": action,
            "X-TC-Version": version, "X-TC-Timestamp": stamp,
        }  # fmt: skip

    return sign


def volcengine_headers(
    key_id: str, secret: str, region: str, url: str, body: bytes, moment: datetime
) -> dict[str, str]:
    """Headers of a signed request to Volcengine: https://www.volcengine.com/docs/6369/67269."""
    parts, stamp, digest = urlsplit(url), moment.strftime("%Y%m%dT%H%M%SZ"), hashlib.sha256(body).hexdigest()
    headers = {"content-type": "application/json", "host": parts.netloc, "x-content-sha256": digest, "x-date": stamp}
    names = ";".join(headers)
    listed = "".join(f"{name}:{value}\n" for name, value in headers.items())
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)), quote_via=quote)
    canonical = "\n".join(["POST", parts.path or "/", query, listed, names, digest])
    scope = f"{stamp[:8]}/{region}/ark/request"
    to_sign = "\n".join(["HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signature = _chained(secret, stamp[:8], region, "ark", "request", to_sign).hex()
    proof = f"HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**{name: value for name, value in headers.items() if name != "host"}, "Authorization": proof}


def _chained(key: str, *pieces: str) -> bytes:
    """The pieces signed one after the other, each with the signature of the one before as its key."""
    signed = key.encode()
    for piece in pieces:
        signed = hmac.new(signed, piece.encode(), hashlib.sha256).digest()
    return signed


class VolcengineKey:
    """Keys of one endpoint of Ark, had for an access key, renewed a minute before they end (`GetApiKey`)."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, address: str, key_id: str, secret: str, region: str
    ) -> None:
        self._session, self._endpoint, self._region = session, endpoint, region
        self._address = f"{address.rstrip('/')}/?Action=GetApiKey&Version=2024-01-01"
        self._key_id, self._secret = key_id, secret
        self._key, self._until = "", 0.0

    async def __call__(self, method: str, url: str, body: bytes) -> Mapping[str, str]:
        """The header with a valid key. Raises `ModelUnauthorized` or `ModelConnectionError`."""
        if time.time() > self._until - 60:
            self._key, self._until = await self._fetch()
        return {"Authorization": f"Bearer {self._key}"}

    async def _fetch(self) -> tuple[str, float]:
        wanted = {"DurationSeconds": 86_400, "ResourceType": "endpoint", "ResourceIds": [self._endpoint.model]}
        body = orjson.dumps(wanted)
        headers = volcengine_headers(self._key_id, self._secret, self._region, self._address, body, _now())
        raw = await _asked(self._session, self._endpoint, self._address, body, headers)
        try:
            answer = orjson.loads(raw)
            found: Any = inner(answer, "Result")
            key, until = str(found.get("ApiKey") or ""), float(found.get("ExpiredTime") or 0)
            problem: Any = inner(inner(answer, "ResponseMetadata"), "Error")
        except (ValueError, TypeError, AttributeError):
            raise self._endpoint.error(ModelConnectionError, "the server of keys gave no valid answer.") from None
        if not key:
            text = str(problem.get("Message") or "no key came. Call the model by the id of its endpoint (ep-...).")
            raise self._endpoint.error(ModelUnauthorized, f"the access key was refused: {text}")
        return key, until


async def _asked(
    session: aiohttp.ClientSession,
    endpoint: Endpoint,
    address: str,
    data: Any,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    try:
        limits = aiohttp.ClientTimeout(total=30)
        async with session.post(
            address, data=data, headers=headers, timeout=limits, proxy=proxy_for(address)
        ) as response:
            return await response.read()
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise connection_error(endpoint, error) from error


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
        raw = await _asked(self._session, self._endpoint, address, form)
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
