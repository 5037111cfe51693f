import { leave } from './members.ts';
import { SOMEONE } from './pseudonym.ts';
import { memberOf, type Session, type SetlistPick } from './session.ts';

/**
 * Returns the session without this person: they leave an open one, which has to have another host, and whatever else
 * bears their name bears `alias` in it, so that turns, limits, votes and being sent away hold. In one that is over
 * nothing tells them from anybody else.
 */
export function forget(session: Session, id: string, alias: string, now: number): Session {
  const left = session.phase !== 'ended' && memberOf(session, id) ? leave(session, id, now) : session;
  const offer = left.offer?.to === id ? null : left.offer;
  const renamed = (name: string) => (name === id ? alias : name);
  switch (left.phase) {
    case 'lobby':
      return { ...left, offer, kicked: left.kicked.map(renamed) };
    case 'live':
      return {
        ...left,
        offer,
        kicked: left.kicked.map(renamed),
        setlist: left.setlist.map((pick) => withoutName(pick, id, alias)),
        votes: left.votes && { ...left.votes, by: left.votes.by.map(renamed) },
        leftPlaying: left.leftPlaying && nameless(left.leftPlaying, id),
      };
    case 'ended':
      return {
        ...left,
        kicked: left.kicked.filter((one) => one !== id),
        hostId: nameless(left.hostId, id),
        // Each place keeps a name of its own, so that how many took part stays known.
        members: left.members.map((member, place) =>
          member.id === id
            ? { ...member, id: `${SOMEONE}-${place}`, tops: [], alternatives: [], hidden: [], added: [] }
            : member,
        ),
        setlist: left.setlist.map((pick) => withoutName(pick, id, SOMEONE)),
        leftPlaying: left.leftPlaying && nameless(left.leftPlaying, id),
      };
  }
}

/** Turns and limits go by who brought a pick and who added it; who skipped it is only told. */
function withoutName(pick: SetlistPick, id: string, alias: string): SetlistPick {
  const broughtBy = pick.broughtBy.map((bringer) => (bringer === id ? alias : bringer));
  const { status } = pick;
  const addedBy = pick.addedBy === id ? alias : pick.addedBy;
  return {
    ...pick,
    broughtBy,
    addedBy,
    status: status.state === 'skipped' ? { ...status, by: nameless(status.by, id) } : status,
  };
}

function nameless(name: string, id: string): string {
  return name === id ? SOMEONE : name;
}
