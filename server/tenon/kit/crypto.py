"""Secrets at rest and signatures: a key pair per workspace, masking, signed texts and short tokens.

A value is encrypted with AES-256-GCM under a fresh key, and that key with the workspace's public key (RSA-OAEP,
SHA-256). The private key is kept encrypted under a key derived from the server's secret key. So a copy of the database
alone reveals nothing, and a workspace's secrets can be dropped by dropping its key pair.
"""

import hashlib
import hmac
import os
import time
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tenon.errors import TenonError

HIDDEN = "[__HIDDEN__]"
"""What a client sends back for a secret that it leaves as it is."""
_VERSION = b"\x01"
_NONCE = 12
_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


class SecretUnreadable(TenonError):
    """A stored secret cannot be decrypted: the server's secret key or the workspace's key pair has changed."""

    code, status = "secret_unreadable", 500
    message = (
        "A stored secret cannot be read: the server's secret key has changed. Start with the former TENON_SECRET_KEY, "
        "or run `tenon admin reset-encryption-key` and enter the credentials again."
    )


@dataclass(frozen=True, slots=True)
class WorkspaceKeys:
    """A workspace's key pair as it is stored: the public key in PEM, the private key encrypted."""

    public_key: str
    private_key: str

    @classmethod
    def create(cls, secret_key: str) -> "WorkspaceKeys":
        """A new pair. Takes some 100 ms of CPU: call it in a thread."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(public.decode(), _b64(_seal(_derive(secret_key, "workspace-keys"), private)))


def encrypt(public_key: str, text: str) -> str:
    """The text, readable only with the workspace's private key. Differs at each call."""
    value_key = os.urandom(32)
    wrapped = _public(public_key).encrypt(value_key, _OAEP)
    return _b64(_VERSION + len(wrapped).to_bytes(2) + wrapped + _seal(value_key, text.encode()))


def decrypt(keys: WorkspaceKeys, secret_key: str, text: str) -> str:
    """What `encrypt` was given. Raises `SecretUnreadable`. About 1 ms: keep the result while it is needed."""
    try:
        blob = b64decode(text, validate=True)
        if blob[:1] != _VERSION:
            raise SecretUnreadable()
        end = 3 + int.from_bytes(blob[1:3])
        value_key = _private(keys.private_key, secret_key).decrypt(blob[3:end], _OAEP)
        return _unseal(value_key, blob[end:]).decode()
    except (ValueError, InvalidTag) as error:
        raise SecretUnreadable() from error


def seal(secret_key: str, text: str, *, purpose: str) -> str:
    """Encrypt under the server's own secret key, for secrets that belong to no workspace."""
    return _b64(_seal(_derive(secret_key, purpose), text.encode()))


def unseal(secret_key: str, text: str, *, purpose: str) -> str:
    """What `seal` was given. Raises `SecretUnreadable`."""
    try:
        return _unseal(_derive(secret_key, purpose), b64decode(text, validate=True)).decode()
    except (ValueError, InvalidTag) as error:
        raise SecretUnreadable() from error


def mask(text: str) -> str:
    """A secret as it may be shown: `sk-****1234`. Short secrets show less, the shortest nothing."""
    if not text:
        return ""
    if len(text) >= 16:
        return f"{text[:3]}****{text[-4:]}"
    return f"****{text[-2:]}" if len(text) >= 10 else "****"


def sign(secret_key: str, text: str, *, purpose: str = "") -> str:
    """A signature over a text, fit for an address. Signatures of one purpose are worth nothing for another."""
    return _url64(hmac.digest(_derive(secret_key, f"sign:{purpose}"), text.encode(), "sha256"))


def verify(secret_key: str, text: str, signature: str, *, purpose: str = "") -> bool:
    """Whether `sign` gave this signature for this text and purpose; takes the same time either way."""
    return hmac.compare_digest(sign(secret_key, text, purpose=purpose).encode(), signature.encode())


def make_token(secret_key: str, claims: dict[str, Any], *, purpose: str, seconds: float) -> str:
    """A signed, readable token that is good for so many seconds. `claims` are JSON values and hold no secret."""
    body = _url64(orjson.dumps({**claims, "exp": int(time.time() + seconds)}))
    return f"{body}.{sign(secret_key, body, purpose=purpose)}"


def read_token(secret_key: str, token: str, *, purpose: str) -> dict[str, Any] | None:
    """The claims; None when the token is malformed, forged, of another purpose or too old."""
    body, _, signature = token.partition(".")
    if not signature or not verify(secret_key, body, signature, purpose=purpose):
        return None
    try:
        claims: dict[str, Any] = orjson.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except ValueError:
        return None
    return claims if claims.get("exp", 0) > time.time() else None


def hash_secret(text: str) -> str:
    """A fingerprint to look a random secret up by (API keys, refresh tokens); not for passwords."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def _derive(secret_key: str, purpose: str) -> bytes:
    return hmac.digest(hashlib.sha256(secret_key.encode()).digest(), f"tenon:{purpose}".encode(), "sha256")


@lru_cache(maxsize=256)
def _public(pem: str) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise SecretUnreadable()
    return key


@lru_cache(maxsize=256)
def _private(sealed: str, secret_key: str) -> rsa.RSAPrivateKey:
    key = serialization.load_der_private_key(
        _unseal(_derive(secret_key, "workspace-keys"), b64decode(sealed, validate=True)), None
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SecretUnreadable()
    return key


def _seal(key: bytes, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _unseal(key: bytes, blob: bytes) -> bytes:
    return AESGCM(key).decrypt(blob[:_NONCE], blob[_NONCE:], None)


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


def _url64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
