import type { CommandName } from './commands.ts';

/** The four things to know; `mention` makes a subcommand one that can be clicked. */
export function helpWords(mention: (subcommand: CommandName) => string): string {
  return [
    `**1.** ${mention('create')} opens a session in a channel; you are its host, and your Spotify plays.`,
    `**2.** Friends press **Join** on the card. ${mention('link')} connects Spotify, so that their top songs come along; ${mention('add')} brings any song.`,
    '**3.** The host presses **Start**; everybody’s songs take turns. The card shows what plays and who brought it.',
    `**4.** ${mention('queue')} shows what is coming, ${mention('end')} ends the evening with a recap, ${mention('unlink')} deletes what is stored about you.`,
  ].join('\n');
}
