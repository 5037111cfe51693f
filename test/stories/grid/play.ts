import { expect, it, onTestFinished, vi } from 'vitest';
import { buttons, commands } from '../../../src/commands/index.ts';
import type { ButtonAction } from '../../../src/words/buttons.ts';
import type { CommandName } from '../../../src/words/commands.ts';
import { IS_WHOLE } from '../../tables.ts';
import { answerIn } from './answers.ts';
import { expectedAnswer } from './expected.ts';
import {
  beginEvening,
  connect,
  type Evening,
  LINKED,
  openGround,
  type Phase,
  ROLES,
  type Role,
  wrapUp,
} from './places.ts';
import { press, type Row, type } from './rows.ts';

/** Hundreds of presses take their time where other tests run beside them. */
export const PATIENCE_MS = 120_000;

type Act = (evening: Evening, role: Role) => ReturnType<typeof press>;
type Cell = { row: Row; role: Role; act: Act };

/** Every command and every press there is, by everybody. */
function everyCell(): Cell[] {
  const names = Object.keys(commands) as CommandName[]; // the keys of both lists are the names
  const actions = Object.keys(buttons) as ButtonAction[];
  const rows: [Row, Act][] = [
    ...names.map((name): [Row, Act] => [`/${name}`, (evening, role) => type(name, evening, role)]),
    ...actions.map((name): [Row, Act] => [`[${name}]`, (evening, role) => press(name, evening, role)]),
  ];
  return rows.flatMap(([row, act]) => ROLES.map((role) => ({ row, role, act })));
}

/** The test of what everybody is told in this phase. */
export function inPhase(phase: Phase, says: string): void {
  const expected = (cell: Cell) => expectedAnswer(cell.row, cell.role, phase);
  const changesNothing = (cell: Cell) => spoils(expected(cell), cell, phase).length === 0;
  const quiet = everyCell().filter(changesNothing);
  const cells = IS_WHOLE
    ? [...quiet, ...everyCell().filter((cell) => !changesNothing(cell))]
    : quiet.filter(({ role }) => FEW.includes(role));
  const played = new Set(cells.map(nameOf));
  const told = new Map(
    everyCell().map((cell) => [nameOf(cell), played.has(nameOf(cell)) ? expected(cell) : NOT_PLAYED]),
  );
  it(says, async () => expect(linesOf(await play(phase, cells))).toEqual(linesOf(told)), PATIENCE_MS);
}

/** Whose cells `npm test` plays, those that change nothing: one evening a phase has room for them. */
const FEW: Role[] = ['host', 'guest'];
const NOT_PLAYED = '-';

/**
 * Plays these cells in this phase and returns the answers by the names of the cells. What changed something is never
 * followed by what it could have changed: that is left to another evening.
 */
async function play(phase: Phase, cells: readonly Cell[]): Promise<Map<string, string>> {
  const answers = new Map(everyCell().map((cell) => [nameOf(cell), NOT_PLAYED]));
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const ground = await openGround();
  for (let left = cells; left.length > 0; ) {
    const evening = await beginEvening(ground, phase);
    const spoiled = new Set<string>();
    const later: Cell[] = [];
    for (const cell of left) {
      const { row, role } = cell;
      if ([role, row, 'everything', ...(AIMS_AT[row] ?? [])].some((part) => spoiled.has(part))) {
        later.push(cell);
        continue;
      }
      vi.setSystemTime(Date.now() + 1_000);
      const answer = await answerTo(cell, evening, phase);
      answers.set(nameOf(cell), answer);
      for (const part of spoils(answer, cell, phase)) spoiled.add(part);
    }
    left = later;
    if (left.length > 0) {
      await wrapUp(ground, evening.channel);
      for (const role of LINKED) if (spoiled.has(linkOf(role))) await connect(ground, role);
    }
  }
  return answers;
}

/** What was refused has had all its consequences as soon as it is said; for everything else we wait. */
async function answerTo(cell: Cell, evening: Evening, phase: Phase): Promise<string> {
  const interaction = await cell.act(evening, cell.role);
  // A press is answered beside its acknowledgement, a little later.
  if (interaction.replies.length === 0) await evening.story.settle();
  const changedNothing = spoils(answerIn(interaction), cell, phase).length === 0;
  if (!changedNothing) await evening.story.settle();
  return answerIn(interaction);
}

/** Whom a command is about, apart from who types it. */
const AIMS_AT: Partial<Record<string, Role[]>> = { '/host': ['member'], '/kick': ['guest'] };

/** What an answer tells to be no longer as it was at the beginning. */
function spoils(answer: string, { row, role }: Cell, phase: Phase): string[] {
  const [reply = ''] = answer.split('.');
  if (reply === 'unlinked') return [role === 'host' ? 'everything' : role, linkOf(role)];
  if (reply === 'voted') return [role, row];
  if (OF_ONE.includes(reply)) return [role];
  if (reply === 'songAdded' && phase === 'over') return ['everything'];
  if (reply === 'moved') return [row];
  if (reply === 'kicked') return ['guest'];
  return OF_ALL.includes(reply) ? ['everything'] : [];
}

function linkOf(role: Role): string {
  return `the link of ${role}`;
}

const OF_ONE = ['joined', 'joinedAsGuest', 'joinedWithoutSongs', 'left', 'voted', 'ownSongs', 'brought'];
const OF_ALL = ['card', 'lobbyOpened', 'started', 'skipped', 'paused', 'resumed', 'tookOver', 'encored', 'ended'];

function nameOf({ row, role }: Pick<Cell, 'row' | 'role'>): string {
  return `${row} ${role}`;
}

/** The answers a line a row, those of the roles in their order. */
function linesOf(answers: ReadonlyMap<string, string>): string[] {
  const lines = new Map<string, string>();
  for (const [name, answer] of answers) {
    const [row = ''] = name.split(' ');
    lines.set(row, `${lines.get(row) ?? row} ${answer}`);
  }
  return [...lines.values()];
}
