"""The system call filter of a child: an allow-list as a BPF program. Everything else fails with EPERM or kills.

Numbers: x86_64 from arch/x86/entry/syscalls/syscall_64.tbl, aarch64 from include/uapi/asm-generic/unistd.h.
"""

import ctypes
import errno
from collections.abc import Mapping
from dataclasses import dataclass

from tenon_sandbox import kernel

_ALLOWED = {
    # name: (x86_64, aarch64); None where the architecture has no such call
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "times": (100, 153),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "getppid": (110, 173),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "time": (201, None),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "rseq": (334, 293),
}
_WITHOUT_EXECUTE = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Allowed unless the third argument asks for executable pages."""

_NETWORK = {
    # for sockets that were passed in, connected; none of these makes or connects one
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "recvfrom": (45, 207),
    "recvmsg": (47, 212),
    "shutdown": (48, 210),
    "getpeername": (52, 205),
}
_SENDTO = (44, 206)
"""Allowed with network when no address is named: one would let a closed connection be opened anew, elsewhere."""
_IOCTL = (16, 29)
_FIONBIO = 0x5421
"""The only request that is allowed, with network: it makes a socket wait or not."""

_KILLED = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "execveat": (322, 281),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "open_by_handle_at": (304, 265),
    "modify_ldt": (154, None),
    "iopl": (172, None),
    "ioperm": (173, None),
}
"""Never called by honest code: the child dies at once."""

_COLUMN = {"x86_64": 0, "aarch64": 1}
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_LOAD, _JUMP_EQUAL, _JUMP_NOT_BELOW, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW, _DENY = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE, _OFFSET_SECOND, _OFFSET_THIRD, _OFFSET_FIFTH = 0, 4, 24, 32, 48
_HALF = 4
_PROT_EXEC = 4

_PR_SECCOMP_SUPPORTED = tuple(_COLUMN)


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.c_void_p))


def supported() -> bool:
    """Whether a list exists for this architecture."""
    return kernel.ARCHITECTURE in _PR_SECCOMP_SUPPORTED


def _numbers(table: Mapping[str, tuple[int, int | None]], architecture: str) -> list[int]:
    return [number for entry in table.values() if (number := entry[_COLUMN[architecture]]) is not None]


def instructions(architecture: str, *, network: bool = False) -> list[tuple[int, int, int, int]]:
    """The program as `(code, jump if true, jump if false, k)`."""
    program = [
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, _AUDIT[architecture]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
    ]
    if architecture == "x86_64":
        program += [(_JUMP_NOT_BELOW, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL)]
    for number in _numbers(_ALLOWED, architecture):
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for number in _numbers(_WITHOUT_EXECUTE, architecture):
        program += [
            (_JUMP_EQUAL, 0, 4, number),
            (_LOAD, 0, 0, _OFFSET_THIRD),
            (_JUMP_ANY_BIT, 0, 1, _PROT_EXEC),
            (_RETURN, 0, 0, _DENY),
            (_RETURN, 0, 0, _ALLOW),
        ]
    if network:
        program += _network(architecture)
    for number in _numbers(_KILLED, architecture):
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _KILL)]
    program.append((_RETURN, 0, 0, _DENY))
    return program


def _network(architecture: str) -> list[tuple[int, int, int, int]]:
    program: list[tuple[int, int, int, int]] = []
    for number in _numbers(_NETWORK, architecture):
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    column = _COLUMN[architecture]
    program += [
        (_JUMP_EQUAL, 0, 6, _SENDTO[column]),
        (_LOAD, 0, 0, _OFFSET_FIFTH),
        (_JUMP_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _OFFSET_FIFTH + _HALF),
        (_JUMP_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
        (_JUMP_EQUAL, 0, 4, _IOCTL[column]),
        (_LOAD, 0, 0, _OFFSET_SECOND),
        (_JUMP_EQUAL, 0, 1, _FIONBIO),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return program


@dataclass(frozen=True, slots=True)
class Filter:
    """A program in memory, ready to install."""

    address: ctypes.c_void_p
    keep: tuple[object, ...]
    """Holds what `address` points to."""

    def install(self) -> None:
        """Put it on the calling process, for good. Raises `OSError`."""
        kernel.prctl(kernel.PR_SET_SECCOMP, kernel.SECCOMP_MODE_FILTER, self.address)


def build(*, network: bool = False) -> Filter:
    """The filter for this machine."""
    parts = instructions(kernel.ARCHITECTURE, network=network)
    array = (_Instruction * len(parts))(*[_Instruction(*part) for part in parts])
    program = _Program(len(parts), ctypes.cast(array, ctypes.c_void_p))
    return Filter(ctypes.cast(ctypes.byref(program), ctypes.c_void_p), (program, array))
