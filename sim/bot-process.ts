import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import { type FromBot, type FromWorld, type Lent, lendClock } from './distant-clock.ts';

export type FromParent = FromWorld | { ask: 'open'; config: object; pretty: boolean } | { ask: 'close' };
export type ToParent = FromBot | { tell: 'ready' } | { tell: 'failed'; why: string; code: string | undefined };

export type BotState = 'starting' | 'online' | 'down';

/** What the page can see of the bot and do to it. */
export type BotHandle = {
  state(): BotState;
  /** Ends it without a word, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on what it left behind. */
  start(): Promise<void>;
  /** Calls `listener` whenever its state changes. */
  subscribe(listener: () => void): void;
};

export type BotProcess = BotHandle & {
  /** Opens the bot with this configuration, on this clock; `start` does the same again. */
  open(config: object, clock: Clock): Promise<void>;
  /** Resolves when nothing is under way in the bot; at once if it is not there. */
  settle(): Promise<void>;
  /** Lets it close its parts and end. */
  close(): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL('./bot-child.ts', import.meta.url));

type Surroundings = { config: object; clock: Clock };

/** The bot as a child of this process. It begins to load at once, and runs from `open` on. */
export function createBotProcess(options: { pretty: boolean }): BotProcess {
  const listeners = new Set<() => void>();
  let child = spawn();
  let lent: Lent | null = null;
  let state: BotState = 'starting';
  let surroundings: Surroundings | null = null;

  function become(next: BotState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function spawn(): ChildProcess {
    const born = fork(PROGRAM, { serialization: 'advanced', stdio: 'inherit' });
    born.once('exit', () => {
      if (born !== child) return;
      lent?.takeBack();
      lent = null;
      become('down');
    });
    return born;
  }

  async function run({ config, clock }: Surroundings): Promise<void> {
    become('starting');
    const mine = child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    mine.once('exit', (code, signal) => reject(new Error(`The bot ended while it was starting (${signal ?? code}).`)));
    mine.on('message', (message) => {
      const said = message as ToParent; // the line carries nothing else
      if ('clock' in said) lent?.hear(said);
      else if (said.tell === 'ready') resolve();
      else reject(Object.assign(new Error(said.why), { code: said.code }));
    });
    lent = lendClock(clock, (message) => say(mine, message));
    say(mine, { ask: 'open', config, pretty: options.pretty });
    await promise;
    if (mine === child && isAlive(mine)) become('online');
  }

  async function end(how: (alive: ChildProcess) => void): Promise<void> {
    if (!isAlive(child)) return;
    const ended = once(child, 'exit');
    how(child);
    await ended;
  }

  return {
    state: () => state,
    subscribe: (listener) => void listeners.add(listener),
    kill: () => end((alive) => alive.kill('SIGKILL')),
    async start() {
      if (!surroundings || isAlive(child)) throw new Error('The bot is running already.');
      child = spawn();
      await run(surroundings);
    },
    async open(config, clock) {
      surroundings = { config, clock };
      await run(surroundings);
    },
    settle: async () => lent?.settle(),
    close: () => end((alive) => say(alive, { ask: 'close' })),
  };
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function say(child: ChildProcess, message: FromParent): void {
  // What is said to somebody who is dying is lost, and that is no failure of ours.
  if (child.connected) child.send(message, () => {});
}
