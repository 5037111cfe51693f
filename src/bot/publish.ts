import { createHash } from 'node:crypto';
import { type APIApplicationCommand, type REST, Routes } from 'discord.js';
import { registration } from '../commands/index.ts';
import type { Log } from '../log.ts';
import type { FactStore } from '../service/ports.ts';

const PRINT = 'commands.print';
const ID = 'commands.id';

/**
 * Registers `/sesh` if it differs from what was registered last: Discord counts registrations per day. Returns the
 * command's id, which clickable mentions need.
 */
export async function publishCommands(world: {
  rest: REST;
  applicationId: string;
  guildId: string | undefined;
  facts: FactStore;
  log: Log;
}): Promise<string> {
  const { rest, applicationId, guildId, facts, log } = world;
  const body = registration();
  const print = createHash('sha256')
    .update(JSON.stringify([applicationId, guildId ?? null, body]))
    .digest('base64url');
  const known = facts.read(ID);
  if (known !== null && facts.read(PRINT) === print) return known;
  const route = guildId
    ? Routes.applicationGuildCommands(applicationId, guildId)
    : Routes.applicationCommands(applicationId);
  const [command] = (await rest.put(route, { body })) as APIApplicationCommand[];
  const id = command?.id ?? '';
  facts.write(PRINT, print);
  facts.write(ID, id);
  log.info({ guild: guildId ?? 'everywhere' }, 'commands registered');
  return id;
}
