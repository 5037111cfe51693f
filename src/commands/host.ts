import { Refusal } from '../session/refusal.ts';
import { COMMANDS } from '../words/commands.ts';
import { type Button, type Command, LINK_CURES, of } from './command.ts';
import { offerLink, placeOf } from './link-offer.ts';

export const host: Command = {
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
export const pressTakeOver: Button = async (services, press) => {
  const { caller, person, sessionId, values } = press;
  try {
    const taken = await services.changeOfHost.takeOver(caller, of(press), values[0]);
    if (taken.is === 'taken') return { say: 'tookOver', session: taken.session };
    return { say: 'chooseDevice', sessionId: taken.sessionId, devices: taken.devices, to: 'take-over' };
  } catch (error) {
    if (!(error instanceof Refusal) || !LINK_CURES.includes(error.code)) throw error;
    return {
      say: 'linkOffered',
      offer: await offerLink(services, person, { for: 'takeOver', sessionId, ...placeOf(caller) }),
      why: error.code === 'linkIsDead' ? 'again' : 'toTakeOver',
    };
  }
};
