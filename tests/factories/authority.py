"""A service that verifies signatures, standing in for the National Certification Authority's."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class StandIn(BaseHTTPRequestHandler):
    """Speaks like NCANode 3: knows one signature of one person, and a text that it belongs to."""

    iin, text, valid = "", "", True

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        right = self.path == "/cms/verify" and asked["cms"] == "c2lnbmVk" and self.valid
        right = right and base64.b64decode(asked["data"]).decode() == self.text
        certificate = {"valid": right, "subject": {"commonName": "ТЕСТОВ ТЕСТ", "iin": self.iin}}
        body = json.dumps({"status": 200, "valid": right, "signers": [{"certificates": [certificate]}]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words) -> None:
        """Quiet."""


@contextmanager
def standing_in() -> Iterator[str]:
    """The address at which it answers."""
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    StandIn.valid = True
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
