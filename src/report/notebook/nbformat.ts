/** A cell of a notebook before it is written; `id` is unique in it, of letters, digits and "-". */
export type NotebookCell = { kind: 'markdown' | 'code'; id: string; text: string };

/** nbformat keeps the line break at the end of each line but the last. */
function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function written({ kind, id, text }: NotebookCell) {
  const code = kind === 'code' ? { execution_count: null, outputs: [] } : {};
  return { cell_type: kind, id, metadata: {}, source: lines(text), ...code };
}

/**
 * The text of a Jupyter notebook that runs Python (nbformat 4.5: nbformat/v4/nbformat.v4.5.schema.json of
 * jupyter/nbformat), not yet run: cells without output.
 */
export function notebookText(cells: NotebookCell[]): string {
  const metadata = {
    kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
    language_info: { name: 'python' },
  };
  return `${JSON.stringify({ cells: cells.map(written), metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
