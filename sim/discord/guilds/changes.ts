import type { Interaction } from '../interactions/interaction.ts';
import type { Message } from '../messages/message.ts';

/** Something that somebody in a channel would see happen. */
export type Change =
  | { kind: 'message-created' | 'message-edited' | 'message-deleted'; message: Message }
  | { kind: 'interaction-changed'; interaction: Interaction };

export type Changes = ReturnType<typeof createChanges>;

export function createChanges() {
  const listeners = new Set<(change: Change) => void>();
  return {
    /** Calls `listener` at every change; returns a function that stops it. */
    subscribe(listener: (change: Change) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(change: Change) {
      for (const listener of listeners) listener(change);
    },
  };
}
