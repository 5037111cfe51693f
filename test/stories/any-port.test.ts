import { expect, it } from 'vitest';
import { linkIn } from '../../sim/world.ts';
import { startStory } from './story.ts';

it('on any free port, links and both redirects name the one that was found', async () => {
  const web = { host: '127.0.0.1', port: 0, publicUrl: 'http://127.0.0.1:0', trustProxy: undefined };
  const story = await startStory({ configured: { web } });
  const asked = await story.type('ada', '/sesh link');
  expect(linkIn(asked)).toContain(`http://127.0.0.1:${story.bot.port}/link/`);
  expect((await story.link('ada', asked)).text).toContain('You are connected');
});
