import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

/** Characters that no page may hold. */
export const invisible = /[^\P{Cc}\n]|[\u2028\u202e\u2066\u200b\ufeff]/u;
/** A tag as our pages write them. */
export const tag = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-z][a-z0-9:-]*(?:="[^"<]*")?)*)\s*\/?>|<!doctype html>/gi;

/** Tags of a document with the names of their attributes: its skeleton, without any text. */
export function skeleton(document: string): string[] {
  return [...document.matchAll(tag)].map(([, close = '', name = 'doctype', attributes = '']) => {
    const names = [...attributes.matchAll(/\s([a-z][a-z0-9:-]*)(?:="[^"]*")?/gi)].map(([, attribute]) => attribute);
    return `${close}${name} ${names.join(' ')}`;
  });
}

/** Text of a page with its entities read. */
export function decoded(html: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return html.replaceAll(/&(?:#x([0-9a-f]+)|(lt|gt|quot|amp));/gi, (_, hex, name) =>
    name === undefined ? String.fromCodePoint(Number.parseInt(hex, 16)) : (names[name] ?? ''),
  );
}

/** What each line of a Markdown file is, and how many cells it has: its skeleton, without any text. */
export function lineKinds(markdown: string): string[] {
  return markdown.split('\n').map((line) => {
    if (line.startsWith('|')) return `table ${line.replaceAll(/\\\\|\\\|/g, '').split('|').length - 2}`;
    return /^(?:#{1,6} |- |> \*\*|!\[|$)/.exec(line)?.[0] ?? 'text';
  });
}

/**
 * A page of a report without its one script and without the data of its charts, after it is proved that the policy
 * allows this script by its hash and no other.
 */
export function withoutScript(html: string): string {
  const script = /<script type="module">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  assert.equal(html.split(`<meta http-equiv="Content-Security-Policy" content="${policy}">`).length, 2);
  assert.ok(script.length > 500_000);
  return html
    .replace(`<script type="module">${script}</script>`, '')
    .replaceAll(/<script type="application\/json" class="[\w-]+">[^<>&]*<\/script>/g, '');
}
