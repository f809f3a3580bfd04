"""Lets PyTorch's CUDA build import where there is no CUDA: `cuda_stubs.py TORCH_LIB_FOLDER`.

The only PyTorch on PyPI is built for CUDA. Its libraries name some fifteen of NVIDIA's, more than 2 GB of packages that
a CPU never calls, and the loader refuses to start without them. In their place this makes libraries of the same name
that hold every wanted function and nothing behind it: each answers "no device" (cudaErrorNoDevice), so
torch.cuda.is_available() is False.

Linux on x86-64, with as, ld, nm and readelf of binutils.
"""

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

SYSTEM_FOLDERS = [Path("/lib/x86_64-linux-gnu"), Path("/usr/lib/x86_64-linux-gnu"), Path("/lib64")]
# NVIDIA's symbols carry the name of their library as version, with this exception.
LIBRARY_OF_VERSION = {"NVSHMEM": "libnvshmem_host.so.3"}
# Symbols without a version are taken from wherever the loader finds them first: they all go here.
HOME_OF_OTHERS = "libnccl.so.2"
# These come from the interpreter that loads the libraries.
FROM_INTERPRETER = re.compile(r"_?Py")

NO_DEVICE = 100
HEADER = """
.section .rodata
.Lwords: .asciz "no CUDA here: this library is a stand-in"
.text
"""
FUNCTION = """
.globl "{name}"
.type "{name}", @function
"{name}":
  {answer}
  ret
.p2align 3
"""


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def needed_by(library: Path) -> set[str]:
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", output_of("readelf", "-d", str(library))))


def symbols(library: Path, which: str) -> set[tuple[str, str | None]]:
    """Names and versions of the dynamic symbols that nm calls `--defined-only` or `--undefined-only`; no weak wants."""
    found = set()
    for line in output_of("nm", "-D", which, str(library)).splitlines():
        kind, symbol = line.split()[-2:]
        if which == "--undefined-only" and kind in "wv":
            continue
        name, _, version = symbol.partition("@")
        found.add((name, version.lstrip("@") or None))
    return found


def system_library(name: str) -> Path | None:
    return next((folder / name for folder in SYSTEM_FOLDERS if (folder / name).exists()), None)


def code_for(name: str) -> str:
    gives_words = "ErrorString" in name or "ErrorName" in name
    answer = "leaq .Lwords(%rip), %rax" if gives_words else f"movl ${NO_DEVICE}, %eax"
    return FUNCTION.format(name=name, answer=answer)


def make_library(path: Path, names: set[str], version: str | None, scratch: Path) -> None:
    """A shared library that defines the functions, all under one symbol version if one is given."""
    source, binary, script = scratch / "stub.s", scratch / "stub.o", scratch / "stub.map"
    source.write_text(HEADER + "".join(map(code_for, sorted(names))))
    subprocess.run(["as", "-o", binary, source], check=True)
    link = ["ld", "-shared", "-soname", path.name, "-z", "noexecstack", "-o", path, binary]
    if version is not None:
        script.write_text(f"{version} {{ global: *; }};\n")
        link += ["--version-script", script]
    subprocess.run(link, check=True)


def main(folder: Path) -> None:
    libraries = sorted(path for path in folder.iterdir() if ".so" in path.suffixes)
    outside = set().union(*map(needed_by, libraries)) - {path.name for path in libraries}
    system = {name: path for name in outside if (path := system_library(name))}
    missing = sorted(outside - system.keys())

    defined = {name for path in [*libraries, *system.values()] for name, _ in symbols(path, "--defined-only")}
    wanted: dict[str, set[str]] = defaultdict(set)
    versions: dict[str, str] = {}
    for name, version in set().union(*(symbols(path, "--undefined-only") for path in libraries)):
        library = LIBRARY_OF_VERSION.get(version or "", version)
        if version is not None and library in missing:
            wanted[library].add(name)
            versions[library] = version
        elif version is None and name not in defined and not FROM_INTERPRETER.match(name):
            wanted[HOME_OF_OTHERS].add(name)
    with tempfile.TemporaryDirectory() as scratch:
        for library in missing:
            make_library(folder / library, wanted[library], versions.get(library), Path(scratch))
    print(f"{len(missing)} stand-ins, {sum(map(len, wanted.values()))} functions: {' '.join(missing)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
