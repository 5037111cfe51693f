const setup = `npm run setup                         asks for everything, checks each answer, writes .env
npm run setup -- --from-env           takes it from environment variables instead
npm run setup -- [flags]              or from flags; secrets come from files, - is standard input
  --discord-token-file FILE           --discord-client-secret-file FILE
  --spotify-client-id ID              --spotify-client-secret-file FILE
  --public-url URL                    --trust-proxy loopback
  --secret-key-file FILE              --dotenv FILE, instead of .env`;
const doctor = `npm run doctor                        looks this installation over and names each problem with its cure
npm run doctor -- --channel ID        looks at the bot's permissions in a channel, too`;
const backup = `npm run backup -- FILE                copies the database, while the bot runs or not
npm run backup -- FOLDER [--keep N]   under a name with the date; of those, the newest N stay`;
const restore = `npm run restore -- FILE               puts a backup in the place of the database; stop the bot first`;

/** The usage text of each command. */
export const USAGE = { setup, doctor, backup, restore, all: [setup, doctor, backup, restore].join('\n') };

/** Returns the usage text of a command; that of all commands if it is none of ours. */
export function usageOf(command: string): string {
  return Object.entries(USAGE).find(([name]) => name === command)?.[1] ?? USAGE.all;
}
