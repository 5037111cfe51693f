import { EmbedBuilder } from '@discordjs/builders';
import type { APIEmbed } from 'discord.js';
import type { LinkOffer, RenewalOffer, Reply } from '../commands/reply.ts';
import type { Kept } from '../service/keeping.ts';
import type { OwnSongs } from '../service/songs.ts';
import type { RefusalCode } from '../session/refusal.ts';
import { type Period, periods, type TroubleKind } from '../session/session.ts';
import type { Track } from '../session/track.ts';
import { button, customId, deviceMenu, linkButton, menu, type Row, row, songEntry } from './controls.ts';
import { pageOf, queuePage, recapPage, songLine } from './listing.ts';
import { count, mention, plain, timestamp } from './text.ts';

/** A private answer, ready to be sent. */
export type Said = {
  content: string;
  embeds: APIEmbed[];
  components: Row[];
  files?: { attachment: Buffer; name: string }[];
};

/** The mentions of subcommands that people can click. */
export type Mentions = (subcommand: string) => string;

export const PERIOD_WORDS: Record<Period, string> = {
  month: 'the last four weeks',
  'half-year': 'the last six months',
  year: 'the last year',
};

/** Why not, and what to do instead. */
export const REFUSALS: Record<RefusalCode, string> = {
  noSessionHere: 'There is no session in this channel yet. Open one with `/sesh create`.',
  sessionOpenHere: 'There is already a session in this channel: press **Join** on its card, or `/sesh now` to find it.',
  hostingElsewhere: 'You are already hosting a session in another channel. End that one first with `/sesh end`.',
  sessionOver: 'That session is over. Open a new one with `/sesh create`.',
  alreadyMember: 'You are already in. Lean back, your songs come in turn.',
  notMember: 'You are not in this session. Press **Join** on the card first.',
  hostStays: 'You are the host: it is your device that plays. Use `/sesh end` to end the session.',
  hostOnly: 'Only the host can do that. Ask them, or open a session of your own in another channel.',
  notStarted: 'The music has not started yet. The host presses **Start** on the card.',
  alreadyLive: 'The music is already playing. `/sesh now` brings the card to the bottom.',
  nothingToPlay: 'Nobody has brought any songs yet. Connect Spotify with `/sesh link`, or wait for somebody to join.',
  noDeviceAwake: 'Spotify is not open on any of your devices. Open it, then press **Start** again.',
  deviceUnknown: 'None of your devices has that name just now. Open Spotify there, then choose it from the list.',
  optionUnknown: 'One of the options is not one of the choices. Pick it from the list that Discord shows.',
  alreadyPaused: 'It is already paused. Press **Resume** to go on.',
  notPaused: 'It is already playing. Press **Pause** to hold it.',
  nothingSounds:
    'Nothing of ours is sounding just now, so there is nothing to change. Look at the card for what to do.',
  startingNow: 'The next song is just starting. Press again in a moment.',
  pickIsOver: 'That song is already over; the card shows what plays now.',
  votedAlready: 'Your vote is counted already. It takes a few more; ask around.',
  setlistOver: 'The setlist is over, there is nothing left to skip. The host ends the evening with `/sesh end`.',
  nothingToTakeBack: 'The music is in our hands, so there is nothing to take back. The card shows what plays.',
  movedJustNow: 'The card was moved just now. Try again in a few seconds.',
  cannotPostHere:
    'I may not post here. Ask somebody who manages the channel to allow me to view it, send messages and embed links, then try again.',
  needsLink: 'Connect your Spotify account first with `/sesh link`.',
  needsPlayback: 'Your Spotify link does not let me play on your device yet. Use `/sesh create` to allow it.',
  linkIsDead: 'Spotify asks you to connect again. Use `/sesh link`, it takes a minute.',
  notLinked: 'Your Spotify account is not connected, and nothing else is stored about you.',
  endsYourSession: 'You are hosting a session; disconnecting would end it.',
  sentAway: 'You were sent away this evening. Another evening, another chance.',
  kickHost: 'The host cannot be sent away. They hand over with `/sesh host` or end with `/sesh end`.',
  notAMember: 'That person is not in this session. They press **Join** on the card first.',
  hostAlready: 'That person is the host already.',
  notOffered: 'The session is not offered to you. The host does that with `/sesh host`.',
  cannotTakeOver: 'That person has not connected Spotify, so nothing could play there. `/sesh link` mends that.',
  songsAreIn: 'Your songs are in the setlist already. Take one out with `/sesh remove`.',
  songGone: 'That song is not in your list any more. Join again or use `/sesh queue` to see what is.',
  nothingToSwap: 'Spotify knows no further favourite of yours to swap it for. You can hide it, or `/sesh add` another.',
  nothingToBring: 'You bring no songs yet. Use `/sesh add`, or connect Spotify with `/sesh link`.',
  notASong: 'I do not know that song. Type a few letters and pick one from the list, or paste a track’s Spotify link.',
  shortLink: 'I cannot open short links. Open it in Spotify, copy the song’s own link, and paste that.',
  notPlayable: 'That song cannot be played on the host’s Spotify. Pick another one.',
  addedEnough: 'You have added as many songs as everybody may this evening. Take one out with `/sesh remove` first.',
  alreadyYours: 'That song is among yours already; it comes in its turn.',
  alreadyHeard: 'That song has had its turn tonight. Pick another one.',
  alreadyNext: 'That song is already next on the device and will play. The host or you can skip it then.',
  soundsNow: 'That song is playing right now. Use **Skip** on the card if you have had enough of it.',
  notYourSong: 'Only whoever brought a song, or the host, can take it out.',
  notOverYet: 'The setlist is not over yet. An encore comes after the last song; `/sesh add` brings one more now.',
  nothingMore: 'Nobody has further favourites to play. Bring songs with `/sesh add`.',
  needsSaving: 'To save it, Spotify has to let me make a playlist for you.',
  nothingToSave: 'No song was played, so there is nothing to save.',
};

/** Trouble as the card shows it: what is the matter, and what to do. */
export const TROUBLE: Record<TroubleKind, (host: string, until?: string) => string> = {
  asleep: (host) =>
    `I cannot see ${host}’s player: open Spotify there and press play. In a private session it stays hidden from me.`,
  wait: (_, until) =>
    `Spotify asked us to wait${until ? ` until ${until}` : ' a little'}. The music goes on by itself.`,
  relink: (host) => `Spotify needs ${host} to link again: \`/sesh link\`.`,
  scopeMissing: (host) => `${host} has not allowed everything that is needed: agree to all of it with \`/sesh link\`.`,
  premium: (host) => `Spotify lets only Premium accounts be played from outside, and ${host}’s is not one.`,
  ownerPremium: () => 'Spotify wants the owner of this bot’s Spotify app to have Premium. Tell whoever runs the bot.',
  notListed: (host) => `${host}’s account is not on the bot’s user list at Spotify. Tell whoever runs the bot.`,
  misconfigured: () => 'Spotify does not accept this bot’s own credentials. Tell whoever runs it.',
  unreachable: () => 'Spotify does not answer just now. The music goes on by itself; I keep trying.',
  restricted: (host) => `${host}’s player does not take commands just now. Press play there once.`,
};

/** A player that shows nothing that could be followed. */
export const UNSEEN: Record<'nothing' | 'other', (host: string) => string> = {
  nothing: TROUBLE.asleep,
  other: (host) => `${host}’s player plays something that is not a song just now. The evening goes on after it.`,
};

/** What mentions the host when trouble has kept the music silent for a while. */
export function hostCall(host: string, trouble: string): string {
  return `${host}, the music has stopped. ${trouble}`;
}

/** To whom the session is offered. */
export function offerWords(to: string, host: string): string {
  return `${to}, ${host} offers you this session: press **Take over**, and it goes on on your device.`;
}

/** A former host's device that did not answer when the session was taken over. */
export function stillPlaying(host: string): string {
  return `${host}’s device did not answer: it may still be playing. Pause it there.`;
}

/** The lights of a lobby: whether Start would work. */
export function deviceReady(host: string, device: string): string {
  return `Ready: ${host}’s ${device} is awake.`;
}

export function noDeviceYet(host: string): string {
  return `${host}, open Spotify on the device that is to play: none is awake.`;
}

/** The same for the person whose press met it. */
export const TROUBLE_AT_PRESS: Record<TroubleKind, (until?: string) => string> = {
  asleep: () => 'The host’s player is asleep. Open Spotify there, then press again.',
  wait: (until) =>
    `Spotify asked us to wait${until ? ` until ${until}` : ' a little'}. Nothing was changed; try again then.`,
  relink: () => 'Spotify wants the host to connect again with `/sesh link`. Nothing was changed.',
  scopeMissing: () =>
    'Spotify says that not everything was allowed. Use `/sesh link` and agree to all of it. Nothing was changed.',
  premium: () => 'Spotify lets only Premium accounts be played from outside. Somebody with Premium has to host.',
  ownerPremium: () => 'Spotify wants the owner of this bot’s Spotify app to have Premium. Tell whoever runs the bot.',
  notListed: () => 'This account is not on the bot’s user list at Spotify. Tell whoever runs the bot.',
  misconfigured: () => 'Spotify does not accept this bot’s own credentials. Tell whoever runs it.',
  unreachable: () => 'Spotify did not answer. Look at the card in a moment, and press again if nothing changed.',
  restricted: () => 'The player does not take that just now. Press play there once, then try again.',
};

export const APOLOGY =
  'Something went wrong on my side; it is written down for whoever runs the bot. Please try again.';
export const OLD_CARD = 'That button belongs to a card I no longer know. Use `/sesh now` to find the present one.';
export const NOT_INVITED = 'I am not a member of this server yet. Ask somebody who manages it to invite me.';
export const UNKNOWN_COMMAND = 'I do not know that command any more. Try `/sesh help`.';

const NOTHING = { embeds: [], components: [] };

/** Puts a reply into words. */
export function say(reply: Reply, mentions: Mentions): Said {
  switch (reply.say) {
    case 'lobbyOpened':
      return words('Your lobby is open. Friends press **Join** on the card, then you press **Start**.');
    case 'joined':
      return joined(reply);
    case 'joinedWithoutSongs':
      return words(WITHOUT_SONGS[reply.why]);
    case 'joinedAsGuest':
      return linkWords(AS_GUEST[reply.why], reply.offer);
    case 'ownSongs':
      return { ...words(whenTheyCome(reply.own)), ...ownSongsSaid(reply.own) };
    case 'brought':
      return words('Your songs come in now, in their turn.');
    case 'chooseSong':
      return asksFor(
        'Which one do you mean?',
        menu(
          customId('add', reply.sessionId, 'song'),
          'Choose a song',
          reply.tracks.map((track) => songEntry(track, track.uri)),
        ),
      );
    case 'songAdded':
      return words(
        reply.credited
          ? `${songName(reply.track)} is in the setlist already; your name stands beside it now.`
          : `${songName(reply.track)} comes in its turn. /sesh queue shows where.`.replace(
              '/sesh queue',
              mentions('queue'),
            ),
      );
    case 'chooseRemoval':
      return asksFor(
        'Which one is to go?',
        menu(
          customId('remove', reply.sessionId, 'song'),
          'Choose a song',
          reply.songs.map(({ id, track }) => songEntry(track, id)),
        ),
      );
    case 'songRemoved':
      return words(`${songName(reply.track)} is out.`);
    case 'offered':
      return words(
        `Offered. The session is ${mention(reply.to)}’s once they press **Take over** on the card; until then you stay the host.`,
      );
    case 'tookOver':
      return words(
        'You are the host now. If the music does not begin on your device, open Spotify there and press **Take back**.',
      );
    case 'kicked':
      return words(`${mention(reply.who)} is out for this evening, with the songs that only they brought.`);
    case 'encored':
      return words(
        `${count(reply.songs, 'more song')} in the setlist. They play at once if nothing else does; otherwise press **Take back**.`,
      );
    case 'saved':
      return {
        ...words(`Saved: ${count(reply.playlist.songs, 'song')} in a private playlist of yours.`),
        components: [row(linkButton('Open in Spotify', reply.playlist.url))],
      };
    case 'privacy':
      return privacyWords(reply.kept);
    case 'left':
      return words('You have left. Songs that only you brought and that still waited are gone with you.');
    case 'started':
      return words(`Playing on **${plain(reply.session.programme.device.name, 80)}**. Have a good evening!`);
    case 'chooseDevice':
      return {
        ...words('On which device shall it play?'),
        components: [deviceMenu(reply.sessionId, reply.devices, reply.to)],
      };
    case 'noDevice':
      return {
        ...words(
          'Spotify is not awake on any of your devices. Open Spotify where the music is to play, then try again.',
        ),
        components: [
          row(
            button('Try again', customId('start', reply.sessionId, 'again'), 'primary'),
            linkButton('Open Spotify', 'https://open.spotify.com/'),
          ),
        ],
      };
    case 'skipped':
      return words('Skipped.');
    case 'voted':
      return words(`Your vote is counted: ${reply.votes} of ${reply.needed}. It is void when the next song begins.`);
    case 'deviceMoved':
      return words(`Playing on **${plain(reply.device, 80)}** now.`);
    case 'paused':
      return words('Paused.');
    case 'resumed':
      return words('On it goes.');
    case 'queue':
      return queue(reply);
    case 'recap':
      return recap(reply);
    case 'moved':
      return words('The card is at the bottom now.');
    case 'endAsked':
      return asks('End the session for everybody? The music stops and the card becomes the recap.', [
        button('End it', customId('end-now', reply.sessionId), 'danger'),
        button('Keep playing', customId('keep', reply.sessionId)),
      ]);
    case 'ended':
      return words('The session is over. The card is the recap now.');
    case 'linkOffered':
      return linkWords(OFFERS[reply.why], reply.offer);
    case 'linkStanding':
      return linkWords(
        reply.canHost
          ? 'Your Spotify account is connected, and you can host. You can connect it afresh here.'
          : 'Your Spotify account is connected; your songs come along when you join. You can connect it afresh here.',
        reply.offer,
      );
    case 'linked':
      return linked(reply);
    case 'renewed':
      return words(`Renewed: your connection works until ${timestamp(reply.until, 'D')}.`);
    case 'unlinkAsked':
      return asks('You are hosting a session. Disconnecting ends it and deletes everything stored about you.', [
        button('End it and disconnect', customId('unlink', 'me'), 'danger'),
        button('Stay connected', customId('keep', 'me')),
      ]);
    case 'unlinked':
      return words(unlinked(reply));
    case 'kept':
      return words('Fine, nothing changes.');
    case 'help':
      return words(help(mentions));
  }
}

function words(content: string): Said {
  return { content, ...NOTHING };
}

function asks(content: string, choices: Parameters<typeof row>): Said {
  return { content, embeds: [], components: [row(...choices)] };
}

const OFFERS: Record<Extract<Reply, { say: 'linkOffered' }>['why'], string> = {
  asked: 'Connect your Spotify account, so that your songs come along.',
  toTakeOver:
    'To take over, connect Spotify and allow me to play on your device. The session is yours by itself afterwards.',
  toSave: 'To save it, Spotify has to let me make a private playlist for you. It is made by itself afterwards.',
  toHost: 'To host, connect Spotify and allow me to play on your device. Your lobby opens by itself afterwards.',
  again: 'Spotify no longer accepts your old connection. Connect again; it takes a minute.',
};

function linkWords(content: string, { url, expiresAt, isLocal }: LinkOffer, label = 'Connect Spotify'): Said {
  const local = isLocal ? '\nThis address works only on the computer on which the bot runs.' : '';
  return {
    content: `${content}\nThe button is for you alone and works until ${timestamp(expiresAt, 't')}.${local}`,
    embeds: [],
    components: [row(linkButton(label, url))],
  };
}

const WITHOUT_SONGS: Record<Extract<Reply, { say: 'joinedWithoutSongs' }>['why'], string> = {
  none: 'You are in as a guest: Spotify knows no favourites of yours yet. Bring songs with `/sesh add`.',
  unknown: 'You are in. Spotify does not answer just now; your songs are fetched when the host starts.',
  unknownLive:
    'You are in. Spotify does not answer just now: press **Join** again in a few minutes to fetch your songs.',
};

const AS_GUEST: Record<Extract<Reply, { say: 'joinedAsGuest' }>['why'], string> = {
  unlinked: 'You are in as a guest. Bring songs with `/sesh add`, or connect Spotify to bring your own top songs.',
  relink: 'You are in as a guest. Spotify no longer takes your connection: connect again to bring your own top songs.',
};

function joined({ own, toppedUp }: Extract<Reply, { say: 'joined' }>): Said {
  const topped = toppedUp ? ' There were too few in that time, so older favourites fill up.' : '';
  return { ...words(`You are in. ${whenTheyCome(own)}${topped}`), ...ownSongsSaid(own) };
}

function whenTheyCome({ session }: OwnSongs): string {
  return session.phase === 'live'
    ? 'They come in at the next song that begins a minute from now or later.'
    : 'Nobody else sees them before Start.';
}

/** The songs of one person, with what they can do about them. */
function ownSongsSaid({ session, songs, canSwap, canBring }: OwnSongs): Pick<Said, 'embeds' | 'components'> {
  const { id } = session;
  const entries = songs.map((track) => songEntry(track, track.id));
  const hide = entries.length > 0 ? [menu(customId('hide', id), 'Hide a song…', entries)] : [];
  const swap =
    entries.length > 0 && canSwap ? [menu(customId('swap', id), 'Swap a song for my next one…', entries)] : [];
  const again = menu(customId('period', id), 'Begin anew with my favourites of…', PERIOD_ENTRIES);
  const bring = canBring ? [row(button('Bring them', customId('bring', id), 'primary'))] : [];
  return { embeds: [songList(songs)], components: [...hide, ...swap, again, ...bring] };
}

const PERIOD_ENTRIES = periods.map((period) => ({ label: PERIOD_WORDS[period], value: period }));

function asksFor(content: string, choice: Row): Said {
  return { content, embeds: [], components: [choice] };
}

function songName({ title }: Track): string {
  return `**${plain(title, 100)}**`;
}

function privacyWords(kept: Kept): Said {
  const data = Buffer.from(`${JSON.stringify(kept, null, 2)}\n`);
  const link = kept.link
    ? `your Spotify account (what you allowed: ${kept.link.permissions.join(', ')}), until you use \`/sesh unlink\``
    : 'no Spotify account';
  return {
    ...words(
      [
        `Stored about you: ${link}; and ${count(kept.evenings.length, 'evening')} in which your name stands, with the songs you brought, until a day after each has ended.`,
        'It is kept so that your songs can come along and the evening survives a restart; nothing is sold, shared or analysed. The file has all of it.',
        '`/sesh unlink` deletes it at once.',
      ].join('\n'),
    ),
    files: [{ attachment: data, name: 'sesh-about-you.json' }],
  };
}

function linked({ opened, songs, failed }: Extract<Reply, { say: 'linked' }>): Said {
  if (failed) return words('Connected. What you asked for could not be done just now: press or type it once more.');
  if (opened) return words('Connected, and your lobby is open.');
  if (songs.length > 0) return { ...words('Connected. Your songs are in.'), embeds: [songList(songs)] };
  return words('Connected. Your songs come along from now on.');
}

function unlinked({ linked, left }: Extract<Reply, { say: 'unlinked' }>): string {
  const gone = `${linked ? 'Disconnected; everything' : 'Everything'} stored about you is deleted.`;
  const out =
    ' You have left the session, and songs that only you brought are gone; press **Join** to come back as a guest.';
  const thorough = ' To be thorough, remove Sesh at <https://www.spotify.com/account/apps/> too.';
  return `${gone}${left ? out : ''}${linked ? thorough : ''}`;
}

/** The same answer, and a word on the link that nears its end. */
export function withReminder(said: Said, { diesAt, offer }: RenewalOffer): Said {
  const reminder = `Spotify ends every connection after six months, yours on ${timestamp(diesAt, 'D')}. Renew it here; it takes a minute.`;
  const { content, components } = linkWords(reminder, offer, 'Renew');
  return {
    ...said,
    content: [said.content, content].filter((part) => part !== '').join('\n\n'),
    components: [...said.components, ...components],
  };
}

function songList(songs: readonly Track[]): APIEmbed {
  return new EmbedBuilder()
    .setTitle(`You bring ${count(songs.length, 'song')}`)
    .setDescription(pageOf(songs.map(songLine), 0).text)
    .toJSON();
}

function queue({ session, page }: Extract<Reply, { say: 'queue' }>): Said {
  if (session.phase === 'lobby')
    return words('The order is drawn when the host presses **Start**. Until then everybody’s songs stay secret.');
  const { text, page: shown, pages } = queuePage(session, page);
  if (text === '') return words('Nothing is waiting: the setlist has been played.');
  const embed = new EmbedBuilder().setTitle('Coming up').setDescription(text);
  if (pages > 1) embed.setFooter({ text: `Page ${shown + 1} of ${pages}` });
  return { content: '', embeds: [embed.toJSON()], components: pager('queue', session.id, shown, pages) };
}

function recap({ session, page }: Extract<Reply, { say: 'recap' }>): Said {
  const { text, page: shown, pages } = recapPage(session, page);
  const embed = new EmbedBuilder()
    .setTitle('What we heard')
    .setDescription(text || 'Nothing.')
    .setFooter({ text: `Page ${shown + 1} of ${pages}` });
  return { content: '', embeds: [embed.toJSON()], components: pager('recap', session.id, shown, pages) };
}

function pager(action: 'queue' | 'recap', sessionId: string, page: number, pages: number): Row[] {
  const earlier = page > 0 ? [button('Earlier', customId(action, sessionId, page - 1))] : [];
  const later = page < pages - 1 ? [button('Later', customId(action, sessionId, page + 1))] : [];
  return earlier.length + later.length > 0 ? [row(...earlier, ...later)] : [];
}

function help(mentions: Mentions): string {
  return [
    `**1.** ${mentions('create')} opens a session in a channel; you are its host, and your Spotify plays.`,
    `**2.** Friends press **Join** on the card. ${mentions('link')} connects Spotify, so that their top songs come along.`,
    '**3.** The host presses **Start**; everybody’s songs take turns. The card shows what plays and who brought it.',
    `**4.** ${mentions('queue')} shows what is coming, ${mentions('end')} ends the evening with a recap, ${mentions('unlink')} deletes what is stored about you.`,
  ].join('\n');
}
