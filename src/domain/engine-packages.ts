/**
 * Python packages inside an engine that decide how fast it is or what it can do: the engine itself, its arithmetic, kernels,
 * grammars and tokenizers. All others stand in env.json only.
 */
export const enginePackages = [
  ...[
    'vllm',
    'sglang',
    'tensorrt_llm',
    'tensorrt-llm',
    'xllamacpp',
    'llama_cpp_python',
    'torch',
    'triton',
    'transformers',
  ],
  ...[
    'tokenizers',
    'flashinfer-python',
    'flashinfer',
    'flash-attn',
    'sgl-kernel',
    'sglang-kernel',
    'tensorrt',
    'xformers',
  ],
  ...['nvidia-nccl-cu12', 'nvidia-nccl-cu13', 'nvidia-cublas-cu12', 'nvidia-cublas', 'nvidia-cudnn-cu12'],
  ...['nvidia-cudnn-cu13', 'xgrammar', 'llguidance', 'outlines_core', 'outlines', 'ray'],
] as const;
