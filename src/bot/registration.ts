import { createHash } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { registration } from '../commands/index.ts';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { FactStore } from '../ports/files.ts';
import { backOff } from '../session/back-off.ts';

export type Registration = {
  /** The command's id, which clickable mentions need; null while there is none. */
  id(): string | null;
  /** Returns true if the command is registered, as far as we know. */
  isDone(): boolean;
  /** Registers `/sesh` where it is not yet as it should be; what fails is tried again later. */
  open(rest: REST, applicationId: string): Promise<void>;
  stop(): void;
};

const FINGERPRINT_FACT = 'commands.print';
const COMMAND_ID_FACT = 'commands.id';
const SCOPE_FACT = 'commands.scope';
const RETRY_MS = { least: 60_000, most: 60 * 60_000 };

/** Creates the registration of our command. Discord counts registrations per day: only changes are sent. */
export function createRegistration(world: {
  guildId: string | undefined;
  facts: FactStore;
  clock: Clock;
  log: Log;
}): Registration {
  const { guildId, facts, clock, log } = world;
  const body = registration();
  let cancel = () => {};
  let isRegistered = false;
  let knownId: string | null = null;

  async function bringUpToDate(rest: REST, applicationId: string): Promise<void> {
    const route = routeOf(applicationId, guildId);
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([route, body]))
      .digest('base64url');
    if ((await facts.read(FINGERPRINT_FACT)) !== fingerprint || !(await isRegisteredAt(rest, route))) {
      const ours = ourCommand(await rest.put(route, { body }));
      await withdrawFrom(rest, await facts.read(SCOPE_FACT), route);
      await noteId(ours?.id ?? null);
      await facts.write(SCOPE_FACT, route);
      await facts.write(FINGERPRINT_FACT, fingerprint);
      log.info({ guild: guildId ?? 'everywhere' }, 'commands registered');
    }
    isRegistered = true;
  }

  /** Returns true if the command stands there under the id that we know; one without an id is taken for ours. */
  async function isRegisteredAt(rest: REST, route: `/${string}`): Promise<boolean> {
    const ours = ourCommand(await rest.get(route));
    if (ours?.id && knownId === null) await noteId(ours.id);
    return ours !== undefined && (ours.id === null || ours.id === knownId);
  }

  async function noteId(id: string | null): Promise<void> {
    knownId = id;
    await facts.write(COMMAND_ID_FACT, id ?? '');
  }

  /** Withdraws a registration for another server, or for all: it would stand beside the new one. */
  async function withdrawFrom(rest: REST, before: string | null, route: string): Promise<void> {
    if (before === null || before === route) return;
    try {
      await rest.put(before as `/${string}`, { body: [] }); // a route of ours, as `routeOf` made it
    } catch (err) {
      log.info({ err }, 'the previous commands could not be removed');
    }
  }

  async function registerOrRetry(rest: REST, applicationId: string, failingSince: number | null = null): Promise<void> {
    try {
      await bringUpToDate(rest, applicationId);
    } catch (err) {
      log.error({ err }, 'commands could not be registered');
      const since = failingSince ?? clock.now();
      cancel = clock.after(backOff(clock.now() - since, RETRY_MS), () =>
        inBackground(registerOrRetry(rest, applicationId, since), log, 'commands could not be registered'),
      );
    }
  }

  return {
    id: () => knownId,
    isDone: () => isRegistered,
    async open(rest, applicationId) {
      isRegistered = (await facts.read(FINGERPRINT_FACT)) !== null;
      knownId = (await facts.read(COMMAND_ID_FACT)) || null;
      await registerOrRetry(rest, applicationId);
    },
    stop: () => cancel(),
  };
}

const command = z.looseObject({ name: z.string(), id: z.string().min(1).nullable().catch(null) });

/** Our command in an answer of Discord's, whatever else that says. */
function ourCommand(answer: unknown): z.infer<typeof command> | undefined {
  const entries = Array.isArray(answer) ? answer : [];
  return entries
    .flatMap((entry) => command.safeParse(entry).data ?? [])
    .find(({ name }) => registration().some((ours) => ours.name === name));
}

function routeOf(applicationId: string, guildId: string | undefined): `/${string}` {
  return guildId ? Routes.applicationGuildCommands(applicationId, guildId) : Routes.applicationCommands(applicationId);
}
