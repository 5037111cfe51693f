import type { ChannelRecord } from '../guilds/records.ts';
import type { User } from '../guilds/users.ts';
import type { Message } from '../messages/message.ts';

export type Choice = { name: string; value: string | number };

/** Something a person did that the bot has to answer, as that person sees it; the same object follows what happens. */
export type Interaction = {
  readonly id: string;
  readonly token: string;
  readonly kind: 'command' | 'autocomplete' | 'component';
  readonly by: User;
  readonly channelId: string;
  readonly state: 'sent' | 'acknowledged' | 'answered' | 'failed';
  /** Milliseconds on the wall from sending it to its acknowledgement. */
  readonly ackMs: number | null;
  /** The message that answers it, once that says something; null too if the message it came from was updated instead. */
  readonly reply: Message | null;
  /** The reply, if it is there yet, and the follow-ups. */
  readonly replies: Message[];
  /** The choices that autocomplete offers. */
  readonly choices: Choice[];
  /** Discord's own notice to the person when the bot does not answer. */
  readonly notice: string | null;
  /** Resolves when the bot is done answering, as far as can be known. */
  readonly done: Promise<void>;
};

/** An interaction with what only Discord knows of it. */
export type Exchange = {
  readonly view: { -readonly [K in keyof Interaction]: Interaction[K] };
  readonly channel: ChannelRecord;
  /** The message whose component was used. */
  readonly source: Message | null;
  readonly sentAt: number;
  readonly sentAtOnWall: number;
  /** The message named "@original": the answer, or the message that was updated. */
  original: Message | null;
  /** The answer was deferred and is still a placeholder. */
  isLoading: boolean;
  /** Calls off what would happen if the bot stayed silent. */
  stopWaiting: () => void;
  /** Lets those go on who wait for the answer. */
  readonly resolve: () => void;
};
