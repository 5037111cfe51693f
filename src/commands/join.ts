import type { Person } from '../ports/links.ts';
import type { Caller, Which } from '../service/access.ts';
import { ownSongs } from '../service/own-songs.ts';
import { memberOf } from '../session/session.ts';
import { type PressHandler, type Services, type Subcommand, sessionOf } from './command.ts';
import { offerLink } from './link-offer.ts';
import type { Reply } from './reply.ts';

export const join: Subcommand = {
  run: (services, { caller, person }) => joinIn(services, caller, person, 'here'),
};

export const pressJoin: PressHandler = (services, press) =>
  joinIn(services, press.caller, press.person, sessionOf(press));

async function joinIn(services: Services, caller: Caller, person: Person, which: Which): Promise<Reply> {
  const { session, fetched } = await services.members.joinIn(caller, which);
  if (fetched.is === 'chosen') return { say: 'ownSongs', own: ownSongs(session, caller.userId) };
  if (fetched.is === 'songs') {
    return { say: 'joined', own: ownSongs(session, caller.userId, fetched) };
  }
  if (fetched.is === 'unknown') {
    return { say: 'joinedWithoutSongs', why: session.phase === 'live' ? 'unknownLive' : 'unknown' };
  }
  const link = await services.linking.linkOf(person.id);
  if (fetched.is === 'none' && link && !link.dead && memberOf(session, person.id)?.guest)
    return { say: 'joinedWithoutSongs', why: 'none' };
  const why = fetched.is === 'relink' ? 'relink' : 'unlinked';
  const offer = await offerLink(services, person, { for: 'join', sessionId: session.id });
  return { say: 'joinedAsGuest', offer, why };
}
