import type { Caller, Which } from '../service/sessions.ts';
import { COMMANDS } from '../words/commands.ts';
import { type Button, type Command, of, type Services } from './command.ts';
import type { Reply } from './reply.ts';
import { CHOICES, choiceOf } from './song-choice.ts';

export const remove: Command = {
  describe: (builder) =>
    builder
      .setName('remove')
      .setDescription(COMMANDS.remove.about)
      .addStringOption((option) =>
        option.setName('song').setDescription(COMMANDS.remove.options.song).setAutocomplete(true).setRequired(true),
      ),
  run: (services, { caller, options }) => removeSong(services, caller, 'here', options.text('song') ?? ''),
  async complete({ songs }, { caller }, typed) {
    const words = typed.trim().toLowerCase();
    const fitting = songs.removableFor(caller).filter(({ track }) => track.title.toLowerCase().includes(words));
    return fitting.slice(0, CHOICES).map(({ id, track }) => choiceOf(track, id));
  },
};

/** The choice among several songs of that name. */
export const pressRemove: Button = (services, press) =>
  removeSong(services, press.caller, of(press), press.values[0] ?? press.arg ?? '');

async function removeSong({ songs }: Services, caller: Caller, which: Which, wish: string): Promise<Reply> {
  const removed = await songs.removeSong(caller, which, wish);
  if (removed.is === 'removed') return { say: 'songRemoved', track: removed.track };
  return { say: 'chooseRemoval', sessionId: removed.sessionId, songs: removed.songs };
}
