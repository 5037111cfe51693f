import { createHash } from 'node:crypto';
import type { REST } from 'discord.js';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { SessionStore } from '../ports/sessions.ts';
import type { Stage } from '../ports/stage.ts';
import { fewAtATime } from '../service/few-at-a-time.ts';
import { createTurns } from '../service/turns.ts';
import { Refusal } from '../session/refusal.ts';
import type { CardPlace, Session } from '../session/session.ts';
import { REFUSALS } from '../words/refusals.ts';
import { type Card, callText, lastCard, offerText, renderCard } from './card.ts';
import { createCardMessages } from './card-messages.ts';
import { hold, isHeld, newWatch, soundingIn, type Watch } from './card-watch.ts';
import { mishapOf } from './mishap.ts';

/** Edits of messages older than an hour are rationed; at a boundary shortly before, the card moves to a fresh one. */
const MOVE_AFTER_MS = 55 * 60_000;
/** Discord lets a channel's messages be edited about five times in five seconds; one is kept for `now`. */
const EDITS = { most: 4, withinMs: 5_000 };
const EDITS_WHEN_OLD = { most: 1, withinMs: 10_000 };
/** After an edit that failed for no reason of ours. */
const RETRY_MS = { least: 2_000, most: 60_000 };
/** The pause where we may not write: repeated refusals count towards a ban of the whole address. */
const FORBIDDEN_MS = { least: 60_000, most: 600_000 };
/** Changed rights are a reason to try at once, but not again and again. */
const RIGHTS_MS = 10_000;
/** Discord knows a nonce again for "a few minutes". */
const NONCE_LIFE_MS = 120_000;

export type LiveCards = Stage & {
  /** Looks after every card there should be: what happened to them while the gateway was away is not known. */
  reconcile(): void;
  /** Discord answers again: what failed is tried at once. */
  retry(): void;
  /** Tries again where our rights have changed: cards that could not be shown there may be possible now. */
  rightsChanged(at: { channelId: string } | { guildId: string }): void;
  /** Resolves when no edit is under way or waiting. */
  idle(): Promise<void>;
  /** No more attempts at edits that failed. */
  stop(): void;
};

/**
 * The one message per session. It belongs to the bot, so that it outlives every interaction; it is written from state
 * alone, only when what it says changes, one request at a time in a channel, and always with the latest state.
 */
export function createLiveCards(world: {
  rest: REST;
  sessions: SessionStore;
  clock: Clock;
  log: Log;
  /** Tells whether a channel is a private thread that we are not in: we do not see it, whatever our rights. */
  isUnseenThread: (channelId: string) => boolean;
  /** A session's channel turned out to be no more. */
  onGone: (sessionId: string) => void;
}): LiveCards {
  const { sessions, clock, log } = world;
  const messages = createCardMessages(world);
  const lane = createTurns();
  const watches = new Map<string, Watch>();
  const busy = new Map<string, Promise<void>>();
  const pauses = new Set<() => void>();
  let stopped = false;

  function watchOf(sessionId: string): Watch {
    const known = watches.get(sessionId);
    if (known) return known;
    const fresh = newWatch();
    watches.set(sessionId, fresh);
    return fresh;
  }

  function refresh(sessionId: string): void {
    const watch = watchOf(sessionId);
    watch.isDirty = true;
    try {
      if (!busy.has(sessionId) && !mustWait(sessionId, watch)) begin(sessionId, watch);
    } catch (err) {
      giveUp(sessionId, watch, err); // the database may not be readable
    }
  }

  function begin(sessionId: string, watch: Watch): void {
    const work = catchUp(sessionId, watch)
      .catch((err: unknown) => giveUp(sessionId, watch, err))
      .then(() => {
        busy.delete(sessionId);
        if (watch.isDirty) refresh(sessionId);
      });
    busy.set(sessionId, work);
  }

  function giveUp(sessionId: string, watch: Watch, err: unknown): void {
    watch.isDirty = false;
    if (!stopped) log.error({ err, session: sessionId }, 'a card was not looked after');
  }

  /**
   * Returns true if nothing may be written yet. A message that cannot be edited just now does not keep a boundary from
   * bringing a fresh one, unless posts fail as well.
   */
  function mustWait(sessionId: string, watch: Watch): boolean {
    const mayPost = watch.isStuck && watch.doubtfulSince === null;
    const session = mayPost ? sessions.find(sessionId) : null;
    return isHeld(watch, clock.now()) && !(session && isTurn(session, watch));
  }

  /** Writes the latest state until nothing has changed meanwhile. */
  async function catchUp(sessionId: string, watch: Watch): Promise<void> {
    while (watch.isDirty && !mustWait(sessionId, watch)) {
      const session = sessions.find(sessionId);
      await allowance(session, watch);
      watch.isDirty = false;
      if (session) await lane.take(session.channelId, () => write(sessionId, watch));
      else watches.delete(sessionId);
    }
  }

  /** Waits until another edit is within bounds; what changes meanwhile goes into the same edit. */
  async function allowance(session: Session | null, watch: Watch): Promise<void> {
    const { most, withinMs } = isOld(session?.card) ? EDITS_WHEN_OLD : EDITS;
    watch.editedAt = watch.editedAt.filter((at) => at > clock.now() - withinMs);
    const first = watch.editedAt.at(-most);
    if (!stopped && first !== undefined) await pause(first + withinMs - clock.now());
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        pauses.delete(end);
        resolve();
      };
      const cancel = clock.after(ms, end);
      pauses.add(end);
    });
  }

  /** Within the channel's lane. */
  async function write(sessionId: string, watch: Watch): Promise<void> {
    const session = sessions.find(sessionId);
    if (!session || isGone(session)) return;
    try {
      await (session.card
        ? bringUpToDate(session, session.card, watch)
        : replace(session, watch, watch.print !== null));
      await clearAway(session, watch);
      watch.held = null;
    } catch (error) {
      suffer(session, watch, error);
    }
  }

  async function bringUpToDate(session: Session, place: CardPlace, watch: Watch): Promise<void> {
    const card = renderCard(session, clock.now());
    const print = fingerprint(place, card);
    const isKnown = watch.print !== null;
    if (watch.print === print) return;
    if (isTurn(session, watch) && (watch.isStuck || (session.phase === 'live' && isOld(place))))
      return replace(session, watch, isKnown);
    if (watch.isStuck) return;
    watch.editedAt.push(clock.now());
    watch.print = null; // until there is an answer, nobody knows what it says
    try {
      watch.isBare = !(await messages.edit(session, place, card));
      if (watch.isBare && card.content === '') await explain(session, place, card);
    } catch (error) {
      if (mishapOf(error).is !== 'deleted') throw error;
      if (hasPlace(session.id, place)) return replace(session, watch, isKnown);
    }
    note(session, watch, watch.isBare ? null : print);
    if (!hasPlace(session.id, place)) watch.isDirty = true; // it moved while we wrote: the new one is written next
  }

  /** A card without its embed says why, until the rights or the evening change. */
  async function explain(session: Session, place: CardPlace, card: Card): Promise<void> {
    log.info({ session: session.id }, 'the embed of a card was dropped');
    await messages.edit(session, place, { ...card, content: REFUSALS.cannotPostHere });
  }

  /** Returns true if something else sounds than when the card was written: the moment at which it may move. */
  function isTurn(session: Session, { sounding, isStuck }: Watch): boolean {
    if (session.phase === 'ended') return isStuck;
    const now = soundingIn(session);
    return now !== undefined && now !== '' && sounding !== undefined && now !== sounding;
  }

  function hasPlace(sessionId: string, { messageId }: CardPlace): boolean {
    return sessions.find(sessionId)?.card?.messageId === messageId;
  }

  function isOld(place: CardPlace | null | undefined): boolean {
    return !!place && clock.now() - place.postedAt >= MOVE_AFTER_MS;
  }

  function note(session: Session, watch: Watch, print: string | null): void {
    watch.print = print;
    if (session.phase === 'ended' && print !== null && !watch.isDirty) sessions.noteRecapShown(session.id);
    watch.sounding = soundingIn(session) ?? watch.sounding;
  }

  /** A fresh, silent message takes over. */
  async function replace(session: Session, watch: Watch, isSure: boolean): Promise<void> {
    const old = session.card;
    const place = await putUp(session, watch, isSure, true);
    sessions.placeCard(session.id, place);
    if (old) watch.leftovers.push(old);
  }

  /** `isSure`: no post of an earlier process can have put an older state into the channel. */
  async function putUp(session: Session, watch: Watch, isSure: boolean, silent: boolean): Promise<CardPlace> {
    const card = renderCard(session, clock.now());
    const { doubtfulSince } = watch;
    const isForgotten = doubtfulSince !== null && clock.now() - doubtfulSince > NONCE_LIFE_MS;
    try {
      const found = isForgotten ? await messages.findUnknown(session) : null;
      const place = found ?? (await messages.post(session, card, silent));
      const saysThis = isSure && doubtfulSince === null;
      note(session, watch, saysThis ? fingerprint(place, card) : null);
      Object.assign(watch, { isStuck: false, doubtfulSince: null, held: null, isDirty: watch.isDirty || !saysThis });
      return place;
    } catch (error) {
      if (mishapOf(error).is === 'later') watch.doubtfulSince ??= clock.now();
      throw error;
    }
  }

  async function tellOffer(session: Session): Promise<void> {
    const messageId = await messages.offer(session, offerText(session));
    const place = { messageId, postedAt: clock.now() };
    const watch = watchOf(session.id);
    if (watch.told) watch.leftovers.push(watch.told.place);
    watch.told = { place, offeredAt: session.offer?.at ?? 0 };
    refresh(session.id); // it may have been taken, or withdrawn, meanwhile
  }

  /** An offer that is no more is not told of any more. */
  function forgetOffer(session: Session, watch: Watch): void {
    const offer = session.phase === 'ended' ? null : session.offer;
    if (!watch.told || offer?.at === watch.told.offeredAt) return;
    watch.leftovers.push(watch.told.place);
    watch.told = null;
  }

  async function clearAway(session: Session, watch: Watch): Promise<void> {
    forgetOffer(session, watch);
    for (let place = watch.leftovers[0]; place; place = watch.leftovers[0]) {
      await remove(session.channelId, place);
      watch.leftovers.shift();
    }
  }

  async function remove(channelId: string, place: CardPlace): Promise<void> {
    try {
      await messages.remove(channelId, place);
    } catch (error) {
      if (mishapOf(error).is === 'later') throw error;
      log.info({ err: error, channel: channelId }, 'an old card could not be taken away');
    }
  }

  function suffer(session: Session, watch: Watch, error: unknown): void {
    const mishap = mishapOf(error);
    const about = { err: error, session: session.id };
    switch (mishap.is) {
      case 'gone':
        log.info(about, 'the channel of a card is gone');
        world.onGone(session.id);
        return;
      case 'archived':
      case 'deleted':
        log.info(about, 'the card can no longer be edited');
        watch.isStuck = true;
        return;
      case 'unseen':
      case 'forbidden':
        log.warn(about, 'the card cannot be shown');
        hold(watch, 'forbidden', clock.now(), FORBIDDEN_MS);
        return;
      case 'refused':
        log.error(about, 'the card is refused');
        if (session.card)
          watch.print = fingerprint(session.card, renderCard(session, clock.now())); // the same would be refused again
        else hold(watch, 'forbidden', clock.now(), FORBIDDEN_MS);
        return;
      case 'later':
        log.warn(about, 'the card could not be edited');
        hold(watch, 'later', clock.now(), RETRY_MS, mishap.afterMs);
        watch.isDirty = true;
        watch.isStuck ||= mishap.afterMs > 0 && isOld(session.card);
        inBackground(tryAgain(session.id, watch), log, 'a card was not looked after', { session: session.id });
    }
  }

  async function tryAgain(sessionId: string, watch: Watch): Promise<void> {
    const { held } = watch;
    if (held && !stopped) await pause(held.until - clock.now());
    if (!stopped && held === watch.held) release(sessionId, watch);
  }

  function release(sessionId: string, watch: Watch): void {
    if (watch.held?.why !== 'forbidden') watch.isStuck = false;
    if (watch.held) watch.held.until = 0; // since when it fails is kept, should it fail again
    refresh(sessionId);
  }

  async function postAnew(session: Session): Promise<CardPlace> {
    const watch = watchOf(session.id);
    try {
      return await putUp(session, watch, session.card === null || watch.print !== null, false);
    } catch (error) {
      throw whyNotHere(error, world.isUnseenThread(session.channelId));
    }
  }

  return {
    post: (session) => lane.take(session.channelId, () => postAnew(session)),
    refresh,
    tellOffer(session) {
      lane
        .take(session.channelId, () => tellOffer(session))
        .catch((err: unknown) => log.warn({ err, session: session.id }, 'nobody was told of the offer'));
    },
    callHost: (session) => lane.take(session.channelId, () => messages.call(session, callText(session))),
    async withdraw(channelId, place) {
      const session = sessions.openIn(channelId);
      if (!session) return lane.take(channelId, () => remove(channelId, place));
      watchOf(session.id).leftovers.push(place);
      refresh(session.id);
    },
    async retire({ sessionId, channelId, messageId, says }) {
      watches.delete(sessionId);
      try {
        await lane.take(channelId, () => messages.edit({ channelId }, { messageId }, lastCard(says)));
        return true;
      } catch (error) {
        const { is } = mishapOf(error);
        const isNoMore = is === 'deleted' || is === 'gone';
        log.info({ err: error, session: sessionId }, isNoMore ? 'a last card is gone' : 'a last card was not edited');
        return isNoMore;
      }
    },
    reconcile() {
      fewAtATime(clock, sessions.allOpen(), ({ id }) => {
        if (stopped) return;
        const watch = watchOf(id);
        watch.print = null;
        release(id, watch);
      });
    },
    retry() {
      for (const [id, watch] of watches) if (watch.held?.why === 'later') release(id, watch);
    },
    rightsChanged(at) {
      for (const session of sessions.allOpen()) {
        const watch = watches.get(session.id);
        const isThere = 'channelId' in at ? session.channelId === at.channelId : session.guildId === at.guildId;
        if (!watch || !isThere) continue;
        if (watch.isBare) refresh(session.id);
        const isHeadless = watch.held?.why === 'forbidden' && clock.now() - watch.held.at >= RIGHTS_MS;
        if (isHeadless || (watch.isStuck && !watch.held)) release(session.id, watch);
      }
    },
    async idle() {
      while (busy.size > 0) await Promise.all(busy.values());
    },
    stop() {
      stopped = true;
      for (const end of pauses) end();
    },
  };
}

/** Returns what to tell whoever wants a card where it cannot be posted; other errors as they are. */
function whyNotHere(error: unknown, isUnseenThread: boolean): unknown {
  switch (mishapOf(error).is) {
    case 'archived':
      return new Refusal('threadClosed');
    case 'unseen':
    case 'gone':
      return new Refusal(isUnseenThread ? 'mentionMeHere' : 'cannotPostHere');
    case 'forbidden':
      return new Refusal('cannotPostHere');
    default:
      return error;
  }
}

/** Nobody sees the card of a session whose channel is gone. */
function isGone(session: Session): boolean {
  return session.phase === 'ended' && session.why === 'gone';
}

function fingerprint({ messageId }: CardPlace, card: Card): string {
  return createHash('sha256').update(messageId).update(JSON.stringify(card)).digest('base64url');
}
