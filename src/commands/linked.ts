import type { Linked } from '../service/linking.ts';
import type { Reply } from './reply.ts';

/** What the private answer that offered a link says once it is finished. */
export function linkedReply({ purpose, done, refusal, own, until }: Linked): Reply {
  if (purpose.for === 'renew') return { say: 'renewed', until };
  if (refusal) return { say: 'linkedInVain', why: refusal };
  switch (done.is) {
    case 'lobby':
      return { say: 'linked', what: 'opened', own: done.own };
    case 'taken':
      return { say: 'tookOver', session: done.session };
    case 'choice':
      return { say: 'chooseDevice', sessionId: done.sessionId, devices: done.devices, to: 'take-over' };
    case 'saved':
      return { say: 'saved', playlist: done.playlist };
    case 'linked':
      return own ? { say: 'linked', what: 'songsAreIn', own } : { say: 'linked', what: 'plain', own };
  }
}
