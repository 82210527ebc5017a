"""A recording proxy: what stands between two nodes sees every request that crosses."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection", "host"}


@dataclass
class Seen:
    to: str
    method: str
    path: str
    authorized: bool
    status: int


@dataclass
class Proxy:
    """Listens on a free port of loopback and hands everything to `port`."""

    name: str
    port: int
    log: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                outer.forward(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = _pass  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.server.server_address[1]}"

    def forward(self, request: BaseHTTPRequestHandler) -> None:
        """One request to the node and its answer back; a node that is down is a closed connection."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP}
        headers["Host"] = f"localhost:{self.server.server_address[1]}"
        status = 0
        try:
            there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            there.request(request.command, request.path, body or None, headers)
            answer = there.getresponse()
            content, status = answer.read(), answer.status
            request.send_response_only(status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP | {"content-length"}:
                    request.send_header(name, value)
            request.send_header("Content-Length", str(len(content)))
            request.end_headers()
            request.wfile.write(content)
            there.close()
        except OSError:
            request.close_connection = True
        finally:
            authorized = bool(request.headers.get("Authorization"))
            self.log.append(Seen(self.name, request.command, request.path, authorized, status))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
