"""`python -I -m tenon_sandbox CONFIG`: the helper. Started by the server, with one end of a socket pair."""

import json
import os
import signal
import socket
import sys
from typing import NoReturn

from tenon_sandbox.config import Config
from tenon_sandbox.confine import Confinement
from tenon_sandbox.protocol import LENGTH


def main() -> None:
    """Enter the namespaces, fork into them and serve; this process only waits."""
    config = Config.from_json(sys.argv[1])
    confinement = Confinement(config)
    confinement.enter_namespaces()
    pid = os.fork()
    if pid:
        _wait(pid, config.control_fd)
    control = socket.socket(fileno=config.control_fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # Modules ask to be told of forks, to renew locks that another thread might hold. Here is one thread only, and
        # the calls would cost each child more than its work. Random numbers are seeded in `child.py`.
        os.register_at_fork = _ignore
        # Loaded here because the fork above must come first: the waiting process stays small.
        from tenon_sandbox.zygote import Zygote

        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.closerange(3, config.control_fd)
        os.closerange(config.control_fd + 1, 4096)
        Zygote(confinement, control).serve()
    except BaseException as error:
        payload = json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()
        control.sendall(LENGTH.pack(len(payload)) + payload)
        os._exit(1)
    os._exit(0)


def _ignore(**_: object) -> None:
    pass


def _wait(pid: int, control_fd: int) -> NoReturn:
    os.close(control_fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, status = os.waitpid(pid, 0)
    os._exit(abs(os.waitstatus_to_exitcode(status)) & 0xFF)


main()
