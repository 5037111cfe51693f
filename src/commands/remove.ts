import type { Caller, Which } from '../service/access.ts';
import { holding } from '../session/names.ts';
import { foldedName } from '../session/track.ts';
import { COMMANDS } from '../words/commands.ts';
import { songChoices } from './choices.ts';
import { type PressHandler, type Services, type Subcommand, sessionOf } from './command.ts';
import type { Reply } from './reply.ts';

export const remove: Subcommand = {
  addOptions: (builder) =>
    builder.addStringOption((option) =>
      option.setName('song').setDescription(COMMANDS.remove.options.song).setAutocomplete(true).setRequired(true),
    ),
  run: (services, { caller, options }) => removeSong(services, caller, 'here', options.text('song') ?? ''),
  async complete({ songs }, { caller }, typed) {
    const fits = holding(typed);
    const fitting = songs.removableFor(caller).filter(({ track }) => fits(foldedName(track)));
    return songChoices(fitting.map(({ id, track }) => ({ value: id, track })));
  },
};

/** The choice among several songs of that name. */
export const pressRemove: PressHandler = (services, press) =>
  removeSong(services, press.caller, sessionOf(press), press.values[0] ?? press.arg ?? '');

async function removeSong({ songs }: Services, caller: Caller, which: Which, wish: string): Promise<Reply> {
  const removed = await songs.removeSong(caller, which, wish);
  if (removed.is === 'choice') return { say: 'chooseRemoval', sessionId: removed.sessionId, songs: removed.songs };
  return { say: 'songRemoved', track: removed.track, how: removed.is };
}
