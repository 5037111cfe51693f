import type { Caller, Which } from '../service/access.ts';
import type { Wished } from '../service/songs.ts';
import { meant } from '../session/names.ts';
import { partsOf, type Track } from '../session/track.ts';
import { COMMANDS } from '../words/commands.ts';
import { SEPARATOR } from '../words/names.ts';
import { songChoices } from './choices.ts';
import { type PressHandler, type Services, type Subcommand, sessionOf } from './command.ts';
import type { Reply } from './reply.ts';

export const add: Subcommand = {
  addOptions: (builder) =>
    builder.addStringOption((option) =>
      option.setName('song').setDescription(COMMANDS.add.options.song).setAutocomplete(true).setRequired(true),
    ),
  run: (services, { caller, options }) => addSong(services, caller, 'here', options.text('song') ?? ''),
  async complete({ songs }, { caller }, typed) {
    return songChoices((await songs.suggest(caller, typed)).map((track) => ({ value: track.uri, track })));
  },
};

/** The choice among several songs that were found. */
export const pressAdd: PressHandler = (services, press) =>
  addSong(services, press.caller, sessionOf(press), press.values[0] ?? press.arg ?? '');

async function addSong({ songs }: Services, caller: Caller, which: Which, wish: string): Promise<Reply> {
  const added = await songs.addSong(caller, which, wish);
  const chosen = added.is === 'choice' ? suggested(added.tracks, wish) : undefined;
  return replyOf(chosen ? await songs.addSong(caller, which, chosen.uri) : added);
}

/** Clients now and then send the text of a suggestion in place of its value. */
function suggested(tracks: readonly Track[], wish: string): Track | undefined {
  if (!wish.includes(SEPARATOR)) return undefined;
  const [track, ...others] = meant(tracks, wish, (one) => ({ id: one.uri, parts: partsOf(one) }));
  return others.length === 0 ? track : undefined;
}

function replyOf(wished: Wished): Reply {
  if (wished.is === 'choice') return { say: 'chooseSong', sessionId: wished.sessionId, tracks: wished.tracks };
  return { say: 'songAdded', track: wished.track, how: wished.is };
}
