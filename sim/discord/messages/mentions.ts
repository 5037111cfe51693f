import type { AllowedMentions, Draft, NewMessage } from './message.ts';

/** The default of allowed_mentions (https://docs.discord.com/developers/resources/message#allowed-mentions-object). */
export const PINGS_OF_MESSAGES = ['users', 'roles', 'everyone'];
export const PINGS_OF_ANSWERS = ['users'];

/** Whom a message notifies: those its content mentions and `allowed_mentions` lets through. */
export function pingsOf(draft: Draft, may: Pick<NewMessage, 'pingsByDefault' | 'mayPingEveryone'>): string[] {
  const content = draft.content ?? '';
  const allowed: AllowedMentions = draft.allowed_mentions ?? { parse: may.pingsByDefault };
  const isForEveryone = /@(everyone|here)\b/.test(content) && allowed.parse?.includes('everyone');
  const pings = [
    ...mentioned(content, /<@!?(\d+)>/g).filter((id) => isAllowed(allowed, 'users', id)),
    ...mentioned(content, /<@&(\d+)>/g).filter((id) => isAllowed(allowed, 'roles', id)),
    ...(isForEveryone && may.mayPingEveryone ? ['everyone'] : []),
  ];
  return [...new Set(pings)];
}

function mentioned(content: string, pattern: RegExp): string[] {
  return [...content.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

function isAllowed(allowed: AllowedMentions, kind: 'users' | 'roles', id: string): boolean {
  return Boolean(allowed.parse?.includes(kind) || allowed[kind]?.includes(id));
}
