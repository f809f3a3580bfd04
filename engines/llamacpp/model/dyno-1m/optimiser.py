"""Muon for the matrices of the layers, AdamW-like steps for embeddings and norms.

Muon: Keller Jordan, https://kellerjordan.github.io/posts/muon/ (momentum, made orthogonal by Newton-Schulz steps).
"""

import jax
import jax.numpy as jnp

from network import Weights

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
WARMUP_STEPS = 20


def is_matrix(name: str) -> bool:
    return name.startswith("blk.") and "norm" not in name


def orthogonal(gradient: jax.Array) -> jax.Array:
    """Nearest matrix with all singular values about 1."""
    tall = gradient.shape[0] > gradient.shape[1]
    x = gradient.T if tall else gradient
    x = x / (jnp.linalg.norm(x) + 1e-7)
    a, b, c = NEWTON_SCHULZ
    for _ in range(5):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if tall else x


def schedule(step: jax.Array, steps: int) -> jax.Array:
    """Rises over the first steps, stays, falls over the second half to a fiftieth."""
    return jnp.minimum(1.0, step / WARMUP_STEPS) * jnp.clip((steps - step) / (0.5 * steps), 0.02, 1.0)


def muon(weight: jax.Array, gradient: jax.Array, momentum: jax.Array, rate: jax.Array) -> tuple[jax.Array, jax.Array]:
    momentum = 0.95 * momentum + gradient
    scale = max(1, weight.shape[0] / weight.shape[1]) ** 0.5
    direction = orthogonal(gradient + 0.95 * momentum)
    return weight * (1 - rate * 0.01) - rate * scale * direction, momentum


def adam(
    weight: jax.Array, gradient: jax.Array, mean: jax.Array, square: jax.Array, step: jax.Array, rate: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.95 * square + 0.05 * gradient * gradient
    direction = (mean / (1 - 0.9**step)) / (jnp.sqrt(square / (1 - 0.95**step)) + 1e-9)
    return weight - rate * direction, mean, square


def first_state(weights: Weights) -> tuple[Weights, Weights]:
    """Momentum (or mean) of every weight, and the mean square of those that Adam steps."""
    squares = {name: jnp.zeros(()) if is_matrix(name) else jnp.zeros_like(value) for name, value in weights.items()}
    return {name: jnp.zeros_like(value) for name, value in weights.items()}, squares
