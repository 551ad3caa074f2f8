import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import { remarks } from '../model/remarks.ts';
import { examplesOf } from './examples.ts';
import {
  defineRule,
  type Explained,
  type FindingData,
  type Question,
  type Rule,
  type Severity,
} from './rule.ts';

interface AnomalyRuleDefinition {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly questions: readonly Question[];
  /** The one kind that it judges. */
  readonly kind: string;
  /** Where it depends on what was found. */
  severityOf?(anomaly: Anomaly, checkpoint: Checkpoint): Severity;
  /** Whether one of that kind is as it should be. */
  isMeant?(anomaly: Anomaly): boolean;
  readonly explains?: readonly Explained[];
  cure?(data: AnomalyData): string | undefined;
}

type AnomalyData = FindingData & { readonly sentence: string };

/**
 * A rule that holds where a reader noted nothing of one kind. All of a kind in a file have one cause,
 * and the sentence is the one that `inspect` says.
 */
export function defineAnomalyRule(definition: AnomalyRuleDefinition): Rule {
  const { id, summary, severity, questions, kind, severityOf, isMeant, explains, cure } =
    definition;
  return defineRule({
    id,
    summary,
    severity,
    questions,
    needs: ['checkpoint'],

    *find({ checkpoint }) {
      const all = checkpoint.anomalies.filter(
        (anomaly) => anomaly.kind === kind && isMeant?.(anomaly) !== true,
      );
      const [first] = all;
      if (first === undefined) return;
      const { file, offset } = first.place;
      const [sentence = ''] = remarks(all);
      const { count: times, examples } = examplesOf(all.map(nameOf));
      const data: AnomalyData = { ...first.data, times, examples, sentence };
      yield {
        file,
        data,
        path: all.length === 1 ? first.path : undefined,
        offset,
        ...(severityOf !== undefined && { severity: severityOf(first, checkpoint) }),
        ...(explains !== undefined && { explains }),
      };
    },

    message: ({ sentence }) => sentence,
    ...(cure !== undefined && { cure }),
  });
}

/** The member of its data that says which one it is. */
const NAMES = ['tensor', 'shard', 'record', 'entry', 'name', 'key', 'field'];

function nameOf({ data, path, place }: Anomaly): string {
  const name = NAMES.find((key) => data[key] !== undefined);
  if (name !== undefined) return String(data[name]);
  return path ?? (place.offset === undefined ? place.file : `@ 0x${place.offset.toString(16)}`);
}
