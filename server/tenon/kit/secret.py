"""The server's own secret, and random secrets for keys and sessions."""

import os
import secrets
import string
from dataclasses import dataclass, field
from pathlib import Path

_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class SecretKey:
    """Signs sessions and file addresses and guards stored secrets (see `kit.crypto`)."""

    value: str = field(repr=False)


def random_secret(length: int = 43) -> str:
    """Letters and digits that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def load_secret_key(configured: str, data_dir: Path) -> SecretKey:
    """The configured key, or the one kept in the data directory: made at the first start, readable by us alone."""
    if configured:
        return SecretKey(configured)
    path = data_dir / "secret.key"
    try:
        return SecretKey(path.read_text("utf-8").strip())
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = data_dir / f".secret.key.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(random_secret(64))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # two processes that start at once agree on the first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return SecretKey(path.read_text("utf-8").strip())
