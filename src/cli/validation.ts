/** What the commands about rules load, a file of its own in the bundle. */

export { validationSarif } from '../render/sarif.ts';
export { explainRule, listRules } from './commands/rule-pages.ts';
export { policyAt } from './commands/validate-evidence.ts';
export { validateFiles } from './commands/validate-files.ts';
