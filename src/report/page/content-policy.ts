import { createHash } from 'node:crypto';

/** How a Content-Security-Policy names a script or a style sheet that stands in the page: by its text alone. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * What a page of a report may do: run the one script that we put into it, and nothing else; it asks nobody for
 * anything. Styles stand inline, as charts are drawn with them.
 */
export function contentPolicy(script: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
