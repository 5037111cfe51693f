import { api, CODES, DOCS, invalidForm, type Rule } from './rule.ts';

const ANSWERS = `${DOCS}/interactions/receiving-and-responding`;
const COMMANDS = `${DOCS}/interactions/application-commands`;
const unknownInteraction = api(404, 10062, 'Unknown interaction');

/** The rules of answers to interactions. */
export const interactionRules = [
  {
    id: 'unknown-interaction',
    says: 'An answer names an interaction that took place.',
    source: CODES,
    isBug: true,
    refusal: unknownInteraction,
  },
  {
    id: 'answer-in-time',
    says: 'An interaction is acknowledged within 3 s.',
    source: ANSWERS,
    isBug: false,
    refusal: unknownInteraction,
  },
  {
    id: 'answer-once',
    says: 'An interaction is acknowledged once.',
    source: CODES,
    isBug: true,
    refusal: api(400, 40060, 'Interaction has already been acknowledged.'),
  },
  {
    id: 'answer-kind',
    says: 'Commands are answered with 4 or 5, components also with 6 or 7.',
    source: `${ANSWERS}#interaction-response-object-interaction-callback-type`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'autocomplete-answer',
    says: 'Autocomplete is answered with choices (8), at once, and nothing else is.',
    source: `${COMMANDS}#autocomplete`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'defer-says-nothing',
    says: 'A deferral carries the EPHEMERAL flag or nothing.',
    source: `${ANSWERS}#interaction-response-object-interaction-callback-type`,
    isBug: true,
    refusal: invalidForm,
  },
  {
    id: 'ephemeral-for-good',
    says: 'Whether an answer is ephemeral is fixed when it is first given; an edit that says so changes nothing.',
    source: ANSWERS,
    isBug: true,
  },
  {
    id: 'token-15-minutes',
    says: 'The token of an interaction works for 15 minutes.',
    source: ANSWERS,
    isBug: false,
    refusal: api(401, 50027, 'Invalid Webhook Token'),
  },
  {
    id: 'acknowledged-first',
    says: 'Follow-ups and edits come after the acknowledgement, by the token of the interaction.',
    source: 'https://github.com/discordjs/discord.js/pull/10587',
    isBug: true,
    refusal: api(404, 10015, 'Unknown Webhook'),
  },
] as const satisfies Rule[];
