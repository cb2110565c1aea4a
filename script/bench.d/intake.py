"""How many appeals a second the house takes in, by the API and by the pages, and what one costs."""

import argparse
import io
import json
import re
import time
from collections.abc import Sequence
from itertools import chain
from urllib.parse import urlencode
from uuid import uuid4

from _load import Answer, Call, Caller, figures, head, line, measure, together, trivial
from _server import server
from PIL import Image

TEXT = "Аялдаманың жанында терең шұңқыр бар, көліктер айналып өтеді."
API = "/api/v1/appeals/"
BOUNDARY = "birge-bench-boundary"
# The form's pages in their order, and what a resident answers on each.
STEPS: dict[str, dict[str, str]] = {
    "what": {"text": TEXT},
    "where": {"address": "Сүйінбай даңғылы, 2", "district": "turksib", "action": "save"},
    "category": {"category": "unknown"},
    "contact": {"email": "aigul@example.kz", "language": "kk"},
    "check": {"consent": "on"},
}


def main(arguments: list[str]) -> tuple[float, str]:
    parser = argparse.ArgumentParser(prog="script/bench intake")
    parser.add_argument("--requests", type=int, default=400, help="filings by the API; a tenth of it by the form")
    parser.add_argument("--callers", type=int, default=8, help="how many file at once; default 8")
    options = parser.parse_args(arguments)
    with server() as port:
        base = trivial(port=port, callers=options.callers)
        head("filing")
        line("health/live (trivial)", base, base)
        measure([filing() for _one in range(20)], port=port, callers=options.callers)
        crowd = measure([filing() for _one in range(options.requests)], port=port, callers=options.callers)
        line(f"API, {options.callers} at once", crowd, base)
        alone = trivial(port=port, callers=1)
        line(
            "API, one at a time",
            measure([filing() for _one in range(options.requests // 4)], port=port, callers=1),
            alone,
        )
        photos = [filing(photo=True) for _one in range(options.requests // 10)]
        line("API, with a photo of 12 MP", measure(photos, port=port, callers=options.callers), base)
        again = [filing()] * (options.requests // 4)
        line("API, the same request again", measure(again, port=port, callers=options.callers), base)
        _by_the_form(options.requests // 10, port=port, callers=options.callers, base=base)
    return crowd.rate, "appeals/s"


def filing(*, photo: bool = False) -> Call:
    """A pothole by the airport, under a key of its own."""
    key = str(uuid4())
    fields = {
        "text": f"{TEXT} {key[:8]}",
        "language": "kk",
        "category": "roads-pothole",
        "place": {"lon": 77.0405, "lat": 43.3521},
        "contact": {"email": f"{key[:8]}@example.kz"},
        "consent": "2026-11",
    }
    content_type = f"multipart/form-data; boundary={BOUNDARY}" if photo else "application/json"
    body = _multipart(fields) if photo else json.dumps(fields).encode()
    return Call(API, "POST", body, {"Content-Type": content_type, "Idempotency-Key": key}, expects=(200, 201))


def _multipart(fields: dict) -> bytes:
    flat: dict[str, str] = {}
    for name, value in fields.items():
        flat |= {f"{name}.{key}": inner for key, inner in value.items()} if isinstance(value, dict) else {name: value}
    named = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in flat.items()]
    named.append(b'name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + PHOTO)
    parts = [f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in named]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _photo() -> bytes:
    """Twelve megapixels, as a phone takes them."""
    out = io.BytesIO()
    grain = Image.effect_noise((1000, 750), 40).resize((4000, 3000), Image.Resampling.BICUBIC)
    grain.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


PHOTO = _photo()


def _by_the_form(number: int, *, port: int, callers: int, base) -> None:
    """Whole dialogues: five pages opened and sent, with cookies and tokens."""
    began = time.perf_counter()
    dialogues = together([dialogue] * number, port=port, callers=callers)
    seconds = time.perf_counter() - began
    line("form, a page opened or sent", figures(list(chain.from_iterable(dialogues)), seconds=seconds), base)
    line("form, the last page sent", figures([answers[-1] for answers in dialogues], seconds=seconds), base)
    print(f"form, whole dialogues: {number / seconds:.1f} a second")


def dialogue(caller: Caller) -> Sequence[Answer]:
    """One resident through the form: each page is opened, filled in and sent."""
    cookies: dict[str, str] = {}
    answers = []
    for step, fields in STEPS.items():
        path = f"/kk/appeals/new/{step}/"
        page = caller.ask(Call(path, headers=_cookie(cookies)))
        _keep(cookies, page)
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|draft)" value="([^"]+)"', page.text))
        headers = {**_cookie(cookies), "Content-Type": "application/x-www-form-urlencoded"}
        sent = caller.ask(Call(path, "POST", urlencode(fields | hidden).encode(), headers, expects=(302,)))
        _keep(cookies, sent)
        answers += [page, sent]
    return answers


def _cookie(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def _keep(cookies: dict[str, str], answer: Answer) -> None:
    for header in answer.response.headers.get_all("Set-Cookie") or []:
        name, _equals, rest = header.partition("=")
        cookies[name] = rest.partition(";")[0]
