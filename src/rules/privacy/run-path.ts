import { namedData, namedPlaces, namedText } from '../leak-rule.ts';
import { homesIn } from '../places.ts';
import { defineRule } from '../rule.ts';
import { textsOfConfigs } from '../texts.ts';

export const runPath = defineRule({
  id: 'privacy/run-path',
  summary: 'The configurations of the run name nobody’s home directory',
  severity: 'warning',
  questions: ['share'],
  about: 'run',
  needs: ['configs'],

  *find({ configs }) {
    const homes = homesIn(textsOfConfigs(configs));
    if (homes.length > 0) yield { data: namedData(homes) };
  },

  message: (data) => `home directories, which name people: ${namedText(data)}`,
  details: namedPlaces,
  cure: () => 'leave these files out of what you share, or replace the paths in them',
});
