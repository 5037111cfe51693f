import type { Log } from '../log.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Files } from '../ports/files.ts';
import type { LinkRequestStore, LinkStore } from '../ports/links.ts';
import type { PlaylistStore } from '../ports/playlists.ts';
import { Refusal } from '../session/refusal.ts';
import type { Ending } from './ending.ts';
import type { Generations } from './generations.ts';
import type { MemberService } from './members.ts';
import type { Sessions } from './sessions.ts';
import type { Turns } from './turns.ts';

/** The effect of unlinking: whether there was a link or only a name, and whether the person left an open session. */
export type Unlinked = { linked: boolean; left: boolean };

/** Hears of whom nothing is to stay in memory: of their account, or of them altogether. */
type ForgetListener = (userId: string, what: 'account' | 'person') => void;

export type UnlinkingService = ReturnType<typeof createUnlinking>;

/** Creates the service that forgets people and their accounts. */
export function createUnlinking(world: {
  sessions: Sessions;
  links: LinkStore;
  requests: LinkRequestStore;
  playlists: PlaylistStore;
  files: Files;
  accounts: Accounts;
  turns: Turns;
  members: MemberService;
  ending: Ending;
  generations: Generations;
  log: Log;
}) {
  const { sessions, links, requests } = world;
  const listeners = new Set<ForgetListener>();

  /** Deletes everything stored about the person, at once; a host's session ends first. @throws Refusal */
  async function unlink(userId: string, endSession: boolean): Promise<Unlinked> {
    if (!endSession && sessions.hostedBy(userId)) throw new Refusal('endsYourSession');
    await world.ending.endHostedBy(userId);
    const { linked, asking } = await world.turns.take(turnOfLink(userId), async () => {
      const asking = await requests.removeOf(userId);
      const linked = await links.remove(userId);
      await forgetAccount(userId, 'person');
      return { linked, asking };
    });
    const { left, named } = await world.members.forgetPerson(userId);
    if (linked || named) await world.files.rewrite();
    else if (asking > 0) await world.files.emptyLog();
    if (!linked && !named) throw new Refusal('notLinked');
    world.log.info('somebody unlinked and is forgotten');
    return { linked, left };
  }

  /** Drops what is known of an account: `account` if another one replaces it, `person` if the person unlinks. */
  async function forgetAccount(userId: string, what: 'account' | 'person'): Promise<void> {
    world.generations.next(userId);
    world.accounts.forget(userId);
    for (const listener of listeners) listener(userId, what);
    await world.playlists.removeOf(userId);
  }

  return { unlink, forgetAccount, onForgotten: (listener: ForgetListener) => void listeners.add(listener) };
}

/** Returns the turn in which everything about one person's link is written: an unlink wins over all that is under way. */
export function turnOfLink(userId: string): string {
  return `link of ${userId}`;
}
