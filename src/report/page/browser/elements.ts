/** The first element inside another one; an error where the page lacks it. */
export function inside<T extends Element = Element>(node: Element, selector: string): T {
  const found = node.querySelector<T>(selector);
  if (found === null) throw new Error(`the page has no ${selector} here`);
  return found;
}

/** A button that says what it does, to those who hear the page too. */
export function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-label', label);
  made.title = label;
  made.addEventListener('click', act);
  return made;
}
