import type {
  APIApplicationCommand,
  APIChatInputApplicationCommandInteraction,
  APIEmbed,
  APIInteractionDataResolved,
  APIInteractionGuildMember,
  APIMessage,
  APIMessageTopLevelComponent,
  APIPrivateThreadChannel,
  APIPublicThreadChannel,
  APIRole,
  APITextChannel,
  APIUser,
  GatewayDispatchPayload,
  GatewayGuildCreateDispatchData,
} from 'discord-api-types/v10';

/**
 * A shape of discord-api-types as it stands in JSON: its string enums become plain string literals, because this
 * package may be used for types only and its enums are values.
 */
export type Wire<T> = T extends string
  ? `${T}`
  : T extends number | boolean | bigint | null | undefined
    ? T
    : { [K in keyof T]: Wire<T[K]> };

/** Typed as a number, because the flag enums have no member for none. */
export const NO_FLAGS: number = 0;

export type WireUser = Wire<APIUser>;
export type WireRole = Wire<APIRole>;
export type WireChannel = Wire<APITextChannel & { guild_id: string }>;
export type WireThread = Wire<(APIPublicThreadChannel | APIPrivateThreadChannel) & { guild_id: string }>;
export type WireMember = Wire<APIInteractionGuildMember>;
export type WireMessage = Wire<APIMessage>;
export type WireEmbed = Wire<APIEmbed>;
export type WireComponent = Wire<APIMessageTopLevelComponent>;
export type WireCommand = Wire<APIApplicationCommand>;
export type WireGuildCreate = Wire<GatewayGuildCreateDispatchData>;
export type WireResolved = Wire<APIInteractionDataResolved>;

/** The content of a gateway dispatch, before it has a number in a session. */
export type Dispatch =
  | (GatewayDispatchPayload extends infer P
      ? P extends { t: infer T extends string; d: infer D }
        ? { t: `${T}`; d: Wire<D> }
        : never
      : never)
  | { t: 'RESUMED'; d: { _trace: string[] } };

export type WireCommandInteraction = Wire<APIChatInputApplicationCommandInteraction>;
