import { fileURLToPath } from 'node:url';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { BotHandle } from '../bot-process.ts';
import { albumObject } from '../spotify/web-api/objects.ts';
import type { World } from '../world.ts';
import { createActions, NoSuchAction } from './actions.ts';
import { createEvents } from './events.ts';
import { createFailedAnswers } from './failed-answers.ts';
import { createFaults } from './faults.ts';
import { askedFromHere, calledByLoopbackName, protect } from './gate.ts';
import { createShelf } from './shelf.ts';
import { describe, describeCommands } from './state.ts';
import { createTour } from './tour.ts';
import { createWinding } from './winding.ts';

const FOLDER = fileURLToPath(new URL('./browser', import.meta.url));
/** The files that a browser may have of it; tests beside them are not served. */
const PART = /^(?:styles\/)?[a-z-]+\.(?:js|css|svg)$/;

/** The page on which one person plays the whole evening: everybody's channel, every player, the clock, and what goes wrong. */
export function sandboxPage(world: World, bot?: BotHandle): Router {
  const shelf = createShelf(world.spotify, (track) => {
    const { uri, images } = albumObject(track, '/art');
    return { uri, cover: images[1]?.url ?? '' };
  });
  const ledger = createFailedAnswers(world);
  const events = createEvents(world);
  const winding = createWinding(world, events.tell);
  const faults = createFaults(world, bot);
  const tour = createTour(world);
  const actions = createActions({ world, ledger, winding, shelf, faults, tour, tell: events.tell });
  bot?.subscribe(events.tell);

  const router = Router();
  router.use(calledByLoopbackName, protect(world.url));
  router.get('/', (_request, response) => response.sendFile('index.html', { root: FOLDER }));

  router.use('/sandbox', askedFromHere);
  router.get('/sandbox/state', (request, response) => {
    response.json(describe({ world, bot, ledger, winding, shelf, faults, tour }, request.query));
  });
  router.get('/sandbox/commands', (_request, response) => {
    response.json(describeCommands(world));
  });
  router.get('/sandbox/shelf', (_request, response) => {
    response.json(shelf.offers);
  });
  router.get('/sandbox/events', (request, response) => events.attend(request, response));
  router.get('/sandbox/*part', (request, response, next) => {
    const part = request.params.part.join('/');
    if (PART.test(part)) response.sendFile(part, { root: FOLDER });
    else next();
  });
  router.post('/sandbox/do/:action', express.json({ limit: '16kb' }), async (request, response) => {
    response.json(await actions.perform(String(request.params.action), request.body));
  });
  router.use('/sandbox', (_request, response) => {
    response.status(404).json({ error: 'There is nothing at this address.' });
  });
  router.use('/sandbox', sayWhatWentWrong);
  return router;
}

/** Whatever stopped an action is one sentence for the page. */
function sayWhatWentWrong(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const sentence = error instanceof Error ? error.message : 'That did not work.';
  response.status(error instanceof NoSuchAction ? 404 : 422).json({ error: sentence });
}
