"""The HTTP side: a thread per connection on loopback, kept alive, nothing logged.

The standard library's server is used bare, since the faults need the socket itself.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from iamtui.mock.answer import Answer
from iamtui.mock.control import PREFIX, control
from iamtui.mock.dispatch import Mock
from iamtui.mock.errors import AwsError
from iamtui.mock.signature import HttpRequest
from iamtui.secret import Secret

_LOOPBACK: Final = "127.0.0.1"
_MAX_BODY: Final = 1_049_600
_MOST_THROWN_AWAY: Final = 64 * _MAX_BODY
_CHUNK: Final = 65_536
_DRIPS: Final = 20
_TOO_LARGE: Final = AwsError(
    "RequestEntityTooLarge", f"HTTP content length exceeded {_MAX_BODY} bytes."
)
_NO_TARGET: Final = AwsError("MalformedInput", "The request target is no URL.")
_NO_LENGTH: Final = AwsError("MissingContentLength", "The Content-Length header is required.")


class Listener(ThreadingHTTPServer):
    """Listens on 127.0.0.1 and lets `mock` answer; `port` 0 takes any free one."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, mock: Mock, secret: Secret | None) -> None:
        super().__init__((_LOOPBACK, port), _Handler)
        self.mock = mock
        self.secret = secret

    def server_bind(self) -> None:
        """Bind without the reverse look-up of the base class, which may ask a name server."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name = _LOOPBACK
        self.server_port = int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is the client's affair."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a request line or a header may hold what is nobody's business."""

    def do_POST(self) -> None:
        self._handle()

    def do_GET(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def do_OPTIONS(self) -> None:
        self._handle()

    def do_PATCH(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def _handle(self) -> None:
        length = self._length()
        if length is None:
            self.close_connection = True
            self._send(self.server.mock.refuse(_NO_LENGTH))
        elif length > _MAX_BODY:
            self._throw_away(length)
            self.close_connection = True
            self._send(self.server.mock.refuse(_TOO_LARGE))
        else:
            self._answer(self.rfile.read(length))

    def _length(self) -> int | None:
        """The body's length in bytes, None where the head does not tell it."""
        text = self.headers.get("Content-Length", "0").strip()
        if "Transfer-Encoding" in self.headers or not (text.isascii() and text.isdigit()):
            return None
        return int(text)

    def _throw_away(self, length: int) -> None:
        """Read what is sent, so that the client comes to read the answer."""
        left = min(length, _MOST_THROWN_AWAY)
        while left > 0:
            read = len(self.rfile.read(min(left, _CHUNK)))
            left = left - read if read else 0

    def _answer(self, body: bytes) -> None:
        try:
            target = urlsplit(self.path)
        except ValueError:
            self.close_connection = True
            self._send(self.server.mock.refuse(_NO_TARGET))
            return
        request = HttpRequest(
            method=self.command,
            path=target.path,
            query=target.query,
            headers=self._joined_headers(),
            body=body,
            source_ip=self.client_address[0],
        )
        if target.path.startswith(PREFIX):
            self._send(control(self.server.mock, self.server.secret, request))
        else:
            self._send(self.server.mock.answer(request))

    def _joined_headers(self) -> dict[str, str]:
        """Names in lower case; values of a name that comes twice joined by commas (RFC 9110)."""
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            lowered = name.lower()
            headers[lowered] = f"{headers[lowered]},{value}" if lowered in headers else value
        return headers

    def _send(self, answer: Answer) -> None:
        fault = answer.fault.fault if answer.fault is not None else ""
        head = self._head(answer, len(answer.body))
        body = b"" if self.command == "HEAD" else answer.body
        if fault == "reset":
            self._reset()
        elif fault == "lost":
            self._close()
        elif fault == "half":
            self.wfile.write(head + body[: len(body) // 2])
            self._reset()
        elif fault == "truncate":
            cut = body[: len(body) // 2]
            self.wfile.write(self._head(answer, len(cut)) + cut)
        elif fault == "drip":
            self._drip(head, body, answer.fault.seconds if answer.fault else 0.0)
        else:
            self.wfile.write(head + body)

    def _head(self, answer: Answer, length: int) -> bytes:
        reason = self.responses.get(answer.status, ("",))[0]
        date = formatdate(self.server.mock.store.clock.now().timestamp(), usegmt=True)
        return (
            f"HTTP/1.1 {answer.status} {reason}\r\nx-amzn-RequestId: {answer.request_id}\r\n"
            f"Content-Type: {answer.content_type}\r\nContent-Length: {length}\r\n"
            f"Date: {date}\r\n\r\n"
        ).encode()

    def _drip(self, head: bytes, body: bytes, seconds: float) -> None:
        self.wfile.write(head)
        size = max(1, len(body) // _DRIPS)
        for start in range(0, len(body), size):
            time.sleep(seconds / _DRIPS)
            self.wfile.write(body[start : start + size])

    def _close(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _reset(self) -> None:
        """Close with an RST instead of a FIN: linger on, for no time."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self.connection.close()


def serve_in_thread(listener: Listener) -> threading.Thread:
    """Answer requests in a daemon thread until `listener.shutdown()`."""
    thread = threading.Thread(target=listener.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    return thread
