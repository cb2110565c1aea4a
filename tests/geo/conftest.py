import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import redis
from django.conf import settings
from django.contrib.gis.geos import Point

from geo import reference
from geo.models import District, Place
from geo.services import add_city, add_districts
from tests.geo.squares import SIDE, SOUTH, WEST, district, square


@pytest.fixture
def city(db) -> dict[str, District]:
    """The eight districts as the repository ships them."""
    add_districts(reference.shipped_districts())
    add_city(reference.shipped_city())
    return District.objects.in_bulk()


@pytest.fixture
def gazetteer(city):
    """The districts and the shipped gazetteer."""
    return reference.load()


@pytest.fixture
def clean_cache():
    """Forget what earlier tests cached. Not by ``cache.clear()``: that empties the database of Redis for everybody."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    kept = settings.CACHES["default"]
    server = redis.Redis.from_url(kept["LOCATION"])
    for key in server.scan_iter(f"{kept['KEY_PREFIX']}:*"):
        server.delete(key)


class Outside:
    """A real HTTP server on this machine that plays the world outside: it answers, hangs, drips or is down."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self._reply = (200, b"{}")
        self._released = threading.Event()
        self._manner = "answer"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer._serve(self)

            do_POST = do_GET

            def log_message(self, *args):
                """Nothing: the test's output is not a server's log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def answers(self, status: int, body: str) -> None:
        self._manner, self._reply = "answer", (status, body.encode())

    def hangs(self) -> None:
        self._manner = "hang"

    def drips(self) -> None:
        """Sends a byte now and then, for ever: no step of the client's is ever too slow."""
        self._manner = "drip"

    def close(self) -> None:
        self._released.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(5)

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        self.paths.append(request.path)
        self.headers.append(dict(request.headers))
        self.bodies.append(request.rfile.read(int(request.headers.get("Content-Length") or 0)))
        if self._manner == "hang":
            self._released.wait(10)
            return
        status, body = self._reply
        request.send_response(status)
        if self._manner == "drip":
            request.end_headers()
            with contextlib.suppress(OSError):
                while not self._released.wait(0.02):
                    request.wfile.write(b" ")
                    request.wfile.flush()
            return
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def outside():
    server = Outside()
    yield server
    server.close()


@pytest.fixture
def two_districts(db):
    """alatau to the west, almaly to the east, and a place in each, one on the move."""
    district("alatau", square(0, 0), area_km2=1, osm_relation_id=11, shipped=True)
    district("almaly", square(1, 0), area_km2=1, osm_relation_id=22, shipped=True)
    for code, column, kept in [("stays", 0.5, "alatau"), ("moves", 1.2, "almaly"), ("street", 1.2, None)]:
        Place.objects.create(
            code=code, kind="street" if code == "street" else "park", name_kk=code, name_ru=code, district_id=kept,
            point=Point(WEST + column * SIDE, SOUTH + SIDE / 2, srid=4326),
        )  # fmt: skip


@pytest.fixture
def changes(tmp_path):
    return tmp_path / "changes.csv"
