import { createServer } from 'node:http';
import { Client, GatewayIntentBits, type Interaction, MessageFlags } from 'discord.js';

/*
 * The least a bot on discord.js can be, as a baseline for what a process costs: it logs in, says that it is ready, and
 * acknowledges whatever people do. Told by arguments: Discord's address, the token, the port.
 */
const [, , url = '', token = '', port = ''] = process.argv;

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: `${url}/api` } });
client.on('interactionCreate', (interaction) => answer(interaction).catch(fail));
createServer((_, response) => response.writeHead(client.isReady() ? 200 : 503).end()).listen(Number(port), '127.0.0.1');
await client.login(token);
process.once('SIGTERM', () => client.destroy().then(() => process.exit(0), fail));

async function answer(interaction: Interaction): Promise<void> {
  if (!interaction.isRepliable()) return;
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  await interaction.editReply('Heard.');
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
