"""Encryption per workspace, masking, signatures and tokens."""

import pytest

from tenon.kit import crypto

SECRET = "the server's secret key"
MARK = "sk-secret-marker-0123456789"


@pytest.fixture(scope="module")
def keys() -> crypto.WorkspaceKeys:
    return crypto.WorkspaceKeys.create(SECRET)


def test_a_value_comes_back_and_is_not_visible_in_what_is_stored(keys: crypto.WorkspaceKeys) -> None:
    for text in ("", "k", MARK, "密钥" * 10_000):
        stored = crypto.encrypt(keys.public_key, text)
        assert len(text) < 5 or text not in stored
        assert crypto.decrypt(keys, SECRET, stored) == text
    assert crypto.encrypt(keys.public_key, MARK) != crypto.encrypt(keys.public_key, MARK)


def test_another_server_key_or_workspace_reads_nothing(keys: crypto.WorkspaceKeys) -> None:
    stored = crypto.encrypt(keys.public_key, MARK)
    with pytest.raises(crypto.SecretUnreadable, match="TENON_SECRET_KEY"):
        crypto.decrypt(keys, "another key", stored)
    with pytest.raises(crypto.SecretUnreadable):
        crypto.decrypt(crypto.WorkspaceKeys.create(SECRET), SECRET, stored)


@pytest.mark.parametrize("broken", ["", "AAAA", "no base64!", "AQEA" + "A" * 400])
def test_damaged_values_are_refused(keys: crypto.WorkspaceKeys, broken: str) -> None:
    with pytest.raises(crypto.SecretUnreadable):
        crypto.decrypt(keys, SECRET, broken)


def test_a_changed_byte_is_noticed(keys: crypto.WorkspaceKeys) -> None:
    stored = crypto.encrypt(keys.public_key, MARK)
    for position in (10, len(stored) // 2, len(stored) - 8):
        other = "A" if stored[position] != "A" else "B"
        with pytest.raises(crypto.SecretUnreadable):
            crypto.decrypt(keys, SECRET, stored[:position] + other + stored[position + 1 :])


def test_seal_is_bound_to_its_purpose() -> None:
    sealed = crypto.seal(SECRET, MARK, purpose="mail")
    assert crypto.unseal(SECRET, sealed, purpose="mail") == MARK
    with pytest.raises(crypto.SecretUnreadable):
        crypto.unseal(SECRET, sealed, purpose="other")


@pytest.mark.parametrize(
    ("secret", "shown"),
    [("", ""), ("abc", "****"), ("0123456789", "****89"), ("sk-proj-0123456789abcd1234", "sk-****1234")],
)
def test_mask(secret: str, shown: str) -> None:
    assert crypto.mask(secret) == shown


def test_signatures() -> None:
    signature = crypto.sign(SECRET, "file-1", purpose="file")
    assert crypto.verify(SECRET, "file-1", signature, purpose="file")
    assert not crypto.verify(SECRET, "file-2", signature, purpose="file")
    assert not crypto.verify(SECRET, "file-1", signature, purpose="session")
    assert not crypto.verify("other", "file-1", signature, purpose="file")
    assert not crypto.verify(SECRET, "file-1", "é", purpose="file")


def test_tokens() -> None:
    token = crypto.make_token(SECRET, {"sub": "a"}, purpose="access", seconds=60)
    claims = crypto.read_token(SECRET, token, purpose="access")
    assert claims is not None
    assert claims["sub"] == "a"
    assert crypto.read_token(SECRET, token, purpose="refresh") is None
    assert crypto.read_token(SECRET, token + "x", purpose="access") is None
    assert crypto.read_token(SECRET, "x", purpose="access") is None
    assert crypto.read_token(SECRET, crypto.make_token(SECRET, {}, purpose="a", seconds=-1), purpose="a") is None
