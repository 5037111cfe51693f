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
import { button, type ComponentRow, customId, deviceMenu, linkButton, menu, row, rows, songEntry } from './controls.ts';
import { pageOf, queuePage, recapPage, songLine } from './listing.ts';
import { escapeName, mention, timestamp } from './text.ts';

/** The message of a private answer. */
export type AnswerMessage = {
  content: string;
  embeds: APIEmbed[];
  components: ComponentRow[];
  files?: { attachment: Buffer; name: string }[];
};

/** Returns the clickable mention of a subcommand. */
export type Mentions = (subcommand: string) => string;

/** Renders a reply as a message. */
export function renderReply(reply: Reply, mentions: Mentions): AnswerMessage {
  switch (reply.say) {
    case 'lobbyOpened':
      return withOwnSongs(REPLIES.lobbyOpened, reply.own);
    case 'left':
    case 'brought':
    case 'skipped':
    case 'paused':
    case 'resumed':
    case 'moved':
    case 'kept':
      return textOnly(REPLIES[reply.say]);
    case 'joined':
      return withOwnSongs(REPLIES.joined, reply.own);
    case 'joinedWithoutSongs':
      return textOnly(REPLIES.joinedWithoutSongs[reply.why]);
    case 'joinedAsGuest':
      return linkAnswer(REPLIES.joinedAsGuest[reply.why], reply.offer);
    case 'ownSongs':
      return withOwnSongs('', reply.own);
    case 'chooseSong':
      return withControls(REPLIES.chooseSong, songMenu('add', reply.sessionId, reply.tracks.map(byUri)));
    case 'songAdded':
      return textOnly(REPLIES.songAdded[reply.how](songName(reply.track), mentions('queue')));
    case 'chooseRemoval':
      return withControls(REPLIES.chooseRemoval, songMenu('remove', reply.sessionId, reply.songs));
    case 'songRemoved':
      return textOnly(REPLIES.songRemoved[reply.how](songName(reply.track)));
    case 'offered':
      return textOnly(REPLIES.offered(mention(reply.to)));
    case 'tookOver':
      return textOnly(REPLIES.tookOver[reply.session.phase]);
    case 'kicked':
      return textOnly(REPLIES.kicked(mention(reply.who)));
    case 'encored':
      return textOnly(REPLIES.encored(reply.songs));
    case 'saved':
      return withControls(REPLIES.saved(reply.playlist.songs), row(linkButton(WAYS.openSaved, reply.playlist.url)));
    case 'privacy':
      return privacyMessage(reply.kept);
    case 'started':
      return textOnly(REPLIES.started(deviceName(reply.session.programme.device.name)));
    case 'chooseDevice':
      return withControls(REPLIES.chooseDevice, deviceMenu(reply.sessionId, reply.devices, reply.to));
    case 'noDevice':
      return withControls(REPLIES.noDevice, deviceAwakeButtons(reply.sessionId));
    case 'voted':
      return textOnly(REPLIES.voted(reply.votes, reply.needed));
    case 'deviceMoved':
      return textOnly(REPLIES.deviceMoved(deviceName(reply.device)));
    case 'queue':
      return queue(reply);
    case 'recap':
      return recap(reply);
    case 'ended':
      return textOnly(REPLIES.ended[reply.music]);
    case 'endAsked':
      return withControls(
        REPLIES.endAsked,
        row(
          button(LABELS['end-now'], customId('end-now', reply.sessionId), 'danger'),
          button(LABELS.keep, customId('keep', reply.sessionId)),
        ),
      );
    case 'linkOffered':
      return linkAnswer(REPLIES.linkOffered[reply.why], reply.offer);
    case 'linkStanding':
      return linkAnswer(REPLIES.linkStanding[reply.canHost ? 'canHost' : 'canJoin'], reply.offer);
    case 'linked':
      return withOwnSongs(REPLIES.linked[reply.what], reply.own);
    case 'linkedInVain':
      return textOnly(REPLIES.linkedInVain(reply.why));
    case 'renewed':
      return textOnly(REPLIES.renewed(timestamp(reply.until, 'D')));
    case 'unlinkAsked':
      return withControls(
        REPLIES.unlinkAsked,
        row(button(LABELS.unlink, customId('unlink', 'me'), 'danger'), button(STAY_CONNECTED, customId('keep', 'me'))),
      );
    case 'unlinked':
      return textOnly(REPLIES.unlinked(reply.linked, reply.left));
    case 'help':
      return textOnly(REPLIES.help(mentions));
  }
}

/** Returns a message of text alone. */
export function textOnly(content: string): AnswerMessage {
  return { content, embeds: [], components: [] };
}

function withControls(content: string, ...components: ComponentRow[]): AnswerMessage {
  return { content, embeds: [], components };
}

function linkAnswer(
  content: string,
  { url, expiresAt, isLocal }: LinkOffer,
  label: string = WAYS.connect,
): AnswerMessage {
  return withControls(`${content}\n${linkTerms(timestamp(expiresAt, 't'), isLocal)}`, row(linkButton(label, url)));
}

/** Adds the reader's own songs, with the menus to hide and swap them. */
function withOwnSongs(content: string, own: OwnSongs | null): AnswerMessage {
  if (!own) return textOnly(content);
  const isToCome = own.session.phase === 'lobby' || own.canBring;
  const parts = [content, isToCome ? WHEN_THEY_COME[own.session.phase] : '', own.toppedUp ? TOPPED_UP : ''];
  return { ...textOnly(parts.filter((part) => part !== '').join(' ')), ...ownSongsMessage(own) };
}

/** Returns a person's songs, with the menus to hide and swap them. */
function ownSongsMessage({
  session,
  songs,
  canSwap,
  canBring,
}: OwnSongs): Pick<AnswerMessage, 'embeds' | 'components'> {
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

function songMenu(
  action: 'add' | 'remove',
  sessionId: string,
  songs: readonly { id: string; track: Track }[],
): ComponentRow {
  const entries = songs.map(({ id, track }) => songEntry(track, id));
  return menu(customId(action, sessionId, 'song'), LABELS[action], entries);
}

function byUri(track: Track): { id: string; track: Track } {
  return { id: track.uri, track };
}

function songName({ title }: Track): string {
  return `**${escapeName(title, 100)}**`;
}

function deviceName(name: string): string {
  return escapeName(name, 80);
}

function deviceAwakeButtons(sessionId: string): ComponentRow {
  return row(
    button(TRY_AGAIN, customId('start', sessionId, 'again'), 'primary'),
    linkButton(WAYS.openSpotify, 'https://open.spotify.com/'),
  );
}

function privacyMessage(kept: Kept): AnswerMessage {
  const data = Buffer.from(`${JSON.stringify(kept, null, 2)}\n`);
  return {
    ...textOnly(REPLIES.privacy(kept.link?.permissions ?? null, kept.evenings.length, kept.linksUnderWay.length)),
    files: [{ attachment: data, name: 'sesh-about-you.json' }],
  };
}

/** Adds the reminder of a link that ends soon. */
export function withReminder(said: AnswerMessage, { diesAt, offer }: RenewalOffer): AnswerMessage {
  const { content, components } = linkAnswer(reminder(timestamp(diesAt, 'D')), offer, WAYS.renew);
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

function queue({ session, page }: Extract<Reply, { say: 'queue' }>): AnswerMessage {
  if (session.phase === 'lobby') return textOnly(REPLIES.queue.lobby);
  const { text, page: shown, pages } = queuePage(session, page);
  if (text === '') return textOnly(REPLIES.queue.nothing);
  const embed = new EmbedBuilder().setTitle(REPLIES.queue.title).setDescription(text);
  if (pages > 1) embed.setFooter({ text: LISTS.page(shown + 1, pages) });
  return { content: '', embeds: [embed.toJSON()], components: pageButtons('queue', session.id, shown, pages) };
}

function recap({ session, page }: Extract<Reply, { say: 'recap' }>): AnswerMessage {
  const { text, page: shown, pages } = recapPage(session, page);
  const embed = new EmbedBuilder()
    .setTitle(REPLIES.recap.title)
    .setDescription(text || REPLIES.recap.nothing)
    .setFooter({ text: LISTS.page(shown + 1, pages) });
  return { content: '', embeds: [embed.toJSON()], components: pageButtons('recap', session.id, shown, pages) };
}

function pageButtons(action: 'queue' | 'recap', sessionId: string, page: number, pages: number): ComponentRow[] {
  const earlier = page > 0 ? [button(EARLIER, customId(action, sessionId, page - 1))] : [];
  const later = page < pages - 1 ? [button(LATER, customId(action, sessionId, page + 1))] : [];
  return rows(...earlier, ...later);
}
