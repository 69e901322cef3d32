# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server on loopback that takes boards."""
import http.server
import json
import socket
import threading

from children import until


class Server(http.server.ThreadingHTTPServer):
    """@got: ids of the boards that came, which those that follow each other on a port share. @check: raises what is wrong with
    a board, which is not taken then."""
    daemon_threads = True

    def __init__(self, port, got=None, context=None, check=lambda board: None):
        self.got = set() if got is None else got
        self.check = check
        self.connections = set()
        super().__init__(("127.0.0.1", port), Server.Handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self):
            super().setup()
            self.server.connections.add(self.connection)

        def finish(self):
            self.server.connections.discard(self.connection)
            super().finish()

        def do_POST(self):  # noqa: N802
            board = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert board["aoi"]["id"] == self.headers["Idempotency-Key"]
            self.server.check(board)
            self.server.got.add(self.headers["Idempotency-Key"].encode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    def server_bind(self):
        """The port of one that has just stopped is free a moment later."""
        def binds():
            try:
                super(Server, self).server_bind()
            except OSError:
                return False
            return True
        until(binds, "the port is free")

    def handle_error(self, request, client_address):
        pass

    def stop(self):
        """Connections that live on would serve on."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
