import type { Log } from '../log.ts';
import { type Accounts, permissions as allPermissions, type Grant, type Permission } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from '../ports/identity.ts';
import {
  endOfLink,
  type Link,
  type LinkRequest,
  type LinkRequestStore,
  type LinkStore,
  type Person,
  type Purpose,
} from '../ports/links.ts';
import type { Secrets } from '../ports/secrets.ts';
import { Refusal, type RefusalCode } from '../session/refusal.ts';
import type { Generations } from './generations.ts';
import type { Done, LinkPurposes } from './link-purposes.ts';
import { asked, CODE_FAILURES, type LinkFailure, LinkRefusal, LinkStands, PROBE_FAILURES } from './link-refusal.ts';
import type { OwnSongs } from './own-songs.ts';
import type { Sessions } from './sessions.ts';
import type { Shares } from './shares.ts';
import type { Turns } from './turns.ts';
import { turnOfLink, type UnlinkingService } from './unlinking.ts';

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

/** The content of a page before anything is asked: the person to connect, and the permissions to ask for. */
export type Invitation = { person: Person; permissions: readonly Permission[] };

/** The key to a link under way: its token, the state a step came back with, or the secret of the browser. */
export type RequestKey = { token: string } | { state: string } | { browserSecret: string };

/** Somebody may start again in this browser; `key`: from where. */
export type Restartable = Invitation & { key: RequestKey };

/** Hears of every finished link; `isStill` turns false once the person unlinks. */
type LinkListener = (linked: Linked, isStill: () => boolean) => void;

export type LinkingService = ReturnType<typeof createLinking>;

/** The time that a person has from asking to consenting. */
const REQUEST_LIFE_MS = 10 * 60_000;

/**
 * Connects a Discord user with a Spotify account. A link in the wrong hands must not connect the wrong people: opening
 * it changes nothing, a press there binds it to that browser, the browser then proves by Discord's own sign-in that it
 * belongs to the user who asked, and only then Spotify's consent is asked for (IETF
 * draft-ietf-oauth-security-topics-update, "Cross-user OAuth Session Fixation").
 */
export function createLinking(world: {
  sessions: Sessions;
  links: LinkStore;
  requests: LinkRequestStore;
  accounts: Accounts;
  identity: Identity;
  secrets: Secrets;
  purposes: LinkPurposes;
  unlinking: UnlinkingService;
  turns: Turns;
  shares: Shares;
  generations: Generations;
  clock: Clock;
  log: Log;
}) {
  const { sessions, links, requests, accounts, identity, secrets, purposes, generations, clock } = world;
  const listeners = new Set<LinkListener>();
  /** Callbacks that are being answered, by their state: one that comes twice gets the same answer. */
  const underWay = new Map<string, Promise<unknown>>();

  /** A new request; the token goes into the address that only this person is shown. */
  async function createRequest(person: Person, purpose: Purpose): Promise<{ token: string; expiresAt: number }> {
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

  /** Returns what a link's page shows. It changes nothing. */
  async function readInvitation(token: string, browserSecret?: string): Promise<Invitation> {
    return invitationTo(await requireUsable(await findRequest({ token }), browserSecret));
  }

  /** Returns what somebody may start again who is back but cannot go on; null if there is nothing. */
  async function findRestartable(...keys: readonly RequestKey[]): Promise<Restartable | null> {
    for (const key of keys) {
      const request = await findRequest(key);
      if (request && isUsable(request)) return { ...(await invitationTo(request)), key };
    }
    return null;
  }

  async function findRequest(key: RequestKey): Promise<LinkRequest | null> {
    if ('token' in key) return requests.find(secrets.fingerprint(key.token));
    if ('state' in key) return requests.byState(secrets.fingerprint(key.state));
    return requests.byBrowser(secrets.fingerprint(key.browserSecret));
  }

  async function invitationTo({ person, purpose }: LinkRequest): Promise<Invitation> {
    return { person, permissions: needed(await links.find(person.id), purpose) };
  }

  /**
   * Binds the request to one browser, the newest to ask; its new secret goes into the cookie. Of the keys the
   * first that leads to a request counts; `known`: the secret that the browser brought along.
   */
  async function bindToBrowser(keys: readonly RequestKey[], known: string | undefined): Promise<BoundRequest> {
    const all = await Promise.all(keys.map(findRequest));
    const { id, person, expiresAt } = await requireUsable(all.find((one) => one !== null) ?? null, known);
    const browserSecret = secrets.token();
    const state = secrets.token();
    await world.turns.take(turnOfLink(person.id), async () =>
      requests.save({
        ...(await requireUsable(await requests.find(id), known)),
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
    const request = await requireExpected(browserSecret, answer, false);
    if (answer.code === undefined) throw new LinkRefusal('denied');
    const { code } = answer;
    return once(request, () => proveNow(request, code));
  }

  async function proveNow(request: LinkRequest, code: string): Promise<{ next: string }> {
    const userId = await asked(CODE_FAILURES, () => identity.prove(code));
    if (userId !== request.person.id) throw new LinkRefusal('otherPerson');
    const state = secrets.token();
    const verifier = secrets.token() + secrets.token();
    const { permissions } = await invitationTo(request);
    await world.turns.take(turnOfLink(userId), async () => {
      const now = await requireCurrent(request);
      await requests.save({ ...now, permissions, proved: true, state: secrets.fingerprint(state), verifier });
    });
    return { next: accounts.consentUrl({ state, challenge: secrets.fingerprint(verifier), permissions }) };
  }

  /** The browser is back from Spotify: redeems the consent, probes the account, keeps the link, does what it was for. */
  async function finish(browserSecret: string | undefined, answer: Answer): Promise<Linked> {
    const request = await requireExpected(browserSecret, answer, true);
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
    const grant = await asked(CODE_FAILURES, () => accounts.redeem(code, verifier, request.permissions));
    if (lacks(grant.permissions, request.permissions)) throw new LinkRefusal('scopeMissing');
    const { accountId } = await asked(PROBE_FAILURES, () => accounts.probe(grant));
    const link = await keep(request, accountId, grant);
    return fulfil(request, endOfLink(link.authorizedAt));
  }

  /** Returns the verifier, which redeems one consent. @throws LinkRefusal if this consent was brought here before */
  function verifierOnce(request: LinkRequest): Promise<string> {
    return world.turns.take(turnOfLink(request.person.id), async () => {
      const now = await requireCurrent(request);
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
  async function requireExpected(
    browserSecret: string | undefined,
    answer: Answer,
    proved: boolean,
  ): Promise<LinkRequest> {
    if (browserSecret === undefined) throw new LinkRefusal('otherBrowser');
    const past = answer.state === undefined ? null : await findRequest({ state: answer.state });
    if (past?.done && (await isStillConnected(past, browserSecret))) throw new LinkStands(past.person);
    const request = await requireUsable(await findRequest({ browserSecret }), browserSecret, 'otherBrowser');
    const isExpected = answer.state !== undefined && request.state === secrets.fingerprint(answer.state);
    if (!isExpected || request.proved !== proved) throw new LinkRefusal('otherBrowser');
    return request;
  }

  /** The request as it is after a wait: it may have run out, or another browser or step may have bound it. */
  async function requireCurrent(request: LinkRequest): Promise<LinkRequest> {
    const now = await requireUsable(await requests.find(request.id), undefined);
    if (now.browser !== request.browser || now.state !== request.state) throw new LinkRefusal('otherBrowser');
    return now;
  }

  async function requireUsable(
    request: LinkRequest | null,
    browserSecret: string | undefined,
    otherwise: LinkFailure = 'unknown',
  ): Promise<LinkRequest> {
    if (request?.done && (await isStillConnected(request, browserSecret))) throw new LinkStands(request.person);
    if (!request || request.done) throw new LinkRefusal(otherwise);
    if (!isUsable(request)) throw new LinkRefusal('expired');
    return request;
  }

  /** Returns true if what this request connected is still connected, and the browser has proved to be that person's. */
  async function isStillConnected({ id, person }: LinkRequest, browserSecret: string | undefined): Promise<boolean> {
    const theirs = browserSecret === undefined ? null : await findRequest({ browserSecret });
    const isTheirs = theirs !== null && (theirs.id === id || (theirs.proved && theirs.person.id === person.id));
    return isTheirs && (await links.find(person.id))?.dead === false;
  }

  function isUsable(request: LinkRequest): boolean {
    return !request.done && request.expiresAt > clock.now();
  }

  /** Writes the link down, unless the one that stands is better. */
  function keep(request: LinkRequest, accountId: string, grant: Grant): Promise<Link> {
    const keeping = () =>
      world.turns.take(turnOfLink(request.person.id), async () =>
        keepNow(await requireCurrent(request), accountId, grant),
      );
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
      if (isOther) await world.unlinking.forgetAccount(userId, 'account');
      await links.save(fresh, grant);
      accounts.adopt(userId, grant);
    }
    await requests.save({ ...request, done: true, verifier: null });
    world.log.info({ user: userId }, 'account linked');
    return isLesser ? standing : fresh;
  }

  /** Does what the link was asked for. The account is linked whatever comes of it. */
  async function fulfil({ person, purpose }: LinkRequest, until: number): Promise<Linked> {
    const isStill = generations.since(person.id);
    const own = await purposes.fetchForLinked(person.id);
    if (!isStill()) throw new LinkRefusal('denied');
    const linked = { person, purpose, own, until, ...(await purposes.carryOut(person, purpose)) };
    if (!isStill()) throw new LinkRefusal('denied');
    for (const listener of listeners) listener(linked, isStill);
    return linked;
  }

  return {
    createRequest,
    readInvitation,
    findRestartable,
    bindToBrowser,
    prove,
    finish,
    linkOf: (userId: string) => links.find(userId),
    /** Tells of every link that is finished. */
    onLinked(listener: LinkListener): void {
      listeners.add(listener);
    },
  };
}

type BoundRequest = { browserSecret: string; next: string; expiresAt: number };

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

function lacks(given: readonly Permission[], wanted: readonly Permission[]): boolean {
  return wanted.some((permission) => !given.includes(permission));
}
