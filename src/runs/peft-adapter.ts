/** An adapter of PEFT: https://huggingface.co/docs/peft/developer_guides/checkpoint */
import { entry, itemsOf, textOf } from '../frameworks/common/entries.ts';
import { isKind, type Value } from '../model/value.ts';
import type { RunReading } from './config-file.ts';
import type { Contents } from './contents.ts';
import { configAt, factsOf, listOf, type RunDescription } from './description.ts';
import type { Survey } from './survey.ts';

export async function peftAdapter(
  found: Survey,
  _: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  const name = 'adapter_config.json';
  const config = await configAt(found, name, name, 'json', reading);
  if (config === undefined) return undefined;
  const { value } = config;
  return {
    kind: 'peft-adapter',
    title: 'PEFT adapter',
    facts: factsOf({
      adapter: textOf(entry(value, 'peft_type')),
      'base model': textOf(entry(value, 'base_model_name_or_path')),
      task: textOf(entry(value, 'task_type')),
      r: entry(value, 'r'),
      alpha: entry(value, 'lora_alpha'),
      targets: targets(entry(value, 'target_modules')),
      'saved modules': targets(entry(value, 'modules_to_save')),
      'PEFT version': textOf(entry(value, 'peft_version')),
    }),
    configs: [config],
    overrides: [],
  };
}

/** A list, a set that became one, or a pattern. */
function targets(value: Value | undefined): Value | undefined {
  if (typeof value === 'string') return value;
  const items = itemsOf(value);
  return isKind(value, 'list') && items.length > 0 ? listOf(items) : undefined;
}
