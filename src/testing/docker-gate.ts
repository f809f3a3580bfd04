import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { CleanupList } from './program.ts';
import { testWorld } from './test-world.ts';

/** A call that the gate holds back. */
export type HeldCall = {
  /** Settles when the call has come. */
  reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
};

/**
 * A socket in front of the real Docker Engine. What passes is not changed, but a call can be held, so that a test
 * meets the program in the very middle of it without depending on time.
 */
export type DockerGate = {
  /** Value for DOCKER_HOST. */
  host: string;
  socketPath: string;
  /**
   * Holds the next call whose request line ("POST /containers/create?name=x") matches: its request before the daemon
   * sees it, or its answer when the daemon has already done what it asks.
   */
  hold(call: RegExp, side: 'request' | 'answer'): HeldCall;
  /** The daemon is gone: every connection breaks and no new one is taken. */
  close(): void;
};

type Hold = { call: RegExp; side: 'request' | 'answer'; reached(): void; released: Promise<void> };

const { env } = testWorld();

function daemonSocket(): string {
  return env.DOCKER_HOST?.startsWith('unix://') ? env.DOCKER_HOST.slice('unix://'.length) : '/var/run/docker.sock';
}

/** One connection carries one call: the program's client keeps none open. */
function pass(client: Socket, take: (requestLine: string) => Hold | null): Socket {
  const daemon = connect({ path: daemonSocket(), allowHalfOpen: true });
  daemon.on('error', () => client.destroy());
  client.on('error', () => daemon.destroy());
  client.once('data', async (first) => {
    client.pause();
    const hold = take(first.toString('latin1').split(' HTTP/')[0] ?? '');
    if (hold?.side === 'request') {
      hold.reached();
      await hold.released;
    }
    daemon.write(first);
    client.pipe(daemon);
    if (hold?.side === 'answer') {
      daemon.once('readable', hold.reached);
      await hold.released;
    }
    daemon.pipe(client);
  });
  return daemon;
}

/** Opens a gate at `gate.sock` in a test's folder; it is closed when the test is over. */
export async function openDockerGate(folder: string, context: CleanupList): Promise<DockerGate> {
  const socketPath = join(folder, 'gate.sock');
  const holds: Hold[] = [];
  const sockets = new Set<Socket>();
  const take = (requestLine: string) => {
    const index = holds.findIndex(({ call }) => call.test(requestLine));
    return index < 0 ? null : (holds.splice(index, 1)[0] ?? null);
  };
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    for (const socket of [client, pass(client, take)]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    rmSync(socketPath, { force: true });
  };
  context.after(close);
  return {
    close,
    host: `unix://${socketPath}`,
    socketPath,
    hold(call, side) {
      const came = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      holds.push({ call, side, reached: came.resolve, released: go.promise });
      return { reached: came.promise, release: go.resolve };
    },
  };
}
