import { Router } from 'express';
import type { World } from './world.ts';

export function sandboxPage(_world: World): Router {
  return Router();
}
