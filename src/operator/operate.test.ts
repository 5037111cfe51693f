import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../sim/world.ts';
import { runCommand } from './operate.ts';
import { USAGE } from './usage.ts';

async function spoken(...args: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(args, {
    print: (line) => said.push(line),
    printError: (line) => complained.push(line),
  });
  return { code, said, complained };
}

it.each<[string[], string]>([
  [[], USAGE.all],
  [['start'], USAGE.all],
  [['backup'], USAGE.backup],
  [['backup', 'a', 'b'], USAGE.backup],
  [['backup', 'a', '--keep', 'all'], '--keep is a number from 1 on.'],
  [['backup', 'a', '--keep', '0'], '--keep is a number from 1 on.'],
  [['restore'], USAGE.restore],
  [['doctor', '12345'], '"12345" is not understood (--help tells what there is)'],
  [['restore', '/nowhere/sesh.db'], 'There is no backup at /nowhere/sesh.db.'],
  [
    ['doctor', '--channel', '#music'],
    'A channel id is digits only: switch on developer mode in Discord, right-click the channel, Copy Channel ID.',
  ],
  [['doctor', '--loud'], "Unknown option '--loud' (--help tells what there is)"],
  [['setup', '--public-url'], "Option '--public-url <value>' argument missing (--help tells what there is)"],
  [
    ['setup', '--spotify-client-secret', 'abc'],
    'Other programs see what stands on a command line: use --spotify-client-secret-file FILE, or --from-env.',
  ],
  [
    ['setup', '--discord-token-file', '/nowhere'],
    '/nowhere cannot be read: name a file that holds nothing but the secret, or - for standard input.',
  ],
])('%j is answered with how it is meant', async (args, sentence) => {
  expect(await spoken(...args)).toEqual({ code: 1, said: [], complained: [sentence] });
});

it.each([['setup', '--public-url', 'https://sesh.example.org'], ['doctor']])(
  '%s names what is wrong with the file of settings, and writes nothing',
  async (...args) => {
    const folder = mkdtempSync(join(tmpdir(), 'sesh-operate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const dotenv = join(folder, '.env');
    const bytes = Buffer.from('\ufeffDISCORD_TOKEN=token\r\n', 'utf16le');
    writeFileSync(dotenv, bytes, { mode: 0o600 });
    const { code, said, complained } = await spoken(...args, '--dotenv', dotenv);
    const sentence = `${dotenv} is saved as UTF-16 (“Unicode”): save it as UTF-8.`;
    if (args[0] === 'setup') expect([code, said, complained]).toEqual([78, [], [sentence]]);
    else expect([code, said.slice(1), complained]).toEqual([1, [`problem  ${sentence}`, '\n1 problem to fix.'], []]);
    expect([readdirSync(folder), readFileSync(dotenv)]).toEqual([['.env'], bytes]);
  },
);

it('--help tells what there is', async () => {
  expect(await spoken('backup', '--help')).toEqual({ code: 0, said: [USAGE.backup], complained: [] });
});

it('the doctor tells by its exit code whether there is a problem', async () => {
  const world = await createWorld({ discordRedirects: [] });
  const folder = mkdtempSync(join(tmpdir(), 'sesh-operate-'));
  onTestFinished(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });
  const values = world.environment(await world.config({ databasePath: join(folder, 'sesh.db') }));
  const dotenv = join(folder, '.env');
  writeFileSync(
    dotenv,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );

  const ill = await spoken('doctor', '--dotenv', dotenv);
  expect([ill.code, ill.said.at(-1), ill.said.filter((line) => line.startsWith('problem'))]).toEqual([
    1,
    '\n1 problem to fix.',
    [
      `problem  Discord does not know the redirect: add ${values.PUBLIC_URL}/oauth/discord/callback at OAuth2 → Redirects.`,
    ],
  ]);
});
