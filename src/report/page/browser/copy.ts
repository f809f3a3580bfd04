import { button } from './elements.ts';

/** Selects a text, for who has to copy it by hand. */
function select(node: Element): void {
  const range = document.createRange();
  range.selectNodeContents(node);
  window.getSelection()?.removeAllRanges();
  window.getSelection()?.addRange(range);
}

/** Puts a button behind a command that copies it. Where the browser forbids it, the command is selected. */
export function offerCopy(code: Element): void {
  const copy = button('copy', 'copy the command', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      copy.textContent = 'copied';
    } catch {
      select(code);
      copy.textContent = 'selected: copy it';
    }
  });
  code.after(' ', copy);
}
