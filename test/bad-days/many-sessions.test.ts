import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorld } from '../../sim/world.ts';
import { openDb } from '../../src/db/open.ts';
import { createSessionStore } from '../../src/db/sessions.ts';
import { open } from '../../src/session/lobby.ts';
import { DEFAULT_SETTINGS } from '../../src/session/settings.ts';
import { createRecordingLog, EVENING, SECOND, temporaryFolder } from '../stories/story.ts';

it('a bot that stops while it is still taking up its sessions does nothing afterwards', async () => {
  const world = await createWorld({ standingAt: EVENING });
  onTestFinished(world.close);
  const config = await world.config({ databasePath: join(temporaryFolder(), 'sesh.db') });
  const db = openDb(config.databasePath);
  const { log, lines } = createRecordingLog();
  const sessions = createSessionStore(db, { log, now: world.clock.now });
  for (let place = 0; place < 30; place++) {
    const channelId = world.guild.addChannel(`music-${place}`).id;
    const where = { id: `session ${place}`, guildId: world.guild.id, channelId, seed: '0'.repeat(32) };
    await sessions.save(open(where, `host ${place}`, DEFAULT_SETTINGS, EVENING));
  }
  db.$client.close();
  const bot = await world.openBot(config, log);
  await bot.close();
  const before = lines.length;
  await world.advance(10 * SECOND);
  expect(lines.slice(before)).toEqual([]);
});
