import { createHash } from 'node:crypto';
import type { REST } from 'discord.js';
import { inBackground, type Log } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stage } from '../ports/stage.ts';
import { fewAtATime } from '../service/few-at-a-time.ts';
import type { Sessions } from '../service/sessions.ts';
import { createTurns } from '../service/turns.ts';
import { Refusal } from '../session/refusal.ts';
import type { CardPlace, Session } from '../session/session.ts';
import { REFUSALS } from '../words/refusals.ts';
import { type Card, callText, lastCard, offerText, renderCard } from './card.ts';
import { createCardMessages } from './card-messages.ts';
import { type CardState, editsPaused, newCardState, pauseEdits, soundingIn } from './card-state.ts';
import { classifyFailure } from './request-failure.ts';

/** Edits of messages older than an hour are rationed; at a boundary shortly before, the card moves to a fresh one. */
const MOVE_AFTER_MS = 55 * 60_000;
/** Discord lets a channel's messages be edited about five times in five seconds; one is kept for `now`. */
const EDITS = { most: 4, withinMs: 5_000 };
const EDITS_WHEN_OLD = { most: 1, withinMs: 10_000 };
/** The pause after an edit that failed at Discord. */
const RETRY_MS = { least: 2_000, most: 60_000 };
/** The pause where we may not write: repeated refusals count towards a ban of the whole address. */
const FORBIDDEN_MS = { least: 60_000, most: 600_000 };
/** How long after a refusal changed permissions are a reason to try again at once. */
const RIGHTS_MS = 10_000;
/** Discord knows a nonce again for "a few minutes". */
const NONCE_LIFE_MS = 120_000;

export type LiveCards = Stage & {
  /** Writes every card again: what happened to them while the gateway was disconnected is not known. */
  reconcile(): void;
  /** Retries at once what failed: Discord answers again. */
  retry(): void;
  /** Retries where our permissions have changed. */
  rightsChanged(at: { channelId: string } | { guildId: string }): void;
  /** Resolves when no edit is under way or waiting. */
  idle(): Promise<void>;
  /** Ends all waiting and retrying. */
  stop(): void;
};

/**
 * The one message per session. It belongs to the bot, so that it outlives every interaction; it is rendered from the
 * session alone, only when what it says changes, one request at a time in a channel, and always with the latest state.
 */
export function createLiveCards(world: {
  rest: REST;
  sessions: Sessions;
  clock: Clock;
  log: Log;
  /** Tells whether a channel is a private thread that we are not in: we do not see it, whatever our rights. */
  isUnseenThread: (channelId: string) => boolean;
  /** A session's channel turned out to be no more. */
  onGone: (sessionId: string) => void;
}): LiveCards {
  const { sessions, clock, log } = world;
  const messages = createCardMessages(world);
  /** The requests of each channel, one after the other. */
  const channelQueue = createTurns();
  const cardStates = new Map<string, CardState>();
  const writing = new Map<string, Promise<void>>();
  const cancellableWaits = new Set<() => void>();
  let stopped = false;

  function stateOf(sessionId: string): CardState {
    const known = cardStates.get(sessionId);
    if (known) return known;
    const fresh = newCardState();
    cardStates.set(sessionId, fresh);
    return fresh;
  }

  function refresh(sessionId: string): void {
    const state = stateOf(sessionId);
    state.isDirty = true;
    if (!writing.has(sessionId)) startWriting(sessionId, state);
  }

  function startWriting(sessionId: string, state: CardState): void {
    const work = writePending(sessionId, state)
      .catch((err: unknown) => giveUp(sessionId, state, err))
      .then((isWritten) => {
        writing.delete(sessionId);
        if (state.isDirty && isWritten) refresh(sessionId);
      });
    writing.set(sessionId, work);
  }

  /** Logs why a card was not written: the database may not be readable. */
  function giveUp(sessionId: string, state: CardState, err: unknown): boolean {
    state.isDirty = false;
    if (!stopped) log.error({ err, session: sessionId }, 'a card was not updated');
    return true;
  }

  /**
   * Returns true if nothing may be written yet. A message that cannot be edited just now does not keep a boundary from
   * bringing a fresh one, unless posts fail as well.
   */
  async function mustWait(sessionId: string, state: CardState): Promise<boolean> {
    if (!editsPaused(state, clock.now())) return false;
    const mayPost = state.isUneditable && state.unconfirmedSince === null;
    const session = mayPost ? await sessions.read(sessionId) : null;
    return !(session && isAtBoundary(session, state));
  }

  /** Writes the latest state until nothing has changed meanwhile. Returns false if something may not be written yet. */
  async function writePending(sessionId: string, state: CardState): Promise<boolean> {
    while (state.isDirty) {
      if (await mustWait(sessionId, state)) return false;
      const session = await sessions.read(sessionId);
      await waitForEditLimit(session, state);
      state.isDirty = false;
      if (session) await channelQueue.take(session.channelId, () => write(sessionId, state));
      else cardStates.delete(sessionId);
    }
    return true;
  }

  /** Waits until another edit is within bounds; what changes meanwhile goes into the same edit. */
  async function waitForEditLimit(session: Session | null, state: CardState): Promise<void> {
    const { most, withinMs } = isOld(session?.card) ? EDITS_WHEN_OLD : EDITS;
    state.editedAt = state.editedAt.filter((at) => at > clock.now() - withinMs);
    const first = state.editedAt.at(-most);
    if (!stopped && first !== undefined) await wait(first + withinMs - clock.now());
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        cancellableWaits.delete(end);
        resolve();
      };
      const cancel = clock.after(ms, end);
      cancellableWaits.add(end);
    });
  }

  /** Writes a card, in the queue of its channel. */
  async function write(sessionId: string, state: CardState): Promise<void> {
    const session = await sessions.read(sessionId);
    if (!session || isChannelGone(session)) return;
    try {
      await (session.card
        ? editOrReplace(session, session.card, state)
        : replace(session, state, state.fingerprint !== null));
      await removeReplaced(session, state);
      state.pause = null;
    } catch (error) {
      handleFailure(session, state, error);
    }
  }

  async function editOrReplace(session: Session, place: CardPlace, state: CardState): Promise<void> {
    const card = renderCard(session, clock.now());
    const fingerprint = fingerprintOf(place, card);
    const isKnown = state.fingerprint !== null;
    if (state.fingerprint === fingerprint) return;
    if (isAtBoundary(session, state) && (state.isUneditable || (session.phase === 'live' && isOld(place))))
      return replace(session, state, isKnown);
    if (state.isUneditable) return;
    state.editedAt.push(clock.now());
    state.fingerprint = null; // until there is an answer, nobody knows what it says
    try {
      state.isEmbedDropped = !(await messages.edit(session, place, card));
      if (state.isEmbedDropped && card.content === '') await explainDroppedEmbed(session, place, card);
    } catch (error) {
      if (classifyFailure(error).is !== 'deleted') throw error;
      if (await isCurrentMessage(session.id, place)) return replace(session, state, isKnown);
    }
    await recordShown(session, state, state.isEmbedDropped ? null : fingerprint);
    if (!(await isCurrentMessage(session.id, place))) state.isDirty = true; // it moved while we wrote: the new one is written next
  }

  /** Says in words why there is no embed, until the rights or the session change. */
  async function explainDroppedEmbed(session: Session, place: CardPlace, card: Card): Promise<void> {
    log.info({ session: session.id }, 'the embed of a card was dropped');
    await messages.edit(session, place, { ...card, content: REFUSALS.cannotPostHere });
  }

  /** Returns true if something else sounds than when the card was written: the moment at which it may move. */
  function isAtBoundary(session: Session, { shownTrack, isUneditable }: CardState): boolean {
    if (session.phase === 'ended') return isUneditable;
    const playing = soundingIn(session);
    return playing !== undefined && playing !== '' && shownTrack !== undefined && playing !== shownTrack;
  }

  async function isCurrentMessage(sessionId: string, { messageId }: CardPlace): Promise<boolean> {
    return (await sessions.read(sessionId))?.card?.messageId === messageId;
  }

  function isOld(place: CardPlace | null | undefined): boolean {
    return !!place && clock.now() - place.postedAt >= MOVE_AFTER_MS;
  }

  async function recordShown(session: Session, state: CardState, fingerprint: string | null): Promise<void> {
    state.fingerprint = fingerprint;
    state.shownTrack = soundingIn(session) ?? state.shownTrack;
    if (session.phase === 'ended' && fingerprint !== null && !state.isDirty) await sessions.noteRecapShown(session.id);
  }

  /** Posts the card in a new, silent message. */
  async function replace(session: Session, state: CardState, isSure: boolean): Promise<void> {
    const old = session.card;
    const place = await postCard(session, state, isSure, true);
    await sessions.placeCard(session.id, place);
    if (old) state.replaced.push(old);
  }

  /** Posts the card. `isSure`: no post of an earlier process can have put an older state into the channel. */
  async function postCard(session: Session, state: CardState, isSure: boolean, silent: boolean): Promise<CardPlace> {
    const card = renderCard(session, clock.now());
    const { unconfirmedSince } = state;
    const isForgotten = unconfirmedSince !== null && clock.now() - unconfirmedSince > NONCE_LIFE_MS;
    try {
      const found = isForgotten ? await messages.findUnknown(session) : null;
      const place = found ?? (await messages.post(session, card, silent));
      const saysThis = isSure && unconfirmedSince === null;
      await recordShown(session, state, saysThis ? fingerprintOf(place, card) : null);
      state.isUneditable = false;
      state.unconfirmedSince = null;
      state.pause = null;
      state.isDirty ||= !saysThis;
      return place;
    } catch (error) {
      if (classifyFailure(error).is === 'later') state.unconfirmedSince ??= clock.now();
      throw error;
    }
  }

  async function tellOffer(session: Session): Promise<void> {
    const messageId = await messages.offer(session, offerText(session));
    const place = { messageId, postedAt: clock.now() };
    const state = stateOf(session.id);
    if (state.offerMessage) state.replaced.push(state.offerMessage.place);
    state.offerMessage = { place, offeredAt: session.offer?.at ?? 0 };
    refresh(session.id); // it may have been taken, or withdrawn, meanwhile
  }

  /** Marks the message about an offer for deletion once the offer is over. */
  function retireOfferMessage(session: Session, state: CardState): void {
    const offer = session.phase === 'ended' ? null : session.offer;
    if (!state.offerMessage || offer?.at === state.offerMessage.offeredAt) return;
    state.replaced.push(state.offerMessage.place);
    state.offerMessage = null;
  }

  async function removeReplaced(session: Session, state: CardState): Promise<void> {
    retireOfferMessage(session, state);
    for (let place = state.replaced[0]; place; place = state.replaced[0]) {
      await remove(session.channelId, place);
      state.replaced.shift();
    }
  }

  async function remove(channelId: string, place: CardPlace): Promise<void> {
    try {
      await messages.remove(channelId, place);
    } catch (error) {
      if (classifyFailure(error).is === 'later') throw error;
      log.info({ err: error, channel: channelId }, 'an old card could not be deleted');
    }
  }

  function handleFailure(session: Session, state: CardState, error: unknown): void {
    const failure = classifyFailure(error);
    const about = { err: error, session: session.id };
    switch (failure.is) {
      case 'gone':
        log.info(about, 'the channel of a card is gone');
        world.onGone(session.id);
        return;
      case 'archived':
      case 'deleted':
        log.info(about, 'the card can no longer be edited');
        state.isUneditable = true;
        return;
      case 'unseen':
      case 'forbidden':
        log.warn(about, 'the card cannot be shown');
        pauseEdits(state, 'forbidden', clock.now(), FORBIDDEN_MS);
        return;
      case 'refused':
        log.error(about, 'the card is refused');
        if (session.card)
          state.fingerprint = fingerprintOf(session.card, renderCard(session, clock.now())); // the same would be refused again
        else pauseEdits(state, 'forbidden', clock.now(), FORBIDDEN_MS);
        return;
      case 'later':
        log.warn(about, 'the card could not be edited');
        pauseEdits(state, 'later', clock.now(), RETRY_MS, failure.afterMs);
        state.isDirty = true;
        state.isUneditable ||= failure.afterMs > 0 && isOld(session.card);
        inBackground(retryAfterPause(session.id, state), log, 'a card was not updated', { session: session.id });
    }
  }

  async function retryAfterPause(sessionId: string, state: CardState): Promise<void> {
    const { pause } = state;
    if (pause && !stopped) await wait(pause.until - clock.now());
    if (!stopped && pause === state.pause) resumeEdits(sessionId, state);
  }

  function resumeEdits(sessionId: string, state: CardState): void {
    if (state.pause?.why !== 'forbidden') state.isUneditable = false;
    if (state.pause) state.pause.until = 0; // since when it fails is kept, should it fail again
    refresh(sessionId);
  }

  async function postFresh(session: Session): Promise<CardPlace> {
    const state = stateOf(session.id);
    try {
      return await postCard(session, state, session.card === null || state.fingerprint !== null, false);
    } catch (error) {
      throw asRefusal(error, world.isUnseenThread(session.channelId));
    }
  }

  return {
    post: (session) => channelQueue.take(session.channelId, () => postFresh(session)),
    refresh,
    tellOffer(session) {
      channelQueue
        .take(session.channelId, () => tellOffer(session))
        .catch((err: unknown) =>
          log.warn({ err, session: session.id }, 'the message about an offer could not be posted'),
        );
    },
    callHost: (session) => channelQueue.take(session.channelId, () => messages.call(session, callText(session))),
    async withdraw(channelId, place) {
      const session = sessions.openIn(channelId);
      if (!session) return channelQueue.take(channelId, () => remove(channelId, place));
      stateOf(session.id).replaced.push(place);
      refresh(session.id);
    },
    async retire({ sessionId, channelId, messageId, says }) {
      cardStates.delete(sessionId);
      try {
        await channelQueue.take(channelId, () => messages.edit({ channelId }, { messageId }, lastCard(says)));
        return true;
      } catch (error) {
        const { is } = classifyFailure(error);
        const isNoMore = is === 'deleted' || is === 'gone';
        log.info({ err: error, session: sessionId }, isNoMore ? 'a last card is gone' : 'a last card was not edited');
        return isNoMore;
      }
    },
    reconcile() {
      fewAtATime(clock, sessions.allOpen(), ({ id }) => {
        if (stopped) return;
        const state = stateOf(id);
        state.fingerprint = null;
        resumeEdits(id, state);
      });
    },
    retry() {
      for (const [id, state] of cardStates) if (state.pause?.why === 'later') resumeEdits(id, state);
    },
    rightsChanged(at) {
      for (const session of sessions.allOpen()) {
        const state = cardStates.get(session.id);
        const isThere = 'channelId' in at ? session.channelId === at.channelId : session.guildId === at.guildId;
        if (!state || !isThere) continue;
        if (state.isEmbedDropped) refresh(session.id);
        const wasForbidden = state.pause?.why === 'forbidden' && clock.now() - state.pause.at >= RIGHTS_MS;
        if (wasForbidden || (state.isUneditable && !state.pause)) resumeEdits(session.id, state);
      }
    },
    async idle() {
      while (writing.size > 0) await Promise.all(writing.values());
    },
    stop() {
      stopped = true;
      for (const end of cancellableWaits) end();
    },
  };
}

/** Returns what to tell whoever wants a card where it cannot be posted; other errors as they are. */
function asRefusal(error: unknown, isUnseenThread: boolean): unknown {
  switch (classifyFailure(error).is) {
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
function isChannelGone(session: Session): boolean {
  return session.phase === 'ended' && session.why === 'gone';
}

function fingerprintOf({ messageId }: CardPlace, card: Card): string {
  return createHash('sha256').update(messageId).update(JSON.stringify(card)).digest('base64url');
}
