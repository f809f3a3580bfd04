import { offerCopy } from './copy.ts';
import { drawRaw, enliven } from './figure.ts';
import { offerSorting } from './sort.ts';

/** How far below the screen a chart is already made ready: a reader who scrolls finds it so. */
const ahead = '600px';

/** A page may have many charts: each comes to life when it is about to be seen. */
function whenNear(nodes: Iterable<Element>, act: (node: Element) => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        act(target);
      }
    },
    { rootMargin: ahead },
  );
  for (const node of nodes) observer.observe(node);
}

whenNear(document.querySelectorAll('figure.drawn'), (figure) => void enliven(figure));
for (const details of document.querySelectorAll<HTMLDetailsElement>('details.raw')) {
  const figure = details.querySelector('figure');
  if (figure !== null) details.addEventListener('toggle', () => void drawRaw(figure), { once: true });
}
for (const table of document.querySelectorAll('table.sortable')) offerSorting(table);
for (const code of document.querySelectorAll('code.copied')) offerCopy(code);
