"""Run llama.cpp's own HTTP server, from the wheel xllamacpp, with the settings of the official image.

The official image `ghcr.io/ggml-org/llama.cpp:server` takes its flags from LLAMA_ARG_* variables. This program
reads the same variables, so one Compose service runs either image. A variable that this image does not know ends
the program: a setting that is dropped in silence would make a benchmark lie. The C++ server answers all requests;
Python only starts it, waits for a signal and stops it.

Exit codes: 0 stopped by a signal, 1 the server could not start (its log says why), 2 wrong settings,
142 stopped by a signal with streams still open after STOP_DEADLINE_S.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

# Open streams delay the server's own end until their next ping; a client that stopped reading would delay it for
# good. After this time the process leaves anyhow: it holds no state worth keeping.
STOP_DEADLINE_S = 3.0
PREFIX = "LLAMA_ARG_"


class SettingError(Exception):
    """A LLAMA_ARG_* variable has a value, or a name, that cannot be used. The message says which."""


def flag(text: str) -> bool:
    """The words that llama.cpp itself takes for a boolean variable."""
    if text in ("1", "true", "on", "enabled"):
        return True
    if text in ("0", "false", "off", "disabled"):
        return False
    raise ValueError("expected 1, true, on or 0, false, off")


def thread_count(text: str) -> int:
    """-1 means by itself: one core less than this process may use, at least 1.

    With a thread on every core the server's threads spin at barriers and starve whoever shares the machine.
    """
    count = int(text)
    return count if count > 0 else max(1, len(os.sched_getaffinity(0)) - 1)


def set_threads(params: Any, count: int) -> None:
    params.cpuparams.n_threads = count
    params.cpuparams_batch.n_threads = count


def set_field(name: str) -> Callable[[Any, Any], None]:
    return lambda params, value: setattr(params, name, value)


def refuse_download(_params: Any, _value: str) -> None:
    raise ValueError("this image cannot fetch models: use the official one, see engines/llamacpp/official.env")


Setting = tuple[Callable[[str], Any], Callable[[Any, Any], None]]

# Variable without its prefix -> (how its text is read, where its value goes).
SETTINGS: dict[str, Setting] = {
    "HOST": (str, lambda params, value: setattr(params, "hostnames", [value])),
    "PORT": (int, set_field("port")),
    "MODEL": (str, lambda params, value: setattr(params.model, "path", value)),
    "ALIAS": (str, lambda params, value: setattr(params, "model_alias", {value})),
    "N_PARALLEL": (int, set_field("n_parallel")),
    "CTX_SIZE": (int, set_field("n_ctx")),
    "THREADS": (thread_count, set_threads),
    "THREADS_HTTP": (int, set_field("n_threads_http")),
    "BATCH": (int, set_field("n_batch")),
    "UBATCH": (int, set_field("n_ubatch")),
    "KV_UNIFIED": (flag, set_field("kv_unified")),
    "KV_UNIFIED_PER_SLOT": (int, set_field("kv_unified_per_slot")),
    "CACHE_PROMPT": (flag, set_field("cache_prompt")),
    "CACHE_RAM": (int, set_field("cache_ram_mib")),
    "ENDPOINT_METRICS": (flag, set_field("endpoint_metrics")),
    "ENDPOINT_SLOTS": (flag, set_field("endpoint_slots")),
    "SSE_PING_INTERVAL": (int, set_field("sse_ping_interval")),
    "LOG_VERBOSITY": (int, set_field("verbosity")),
    "HF_REPO": (str, refuse_download),
    "HF_FILE": (str, refuse_download),
    "MODEL_URL": (str, refuse_download),
}
DEFAULTS = {"HOST": "0.0.0.0", "PORT": "8080", "THREADS": "-1"}


def apply_settings(params: Any, environment: Mapping[str, str]) -> None:
    """Write every LLAMA_ARG_* variable into `params`; an empty variable counts as absent. Raises SettingError."""
    given = {name[len(PREFIX) :]: text for name, text in environment.items() if name.startswith(PREFIX) and text}
    for name, text in sorted({**DEFAULTS, **given}.items()):
        if name not in SETTINGS:
            raise SettingError(f"{PREFIX}{name} is not known to this image; known: {', '.join(sorted(SETTINGS))}")
        read, write = SETTINGS[name]
        try:
            write(params, read(text))
        except ValueError as error:
            raise SettingError(f"{PREFIX}{name}={text!r}: {error}") from error


def check_model(path: str) -> None:
    """Say what is wrong before the C++ side does, whose message names no variable."""
    if not path:
        raise SettingError(f"{PREFIX}MODEL is empty: give the path of a GGUF file")
    if not os.path.isfile(path):
        raise SettingError(f"{PREFIX}MODEL={path!r}: no such file in this container")


def say(text: str) -> None:
    print(f"serve: {text}", flush=True)


def stop_within(deadline_s: float) -> None:
    """Let the kernel end this process by SIGALRM if the server has not stopped by then.

    A signal with its default action works also while C++ code holds the interpreter, a Python timer would not.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, deadline_s)


def main() -> int:
    started = time.monotonic()
    # Blocked before the server makes its threads, so that they inherit it and only sigwait below sees the signal.
    stop_signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop_signals)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.offline = True
    try:
        apply_settings(params, os.environ)
        check_model(params.model.path)
    except SettingError as error:
        print(f"serve: {error}", file=sys.stderr, flush=True)
        return 2
    say(f"xllamacpp {xllamacpp.__version__}, {params.n_parallel} slots, {params.cpuparams.n_threads} threads")
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        print(f"serve: the server did not start: {error}", file=sys.stderr, flush=True)
        return 1
    say(f"ready on {server.listening_address} after {time.monotonic() - started:.2f} s")
    received = signal.sigwait(stop_signals)
    say(f"{signal.Signals(received).name}, stopping")
    stop_within(STOP_DEADLINE_S)
    del server
    say("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
