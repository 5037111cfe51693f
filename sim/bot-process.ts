import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import { type ClockServer, type FromBot, type FromWorld, serveClock } from './remote-clock.ts';

export type FromParent = FromWorld | { ask: 'open'; config: object; pretty: boolean } | { ask: 'close' };
export type ToParent = FromBot | { tell: 'ready' } | { tell: 'failed'; why: string; code: string | undefined };

export type BotState = 'starting' | 'online' | 'down';

/** The part of a bot that the page shows and controls. */
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

type BotEnvironment = { config: object; clock: Clock };

/** The bot as a child of this process. It begins to load at once, and runs from `open` on. */
export function createBotProcess(options: { pretty: boolean }): BotProcess {
  const listeners = new Set<() => void>();
  let child = spawn();
  let clockServer: ClockServer | null = null;
  let state: BotState = 'starting';
  let environment: BotEnvironment | null = null;

  function setState(next: BotState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function spawn(): ChildProcess {
    const started = fork(PROGRAM, { serialization: 'advanced', stdio: 'inherit' });
    started.once('exit', () => {
      if (started !== child) return;
      clockServer?.disconnect();
      clockServer = null;
      setState('down');
    });
    return started;
  }

  async function run({ config, clock }: BotEnvironment): Promise<void> {
    setState('starting');
    const current = child;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    current.once('exit', (code, signal) =>
      reject(new Error(`The bot ended while it was starting (${signal ?? code}).`)),
    );
    current.on('message', (message) => {
      const said = message as ToParent; // the line carries nothing else
      if ('clock' in said) clockServer?.receive(said);
      else if (said.tell === 'ready') resolve();
      else reject(Object.assign(new Error(said.why), { code: said.code }));
    });
    clockServer = serveClock(clock, (message) => send(current, message));
    send(current, { ask: 'open', config, pretty: options.pretty });
    await promise;
    if (current === child && isAlive(current)) setState('online');
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
      if (!environment || isAlive(child)) throw new Error('The bot is running already.');
      child = spawn();
      await run(environment);
    },
    async open(config, clock) {
      environment = { config, clock };
      await run(environment);
    },
    settle: async () => clockServer?.settle(),
    close: () => end((alive) => send(alive, { ask: 'close' })),
  };
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function send(child: ChildProcess, message: FromParent): void {
  // What is said to somebody who is dying is lost, and that is no failure of ours.
  if (child.connected) child.send(message, () => {});
}
