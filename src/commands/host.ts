import { Refusal } from '../session/refusal.ts';
import { COMMANDS } from '../words/commands.ts';
import { CURED_BY_LINKING, type PressHandler, type Subcommand, sessionOf } from './command.ts';
import { offerLink, placeOf } from './link-offer.ts';

export const host: Subcommand = {
  addOptions: (builder) =>
    builder.addUserOption((option) =>
      option.setName('member').setDescription(COMMANDS.host.options.member).setRequired(true),
    ),
  async run({ changeOfHost }, { caller, options }) {
    const to = options.user('member') ?? '';
    await changeOfHost.offer(caller, 'here', to);
    return { say: 'offered', to };
  },
};

/** Take over, on the card and in the choice of a device. */
export const pressTakeOver: PressHandler = async (services, press) => {
  const { caller, person, sessionId, values } = press;
  try {
    const taken = await services.changeOfHost.takeOver(caller, sessionOf(press), values[0]);
    if (taken.is === 'taken') return { say: 'tookOver', session: taken.session };
    return { say: 'chooseDevice', sessionId: taken.sessionId, devices: taken.devices, to: 'take-over' };
  } catch (error) {
    if (!(error instanceof Refusal) || !CURED_BY_LINKING.includes(error.code)) throw error;
    return {
      say: 'linkOffered',
      offer: await offerLink(services, person, { for: 'takeOver', sessionId, ...placeOf(caller) }),
      why: error.code === 'linkIsDead' ? 'again' : 'toTakeOver',
    };
  }
};
