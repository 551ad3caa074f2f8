/** A thread that takes one task after the other. */
import { parentPort } from 'node:worker_threads';
import { type Answer, answerTo, type Task } from './tasks.ts';

parentPort?.on('message', async (task: Task) => {
  const answer = await answerTo(task);
  parentPort?.postMessage(answer, memoryOf(answer));
});

/** What need not be copied. */
function memoryOf(answer: Answer): ArrayBuffer[] {
  if (typeof answer !== 'object') return [];
  const arrays = answer instanceof Float64Array ? [answer] : answer.sample;
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
