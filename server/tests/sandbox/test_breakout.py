"""Attempts to break out of the Python sandbox. Each must fail, and the next call must work.

Every attempt defines `go()`, which returns something true when it got what it wanted. `native` in its scope is the
foreign function interface, fetched from the helper's own frames: hostile code is as strong as machine code.
"""

# ruff: noqa: E501 - the tables read best with one attempt a line

import platform

import pytest

from tenon.adapters.sandbox.zygote import ZygoteSandbox
from tests.sandbox.conftest import attempt

SCOPE = """
import sys, os
# The word socket asks for the helper with network, where there is one.
def _native():
    frame = sys._getframe()
    while frame:
        if 'selftest' in frame.f_globals:
            return frame.f_globals['selftest'].ctypes
        frame = frame.f_back
native = _native()
libc = native.CDLL(None, use_errno=True)
libc.syscall.restype = native.c_long
def call(number, *args):
    result = libc.syscall(native.c_long(number), *[native.c_long(a) if isinstance(a, int) else a for a in args])
    if result < 0:
        raise OSError(native.get_errno(), 'refused')
    return result
"""
_END = "\ndef main():\n    got = go()\n    return {'got': str(got)[:200] if got else ''}\n"

_X86 = platform.machine() == "x86_64"
NUMBERS = {
    name: numbers[0 if _X86 else 1]
    for name, numbers in {
        "openat": (257, 56), "openat2": (437, 437), "socket": (41, 198), "clone": (56, 220), "clone3": (435, 435),
        "kill": (62, 129), "tgkill": (234, 131), "ptrace": (101, 117), "process_vm_readv": (310, 270),
        "memfd_create": (319, 279), "execve": (59, 221), "execveat": (322, 281), "prctl": (157, 167),
        "mount": (165, 40), "unshare": (272, 97), "bpf": (321, 280), "io_uring_setup": (425, 425),
        "sendmsg": (46, 211), "sendto": (44, 206), "dup": (32, 23), "pidfd_open": (434, 434), "mprotect": (10, 226),
        "mmap": (9, 222), "setrlimit": (160, 164), "prlimit64": (302, 261), "seccomp": (317, 277), "keyctl": (250, 219),
        "shmget": (29, 194), "chdir": (80, 49), "getdents64": (217, 61), "name_to_handle_at": (303, 264),
        "fcntl": (72, 25), "ioctl": (16, 29), "setuid": (105, 146), "personality": (135, 92), "uname": (63, 160),
        "process_madvise": (440, 440), "userfaultfd": (323, 282), "splice": (275, 76), "sched_setaffinity": (203, 122),
    }.items()
}  # fmt: skip

FILES = {
    "open": "def go(): return open('/etc/passwd').read()",
    "os.open": "def go(): return os.read(os.open('/etc/passwd', 0), 10)",
    "io.open_code": "import io\ndef go(): return io.open_code('/etc/passwd').read()",
    "pathlib": "import pathlib\ndef go(): return pathlib.Path('/etc/passwd').read_text()",
    "codecs": "import codecs\ndef go(): return codecs.open('/etc/passwd').read()",
    "linecache": "import linecache\ndef go(): return linecache.getlines('/etc/passwd')",
    "fileinput": "import fileinput\ndef go(): return list(fileinput.input('/etc/passwd'))",
    "loader": (
        "import importlib.machinery as m\ndef go(): return m.SourceFileLoader('x', '/etc/passwd').get_data('/etc/passwd')"
    ),
    "native open": "def go(): return libc.open(b'/etc/passwd', 0) >= 0",
    "native openat": "def go(): return call(OPENAT, -100, b'/etc/passwd', 0) >= 0",
    "openat2": "def go(): return call(OPENAT2, -100, b'/etc/passwd', b'\\0' * 24, 24) >= 0",
    "listdir": "def go(): return os.listdir('/')",
    "stat": "def go(): return os.stat('/etc/passwd')",
    "exists": "def go(): return os.path.exists('/etc/passwd')",
    "walk": "def go(): return list(os.walk('/'))[0][1:] if list(os.walk('/')) else None",
    "proc self mem": "def go(): return open('/proc/self/mem', 'rb')",
    "proc environ": "def go(): return open('/proc/self/environ', 'rb').read() + open('/proc/1/environ', 'rb').read()",
    "proc maps of the parent": "def go(): return open(f'/proc/{os.getppid()}/maps').read()",
    "fds of the parent": "def go(): return os.listdir(f'/proc/{os.getppid()}/fd')",
    "write a file": "def go(): return open('/tmp/x', 'w').write('x')",
    "make a directory": "def go(): return os.mkdir('/tmp/x') is None",
    "remove": "def go(): return os.remove('/etc/hostname') is None",
    "chmod": "def go(): return os.chmod('/etc/passwd', 0o777) is None",
    "symbolic link": "def go(): return os.symlink('/etc/passwd', '/x') is None",
    "chdir": "def go(): return call(CHDIR, b'/etc') == 0",
    "chroot": "def go(): return os.chroot('/proc') is None",
    "temporary file": "import tempfile\ndef go(): return tempfile.TemporaryFile().write(b'x')",
    "memory file": "def go(): return call(MEMFD_CREATE, b'x', 0) >= 0",
    "import from a path": (
        "import importlib.util as u, importlib.machinery as m, types\ndef go():\n"
        "    loader = m.SourceFileLoader('x', '/etc/passwd')\n    return loader.exec_module(types.ModuleType('x'))"
    ),
    "restored import": (
        "import importlib.machinery as m\ndef go():\n    sys.meta_path[:] = [m.PathFinder]\n"
        "    sys.path_hooks[:] = [m.FileFinder.path_hook((m.SourceFileLoader, ['.py']))]\n"
        "    sys.path[:] = ['/usr/lib/python3', '/usr/lib/python3.12']\n    import this\n    return 1"
    ),
    "sqlite": "def go():\n    import sqlite3\n    return sqlite3.connect('/tmp/x.db').execute('create table t(x)')",
}  # fmt: skip

PROCESSES = {
    "os.system": "def go(): return os.system('id') == 0",
    "os.popen": "def go(): return os.popen('id').read()",
    "subprocess": "def go():\n    import subprocess\n    return subprocess.check_output(['id'])",
    "subprocess from shutil's frames": "def go(): return sys.modules['_posixsubprocess']",
    "fork": "def go():\n    pid = os.fork()\n    if pid == 0: os._exit(0)\n    return pid",
    "forkpty": "def go(): return os.forkpty()",
    "posix_spawn": "def go(): return os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "def go(): os.execv('/bin/sh', ['sh', '-c', 'true'])",
    "native execve": "def go(): return call(EXECVE, b'/bin/sh', 0, 0) == 0",
    "native execveat": "def go(): return call(EXECVEAT, -100, b'/bin/sh', 0, 0, 0) == 0",
    "native clone": "def go(): return call(CLONE, 17, 0, 0, 0, 0)",
    "native clone3": "def go(): return call(CLONE3, b'\\0' * 88, 88)",
    "vfork": "def go(): return libc.vfork() > 0",
    "thread": "import threading\ndef go():\n    t = threading.Thread(target=print)\n    t.start()\n    return 1",
    "thread pool": "import concurrent.futures as c\ndef go(): return c.ThreadPoolExecutor().submit(len, 'x').result()",
    "low thread": "import _thread\ndef go(): return _thread.start_new_thread(print, ())",
    "ptrace the parent": "def go(): return call(PTRACE, 16, os.getppid(), 0, 0) == 0",
    "ptrace traceme": "def go(): return call(PTRACE, 0, 0, 0, 0) == 0",
    "read the parent's memory": "def go(): return call(PROCESS_VM_READV, os.getppid(), 0, 0, 0, 0, 0) >= 0",
    "signal the parent": "def go(): return os.kill(os.getppid(), 0) is None",
    "kill the parent": "def go(): return os.kill(os.getppid(), 9) is None",
    "kill everything": "def go(): return os.kill(-1, 9) is None",
    "kill the group": "def go(): return os.kill(0, 9) is None",
    "killpg": "def go(): return os.killpg(os.getppid(), 9) is None",
    "signal by tgkill": "def go(): return call(TGKILL, os.getppid(), os.getppid(), 9) == 0",
    "pidfd of the parent": "def go(): return os.pidfd_open(os.getppid())",
    "priority": "def go(): return os.setpriority(os.PRIO_PROCESS, 0, -5) is None",
    "more memory": "def go(): return call(PRLIMIT64, 0, 9, b'\\xff' * 16, 0) == 0",
    "setrlimit": "def go(): return call(SETRLIMIT, 7, b'\\xff' * 16) == 0",
    "become root": "def go(): return call(SETUID, 0) == 0",
    "prctl": "def go(): return call(PRCTL, 1, 0, 0, 0, 0) == 0",
    "another filter": "def go(): return call(SECCOMP, 1, 0, 0) == 0",
    "personality": "def go(): return call(PERSONALITY, 0x0040000) >= 0",
    "affinity": "def go(): return call(SCHED_SETAFFINITY, os.getppid(), 8, b'\\1' + b'\\0' * 7) == 0",
}  # fmt: skip

KERNEL = {
    "socket": "import socket\ndef go(): return socket.socket()",
    "unix socket": "import socket\ndef go(): return socket.socket(socket.AF_UNIX)",
    "socket pair": "import socket\ndef go(): return socket.socketpair()",
    "resolve a name": "import socket\ndef go(): return socket.getaddrinfo('localhost', 80)",
    "native socket": "def go(): return call(SOCKET, 2, 1, 0) >= 0",
    "sendmsg on the channel": "def go(): return call(SENDMSG, 3, b'\\0' * 56, 0) >= 0",
    "sendto on the channel": "def go(): return call(SENDTO, 3, b'x', 1, 0, 0, 0) >= 0",
    "duplicate": "def go(): return call(DUP, 3) >= 0",
    "fcntl": "def go(): return call(FCNTL, 3, 0, 10) >= 0",
    "ioctl": "def go(): return call(IOCTL, 0, 0x5401, b'\\0' * 60) == 0",
    "splice": "def go(): return call(SPLICE, 0, 0, 3, 0, 1, 0) >= 0",
    "pipe": "def go(): return os.pipe()",
    "epoll": "import select\ndef go(): return select.epoll()",
    "mount": "def go(): return call(MOUNT, b'none', b'/', b'tmpfs', 0, 0) == 0",
    "unshare": "def go(): return call(UNSHARE, 0x10000000) == 0",
    "bpf": "def go(): return call(BPF, 0, b'\\0' * 48, 48) >= 0",
    "io_uring": "def go(): return call(IO_URING_SETUP, 8, b'\\0' * 120) >= 0",
    "userfaultfd": "def go(): return call(USERFAULTFD, 0) >= 0",
    "keyring": "def go(): return call(KEYCTL, 0, -3, 0) >= 0",
    "shared memory": "def go(): return call(SHMGET, 0, 4096, 0o1600) >= 0",
    "file handle": "def go(): return call(NAME_TO_HANDLE_AT, -100, b'/', b'\\0' * 200, b'\\0' * 8, 0) >= 0",
    "host name": "def go(): return call(UNAME, native.create_string_buffer(400)) == 0",
    "code pages": (
        "def go():\n    libc.mmap.restype = native.c_void_p\n"
        "    return libc.mmap(None, 4096, 7, 0x22, -1, 0) not in (None, 2**64 - 1)"
    ),
    "code pages later": (
        "def go():\n    page = call(MMAP, 0, 4096, 3, 0x22, -1, 0)\n    return call(MPROTECT, page, 4096, 7) == 0"
    ),
    "foreign function callbacks": "def go(): return native.CFUNCTYPE(native.c_int)(lambda: 1)() == 1",
    "calls of the old kind": "def go(): return call(0x40000000 + 257, -100, b'/etc/passwd', 0) >= 0",
    "load a library": "def go(): return native.CDLL('libutil.so.1')",
}  # fmt: skip

HOST = {
    "environment": "def go(): return {k: v for k, v in os.environ.items() if k not in ('LC_CTYPE',)}",
    "native environment": "def go(): return [n for n in (b'PATH', b'HOME', b'USER', b'SECRET_KEY') if libc.getenv(n)]",
    "arguments": "def go(): return sys.argv[1:]",
    "open descriptors": (
        "def go():\n    found = []\n    for fd in range(4, 4096):\n"
        "        try:\n            os.write(fd, b'x')\n            found.append(fd)\n        except OSError as error:\n            if error.errno != 9: found.append(fd)\n"
        "    return found"
    ),
    "write to the helper's descriptors": "def go(): return [fd for fd in (0, 1, 2) if os.read(fd, 1)]",
    "the helper's control socket": (
        "def go():\n    frame = sys._getframe()\n    while frame:\n"
        "        for value in list(frame.f_locals.values()):\n            control = getattr(value, '_control', None)\n"
        "            if control is not None:\n                control.send(b'D' + b'\\0' * 15)\n                return 1\n"
        "        frame = frame.f_back"
    ),
    "the command line": "def go(): return open('/proc/self/cmdline').read()",
}

EVERYTHING = {**FILES, **PROCESSES, **KERNEL, **HOST}


def _program(code: str) -> str:
    numbers = "".join(f"{name.upper()} = {number}\n" for name, number in NUMBERS.items())
    return SCOPE + numbers + code + _END


MEANS_NOTHING_WITH_NETWORK = {
    "socket": "there it is an object without a descriptor until it is connected",
    "resolve a name": "there the server answers, for names that the operator opened",
    "sendto on the channel": "without an address it is what `write` is, to the one descriptor that it may write to",
}


async def test_the_scope_of_the_attempts_works(confined: ZygoteSandbox) -> None:
    outcome = await attempt(confined, "python3", _program("def go(): return libc.getpid() == os.getpid()"))
    assert outcome == {"got": "True"}


@pytest.mark.parametrize("name", EVERYTHING)
async def test_attempt_fails(
    confined: ZygoteSandbox, connected: ZygoteSandbox, bare_connected: ZygoteSandbox, name: str
) -> None:
    if confined in (connected, bare_connected) and name in MEANS_NOTHING_WITH_NETWORK:
        pytest.skip(MEANS_NOTHING_WITH_NETWORK[name])
    outcome = await attempt(confined, "python3", _program(EVERYTHING[name]))
    assert isinstance(outcome, str) or outcome == {"got": ""}, outcome
    assert "root:" not in str(outcome)
    assert "NameError" not in outcome
    assert "SyntaxError" not in outcome
