import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readComposeConfig } from './compose-config.ts';
import { stopGraceS, translate } from './translate.ts';

/** What `docker compose config --format json` of Compose 2.40.3 printed for a service that uses every key. */
const service = {
  profiles: ['gpu'],
  build: { context: '/repo', dockerfile: 'Dockerfile', secrets: [{ source: 'ca' }] },
  cap_add: ['SYS_NICE'],
  cap_drop: ['ALL'],
  command: ['-c', '$$MODEL d'],
  deploy: {
    resources: { reservations: { devices: [{ capabilities: ['gpu'], driver: 'nvidia', device_ids: ['0'] }] } },
    placement: {},
  },
  entrypoint: null,
  environment: { A: '1', C: 'a$$b', HF_TOKEN: null },
  healthcheck: { test: ['CMD', '/probe'], timeout: '1m30s', interval: '5s', retries: 3, start_period: '500ms' },
  image: 'box/engine:1',
  init: true,
  ipc: 'private',
  labels: { team: 'x' },
  logging: { driver: 'json-file', options: { 'max-file': '2' } },
  networks: { default: null },
  ports: [{ mode: 'ingress', host_ip: '127.0.0.1', target: 8000, published: '8010', protocol: 'tcp' }],
  read_only: true,
  restart: 'no',
  security_opt: ['no-new-privileges:true'],
  shm_size: '8589934592',
  stop_grace_period: '45s',
  stop_signal: 'SIGINT',
  tmpfs: ['/tmp', '/run:size=1m'],
  ulimits: { memlock: -1, nofile: { soft: 1, hard: 2 } },
  user: '1000',
  volumes: [
    { type: 'volume', source: 'cache', target: '/cache', volume: {} },
    { type: 'volume', source: 'scratch', target: '/s', volume: {} },
    { type: 'bind', source: '/repo/p', target: '/p', read_only: true, bind: { create_host_path: true } },
    { type: 'bind', source: '/repo/q', target: '/q', read_only: true, bind: {} },
  ],
  working_dir: '/x',
};
const volumes = {
  cache: { name: 'dyno-cache', labels: { 'dyno.purpose': 'cache' } },
  scratch: { name: 'dyno_scratch' },
};

function read(change: Record<string, unknown> = {}, top: Record<string, unknown> = {}) {
  const config = { name: 'dyno', services: { eng: { ...service, ...change } }, volumes, 'x-note': 1, ...top };
  return readComposeConfig(JSON.stringify(config), 'compose/eng.yaml', 'eng');
}

const part = { prefix: 'dyno-r1', labels: { 'dyno.run': 'r1' }, port: 8000, cpuSet: '0-2' };

describe('the translation of a Compose service', () => {
  const { body, network, volumes: needed } = translate(read(), part);
  const host = body.HostConfig ?? {};

  test('carries over what the container runs, with $$ as one $', () => {
    assert.deepEqual(body.Cmd, ['-c', '$MODEL d']);
    assert.equal('Entrypoint' in body, false);
    assert.deepEqual(body.Env, ['A=1', 'C=a$b', 'HF_TOKEN']);
    assert.deepEqual([body.User, body.WorkingDir, body.StopSignal, body.StopTimeout], ['1000', '/x', 'SIGINT', 45]);
    assert.deepEqual(body.Labels, { team: 'x', 'dyno.run': 'r1' });
  });

  test('carries over limits, isolation and memory', () => {
    assert.deepEqual([host.ShmSize, host.IpcMode, host.Init, host.ReadonlyRootfs], [8589934592, 'private', true, true]);
    assert.deepEqual([host.CapAdd, host.CapDrop], [['SYS_NICE'], ['ALL']]);
    assert.deepEqual(host.SecurityOpt, ['no-new-privileges:true']);
    const nofile = { Name: 'nofile', Soft: 1, Hard: 2 };
    assert.deepEqual(host.Ulimits, [{ Name: 'memlock', Soft: -1, Hard: -1 }, nofile]);
    assert.deepEqual(host.Tmpfs, { '/tmp': '', '/run': 'size=1m' });
    assert.deepEqual(host.LogConfig, { Type: 'json-file', Config: { 'max-file': '2' } });
    assert.equal(host.CpusetCpus, '0-2');
  });

  test('writes durations in nanoseconds', () => {
    const times = { Interval: 5e9, Timeout: 90e9, StartPeriod: 5e8 };
    assert.deepEqual(body.Healthcheck, { Test: ['CMD', '/probe'], ...times, Retries: 3 });
  });

  test('asks for one GPU by its id, without a count', () => {
    assert.deepEqual(host.DeviceRequests, [{ Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: ['0'] }]);
    const devices = [{ capabilities: ['gpu'] }];
    const all = translate(read({ deploy: { resources: { reservations: { devices } } } }), part);
    assert.deepEqual(all.body.HostConfig?.DeviceRequests, [{ Driver: '', Capabilities: [['gpu']], Count: -1 }]);
  });

  test('keeps the name of a cache and gives other volumes the name and labels of the run', () => {
    assert.deepEqual(needed, [
      { name: 'dyno-cache', labels: { 'dyno.purpose': 'cache' }, outlivesRun: true },
      { name: 'dyno-r1-scratch', labels: { 'dyno.run': 'r1' }, outlivesRun: false },
    ]);
    assert.deepEqual(host.Binds, ['dyno-cache:/cache:rw', 'dyno-r1-scratch:/s:rw', '/repo/p:/p:ro']);
    const strict = { Type: 'bind', Source: '/repo/q', Target: '/q', ReadOnly: true };
    assert.deepEqual(host.Mounts, [strict]);
  });

  test('uses a network of the run and a free loopback port, not the port of a start by hand', () => {
    assert.deepEqual([network, host.NetworkMode], ['dyno-r1', 'dyno-r1']);
    assert.deepEqual(host.PortBindings, { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] });
  });

  test('has no word of Compose in its labels: `docker compose down` must not find it', () => {
    assert.doesNotMatch(JSON.stringify(body), /com\.docker\.compose/);
  });

  test('takes a grace of 10 s where none is given', () => {
    const { stop_grace_period: _, ...short } = service;
    assert.equal(stopGraceS(read(short).service), 45);
    const config = JSON.stringify({ name: 'dyno', services: { eng: { ...short, volumes: [] } } });
    assert.equal(stopGraceS(readComposeConfig(config, 'f', 'eng').service), 10);
  });
});

describe('a Compose definition that cannot be carried over', () => {
  const refused = (message: RegExp, change: Record<string, unknown>, top?: Record<string, unknown>) =>
    assert.throws(() => read(change, top), { code: 'COMPOSE_INVALID', message });

  test('names every unknown key with its path', () => {
    const both = /compose\/eng\.yaml: services\.eng\.privileged: .*services\.eng\.pid: /;
    refused(both, { privileged: true, pid: 'host' });
    refused(/services\.eng\.deploy\.resources\.limits: /, { deploy: { resources: { limits: { cpus: 1 } } } });
    refused(/configs: Dyno does not carry/, {}, { configs: { a: {} } });
  });

  test('may not restart a dead engine, use a secret or another network', () => {
    refused(/services\.eng\.restart/, { restart: 'always' });
    refused(/services\.eng\.secrets/, { secrets: [{ source: 'ca' }] });
    refused(/services\.eng\.networks\.other/, { networks: { other: null } });
    refused(/services\.eng\.network_mode/, { network_mode: 'host' });
  });

  test('names a wrong value, a missing service and a volume that is not declared', () => {
    refused(/services\.eng\.stop_grace_period: not a duration/, { stop_grace_period: 'soon' });
    refused(/no volume nowhere/, { volumes: [{ type: 'volume', source: 'nowhere', target: '/n' }] });
    const missing = { code: 'COMPOSE_INVALID', message: /no service other/ };
    assert.throws(() => readComposeConfig('{"name":"d","services":{}}', 'f', 'other'), missing);
    assert.throws(() => readComposeConfig('oops', 'f', 'eng'), { code: 'COMPOSE_INVALID' });
  });
});
