"""Calls into the kernel that Python's library does not offer, through ctypes. Linux only; import it only there."""

import ctypes
import os
import platform

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

ARCHITECTURE = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

_NUMBERS = {
    "x86_64": {"capset": 126, "pivot_root": 155},
    "aarch64": {"capset": 91, "pivot_root": 41},
}
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_RESTRICT_SELF = 446


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int, pointer: "ctypes.c_void_p | None" = None) -> None:
    """Raises `OSError` when the kernel refuses."""
    zero = ctypes.c_ulong(0)
    third = zero if pointer is None else pointer
    _checked(int(_libc.prctl(option, ctypes.c_ulong(value), third, zero, zero)), f"prctl {option}")


def syscall(number: int, *arguments: "int | bytes | ctypes.Array[ctypes.c_char] | ctypes.Structure | None") -> int:
    """A raw system call; structures are passed by address. Raises `OSError` when the kernel refuses."""
    converted: list[object] = []
    for argument in arguments:
        if isinstance(argument, int):
            converted.append(ctypes.c_long(argument))
        elif isinstance(argument, ctypes.Structure):
            converted.append(ctypes.byref(argument))
        else:
            converted.append(argument)
    return _checked(int(_libc.syscall(ctypes.c_long(number), *converted)), f"system call {number}")


def unshare(flags: int) -> None:
    """Leave the given namespaces. Raises `OSError`."""
    _checked(int(_libc.unshare(ctypes.c_int(flags))), "unshare")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Raises `OSError`."""
    texts = [None if text is None else text.encode() for text in (source, target, kind, data)]
    _checked(int(_libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])), f"mount {target}")


def detach_mount(target: str) -> None:
    """Unmount lazily. Raises `OSError`."""
    _checked(int(_libc.umount2(target.encode(), MNT_DETACH)), f"umount {target}")


def pivot_root(new: str, old: str) -> None:
    """Raises `OSError`."""
    syscall(_NUMBERS[ARCHITECTURE]["pivot_root"], new.encode(), old.encode())


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilityData(ctypes.Structure):
    _fields_ = tuple((f"word{index}", ctypes.c_uint32) for index in range(6))


def drop_capabilities() -> None:
    """Give up every capability, also from the bounding set. Raises `OSError` only for the effective ones."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break
    syscall(_NUMBERS[ARCHITECTURE]["capset"], _CapabilityHeader(0x20080522, 0), _CapabilityData())
