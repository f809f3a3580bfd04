type Delta = { content?: unknown; reasoning?: unknown; reasoning_content?: unknown; tool_calls?: unknown };
type Choice = { text?: unknown; delta?: Delta | null };

/** What one SSE data event of a completion says. */
export type EventMeaning = { kind: 'token' } | { kind: 'error'; message: string } | { kind: 'other' };

/** Finds a generated token: a role-only or empty chunk is none. */
export function meaningOf(data: string): EventMeaning {
  const event = parse(data);
  if (event === null) return { kind: 'other' };
  if (event.error !== undefined && event.error !== null) {
    const { message } = event.error as { message?: unknown };
    return { kind: 'error', message: typeof message === 'string' ? message : JSON.stringify(event.error) };
  }
  return (event.choices ?? []).some(hasToken) ? { kind: 'token' } : { kind: 'other' };
}

function hasToken({ text, delta }: Choice): boolean {
  const texts = [text, delta?.content, delta?.reasoning, delta?.reasoning_content];
  const calls = delta?.tool_calls;
  return texts.some((at) => typeof at === 'string' && at !== '') || (Array.isArray(calls) && calls.length > 0);
}

function parse(data: string): { error?: unknown; choices?: Choice[] } | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === 'object' ? event : null;
  } catch {
    // `[DONE]`, or nothing we know.
    return null;
  }
}
