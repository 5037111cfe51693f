import type { Guilds } from '../guilds/guilds.ts';
import { refuse } from '../rest/refuse.ts';
import { API, type Call, json, param, type Route } from '../rest/route.ts';
import { readCommands } from './command-rules.ts';
import { type Commands, toCommand } from './commands.ts';

/** Registering commands (https://docs.discord.com/developers/interactions/application-commands#endpoints). */
export function commandRoutes(world: { applicationId: string; commands: Commands; guilds: Guilds }): Route[] {
  const { applicationId, commands, guilds } = world;

  function scopeOf(call: Call): string | null {
    if (param(call, 'application') !== applicationId) throw refuse('own-application');
    const guildId = call.params.guild;
    if (guildId === undefined) return null;
    if (!guilds.find(guildId)) throw refuse('unknown-guild');
    return guildId;
  }

  function list(call: Call) {
    return json(commands.inScope(scopeOf(call)).map((command) => toCommand(command, applicationId)));
  }

  function set(call: Call) {
    const scope = scopeOf(call);
    return json(commands.set(scope, readCommands(call.body)).map((command) => toCommand(command, applicationId)));
  }

  const everywhere = `${API}/applications/:application/commands`;
  const inGuild = `${API}/applications/:application/guilds/:guild/commands`;
  return [everywhere, inGuild].flatMap((path): Route[] => [
    { method: 'get', path, isBots: true, query: ['with_localizations'], handle: list },
    { method: 'put', path, isBots: true, handle: set },
  ]);
}
