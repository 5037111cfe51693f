import { expect, it } from 'vitest';
import { BEGAN, brings, playing } from '../../test/judgement.ts';
import { track } from '../../test/track.ts';
import { leave } from './members.ts';
import { finish } from './player/outcomes.ts';
import { encore } from './songs.ts';

it('an encore has no songs of whoever left while their favourites were fetched', () => {
  const over = finish(leave(playing(), 'ben', BEGAN + 10_000), BEGAN + 20_000);
  const longer = encore(over, [brings('ben', [track('b3')]), brings('chloe', [track('c3')])]);
  expect(longer.setlist.slice(over.setlist.length).map((pick) => pick.track.id)).toEqual([track('c3').id]);
});
