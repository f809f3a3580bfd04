import { join } from 'node:path';
import { z } from 'zod';
import { formatOwner } from '../domain/labels.ts';
import { ownerSchema } from '../domain/run.ts';
import { DynoError } from '../errors.ts';
import type { World } from '../world.ts';

const claimSchema = z.strictObject({ owner: ownerSchema, run: z.string(), since: z.string() });
type Claim = z.infer<typeof claimSchema>;
type LockWorld = Pick<World, 'files' | 'processes' | 'host' | 'clock' | 'env'>;

/** The machine's lock, held. */
export type Lock = { release(): Promise<void> };

/** A claim is written right after its file appears; a reader that comes between waits this long for it. */
const unreadableForMs = 1000;
const deepestSuccession = 8;

/**
 * Two runs on one machine disturb each other's figures, wherever their clones and results lie, so there is one lock
 * a machine and not one a folder. Each user has a file of its own: nobody may delete another's in /tmp.
 * DYNO_LOCK_DIR moves it (tests that run beside each other).
 */
function lockFolder(world: LockWorld): string {
  return world.env.DYNO_LOCK_DIR ?? '/tmp';
}

function lockName(world: LockWorld): string {
  return `dyno-${world.host.uid ?? 'any'}.lock`;
}

async function readClaim(path: string, world: LockWorld): Promise<Claim | 'gone' | 'unreadable'> {
  const deadlineMs = world.clock.monotonicMs() + unreadableForMs;
  while (true) {
    if (!(await world.files.exists(path))) return 'gone';
    const text = await world.files.readText(path).catch(() => '');
    try {
      return claimSchema.parse(JSON.parse(text));
    } catch {
      if (world.clock.monotonicMs() > deadlineMs) return 'unreadable';
      await world.clock.sleep(20);
    }
  }
}

function isLive(claim: Claim, world: LockWorld): boolean {
  const { host, pid, startTicks } = claim.owner;
  return host !== world.host.hostname || world.processes.isAlive(pid, startTicks);
}

function locked(claim: Claim, path: string): DynoError {
  const { host, pid } = claim.owner;
  return new DynoError(
    'LOCKED',
    `run ${claim.run} has been going on since ${claim.since} (process ${pid} on ${host}); lock: ${path}`,
  );
}

/**
 * Makes `path` ours. If a dead owner left it, we must first become its only heir, by a lock file named after that
 * owner: only the heir may remove the old file, so a slow rival can never remove a fresh one.
 */
async function take(path: string, claim: Claim, world: LockWorld, depth = 0): Promise<void> {
  const content = JSON.stringify(claim);
  for (let round = 0; round < 10; round += 1) {
    if (await world.files.createExclusive(path, content)) return;
    const holder = await readClaim(path, world);
    if (holder === 'gone') continue;
    if (holder !== 'unreadable' && isLive(holder, world)) throw locked(holder, path);
    const deceased = holder === 'unreadable' ? 'unreadable' : formatOwner(holder.owner).replaceAll('/', '-');
    if (depth >= deepestSuccession) break;
    const heirPath = `${path}.after-${deceased}`;
    await take(heirPath, claim, world, depth + 1);
    try {
      const still = await readClaim(path, world);
      const same = holder === 'unreadable' ? still === holder : JSON.stringify(still) === JSON.stringify(holder);
      if (same) await world.files.remove(path);
    } finally {
      await world.files.remove(heirPath);
    }
  }
  throw new DynoError('LOCKED', `the lock ${path} cannot be taken over`, {
    hint: `if no run is going on: rm ${path}*`,
  });
}

/** Locks of other users on this machine that are held by a living process. */
async function otherHolder(world: LockWorld): Promise<{ claim: Claim; path: string } | null> {
  const folder = lockFolder(world);
  for (const name of await world.files.list(folder)) {
    if (!/^dyno-\w+\.lock$/.test(name) || name === lockName(world)) continue;
    const path = join(folder, name);
    const claim = await readClaim(path, world);
    if (typeof claim === 'object' && isLive(claim, world)) return { claim, path };
  }
  return null;
}

/**
 * Takes the machine's lock for a run. Of runs started together exactly one of a user gets it; a lock whose owner
 * died is taken over. Throws LOCKED (who, since when, which run). The holder releases it in `finally`.
 */
export async function takeLock(runId: string, world: LockWorld): Promise<Lock> {
  const { pid, hostname } = world.host;
  const owner = { host: hostname, pid, startTicks: world.processes.startTicks(pid) ?? '0' };
  const claim: Claim = { owner, run: runId, since: world.clock.now().toISOString() };
  const path = join(lockFolder(world), lockName(world));
  await take(path, claim, world);
  const release = () => world.files.remove(path);
  // After ours is there, so that of two users at least one sees the other.
  const other = await otherHolder(world);
  if (other !== null) {
    await release();
    throw locked(other.claim, other.path);
  }
  return { release };
}
