"""A server for 127.0.0.1 alone: the standard library's, with a thread for each connection.

Browsers open connections that they do not use yet. With a single thread, each of these would keep all others waiting.
"""

import os
import socketserver
import sys
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """Says nothing of its own: the application in front tells what happens."""

    timeout = 60

    def log_message(self, *_: Any) -> None:
        pass


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """Takes connections as soon as it is made, and answers them once it has an application and `serve_forever` runs.

    Raises:
        OSError: the port is taken, or may not be used.
    """

    daemon_threads = True
    block_on_close = False
    # On Windows it would let two servers have one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int):
        """`port`: 0 for any that is free."""
        super().__init__((HOST, port), _Quiet)

    def server_bind(self) -> None:
        # That of HTTPServer asks the network for the name of this machine.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]
        self.setup_environ()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is nothing to report."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"A connection ended: {type(error).__name__}: {error}", file=sys.stderr)
