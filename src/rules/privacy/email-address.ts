import { namedData, namedPlaces, namedText } from '../leak-rule.ts';
import { addressesIn } from '../places.ts';
import { defineRule } from '../rule.ts';
import { textsOfCheckpoint } from '../texts.ts';

export const emailAddress = defineRule({
  id: 'privacy/email-address',
  summary: 'The file holds no e-mail addresses',
  severity: 'warning',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    const addresses = addressesIn(textsOfCheckpoint(checkpoint));
    if (addresses.length > 0)
      yield { path: addresses[0]?.path, data: namedData(addresses), confidence: 'likely' };
  },

  message: (data) => `e-mail addresses: ${namedText(data)}`,
  details: namedPlaces,
  cure: () => 'save the checkpoint again without them, unless their owners agree',
});
