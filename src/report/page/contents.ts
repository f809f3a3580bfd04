/** A heading of a page that can be jumped to. `title` is HTML as it stands in the page, its texts escaped. */
export type Heading = { id: string; title: string };

const heading = /<h2 id="([\w-]+)">(.*?)<\/h2>/g;

/** The main headings of a page that we made, in their order; what a heading marks up inside is left out. */
export function contents(html: string): Heading[] {
  return [...html.matchAll(heading)].map(([, id = '', title = '']) => ({
    id,
    title: title.replaceAll(/<[^>]*>/g, '').trim(),
  }));
}
