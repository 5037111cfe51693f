import { Refusal } from '../session/refusal.ts';
import type { PressHandler } from './command.ts';
import { offerLink, placeOf } from './link-offer.ts';

/** Save as playlist, on the recap: into the presser's own account. */
export const pressSave: PressHandler = async (services, { caller, person, sessionId }) => {
  try {
    return { say: 'saved', playlist: await services.recaps.save(caller, sessionId) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'needsSaving') throw error;
    return {
      say: 'linkOffered',
      offer: await offerLink(services, person, { for: 'save', sessionId, ...placeOf(caller) }),
      why: 'toSave',
    };
  }
};
