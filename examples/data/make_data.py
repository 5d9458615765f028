"""Make the data files of the examples: book.txt, landscape.ppm, access.log and points.csv.

Everything is drawn from seeded generators, so the files come out the same every time:

    python3 examples/data/make_data.py
"""
import math
import pathlib
import random
import re
import textwrap

from book_grammar import BECAUSE, CHAPTER_TITLES, CLOSINGS, OPENINGS, SENTENCES, SPEECHES, WORDS

HERE = pathlib.Path(__file__).resolve().parent


# ---- book.txt: a novel from a small grammar ------------------------------------------------


def expand(template, rng, cast):
    """Fill every {slot} of a template with one of the slot's words, slots inside words included."""
    while "{" in template:
        start = template.index("{")
        end = template.index("}", start)
        slot = template[start + 1:end]
        choices = cast[slot] if slot in cast else WORDS[slot]
        template = template[:start] + rng.choice(choices) + template[end + 1:]
    return re.sub(r"\b([Aa]) (?=[aeiou]|hones)", r"\1n ", template)


def sentence(template, rng, cast):
    text = expand(template, rng, cast)
    if rng.random() < 0.35:
        text += expand(rng.choice(BECAUSE), rng, cast)
    return text[0].upper() + text[1:] + "."


def paragraph(rng, cast):
    templates = rng.sample(SENTENCES, rng.randint(4, 8))
    return " ".join(sentence(template, rng, cast) for template in templates)


def conversation(rng, cast):
    templates = rng.sample(SPEECHES, rng.randint(2, 5))
    return [expand(template, rng, cast) for template in templates]


def chapter(number, title):
    """One chapter has a cast of two people and one place, so that its sentences belong together."""
    rng = random.Random(1870 + number)
    cast = {
        "hero": [rng.choice(WORDS["person"])],
        "other": [rng.choice(WORDS["acquaintance"])],
        "place": rng.sample(WORDS["place"], 3),
    }
    paragraphs = [expand(rng.choice(OPENINGS), rng, cast)]
    for _ in range(5):
        paragraphs.append(paragraph(rng, cast))
        paragraphs.extend(conversation(rng, cast))
    paragraphs.append(paragraph(rng, cast))
    paragraphs.append(expand(rng.choice(CLOSINGS), rng, cast))
    body = "\n\n".join(textwrap.fill(text, 72) for text in paragraphs)
    return f"CHAPTER {number}\n\n{title}\n\n{body}\n"


def make_book():
    title = "THE LAMPLIGHTER OF HARROW QUAY\n\nA Chronicle of One Winter and the Spring That Followed It\n"
    chapters = [chapter(number, name) for number, name in enumerate(CHAPTER_TITLES, start=1)]
    return "\n\n".join([title] + chapters + ["THE END\n"])


# ---- landscape.ppm: hills, a sun, a lake and a house ---------------------------------------


def ridge(x, height, swing, wavelength, phase):
    """The y coordinate of a chain of hills at x."""
    return height - swing * (math.sin(x / wavelength + phase) + 0.4 * math.sin(2.7 * x / wavelength))


def landscape_pixel(x, y):
    """The colour of one pixel of the landscape, as (red, green, blue)."""
    if 104 <= x < 122 and 78 <= y < 92:
        is_window = 109 <= x < 113 and 82 <= y < 87
        return (250, 220, 120) if is_window else (150, 60, 50)
    if 66 <= y < 78 and abs(x - 113) <= (y - 66):
        return (90, 40, 40)
    if y > 98 + 2 * math.sin(x / 9):
        glitter = 25 if (x * 7 + y * 13) % 11 == 0 else 0
        return (40 + glitter, 90 + glitter, 150 + glitter)
    if y > ridge(x, 86, 7, 23, 2.0):
        return (60, 130 - (x * 3 + y * 5) % 9, 60)
    if y > ridge(x, 66, 14, 17, 0.5):
        return (95, 115, 125)
    if math.hypot(x - 38, y - 26) < 13:
        return (255, 225, 130)
    return (140 + y // 2, 175 + y // 3, 235 - y // 4)


def make_landscape(width=160, height=120):
    pixels = [landscape_pixel(x, y) for y in range(height) for x in range(width)]
    flat = bytes(value for pixel in pixels for value in pixel)
    return b"P6\n# a landscape, drawn by make_data.py\n%d %d\n255\n" % (width, height) + flat


# ---- access.log: one day of a small library's web server -----------------------------------

PAGES = {  # page -> (how popular it is, its usual response time in milliseconds, its size in bytes)
    "/": (30, 40, 5120),
    "/catalogue": (22, 120, 18400),
    "/catalogue/search": (25, 380, 9700),
    "/opening-hours": (12, 20, 2048),
    "/events": (9, 60, 7300),
    "/events/reading-night": (5, 55, 6100),
    "/account/login": (8, 90, 3300),
    "/account/loans": (7, 210, 4800),
    "/images/logo.png": (16, 8, 14200),
    "/styles.css": (16, 6, 8900),
    "/reports/annual.pdf": (2, 900, 812000),
    "/old-homepage": (2, 15, 310),
}
BUSY_HOURS = [2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 24, 26, 22, 21, 24, 27, 29, 30, 26, 22, 17, 12, 7, 4]


def status_of(page, rng):
    if page == "/old-homepage":
        return rng.choice([301, 404])
    if page == "/catalogue/search" and rng.random() < 0.03:
        return 500
    if page == "/account/login" and rng.random() < 0.2:
        return 401
    return 304 if rng.random() < 0.08 else 200


def make_access_log(count=5000):
    rng = random.Random(1969)
    hours = rng.choices(range(24), weights=BUSY_HOURS, k=count)
    moments = sorted(hour * 3600 + rng.randrange(3600) for hour in hours)
    visitors = [f"{rng.choice([10, 81, 145, 193])}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
                for _ in range(320)]
    weights = [weight for weight, _, _ in PAGES.values()]
    lines = []
    for moment in moments:
        page = rng.choices(list(PAGES), weights=weights)[0]
        _, usual_ms, size = PAGES[page]
        status = status_of(page, rng)
        milliseconds = max(1, round(usual_ms * rng.lognormvariate(0, 0.55)))
        method = "POST" if page == "/account/login" else "GET"
        clock = f"{moment // 3600:02}:{moment // 60 % 60:02}:{moment % 60:02}"
        sent = "-" if status == 304 else size if status == 200 else 512
        lines.append(f'{rng.choice(visitors)} - - [14/Mar/2025:{clock} +0000] '
                     f'"{method} {page} HTTP/1.1" {status} {sent} {milliseconds}\n')
    return "".join(lines)


# ---- points.csv: seven clouds of points in the plane ---------------------------------------


def make_points(count=4200):
    rng = random.Random(7)
    clouds = [(12, 14, 3.0), (35, 10, 2.5), (58, 18, 3.5), (20, 40, 4.0), (46, 44, 3.0), (70, 48, 2.5), (36, 66, 4.0)]
    rows = ["x,y\n"]
    for _ in range(count):
        x, y, spread = rng.choice(clouds)
        rows.append(f"{rng.gauss(x, spread):.3f},{rng.gauss(y, spread):.3f}\n")
    return "".join(rows)


def main():
    (HERE / "book.txt").write_bytes(make_book().encode("ascii"))
    (HERE / "landscape.ppm").write_bytes(make_landscape())
    (HERE / "access.log").write_bytes(make_access_log().encode("ascii"))
    (HERE / "points.csv").write_bytes(make_points().encode("ascii"))
    for name in ("book.txt", "landscape.ppm", "access.log", "points.csv"):
        print(f"{name:14} {(HERE / name).stat().st_size:>9,} bytes")


if __name__ == "__main__":
    main()
