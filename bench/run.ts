import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAcks, PRESSES, PRESSES_PER_SECOND } from './acks.ts';
import { SONG_MS } from './bench-world.ts';
import { measureCalls } from './calls.ts';
import { measureChanges } from './changes.ts';
import { songMsFor } from './crowd.ts';
import { type Figure, renderTable } from './figure.ts';
import { SEED } from './other-ways.ts';
import { COLD_STARTS, measureProcess } from './process.ts';
import { measureShares } from './shares.ts';
import { LATENCY_MS, measureStart, STARTS } from './start.ts';

const USAGE = 'npm run bench -- [--sessions 100] [--only start|calls|changes|shares|process|acks] [--json <path>]\n';

const NOTES = `✗: the aim is missed.
Calls, edits, songs, and what is on the card when, are counted on time wound by hand and are the same on every machine.
Milliseconds, memory and processor time are this machine's, with whatever else it was doing.
"The usual way" looks at the player every 5 s, edits the card with each look, and plays song by song. "Song by queue"
writes each song into the queue and looks every 4 s. "Three ahead" keeps three songs in the queue and looks once per song.
Where the process itself is measured, the usual way is the least a bot on discord.js can be: it logs in, acknowledges and
answers.
`;

const { values: given } = parseArgs({
  options: { sessions: { type: 'string', default: '100' }, only: { type: 'string' }, json: { type: 'string' } },
});
const sessions = Number(given.sessions);

const groups: Record<string, () => Promise<Figure[]>> = {
  start: measureStart,
  calls: measureCalls,
  changes: measureChanges,
  shares: measureShares,
  process: measureProcess,
  acks: () => measureAcks(sessions),
};
const chosen = Object.entries(groups).filter(([name]) => name === (given.only ?? name));
if (chosen.length === 0 || !Number.isInteger(sessions) || sessions < 1) {
  process.stderr.write(USAGE);
  process.exit(1);
}

const setting = {
  machine: `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, ${process.platform}`,
  loadBefore: loadavg()[0],
  seed: SEED,
  starts: STARTS,
  latencyMs: LATENCY_MS,
  songMs: SONG_MS,
  coldStarts: COLD_STARTS,
  sessions,
  sessionSongMs: songMsFor(sessions),
  presses: PRESSES,
  pressesPerSecond: PRESSES_PER_SECOND,
};
process.stdout.write(`${describe(setting)}\n\n`);

const figures: Figure[] = [];
for (const [name, measure] of chosen) {
  const began = performance.now();
  process.stdout.write(`measuring ${name} …`);
  figures.push(...(await measure()));
  process.stdout.write(` ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
}
process.stdout.write(`\n${renderTable(figures)}\n\n${NOTES}`);
if (given.json !== undefined) await writeFile(given.json, `${JSON.stringify({ ...setting, figures }, null, 2)}\n`);

function describe(told: typeof setting): string {
  return [
    `On ${told.machine}; load ${told.loadBefore?.toFixed(1)} before.`,
    `Simulated Discord and Spotify in this process; seed ${told.seed}; the order of Sesh's songs is its own draw.`,
    `Songs last ${told.songMs / 1_000} s on average, those of the ${told.sessions} live sessions ${told.sessionSongMs / 1_000} s.`,
  ].join('\n');
}
