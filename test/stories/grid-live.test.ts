import { inPhase } from './grid/play.ts';

/* Every command and every press, by everybody, while something sounds. */
inPhase('starting', 'while the first song is starting');
inPhase('playing', 'while a song of the host plays');
inPhase('foreign', 'while the host plays music of their own');
