/**
 * Acts each time an element that is seen has another width, one act after the other; of widths that come while one
 * acts only the last counts.
 */
export function onWidth(node: Element, act: () => Promise<void>): void {
  let [known, isBusy] = [node.clientWidth, false];
  const observer = new ResizeObserver(async () => {
    if (isBusy) return;
    isBusy = true;
    // Folded away, it is 0 wide.
    while (node.clientWidth !== known && node.clientWidth > 0) {
      known = node.clientWidth;
      await act();
    }
    isBusy = false;
  });
  observer.observe(node);
}
