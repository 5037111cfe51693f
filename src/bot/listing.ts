import { namesOf } from '../session/pseudonym.ts';
import { type RecapNumbers, soundedPicks } from '../session/recap.ts';
import { type Ended, type Live, memberOf, type SetlistPick } from '../session/session.ts';
import { ahead } from '../session/setlist.ts';
import { minutesAndSeconds, type Track } from '../session/track.ts';
import { RECAP } from '../words/card.ts';
import { LISTS } from '../words/lists.ts';
import { explicitMark, formatMinutes, joinNamesAndMore } from '../words/phrases.ts';
import { escapeName, mention } from './text.ts';

/** Spotify's design rules allow at most twenty items in one set of content. */
const PAGE_ITEMS = 20;
/** Discord's limit for a description, less what stands above a list. */
const PAGE_LENGTH = 3_900;
const TITLE_LENGTH = 60;
const ARTIST_LENGTH = 40;
const NAMED_BRINGERS = 5;

/** One page of a list; pages count from 0. */
export type ListPage = { text: string; page: number; pages: number };

/** The page that was asked for, or the last one. No line is ever cut: a page ends where the next would not fit. */
export function pageOf(lines: readonly string[], wanted: number): ListPage {
  const pages: string[][] = [[]];
  for (const [place, line] of lines.entries()) {
    const numbered = `\`${place + 1}\` ${line}`;
    const last = pages.at(-1) ?? [];
    const isFull = last.length === PAGE_ITEMS || [...last, numbered].join('\n').length > PAGE_LENGTH;
    if (isFull) pages.push([numbered]);
    else last.push(numbered);
  }
  const page = Math.min(wanted, pages.length - 1);
  return { text: pages[page]?.join('\n') ?? '', page, pages: pages.length };
}

/** One song as a linked line: title, artists. */
export function songLine(track: Track): string {
  const title = escapeName(track.title, TITLE_LENGTH);
  const linked = track.url === undefined ? title : `[${title}](${track.url})`;
  return `${linked}${explicitMark(track)} · ${escapeName(track.artists, ARTIST_LENGTH)}`;
}

/** Everybody who brought a pick; when they are many, the first few and how many more. */
export function broughtBy(pick: SetlistPick): string {
  const named = pick.broughtBy.slice(0, NAMED_BRINGERS).map(mention);
  return joinNamesAndMore(named, pick.broughtBy.length - named.length);
}

/** Returns a page of the picks ahead, with who brought each and why it stands there. */
export function queuePage(live: Live, page: number): ListPage {
  const lines = ahead(live).map((pick) => `${songLine(pick.track)} · ${broughtBy(pick)} · ${placeReason(live, pick)}`);
  return pageOf(lines, page);
}

/** Why a pick stands where it stands. */
function placeReason(live: Live, pick: SetlistPick): string {
  const { status, round, addedBy } = pick;
  if (status.state === 'queued') return LISTS.alreadyNext;
  const added = addedBy === null ? '' : LISTS.addedBy(mention(addedBy));
  return (round === 0 ? LISTS.drawnAtRandom : turnReason(live, pick)) + added;
}

/** A song of several people costs one of them their turn. */
function turnReason(live: Live, { id, broughtBy: [payer = ''], round }: SetlistPick): string {
  const member = memberOf(live, payer);
  const names = namesOf(member ?? { id: payer });
  const first = live.setlist.find(({ broughtBy: [whose = ''] }) => names.includes(whose));
  const isFirst = first?.id === id && member !== undefined;
  if (isFirst && member.joinedAt > live.startedAt) return LISTS.leadsLate(round, mention(payer));
  if (isFirst && round > 1) return LISTS.leadsFirst(round, mention(payer));
  return LISTS.turn(round, mention(payer));
}

/** Returns a page of the songs that sounded in an evening. */
export function recapPage(ended: Ended, page: number): ListPage {
  const lines = soundedPicks(ended).map((pick) => {
    const line = `${songLine(pick.track)} · ${broughtBy(pick)}`;
    return pick.status.state === 'skipped' ? `~~${line}~~ ${LISTS.skipped}` : line;
  });
  return pageOf(lines, page);
}

/** "18 songs played, 2 skipped, in 1 h 12 min". */
export function recapSummary({ started, played, skipped, lastedMs }: RecapNumbers): string {
  return started ? RECAP.summary(played, skipped, duration(lastedMs)) : RECAP.unstarted;
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 1 ? minutesAndSeconds(ms) : formatMinutes(minutes);
}
