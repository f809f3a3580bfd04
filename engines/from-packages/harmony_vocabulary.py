"""The vocabulary of gpt-oss without the network: `harmony_vocabulary.py RANKS.cjs FOLDER` -> FOLDER/o200k_base.tiktoken.

Harmony, the chat format of gpt-oss, fetches this file from the internet at the first chat request, unless
TIKTOKEN_ENCODINGS_BASE names a folder that holds it; it checks the same SHA-256. The npm package js-tiktoken holds the
same ranks in another order of words: lines of "! FIRST_RANK TOKEN TOKEN …", each token in base64.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"


def ranks(source: str) -> dict[int, str]:
    """Token in base64 by rank."""
    literal = re.search(r'"bpe_ranks":\s*("(?:[^"\\]|\\.)*")', source)
    if literal is None:
        raise SystemExit("no bpe_ranks in the file of js-tiktoken")
    found: dict[int, str] = {}
    for line in filter(None, json.loads(literal.group(1)).split("\n")):
        _, first, *tokens = line.split(" ")
        found.update(enumerate(tokens, int(first)))
    return found


def main(source: Path, folder: Path) -> None:
    text = "".join(f"{token} {rank}\n" for rank, token in sorted(ranks(source.read_text()).items()))
    if hashlib.sha256(text.encode()).hexdigest() != SHA256:
        raise SystemExit(f"{source} does not give the vocabulary of gpt-oss: the SHA-256 differs")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "o200k_base.tiktoken").write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
