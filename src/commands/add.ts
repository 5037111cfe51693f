import type { Caller, Which } from '../service/sessions.ts';
import type { Wished } from '../service/songs.ts';
import { COMMANDS } from '../words/commands.ts';
import { type Button, type Command, of, type Services } from './command.ts';
import type { Reply } from './reply.ts';
import { choiceOf } from './song-choice.ts';

export const add: Command = {
  describe: (builder) =>
    builder
      .setName('add')
      .setDescription(COMMANDS.add.about)
      .addStringOption((option) =>
        option.setName('song').setDescription(COMMANDS.add.options.song).setAutocomplete(true).setRequired(true),
      ),
  run: (services, { caller, options }) => addSong(services, caller, 'here', options.text('song') ?? ''),
  async complete({ songs }, { caller }, typed) {
    return (await songs.suggest(caller, typed)).map((track) => choiceOf(track, track.uri));
  },
};

/** The choice among several songs that were found. */
export const pressAdd: Button = (services, press) =>
  addSong(services, press.caller, of(press), press.values[0] ?? press.arg ?? '');

async function addSong({ songs }: Services, caller: Caller, which: Which, wish: string): Promise<Reply> {
  return replyOf(await songs.addSong(caller, which, wish));
}

function replyOf(wished: Wished): Reply {
  if (wished.is === 'choice') return { say: 'chooseSong', sessionId: wished.sessionId, tracks: wished.tracks };
  return { say: 'songAdded', track: wished.track, how: wished.is };
}
