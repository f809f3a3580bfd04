import { plainLines, plainText } from '../../../domain/plain-text.ts';

/** The element of page.html with this id. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`page.html has no #${id}`);
  return found;
}

/**
 * Shows a text, whatever characters it has, as text: this, `setLines` and `setLabel` are the only doors for what comes from outside.
 * What is unchanged is left alone, so that a selection stays and a screen reader is silent.
 */
export function setText(node: Element, text: string): void {
  const plain = plainText(text);
  if (node.textContent !== plain) node.textContent = plain;
}

/** The same for a text of several lines. */
export function setLines(node: Element, text: string): void {
  node.textContent = plainLines(text);
}

/** An attribute that is read aloud. */
export function setLabel(node: Element, name: `aria-${string}`, text: string): void {
  node.setAttribute(name, plainText(text));
}

/** An HTML element with a class and a text. */
export function make(name: string, className = '', text = ''): HTMLElement {
  const node = document.createElement(name);
  if (className !== '') node.className = className;
  if (text !== '') setText(node, text);
  return node;
}

/** An SVG element with attributes, and for a text its content. */
export function makeSvg(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== '') setText(node, text);
  return node;
}
