"""The line between phone and server: a relay on a port of its own that fails as a test wants."""

import contextlib
import socket
import threading
from collections.abc import Callable
from enum import StrEnum, auto

PORTAL = b"<!doctype html><html><title>Hotel</title><h1>Welcome to our network</h1></html>"
SYNC = b"POST /sync/entries"
CHUNK = 65536


class Mode(StrEnum):
    OPEN = auto()
    CUT = auto()  # connections end at once
    DEAD = auto()  # taken and never answered, as on one bar of signal
    PORTAL = auto()  # whatever is asked, a page of the hotel with status 200
    NO_SYNC = auto()  # pages come, and no entry gets through
    SWALLOW = auto()  # the server gets what is sent, and its answer to a sync is lost


class Line:
    """Relays 127.0.0.1:`port` to the server's port; `mode` may change at any time."""

    def __init__(self, server_port: int):
        self.server_port = server_port
        self.mode = Mode.OPEN
        self.on_swallowed: Callable[[], None] = lambda: None
        self.swallowed = 0
        self.bytes_to_phone = 0
        self.lock = threading.Lock()
        self.sockets: set[socket.socket] = set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def set(self, mode: Mode) -> None:
        self.mode = mode
        self.drop_all()

    def drop_all(self) -> None:
        with self.lock:
            dropped, self.sockets = self.sockets, set()
        for one in dropped:
            hang_up(one)

    def close(self) -> None:
        hang_up(self.listener)
        self.drop_all()

    def accept(self) -> None:
        while True:
            try:
                phone, _ = self.listener.accept()
            except OSError:
                return
            self.hold(phone)
            threading.Thread(target=self.serve, args=(phone,), daemon=True).start()

    def hold(self, one: socket.socket) -> None:
        with self.lock:
            self.sockets.add(one)

    def serve(self, phone: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.mode == Mode.CUT:
                return hang_up(phone)
            if self.mode == Mode.DEAD:
                return None
            if self.mode == Mode.PORTAL:
                return self.welcome(phone)
            self.relay(phone)
        return hang_up(phone)

    def welcome(self, phone: socket.socket) -> None:
        phone.recv(CHUNK)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PORTAL)}\r\n"
        phone.sendall(head.encode() + b"Connection: close\r\n\r\n" + PORTAL)
        hang_up(phone)

    def relay(self, phone: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.server_port))
        self.hold(server)
        asked = {"sync": False}
        back = threading.Thread(target=self.answers, args=(server, phone, asked), daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while data := phone.recv(CHUNK):
                if data[:4] in (b"POST", b"GET ", b"HEAD"):
                    asked["sync"] = data.startswith(SYNC)
                if self.mode == Mode.NO_SYNC and asked["sync"]:
                    break
                server.sendall(data)
        hang_up(server)

    def answers(self, server: socket.socket, phone: socket.socket, asked: dict) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                if self.mode == Mode.SWALLOW and asked["sync"]:
                    self.swallowed += 1
                    self.on_swallowed()
                    break
                self.bytes_to_phone += len(data)
                phone.sendall(data)
        hang_up(phone)


def hang_up(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
