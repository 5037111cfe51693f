import type { AnswerMessage } from '../../src/bot/answers.ts';
import { ERRORS } from '../../src/words/errors.ts';
import { LINK_OFFERS } from '../../src/words/links.ts';
import { REFUSALS } from '../../src/words/refusals.ts';
import { REPLIES } from '../../src/words/replies.ts';
import { TROUBLE_AT_PRESS } from '../../src/words/troubles.ts';
import type { Came } from './discord.ts';

const GAP = '\u0000';
const REFUSED = new Map(Object.entries(REFUSALS).map(([code, words]): [string, string] => [words, code]));
const TROUBLES = Object.entries(TROUBLE_AT_PRESS).map(([kind, words]) => ({ kind, parts: words(GAP, GAP).split(GAP) }));
const VOTED = REPLIES.voted(0, 0).split('0');
const STAYS = REPLIES.songRemoved.stays(GAP).split(GAP);
const ASKING = [REPLIES.chooseDevice, REPLIES.chooseSong, REPLIES.chooseRemoval, REPLIES.endAsked, REPLIES.unlinkAsked];
/** Nobody is to be told such a thing, whatever Spotify does. */
const NEVER = [ERRORS.unexpected, ERRORS.notInvited, ERRORS.unknownCommand, ERRORS.answerRefused, ERRORS.unsure];

/**
 * What became of something that was typed or pressed, as its reader understands the answer: `done`, `voted`, `asks`
 * (a question to be answered first), `offered a link`, `refused: <code>`, `unavailable: <kind>`, or an error.
 */
export function endOf({ outcome, said }: Came): string {
  if (outcome !== 'answered') return `error: ${outcome}`;
  return said ? readWords(said.content) : 'done';
}

function readWords(words: string): string {
  const refused = REFUSED.get(words);
  if (refused !== undefined) return `refused: ${refused}`;
  const trouble = TROUBLES.find(({ parts }) => fits(words, parts));
  if (trouble) return `unavailable: ${trouble.kind}`;
  if (words === REPLIES.noDevice) return 'unavailable: asleep';
  if (words === ERRORS.oldCard) return 'refused: oldCard';
  if (NEVER.some((error) => error === words)) return `error: ${words}`;
  if (fits(words, VOTED)) return 'voted';
  if (ASKING.some((question) => question === words)) return 'asks';
  return Object.values(LINK_OFFERS).some((offer) => words.startsWith(offer)) ? 'offered a link' : 'done';
}

/** Whether an answer says that a song stays though somebody took it out: others brought it too. */
export function staysIn({ content }: AnswerMessage): boolean {
  return fits(content, STAYS);
}

/** Whether words begin and end as a sentence with gaps does. */
function fits(words: string, parts: readonly string[]): boolean {
  return parts.length === 1
    ? words === parts[0]
    : words.startsWith(parts[0] ?? '') && words.endsWith(parts.at(-1) ?? '');
}

/** The custom id of a button or menu in a message, by what it does. */
export function controlOn({ components }: Pick<AnswerMessage, 'components'>, action: string): string | undefined {
  return idsOn(components).find((id) => id.split(':')[2] === action);
}

function idsOn(components: AnswerMessage['components']): string[] {
  return components.flatMap((row) => row.components.flatMap((one) => ('custom_id' in one ? one.custom_id : [])));
}

/** What can be chosen from a menu in a message. */
export function entriesOn({ components }: AnswerMessage, action: string): { label: string; value: string }[] {
  const all = components.flatMap((row) => row.components);
  return all.flatMap((one) => {
    return 'options' in one && one.custom_id.split(':')[2] === action ? one.options : [];
  });
}

/** The address to which a message leads whoever is to connect their account. */
export function linkOn({ components }: AnswerMessage): string | undefined {
  const all = components.flatMap((row) => row.components);
  return all.flatMap((one) => ('url' in one ? one.url : [])).find((url) => url.startsWith(LINKS));
}

export const LINKS = 'http://127.0.0.1:8003/link/';
