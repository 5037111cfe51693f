import type { User } from '../guilds/users.ts';
import type { Attachments } from './attachments.ts';
import { refuse } from './refuse.ts';
import { type Answer, param, type Route } from './route.ts';

const COLOURS = ['#5865f2', '#757e8a', '#3ba55c', '#faa61a', '#ed4245', '#eb459f'];

/** Pictures of people, made up, and the files that messages carry (https://docs.discord.com/developers/reference#image-formatting). */
export function cdnRoutes(world: { users: Map<string, User>; attachments: Attachments }): Route[] {
  const { users, attachments } = world;
  const isBots = false;
  return [
    {
      method: 'get',
      path: '/cdn/avatars/:user/:picture',
      isBots,
      query: ['size'],
      handle(call) {
        const user = users.get(param(call, 'user'));
        if (!user) throw refuse('unknown-user');
        return picture((user.global_name ?? user.username).slice(0, 1), Number(BigInt(user.id) >> 22n));
      },
    },
    {
      method: 'get',
      path: '/cdn/embed/avatars/:picture',
      isBots,
      handle: (call) => picture('', Number.parseInt(param(call, 'picture'), 10)),
    },
    {
      method: 'get',
      path: '/cdn/attachments/:channel/:attachment/:name',
      isBots,
      handle(call) {
        const attachment = attachments.find(param(call, 'attachment'));
        if (!attachment) throw refuse('known-route', { detail: 'no such attachment' });
        return { status: 200, body: attachment.bytes, headers: { 'content-type': attachment.type } };
      },
    },
  ];
}

function picture(letter: string, seed: number): Answer {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${
    COLOURS[seed % COLOURS.length]
  }"/><text x="32" y="43" font-family="sans-serif" font-size="32" fill="#fff" text-anchor="middle">${
    /\p{L}|\p{N}/u.test(letter) ? letter : ''
  }</text></svg>`;
  return { status: 200, body: svg, headers: { 'content-type': 'image/svg+xml' } };
}
