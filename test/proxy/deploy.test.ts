import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../sim/world.ts';

const hasSystemd = !spawnSync('systemd-analyze', ['--version']).error;
if (!hasSystemd)
  process.stderr.write('The unit is not verified: systemd-analyze (Debian: systemd) is not installed.\n');

/** What systemd before 254 says about the pause that grows; the unit says so, too. */
const UNKNOWN_BEFORE_254 = /Unknown key (name )?'Restart(Steps|MaxDelaySec)' in section .?Service.?, ignoring\.$/;

describe.skipIf(!hasSystemd)('the unit for systemd', () => {
  it('is verified without a word', () => {
    const folder = scratch();
    const unit = readFileSync('deploy/sesh.service', 'utf8').replaceAll('/opt/sesh/', `${process.cwd()}/`);
    writeFileSync(join(folder, 'sesh.service'), unit);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, 'sesh.service')], {
      encoding: 'utf8',
    });
    expect(stderr.split('\n').filter((line) => line !== '' && !UNKNOWN_BEFORE_254.test(line))).toEqual([]);
    expect(status).toBe(0);
    expect(unit).toMatch(/^RestartPreventExitStatus=77 78$/m);
  });
});

it('unit and container start the bot as npm start does', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  for (const path of ['deploy/sesh.service', 'deploy/container-start.sh']) {
    expect(readFileSync(path, 'utf8')).toContain(scripts.start);
  }
});

describe('the container', () => {
  it('needs nothing but what is copied into it, stays when a restart would not help, and ends when told', async () => {
    const container = start({ NODE_ENV: 'production' });
    const log = await container.says('Not restarted (78)');
    expect(log).toContain('DISCORD_TOKEN is missing');
    container.child.kill('SIGTERM');
    expect(await container.ended()).toBe(78);
  });

  it('stays, too, when Discord refuses the token', async () => {
    const world = await createWorld();
    onTestFinished(() => world.close());
    const config = await world.config();
    const refused = { ...config, discord: { ...config.discord, token: 'wrong' } };
    const container = start({ NODE_ENV: 'production', ...world.environment(refused) });
    expect(await container.says('Not restarted (77)')).toContain('discord refuses this bot: check DISCORD_TOKEN');
    container.child.kill('SIGTERM');
    expect(await container.ended()).toBe(77);
  });

  it('runs the bot, hands on the signal, and lets it close', async () => {
    const world = await createWorld();
    onTestFinished(() => world.close());
    const config = await world.config({ logLevel: 'info' });
    const container = start({ NODE_ENV: 'production', ...world.environment(config) });
    await container.says('discord ready');
    container.child.kill('SIGTERM');
    expect(await container.ended()).toBe(0);
    expect(container.log()).toContain('"msg":"closing"');
  });

  it('is given the folders and variables that its description names', () => {
    const [file, compose] = ['deploy/Containerfile', 'deploy/compose.yaml'].map((path) => readFileSync(path, 'utf8'));
    const variables =
      /^ENV (.*)$/m
        .exec(file ?? '')?.[1]
        ?.split(' ')
        .map((pair) => pair.split('=')[0]) ?? [];
    expect(variables).toEqual(['NODE_ENV', 'HOST', 'PORT', 'DATABASE_PATH']);
    const example = readFileSync('.env.example', 'utf8');
    for (const name of variables.slice(1))
      expect([compose, example]).toEqual([expect.stringContaining(`${name}`), expect.stringContaining(`${name}=`)]);
  });
});

/** The command of the container, in a folder that holds what the Containerfile copies, and the installed packages. */
function start(env: Record<string, string>) {
  const folder = scratch();
  const copies = [...readFileSync('deploy/Containerfile', 'utf8').matchAll(/^COPY (.+) (\S+)$/gm)];
  for (const path of copies.flatMap(([, sources = '']) => sources.split(' '))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(path, join(folder, path), { recursive: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  const child = spawn('sh', ['deploy/container-start.sh'], { cwd: folder, env: { ...env, PATH: path } });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += String(chunk);
    });
  }
  const exit = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGTERM'));
  return {
    child: child as ChildProcess,
    log: () => log,
    async says(words: string): Promise<string> {
      while (!log.includes(words)) await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
      return log;
    },
    ended: async (): Promise<number> => (await exit)[0],
  };
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sesh-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
