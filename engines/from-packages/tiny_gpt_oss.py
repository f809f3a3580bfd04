"""A gpt-oss of 26 M parameters that speaks Harmony: `tiny_gpt_oss.py o200k_base.tiktoken FOLDER`.

For what only a reasoning model shows: thinking and answer in separate fields, answers that never come. It has the
architecture and the vocabulary of gpt-oss. Its weights are no result of training but a table of which token may follow
which, so its thoughts and answers are a fixed set of words in random order. Needs torch, transformers and tiktoken.
"""

import math
import sys
from pathlib import Path

import torch
from transformers import GptOssConfig, GptOssForCausalLM, PreTrainedTokenizerFast
from transformers.convert_slow_tokenizer import TikTokenConverter

WIDTH = 64
FIRST_SPECIAL, LAST_SPECIAL, VOCABULARY = 199998, 200019, 201088
SPECIAL = {
    199998: "<|startoftext|>",
    199999: "<|endoftext|>",
    200002: "<|return|>",
    200003: "<|constrain|>",
    200005: "<|channel|>",
    200006: "<|start|>",
    200007: "<|end|>",
    200008: "<|message|>",
    200012: "<|call|>",
    200018: "<|endofprompt|>",
}
PATTERN = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
WORDS = (
    "the a quick brown fox jumps over lazy dog and then runs away from small red house near old river while many birds"
    " sing about long summer days in green fields"
).split()
# A message ends after one word in 16; as often the end of the message as the end of everything.
END_SHARE = 1 / 16
POSSIBLE, IMPOSSIBLE = 10.0, -20.0


def make_tokenizer(vocabulary: Path) -> PreTrainedTokenizerFast:
    names = [SPECIAL.get(number, f"<|reserved_{number}|>") for number in range(FIRST_SPECIAL, LAST_SPECIAL + 1)]
    converted = TikTokenConverter(str(vocabulary), pattern=PATTERN, extra_special_tokens=names).converted()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=converted,
        bos_token="<|startoftext|>",
        eos_token="<|return|>",
        pad_token="<|endoftext|>",
        # vLLM renders chats of gpt-oss with Harmony itself; this is for others.
        chat_template="{% for m in messages %}<|start|>{{ m['role'] }}<|message|>{{ m['content'] }}<|end|>{% endfor %}"
        "<|start|>assistant",
    )
    wrong = [name for number, name in SPECIAL.items() if tokenizer.convert_tokens_to_ids(name) != number]
    if wrong:
        raise SystemExit(f"these tokens do not have the number they must have: {wrong}")
    return tokenizer


def make_config() -> GptOssConfig:
    return GptOssConfig(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=64,
        num_local_experts=4,
        num_experts_per_tok=2,
        sliding_window=128,
        max_position_embeddings=131072,
        layer_types=["sliding_attention", "full_attention"],
        # As gpt-oss has them: vLLM takes no others for this architecture.
        rope_parameters={
            "rope_type": "yarn",
            "rope_theta": 150000.0,
            "factor": 32.0,
            "beta_fast": 32.0,
            "beta_slow": 1.0,
            "truncate": False,
            "original_max_position_embeddings": 4096,
        },
        tie_word_embeddings=False,
        bos_token_id=199998,
        eos_token_id=200002,
        pad_token_id=199999,
    )


def followers(tokenizer: PreTrainedTokenizerFast) -> list[tuple[list[int], dict[int, float]]]:
    """Per kind of token: its members, and what may follow one of them with which share. The first kind is any other."""

    def number(text: str) -> int:
        (only,) = tokenizer.encode(text, add_special_tokens=False)
        return only

    start, end, message = number("<|start|>"), number("<|end|>"), number("<|message|>")
    channel, everything_ends = number("<|channel|>"), number("<|return|>")
    assistant, analysis, final = number("assistant"), number("analysis"), number("final")
    words = [number(f" {word}") for word in WORDS]
    word = {token: (1 - END_SHARE) / len(words) for token in words}
    return [
        ([], word | {end: END_SHARE / 2, everything_ends: END_SHARE / 2}),
        ([assistant], {channel: 1}),
        ([channel], {analysis: 0.5, final: 0.5}),
        ([analysis, final], {message: 1}),
        ([message], word),
        ([end], {start: 1}),
        ([start], {assistant: 1}),
    ]


@torch.no_grad()
def program(model: GptOssForCausalLM, table: list[tuple[list[int], dict[int, float]]]) -> None:
    """Layers add nothing, so the last hidden state is the token's embedding: one coordinate for each kind of token.

    The final norm makes that coordinate sqrt(WIDTH); the output matrix turns it into the logits of the followers.
    """
    for name, weights in model.named_parameters():
        if "o_proj" in name or "down_proj" in name:
            weights.zero_()
    embeddings, output = model.model.embed_tokens.weight, model.lm_head.weight
    scale = 1 / math.sqrt(WIDTH)
    embeddings.zero_()
    output.zero_()
    embeddings[:, 0] = 1.0
    output[:, : len(table)] = IMPOSSIBLE * scale
    for kind, (members, next_tokens) in enumerate(table):
        for token in members:
            embeddings[token] = 0
            embeddings[token, kind] = 1.0
        for token, share in next_tokens.items():
            output[token, kind] = (POSSIBLE + math.log(share)) * scale


def main(vocabulary: Path, folder: Path) -> None:
    torch.manual_seed(0)
    tokenizer = make_tokenizer(vocabulary)
    tokenizer.save_pretrained(folder)
    model = GptOssForCausalLM(make_config())
    program(model, followers(tokenizer))
    model.generation_config.eos_token_id = [200002, 199999, 200012]
    model.to(torch.bfloat16).save_pretrained(folder)
    print(f"{folder}: {sum(weights.numel() for weights in model.parameters())} parameters")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
