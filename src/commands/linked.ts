import type { Linked } from '../service/linking.ts';
import type { Reply } from './reply.ts';

/**
 * Returns what the private answer that offered a link, in this channel, says once it is finished. What can be pressed on
 * works in the channel of its session only, so it is not shown in another one.
 */
export function linkedReply({ purpose, done, refusal, own, until }: Linked, channelId: string): Reply {
  if (purpose.for === 'renew') return { say: 'renewed', until };
  if (refusal) return { say: 'linkedInVain', why: refusal };
  switch (done.is) {
    case 'lobby':
      return { say: 'linked', what: 'opened', own: done.own?.session.channelId === channelId ? done.own : null };
    case 'taken':
      return { say: 'tookOver', session: done.session };
    case 'choice':
      if (!('channelId' in purpose) || purpose.channelId !== channelId) return PLAIN;
      return { say: 'chooseDevice', sessionId: done.sessionId, devices: done.devices, to: 'take-over' };
    case 'saved':
      return { say: 'saved', playlist: done.playlist };
    case 'linked':
      return own?.session.channelId === channelId ? { say: 'linked', what: 'songsAreIn', own } : PLAIN;
  }
}

const PLAIN: Reply = { say: 'linked', what: 'plain', own: null };
