import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from 'express';
import type { Clock } from '../clock.ts';
import { commandRoutes } from './commands/command-routes.ts';
import { createCommands } from './commands/commands.ts';
import { createDeadlines } from './gateway/deadlines.ts';
import { createGateway } from './gateway/gateway.ts';
import { createSessionStarts } from './gateway/session-starts.ts';
import { createSessions } from './gateway/sessions.ts';
import { type Change, createChanges } from './guilds/changes.ts';
import { channelRoutes } from './guilds/channel-routes.ts';
import { type Guild, guildHandle } from './guilds/guild.ts';
import { createGuilds } from './guilds/guilds.ts';
import { peopleRoutes } from './guilds/people-routes.ts';
import { type User, usernameFrom } from './guilds/users.ts';
import { createIds } from './ids.ts';
import { createAnswerMessages } from './interactions/answer-messages.ts';
import { interactionRoutes } from './interactions/interaction-routes.ts';
import { createInteractions } from './interactions/interactions.ts';
import type { Message } from './messages/message.ts';
import { createMessages } from './messages/messages.ts';
import { createOAuth } from './oauth/oauth.ts';
import { oauthRoutes } from './oauth/oauth-routes.ts';
import { createPerson } from './person.ts';
import { createAttachments } from './rest/attachments.ts';
import { cdnRoutes } from './rest/cdn-routes.ts';
import { createFaults, type FaultRule } from './rest/faults.ts';
import { createLimits } from './rest/limits.ts';
import { createRest, type RequestLog } from './rest/rest.ts';

export type { GatewayRefusal } from './gateway/gateway.ts';
export type { Change } from './guilds/changes.ts';
export type { Channel, ChannelRights, Guild } from './guilds/guild.ts';
export type { Permission } from './guilds/permissions.ts';
export type { User } from './guilds/users.ts';
export type { Choice, Interaction } from './interactions/interaction.ts';
export type { Message } from './messages/message.ts';
export type { ForgedPress, Person } from './person.ts';
export type { FaultRule } from './rest/faults.ts';
export type { RequestLog } from './rest/rest.ts';

export type DiscordOptions = {
  clock: Clock;
  token?: string;
  clientSecret?: string;
  heartbeatIntervalMs?: number;
  /**
   * Whether answers say beforehand how much of a rate limit is left. A client waits for that by the wall clock, so a
   * world whose time is wound keeps silent; the limits hold all the same.
   */
  announcesLimits?: boolean;
  /**
   * How long, on the wall, an interaction waits for its acknowledgement; as long as on the clock unless told. Where time
   * is wound, three seconds of the wall say nothing of the bot: a busy machine may take them.
   */
  wallPatienceMs?: number;
  /** Keys of messages that are ignored where there are none such, because a client library adds them everywhere. */
  addedByClient?: string[];
  /** The registered redirect URIs; by default any /oauth/discord/callback on https or loopback. */
  redirectUris?: string[];
};

const HEARTBEAT_INTERVAL_MS = 41_250;

export type Discord = ReturnType<typeof createDiscord>;

/**
 * A Discord to play against: its REST API and its gateway for an unmodified discord.js client, its OAuth2, and people
 * who type, press and look. It refuses what Discord refuses, and reports what no bot should have tried.
 */
export function createDiscord(options: DiscordOptions) {
  const { clock, addedByClient = [] } = options;
  const token = options.token ?? `simulated.${randomBytes(24).toString('base64url')}`;
  const clientSecret = options.clientSecret ?? randomBytes(24).toString('base64url');
  const requests: RequestLog[] = [];
  const violations: string[] = [];
  const violate = (rule: string, detail: string) => void violations.push(`${rule}: ${detail}`);

  let base = 'http://127.0.0.1';
  const baseUrl = () => base;
  const gatewayUrl = () => `${base.replace(/^http/, 'ws')}/gateway`;

  const ids = createIds(clock);
  const bot: User = { id: ids(), username: 'Sesh', global_name: null, avatar: null, bot: true };
  const applicationId = bot.id;
  const users = new Map<string, User>([[bot.id, bot]]);

  const deadlines = createDeadlines(clock);
  const changes = createChanges();
  const faults = createFaults();
  const limits = createLimits(clock, options.announcesLimits ?? true);
  const sessions = createSessions();
  const starts = createSessionStarts(clock);
  const commands = createCommands(ids);
  const guilds = createGuilds({ clock, ids, bot, sessions });
  const attachments = createAttachments({ ids, baseUrl });
  const messages = createMessages({ clock, ids, sessions, changes, attachments });
  const interactions = createInteractions({
    ...{ clock, ids, sessions, deadlines, changes },
    wallPatienceMs: options.wallPatienceMs,
  });
  const answers = createAnswerMessages({ bot, guilds, messages, violate });
  const oauth = createOAuth({ clock, applicationId, clientSecret, redirectUris: options.redirectUris });
  const gateway = createGateway({
    clock,
    token,
    bot,
    guilds,
    sessions,
    starts,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS,
    url: gatewayUrl,
    violate,
  });
  const router: Router = createRest(
    { token, now: clock.now, limits, faults, deadlines, requests, addedByClient, violate },
    [
      ...oauthRoutes({ oauth, bot, botToken: token, users }),
      ...peopleRoutes({ bot, guilds, users, starts, gatewayUrl, redirectUris: options.redirectUris ?? [] }),
      ...commandRoutes({ applicationId, commands, guilds }),
      ...channelRoutes({ clock, bot, guilds, messages, limits }),
      ...interactionRoutes({ applicationId, messages, interactions, answers }),
      ...cdnRoutes({ users, attachments }),
    ],
  );

  return {
    token,
    clientSecret,
    applicationId,
    /** The HTTP side, to be mounted where `listenAt` says. */
    router,
    /** Every request to the API, as it came. */
    requests,
    /** Breaches of rules that only a bug in the bot can cause, each with the id of the rule. */
    violations,

    /** Tells it the address it is served at, such as http://127.0.0.1:4711/discord. */
    listenAt(url: string) {
      base = url;
    },
    /** Takes the socket of a request for the gateway; false if the request is for something else. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
      const { pathname, searchParams } = new URL(request.url ?? '', base);
      if (pathname !== new URL(gatewayUrl()).pathname) return false;
      gateway.accept(request, socket, head, searchParams);
      return true;
    },

    addUser(name: string, options: { username?: string; avatar?: string } = {}): User {
      const user = {
        id: ids(),
        username: options.username ?? usernameFrom(name),
        global_name: name,
        avatar: options.avatar ?? null,
        bot: false,
      };
      users.set(user.id, user);
      return user;
    },
    addGuild(name: string): Guild {
      return guildHandle(guilds, guilds.add(name), (guild, member) =>
        createPerson({ applicationId, guilds, commands, messages, interactions }, guild, member),
      );
    },

    /** Returns what somebody in a guild can type, as the bot registered it. */
    commandsIn: (guild: { id: string }) => commands.inGuild(guild.id),
    /** Returns the public messages of a channel, oldest first. */
    messages(channel: { id: string }): Message[] {
      return messages.inChannel(channel.id).filter(({ ephemeralTo }) => !ephemeralTo);
    },
    /** Returns the number of requests that edit a message. */
    edits(messageId: string): number {
      const isFor = ({ path }: RequestLog) =>
        path.endsWith(`/messages/${messageId}`) || interactions.originalIn(path)?.id === messageId;
      return requests.filter((request) => request.method === 'PATCH' && isFor(request)).length;
    },
    /** Calls `listener` at every visible change; returns a function that stops it. */
    subscribe(listener: (change: Change) => void): () => void {
      return changes.subscribe(listener);
    },

    /** Lets the next request that fits go wrong; the returned function ends that. */
    failNext: (rule: FaultRule): (() => void) => faults.add(rule),
    /** Closes the gateway's connections with a code, or cuts them. */
    dropGateway: gateway.drop,
    /** Asks the clients to come back (op 7). */
    requestReconnect: gateway.requestReconnect,
    /** Tells the clients that their sessions are over (op 9), or only interrupted. */
    invalidateSession: gateway.invalidateSession,
    /** Leaves heartbeats unanswered, until told false. */
    ignoreHeartbeats: gateway.ignoreHeartbeats,
    /** Lets every attempt to open a session fail, with an HTTP status or in another way, until told null. */
    refuseGateway: gateway.refuse,
    /** Returns the number of attempts to connect to the gateway so far. */
    gatewayAttempts: gateway.attempts,
    /** Returns true while a client of the gateway has not read everything that it was sent. */
    isUnread: gateway.isUnread,
    /** Returns the number of gateway connections, also of those without a session. */
    gatewayConnections: gateway.connections,
    /** Returns the largest number of sessions that were connected at the same time. */
    mostSessions: gateway.mostSessions,
    /** Sends the gateway's events changed like this, until told null. */
    garble: sessions.garble,
    /** Closes the connection of the next client that identifies with this code. */
    turnAwayNext: gateway.turnAwayNext,
    /** Delivers the last interaction a second time. */
    repeatInteraction: () => sessions.repeatLast('INTERACTION_CREATE'),
    /** Returns the number of resumed sessions so far. */
    resumes: gateway.resumes,
    /** Returns the number of sessions begun today. */
    sessionsBegun: () => starts.used(),

    /** Ends every connection and drops every timer. */
    async close() {
      deadlines.close();
      gateway.close();
    },
  };
}
