import type { World } from '../world.ts';
import type { Notice } from './protocol.ts';

export type FailedAnswers = ReturnType<typeof createFailedAnswers>;

/** Remembers what went unanswered, as Discord's client does until it is dismissed. */
export function createFailedAnswers(world: World) {
  const unanswered = new Map<string, Notice & { userId: string }>();
  const failedPresses = new Map<string, string>();
  const pressKey = (messageId: string, userId: string) => `${messageId} ${userId}`;

  /** Drops the failed presses on a message, once the message has changed. */
  function forgetPresses(messageId: string): void {
    for (const key of failedPresses.keys()) if (key.startsWith(`${messageId} `)) failedPresses.delete(key);
  }

  world.discord.subscribe((change) => {
    if (change.kind !== 'interaction-changed') return forgetPresses(change.message.id);
    const { id, kind, state, notice, by } = change.interaction;
    if (kind !== 'command' || state !== 'failed' || notice === null) return;
    unanswered.set(id, { id, at: world.clock.now(), text: notice, userId: by.id });
  });

  return {
    /** Returns Discord's notice about a command whose deferred answer never came. */
    failureOf: (interactionId: string): string | null => unanswered.get(interactionId)?.text ?? null,
    noticesFor(userId: string): Notice[] {
      const own = [...unanswered.values()].filter((notice) => notice.userId === userId);
      return own.map(({ id, at, text }) => ({ id, at, text }));
    },
    dismiss: (noticeId: string) => unanswered.delete(noticeId),
    /** Notes the outcome of a press on a message: null if it was answered. */
    notePress(messageId: string, userId: string, failure: string | null) {
      if (failure === null) failedPresses.delete(pressKey(messageId, userId));
      else failedPresses.set(pressKey(messageId, userId), failure);
    },
    failedPress: (messageId: string, userId: string) => failedPresses.get(pressKey(messageId, userId)) ?? null,
  };
}
