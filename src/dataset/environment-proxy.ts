type Environment = Record<string, string | undefined>;

function named(env: Environment, name: string): string | null {
  return env[name.toLowerCase()] || env[name.toUpperCase()] || null;
}

/** True for a host that NO_PROXY takes out: `*`, the host itself, or a domain above it, with or without a dot before. */
function isExcepted(host: string, noProxy: string): boolean {
  return noProxy
    .split(',')
    .map((entry) => entry.trim().replace(/^\*?\./, ''))
    .some((entry) => entry === '*' || (entry !== '' && (host === entry || host.endsWith(`.${entry}`))));
}

/**
 * The proxy that the environment names for a URL (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY), or null. For
 * downloads only: a proxy in the path of a load would be measured too.
 */
export function environmentProxy(url: string, env: Environment): string | null {
  const { protocol, hostname } = new URL(url);
  if (isExcepted(hostname, named(env, 'no_proxy') ?? '')) return null;
  return named(env, protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? named(env, 'all_proxy');
}
