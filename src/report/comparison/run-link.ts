/** Parts of a path in a link: no part of it can be read as a scheme, a query or another part. */
function encoded(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
}

/**
 * A relative link from the page of a comparison to the report of a run, `folder` relative to the comparison, or to one
 * of its places: the id of a cell or a heading.
 */
export function runLink(folder: string, place?: string): string {
  return `${encoded(folder)}/report.html${place === undefined ? '' : `#${encoded(place)}`}`;
}
