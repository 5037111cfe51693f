import { EmbedBuilder } from '@discordjs/builders';
import type { APIEmbed } from 'discord.js';
import type { LastWords } from '../ports/farewells.ts';
import { byTheClock, isByTheClock } from '../session/player/by-the-clock.ts';
import { startingPick } from '../session/player/programme.ts';
import { hasSlipped } from '../session/player/sounding.ts';
import { canTakeBack, isStranded } from '../session/player/trouble.ts';
import { recapNumbers, soundedPicks } from '../session/recap.ts';
import type { Ended, Live, Lobby, Member, Open, Session, SetlistPick, Sounding, Trouble } from '../session/session.ts';
import { ahead, pickById, trackOf } from '../session/setlist.ts';
import { minutesAndSeconds, type Track } from '../session/track.ts';
import { nameOf, tally } from '../session/votes.ts';
import { LABELS, WAYS } from '../words/buttons.ts';
import { ATTRIBUTION, BRINGS, BROKEN, ENDINGS, LIGHTS, LIVE, LOBBY, OVER, offerWords, RECAP } from '../words/card.ts';
import { SEPARATOR } from '../words/names.ts';
import { explicitMark, moreItems } from '../words/phrases.ts';
import { REFUSALS } from '../words/refusals.ts';
import { hostCall, MEANWHILE, stillPlaying, TROUBLE, UNSEEN } from '../words/troubles.ts';
import { button, type ComponentRow, customId, linkButton, row, rows } from './controls.ts';
import { broughtBy, recapPage, recapSummary, songLine } from './listing.ts';
import { escapeName, mention, timestamp } from './text.ts';

/** The parts of the card's message. */
export type Card = { content: string; embeds: APIEmbed[]; components: ComponentRow[] };
/** All but the words that stand even where embeds are not shown. */
type CardEmbed = Omit<Card, 'content'>;

const COLOURS = { lobby: 0x5865f2, playing: 0x1db954, quiet: 0x99aab5, trouble: 0xf0b232, over: 0x99aab5 } as const;
const TITLE_LENGTH = 256;
const NAMES_LENGTH = 200;
const FIELD_LENGTH = 1_024;
const NEXT_SHOWN = 4;
const MEMBERS_SHOWN = 20;

/**
 * The card of a session: what the channel is to know now, and nothing that changes by the second. While nobody can look
 * at the player it shows what should sound by the clock.
 */
export function renderCard(session: Session, now: number): Card {
  return { content: textOutsideEmbed(session), ...renderEmbed(session, now) };
}

/** Returns the words outside the embed, for where it cannot be shown; empty where it can, as far as is known. */
function textOutsideEmbed(session: Session): string {
  return session.phase === 'lobby' && session.readiness?.mayPost === false ? `⚠️ ${REFUSALS.cannotPostHere}` : '';
}

function renderEmbed(session: Session, now: number): CardEmbed {
  switch (session.phase) {
    case 'lobby':
      return lobbyCard(session);
    case 'live':
      return renderLive(byTheClock(session, now), isByTheClock(session));
    case 'ended':
      return recapCard(session);
  }
}

function lobbyCard(lobby: Lobby): CardEmbed {
  const embed = new EmbedBuilder()
    .setColor(COLOURS.lobby)
    .setTitle(LOBBY.title)
    .setDescription(
      [LOBBY.invitation(lobby.settings, mention(lobby.hostId)), '', ...memberLines(lobby), ...warningLines(lobby)].join(
        '\n',
      ),
    )
    .setFooter({ text: LOBBY.footer });
  const buttons = row(
    button(LABELS.join, customId('join', lobby.id), 'success'),
    button(LABELS.leave, customId('leave', lobby.id)),
    button(LABELS.start, customId('start', lobby.id), 'primary'),
    ...takeOver(lobby),
  );
  return { embeds: [embed.toJSON()], components: [buttons] };
}

/** Returns the lines that say whether Start would work, as far as that could be found out beforehand. */
function readinessLines({ readiness, hostId }: Lobby): string[] {
  if (!readiness) return [];
  const { at, device, trouble } = readiness;
  const host = mention(hostId);
  const asOf = LIGHTS.asOf(timestamp(at, 'R'));
  if (trouble) return [`⚠️ ${troubleWords(host, trouble)} ${asOf}`];
  return [
    device === null ? `⚠️ ${LIGHTS.noDevice(host)} ${asOf}` : `✅ ${LIGHTS.ready(host, escapeName(device, 60))} ${asOf}`,
  ];
}

function warningLines(lobby: Lobby): string[] {
  const lines = [...readinessLines(lobby), ...offerLines(lobby)];
  return lines.length > 0 ? ['', ...lines] : [];
}

function memberLines(lobby: Lobby): string[] {
  const lines = lobby.members
    .slice(0, MEMBERS_SHOWN)
    .map((member) => `• ${mention(member.id)} ${roleOf(lobby, member)}`);
  const more = lobby.members.length - lines.length;
  return more > 0 ? [...lines, moreItems(more)] : lines;
}

function roleOf(lobby: Lobby, member: Member): string {
  const brings = bringsOf(member);
  return member.id === lobby.hostId ? BRINGS.host(brings) : brings;
}

function bringsOf({ guest, tops, added }: Member): string {
  if (guest) return added.length > 0 ? BRINGS.guestWith(added.length) : BRINGS.guest;
  if (tops === null) return BRINGS.toFollow;
  const songs = tops.length + added.length;
  return songs > 0 ? BRINGS.songs(songs) : BRINGS.nothing;
}

function renderLive(live: Live, isClock: boolean): CardEmbed {
  return live.playback.is === 'over' && !isStranded(live) ? overCard(live) : liveCard(live, isClock);
}

function liveCard(live: Live, isClock: boolean): CardEmbed {
  const sounding = soundingOf(live);
  const embed = new EmbedBuilder().setColor(colourOf(live)).setFooter({ text: footerOf(live, isClock) });
  if (sounding) describeTrack(embed, live, sounding);
  else embed.setTitle(live.trouble || live.playback.is === 'unknown' ? LIVE.nothingSounds : LIVE.beginning);
  const lines = [...(sounding ? [broughtByLine(live, sounding), timeLine(live, sounding)] : []), ...noticeLines(live)];
  embed.setDescription(lines.filter((line) => line !== '').join('\n') || LIVE.onItsWay);
  addNext(embed, live, sounding);
  return { embeds: [embed.toJSON()], components: liveControls(live, sounding) };
}

type ShownTrack = { what: Sounding; track: Track; pick: SetlistPick | undefined };

/** Returns what sounds or is about to: the first of the programme while a play request is on its way. */
function soundingOf(live: Live): ShownTrack | null {
  const { playback } = live;
  if (playback.is === 'unknown' || playback.is === 'over') return null;
  if (playback.is === 'starting') return trackShown(live, { pick: startingPick(live)?.id ?? '' });
  return trackShown(live, playback.what);
}

function trackShown(live: Live, what: Sounding): ShownTrack | null {
  const pick = 'pick' in what ? pickById(live, what.pick) : undefined;
  const track = trackOf(live, what);
  return track ? { what, track, pick } : null;
}

function describeTrack(embed: EmbedBuilder, live: Live, { track }: ShownTrack): void {
  const mark = live.playback.is === 'paused' ? '⏸' : '▶';
  embed.setTitle(`${mark} ${escapeName(track.title, TITLE_LENGTH - 2)}`).setURL(track.url ?? null);
  if (track.artUrl) embed.setThumbnail(track.artUrl);
}

function broughtByLine(live: Live, { track, pick }: ShownTrack): string {
  const made = [
    escapeName(track.artists, NAMES_LENGTH),
    escapeName(track.album, NAMES_LENGTH),
    explicitMark(track).trim(),
  ];
  const line = made.filter((part) => part !== '').join(SEPARATOR);
  return `${line}\n${pick ? LIVE.broughtBy(broughtBy(pick)) : LIVE.ownChoice(mention(live.hostId))}`;
}

/** The end as a time that every reader's client counts by itself; a paused track stands still. */
function timeLine({ playback }: Live, { track }: ShownTrack): string {
  if (playback.is === 'paused') {
    const positionMs = Math.min(playback.positionMs, track.durationMs);
    return LIVE.pausedAt(minutesAndSeconds(positionMs), minutesAndSeconds(track.durationMs));
  }
  if (playback.is === 'playing') return LIVE.ends(timestamp(playback.startedAt + track.durationMs, 'R'));
  return LIVE.starting;
}

function noticeLines(live: Live): string[] {
  const { playback, trouble } = live;
  const lines: string[] = [];
  if (trouble) lines.push(`⚠️ ${troubleLine(live, trouble)}`);
  else if (playback.is === 'unknown') lines.push(`⚠️ ${UNSEEN[playback.saw](mention(live.hostId))}`);
  if (live.ownQueued > 0 && live.programme.cursor < 1) {
    lines.push(LIVE.ownQueue(live.ownQueued, mention(live.hostId)));
  }
  return [...lines, ...leftPlayingLines(live), ...offerLines(live)];
}

function leftPlayingLines({ leftPlaying }: Live | Ended): string[] {
  return leftPlaying === null ? [] : [`⚠️ ${stillPlaying(mention(leftPlaying))}`];
}

function offerLines({ offer, hostId }: Session): string[] {
  return offer ? [offerWords(mention(offer.to), mention(hostId))] : [];
}

function troubleLine(live: Live, trouble: Trouble): string {
  const host = mention(live.hostId);
  const words = troubleWords(host, trouble);
  if (trouble.kind !== 'wait' && trouble.kind !== 'unreachable') return words;
  return `${words} ${MEANWHILE[live.playback.is === 'playing' ? 'plays' : 'still'](host)}`;
}

function troubleWords(host: string, { kind, until, device }: Trouble): string {
  const named = device === undefined ? undefined : escapeName(device, 60);
  return TROUBLE[kind](host, until === undefined ? undefined : timestamp(until, 't'), named);
}

/** Returns the words that tell a member that the session is offered to them. */
export function offerText(session: Session): string {
  return offerLines(session).join('');
}

/** Returns the words of a call to the host: why nothing is to be heard, and what to do. */
export function callText(live: Live): string {
  const host = mention(live.hostId);
  return hostCall(host, live.trouble ? troubleLine(live, live.trouble) : UNSEEN.nothing(host));
}

function addNext(embed: EmbedBuilder, live: Live, sounding: ShownTrack | null): void {
  const coming = ahead(live).filter((pick) => pick.id !== sounding?.pick?.id);
  const lines = coming.slice(0, NEXT_SHOWN).map((pick) => `${songLine(pick.track)} · ${broughtBy(pick)}`);
  const name = hasSlipped(live) || live.playback.is === 'over' ? LIVE.waiting : LIVE.next;
  if (lines.length > 0) embed.addFields({ name, value: clampLines(lines, FIELD_LENGTH) });
}

function clampLines(lines: readonly string[], most: number): string {
  let kept = [...lines];
  while (kept.length > 1 && kept.join('\n').length > most) kept = kept.slice(0, -1);
  return kept.join('\n');
}

function footerOf(live: Live, isClock: boolean): string {
  const counted = live.setlist.filter((pick) => pick.status.state !== 'dropped');
  const past = counted.filter(({ status }) => status.state === 'played' || status.state === 'skipped').length;
  const sounds = counted.some((pick) => pick.status.state === 'sounding') || live.playback.is === 'starting';
  const place = LIVE.place(Math.min(past + (sounds ? 1 : 0), counted.length), counted.length);
  return [place, ...(isClock ? [LIVE.byTheClock] : []), ATTRIBUTION].join(' · ');
}

function colourOf(live: Live): number {
  if (live.trouble || live.playback.is === 'unknown') return COLOURS.trouble;
  return live.playback.is === 'paused' ? COLOURS.quiet : COLOURS.playing;
}

/** The argument of the Skip button while nothing is known to sound. */
const NOTHING = 'nothing';

function liveControls(live: Live, sounding: ShownTrack | null): ComponentRow[] {
  const toggle =
    live.playback.is === 'paused'
      ? button(LABELS.resume, customId('resume', live.id), 'primary')
      : button(LABELS.pause, customId('pause', live.id));
  const { votes, needed } = tally(live);
  const wanted = sounding ? nameOf(sounding.what) : NOTHING;
  const skip = button(LABELS.skip(votes, needed), customId('skip', live.id, wanted));
  const page = sounding?.track.url;
  const listen = page === undefined ? [] : [linkButton(WAYS.listen, page)];
  return [
    row(toggle, skip, ...sharedButtons(live), endButton(live)),
    ...rows(...takeBack(live), ...takeOver(live), ...listen),
  ];
}

function takeBack(live: Live) {
  return canTakeBack(live) ? [button(LABELS['take-back'], customId('take-back', live.id), 'primary')] : [];
}

function takeOver(session: Open) {
  return session.offer ? [button(LABELS['take-over'], customId('take-over', session.id), 'primary')] : [];
}

function sharedButtons(live: Live) {
  return [button(LABELS.queue, customId('queue', live.id)), button(LABELS.join, customId('join', live.id), 'success')];
}

function endButton(live: Live) {
  return button(LABELS.end, customId('end', live.id), 'danger');
}

function overCard(live: Live): CardEmbed {
  const host = mention(live.hostId);
  const next = canTakeBack(live) ? OVER.songsAgain(host) : OVER.nothingMore(host);
  const embed = new EmbedBuilder()
    .setColor(live.trouble ? COLOURS.trouble : COLOURS.over)
    .setTitle(OVER.title)
    .setDescription([OVER.body(next), ...noticeLines(live)].join('\n'))
    .setFooter({ text: footerOf(live, false) });
  addNext(embed, live, null);
  return {
    embeds: [embed.toJSON()],
    components: [row(...takeBack(live), ...sharedButtons(live), endButton(live), ...takeOver(live))],
  };
}

function recapCard(ended: Ended): CardEmbed {
  const { text, pages } = recapPage(ended, 0);
  const about = [ENDINGS[ended.why], recapSummary(recapNumbers(ended))].filter((line) => line !== '').join(' ');
  const parts = [about, ...leftPlayingLines(ended), text];
  const embed = new EmbedBuilder()
    .setColor(COLOURS.over)
    .setTitle(ended.startedAt === null ? RECAP.titleUnstarted : RECAP.title)
    .setDescription(parts.filter((part) => part !== '').join('\n\n'))
    .setFooter({ text: ATTRIBUTION });
  const more = pages > 1 ? [button(LABELS.recap(soundedPicks(ended).length), customId('recap', ended.id, 1))] : [];
  const save = text === '' ? [] : [button(LABELS.save, customId('save', ended.id), 'success')];
  return { embeds: [embed.toJSON()], components: rows(...more, ...save) };
}

/** Returns the last state of a forgotten evening's card: its numbers, or that it could not be read; no names. */
export function lastCard(says: LastWords): Card {
  const [title, text] =
    says.of === 'forgotten'
      ? [RECAP.titleForgotten, `${recapSummary(says.numbers)} ${RECAP.tookPart(says.numbers.people)}`]
      : [BROKEN.title, BROKEN.body];
  const embed = new EmbedBuilder().setColor(COLOURS.over).setTitle(title).setDescription(text);
  return { content: '', embeds: [embed.toJSON()], components: [] };
}
