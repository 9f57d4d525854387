"""Landlock: a ruleset that handles every right and grants none. Inherited by every child."""

import ctypes
import os
import struct

from tenon_sandbox import kernel

_CREATE_RULESET_VERSION = 1


def abi() -> int:
    """The kernel's Landlock version, 0 when it has none."""
    try:
        return kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def _filesystem_rights(version: int) -> int:
    bits = 13  # execute .. make_sym
    bits += version >= 2  # refer
    bits += version >= 3  # truncate
    bits += version >= 5  # ioctl_dev
    return (1 << bits) - 1


def deny_everything() -> int:
    """Take every file right, TCP and signals to outside from this process. The version, or `OSError`."""
    version = abi()
    if not version:
        raise OSError("no Landlock in this kernel")
    words = [_filesystem_rights(version)]
    if version >= 4:
        words.append(3)  # bind and connect TCP
    if version >= 6:
        words.append(3)  # abstract sockets and signals to processes outside
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(words)}Q", *words), len(words) * 8)
    ruleset = kernel.syscall(kernel.LANDLOCK_CREATE_RULESET, attributes, len(words) * 8, 0)
    kernel.syscall(kernel.LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return version
