"""dyno-1m for engines that load Hugging Face folders: `dyno_1m.py FILE.gguf FOLDER`.

The same model as llama.cpp serves, so that engines can be compared on the same work: the same tokens, chat template and
weights (Q8_0 written out as float32). Needs gguf, numpy, safetensors and tokenizers.
"""

import json
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

HUGGING_FACE_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def hugging_face_name(name: str) -> str:
    """blk.3.attn_q.weight -> model.layers.3.self_attn.q_proj.weight"""
    parts = name.removesuffix(".weight").split(".")
    layer = f"model.layers.{parts[1]}." if parts[0] == "blk" else ""
    return f"{layer}{HUGGING_FACE_NAMES[parts[-1]]}.weight"


def halves_apart(matrix: np.ndarray, heads: int) -> np.ndarray:
    """Rotary positions turn pairs of rows of a head: neighbours in GGUF, row i and row i + half at Hugging Face."""
    rows, columns = matrix.shape
    return matrix.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def weights(reader: gguf.GGUFReader, heads: int) -> dict[str, np.ndarray]:
    found = {}
    for tensor in reader.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        if "attn_q." in tensor.name or "attn_k." in tensor.name:
            values = halves_apart(values, heads)
        found[hugging_face_name(tensor.name)] = np.ascontiguousarray(values)
    return found


def config(value: Any, vocabulary: int) -> dict[str, Any]:
    """config.json; `value` gives a field of the GGUF file."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "dtype": "float32",
        "vocab_size": vocabulary,
        "hidden_size": value("llama.embedding_length"),
        "intermediate_size": value("llama.feed_forward_length"),
        "num_hidden_layers": value("llama.block_count"),
        "num_attention_heads": value("llama.attention.head_count"),
        "num_key_value_heads": value("llama.attention.head_count_kv"),
        "head_dim": value("llama.rope.dimension_count"),
        "max_position_embeddings": value("llama.context_length"),
        "rms_norm_eps": value("llama.attention.layer_norm_rms_epsilon"),
        "rope_parameters": {"rope_type": "default", "rope_theta": value("llama.rope.freq_base")},
        "hidden_act": "silu",
        "tie_word_embeddings": True,
        "bos_token_id": None,
        "eos_token_id": value("tokenizer.ggml.eos_token_id"),
        "pad_token_id": value("tokenizer.ggml.padding_token_id"),
    }


def tokenizer(tokens: list[str], types: list[int], merges: list[str]) -> Tokenizer:
    """Byte-level BPE with the pre-tokenizer "gpt-2", as engines/llamacpp/model/dyno-1m/tokenizer.py makes it."""
    pairs = [(left, right) for left, right in (merge.split(" ") for merge in merges)]
    made = Tokenizer(models.BPE(vocab={token: index for index, token in enumerate(tokens)}, merges=pairs))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    made.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, types) if kind == gguf.TokenType.CONTROL]
    made.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in control])
    return made


def main(source: Path, folder: Path) -> None:
    reader = gguf.GGUFReader(source)

    def value(name: str) -> Any:
        return reader.fields[name].contents()

    tokens = value("tokenizer.ggml.tokens")
    folder.mkdir(parents=True, exist_ok=True)
    found = weights(reader, value("llama.attention.head_count"))
    save_file(found, folder / "model.safetensors", metadata={"format": "pt"})
    described = config(value, len(tokens))
    (folder / "config.json").write_text(json.dumps(described, indent=2))
    made = tokenizer(tokens, value("tokenizer.ggml.token_type"), value("tokenizer.ggml.merges"))
    made.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": tokens[described["eos_token_id"]],
        "pad_token": tokens[described["pad_token_id"]],
        "model_max_length": described["max_position_embeddings"],
        "clean_up_tokenization_spaces": False,
        "chat_template": value("tokenizer.chat_template"),
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2))
    print(f"{folder}: {sum(matrix.size for matrix in found.values())} parameters, {len(tokens)} tokens")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
