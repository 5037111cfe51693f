import type { Answers } from './answers.ts';
import { API, type Call, param, type Route } from './route.ts';

/** As measured: https://github.com/discord/discord-api-docs/issues/2701 */
const FOLLOW_UPS = { limit: 5, windowMs: 2_000 };

/**
 * Where interactions are answered; their tokens stand in the path, no other is asked for
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints).
 */
export function interactionRoutes(answers: Answers): Route[] {
  const hook = `${API}/webhooks/:application/:token`;
  const one = `${hook}/messages/:message`;
  const allowance = { ...FOLLOW_UPS, bucket: 'follow-up', per: (call: Call) => param(call, 'token') };
  const isBots = false;
  return [
    {
      method: 'post',
      path: `${API}/interactions/:id/:token/callback`,
      isBots,
      query: ['with_response'],
      handle: answers.callback,
    },
    { method: 'post', path: hook, isBots, query: ['wait', 'with_components'], allowance, handle: answers.followUp },
    { method: 'get', path: one, isBots, handle: answers.read },
    { method: 'patch', path: one, isBots, query: ['with_components'], handle: answers.edit },
    { method: 'delete', path: one, isBots, handle: answers.remove },
  ];
}
