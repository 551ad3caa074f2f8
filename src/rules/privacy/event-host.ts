import { baseName } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** `events.out.tfevents.TIME.HOST.PROCESS.COUNTER` */
const EVENTS = /^events\.out\.tfevents\.\d+\.(.+?)(?:\.\d+){0,2}$/;

export const eventHost = defineRule({
  id: 'privacy/event-host',
  summary: 'No file of the run is named after the computer that wrote it',
  severity: 'note',
  questions: ['share'],
  about: 'run',
  needs: ['metrics'],

  *find({ metrics }) {
    const hosts = metrics.flatMap(({ path }) => EVENTS.exec(baseName(path))?.[1] ?? []);
    const names = [...new Set(hosts)].filter((name) => name !== 'localhost');
    if (names.length > 0) yield { data: examplesOf(names) };
  },

  message: (hosts) =>
    `names of event files tell the computers that wrote them: ${exampleText(hosts)}`,
  cure: () => 'rename them before sharing: TensorBoard needs only events.out.tfevents and a number',
});
