/** The answers to a press or a command that cannot even be tried, or that failed on our side. */
export const ERRORS = {
  unexpected: 'Something went wrong on my side; it is written down for whoever runs the bot. Please try again.',
  oldCard: 'That button belongs to a card I no longer know. Use `/sesh now` to find the present one.',
  notInvited: 'I am not a member of this server yet. Ask somebody who manages it to invite me.',
  unknownCommand: 'I do not know that command any more. Try `/sesh help`.',
  restarting: 'I am just being restarted. Try again in half a minute; the music goes on meanwhile.',
  answerRefused:
    'Discord did not take my full answer. `/sesh now` shows how things stand; if something is missing, please try that once more.',
  unsure: 'Discord lost my answer on the way, so I did nothing. Please try that once more.',
} as const;
