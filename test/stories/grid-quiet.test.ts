import { inPhase } from './grid/play.ts';

/* Every command and every press, by everybody, before and after the music. */
inPhase('none', 'where nobody has opened a session');
inPhase('lobby', 'in the lobby');
inPhase('ended', 'when the evening has ended');
