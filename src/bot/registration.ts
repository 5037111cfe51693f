import { createHash } from 'node:crypto';
import { type APIApplicationCommand, type REST, Routes } from 'discord.js';
import { registration } from '../commands/index.ts';
import { inBackground, type Log } from '../log.ts';
import type { Clock, FactStore } from '../service/ports.ts';
import { backOff } from '../session/back-off.ts';

export type Registration = {
  /** The command's id, which clickable mentions need; null while there is none. */
  id(): string | null;
  /** Registers `/sesh` where it is not yet as it should be; what fails is tried again later. */
  open(rest: REST, applicationId: string): Promise<void>;
  stop(): void;
};

const PRINT = 'commands.print';
const ID = 'commands.id';
const SCOPE = 'commands.scope';
const RETRY_MS = { least: 60_000, most: 60 * 60_000 };

/** What Discord knows of our command. Discord counts registrations per day: one goes out only when something changed. */
export function createRegistration(world: {
  guildId: string | undefined;
  facts: FactStore;
  clock: Clock;
  log: Log;
}): Registration {
  const { guildId, facts, clock, log } = world;
  const body = registration();
  let cancel = () => {};

  async function bringUpToDate(rest: REST, applicationId: string): Promise<void> {
    const route = routeOf(applicationId, guildId);
    const print = createHash('sha256')
      .update(JSON.stringify([route, body]))
      .digest('base64url');
    if (facts.read(PRINT) === print && (await isRegistered(rest, route))) return;
    const [command] = (await rest.put(route, { body })) as APIApplicationCommand[];
    await withdrawFrom(rest, facts.read(SCOPE), route);
    facts.write(ID, command?.id ?? '');
    facts.write(SCOPE, route);
    facts.write(PRINT, print);
    log.info({ guild: guildId ?? 'everywhere' }, 'commands registered');
  }

  async function isRegistered(rest: REST, route: `/${string}`): Promise<boolean> {
    const there = (await rest.get(route)) as APIApplicationCommand[];
    return there.some(({ id }) => id === facts.read(ID));
  }

  /** What was registered for another server, or for all, would stand beside the new one. */
  async function withdrawFrom(rest: REST, before: string | null, route: string): Promise<void> {
    if (before === null || before === route) return;
    try {
      await rest.put(before as `/${string}`, { body: [] }); // a route of ours, as `routeOf` made it
    } catch (err) {
      log.info({ err }, 'the commands of before could not be taken back');
    }
  }

  async function attempt(rest: REST, applicationId: string, failingSince: number | null = null): Promise<void> {
    try {
      await bringUpToDate(rest, applicationId);
    } catch (err) {
      log.error({ err }, 'commands could not be registered');
      const since = failingSince ?? clock.now();
      cancel = clock.after(backOff(clock.now() - since, RETRY_MS), () =>
        inBackground(attempt(rest, applicationId, since), log, 'commands could not be registered'),
      );
    }
  }

  return {
    id: () => facts.read(ID) || null,
    open: (rest, applicationId) => attempt(rest, applicationId),
    stop: () => cancel(),
  };
}

function routeOf(applicationId: string, guildId: string | undefined): `/${string}` {
  return guildId ? Routes.applicationGuildCommands(applicationId, guildId) : Routes.applicationCommands(applicationId);
}
