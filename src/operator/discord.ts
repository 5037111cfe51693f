import { z } from 'zod';
import { askService, readAnswer, requestToken, type ServiceAnswer } from './ask-service.ts';
import { OperatorError } from './operator-error.ts';
import { LEAST_PERMISSIONS, missingIn } from './permissions.ts';

const WHO = 'Discord';

const application = z.object({
  id: z.string(),
  name: z.string(),
  bot_public: z.boolean().optional(),
  redirect_uris: z.array(z.string()).optional(),
});
const gateway = z.object({ session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }) });
const channel = z.object({
  name: z.string().nullish(),
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(z.object({ id: z.string(), allow: z.string(), deny: z.string() })).optional(),
});
const roles = z.array(z.object({ id: z.string(), permissions: z.string() }));
const member = z.object({ roles: z.array(z.string()) });
/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
const THREADS = [10, 11, 12];

export type Application = {
  id: string;
  name: string;
  isPublic: boolean;
  redirects: readonly string[] | null;
  at: number | null;
};

/** Returns the address that invites the bot, with the least permissions it can work with. */
export function inviteLink(discordUrl: string, applicationId: string): string {
  const query = {
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: LEAST_PERMISSIONS.toString(),
  };
  return `${discordUrl}/oauth2/authorize?${new URLSearchParams(query)}`;
}

/** Creates the checks of credentials and channels at Discord. @throws Complaint with the next step, if refused */
export function createDiscordChecks(discordUrl: string) {
  const api = `${discordUrl}/api/v10`;
  const asBot = (token: string, path: string) =>
    askService(WHO, api + path, { headers: { authorization: `Bot ${token}` } });

  async function seen(token: string, path: string): Promise<ServiceAnswer> {
    const heard = await asBot(token, path);
    if (heard.status === 401)
      throw new OperatorError('Discord does not know this bot token: take a fresh one at Bot → Reset Token.');
    return heard;
  }

  return {
    /** Returns the application that a bot token belongs to. */
    async application(token: string): Promise<Application> {
      await seen(token, '/users/@me');
      const { body, at } = await seen(token, '/applications/@me');
      const { id, name, bot_public, redirect_uris } = readAnswer(WHO, application, body);
      return { id, name, isPublic: bot_public ?? false, redirects: redirect_uris ?? null, at };
    },
    /** Throws unless the secret belongs to this application. */
    async checkSecret(applicationId: string, secret: string): Promise<void> {
      const { status } = await requestToken(
        WHO,
        `${discordUrl}/api/oauth2/token`,
        { id: applicationId, secret },
        { scope: 'identify' },
      );
      if (status !== 200) {
        throw new OperatorError(
          'Discord does not accept this client secret for the bot’s application: OAuth2 → Reset Secret.',
        );
      }
    },
    /** Returns how many sessions the bot may still begin, and for how many milliseconds that count holds. */
    async startsLeft(token: string): Promise<{ remaining: number; resetMs: number }> {
      const { body } = await seen(token, '/gateway/bot');
      const { remaining, reset_after } = readAnswer(WHO, gateway, body).session_start_limit;
      return { remaining, resetMs: reset_after };
    },
    /** Returns the permissions that the bot needs in a channel and does not have. */
    async missingIn(token: string, botId: string, channelId: string): Promise<{ channel: string; missing: string[] }> {
      const place = await channelOf(token, channelId);
      const isThread = THREADS.includes(place.type);
      const { guild_id: guildId, permission_overwrites: overwrites = [] } =
        isThread && place.parent_id ? await channelOf(token, place.parent_id) : place;
      if (guildId === undefined) throw new OperatorError(`Channel ${channelId} is not in a server.`);
      const mine = readAnswer(WHO, member, (await seen(token, `/guilds/${guildId}/members/${botId}`)).body).roles;
      const all = readAnswer(WHO, roles, (await seen(token, `/guilds/${guildId}/roles`)).body);
      const held = all.filter(({ id }) => id === guildId || mine.includes(id));
      const standing = {
        botId,
        guildId,
        overwrites,
        roles: new Map(held.map(({ id, permissions }) => [id, permissions])),
      };
      return { channel: place.name ?? channelId, missing: missingIn(standing) };
    },
  };

  async function channelOf(token: string, id: string) {
    const { status, body } = await seen(token, `/channels/${id}`);
    if (status === 403) throw new OperatorError(`The bot cannot see channel ${id}: allow it View Channel there.`);
    if (status !== 200)
      throw new OperatorError(`Discord knows no channel ${id} where the bot is: invite it, or copy the id again.`);
    return readAnswer(WHO, channel, body);
  }
}

export type DiscordChecks = ReturnType<typeof createDiscordChecks>;
