import type { Messages } from '../messages/messages.ts';
import { API, type Call, param, type Route } from '../rest/route.ts';
import { createAcknowledgement } from './acknowledgement.ts';
import type { AnswerMessages } from './answer-messages.ts';
import { createFollowUps } from './follow-ups.ts';
import type { Interactions } from './interactions.ts';

/** As measured: https://github.com/discord/discord-api-docs/issues/2701 */
const FOLLOW_UPS = { limit: 5, windowMs: 2_000 };

/**
 * Where interactions are answered; their tokens stand in the path, no other is asked for
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints).
 */
export function interactionRoutes(world: {
  applicationId: string;
  messages: Messages;
  interactions: Interactions;
  answers: AnswerMessages;
}): Route[] {
  const callback = `${API}/interactions/:id/:token/callback`;
  const hook = `${API}/webhooks/:application/:token`;
  const one = `${hook}/messages/:message`;
  const followUps = createFollowUps(world);
  const allowance = { ...FOLLOW_UPS, bucket: 'follow-up', per: (call: Call) => param(call, 'token') };
  const isBots = false;
  return [
    { method: 'post', path: callback, isBots, query: ['with_response'], handle: createAcknowledgement(world) },
    { method: 'post', path: hook, isBots, query: ['wait', 'with_components'], allowance, handle: followUps.create },
    { method: 'get', path: one, isBots, handle: followUps.read },
    { method: 'patch', path: one, isBots, query: ['with_components'], handle: followUps.edit },
    { method: 'delete', path: one, isBots, handle: followUps.remove },
  ];
}
