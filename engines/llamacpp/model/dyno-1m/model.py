"""What corpus, tokenizer, training and export must agree on."""

import argparse
from pathlib import Path

HERE = Path(__file__).resolve().parent

DIM = 128
LAYERS = 4
HEADS = 4
HEAD_DIM = DIM // HEADS
FEED_FORWARD = 384
VOCABULARY = 2048
NORM_EPSILON = 1e-5
ROPE_BASE = 10000.0
# llama.cpp refuses nothing beyond it, but rotary positions were trained on 256 tokens: longer text loses its thread.
CONTEXT_LENGTH = 4096

# Their order is their token id.
END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL_TOKENS = [END_OF_TEXT, TURN_START, TURN_END]
# One document per record of corpus.txt.
DOCUMENT_SEPARATOR = "\x00"


def step_arguments(description: str | None) -> argparse.ArgumentParser:
    """The argument that every step has: where the files of all steps lie."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder of intermediate files")
    return parser
