import type { WireCommand } from '../wire.ts';

/** The types of option that a person fills in (https://docs.discord.com/developers/interactions/application-commands). */
export const OPTION_TYPE = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

export type CommandOption = {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { name: string; value: string | number }[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  options?: CommandOption[];
};

/** A command as a bot asks for it. */
export type CommandRequest = {
  name: string;
  description?: string | null;
  type?: number | null;
  options?: CommandOption[] | null;
  default_member_permissions?: string | number | null;
  contexts?: number[] | null;
  integration_types?: number[] | null;
  nsfw?: boolean | null;
};

export type Command = {
  readonly id: string;
  readonly version: string;
  readonly guildId: string | null;
  readonly name: string;
  readonly description: string;
  readonly options: CommandOption[];
  /** The permissions needed to be offered it; null for none. */
  readonly neededPermissions: bigint | null;
  readonly contexts: number[] | null;
  readonly integrationTypes: number[];
};

export const CHAT_INPUT = 1;

export type Commands = ReturnType<typeof createCommands>;

/** The commands that are registered, for everywhere (null) and for single guilds. */
export function createCommands(ids: () => string) {
  const scopes = new Map<string | null, Command[]>();
  const inScope = (guildId: string | null) => scopes.get(guildId) ?? [];

  return {
    inScope,
    /** Returns the commands of a guild: its own, then the global ones. */
    inGuild: (guildId: string) => [...inScope(guildId), ...inScope(null)],
    /** Puts these in the place of all there were; a name that stays keeps its id. */
    set(guildId: string | null, requests: CommandRequest[]): Command[] {
      const before = inScope(guildId);
      const commands = requests.map(
        (request): Command => ({
          id: before.find((command) => command.name === request.name)?.id ?? ids(),
          version: ids(),
          guildId,
          name: request.name,
          description: request.description ?? '',
          options: request.options ?? [],
          neededPermissions: toBits(request.default_member_permissions),
          contexts: request.contexts ?? null,
          integrationTypes: request.integration_types ?? [0],
        }),
      );
      scopes.set(guildId, commands);
      return commands;
    },
  };
}

export function toCommand(command: Command, applicationId: string): WireCommand {
  const { id, version, guildId, name, description, options, neededPermissions, contexts, integrationTypes } = command;
  return {
    id,
    application_id: applicationId,
    version,
    type: CHAT_INPUT,
    name,
    description,
    // The options were checked against the API's own schema; their union has no shorter name.
    options: options as unknown as NonNullable<WireCommand['options']>,
    default_member_permissions: neededPermissions?.toString() ?? null,
    nsfw: false,
    contexts,
    integration_types: integrationTypes,
    ...(guildId !== null && { guild_id: guildId }),
  };
}

function toBits(permissions: CommandRequest['default_member_permissions']): bigint | null {
  return permissions === null || permissions === undefined ? null : BigInt(permissions);
}
