import type { Clock } from '../../clock.ts';
import type { Sessions } from '../gateway/sessions.ts';
import type { Changes } from '../guilds/changes.ts';
import type { Attachments, UploadedFile } from '../rest/attachments.ts';
import { withComponentIds } from './components.ts';
import { shownEmbed } from './embeds.ts';
import { pingsOf } from './mentions.ts';
import type { Draft, Message, NewMessage } from './message.ts';
import { toMessage } from './message-payload.ts';

type Writable = { -readonly [K in keyof Message]: Message[K] };

const NONCE_MEMORY_MS = 5 * 60_000;

export type Messages = ReturnType<typeof createMessages>;

/** All messages there are, ephemeral ones too, with what the gateway and whoever watches hear of them. */
export function createMessages(world: {
  clock: Clock;
  ids: () => string;
  sessions: Sessions;
  changes: Changes;
  attachments: Attachments;
}) {
  const { clock, ids, sessions, changes, attachments } = world;
  const byId = new Map<string, Writable>();
  const byChannel = new Map<string, Writable[]>();

  const inChannel = (channelId: string): Message[] => byChannel.get(channelId) ?? [];

  function tell(t: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE', message: Message) {
    if (message.ephemeralTo) return;
    sessions.broadcast(
      { t, d: { ...toMessage(message), guild_id: message.guildId } },
      { guildId: message.guildId, intent: 'GUILD_MESSAGES' },
    );
  }

  return {
    inChannel,
    find: (id: string): Message | undefined => byId.get(id),
    /** The message that already carries this nonce, if it is fresh. */
    findByNonce(channelId: string, nonce: string | number): Message | undefined {
      return inChannel(channelId).find(
        (message) => message.nonce === nonce && clock.now() - message.createdAt < NONCE_MEMORY_MS,
      );
    },
    create(fresh: NewMessage): Message {
      const { channel, draft } = fresh;
      const id = ids();
      const message: Writable = {
        id,
        channelId: channel.id,
        guildId: channel.guildId,
        type: fresh.type,
        author: fresh.author,
        content: draft.content?.trim() ?? '',
        embeds: (draft.embeds ?? []).map(shownEmbed),
        components: withComponentIds(draft.components ?? []),
        attachments: attachments.keep(channel.id, [], draft.attachments ?? [], fresh.files),
        flags: fresh.flags,
        createdAt: clock.now(),
        editedAt: null,
        ephemeralTo: fresh.ephemeralTo,
        pings: pingsOf(draft, fresh),
        nonce: draft.nonce ?? null,
        replyTo: fresh.replyTo,
        cause: fresh.cause,
        isDeleted: false,
      };
      byId.set(id, message);
      byChannel.set(channel.id, [...inChannel(channel.id), message]);
      tell('MESSAGE_CREATE', message);
      changes.tell({ kind: 'message-created', message });
      return message;
    },
    /** Changes what the draft mentions and leaves the rest. */
    edit(known: Message, draft: Draft, files: UploadedFile[], flags: number): Message {
      const message = byId.get(known.id);
      if (!message) throw new Error(`no message ${known.id}`);
      if (draft.content !== undefined) message.content = draft.content?.trim() ?? '';
      if (draft.embeds !== undefined) message.embeds = (draft.embeds ?? []).map(shownEmbed);
      if (draft.components !== undefined) message.components = withComponentIds(draft.components ?? []);
      if (draft.attachments !== undefined || files.length > 0) {
        const listed = draft.attachments ?? message.attachments;
        message.attachments = attachments.keep(message.channelId, message.attachments, listed, files);
      }
      message.flags = flags;
      message.editedAt = clock.now();
      tell('MESSAGE_UPDATE', message);
      changes.tell({ kind: 'message-edited', message });
      return message;
    },
    remove(known: Message) {
      const message = byId.get(known.id);
      if (!message) return;
      message.isDeleted = true;
      byId.delete(message.id);
      byChannel.set(
        message.channelId,
        inChannel(message.channelId).filter((other) => other.id !== message.id),
      );
      if (!message.ephemeralTo) {
        sessions.broadcast(
          { t: 'MESSAGE_DELETE', d: { id: message.id, channel_id: message.channelId, guild_id: message.guildId } },
          { guildId: message.guildId, intent: 'GUILD_MESSAGES' },
        );
      }
      changes.tell({ kind: 'message-deleted', message });
    },
  };
}
