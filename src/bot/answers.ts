import { EmbedBuilder } from '@discordjs/builders';
import type { APIEmbed } from 'discord.js';
import type { LinkOffer, RenewalOffer, Reply } from '../commands/reply.ts';
import type { OwnSongs } from '../service/own-songs.ts';
import type { Kept } from '../service/privacy.ts';
import { SETTINGS } from '../session/settings.ts';
import type { Track } from '../session/track.ts';
import { EARLIER, LABELS, LATER, STAY_CONNECTED, TRY_AGAIN, WAYS } from '../words/buttons.ts';
import { linkTerms, reminder } from '../words/links.ts';
import { LISTS } from '../words/lists.ts';
import { REPLIES, TOPPED_UP, WHEN_THEY_COME } from '../words/replies.ts';
import { SETTING_WORDS } from '../words/settings.ts';
import { button, customId, deviceMenu, linkButton, menu, type Row, row, rows, songEntry } from './controls.ts';
import { pageOf, queuePage, recapPage, songLine } from './listing.ts';
import { mention, plain, timestamp } from './text.ts';

/** A private answer, ready to be sent. */
export type Said = {
  content: string;
  embeds: APIEmbed[];
  components: Row[];
  files?: { attachment: Buffer; name: string }[];
};

/** The mentions of subcommands that people can click. */
export type Mentions = (subcommand: string) => string;

/** Makes a message of a reply and its words. */
export function say(reply: Reply, mentions: Mentions): Said {
  switch (reply.say) {
    case 'lobbyOpened':
      return withOwn(REPLIES.lobbyOpened, reply.own);
    case 'left':
    case 'brought':
    case 'skipped':
    case 'paused':
    case 'resumed':
    case 'moved':
    case 'kept':
      return only(REPLIES[reply.say]);
    case 'joined':
      return withOwn(REPLIES.joined, reply.own);
    case 'joinedWithoutSongs':
      return only(REPLIES.joinedWithoutSongs[reply.why]);
    case 'joinedAsGuest':
      return linkWords(REPLIES.joinedAsGuest[reply.why], reply.offer);
    case 'ownSongs':
      return withOwn('', reply.own);
    case 'chooseSong':
      return asks(REPLIES.chooseSong, songMenu('add', reply.sessionId, reply.tracks.map(byUri)));
    case 'songAdded':
      return only(REPLIES.songAdded[reply.how](songName(reply.track), mentions('queue')));
    case 'chooseRemoval':
      return asks(REPLIES.chooseRemoval, songMenu('remove', reply.sessionId, reply.songs));
    case 'songRemoved':
      return only(REPLIES.songRemoved(songName(reply.track)));
    case 'offered':
      return only(REPLIES.offered(mention(reply.to)));
    case 'tookOver':
      return only(REPLIES.tookOver[reply.session.phase]);
    case 'kicked':
      return only(REPLIES.kicked(mention(reply.who)));
    case 'encored':
      return only(REPLIES.encored(reply.songs));
    case 'saved':
      return asks(REPLIES.saved(reply.playlist.songs), row(linkButton(WAYS.openSaved, reply.playlist.url)));
    case 'privacy':
      return privacySaid(reply.kept);
    case 'started':
      return only(REPLIES.started(deviceName(reply.session.programme.device.name)));
    case 'chooseDevice':
      return asks(REPLIES.chooseDevice, deviceMenu(reply.sessionId, reply.devices, reply.to));
    case 'noDevice':
      return asks(REPLIES.noDevice, whenAwake(reply.sessionId));
    case 'voted':
      return only(REPLIES.voted(reply.votes, reply.needed));
    case 'deviceMoved':
      return only(REPLIES.deviceMoved(deviceName(reply.device)));
    case 'queue':
      return queue(reply);
    case 'recap':
      return recap(reply);
    case 'ended':
      return only(REPLIES.ended[reply.music]);
    case 'endAsked':
      return asks(
        REPLIES.endAsked,
        row(
          button(LABELS['end-now'], customId('end-now', reply.sessionId), 'danger'),
          button(LABELS.keep, customId('keep', reply.sessionId)),
        ),
      );
    case 'linkOffered':
      return linkWords(REPLIES.linkOffered[reply.why], reply.offer);
    case 'linkStanding':
      return linkWords(REPLIES.linkStanding[reply.canHost ? 'canHost' : 'canJoin'], reply.offer);
    case 'linked':
      return withOwn(REPLIES.linked[reply.what], reply.own);
    case 'linkedInVain':
      return only(REPLIES.linkedInVain(reply.why));
    case 'renewed':
      return only(REPLIES.renewed(timestamp(reply.until, 'D')));
    case 'unlinkAsked':
      return asks(
        REPLIES.unlinkAsked,
        row(button(LABELS.unlink, customId('unlink', 'me'), 'danger'), button(STAY_CONNECTED, customId('keep', 'me'))),
      );
    case 'unlinked':
      return only(REPLIES.unlinked(reply.linked, reply.left));
    case 'help':
      return only(REPLIES.help(mentions));
  }
}

/** Nothing but words. */
export function only(content: string): Said {
  return { content, embeds: [], components: [] };
}

function asks(content: string, ...components: Row[]): Said {
  return { content, embeds: [], components };
}

function linkWords(content: string, { url, expiresAt, isLocal }: LinkOffer, label: string = WAYS.connect): Said {
  return asks(`${content}\n${linkTerms(timestamp(expiresAt, 't'), isLocal)}`, row(linkButton(label, url)));
}

/** The same words, with the songs of whoever reads them and what they can do about them. */
function withOwn(content: string, own: OwnSongs | null): Said {
  if (!own) return only(content);
  const isToCome = own.session.phase === 'lobby' || own.canBring;
  const parts = [content, isToCome ? WHEN_THEY_COME[own.session.phase] : '', own.toppedUp ? TOPPED_UP : ''];
  return { ...only(parts.filter((part) => part !== '').join(' ')), ...ownSongsSaid(own) };
}

/** The songs of one person, with what they can do about them. */
function ownSongsSaid({ session, songs, canSwap, canBring }: OwnSongs): Pick<Said, 'embeds' | 'components'> {
  const { id } = session;
  const entries = songs.map((track) => songEntry(track, track.id));
  const hide = entries.length > 0 ? [menu(customId('hide', id), LABELS.hide, entries)] : [];
  const swap = entries.length > 0 && canSwap ? [menu(customId('swap', id), LABELS.swap, entries)] : [];
  const again = menu(customId('period', id), LABELS.period, PERIOD_ENTRIES);
  const bring = canBring ? [row(button(LABELS.bring, customId('bring', id), 'primary'))] : [];
  return { embeds: [songList(songs)], components: [...hide, ...swap, again, ...bring] };
}

const PERIOD_ENTRIES = SETTINGS.period.choices.map((period) => ({
  label: SETTING_WORDS.period.choices[period],
  value: period,
}));

function songMenu(action: 'add' | 'remove', sessionId: string, songs: readonly { id: string; track: Track }[]): Row {
  const entries = songs.map(({ id, track }) => songEntry(track, id));
  return menu(customId(action, sessionId, 'song'), LABELS[action], entries);
}

function byUri(track: Track): { id: string; track: Track } {
  return { id: track.uri, track };
}

function songName({ title }: Track): string {
  return `**${plain(title, 100)}**`;
}

function deviceName(name: string): string {
  return plain(name, 80);
}

function whenAwake(sessionId: string): Row {
  return row(
    button(TRY_AGAIN, customId('start', sessionId, 'again'), 'primary'),
    linkButton(WAYS.openSpotify, 'https://open.spotify.com/'),
  );
}

function privacySaid(kept: Kept): Said {
  const data = Buffer.from(`${JSON.stringify(kept, null, 2)}\n`);
  return {
    ...only(REPLIES.privacy(kept.link?.permissions ?? null, kept.evenings.length, kept.linksUnderWay.length)),
    files: [{ attachment: data, name: 'sesh-about-you.json' }],
  };
}

/** The same answer, and a word on the link that nears its end. */
export function withReminder(said: Said, { diesAt, offer }: RenewalOffer): Said {
  const { content, components } = linkWords(reminder(timestamp(diesAt, 'D')), offer, WAYS.renew);
  return {
    ...said,
    content: [said.content, content].filter((part) => part !== '').join('\n\n'),
    components: [...said.components, ...components],
  };
}

function songList(songs: readonly Track[]): APIEmbed {
  return new EmbedBuilder()
    .setTitle(LISTS.yours(songs.length))
    .setDescription(pageOf(songs.map(songLine), 0).text || LISTS.noneOfYours)
    .toJSON();
}

function queue({ session, page }: Extract<Reply, { say: 'queue' }>): Said {
  if (session.phase === 'lobby') return only(REPLIES.queue.lobby);
  const { text, page: shown, pages } = queuePage(session, page);
  if (text === '') return only(REPLIES.queue.nothing);
  const embed = new EmbedBuilder().setTitle(REPLIES.queue.title).setDescription(text);
  if (pages > 1) embed.setFooter({ text: LISTS.page(shown + 1, pages) });
  return { content: '', embeds: [embed.toJSON()], components: pager('queue', session.id, shown, pages) };
}

function recap({ session, page }: Extract<Reply, { say: 'recap' }>): Said {
  const { text, page: shown, pages } = recapPage(session, page);
  const embed = new EmbedBuilder()
    .setTitle(REPLIES.recap.title)
    .setDescription(text || REPLIES.recap.nothing)
    .setFooter({ text: LISTS.page(shown + 1, pages) });
  return { content: '', embeds: [embed.toJSON()], components: pager('recap', session.id, shown, pages) };
}

function pager(action: 'queue' | 'recap', sessionId: string, page: number, pages: number): Row[] {
  const earlier = page > 0 ? [button(EARLIER, customId(action, sessionId, page - 1))] : [];
  const later = page < pages - 1 ? [button(LATER, customId(action, sessionId, page + 1))] : [];
  return rows(...earlier, ...later);
}
