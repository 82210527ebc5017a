"""DID documents of the kit's participants, with the verification relationships that the kit leaves out.

The kit publishes keys without saying what they are for; DCP 1.0, section 4.3.3, lets a key sign only what its document
lists it for (later versions of the kit do so). The DIDs of its participants lead here.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RELATIONSHIPS = ("authentication", "assertionMethod", "capabilityInvocation")


@contextmanager
def completed(kit: str, port: int) -> Iterator[None]:
    """Answer `/<participant>/did.json` at `port` with the document that the kit at `kit` publishes, completed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                with urllib.request.urlopen(kit + self.path, timeout=10) as answer:
                    document = json.load(answer)
            except urllib.error.URLError:
                self.send_error(404)
                return
            for name in RELATIONSHIPS:
                document.setdefault(name, [method["id"] for method in document["verificationMethod"]])
            content = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
