import { namedData, namedPlaces, namedText } from '../leak-rule.ts';
import { homesIn } from '../places.ts';
import { defineRule } from '../rule.ts';
import { textsOfCheckpoint } from '../texts.ts';

export const homeDirectory = defineRule({
  id: 'privacy/home-directory',
  summary: 'The file names nobody’s home directory',
  severity: 'warning',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    const homes = homesIn(textsOfCheckpoint(checkpoint));
    if (homes.length > 0) yield { path: homes[0]?.path, data: namedData(homes) };
  },

  message: (data) => `home directories, which name people: ${namedText(data)}`,
  details: namedPlaces,
  cure: () =>
    'save the checkpoint again with relative paths there, or share only the weights: torch.save(model.state_dict(), FILE)',
});
