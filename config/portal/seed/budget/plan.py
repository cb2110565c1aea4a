"""How much of what at scale 1: the edition of 2024 with 6,118 applications, 163,582 voters and 308 winners.

Sources: Almaty Development Center and the press on the editions of 2024 and 2025. Winners of five districts and
applications of two are as published; the others share the rest. Prices are our own judgement within the cap.
"""

APPLICATIONS = 6_118
VOTES = 163_582
WINNERS = {
    "alatau": 50,
    "almaly": 45,
    "auezov": 42,
    "bostandyk": 41,
    "medeu": 36,
    "turksib": 34,
    "zhetysu": 34,
    "nauryzbay": 26,
}
ADMITTED_PER_WINNER = 2.5
# Shares in per cent.
APPLIED = {
    "nauryzbay": 22.4,
    "zhetysu": 19.6,
    "alatau": 14.0,
    "auezov": 11.5,
    "turksib": 9.5,
    "bostandyk": 9.0,
    "medeu": 8.0,
    "almaly": 6.0,
}
VOTED = {
    "medeu": 20.0,
    "nauryzbay": 14.0,
    "alatau": 14.0,
    "zhetysu": 13.0,
    "auezov": 12.5,
    "bostandyk": 10.0,
    "turksib": 9.5,
    "almaly": 7.0,
}
ON_PAPER = 0.06
INVALID = 0.004
CHOICES = {3: 62, 2: 21, 1: 17}
# The edition in its vote and the one in intake, against the past one.
IN_VOTE, IN_INTAKE = 0.8, 0.5

CAP_MCI, MCI_TENGE, MCI_YEAR = 25_000, 3_932, 2025
CHEAPEST, DEAREST, STEP = 15_000_000, 92_000_000, 100_000
# What the last place leaves over is below the cheapest project, so that the winners are exactly those above.
MOST_LEFT = 9_000_000
MILLION = 1_000_000

# What became of the winners, shares in per cent.
BECAME = {
    "warranty": 34,
    "accepted": 22,
    "works": 20,
    "contract": 8,
    "tender": 7,
    "design": 5,
    "failed": 4,
}
LATE = 0.12
CONFIRMED = 0.7
CONTRACTORS = ("Жасыл Алматы", "Алатау Құрылыс", "Көркем Аула", "Жетісу Жол", "Медеу Сервис", "Парк Инвест")
