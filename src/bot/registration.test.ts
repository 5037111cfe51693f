import { REST } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiscordHarness } from '../../sim/discord/harness.ts';
import { createLog } from '../log.ts';
import type { FactStore } from '../ports/files.ts';
import { createRegistration } from './registration.ts';

const log = createLog({ level: 'silent' });

/** A Discord, and what starts one after the other on the same database do there. */
async function installation() {
  const harness = await createDiscordHarness();
  onTestFinished(harness.close);
  const { discord, clock } = harness;
  const kept = new Map<string, string>();
  const facts: FactStore = {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, value) => void kept.set(name, value),
  };
  return {
    ...harness,
    kept,
    async start(guildId?: string) {
      const rest = new REST({ version: '10', api: `${harness.url}/api` }).setToken(discord.token);
      const registration = createRegistration({ guildId, facts, clock, log });
      const before = discord.requests.length;
      await registration.open(rest, discord.applicationId);
      registration.stop();
      const asked = discord.requests
        .slice(before)
        .map(({ method, path }) => `${method} ${path.replace(/^.*\d\//, '')}`);
      return { id: registration.id(), isDone: registration.isDone(), asked };
    },
    commands: async (path: string) =>
      (
        (await harness.ask('GET', `/applications/${discord.applicationId}${path}`)).body as unknown as {
          name: string;
        }[]
      ).map(({ name }) => name),
  };
}

describe('the command is registered', () => {
  it('once, and looked after at every start', async () => {
    const { start } = await installation();
    const first = await start();
    expect(first).toEqual({ id: expect.stringMatching(/^\d+$/), isDone: true, asked: ['PUT commands'] });
    expect(await start()).toEqual({ id: first.id, isDone: true, asked: ['GET commands'] });
  });

  it('again when somebody has deleted it', async () => {
    const { start, ask, discord, commands } = await installation();
    await start();
    await ask('PUT', `/applications/${discord.applicationId}/commands`, []);
    expect((await start()).asked).toEqual(['GET commands', 'PUT commands']);
    expect(await commands('/commands')).toEqual(['sesh']);
  });

  it('elsewhere when the server is another: what was registered before is taken back', async () => {
    const { start, guild, commands } = await installation();
    await start();
    expect((await start(guild.id)).asked).toEqual(['PUT commands', 'PUT commands']);
    expect([await commands('/commands'), await commands(`/guilds/${guild.id}/commands`)]).toEqual([[], ['sesh']]);
  });

  it.each([null, {}, [], [null], [{ name: 'sesh' }], 'text', [{ name: 'sesh', id: null }]])(
    'though Discord answers %j: done, with what is known of it',
    async (body) => {
      const { start, discord } = await installation();
      discord.failNext({ method: 'PUT', path: /\/commands$/, status: 200, body, lands: true });
      expect(await start()).toMatchObject({ id: null, isDone: true });
      expect(await start()).toEqual({ id: expect.stringMatching(/^\d+$/), isDone: true, asked: ['GET commands'] });
      discord.failNext({ method: 'GET', path: /\/commands$/, status: 200, body });
      expect(await start()).toMatchObject({ id: expect.stringMatching(/^\d+$/), isDone: true });
    },
  );

  it('not at all while Discord refuses: what is known from before is kept', async () => {
    const { start, kept } = await installation();
    const { id } = await start();
    kept.set('commands.print', 'of another version');
    expect((await start('10000000000000000')).id).toBe(id);
    expect(kept.get('commands.print')).toBe('of another version');
  });
});
