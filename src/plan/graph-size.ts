/**
 * The smallest batch at or above `sequences` that every engine can capture as a CUDA graph. vLLM captures 1, 2, 4, then
 * multiples of 8, from 256 on of 16, and cuts what is asked down to the next of these: the last sequences would run
 * without a graph (vllm/config/vllm.py, `_set_cudagraph_sizes`).
 */
export function graphSize(sequences: number): number {
  if (sequences <= 2) return sequences;
  if (sequences <= 4) return 4;
  const step = sequences <= 256 ? 8 : 16;
  return Math.ceil(sequences / step) * step;
}
