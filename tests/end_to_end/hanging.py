"""What a kiosk speaks to, hanging, as a process of its own: ``python -m tests.end_to_end.hanging flood|full|silent PORTS``.

Prints one line of JSON: ``ports``, the paths of so many serial ports, and ``server``, a TCP port that takes every connection and
never says a word. ``flood``: bytes without end come in at every port. ``full``: no port takes a byte. Ends with its input.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
import time
import tty

NOISE = b"\xfc\xfc\x05\x11\x00\x02\x01\x37\x12" * 400


def main(what: str, ports: str) -> None:
    ends = [os.openpty() for _ in range(int(ports))]
    for device, port in ends:
        for end in (device, port):
            tty.setraw(end)
            os.set_blocking(end, False)
        with contextlib.suppress(BlockingIOError):
            while what == "full":
                os.write(port, bytes(512))
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=take, args=(server,), daemon=True).start()
    told = {"ports": [os.ttyname(port) for _, port in ends], "server": server.getsockname()[1]}
    print(json.dumps(told), flush=True)
    if what == "flood":
        threading.Thread(target=flood, args=([device for device, _ in ends],), daemon=True).start()
    sys.stdin.read()


def take(server: socket.socket) -> None:
    kept = []
    while True:
        kept.append(server.accept())


def flood(devices: list[int]) -> None:
    while True:
        taken = 0
        for device in devices:
            with contextlib.suppress(BlockingIOError):
                taken += os.write(device, NOISE)
        if not taken:
            time.sleep(0.001)


if __name__ == "__main__":
    main(*sys.argv[1:])
