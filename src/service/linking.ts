import type { Log } from '../log.ts';
import { type Accounts, permissions as allPermissions, type Grant, type Permission } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import type { Identity, Membership } from '../ports/identity.ts';
import {
  endOfLink,
  type Link,
  type LinkRequest,
  type LinkRequestStore,
  type LinkStore,
  type Person,
  type Purpose,
} from '../ports/links.ts';
import type { PlaylistStore, SavedPlaylist } from '../ports/playlists.ts';
import type { Secrets } from '../ports/secrets.ts';
import { Unavailable } from '../ports/unavailable.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import type { Caller } from './access.ts';
import type { ChangeOfHost, TakenOver } from './change-of-host.ts';
import type { Ending } from './ending.ts';
import type { Favourites } from './favourites.ts';
import type { Generations } from './generations.ts';
import { asked, type LinkFailure, LinkRefusal, LinkStands, OF_A_CODE, OF_A_PROBE } from './link-refusal.ts';
import type { LobbyService } from './lobby.ts';
import type { MemberService } from './members.ts';
import type { OwnSongs } from './own-songs.ts';
import type { RecapService } from './recaps.ts';
import type { Sessions } from './sessions.ts';
import type { Shares } from './shares.ts';
import type { Turns } from './turns.ts';

/** The result of finishing a link. */
export type Linked = {
  person: Person;
  purpose: Purpose;
  /** The songs that the person now brings to the session they had joined. */
  own: OwnSongs | null;
  /** The moment at which the link ends. */
  until: number;
  /** The result of what the link was asked for. */
  done: Done;
  refusal: RefusalCode | 'failed' | null;
};

/** The result of finishing a link besides the link itself. */
export type Done =
  | { is: 'linked' }
  | { is: 'lobby'; own: OwnSongs | null }
  | { is: 'saved'; playlist: SavedPlaylist }
  | TakenOver;

/** The content of a page before anything is asked: the person to connect, and the permissions to ask for. */
export type Invitation = { person: Person; permissions: readonly Permission[] };

/** The key to a link under way: its token, the state a step came back with, or the secret of the browser. */
export type Handle = { token: string } | { state: string } | { browserSecret: string };

/** Somebody may start again in this browser; `handle`: from where. */
export type Again = Invitation & { handle: Handle };

/** Hears of every finished link; `isStill` turns false once the person unlinks. */
type LinkListener = (linked: Linked, isStill: () => boolean) => void;

/** The effect of unlinking: whether there was a link or only a name, and whether the person left an open session. */
export type Unlinked = { linked: boolean; left: boolean };

type Forgetter = (userId: string, what: 'account' | 'person') => void;

export type LinkingService = ReturnType<typeof createLinking>;

/** The time that a person has from asking to consenting. */
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
  turns: Turns;
  sessions: Sessions;
  lobbies: LobbyService;
  members: MemberService;
  favourites: Favourites;
  ending: Ending;
  changeOfHost: ChangeOfHost;
  recaps: RecapService;
  playlists: PlaylistStore;
  files: Files;
  shares: Shares;
  membership: Membership;
  generations: Generations;
  log: Log;
}) {
  const { links, requests, accounts, identity, secrets, sessions, clock, generations } = world;
  const listeners = new Set<LinkListener>();
  const forgetters = new Set<Forgetter>();
  /** Callbacks that are being answered, by their state: one that comes twice gets the same answer. */
  const underWay = new Map<string, Promise<unknown>>();

  /** Runs `act` when nothing else is written about this person's link: an unlink wins over all that is under way. */
  function inTurn<T>(userId: string, act: () => Promise<T>): Promise<T> {
    return world.turns.take(`link of ${userId}`, act);
  }

  /** A new request; the token goes into the address that only this person is shown. */
  async function ask(person: Person, purpose: Purpose): Promise<{ token: string; expiresAt: number }> {
    const token = secrets.token();
    const expiresAt = clock.now() + REQUEST_LIFE_MS;
    await requests.save({
      id: secrets.fingerprint(token),
      person,
      purpose,
      permissions: needed(await links.find(person.id), purpose),
      expiresAt,
      browser: null,
      state: null,
      proved: false,
      verifier: null,
      done: false,
    });
    return { token, expiresAt };
  }

  /** Returns what a link's page shows. Looking changes nothing. */
  async function look(token: string, browserSecret?: string): Promise<Invitation> {
    return invitationTo(await usable(await found({ token }), browserSecret));
  }

  /** Returns what somebody may start again who is back but cannot go on; null if there is nothing. */
  async function lookAgain(...handles: readonly Handle[]): Promise<Again | null> {
    for (const handle of handles) {
      const request = await found(handle);
      if (request && isUsable(request)) return { ...(await invitationTo(request)), handle };
    }
    return null;
  }

  async function found(handle: Handle): Promise<LinkRequest | null> {
    if ('token' in handle) return requests.find(secrets.fingerprint(handle.token));
    if ('state' in handle) return requests.byState(secrets.fingerprint(handle.state));
    return requests.byBrowser(secrets.fingerprint(handle.browserSecret));
  }

  async function invitationTo({ person, purpose }: LinkRequest): Promise<Invitation> {
    return { person, permissions: needed(await links.find(person.id), purpose) };
  }

  /**
   * Takes the request on for one browser, the newest to ask; its new secret goes into the cookie. Of the handles the
   * first that leads to a request counts; `known`: the secret that the browser brought along.
   */
  async function takeOn(handles: readonly Handle[], known: string | undefined): Promise<TakenOn> {
    const all = await Promise.all(handles.map(found));
    const { id, person, expiresAt } = await usable(all.find((one) => one !== null) ?? null, known);
    const browserSecret = secrets.token();
    const state = secrets.token();
    await inTurn(person.id, async () =>
      requests.save({
        ...(await usable(await requests.find(id), known)),
        browser: secrets.fingerprint(browserSecret),
        state: secrets.fingerprint(state),
        proved: false,
        verifier: null,
      }),
    );
    return { browserSecret, next: identity.proofUrl(state), expiresAt };
  }

  /** The browser is back from Discord: it has to be the very user who asked. Leads on to Spotify's consent. */
  async function prove(browserSecret: string | undefined, answer: Answer): Promise<{ next: string }> {
    const request = await expected(browserSecret, answer, false);
    if (answer.code === undefined) throw new LinkRefusal('denied');
    const { code } = answer;
    return once(request, () => proveNow(request, code));
  }

  async function proveNow(request: LinkRequest, code: string): Promise<{ next: string }> {
    const userId = await asked(OF_A_CODE, () => identity.prove(code));
    if (userId !== request.person.id) throw new LinkRefusal('otherPerson');
    const state = secrets.token();
    const verifier = secrets.token() + secrets.token();
    const { permissions } = await invitationTo(request);
    await inTurn(userId, async () => {
      const now = await current(request);
      await requests.save({ ...now, permissions, proved: true, state: secrets.fingerprint(state), verifier });
    });
    return { next: accounts.consentUrl({ state, challenge: secrets.fingerprint(verifier), permissions }) };
  }

  /** The browser is back from Spotify: redeems the consent, probes the account, keeps the link, does what it was for. */
  async function finish(browserSecret: string | undefined, answer: Answer): Promise<Linked> {
    const request = await expected(browserSecret, answer, true);
    if (answer.code === undefined) throw new LinkRefusal('denied');
    const { code } = answer;
    return once(request, () => finishNow(request, code));
  }

  /** Answers a step that is asked for again while it is under way with what comes of it. */
  async function once<T>(request: LinkRequest, act: () => Promise<T>): Promise<T> {
    const key = `${request.state}`;
    // One state belongs to one step, so what is under way for it answers the same question.
    const acting = (underWay.get(key) as Promise<T> | undefined) ?? act();
    underWay.set(key, acting);
    try {
      return await acting;
    } finally {
      underWay.delete(key);
    }
  }

  async function finishNow(request: LinkRequest, code: string): Promise<Linked> {
    const verifier = await verifierOnce(request);
    charge(request.person.id);
    const grant = await asked(OF_A_CODE, () => accounts.redeem(code, verifier, request.permissions));
    if (lacks(grant.permissions, request.permissions)) throw new LinkRefusal('scopeMissing');
    const { accountId } = await asked(OF_A_PROBE, () => accounts.probe(grant));
    const link = await keep(request, accountId, grant);
    return fulfil(request, endOfLink(link.authorizedAt));
  }

  /** Returns the verifier, which redeems one consent. @throws LinkRefusal if this consent was brought here before */
  function verifierOnce(request: LinkRequest): Promise<string> {
    return inTurn(request.person.id, async () => {
      const now = await current(request);
      if (now.verifier === null) throw new LinkRefusal('otherBrowser');
      await requests.save({ ...now, verifier: null });
      return now.verifier;
    });
  }

  /** Somebody who links again and again leaves the answers of Spotify to others for a while. */
  function charge(userId: string): void {
    try {
      world.shares.charge('press', userId);
    } catch (error) {
      throw error instanceof Refusal ? new LinkRefusal('slowDown', error) : error;
    }
  }

  /** The request that this browser has under way, if the answer carries the state it was sent off with. */
  async function expected(browserSecret: string | undefined, answer: Answer, proved: boolean): Promise<LinkRequest> {
    if (browserSecret === undefined) throw new LinkRefusal('otherBrowser');
    const past = answer.state === undefined ? null : await found({ state: answer.state });
    if (past?.done && (await stands(past, browserSecret))) throw new LinkStands(past.person);
    const request = await usable(await found({ browserSecret }), browserSecret, 'otherBrowser');
    const isExpected = answer.state !== undefined && request.state === secrets.fingerprint(answer.state);
    if (!isExpected || request.proved !== proved) throw new LinkRefusal('otherBrowser');
    return request;
  }

  /** The request as it is after a wait: it may have run out, or another browser or step may have taken it on. */
  async function current(request: LinkRequest): Promise<LinkRequest> {
    const now = await usable(await requests.find(request.id), undefined);
    if (now.browser !== request.browser || now.state !== request.state) throw new LinkRefusal('otherBrowser');
    return now;
  }

  async function usable(
    request: LinkRequest | null,
    browserSecret: string | undefined,
    otherwise: LinkFailure = 'unknown',
  ): Promise<LinkRequest> {
    if (request?.done && (await stands(request, browserSecret))) throw new LinkStands(request.person);
    if (!request || request.done) throw new LinkRefusal(otherwise);
    if (!isUsable(request)) throw new LinkRefusal('expired');
    return request;
  }

  /** Returns true if what this request connected is still connected, and the browser has proved to be that person's. */
  async function stands({ id, person }: LinkRequest, browserSecret: string | undefined): Promise<boolean> {
    const theirs = browserSecret === undefined ? null : await found({ browserSecret });
    const isTheirs = theirs !== null && (theirs.id === id || (theirs.proved && theirs.person.id === person.id));
    return isTheirs && (await links.find(person.id))?.dead === false;
  }

  function isUsable(request: LinkRequest): boolean {
    return !request.done && request.expiresAt > clock.now();
  }

  /** Writes the link down, unless the one that stands is better. */
  function keep(request: LinkRequest, accountId: string, grant: Grant): Promise<Link> {
    const keeping = () => inTurn(request.person.id, async () => keepNow(await current(request), accountId, grant));
    return world.turns.take(`account ${accountId}`, keeping); // it belongs to one person, whoever else links it now
  }

  async function keepNow(request: LinkRequest, accountId: string, grant: Grant): Promise<Link> {
    const userId = request.person.id;
    const owner = await links.ownerOf(accountId);
    if (owner !== null && owner !== userId) throw new LinkRefusal('accountTaken');
    const standing = await links.find(userId);
    const isOther = standing !== null && standing.accountId !== accountId;
    const { permissions } = grant;
    const isLesser = standing !== null && !standing.dead && lacks(permissions, standing.permissions);
    if (isOther && sessions.hostedBy(userId)?.phase === 'live') throw new LinkRefusal('hostingNow');
    if (isLesser && (isOther || lacks(standing.permissions, permissions))) throw new LinkRefusal('lessThanBefore');
    const fresh = { userId, accountId, permissions, authorizedAt: clock.now(), dead: false, reminded: false };
    if (!isLesser) {
      if (isOther) await forgetAccount(userId, 'account');
      await links.save(fresh, grant);
      accounts.adopt(userId, grant);
    }
    await requests.save({ ...request, done: true, verifier: null });
    world.log.info({ user: userId }, 'account linked');
    return isLesser ? standing : fresh;
  }

  /** Drops what is known of an account: `account` if another one replaces it, `person` if the person unlinks. */
  async function forgetAccount(userId: string, what: 'account' | 'person'): Promise<void> {
    generations.next(userId);
    accounts.forget(userId);
    for (const listener of forgetters) listener(userId, what);
    await world.playlists.removeOf(userId);
  }

  /** Does what the link was asked for. The account is linked whatever comes of it. */
  async function fulfil({ person, purpose }: LinkRequest, until: number): Promise<Linked> {
    const isStill = generations.since(person.id);
    const own = await welcome(person.id);
    if (!isStill()) throw new LinkRefusal('denied');
    const linked = { person, purpose, own, until, ...(await carryOut(person, purpose)) };
    if (!isStill()) throw new LinkRefusal('denied');
    for (const listener of listeners) listener(linked, isStill);
    return linked;
  }

  async function welcome(userId: string): Promise<OwnSongs | null> {
    try {
      return await world.favourites.welcome(userId);
    } catch (error) {
      // An evening that ends just now needs no songs; everything else is ours to look at.
      if (!(error instanceof Refusal)) world.log.error({ err: error, user: userId }, 'songs did not follow a link');
      return null;
    }
  }

  async function carryOut(person: Person, purpose: Purpose): Promise<Pick<Linked, 'done' | 'refusal'>> {
    try {
      return { done: await act(person.id, purpose), refusal: null };
    } catch (error) {
      if (error instanceof Refusal) return { done: { is: 'linked' }, refusal: error.code };
      const isOurs = !(error instanceof Unavailable);
      world.log[isOurs ? 'error' : 'warn']({ err: error, user: person.id }, 'what a link was for could not be done');
      return { done: { is: 'linked' }, refusal: 'failed' };
    }
  }

  async function act(userId: string, purpose: Purpose): Promise<Done> {
    switch (purpose.for) {
      case 'link':
      case 'renew':
      case 'join':
        return { is: 'linked' };
      case 'create':
        await requireStillThere(userId, purpose);
        return { is: 'lobby', own: await world.lobbies.create(callerIn(userId, purpose), purpose.settings) };
      case 'takeOver':
        await requireStillThere(userId, purpose);
        return world.changeOfHost.takeOver(callerIn(userId, purpose), { sessionId: purpose.sessionId });
      case 'save':
        await requireStillThere(userId, purpose);
        return { is: 'saved', playlist: await world.recaps.save(callerIn(userId, purpose), purpose.sessionId) };
    }
  }

  /** Between asking for a link and finishing it, somebody may have left the server, or lost their rights there. */
  async function requireStillThere(userId: string, place: { guildId: string; channelId: string }): Promise<void> {
    const requireSame = generations.guard(userId);
    if (!(await world.membership.mayAct(userId, place))) throw new Refusal('notThereAnyMore');
    requireSame();
  }

  /** Deletes everything stored about the person, at once; a host's session ends first. */
  async function unlink(userId: string, endSession: boolean): Promise<Unlinked> {
    if (!endSession && sessions.hostedBy(userId)) throw new Refusal('endsYourSession');
    await world.ending.endHostedBy(userId);
    const { linked, asking } = await inTurn(userId, async () => {
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

  return {
    ask,
    look,
    lookAgain,
    takeOn,
    prove,
    finish,
    unlink,
    linkOf: (userId: string) => links.find(userId),
    /** Tells of every link that is finished. */
    onLinked(listener: LinkListener): void {
      listeners.add(listener);
    },
    /** Tells whom nothing is to stay in memory of: of their account, or of them altogether. */
    onForgotten(listener: Forgetter): void {
      forgetters.add(listener);
    },
  };
}

type TakenOn = { browserSecret: string; next: string; expiresAt: number };

/** The parameters of a callback; a denied consent carries no code. */
export type Answer = { state?: string | undefined; code?: string | undefined };

/** Each consent asks for what was granted before plus what this purpose needs. */
function needed(link: Link | null, purpose: Purpose): Permission[] {
  const wanted: readonly Permission[] = NEEDS[purpose.for];
  return allPermissions.filter((permission) => wanted.includes(permission) || link?.permissions.includes(permission));
}

const NEEDS: Record<Purpose['for'], readonly Permission[]> = {
  link: ['tops'],
  renew: ['tops'],
  join: ['tops'],
  create: ['tops', 'playback'],
  takeOver: ['tops', 'playback'],
  save: ['tops', 'saving'],
};

function callerIn(userId: string, { guildId, channelId }: { guildId: string; channelId: string }): Caller {
  return { userId, guildId, channelId, mayManage: false };
}

function lacks(given: readonly Permission[], wanted: readonly Permission[]): boolean {
  return wanted.some((permission) => !given.includes(permission));
}
