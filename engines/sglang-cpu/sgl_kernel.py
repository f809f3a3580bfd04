"""A stand-in for SGLang's package of CUDA kernels, which PyPI has for CUDA only.

SGLang 0.5.23 imports names from it also where it runs without it (sglang/kernels/ops/kvcache/cache_move.py, for one).
Here every name exists, in this module and in every submodule, and calling one raises NotImplementedError: with
`--attention-backend torch_native --sampling-backend pytorch` a llama or qwen3 model calls none. Used as a decorator a
name gives back what it decorates, so that modules which wrap functions at import stay usable.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

# SGLang compares this with the oldest kernels it works with.
__version__ = "0.4.10"


class Missing:
    """A kernel that is not here."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        if len(arguments) == 1 and not keywords and callable(arguments[0]):
            return arguments[0]
        raise NotImplementedError(f"{self.__name__} is a CUDA kernel, and this is SGLang on a CPU")

    def __getattr__(self, name: str) -> "Missing":
        return attribute_of(self.__name__)(name)


def attribute_of(module: str) -> Callable[[str], Missing]:
    """`__getattr__` of a module. Python's own names stay unknown, or Python takes the answer for what it asked for."""

    def get(name: str) -> Missing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(f"{module}.{name}")

    return get


class Submodules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds any `sgl_kernel.…`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith(f"{__name__}."):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = types.ModuleType(spec.name)
        module.__getattr__ = attribute_of(spec.name)  # type: ignore[method-assign]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        pass


__getattr__ = attribute_of(__name__)
sys.meta_path.append(Submodules())
