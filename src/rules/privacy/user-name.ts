import { namedData, namedPlaces, namedText } from '../leak-rule.ts';
import { namesIn } from '../places.ts';
import { defineRule } from '../rule.ts';
import { textsOfCheckpoint } from '../texts.ts';

export const userName = defineRule({
  id: 'privacy/user-name',
  summary: 'The file names no accounts',
  severity: 'note',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    const users = namesIn(textsOfCheckpoint(checkpoint), 'user');
    if (users.length > 0)
      yield { path: users[0]?.path, data: namedData(users), confidence: 'possible' };
  },

  message: (data) => `names of accounts: ${namedText(data)}`,
  details: namedPlaces,
  cure: () => 'save the checkpoint again without them, if nobody should know them',
});
