"""Namespaces, an empty root and a user without rights: taken once by the helper, inherited by every child."""

import contextlib
import os
import socket
import tempfile
from collections.abc import Callable

from tenon_sandbox import kernel

NOBODY = 65534
_COVERED = ("/tmp", "/mnt", "/var", "/usr")
"""Any directory serves: the empty one is mounted over it, in our own namespace only."""

_PARTS = (
    ("mount namespace", kernel.CLONE_NEWNS),
    ("network namespace", kernel.CLONE_NEWNET),
    ("process namespace", kernel.CLONE_NEWPID),
    ("ipc namespace", kernel.CLONE_NEWIPC),
    ("host name namespace", kernel.CLONE_NEWUTS),
    ("control group namespace", kernel.CLONE_NEWCGROUP),
)


def enter(skip: tuple[str, ...]) -> list[str]:
    """Leave as many namespaces of the host as the kernel grants; the names of those left. Never raises.

    The process namespace holds for the children that are forked afterwards.
    """
    if "namespaces" in skip:
        return []
    held: list[str] = []
    privileged = os.geteuid() == 0 and _granted(lambda: kernel.unshare(kernel.CLONE_NEWNS))
    if not privileged and "user_namespace" not in skip and _enter_user_namespace():
        held.append("user namespace")
    for name, flag in _PARTS:
        if _granted(lambda flag=flag: kernel.unshare(flag)):
            held.append(name)
    if "host name namespace" in held:
        _granted(lambda: socket.sethostname("sandbox"))
    return held


def _granted(call: Callable[[], None]) -> bool:
    try:
        call()
    except OSError:
        return False
    return True


def _enter_user_namespace() -> bool:
    """A namespace in which only our own user exists, under its own number."""
    user, group = os.geteuid(), os.getegid()
    if not _granted(lambda: kernel.unshare(kernel.CLONE_NEWUSER)):
        return False
    for path, text in (
        ("/proc/self/setgroups", "deny"),
        ("/proc/self/gid_map", f"{group} {group} 1"),
        ("/proc/self/uid_map", f"{user} {user} 1"),
    ):
        with contextlib.suppress(OSError), open(path, "w", encoding="ascii") as file:
            file.write(text)
    return True


def empty_root(held: list[str]) -> bool:
    """Make an empty, read-only directory the root. Call it when everything is loaded. Whether it holds."""
    if "mount namespace" in held and _granted(_empty_root_by_mount):
        return True
    return os.geteuid() == 0 and _granted(_empty_root_by_chroot)


def _empty_root_by_mount() -> None:
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    base = next(path for path in _COVERED if os.path.isdir(path))
    kernel.mount("tmpfs", base, "tmpfs", flags, "size=4k,nr_inodes=2,mode=555")
    os.chdir(base)
    try:
        kernel.pivot_root(".", ".")
        kernel.detach_mount(".")
    except OSError:
        os.chroot(".")
    os.chdir("/")
    kernel.mount(None, "/", None, flags | kernel.MS_REMOUNT | kernel.MS_RDONLY)


def _empty_root_by_chroot() -> None:
    """A directory that is deleted already: nothing can be made in it."""
    path = tempfile.mkdtemp()
    os.chdir(path)
    os.rmdir(path)
    os.chroot(".")
    os.chdir("/")


def drop_user() -> bool:
    """Become nobody when we are root. Whether the user changed."""
    if os.geteuid() != 0:
        return False

    def change() -> None:
        with contextlib.suppress(OSError):
            os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)

    return _granted(change)
