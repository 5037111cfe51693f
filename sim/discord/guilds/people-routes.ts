import type { SessionStarts } from '../gateway/session-starts.ts';
import { refuse } from '../rest/refuse.ts';
import { API, json, param, type Route } from '../rest/route.ts';
import { toApplication } from './application-payload.ts';
import { toMember, toRole } from './guild-payloads.ts';
import type { Guilds } from './guilds.ts';
import { toUser, type User } from './users.ts';

/** The gateway's address, the application, and who is who. */
export function peopleRoutes(world: {
  bot: User;
  guilds: Guilds;
  redirectUris: string[];
  users: Map<string, User>;
  starts: SessionStarts;
  gatewayUrl: () => string;
}): Route[] {
  const { bot, guilds, redirectUris, users, starts, gatewayUrl } = world;
  return [
    {
      method: 'get',
      path: `${API}/gateway/bot`,
      isBots: true,
      handle: () => json({ url: gatewayUrl(), shards: 1, session_start_limit: starts.describe() }),
    },
    {
      method: 'get',
      path: `${API}/applications/@me`,
      isBots: true,
      handle: () => json(toApplication(bot, redirectUris)),
    },
    {
      method: 'get',
      path: `${API}/users/:user`,
      isBots: true,
      handle(call) {
        const user = users.get(param(call, 'user'));
        if (!user) throw refuse('unknown-user');
        return json(toUser(user));
      },
    },
    {
      method: 'get',
      path: `${API}/guilds/:guild/roles`,
      isBots: true,
      handle(call) {
        const guild = guilds.find(param(call, 'guild'));
        if (!guild) throw refuse('unknown-guild');
        return json([...guild.roles.values()].map(toRole));
      },
    },
    {
      method: 'get',
      path: `${API}/guilds/:guild/members/:user`,
      isBots: true,
      handle(call) {
        const guild = guilds.find(param(call, 'guild'));
        if (!guild) throw refuse('unknown-guild');
        const member = guild.members.get(param(call, 'user'));
        if (!member) throw refuse('unknown-member');
        return json(toMember(member));
      },
    },
  ];
}
