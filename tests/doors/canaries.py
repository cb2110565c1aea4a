"""A private appeal whose every word, number and picture is known, and the eye that finds them in what a door says."""

import io
import random
import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from PIL import Image

from appeals.models import Appeal
from appeals.rules.report import Contact, Place
from appeals.services import author, parts, triage, work
from tests.factories.appeals import AT, Town, register
from workflow.actor import Actor

# Words that stand nowhere else: each tells which part of the appeal came out.
PARTS = (
    "text",
    "name",
    "email",
    "address",
    "title",
    "public",
    "reason",
    "question",
    "reply",
    "draft",
    "answer",
    "cut",
    "slice",
)
WORDS = {part: f"zqcanary{part}" for part in (*PARTS, "note", "norm", "withdrawal")}
PHONE = "7015550193"
# The point has digits of its own too; it lies near the airport.
LON, LAT = "77.0405917", "43.3521839"
HERE = Place(lon=float(LON), lat=float(LAT))
# A common word of the private text, to search for: what is found must not be this appeal.
BAIT = "зымыранқұбыр"


def noise(seed: int) -> io.BytesIO:
    """A picture that no other picture resembles."""
    out = io.BytesIO()
    Image.frombytes("RGB", (640, 480), random.Random(seed).randbytes(640 * 480 * 3)).save(out, "JPEG", quality=95)
    out.seek(0)
    return out


@dataclass
class Secret:
    """The private appeal with what would betray it."""

    appeal: Appeal
    claim_code: str
    pictures: dict[str, bytes] = field(default_factory=dict)

    def seen_in(self, content: bytes, *, asked: str = "") -> set[str]:
        """Which parts of the appeal stand in a response. ``asked``: the address, which may repeat the number."""
        text = content.decode("utf-8", "replace")
        seen = {part for part, word in WORDS.items() if word in text.lower()}
        seen |= {f"photo {name}" for name, piece in self.pictures.items() if piece in content}
        if PHONE in re.sub(r"[\s()\-\u00a0]", "", text):
            seen.add("phone")
        if LON[-6:] in text or LAT[-6:] in text:
            seen.add("point")
        if self.claim_code.replace("-", "") in text.replace("-", ""):
            seen.add("claim code")
        if self.appeal.number in text and self.appeal.number not in asked:
            seen.add("number")
        return seen


def hide(town: Town) -> Secret:
    """An appeal in Turksib that has lived through everything, was public for an hour and is private now."""
    filed = register(
        key=uuid4(),
        text=f"{WORDS['text']} {BAIT}: аялдаманың жанында терең шұңқыр бар.",
        place=Place(lon=float(LON), lat=float(LAT), address=f"{WORDS['address']} көшесі, 5"),
        contact=Contact(name=WORDS["name"], email=f"{WORDS['email']}@example.kz", phone=f"+7{PHONE}"),
        photos=[noise(1), noise(2)],
        actor=town.actor("resident"),
    )
    pk = filed.appeal.pk
    moderator, executor, controller, resident = (
        town.actor(name) for name in ("moderator", "executor", "controller", "resident")
    )
    for hours, (service, words, actor) in enumerate(_life(pk, moderator, executor, controller, resident), 1):
        service(pk, **words, actor=actor, at=AT + timedelta(hours=hours))
    appeal = Appeal.objects.get(pk=pk)
    return Secret(appeal, filed.claim_code, _pieces(appeal))


def _life(pk: int, moderator: Actor, executor: Actor, controller: Actor, resident: Actor) -> list[tuple]:
    photos = list(Appeal.objects.get(pk=pk).photos.values_list("pk", flat=True))
    words = {name: f"{word} және тағы бірнеше сөз" for name, word in WORDS.items()}
    public = {"public_title": words["title"], "public_text": words["public"], "photo_ids": photos}
    return [
        (triage.publish, public, moderator),
        (triage.route, {}, moderator),
        (work.give_back, {"reason": words["reason"]}, executor),
        (triage.ask, {"question": words["question"]}, moderator),
        (author.reply, {"text": words["reply"]}, resident),
        (triage.route, {}, moderator),
        (work.accept, {}, executor),
        (
            work.report,
            {"text": words["draft"], "photos": [noise(3)], "photo_place": HERE, "norm": words["norm"]},
            executor,
        ),
        (work.return_, {"reason": words["reason"]}, controller),
        (work.report, {"text": words["draft"], "photos": [noise(4)], "photo_place": HERE}, executor),
        (work.answer, {"text": words["answer"], "note": words["note"]}, controller),
        (author.reopen, {"reason": words["withdrawal"]}, resident),
        (triage.unpublish, {"reason": words["reason"]}, moderator),
        (parts.split, {"parts": [_cut(words, "akimat-turksib"), _cut(words, "dept-traffic")]}, moderator),
    ]


def _cut(words: dict[str, str], organisation: str) -> parts.Wanted:
    return parts.Wanted(title=words["cut"], text=words["slice"], organisation=organisation)


def _pieces(appeal: Appeal) -> dict[str, bytes]:
    """From the middle of each stored picture, enough bytes to know it by."""
    pieces = {}
    for photo in appeal.photos.all():
        for size, file in (("full", photo.file), ("thumb", photo.thumb)):
            with file.open("rb") as opened:
                content = opened.read()
            pieces[f"{photo.pk} {size}"] = content[len(content) // 2 :][:64]
    return pieces
