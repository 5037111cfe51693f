import type { Order, Period } from '../session/session.ts';

/** Of which time the favourites are. */
export const PERIODS: Record<Period, string> = {
  month: 'the last four weeks',
  'half-year': 'the last six months',
  year: 'the last year',
};

/** The name of each order, as a choice. */
export const ORDERS: Record<Order, string> = { fair: 'fair: everybody takes turns', random: 'random: any order' };

/** The name of each order, in the middle of a sentence. */
export const MANNERS: Record<Order, string> = { fair: 'taking turns', random: 'in random order' };
