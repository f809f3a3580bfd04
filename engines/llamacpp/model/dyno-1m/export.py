"""Step 4: work/tokenizer.json and work/weights.npz -> a GGUF file (Q8_0) that llama.cpp serves."""

import json
from pathlib import Path

import gguf
import numpy as np

from model import (
    CONTEXT_LENGTH,
    DIM,
    FEED_FORWARD,
    HEAD_DIM,
    HEADS,
    LAYERS,
    NORM_EPSILON,
    ROPE_BASE,
    SPECIAL_TOKENS,
    TURN_END,
    VOCABULARY,
    step_arguments,
)

CHAT_TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
Q8_0 = gguf.GGMLQuantizationType.Q8_0


def write_shape(writer: gguf.GGUFWriter) -> None:
    writer.add_name("dyno-1m")
    writer.add_context_length(CONTEXT_LENGTH)
    writer.add_embedding_length(DIM)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(NORM_EPSILON)
    writer.add_rope_dimension_count(HEAD_DIM)
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_vocab_size(VOCABULARY)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)


def write_tokenizer(writer: gguf.GGUFWriter, path: Path) -> None:
    bpe = json.loads(path.read_text())["model"]
    tokens = sorted(bpe["vocab"], key=bpe["vocab"].__getitem__)
    if len(tokens) != VOCABULARY:
        raise SystemExit(f"{path}: {len(tokens)} tokens instead of {VOCABULARY}: the corpus is too small")
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([control if token in SPECIAL_TOKENS else normal for token in tokens])
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in bpe["merges"]])
    end_of_turn = SPECIAL_TOKENS.index(TURN_END)
    writer.add_bos_token_id(0)
    writer.add_pad_token_id(0)
    writer.add_eos_token_id(end_of_turn)
    writer.add_eot_token_id(end_of_turn)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def write_weights(writer: gguf.GGUFWriter, path: Path) -> int:
    """Matrices as Q8_0, norms as float32. Returns the number of parameters."""
    with np.load(path) as weights:
        for name, values in weights.items():
            tensor = f"{name}.weight"
            if values.ndim == 1:
                writer.add_tensor(tensor, values.astype(np.float32))
            else:
                writer.add_tensor(tensor, gguf.quants.quantize(values.astype(np.float32), Q8_0), raw_dtype=Q8_0)
        return sum(values.size for values in weights.values())


def main() -> None:
    parser = step_arguments(__doc__)
    parser.add_argument("--out", type=Path, help="GGUF file to write (default: dyno-1m-q8_0.gguf in the work folder)")
    arguments = parser.parse_args()
    out = arguments.out or arguments.work / "dyno-1m-q8_0.gguf"
    writer = gguf.GGUFWriter(out, "llama")
    write_shape(writer)
    write_tokenizer(writer, arguments.work / "tokenizer.json")
    parameters = write_weights(writer, arguments.work / "weights.npz")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(f"{out}: {parameters / 1e6:.3f} M parameters, {out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
