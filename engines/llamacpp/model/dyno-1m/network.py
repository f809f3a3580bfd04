"""The llama network in JAX: weights and loss. Weight names are those of GGUF."""

import jax
import jax.numpy as jnp
import numpy as np

from model import DIM, FEED_FORWARD, HEAD_DIM, HEADS, LAYERS, NORM_EPSILON, ROPE_BASE, VOCABULARY

Weights = dict[str, jax.Array]

# Branches that add to the residual stream start small, so that depth does not blow it up.
RESIDUAL_SCALE = 0.3


def first_weights(seed: int = 0) -> Weights:
    """Float32 weights; a matrix is (outputs, inputs), its columns of variance 1/inputs."""
    rng = np.random.default_rng(seed)

    def matrix(outputs: int, inputs: int, scale: float = 1.0) -> np.ndarray:
        return (rng.standard_normal((outputs, inputs)) / np.sqrt(inputs) * scale).astype(np.float32)

    weights = {"token_embd": (rng.standard_normal((VOCABULARY, DIM)) * 0.02).astype(np.float32)}
    weights["output_norm"] = np.ones(DIM, np.float32)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        weights[block + "attn_norm"] = np.ones(DIM, np.float32)
        weights[block + "ffn_norm"] = np.ones(DIM, np.float32)
        for name in ("attn_q", "attn_k", "attn_v"):
            weights[block + name] = matrix(DIM, DIM)
        weights[block + "attn_output"] = matrix(DIM, DIM, RESIDUAL_SCALE)
        weights[block + "ffn_gate"] = matrix(FEED_FORWARD, DIM)
        weights[block + "ffn_up"] = matrix(FEED_FORWARD, DIM)
        weights[block + "ffn_down"] = matrix(DIM, FEED_FORWARD, RESIDUAL_SCALE)
    return {name: jnp.array(value) for name, value in weights.items()}


def rotate(x: jax.Array) -> jax.Array:
    """Rotary positions on (batch, time, head, HEAD_DIM), neighbouring pairs as llama.cpp wants for arch llama."""
    frequency = ROPE_BASE ** (-np.arange(0, HEAD_DIM, 2) / HEAD_DIM)
    angle = np.arange(x.shape[1])[:, None] * frequency[None]
    cos, sin = (jnp.array(f(angle), jnp.float32)[None, :, None] for f in (np.cos, np.sin))
    even, odd = x[..., 0::2], x[..., 1::2]
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(x.shape)


def normalise(x: jax.Array, scale: jax.Array) -> jax.Array:
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + NORM_EPSILON) * scale


def attend(weights: Weights, block: str, x: jax.Array) -> jax.Array:
    """Causal self-attention of one layer; (batch, time, DIM) in and out."""
    batch, time, _ = x.shape
    query, key, value = (
        (x @ weights[block + name].T).reshape(batch, time, HEADS, HEAD_DIM) for name in ("attn_q", "attn_k", "attn_v")
    )
    scores = jnp.einsum("bthd,bshd->bhts", rotate(query), rotate(key)) / np.sqrt(HEAD_DIM)
    causal = jnp.where(jnp.tril(jnp.ones((time, time), bool)), 0.0, -1e9)
    mixed = jnp.einsum("bhts,bshd->bthd", jax.nn.softmax(scores + causal, -1), value)
    return mixed.reshape(batch, time, DIM) @ weights[block + "attn_output"].T


def feed_forward(weights: Weights, block: str, x: jax.Array) -> jax.Array:
    gate = jax.nn.silu(x @ weights[block + "ffn_gate"].T)
    return (gate * (x @ weights[block + "ffn_up"].T)) @ weights[block + "ffn_down"].T


def loss(weights: Weights, tokens: jax.Array, next_tokens: jax.Array) -> jax.Array:
    """Mean cross-entropy in nats; both arguments are ids of shape (batch, time)."""
    hidden = weights["token_embd"][tokens]
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        hidden = hidden + attend(weights, block, normalise(hidden, weights[block + "attn_norm"]))
        hidden = hidden + feed_forward(weights, block, normalise(hidden, weights[block + "ffn_norm"]))
    logits = normalise(hidden, weights["output_norm"]) @ weights["token_embd"].T
    log_probability = jnp.take_along_axis(jax.nn.log_softmax(logits, -1), next_tokens[..., None], -1)
    return -log_probability.mean()
