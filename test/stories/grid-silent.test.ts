import { inPhase } from './grid/play.ts';

/* Every command and every press, by everybody, while nothing sounds. */
inPhase('paused', 'while the music is paused');
inPhase('unknown', 'while the player hides');
inPhase('over', 'when the setlist is over');
