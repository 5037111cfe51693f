import { leave } from './members.ts';
import { memberOf, type Pick, type Session } from './session.ts';

/** Stands where the Discord id of somebody stood who wanted to be forgotten. No id looks like it. */
export const SOMEONE = 'someone';

/**
 * The session without this person: they leave an open one, and whatever else bears their name bears nobody's. An open
 * session has to have another host.
 */
export function forget(session: Session, id: string, now: number): Session {
  const left = unmentioned(session.phase !== 'ended' && memberOf(session, id) ? leave(session, id, now) : session, id);
  switch (left.phase) {
    case 'lobby':
      return left;
    case 'live':
      return {
        ...left,
        setlist: left.setlist.map((pick) => withoutName(pick, id)),
        votes: left.votes && { ...left.votes, by: left.votes.by.filter((voter) => voter !== id) },
        leftPlaying: left.leftPlaying && nameless(left.leftPlaying, id),
      };
    case 'ended':
      return {
        ...left,
        hostId: nameless(left.hostId, id),
        // Each place keeps a name of its own, so that how many took part stays known.
        members: left.members.map((member, place) =>
          member.id === id
            ? { ...member, id: `${SOMEONE}-${place}`, tops: [], spare: [], hidden: [], added: [] }
            : member,
        ),
        setlist: left.setlist.map((pick) => withoutName(pick, id)),
        leftPlaying: left.leftPlaying && nameless(left.leftPlaying, id),
      };
  }
}

/** Nobody is sent away or offered anything any more who wanted to be forgotten. */
function unmentioned<S extends Session>(session: S, id: string): S {
  const offer = session.offer?.to === id ? null : session.offer;
  return { ...session, offer, kicked: session.kicked.filter((one) => one !== id) };
}

function withoutName(pick: Pick, id: string): Pick {
  const bringers = pick.bringers.map((bringer) => nameless(bringer, id));
  const { fate } = pick;
  const addedBy = pick.addedBy && nameless(pick.addedBy, id);
  return { ...pick, bringers, addedBy, fate: fate.state === 'skipped' ? { ...fate, by: nameless(fate.by, id) } : fate };
}

function nameless(name: string, id: string): string {
  return name === id ? SOMEONE : name;
}
