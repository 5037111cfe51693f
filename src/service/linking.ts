import type { Log } from '../log.ts';
import { Refusal } from '../session/refusal.ts';
import type { Lobby } from '../session/session.ts';
import type { Track } from '../session/track.ts';
import {
  type Accounts,
  permissions as allPermissions,
  type Clock,
  type Grant,
  type Identity,
  type Link,
  type LinkRequest,
  type LinkRequestStore,
  type LinkStore,
  type Permission,
  type Person,
  type Purpose,
  type Secrets,
  Unavailable,
} from './ports.ts';
import type { SessionService } from './sessions.ts';

/** How a link can go wrong on its way; each has a page of its own. */
export const linkFailures = [
  'unknown',
  'expired',
  'otherBrowser',
  'otherPerson',
  'denied',
  'accountTaken',
  'notListed',
  'ownerPremium',
  'scopeMissing',
  'unavailable',
] as const;
export type LinkFailure = (typeof linkFailures)[number];

/** A link that cannot go on. */
export class LinkRefusal extends Error {
  readonly failure: LinkFailure;
  constructor(failure: LinkFailure, cause?: unknown) {
    super(failure, { cause });
    this.name = 'LinkRefusal';
    this.failure = failure;
  }
}

/** What finishing a link led to. */
export type Linked = {
  person: Person;
  purpose: Purpose;
  /** What the person now brings to the session they had joined. */
  songs: readonly Track[];
  /** The lobby that was to be opened, or why it could not be. */
  lobby: Lobby | null;
  refusal: Refusal | null;
};

export type LinkingService = ReturnType<typeof createLinking>;

/** How long a person has from asking to consenting. */
const REQUEST_LIFE_MS = 10 * 60_000;

/**
 * Connects a Discord user with a Spotify account. A link in the wrong hands must not connect the wrong people: opening
 * it changes nothing, taking it on binds it to that browser, the browser then proves by Discord's own sign-in that it
 * belongs to the user who asked, and only then Spotify's consent is asked for (IETF
 * draft-ietf-oauth-security-topics-update, "Cross-user OAuth Session Fixation").
 */
export function createLinking(world: {
  links: LinkStore;
  requests: LinkRequestStore;
  accounts: Accounts;
  identity: Identity;
  secrets: Secrets;
  clock: Clock;
  people: SessionService;
  log: Log;
}) {
  const { links, requests, accounts, identity, secrets, clock } = world;
  const listeners = new Set<(linked: Linked) => void>();

  /** A new request; the token goes into the address that only this person is shown. */
  function ask(person: Person, purpose: Purpose): { token: string; expiresAt: number } {
    requests.removeExpired(clock.now());
    const token = secrets.token();
    const expiresAt = clock.now() + REQUEST_LIFE_MS;
    requests.save({
      id: secrets.fingerprint(token),
      person,
      purpose,
      permissions: needed(links.find(person.id), purpose),
      expiresAt,
      browser: null,
      state: null,
      proved: false,
      verifier: null,
      done: false,
    });
    return { token, expiresAt };
  }

  /** What a link's page shows. Looking changes nothing. */
  function look(token: string): { person: Person; permissions: readonly Permission[] } {
    return usable(requests.find(secrets.fingerprint(token)));
  }

  /** Takes the request on for one browser, the newest to ask; its secret goes into the cookie. */
  function takeOn(token: string): { browserSecret: string; next: string; expiresAt: number } {
    const request = usable(requests.find(secrets.fingerprint(token)));
    const browserSecret = secrets.token();
    const state = secrets.token();
    requests.save({
      ...request,
      browser: secrets.fingerprint(browserSecret),
      state: secrets.fingerprint(state),
      proved: false,
      verifier: null,
    });
    return { browserSecret, next: identity.proofUrl(state), expiresAt: request.expiresAt };
  }

  /** The browser is back from Discord: it has to be the very user who asked. Leads on to Spotify's consent. */
  async function prove(browserSecret: string | undefined, answer: Answer): Promise<{ next: string }> {
    const request = expected(browserSecret, answer, false);
    if (answer.code === undefined) throw new LinkRefusal('denied');
    const userId = await asked(() => identity.prove(answer.code ?? ''));
    if (userId !== request.person.id) throw new LinkRefusal('otherPerson');
    const state = secrets.token();
    const verifier = secrets.token() + secrets.token();
    requests.save({ ...current(request), proved: true, state: secrets.fingerprint(state), verifier });
    const challenge = secrets.fingerprint(verifier);
    return { next: accounts.consentUrl({ state, challenge, permissions: request.permissions }) };
  }

  /** The browser is back from Spotify: redeems the consent, probes the account, keeps the link, does what it was for. */
  async function finish(browserSecret: string | undefined, answer: Answer): Promise<Linked> {
    const request = expected(browserSecret, answer, true);
    if (answer.code === undefined || request.verifier === null) throw new LinkRefusal('denied');
    const { code } = answer;
    const { verifier } = request;
    requests.save({ ...request, state: null });
    const grant = await asked(() => accounts.redeem(code, verifier));
    const { accountId } = await asked(() => accounts.probe(grant));
    keep(current(request), accountId, grant);
    return fulfil(request);
  }

  /** The request that this browser has under way, if the answer carries the state it was sent off with. */
  function expected(browserSecret: string | undefined, answer: Answer, proved: boolean): LinkRequest {
    if (browserSecret === undefined) throw new LinkRefusal('otherBrowser');
    const request = usable(requests.byBrowser(secrets.fingerprint(browserSecret)), 'otherBrowser');
    const isExpected = answer.state !== undefined && request.state === secrets.fingerprint(answer.state);
    if (!isExpected || request.proved !== proved) throw new LinkRefusal('otherBrowser');
    return request;
  }

  /** The request as it is after a wait: it may have run out, or another browser may have taken it on. */
  function current(request: LinkRequest): LinkRequest {
    const now = usable(requests.find(request.id));
    if (now.browser !== request.browser) throw new LinkRefusal('otherBrowser');
    return now;
  }

  function usable(request: LinkRequest | null, otherwise: LinkFailure = 'unknown'): LinkRequest {
    if (!request || request.done) throw new LinkRefusal(otherwise);
    if (request.expiresAt <= clock.now()) throw new LinkRefusal('expired');
    return request;
  }

  function keep(request: LinkRequest, accountId: string, grant: Grant): void {
    const userId = request.person.id;
    const owner = links.ownerOf(accountId);
    if (owner !== null && owner !== userId) throw new LinkRefusal('accountTaken');
    if (request.permissions.some((permission) => !grant.permissions.includes(permission))) {
      throw new LinkRefusal('scopeMissing');
    }
    accounts.adopt(userId, grant);
    links.save({ userId, accountId, permissions: grant.permissions, authorizedAt: clock.now(), dead: false }, grant);
    requests.save({ ...request, done: true, state: null, verifier: null });
    world.log.info({ user: userId }, 'account linked');
  }

  async function fulfil({ person, purpose }: LinkRequest): Promise<Linked> {
    const songs = await world.people.welcomeSongs(person.id);
    const linked = { person, purpose, songs, ...(await carryOut(person, purpose)) };
    for (const listener of listeners) listener(linked);
    return linked;
  }

  async function carryOut(person: Person, purpose: Purpose): Promise<Pick<Linked, 'lobby' | 'refusal'>> {
    if (purpose.for !== 'create') return { lobby: null, refusal: null };
    const { guildId, channelId, settings } = purpose;
    try {
      const caller = { userId: person.id, guildId, channelId, mayManage: false };
      return { lobby: await world.people.create(caller, settings), refusal: null };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { lobby: null, refusal: error };
    }
  }

  /** Deletes everything stored about the person; a host's session ends first. */
  async function unlink(userId: string, endSession: boolean): Promise<void> {
    if (!links.find(userId)) throw new Refusal('notLinked');
    if (!endSession && world.people.isHosting(userId)) throw new Refusal('endsYourSession');
    await world.people.endHostedBy(userId);
    requests.removeOf(userId);
    links.remove(userId);
    accounts.forget(userId);
    world.log.info({ user: userId }, 'account unlinked');
    await world.people.forgetSongsOf(userId);
  }

  return {
    ask,
    look,
    takeOn,
    prove,
    finish,
    unlink,
    linkOf: (userId: string): Link | null => links.find(userId),
    /** Tells of every link that is finished. */
    onLinked(listener: (linked: Linked) => void): void {
      listeners.add(listener);
    },
  };
}

/** What a callback carries; a denied consent carries no code. */
export type Answer = { state?: string | undefined; code?: string | undefined };

/** Each consent asks for what was granted before plus what this purpose needs. */
function needed(link: Link | null, purpose: Purpose): Permission[] {
  const wanted: Permission[] = purpose.for === 'create' ? ['tops', 'playback'] : ['tops'];
  return allPermissions.filter((permission) => wanted.includes(permission) || link?.permissions.includes(permission));
}

/** Turns a neighbour's no into the page it deserves. */
async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    throw new LinkRefusal(failureOf(error), error);
  }
}

function failureOf({ kind }: Unavailable): LinkFailure {
  switch (kind) {
    case 'notListed':
      return 'notListed';
    case 'premium':
    case 'ownerPremium':
      return 'ownerPremium';
    case 'relink':
      return 'denied';
    case 'scopeMissing':
      return 'scopeMissing';
    case 'asleep':
    case 'wait':
    case 'misconfigured':
    case 'unreachable':
    case 'restricted':
      return 'unavailable';
  }
}
