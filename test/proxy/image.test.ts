import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, freePort } from '../../sim/world.ts';

/*
 * The image of deploy/Containerfile, built by buildah and run as an engine runs it: as its user, on a root that is read-only,
 * with a volume and a scratch folder. The kernel's part of that is done by `unshare` and `mount`: an engine is not needed.
 */
const LARGEST_BEYOND_BASE_MB = 110;
const BYTES_PER_MB = 1_000_000;
const BUILT_WITHIN_MS = 30 * 60_000;

const missing = whatIsMissing();
if (missing) process.stderr.write(`The image is neither built nor run: ${missing}.\n`);

type Image = {
  /** Where its files are. */
  root: string;
  beyondBaseMb: number;
  config: { User: string; Env: string[]; Cmd: string[]; WorkingDir: string; Healthcheck: { Test: string[] } };
};

describe.skipIf(missing)('the image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-image-'));
  let image: Image;
  beforeAll(() => {
    image = build(folder);
  }, BUILT_WITHIN_MS);
  afterAll(() => {
    spawnSync('buildah', ['--root', join(folder, 'store'), '--runroot', join(folder, 'run'), 'umount', '--all']);
    rmSync(folder, { recursive: true, force: true });
  }, BUILT_WITHIN_MS);

  it('is small beyond its base, with one Node, and gives its folder for data to its user', () => {
    expect(image.beyondBaseMb).toBeLessThanOrEqual(LARGEST_BEYOND_BASE_MB);
    const nodes = readdirSync(image.root, { recursive: true, withFileTypes: true }).filter(
      ({ name, parentPath }) => name === 'node' && statSync(join(parentPath, name)).size > 20 * BYTES_PER_MB,
    );
    expect(nodes.map(({ parentPath }) => parentPath)).toEqual([join(image.root, 'usr/local/bin')]);
    const { uid, mode } = statSync(join(image.root, 'data'));
    expect([image.config.User, uid, mode & 0o777]).toEqual(['node', 1000, 0o700]);
  });

  it('without credentials stays, unhealthy, says what is missing, and ends with 78 when told', async () => {
    const port = await freePort();
    const container = run(image, { PORT: String(port) });
    expect(await container.says('Not restarted (78)')).toContain('DISCORD_TOKEN is missing');
    expect(container.health()).toBe(1);
    container.stop();
    expect(await container.ended).toBe(78);
  });

  it('with them is healthy on a read-only root, and closes when told', async () => {
    const world = await createWorld();
    onTestFinished(() => world.close());
    const config = await world.config({ logLevel: 'info', databasePath: '/data/sesh.db' });
    const container = run(image, world.environment(config));
    await container.says('discord ready');
    expect(container.health()).toBe(0);
    container.stop();
    expect(await container.ended).toBe(0);
    expect(await container.says('"msg":"closing"')).not.toContain('EROFS');
  });
});

/** Returns what this computer lacks to build and run an image; nothing if it lacks nothing. */
function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'that takes root on Linux';
  for (const tool of ['buildah', 'debootstrap'])
    if (spawnSync(tool, ['--version']).error) return `${tool} is not installed (Debian: ${tool})`;
  const { status, stderr } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : `the kernel lets nobody mount here (${stderr.trim()})`;
}

function build(folder: string): Image {
  const built = spawnSync('sh', ['test/proxy/build-image.sh', folder, process.execPath], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the image could not be built:\n${built.stderr}`);
  const [base = '', whole = '', root = '', ...inspected] = built.stdout.split('\n');
  const { Docker } = JSON.parse(inspected.join('\n')) as { Docker: { config: Image['config'] } };
  return { root, beyondBaseMb: (Number(whole) - Number(base)) / BYTES_PER_MB, config: Docker.config };
}

/** What an engine does before the command: all of it is seen by the container only. */
const SET_UP = `
mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -t proc proc "$0/proc" &&
mount --bind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/tmp" && mount -t tmpfs -o uid=1000,gid=1000,mode=700 tmpfs "$0/data" &&
exec chroot --userspec="$1" "$0" /usr/bin/env -i -C "$2" "\${@:3}"`;

function run(image: Image, given: Record<string, string>) {
  const { User, Env, Cmd, WorkingDir, Healthcheck } = image.config;
  const environment = [...Env, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)];
  const inside = (command: readonly string[]): string[] => [
    '-c',
    SET_UP,
    image.root,
    User,
    WorkingDir,
    ...environment,
    ...command,
  ];
  const child: ChildProcess = spawn('unshare', ['--mount', 'bash', ...inside(Cmd)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null); // Node's types leave events open
  onTestFinished(() => void child.kill('SIGTERM'));
  return {
    ended,
    stop: () => child.kill('SIGTERM'),
    /** Runs the image's check of health, and returns its exit code. */
    health: () => spawnSync('unshare', ['--mount', 'bash', ...inside(Healthcheck.Test.slice(1))]).status,
    async says(words: string): Promise<string> {
      const over = ended.then(() => 'over');
      while (!log.includes(words)) {
        const next = Promise.race([
          over,
          ...[child.stdout, child.stderr].map((stream) => stream && once(stream, 'data')),
        ]);
        if ((await next) === 'over' && !log.includes(words)) throw new Error(`it ended without "${words}":\n${log}`);
      }
      return log;
    },
  };
}
