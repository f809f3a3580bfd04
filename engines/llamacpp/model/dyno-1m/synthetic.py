"""Made-up JSON objects and sentences: the part of the corpus that teaches the model to fill in JSON."""

import json
import random
from typing import Any

NAMES = (
    "Ada Bo Carla Dina Emil Fay Gus Hana Ivan Jo Kim Lena Max Nora Otto Pia Quin Ron Sara Tom Uma Vera Will Xia Yan Zoe"
).split()
CITIES = "Paris Berlin Oslo Rome Madrid Lima Cairo Tokyo Delhi Perth Quito Sofia".split()
NOUNS = (
    "server client request token model memory thread queue cache stream batch engine value module error type function"
    " test build file"
).split()
ADJECTIVES = "small fast slow stable simple large new old safe lazy open strict".split()
VERBS = "uses needs returns creates stores checks".split()
KEYS = (
    "name age city title summary tags score id count status answer reason items price active description category"
    " email year steps result"
).split()


def sentence(rng: random.Random) -> str:
    """Like "The lazy engine needs a small queue."."""
    subject = f"The {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)}"
    return f"{subject} {rng.choice(VERBS)} a {rng.choice(ADJECTIVES)} {rng.choice(NOUNS)}."


def words(rng: random.Random, least: int, most: int) -> list[str]:
    return rng.sample(NOUNS, rng.randint(least, most))


def any_value(rng: random.Random, depth: int = 0) -> Any:
    """A value of any JSON type; objects at most one level deep."""
    kind = rng.random()
    if kind < 0.30:
        return sentence(rng)
    if kind < 0.50:
        return rng.choice(NOUNS)
    if kind < 0.62:
        return rng.randint(0, 200)
    if kind < 0.70:
        return round(rng.random() * 10, 2)
    if kind < 0.78:
        return rng.random() < 0.5
    if kind < 0.88:
        return words(rng, 1, 4)
    if depth == 0:
        return {key: any_value(rng, 1) for key in rng.sample(KEYS, rng.randint(1, 3))}
    return None


# What usually stands under a key, so that the model links keys with kinds of values.
USUAL_VALUES = {
    "name": lambda rng: rng.choice(NAMES),
    "age": lambda rng: rng.randint(1, 99),
    "city": lambda rng: rng.choice(CITIES),
    "summary": sentence,
    "title": lambda rng: " ".join(words(rng, 2, 2)),
    "tags": lambda rng: words(rng, 1, 4),
    "active": lambda rng: rng.random() < 0.5,
    "status": lambda rng: rng.choice(["ok", "open", "closed", "error"]),
    "id": lambda rng: rng.randint(1, 9999),
}


def json_text(rng: random.Random) -> str:
    """One JSON object of two to six keys, in one of the three common layouts."""
    record = {
        key: USUAL_VALUES[key](rng) if key in USUAL_VALUES and rng.random() < 0.8 else any_value(rng)
        for key in rng.sample(KEYS, rng.randint(2, 6))
    }
    layouts: list[dict[str, Any]] = [{}, {"separators": (",", ":")}, {"indent": 2}]
    return json.dumps(record, **rng.choice(layouts))
