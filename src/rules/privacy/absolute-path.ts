import { namedData, namedPlaces, namedText } from '../leak-rule.ts';
import { placesIn } from '../places.ts';
import { defineRule } from '../rule.ts';
import { textsOfCheckpoint } from '../texts.ts';

export const absolutePath = defineRule({
  id: 'privacy/absolute-path',
  summary: 'The file names no places of one machine or network',
  severity: 'note',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    const places = placesIn(textsOfCheckpoint(checkpoint));
    if (places.length > 0)
      yield { path: places[0]?.path, data: namedData(places), confidence: 'likely' };
  },

  message: (data) => `places that only one machine or network has: ${namedText(data)}`,
  details: namedPlaces,
  cure: () => 'save the checkpoint again with relative paths there, if nobody should know them',
});
