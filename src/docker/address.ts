import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';

export type DockerAddress = {
  /** How a person names it, e.g. "unix:///var/run/docker.sock". */
  name: string;
  /** Chosen by DOCKER_HOST or a Docker context, not the default socket. */
  chosen: boolean;
  options: DockerOptions;
};
type Environment = Record<string, string | undefined>;

/**
 * Where the Docker Engine is, as the docker command decides it: DOCKER_HOST, DOCKER_CONTEXT, the current context of
 * its configuration, the default socket. dockerode knows only the first and the last.
 */
export function dockerAddress(env: Environment): DockerAddress {
  const configFolder = env.DOCKER_CONFIG || join(homedir(), '.docker');
  if (env.DOCKER_HOST) return addressOf(env.DOCKER_HOST, env.DOCKER_CERT_PATH, env);
  const context = env.DOCKER_CONTEXT || currentContext(configFolder);
  if (context && context !== 'default') {
    const id = createHash('sha256').update(context).digest('hex');
    const host = contextHost(join(configFolder, 'contexts', 'meta', id, 'meta.json'));
    if (host) return addressOf(host, join(configFolder, 'contexts', 'tls', id, 'docker'), env);
  }
  const ofDesktop = join(homedir(), '.docker', 'run', 'docker.sock');
  const socket = existsSync(ofDesktop) ? ofDesktop : '/var/run/docker.sock';
  return { ...addressOf(`unix://${socket}`, undefined, env), chosen: false };
}

/** The engine at a URL (unix, npipe, tcp, http, https, ssh) as options for dockerode. */
function addressOf(host: string, certificates: string | undefined, env: Environment): DockerAddress {
  const name = host.includes('://') ? host : `tcp://${host}`;
  return { name, chosen: true, options: { ...unset, ...connectionOptions(name, certificates, env) } };
}

// docker-modem reads DOCKER_* of this process for every option that is not given: these stop it.
const unset: DockerOptions = {
  host: undefined,
  port: undefined,
  socketPath: undefined,
  protocol: undefined,
  timeout: undefined,
};

function connectionOptions(name: string, certificates: string | undefined, env: Environment): DockerOptions {
  // A connection per call: a pooled one that died with the old daemon would fail the first call to the new one.
  const single = { agent: new Agent({ keepAlive: false }) } as DockerOptions;
  const local = /^(unix|npipe):\/\/(.*)$/.exec(name);
  if (local?.[2] !== undefined) return { protocol: 'http', socketPath: local[2] || '/var/run/docker.sock', ...single };
  const url = new URL(name);
  if (url.protocol === 'ssh:') {
    const sshOptions = env.SSH_AUTH_SOCK ? { agent: env.SSH_AUTH_SOCK } : {};
    return { protocol: 'ssh', host: url.hostname, port: url.port || 22, username: url.username, sshOptions };
  }
  const tls = env.DOCKER_TLS_VERIFY === '1' || url.protocol === 'https:' || url.port === '2376';
  if (!tls) return { protocol: 'http', host: url.hostname, port: url.port || 2375, ...single };
  return { protocol: 'https', host: url.hostname, port: url.port || 2376, ...readCertificates(certificates) };
}

function readCertificates(folder: string | undefined): DockerOptions {
  const read = (file: string) => {
    const path = folder ? join(folder, file) : '';
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  const [ca, cert, key] = [read('ca.pem'), read('cert.pem'), read('key.pem')];
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function currentContext(configFolder: string): string | null {
  return textAt(readJson(join(configFolder, 'config.json')), ['currentContext']);
}

function contextHost(metaFile: string): string | null {
  return textAt(readJson(metaFile), ['Endpoints', 'docker', 'Host']);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // No configuration, or one that the docker command could not read either: the default holds.
    return null;
  }
}

function textAt(value: unknown, keys: string[]): string | null {
  let at = value;
  for (const key of keys) at = (at as Record<string, unknown> | null)?.[key];
  return typeof at === 'string' ? at : null;
}
