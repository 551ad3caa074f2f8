import { namedData, namedPlaces, namedText } from '../leak-rule.ts';
import { namesIn } from '../places.ts';
import { defineRule } from '../rule.ts';
import { textsOfCheckpoint } from '../texts.ts';

export const hostName = defineRule({
  id: 'privacy/host-name',
  summary: 'The file names no computers',
  severity: 'note',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    const hosts = namesIn(textsOfCheckpoint(checkpoint), 'host');
    if (hosts.length > 0)
      yield { path: hosts[0]?.path, data: namedData(hosts), confidence: 'possible' };
  },

  message: (data) => `names of computers: ${namedText(data)}`,
  details: namedPlaces,
  cure: () => 'save the checkpoint again without them, if nobody should know them',
});
